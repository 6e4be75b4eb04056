from pathlib import Path

import pytest

from assistant.settings import Settings
from index.errors import SettingError


def test_the_environment_is_read_by_name() -> None:
    settings = Settings.from_env(
        {"ASSISTANT_ARTICLES": "news", "ASSISTANT_PORT": "8000", "OPENAI_API_KEY": "k", "HOME": "/"}
    )
    assert (settings.articles, settings.port, settings.key) == (Path("news"), 8000, "k")
    assert settings.llm_configured


def test_nothing_set_is_extractive_on_the_usual_port() -> None:
    settings = Settings.from_env({})
    assert not settings.llm_configured
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"ASSISTANT_PROT": "1"}, "ASSISTANT_PROT is not a setting"),
        ({"ASSISTANT_PORT": "many"}, "ASSISTANT_PORT is 'many'; it must be a number"),
        ({"ASSISTANT_PORT": "70000"}, "ASSISTANT_PORT is 70000"),
        ({"ASSISTANT_LLM_TIMEOUT": "0"}, "ASSISTANT_LLM_TIMEOUT is 0"),
        ({"ASSISTANT_LLM_BASE_URL": "localhost:1"}, "starts with http://"),
        ({"ASSISTANT_LLM_BASE_URL": "http://x/v1"}, "ASSISTANT_LLM_MODEL is not"),
        ({"ASSISTANT_LLM_MODEL": "qwen3"}, "nothing tells where it runs"),
        ({"ASSISTANT_LLM_BASE_URL": "http://[::1/v1"}, "no address of a server and its API"),
        ({"ASSISTANT_LLM_BASE_URL": "http://x:port/v1"}, "'http://x:port/v1', which is no address"),
        ({"ASSISTANT_LLM_BASE_URL": "http://"}, "for example http://127.0.0.1:8080/v1"),
        ({"ASSISTANT_LLM_BASE_URL": "http://x/v1?version=1"}, "ASSISTANT_LLM_BASE_URL is"),
        ({"ASSISTANT_EMBED_BASE_URL": "http://x y/v1"}, "ASSISTANT_EMBED_BASE_URL is"),
        ({"OPENAI_API_KEY": "sk-12…89"}, "OPENAI_API_KEY has a character that cannot be sent"),
        (
            {"ASSISTANT_LLM_BASE_URL": "http://x/v1/chat/completions", "ASSISTANT_LLM_MODEL": "m"},
            "leave /chat/completions away",
        ),
        ({"ASSISTANT_LLM_API_KEY": "sk"}, "A key for OpenAI itself is OPENAI_API_KEY"),
        ({"ASSISTANT_LLM_API_KEY": "sk\n12"}, "ASSISTANT_LLM_API_KEY has a character"),
        ({"ASSISTANT_RATE": "-1"}, "ASSISTANT_RATE is -1"),
        ({"ASSISTANT_TOKEN": "short"}, "ASSISTANT_TOKEN has fewer than 16"),
        ({"ASSISTANT_ORIGINS": "chat.example"}, "scheme, host and port without a path"),
        ({"ASSISTANT_ORIGINS": "http://a,https://b/"}, "ASSISTANT_ORIGINS names 'https://b/'"),
        ({"ASSISTANT_ORIGINS": "https://*.example"}, "ASSISTANT_ORIGINS names"),
        ({"ASSISTANT_ORIGINS": "null"}, "ASSISTANT_ORIGINS names 'null'"),
        ({"ASSISTANT_ORIGINS": "*"}, "Name the origins, or set ASSISTANT_TOKEN"),
        ({"ASSISTANT_CHROMA_URL": "127.0.0.1:8000"}, "it is http:// or https://"),
        ({"ASSISTANT_CHROMA_URL": "http://"}, "the address of a Chroma server"),
        ({"ASSISTANT_CHROMA_URL": "http://x:port"}, "for example http://127.0.0.1:8000"),
        ({"ASSISTANT_CHROMA_URL": "http://me:secret@x"}, "A token has its own setting"),
        ({"ASSISTANT_CHROMA_TOKEN": "t"}, "set ASSISTANT_CHROMA_URL"),
        ({"ASSISTANT_CHROMA_URL": "http://x", "ASSISTANT_CHROMA_TOKEN": "a b"}, "cannot be sent"),
        ({"ASSISTANT_LLM_BUDGET": "much"}, "must be a number"),
        ({"ASSISTANT_LLM_SCHEMA": "yes"}, "ASSISTANT_LLM_SCHEMA is 'yes'; it is one of auto, on"),
    ],
)
def test_a_bad_setting_is_named_with_its_mend(environ: dict[str, str], words: str) -> None:
    with pytest.raises(SettingError, match=words.replace("(", "\\(")):
        Settings.from_env(environ)


def test_origins_are_read_as_browsers_send_them() -> None:
    told = {"ASSISTANT_ORIGINS": "https://Chat.example, http://localhost:3000 ,app://notes"}
    origins = Settings.from_env(told).origins
    assert origins == ("https://chat.example", "http://localhost:3000", "app://notes")
    token = {"ASSISTANT_ORIGINS": "*", "ASSISTANT_TOKEN": "x" * 16}
    assert Settings.from_env(token).origins == ("*",)


@pytest.mark.parametrize(
    ("name", "address", "shown"),
    [
        ("CHROMA_URL", "http://me:secret@x", "'http://…@x'"),
        ("CHROMA_URL", "http://me:secret@x/v2?token=secret", "'http://…@x/v2?…'"),
        ("CHROMA_URL", "https://x/v2?token=secret", "'https://x/v2?…'"),
        ("CHROMA_URL", "https://x?token=secret@secret", "'https://…'"),
        ("CHROMA_URL", "http://me:secret?secret@x", "'http://…'"),
        ("CHROMA_URL", "me:secret@x", "'…@x'"),
        ("LLM_BASE_URL", "https://x/v1#secret", "'https://x/v1#…'"),
        ("LLM_BASE_URL", "me:secret@x/v1", "'…@x/v1'"),
    ],
)
def test_a_secret_in_an_address_is_not_shown(name: str, address: str, shown: str) -> None:
    with pytest.raises(SettingError) as error:
        Settings.from_env({f"ASSISTANT_{name}": address})
    assert f"ASSISTANT_{name} is {shown}" in str(error.value)
    assert "secret" not in str(error.value)


def test_a_key_that_is_meant_for_another_server_does_not_go_to_openai() -> None:
    other = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "https://models.example/v1"}
    assert Settings.from_env(other).key_is_for_another  # told where a model is asked
    named = {"ASSISTANT_LLM_BASE_URL": "http://x/v1", "ASSISTANT_LLM_MODEL": "m"}
    assert Settings.from_env(other | named).key is None
    assert Settings.from_env(other | {"ASSISTANT_LLM_MODEL": "a.gguf"}).llm_file
    theirs = other | {"OPENAI_BASE_URL": "https://api.openai.com/v1"}
    assert not Settings.from_env(theirs).key_is_for_another
    near = other | {"OPENAI_BASE_URL": "https://api.openai.com.evil.test/v1"}
    assert Settings.from_env(near).key_is_for_another


def test_a_key_that_is_refused_is_not_repeated() -> None:
    with pytest.raises(SettingError) as caught:
        Settings(openai_key="sk-secret-…")
    assert "secret" not in str(caught.value)
    assert Settings.from_env({"OPENAI_API_KEY": " sk-1 \n"}).openai_key == "sk-1"


def test_the_openai_key_goes_to_openai_only() -> None:
    there = {"ASSISTANT_LLM_BASE_URL": "http://x/v1", "ASSISTANT_LLM_MODEL": "m"}
    assert Settings.from_env({**there, "OPENAI_API_KEY": "k"}).key is None
    own = Settings.from_env({**there, "OPENAI_API_KEY": "k", "ASSISTANT_LLM_API_KEY": "mine"})
    assert own.key == "mine"
    assert "mine" not in repr(own)


@pytest.mark.parametrize(
    ("how", "file", "server"), [("auto", "off", "auto"), ("on", "on", "on"), ("off", "off", "off")]
)
def test_a_model_file_is_asked_for_lines_unless_a_schema_is_wanted(
    how: str, file: str, server: str
) -> None:
    assert Settings(llm_model="small.gguf", llm_schema=how).llm_form == file
    there = Settings(llm_base_url="http://x/v1", llm_model="small.gguf", llm_schema=how)
    assert there.llm_form == server


def test_a_model_file_is_run_here_unless_a_server_is_named() -> None:
    here = Settings.from_env({"ASSISTANT_LLM_MODEL": "~/m/small.GGUF"})
    assert here.llm_configured
    assert here.llm_file == Path("~/m/small.GGUF").expanduser()
    assert here.llm_name == "small.GGUF"
    there = Settings(llm_base_url="http://x/v1", llm_model="small.gguf")
    assert there.llm_file is None
    assert there.llm_name == "small.gguf"


def test_a_chroma_server_is_read_by_name_and_its_token_is_not_shown() -> None:
    there = {"ASSISTANT_CHROMA_URL": "https://chroma.example/", "ASSISTANT_CHROMA_TENANT": "news"}
    settings = Settings.from_env({**there, "ASSISTANT_CHROMA_TOKEN": "hidden"})
    server = settings.chroma
    assert server is not None
    assert (server.url, server.tenant, server.database, server.token) == (
        "https://chroma.example", "news", "default_database", "hidden",
    )  # fmt: skip
    assert "hidden" not in repr(settings) + repr(server)
    assert Settings.from_env({}).chroma is None

"""Settings: one frozen object, and the only place that reads the environment."""

from __future__ import annotations

import math
import os
import re
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import SettingError
from index.types import Server

_CALL = re.compile(r"/(?:chat/completions|completions|embeddings|responses)/?$")
PREFIX = "ASSISTANT_"
KEY = "OPENAI_API_KEY"
EMBEDDERS = ("packaged", "multilingual")
REFUSALS = ("strict", "balanced", "lenient")
SCHEMAS = ("auto", "on", "off")
LOOPBACK = ("127.0.0.1", "localhost", "::1")  # hosts that only this machine reaches
SHORTEST_TOKEN = 16  # characters


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person can set, by environment (``ASSISTANT_`` and the name in capitals) or flag."""

    articles: Path | None = None  # the folder of articles
    index: Path | None = None  # None: .assistant/<folder name>-<hash> in the current directory
    include: tuple[str, ...] | None = None  # patterns; None: as the index remembers
    exclude: tuple[str, ...] | None = None
    refusal: str = "balanced"  # how sure an answer must be: strict, balanced or lenient
    host: str = "127.0.0.1"
    port: int = 7860
    users: Path | None = None  # who may log in to the page; needed to serve other machines
    token: str | None = field(default=None, repr=False)  # wanted by the page and every door
    rate: int = 240  # requests a minute of each client, at the doors or the page; 0: no limit
    origins: tuple[str, ...] = ()  # of other sites, whose pages may use the doors; "*": any
    llm_base_url: str | None = None  # an OpenAI-compatible server
    llm_model: str | None = None
    llm_timeout: float = 60.0  # seconds of one question for all that it waits for
    llm_schema: str = "auto"  # statements as JSON by a schema: on, off, or where the server can
    llm_price_in: float | None = None  # for a million tokens of prompts, in whatever currency
    llm_price_out: float | None = None  # for a million tokens written
    llm_budget: float | None = None  # in that currency: once it is spent, quotes answer alone
    chroma_url: str | None = None  # a Chroma server for the vectors; None: beside the index
    chroma_tenant: str | None = None
    chroma_database: str | None = None
    chroma_token: str | None = field(default=None, repr=False)
    embed: str = "packaged"  # whose vectors the search compares: packaged or multilingual
    embed_base_url: str | None = None  # an OpenAI-compatible embedding endpoint for the search
    embed_model: str | None = None
    embed_api_key: str | None = field(default=None, repr=False)
    llm_api_key: str | None = field(default=None, repr=False)
    openai_key: str | None = field(default=None, repr=False)  # OPENAI_API_KEY, as it is named
    openai_url: str | None = None  # OPENAI_BASE_URL: where other programs send that key

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise SettingError(
                f"ASSISTANT_PORT is {self.port}; a port is a whole number from 0 to 65535."
            )
        if not 0 <= self.rate <= 1_000_000:
            raise SettingError(
                f"ASSISTANT_RATE is {self.rate}; give requests a minute from 0 (no limit) up."
            )
        if self.token is not None and not _is_token(self.token):
            raise SettingError(
                f"ASSISTANT_TOKEN has fewer than {SHORTEST_TOKEN} characters, or one that cannot "
                "be sent. Make one with: "
                'python -c "import secrets; print(secrets.token_urlsafe())"'
            )
        self._check_origins()
        if not 0 < self.llm_timeout <= 3600:
            raise SettingError(
                f"ASSISTANT_LLM_TIMEOUT is {self.llm_timeout}; give seconds from above 0 to 3600."
            )
        self._check_prices()
        self._check_one_of("refusal", REFUSALS)
        self._check_one_of("llm_schema", SCHEMAS)
        self._check_one_of("embed", EMBEDDERS)
        if self.embed != "packaged" and self.embed_base_url is not None:
            raise SettingError(
                f"ASSISTANT_EMBED is {self.embed!r} and ASSISTANT_EMBED_BASE_URL is set; only one "
                "can make the vectors. Unset the other."
            )
        self._check_servers()
        self._check_keys()
        self._check_chroma()

    def check_exposed(self, *, guarded: bool = False) -> None:
        """Refuse to serve other machines unless a token, or what ``guarded`` names, protects it.

        Raises:
            SettingError: everybody who reaches this machine could read every article.
        """
        if self.host not in LOOPBACK and self.token is None and not guarded:
            raise SettingError(
                f"Other machines reach {self.host}, and whoever reaches it could read every "
                "article. Set ASSISTANT_TOKEN to a secret, name who may log in to the page with "
                "--users FILE (`python -m assistant user NAME --users FILE` makes it), or leave "
                "the host at 127.0.0.1."
            )

    def _check_origins(self) -> None:
        for origin in self.origins:
            if origin != "*" and not _is_origin(origin):
                raise SettingError(
                    f"ASSISTANT_ORIGINS names {origin!r}; an origin is what a browser sends as "
                    "one, scheme, host and port without a path: https://chat.example.org, "
                    "http://localhost:3000. Several are separated by commas."
                )
        if "*" in self.origins and self.token is None:
            raise SettingError(
                "ASSISTANT_ORIGINS is '*': any page that somebody here looks at could read every "
                "article. Name the origins, or set ASSISTANT_TOKEN, which they must send then."
            )

    def _check_one_of(self, name: str, values: Sequence[str]) -> None:
        value = getattr(self, name)
        if value not in values:
            raise SettingError(
                f"{PREFIX}{name.upper()} is {value!r}; it is one of {', '.join(values)}."
            )

    def _check_servers(self) -> None:
        for kind in ("LLM", "EMBED"):
            url = getattr(self, f"{kind.lower()}_base_url")
            if url is not None and not url.startswith(("http://", "https://")):
                raise SettingError(
                    f"ASSISTANT_{kind}_BASE_URL is {_shown(url)}; it starts with http:// or "
                    "https://, for example http://127.0.0.1:8080/v1."
                )
            if url is not None and not _is_base_url(url):
                raise SettingError(
                    f"ASSISTANT_{kind}_BASE_URL is {_shown(url)}, which is no address of a server "
                    "and its API, for example http://127.0.0.1:8080/v1."
                )
            if url is not None and (call := _CALL.search(url)):
                raise SettingError(
                    f"ASSISTANT_{kind}_BASE_URL is {_shown(url)}; leave {call[0]} away: it ends "
                    "where the server's API begins, usually /v1."
                )
            if url is not None and not getattr(self, f"{kind.lower()}_model"):
                raise SettingError(
                    f"ASSISTANT_{kind}_BASE_URL is set but ASSISTANT_{kind}_MODEL is not; "
                    "name the model that the server runs."
                )
        if self.llm_model and not self.llm_configured:
            raise SettingError(
                f"ASSISTANT_LLM_MODEL is {self.llm_model!r}, but nothing tells where it runs: set "
                "ASSISTANT_LLM_BASE_URL for a server, OPENAI_API_KEY for OpenAI, or name a model "
                "file that ends in .gguf."
            )
        if self.embed_model and self.embed_base_url is None:
            raise SettingError(
                f"ASSISTANT_EMBED_MODEL is {self.embed_model!r}, but nothing tells where it runs: "
                "set ASSISTANT_EMBED_BASE_URL."
            )

    def _check_keys(self) -> None:
        for name, key in {
            "ASSISTANT_LLM_API_KEY": self.llm_api_key,
            "ASSISTANT_EMBED_API_KEY": self.embed_api_key,
            KEY: self.openai_key,
        }.items():
            if not all(" " <= c <= "~" for c in key or ""):
                raise SettingError(
                    f"{name} has a character that cannot be sent: a line's end, or one that is no "
                    "ASCII, as when it was copied from where it is cut short. Copy it anew."
                )
        if self.llm_api_key is not None and self.llm_base_url is None:
            raise SettingError(
                "ASSISTANT_LLM_API_KEY is set but ASSISTANT_LLM_BASE_URL is not: name the server "
                f"that it is for. A key for OpenAI itself is {KEY}."
            )

    def _check_chroma(self) -> None:
        if self.chroma_url is not None and not _is_address(self.chroma_url):
            raise SettingError(
                f"ASSISTANT_CHROMA_URL is {_shown(self.chroma_url)}; it is http:// or https:// and "
                "the address of a Chroma server, for example http://127.0.0.1:8000. A token has "
                "its own setting, ASSISTANT_CHROMA_TOKEN."
            )
        for name in ("chroma_tenant", "chroma_database", "chroma_token"):
            if getattr(self, name) is not None and self.chroma_url is None:
                raise SettingError(
                    f"ASSISTANT_{name.upper()} is set, but nothing tells where the Chroma server "
                    "is: set ASSISTANT_CHROMA_URL."
                )
        if not all("!" <= c <= "~" for c in self.chroma_token or ""):
            raise SettingError("ASSISTANT_CHROMA_TOKEN has a character that cannot be sent.")

    def _check_prices(self) -> None:
        for name in ("llm_price_in", "llm_price_out", "llm_budget"):
            amount = getattr(self, name)
            if amount is not None and not 0 <= amount < math.inf:
                raise SettingError(f"ASSISTANT_{name.upper()} is {amount}; give an amount from 0.")
        if (self.llm_price_in is None) != (self.llm_price_out is None):
            raise SettingError(
                "One of ASSISTANT_LLM_PRICE_IN and ASSISTANT_LLM_PRICE_OUT is set; give both, each "
                "for a million tokens."
            )
        if self.llm_budget is not None and self.llm_price_in is None:
            raise SettingError(
                "ASSISTANT_LLM_BUDGET is set without prices to count with; give "
                "ASSISTANT_LLM_PRICE_IN and ASSISTANT_LLM_PRICE_OUT, each for a million tokens."
            )

    @property
    def chroma(self) -> Server | None:
        """The server that keeps the vectors, where one is set."""
        if self.chroma_url is None:
            return None
        named = {"tenant": self.chroma_tenant, "database": self.chroma_database}
        given = {name: value for name, value in named.items() if value is not None}
        return Server(self.chroma_url.rstrip("/"), token=self.chroma_token, **given)

    @property
    def embeds_as_packaged(self) -> bool:
        """True when the packaged embedder makes the vectors that the search compares."""
        return self.embed == "packaged" and self.embed_base_url is None

    @property
    def llm_configured(self) -> bool:
        """True when a language model may phrase answers."""
        return bool(self.llm_base_url or self.llm_file) or self.key is not None

    @property
    def llm_file(self) -> Path | None:
        """The model file that a server of ours shall run, where one is named."""
        named = self.llm_model or ""
        if self.llm_base_url is not None or not named.lower().endswith(".gguf"):
            return None
        return Path(named).expanduser()

    @property
    def llm_form(self) -> str:
        """The schema setting as it works out: a file that runs here is asked for lines on auto.

        Files are small models, and a schema made the answers of one worse (docs/models.md).
        """
        return "off" if self.llm_schema == "auto" and self.llm_file else self.llm_schema

    @property
    def llm_name(self) -> str | None:
        """The model as answers name it: of a file, its last part."""
        return self.llm_file.name if self.llm_file else self.llm_model

    @property
    def key(self) -> str | None:
        """The key to send. One for OpenAI is not sent to a server that somebody else may run."""
        if self.llm_api_key is not None or self.llm_base_url is not None:
            return self.llm_api_key
        return self.openai_key

    @classmethod
    def from_env(
        cls, environ: Mapping[str, str] | None = None, flags: Mapping[str, object] | None = None
    ) -> Settings:
        """Read the settings from the environment, overruled by command line flags.

        Args:
            flags: by field name; None and names that are no setting are passed over.

        Raises:
            SettingError: an unknown ``ASSISTANT_`` name or a value that cannot be used.
        """
        environ = os.environ if environ is None else environ
        names = [one.name for one in fields(cls) if not one.name.startswith("openai")]
        known = {PREFIX + name.upper(): name for name in names}
        values: dict[str, object] = {}
        for name, value in environ.items():
            if name.startswith(PREFIX) and name not in known:
                raise SettingError(
                    f"{name} is not a setting. Known: {', '.join(sorted(known))}. "
                    "Unset it or mend its name."
                )
            if name in known and value.strip():
                values[known[name]] = _parse(name, known[name], value.strip())
        for name, given in (flags or {}).items():
            if name in names and given is not None:
                flag = "--" + name.replace("_", "-")
                if not str(given).strip():
                    raise SettingError(f"{flag} is empty; give it a value or leave it out.")
                values[name] = _parse(flag, name, str(given).strip())
        if environ.get(KEY, "").strip():
            values["openai_key"] = environ[KEY].strip()
        values["openai_url"] = environ.get("OPENAI_BASE_URL", "").strip() or None
        return cls(**values)  # type: ignore[arg-type]

    @property
    def key_is_for_another(self) -> bool:
        """Whether the key that would go to OpenAI is meant for another server."""
        to_openai = self.openai_key is not None and self.key == self.openai_key
        return to_openai and self.openai_url is not None and not is_openai(self.openai_url)


def add_flags(parser: ArgumentParser, names: Sequence[str]) -> None:
    """Give a parser the flags of these settings."""
    for name in names:
        flag, metavar, words = "--" + name.replace("_", "-"), *_FLAGS[name]
        parser.add_argument(flag, metavar=metavar, help=f"{words} ({PREFIX}{name.upper()})")


_FLAGS = {
    "articles": ("FOLDER", "the folder of articles"),
    "index": ("DIR", "where the index lives; default .assistant/<folder>-<hash>"),
    "include": ("PATTERNS", "read only these files, *.pdf,2025/; remembered; none forgets them"),
    "exclude": ("PATTERNS", "leave these files out, drafts/; remembered; none forgets them"),
    "refusal": ("HOW", "how sure an answer must be: strict, balanced (default) or lenient"),
    "host": ("NAME", "default 127.0.0.1"),
    "users": ("FILE", "who may log in; needed for a --host that other machines reach"),
    "port": ("N", "default 7860; 0 takes any free one"),
    "rate": ("N", "requests a minute of each client or visitor; default 240, 0: no limit"),
    "llm_base_url": ("URL", "an OpenAI-compatible server"),
    "llm_model": ("NAME", "the model that phrases answers; a .gguf file is run here"),
    "llm_timeout": ("SECONDS", "for one answer; default 60"),
}
MODEL_FLAGS = ("llm_base_url", "llm_model", "llm_timeout")


def is_openai(url: str) -> bool:
    """Whether an address is of OpenAI's own servers."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host == "api.openai.com" or host.endswith(".api.openai.com")


def _is_origin(origin: str) -> bool:
    """As browsers send it: no port that goes without saying. Also of an application that shows
    pages of its own: app://…, vscode-webview://…"""
    usual = re.fullmatch(r"http://.*:80|https://.*:443", origin)
    return not usual and re.fullmatch(r"[a-z][a-z0-9+.-]*://[^\s/?#@*,]+", origin) is not None


def _is_address(url: str) -> bool:
    return _is_base_url(url) and "@" not in urlsplit(url).netloc


def _is_base_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0  # raises ValueError for what is no port
            and not (parts.query or parts.fragment or re.search(r"\s", url))
        )
    except ValueError:
        return False


def _shown(url: str) -> str:
    """An address for a message: without what stands before its host or behind its path, either of
    which may be a secret.
    """
    start = next((one for one in ("http://", "https://") if url.lower().startswith(one)), "")
    rest = url[len(start) :]
    before, at, host = rest.rpartition("@")
    if at and re.search(r"[?#]", before):  # of the host, or of a secret with an @ in it
        return repr(f"{start}…")
    return repr(start + ("…@" if at else "") + re.sub(r"(?s)(?<=[?#]).*", "…", host))


def _is_token(token: str) -> bool:
    sendable = all("!" <= c <= "~" for c in token)
    return sendable and len(token) >= SHORTEST_TOKEN


def _parse(name: str, setting: str, value: str) -> object:
    try:
        if setting in ("articles", "index", "users"):
            return Path(value).expanduser()
        if setting in ("include", "exclude"):
            told = (one.strip().replace("\\,", ",") for one in re.split(r"(?<!\\),|\n", value))
            patterns = tuple(filter(None, told))
            return () if patterns == ("none",) else patterns
        if setting == "origins":
            return tuple(filter(None, (one.strip().lower() for one in value.split(","))))
        if setting in ("port", "rate"):
            return int(value)
        if setting in ("llm_timeout", "llm_price_in", "llm_price_out", "llm_budget"):
            return float(value)
    except ValueError as error:
        raise SettingError(f"{name} is {value!r}; it must be a number.") from error
    return value

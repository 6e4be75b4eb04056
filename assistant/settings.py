"""Settings: one frozen object, and the only place that reads the environment."""

from __future__ import annotations

import os
import re
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from index.errors import SettingError

PREFIX = "ASSISTANT_"
KEY = "OPENAI_API_KEY"
REFUSALS = ("strict", "balanced", "lenient")


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
    llm_base_url: str | None = None  # an OpenAI-compatible server
    llm_model: str | None = None
    llm_timeout: float = 60.0  # seconds for one call
    llm_api_key: str | None = field(default=None, repr=False)
    openai_key: str | None = field(default=None, repr=False)  # OPENAI_API_KEY, as it is named

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise SettingError(
                f"ASSISTANT_PORT is {self.port}; a port is a whole number from 0 to 65535."
            )
        if not 0 < self.llm_timeout <= 3600:
            raise SettingError(
                f"ASSISTANT_LLM_TIMEOUT is {self.llm_timeout}; give seconds from above 0 to 3600."
            )
        if self.refusal not in REFUSALS:
            raise SettingError(
                f"ASSISTANT_REFUSAL is {self.refusal!r}; it is one of {', '.join(REFUSALS)}."
            )
        url = self.llm_base_url
        if url is not None and not url.startswith(("http://", "https://")):
            raise SettingError(
                f"ASSISTANT_LLM_BASE_URL is {url!r}; it starts with http:// or https://, "
                "for example http://127.0.0.1:8080/v1."
            )
        if url is not None and not self.llm_model:
            raise SettingError(
                "ASSISTANT_LLM_BASE_URL is set but ASSISTANT_LLM_MODEL is not; "
                "name the model that the server runs."
            )

    @property
    def llm_configured(self) -> bool:
        """True when a language model may phrase answers."""
        return self.llm_base_url is not None or self.key is not None

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
        names = [one.name for one in fields(cls) if one.name != "openai_key"]
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
        return cls(**values)  # type: ignore[arg-type]


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
    "llm_base_url": ("URL", "an OpenAI-compatible server"),
    "llm_model": ("NAME", "the model that phrases answers"),
    "llm_timeout": ("SECONDS", "for one answer; default 60"),
}
MODEL_FLAGS = ("llm_base_url", "llm_model", "llm_timeout")


def _parse(name: str, setting: str, value: str) -> object:
    try:
        if setting in ("articles", "index", "users"):
            return Path(value).expanduser()
        if setting in ("include", "exclude"):
            patterns = tuple(filter(None, map(str.strip, re.split(r"[,\n]", value))))
            return () if patterns == ("none",) else patterns
        if setting == "port":
            return int(value)
        if setting == "llm_timeout":
            return float(value)
    except ValueError as error:
        raise SettingError(f"{name} is {value!r}; it must be a number.") from error
    return value

"""The words the models are given: one Markdown file a prompt, with checked ``$variables``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt as its file has it."""

    name: str
    version: str  # first 8 hex digits of the sha256 of the text: an edited prompt is another one
    text: str

    @property
    def label(self) -> str:
        """Name and version as answers and reports record them, ``answer@3f2a91c0``."""
        return f"{self.name}@{self.version}"

    def fill(self, **variables: str) -> str:
        """The text with every ``$variable`` replaced, in one pass.

        A ``$`` inside a value stays what it is: values are never read as templates.

        Raises:
            ValueError: a variable of the text is missing, or one is given that it does not have.
        """
        template = Template(self.text)
        wanted = set(template.get_identifiers())
        for fault, names in (
            ("needs", wanted - variables.keys()),
            ("does not have", variables.keys() - wanted),
        ):
            if names:
                listed = ", ".join(f"${name}" for name in sorted(names))
                raise ValueError(f"The prompt {self.name!r} {fault} {listed}.")
        return template.substitute(variables)


def load(name: str) -> Prompt:
    """Read the prompt ``prompts/<name>.md``.

    Raises:
        ValueError: there is no such prompt, or it holds a ``$`` that is no variable.
    """
    known = sorted(path.stem for path in FOLDER.glob("*.md"))
    if name not in known:
        raise ValueError(f"There is no prompt {name!r}; there are: {', '.join(known)}.")
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    if not Template(text).is_valid():
        raise ValueError(f"The prompt {name!r} has a lone $; write $$ for a dollar sign.")
    version = hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]
    return Prompt(name, version, text)

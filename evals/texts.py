"""The file's own text, decoded here and not by the index: what citations are measured against."""

from __future__ import annotations

import codecs
from pathlib import Path

PLAIN = (".txt", ".text", ".md", ".markdown")


class FileTexts:
    """Texts of the files of one folder, each read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._texts: dict[str, str] = {}

    def __getitem__(self, file: str) -> str:
        """The text of ``file`` (POSIX path in the folder); the empty text where there is none."""
        if file not in self._texts:
            if (self.folder / file).is_file():
                self._texts[file] = text_of(self.folder, file)
            else:
                self._texts |= {file: "", **_inside(self.folder, file)}
        return self._texts[file]


def _inside(folder: Path, name: str) -> dict[str, str]:
    """The texts of the file that holds an article of this name among others ("export.csv#12")."""
    from index.reader import articles, container_of
    from index.types import Article

    file = container_of(folder, name)
    if file is None:
        return {}
    found = articles(folder / file, file)
    return {one.file: one.text for one in found if isinstance(one, Article)}


def text_of(folder: Path, file: str) -> str:
    """One file's text: byte order mark removed, line ends as they are.

    Plain UTF-8 and marked UTF-16 are decoded here, so that an error of the reader shows. For
    what needs the reader (other encodings, formats with a text inside) its text is the text.

    Raises:
        ArticleError: the reader cannot read it.
    """
    path = folder / file
    data = path.read_bytes()
    if path.suffix.lower() in PLAIN:
        try:
            if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return data.decode("utf-16")
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass  # another encoding: finding out which is the reader's job
    from index.reader import read  # only files that need it pay for it

    return read(path, file).text

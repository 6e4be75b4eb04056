"""What no statement about the facts of ``test_llama_server`` may say, decided without the verifier.

A small model puts a figure to the wrong measure, turns a direction or lends a deed to a neighbour.
Each of these facts has one owner, so that a few lines can see it.
"""

from __future__ import annotations

import re

# A figure and what it is told of; the nearest of these words must be its own.
_OWNERS = {r"14\s?(?:%|per)": "sales", "212": "sales", r"\b9 million": "profit"}
_MEASURES = re.compile(r"\b(?:sales|revenue|turnover|profit|earnings|order book)\b", re.IGNORECASE)
_NEEDED = {
    r"\b340\b": r"hire|people|jobs|staff|employ",
    r"\b95\b": r"plant|cost",
    "billion": "order",
}
_FALSE = (
    r"\bprofits?\b(?:(?!\bsales\b|,).)*\b(?:rose|grew|climbed|increased|jumped|up)\b",
    r"\bsales\b(?:(?!\bprofits?\b|,).)*\b(?:fell|dropped|declined|sank|decreased|down)\b",
    r"\bOduya\b.*\b(?:was|been|is) (?:appointed|named)|\bappointed (?:Marc )?Oduya",
    r"\bOduya (?:succeed|replac)|\bsucceed\w* (?:by )?(?:Ilse )?Brandt|\bPellworth\b.*\bplant\b",
)


def mixed_up(text: str) -> list[str]:
    """Why a statement says what the facts do not; empty where nothing of the kind is in it."""
    reasons = []
    for figure, owner in _OWNERS.items():
        for found in re.finditer(figure, text):
            measures = list(_MEASURES.finditer(text))
            nearest = min(measures, key=lambda m: abs(m.start() - found.start()), default=None)
            if nearest is None or nearest.group().lower() != owner:
                reasons.append(f"{found.group()} is not told of {owner}")
    for figure, word in _NEEDED.items():
        if re.search(figure, text) and not re.search(word, text, re.IGNORECASE):
            reasons.append(f"{figure} without {word}")
    reasons += [wrong for wrong in _FALSE if re.search(wrong, text, re.IGNORECASE)]
    return reasons

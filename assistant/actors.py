"""Whether those who do, pay and say it in a model's statement are those of the cited text.

The verifier lets people write "the government" or "the company" for whom they mean, and takes
names from titles. Of a model's sentence a doubt is enough: an office or a group has to stand in the
quote, in a like word at least, or be what the quote's subject is; a name that only the title has
may stand for "it" or "the company", not for somebody whom the quote names; and who does something
to whom stays so. Pure functions; English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.verify.claims import Cited, Sentence, sentences
from assistant.verify.clauses import AUXILIARY, SAYS, Clause, clauses
from assistant.verify.cues import voices
from assistant.verify.mentions import Name
from assistant.verify.wording import STOP, keys, keys_of, opener, stem, verbal

# Actors, and the words of a quote for any of which they may stand; each of a line for the others.
_LIKE = {
    word: frozenset(f"{actors} {others}".split())
    for actors, others in (
        line.split("|")
        for line in """
company firm group business maker manufacturer carmaker airline operator provider|chain retailer
 supermarket bank lender insurer carrier publisher developer studio brewer builder refiner producer
 supplier shop startup start-up employer corporation subsidiary parent brand bakery brewery store
 shipyard utility enterprise conglomerate factory bidder automaker
government|state minister ministry cabinet chancellor parliament coalition treasury premier
 president administration
state|government federal treasury nation national country
official authority|government state minister ministry police regulator agency city town council
 mayor municipality spokesman spokeswoman
minister ministry|government cabinet department
police|officer constable detective sheriff
bank|lender
agency regulator|office authority bureau commission service department administration inspectorate
organisation organization|charity association union society foundation fund club federation league
institution|institute university bank school museum hospital college
worker employee staff|work working worked employ employed employing job post crew
 driver nurse miner teacher builder personnel workforce labour
woman|she her hers wife mother daughter sister chairwoman spokeswoman girl actress mrs ms
man|he his him husband father son brother chairman spokesman boy actor mr
scientist researcher expert analyst|study university institute team author scholar professor
 laboratory research science physicist biologist chemist doctor economist
industry|sector maker producer manufacturer association
investor shareholder|owner fund stock share
union|labour
court judge jury|ruling verdict sentence tribunal justice
city town country|council mayor municipality village republic kingdom nation
""".strip()
        .replace("\n ", " ")
        .splitlines()
    )
    for word in actors.split()
}
# "120 people have been sent home on full pay": workers.
_PAID = frozenset("worker employee staff".split())
_WAGES = frozenset("pay paid wage salary shift strike".split())
_ANYBODY = frozenset("people person those they them".split())
_FIRMS = _LIKE["company"]
# Who speaks and acts under a name of its own: a name of the title is none of theirs.
_BODIES = frozenset(
    "town city council county state region government ministry minister court police office agency"
    " authority union hospital university department board jury judge country district parliament"
    " institute committee commission regulator mayor".split()
)
_PRONOUNS = frozenset("it its he his him she her hers they them their we us our".split())
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_LED = re.compile(r"\b(?:[^\W\d_]+ of|in|at|on|off|near|around|outside) (?:the )?$", re.I)
_BE = r"(?:is|are|was|were|be|been|being|get|gets|got)"
_MUTUAL = frozenset("met meets meet married marries play plays played merged".split())
_NEAR = 4  # words that a verb stands behind at most: "would not have been"
_SAYS_AFTER = re.compile(
    rf"\s*(?:,[^,]*,\s*)?(?:has |have |had |also |will |would )*(?:{SAYS.pattern})\b"
)
_SAYS_BEFORE = re.compile(r"\b(?:said|says|according to|added|citing)\s+(?:the )?$")
_DONE_BY = re.compile(r"\b(\w+) by (?:the )?$")
_GIVING = re.compile(
    rf"(?P<who>[a-z]+)(?: (?:has|have|had|will|would|must|should|may|might|could|can|to|not|{_BE}"
    rf"(?= to\b)))*(?P<be> {_BE})?(?: to)? (?P<verb>paid|pays?|owe[sd]?|fine[sd]?"
    r"|award(?:s|ed)?|lends?|lent|compensate[sd]?|refund(?:s|ed)?|reimburse[sd]?"
    r"|sue[sd]?|charge[sd]?)\b(?! by\b)"
)
_CLAUSE = re.compile(
    r"[,;:()]|\b(?i:and|but|or|while|whereas|that|because|who|which|if|when|after|before|until|as"
    r"|than|unless|although)\b"
)
_AUX = r"will|would|must|should|shall|may|might|could|can|has|have|had|did|is to|are to|was to"
_DEED = re.compile(
    rf"(?P<who>[^.]*?)\s(?:{_AUX})(?: not| also| already)*(?P<be> {_BE})?(?: to)?"
    r" (?P<verb>[a-z]{3,})"
)
_DEED_NOW = re.compile(r"(?P<who>(?:[^.]*\s)?[A-Z][\w'-]+) (?P<verb>[a-z]{3,}[^s]s|[a-z]{2,}ed)\b")


def misplaced(text: str, quotes: Sequence[str], titles: Sequence[str] = ()) -> tuple[str, ...]:
    """The first problem, in plain words: an actor that the quotes do not have, or have elsewhere.

    Args:
        text: the statement.
        quotes: what it cites.
        titles: of the articles that the quotes stand in.
    """
    cited = Cited(quotes, titles)
    found = (
        problem for check in _CHECKS for one in sentences(text) if (problem := check(one, cited))
    )
    return tuple(problem for problem in [next(found, "")] if problem)


def _invented(sentence: Sentence, cited: Cited) -> str:
    """An office or a group for which the quotes have no like word."""
    there = _lemmas(cited.sentences)
    inside = [(name.start, name.end) for name in sentence.names if len(name.words) > 1]
    for found in _WORD.finditer(sentence.lower):
        actor = _lemma(found[0])
        if actor not in _LIKE or _LIKE[actor] & there:
            continue
        if actor in _PAID and there & _WAGES and there & _ANYBODY:
            continue
        if any(low <= found.start() < high for low, high in inside):
            continue
        if actor in _FIRMS and _firm_named(cited):
            continue
        if any(actor in _lemmas([part]) for part in cited.context) and there & _PRONOUNS:
            continue
        return f"no like word stands in the cited text for: {found[0]}"
    return ""


def _lemmas(parts: Sequence[Sentence]) -> frozenset[str]:
    return frozenset(_lemma(word) for part in parts for word in _WORD.findall(part.lower))


def _lemma(word: str) -> str:
    """The word in the singular, roughly."""
    word = word.removesuffix("'s").rstrip("'")
    if word.endswith("men"):
        return word[:-3] + "man"
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _firm_named(cited: Cited) -> bool:
    """A name does something in the quotes, or an "it" for which the title has one: the company."""
    there = [(part, name) for part in cited.sentences for name in part.names]
    if any(_acts(part, name) for part, name in there):
        return True
    return bool(_lemmas(cited.sentences) & {"it", "its", "they", "their", "we", "our"}) and any(
        part.names for part in cited.context
    )


def _acts(part: Sentence, name: Name) -> bool:
    """The name is the subject of a clause and neither a body's, a plural's nor a person's."""
    if _lemmas([part]) & {"he", "she", "his", "her", "him"}:
        return False
    if {word.lower() for word in name.words} & _BODIES or _LED.search(part.plain[: name.start]):
        return False
    if _SAYS_BEFORE.search(part.plain[: name.start]):
        return False
    if len(name.words) == 1 and name.first:  # "Hotel owners had", "Insurers have"
        follows = _WORD.match(part.lower[name.end :].lstrip())
        verb = follows is not None and (verbal(follows[0]) or follows[0] in AUXILIARY)
        if not verb or name.words[0].endswith("s") or opener(name.words[0]):
            return False
    return any(low <= name.start < high for clause in clauses(part) for low, high in clause.subject)


def _titled(sentence: Sentence, cited: Cited) -> str:
    """A name or a noun that only the title has, in the place of somebody whom the quotes name."""
    there, around = _lemmas(cited.sentences), _lemmas(cited.context)
    begun = {word[:6] for word in there}  # Antarctica, Antarctic
    known = _like(there)
    lent = {
        word for word in around - STOP if keys(word).isdisjoint(known) and word[:6] not in begun
    }
    for name in sentence.names:
        words = {_lemma(word.lower()) for word in _WORD.findall(" ".join(name.words))}
        if not words or not words <= lent or (name.first and opener(name.words[0])):
            continue
        follows = _WORD.match(sentence.lower[name.end :].lstrip())
        if (follows and _lemma(follows[0]) in lent) or not _free(sentence, name, cited):
            return f"only the title names {name.of(sentence.text)}, the source has another there"
    for clause in clauses(sentence):
        told = _WORD.findall(sentence.lower[clause.verb : clause.end])
        own = [word for word in told if _lemma(word) in lent]
        verb = next((word for word in told if word not in STOP), "")
        if (verb in own or len(own) > 1) and any(map(verbal, own)):
            return f"only the title says '{' … '.join(own)}', the cited text does not"
        head = (_WORD.findall(_subject(sentence, clause)) or [""])[-1]
        if head.islower() and _lemma(head) in lent and not there & _PRONOUNS:
            return f"only the title has '{head}', the source has another there"
    return ""


def _free(sentence: Sentence, name: Name, cited: Cited) -> bool:
    """The quotes leave the place of the name open: by "it", by "the company", or not at all."""
    before, after = sentence.plain[: name.start], sentence.lower[name.end :]
    if _SAYS_AFTER.match(after) or _SAYS_BEFORE.search(before):
        tellers = [cue.speaker for part in cited.sentences for cue in voices(part) if cue.demanded]
        return any(map(_vague, tellers))
    if led := _LED.search(before):  # "the library of Orle"
        own = re.compile(rf"\b{re.escape(led[0].strip())} (?:the )?(?-i:[A-Z])", re.IGNORECASE)
        return not any(own.search(part.plain) for part in cited.sentences)
    if done := _DONE_BY.search(before):
        return any(map(_vague, _subjects_of(done[1], cited)))
    for clause in clauses(sentence):
        if any(low <= name.start < high for low, high in clause.subject):
            verbs = _WORD.findall(sentence.lower[clause.verb : clause.end])[:_NEAR]
            same = [
                each for word in verbs if word not in STOP for each in _subjects_of(word, cited)
            ]
            if same:
                return any(map(_vague, same))
    return bool(_lemmas(cited.sentences) & _PRONOUNS) or any(
        _vague(_subject(part, each)) for part in cited.sentences for each in clauses(part)
    )


def _subject(part: Sentence, clause: Clause) -> str:
    """The last stretch of it, as written."""
    return part.plain[slice(*clause.subject[-1])].strip() if clause.subject else ""


def _subjects_of(verb: str, cited: Cited) -> Iterator[str]:
    """Who does this in the quotes, as written."""
    for part in cited.sentences:
        for clause in clauses(part):
            words = _WORD.findall(part.lower[clause.verb : clause.end])[:_NEAR]
            if any(stem(word) == stem(verb) for word in words):
                yield _subject(part, clause)


def _vague(subject: str) -> bool:
    """ "It", "the company", "its new head": someone whom a name may stand for."""
    words = _WORD.findall(subject)
    if not words or any(word[0].isupper() for word in words[1:]):
        return False
    first = words[0].lower()
    lead = first in _PRONOUNS or first in ("the", "this", "that", "these", "those")
    return lead and _lemma(words[-1].lower()) not in _BODIES


def _paid(sentence: Sentence, cited: Cited) -> str:
    """Who gives something gets it: "managers are to be paid" for "managers are to pay"."""
    for giving in _GIVING.finditer(sentence.lower):
        verb = stem(giving["verb"])
        here, known = _passive(giving), keys(giving["who"])
        there = [
            (part, found)
            for part in cited.sentences
            for found in _GIVING.finditer(part.lower)
            if stem(found["verb"]) == verb and keys(found["who"]) & known
        ]
        if there and all(_passive(found) != here for _, found in there):
            return f"the source says '{there[0][1][0]}', not '{giving[0]}'"
    return ""


def _passive(found: re.Match[str]) -> bool:
    return found["be"] is not None


def _other_way(sentence: Sentence, cited: Cited) -> str:
    """One does to another what the other does to the one, or a name does what another one does:
    "the heirs must return it to the museum" for "the museum must return it to the heirs".
    """
    theirs = [deed for part in cited.sentences for deed in _deeds(part)]
    for ours in _deeds(sentence):
        same = [deed for deed in theirs if (deed.verb, deed.passive) == (ours.verb, ours.passive)]
        if same and all(
            not _like(ours.who) & _like(deed.who)
            and ours.who & deed.others
            and (ours.rest & deed.who or (ours.named and deed.named))
            for deed in same
        ):
            return f"the source has '{ours.written}' of '{same[0].subject}' instead"
    return ""


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb with who does it, all that follows, and all else in the sentence; words as stems."""

    written: str
    subject: str
    verb: str
    passive: bool
    named: bool  # who does it is a name and no more
    who: frozenset[str]
    rest: frozenset[str]
    others: frozenset[str]


def _deeds(part: Sentence) -> Iterator[_Deed]:
    every = _stems(part.plain)
    for stretch in _CLAUSE.split(part.plain):
        found = _DEED.match(stretch) or _DEED_NOW.match(stretch)
        verb = found["verb"].lower() if found else ""
        if found is None or verb in _MUTUAL | STOP or not (who := _stems(found["who"])):
            continue
        rest = stretch[found.end() :]
        passive = found.groupdict().get("be") is not None or re.search(r"\bby\b", rest) is not None
        named = not re.search(r"\b[a-z]", found["who"])
        yield _Deed(
            *(verb, found["who"].strip(), stem(verb), passive, named),
            *(who, _stems(rest), every - who),
        )


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _WORD.findall(text.lower()) if word not in STOP)


def _like(stems: frozenset[str]) -> frozenset[str]:
    return keys_of(stems)


_CHECKS: tuple[Callable[[Sentence, Cited], str], ...] = (_invented, _titled, _paid, _other_way)

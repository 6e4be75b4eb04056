"""What a model's retelling leaves out or turns round, though every word of it is the source's.

The verifier reads people's sentences, where a wrong reproof costs more than a slip. A model's are
cheap to ask for again and to replace by the quote, so here a doubt is enough: a condition, an
exception, a falsehood or a stranger's deed in the sentence retold must be in the retelling too, and
who did it to whom stays in its order, as do how many it was (amounts.py, scores.py), what came when
(order.py) and what was or is to come (bygone.py); who they are, actors.py asks. Pure functions;
English, and for the negation some others, since the verifier's rules for it know English alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain, islice, pairwise

from assistant.amounts import limit_changed
from assistant.bygone import bygone, past
from assistant.kin import whose_changed
from assistant.order import dates_exchanged, order_turned
from assistant.scores import scores_changed
from assistant.verify import dates, names, quantities
from assistant.verify.wording import GENERIC, STOP, common, fold, keys, keys_of, stem
from index.sentences import split

_KIN = (
    "son|daughter|wife|husband|brother|sister|father|mother|widow|widower|cousin|uncle|aunt|lawyer"
    "|friend|partner|colleague|neighbour|neighbor|rival|critic|opponent|aide|driver|bodyguard"
)
_UNTRUE = (
    "false|wrong|wrongly|untrue|myth|hoax|fake|incorrect|dismiss\\w*|debunk\\w*|retract\\w*|unfounded"
    "|baseless|groundless|unproven|disprove[dn]?|refut\\w*|discredit\\w*|no truth|mistaken"
)
_UNDONE = r"called off|(?:stopp?(?:s|ed)|ceased?|quit|g[ai]ven? up) (?=\w+ing\b)"
_PART = "half|most|some|part|few|many|several"
# What is thought of, no more; the verifier knows "considers", "may" and their like.
_TENTATIVE = (
    "explore[sd]?|(?:lean(?:s|ed|ing)?|tend(?:s|ed|ing)?) toward\\w*|hint(?:s|ed|ing)?"
    "|look(?:s|ed|ing)? (?:at|into)|stud(?:ies|ying) (?:a|an|the|whether|how|plans)"
    "|interest(?:ed)? in|rul(?:e|ed|es|ing) out|toy(?:s|ed|ing) with|open to|ey(?:es|ed)"
    "|(?:early|first|initial|preliminary|exploratory) (?:\\w+ )?talks|possible|wonder\\w*"
    "|float(?:s|ed) (?:the idea|a plan)"
)
_OPEN = (
    "explor\\w*|consider\\w*|weigh\\w*|may|might|could|would|possib\\w*|potential\\w*|talks"
    "|discuss\\w*|negotiat\\w*|think\\w*|thought|interest\\w*|stud\\w*|look\\w*|lean\\w*|suggest\\w*"
    "|signal\\w*|indicat\\w*|appear\\w*|seem\\w*|suspect\\w*|suspicion|believ\\w*|plan\\w*|inten\\w*"
    "|want\\w*|seek\\w*|whether|perhaps|likely|open|eye\\w*|propos\\w*|options?|idea|mull\\w*"
    "|examin\\w*|investigat\\w*|exclude\\w*"
)
_EXCEPTED = (
    "except|excluding|apart from|other than|exception|not|unlike|barring|without|bar|save|but for"
    "|aside|leaving out|exempt\\w*|exclud\\w*|spared|(?:all|every\\w*|any\\w*|no\\w*) but"
)
_MOST = "most|mostly|almost|nearly"
# Each kind with the words any of which keeps it, and whether it holds for the whole sentence or for
# what follows it.
LIMITS: tuple[tuple[bool, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (whole, re.compile(rf"\b(?:{there})\b"), re.compile(rf"\b(?:{kept})\b"))
    for whole, there, kept in (
        (
            True,
            "if|unless|provided|in the event|on condition|in case|as long as|should \\w+ \\w+,"
            "|would have to|depends? on",
            "if|unless|provided|in the event|on condition|in case|as long as|would|could|may|might"
            "|depends?|depending|subject to|should",
        ),
        (
            True,
            "subject to",
            "if|unless|provided|on condition|would|could|may|might|depend\\w*|subject to|should"
            "|need\\w*|await\\w*|pending|requir\\w*|still has to",
        ),
        (
            False,
            "except|excluding|apart from|other than|with the exception|but not|unlike|barring"
            "|bar (?:the|those|that|one|for)|save (?:for|the one)|but for|aside from|leaving out",
            rf"{_EXCEPTED}|{_MOST}",
        ),
        (
            True,
            _UNTRUE,
            f"{_UNTRUE}|not|denie[sd]|deny|reject\\w*|n't",
        ),
        (
            False,
            "almost|nearly|narrowly|all but (?=\\w+ed)|on the (?:brink|verge|point) of"
            "|(?:c[ao]me|close|near) to",
            "almost|nearly|narrowly|all but|brink|verge|point of|about|close|near|short of|some",
        ),
        (
            False,
            "short of",
            "short of|shortage|shortfall|almost|nearly|near|close|miss\\w*|below|under"
            "|less|fewer|lack\\w*",
        ),
        (
            False,
            "posing as|pretend\\w*|imperson\\w*|mistaken for|named after|claiming to be",
            "posing|pretend\\w*|imperson\\w*|mistaken|named after|claiming",
        ),
        (
            False,
            "used to|once|formerly|until then",
            "used to|once|former\\w*|until|was|were|had|after|when",
        ),
        (
            False,
            _UNDONE,
            r"called off|stop\w*|ceas\w*|quit|g[ai]ven? up|no longer|not|until|end\w*|cancel\w*",
        ),
        (
            False,
            rf"(?:{_PART}) of (?:the|its|his|her|their|those|these)",
            rf"{_PART}|majority|minority|number|per ?cent|\d+(?= ?% of\b)|among|third|quarter",
        ),
        (
            False,
            "turned down|declined|refused|failed to",
            "turned down|declin\\w*|refus\\w*|fail\\w*|not",
        ),
        (
            False,
            "wants?|wanted|hopes?|hoped|aims?|seeks?(?! (?:an? \\w+ term|re-?election|office))"
            "|demanded|demand that|ask(?:s|ed) for"
            "|urge[sd]?",
            "want\\w*|hop\\w*|aim\\w*|seek\\w*|sought|demand\\w*|ask\\w*|urge\\w*|call\\w*|plan\\w*"
            "|inten\\w*|would|could|may|might",
        ),
        (False, _TENTATIVE, f"{_TENTATIVE}|{_OPEN}"),
        (False, rf"(?:{_KIN})s? of|whose", rf"(?:{_KIN})s?|whose|his|her|their|'s|’s"),
    )
)
# Deeds that are another one without a word beside them; they make nothing hard to translate.
_DEEDS = tuple(
    (False, re.compile(rf"\b(?:{there})\b"), re.compile(rf"\b(?:{kept})\b"))
    for there, kept in (
        (
            r"(?:pa(?:y|ys|id|ying)|hand(?:s|ed|ing)?) back|repa(?:y|ys|id|ying)",
            r"back|repa\w+|return\w*|refund\w*|reimburs\w*|recover\w*",
        ),
        (
            "offered",
            r"offer\w*|propos\w*|could|may|might|would|can|invit\w*|bid\w*|accept\w*|reject\w*"
            r"|turned down|declin\w*|refus\w*|willing|ready|promis\w*|want\w*|plan\w*",
        ),
    )
)
# English has the verifier's own rules. Each with languages that deny alike.
NEGATIONS = {
    "German": re.compile(r"\b(?:nicht|kein\w*|nie|niemals|nirgends|niet|geen|nooit)\b"),  # Dutch
    "French": re.compile(  # and Italian
        r"\b(?:ne|pas|jamais|aucune?|non|nessun\w*)\b(?!-)|\bn['’](?=\w{3})"
    ),
    "Spanish": re.compile(r"\b(?:nunca|jamás|ning[uú]n\w*|não|nenhum\w*)\b"),  # and Portuguese
    "Swedish": re.compile(r"\b(?:inte|ikke|ingen|aldrig|aldri)\b"),  # and its neighbours
    "Russian": re.compile(r"\b(?:не|нет|никогда)\b"),
    "Chinese": re.compile(r"[不没沒未无無]"),
}
_AFTER = 5  # words
_ALIKE = 0.6  # of the retelling's words that the sentence has: so far it is the one retold
_WHOLE = 0.9  # ... and so far it says nothing of its own
_LETTERS = re.compile(r"[^\W\d_]+")
_NO_DEED = frozenset("be being is are am get have".split())  # before a participle
# Not after any "to": what one managed, began or rose to do was done.
_WISHED = (
    "tr(?:y|ied|ies|ying)|attempt|offer|threat|plan|hop|want|aim|seek|sought|agree|allow|permit|due"
    "|set|expect|inten|promis|vow|pledg|refus|urg|ask|order|likely|ready|about|propos|schedul"
    "|prepar|deci|vot|intent|move|bid|effort|right|power|call|is|are|was|were|free|told|fail|declin|need"
)
_COMES = re.compile(
    rf"\b(?:(?:will|would|may|might|could|can|should|must|shall)(?: \w+)?|(?:{_WISHED})\w* to"
    r"|(?:appl|ask|hop|wait|bid|push|call)\w* for(?: \w+)?"
    r"|(?:seek|sought|await|need|requir|pending|subject to)\w*(?: \w+)?)$"
)
_BEFORE_A_NOUN = STOP | {"new", "two", "three", "four", "five", "several", "many", "further"}
_ANYONE = GENERIC | frozenset("those anyone everyone everybody all others some one".split())
_CLAUSE = re.compile(
    r"\b(?P<of>[^\W\d_]{3,}),? (?:which|who) (?!would|will|could|ma[kd]e|mean)(?P<said>[^,.;]+)"
)
_PASSIVE = re.compile(r"\b(?:by(?! (?:the (?:end|start|middle)|\d))|from|than)\b")


def left_out(text: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """The problem, in plain words: what the sentence retold has and the retelling has not."""
    source = _retold(text, quotes)
    found = (check(text, source) for check in _CHECKS) if source else iter(())
    reason = iter([_reason_added(text, quotes)])
    # A text may join two of the cited sentences: what is to come in the other one has not happened.
    others = (part for part in _cited(quotes) if part != source and source)
    done = (_happened(text, part, but=source) for part in others)
    return tuple(islice(filter(None, chain(found, done, reason)), 1))


def _cited(quotes: Sequence[str]) -> list[str]:
    return [span.of(quote) for quote in quotes for span in split(quote)]


def _limit_left_out(text: str, source: str) -> str:
    told = re.sub(r"\bMay\b", "", fold(text)).lower()  # the month makes nothing uncertain
    plain = fold(source).lower()
    mine = keys_of(re.findall(r"\w{3,}", told))
    for whole, there, kept in (*LIMITS, *_DEEDS):
        for found in there.finditer(plain):
            after = plain[found.end() :].partition(";")[0].split()[:_AFTER]
            near = _content(" ".join(after))
            touched = (
                _about(source, found.start(), mine)
                if whole
                else any(keys(word.strip(".,;")) & mine for word in near)
            )
            if touched and not kept.search(told):
                return f"the source says '{found[0]}', the statement leaves it out"
    return ""


_COUNTED = frozenset("one two three four five six seven eight nine ten".split())
# Behind one of these "apart from" excepts; else it may add: "apart from a museum, it has a zoo".
_EVERY = re.compile(r"\b(?:all|every\w*|each|any\w*|no|none|nobody|nothing|nowhere|whole|entire)\b")
_FEW = rf"{'|'.join(sorted(_COUNTED))}|\d"
_EXCEPTION = re.compile(
    r"\b(?:(?P<sure>except|excluding|with the exception of|barring|bar (?:the|those|that|one|for)"
    r"|save (?:for|when|where|if)|but for)|apart from|other than|aside from|leaving out"
    r"|(?:every\w+|any\w+|none|nobody|no one|nowhere"
    rf"|all(?= but (?:the|those|{_FEW}))|every \w+(?= but (?:{_FEW}))) (?P<but>but))\b"
)
_NEAR = 200  # characters
_KEEPS = re.compile(rf"\b(?:{_EXCEPTED})\b|n't\b")
_NEARLY = re.compile(rf"\b(?:{_MOST})\b")


def _exception_left_out(text: str, source: str) -> str:
    """Told of all where the source excepts some, or of these as if they were not excepted."""
    told, plain = fold(text).lower(), fold(source).lower()
    mine = keys_of(re.findall(r"\w{3,}", told))
    for found in _EXCEPTION.finditer(plain):
        begins = found.start("but") if found["but"] else found.start()
        before = _HOST.split(plain[max(0, begins - _NEAR) : begins].rstrip(" ,"))[-1]
        behind, _, rest = plain[found.end() : found.end() + _NEAR].partition(",")
        if not before.strip():  # "Except for the Greens, all voted for it"
            before = _HOST.split(rest)[0]
        if not (found["sure"] or found["but"] or _EVERY.search(before)):
            continue
        host = _weighty(before)
        known = keys_of(host)  # of "all lines except line 4" it is the 4
        after = _weighty(" ".join(behind.split()[: 2 if found["but"] else _AFTER]))
        excepted = [word for word in after if known.isdisjoint(keys(word))]
        host = host or _weighty(behind)
        shared = [sum(bool(keys(word) & mine) for word in words) for words in (host, excepted)]
        kept = _KEEPS.search(told) or (_NEARLY.search(told) and not shared[1])
        if (shared[0] >= min(2, len(host)) or shared[1]) and not kept:
            return f"the source says '{found[0]}', the statement leaves it out"
    return ""


def _weighty(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]{3,}", text)
    return [word for word in words if word not in STOP and word not in _COUNTED]


_HOST = re.compile(r"[,;:]|\b(?:after|while|whereas|because|although|before|when|but)\b")


def _about(source: str, condition: int, mine: frozenset[str]) -> bool:
    """The retelling tells something of the clause that the condition stands in; who is named in it
    may be named for anything.
    """
    clause = _HOST.split(fold(source)[:condition])[-1]
    words = [word for word in re.findall(r"\b[a-z]{3,}", clause) if word not in STOP]
    return not words or any(keys(word) & mine for word in words)


def _denied(text: str, source: str) -> str:
    for negation in NEGATIONS.values():
        if bool(negation.search(source.lower())) != bool(negation.search(text.lower())):
            return "one of source and statement has a negation, the other has none"
    return ""


def _retold(text: str, quotes: Sequence[str]) -> str:
    """The cited sentence that the text retells; "" where it is none of them."""
    best = max(_cited(quotes), key=lambda sentence: _share(text, sentence), default="")
    return best if _share(text, best) >= _ALIKE else ""


def _share(text: str, sentence: str) -> float:
    """The share of the text's words that have a like in the sentence, 0..1."""
    known = keys_of(_words(sentence))
    mine = _content(text)
    return sum(not keys(word).isdisjoint(known) for word in mine) / (len(mine) or 1)


def _turned(text: str, source: str) -> str:
    """Two names change places in a text without a word of its own."""
    if _share(text, source) < _WHOLE or bool(_PASSIVE.search(text)) != bool(
        _PASSIVE.search(source)
    ):
        return ""
    order = list(dict.fromkeys(name.words for name in names(text)))
    there = {name.words: name.start for name in reversed(names(source))}
    placed = [name for name in order if name in there]
    for one, other in pairwise(placed):
        if there[one] > there[other] and "," not in text and "," not in source:
            both = f"'{' '.join(other)}' and '{' '.join(one)}'"
            return f"the source puts {both} the other way round"
    return ""


def _happened(text: str, source: str, but: str = "") -> str:
    """A verb that the source has only as what is to come or is wished for is past in the text."""
    there: list[str] = [w.lower() for w in _LETTERS.findall(fold(source)) if w != "May"]
    before = ""
    known = {stem(word) for word in _LETTERS.findall(fold(but))}
    for word in (word.lower() for word in _LETTERS.findall(fold(text))):
        if past(word) and word not in there and stem(word) not in known and before not in _NO_DEED:
            same = [place for place, one in enumerate(there) if stem(one) == stem(word)]
            if but and common(word) and not any(_beside(there, place, text) for place in same):
                continue  # "went" for "will go" elsewhere is chance
            if same and all(_to_come(there, place, source) for place in same):
                come = there[same[0]]
                return f"the source says '{come}' of what is to come, the statement of what was"
        before = word
    return ""


def _beside(words: list[str], place: int, text: str) -> bool:
    """A word of weight beside the verb is told too."""
    mine = keys_of(_content(text))
    near = [word for word in words[max(0, place - 3) : place + 3] if not common(word)]
    return any(keys(word) & mine for word in near)


def _to_come(words: list[str], place: int, source: str) -> bool:
    """Whether the verb at this place tells no deed: "will close", "tried to close", and with a day
    "closes".
    """
    before = " ".join(words[max(0, place - 3) : place])
    if words[place].endswith("ing"):  # "after closing it"
        return False
    if _COMES.search(before):
        return True
    verb = re.search(r"(?<!ion)(?<!ie)(?<!ment)(?<!ing)s$", words[place])
    rest = source.partition(words[place])[2]
    return bool(verb and words[place - 1] not in _BEFORE_A_NOUN and dates(rest))


def _another(text: str, source: str) -> str:
    """What the source says of another, in a clause with "which" or "who", without naming them."""
    known = keys_of(_words(text))
    for found in _CLAUSE.finditer(source):
        said = [word for word in _words(found["said"]) if word.lower() not in STOP]
        held = sum(not keys(word).isdisjoint(known) for word in said)
        of: str = found["of"]
        if any(each.start <= found.start("of") < each.end for each in quantities(source)):
            continue  # "50,000 pounds, which": a sum may be written in another way
        if any(each.start <= found.start("of") < each.end for each in dates(source)):
            continue  # "on Thursday, which": it stands between the two
        named = of in text or not keys(of).isdisjoint(known)
        if len(said) > 1 and 3 * held >= 2 * len(said) and not (named or stem(of) in _ANYONE):
            return f"the source says it of '{of}', the statement leaves that out"
    return ""


_BOTH = re.compile(
    r"\b(?:in|from|of|to|across|between) (?:the )?([A-Z][\w'-]+(?: [A-Z][\w'-]+)*),? and (?:the )?"
    r"([A-Z][\w'-]+(?: [A-Z][\w'-]+)*)"
)


def _half_named(text: str, source: str) -> str:
    """A figure of two places told of one: "86,000 in Canada" for "in Canada and Mexico"."""
    told = fold(text)
    figures = {(each.value, each.unit) for each in quantities(text)}
    if not figures & {(each.value, each.unit) for each in quantities(source)}:
        return ""
    for found in _BOTH.finditer(fold(source)):
        there = [name in told for name in found.groups()]
        if any(there) and not all(there):
            return f"the source says it '{found[0]}', the statement of one of them"
    return ""


_BECAUSE = re.compile(r"\b(?:because(?: of)?|due to|owing to|thanks to|on account of)\b")
# Wide: after what, in the light of what, or for what a thing was done may be its reason.
_REASON = re.compile(
    r"\b(?:because|since(?! \d)|as|due|owing|thanks|account|results?|resulting|caus\w*|reasons?|why"
    r"|so|after|following|amid|lead\w*|led|prompt\w*|forc\w*|blam\w*|trigger\w*|driven|drove|response"
    r"|respond\w*|therefore|cit(?:es|ed|ing)|when|once|if|help\w*|attribut\w*|explain\w*|reflect\w*"
    r"|given|thus|hence|meant?|means|ma(?:k\w+|de)|support\w*|hit|hurt|boost\w*|by|on|with"
    r"|over|until|though|despite|that)\b|[;:]"
)


def _reason_added(text: str, quotes: Sequence[str]) -> str:
    """A reason where the cited text speaks of none."""
    because = _BECAUSE.search(fold(text).lower())
    if because is None or any(_REASON.search(fold(quote).lower()) for quote in quotes):
        return ""
    return f"the statement says '{because[0]}', the source does not"


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"[^\W\d_]{2,}|\d[\d.,]*", fold(text))))


_NOT = re.compile(r"\b(?:not|no|never|nobody|none|neither|nor)\b|n't\b")
# "Rents rose faster than wages", "a pool rather than a school", "more women than men"
_THAN = re.compile(
    r"^(?P<left>.*?\b)??(?P<how>more|less|fewer|worse|\w{2,}er)\b(?P<what>[^.;,]*?)\sthan\s"
    r"(?P<right>[^.;,]*)"
)


# "Because the plant closed, sales fell", "Sales fell because the plant closed"
_REASONED = (
    re.compile(r"^\W*because (?!of\b)(?P<right>[^,;]+),(?P<left>.*)"),
    re.compile(r"^(?P<left>.+?),? because (?!of\b)(?P<right>[^,;]+)"),
)
# "by a heater, not by a cable"
_BUT_NOT = re.compile(
    r"^(?P<left>.*?)\bnot (?:(?:by|in|at|for|to|from|with|on|as|of) )?(?:(?:an?|the|its|their) )?"
    r"(?P<right>\w+)"
)


# "20 are to be let and the rest sold"
_THE_REST = re.compile(
    r"^(?P<left>.+?)\b(?:and|while|with|but)? the (?:rest|others|remainder) (?P<right>[^.;]+)"
)


_TWO_SIDED = {"than": (_THAN,), "because": _REASONED, "not": (_BUT_NOT,), "the rest": (_THE_REST,)}


def _sides_turned(text: str, source: str) -> str:
    """The two sides of one comparison, one reason or one "not by" exchanged."""
    mine, theirs = fold(text).lower(), fold(source).lower()
    for what, patterns in _TWO_SIDED.items():
        here, there = (_first(patterns, part) for part in (mine, theirs))
        if not here or not there or (what == "than" and _NOT.search(mine)):
            continue
        alike = here.groupdict().get("how") == there.groupdict().get("how")
        if alike and _exchanged(_both(here), _both(there)):
            return f"the source has the two sides of '{what}' the other way round"
    return ""


def _first(patterns: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.search(text) for pattern in patterns)), None)


def _both(found: re.Match[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The words of what stands left and right."""
    given = found.groupdict()
    return _stems(f"{given['left'] or ''} {given.get('what', '')}"), _stems(given["right"])


def _exchanged(
    mine: tuple[frozenset[str], frozenset[str]], theirs: tuple[frozenset[str], frozenset[str]]
) -> bool:
    """Whether some of either side stands on the other one alone."""
    (left, right), (their_left, their_right) = mine, theirs
    moved, back = (right - their_right) & their_left, (their_right - right) & left
    return bool(moved - left and back - their_left)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in re.findall(r"\w+", text) if word not in STOP)


def _content(text: str) -> list[str]:
    """The words that carry meaning; all of them where none does."""
    words = _words(text)
    return [word for word in words if not common(word.lower())] or words


# Each gives the problem in plain words; "" where it finds none.
_CHECKS: tuple[Callable[[str, str], str], ...] = (
    _limit_left_out,
    _exception_left_out,
    _denied,
    limit_changed,
    scores_changed,
    whose_changed,
    order_turned,
    dates_exchanged,
    _happened,
    bygone,
    _another,
    _turned,
    _half_named,
    _sides_turned,
)

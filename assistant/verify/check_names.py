"""Do a statement's names and quotations stand in the cited text, and do the right ones act?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.verify.claims import Cited, Sentence, Word
from assistant.verify.mentions import Name
from assistant.verify.wording import PAST_FORMS, STOP, common, keys, opener, squeeze, stem, verbal

# --- names -----------------------------------------------------------------------------------

_COMPANY_ENDINGS = frozenset(
    "inc corp corporation co company ltd limited plc ag gmbh sa nv se llc group holding holdings"
    " the of and".split()
)
_SAME_NAMES = {
    name: frozenset(others.split())
    for name, others in (
        ("us", "united states america american"),
        ("u.s", "us united states america american"),
        ("usa", "us united states america american"),
        ("uk", "united kingdom britain british"),
        ("u.k", "uk united kingdom britain british"),
        ("eu", "european union"),
        ("un", "united nations"),
        ("british", "uk britain"),
        ("french", "france"),
        ("dutch", "netherlands"),
        ("swiss", "switzerland"),
        ("greek", "greece"),
        ("welsh", "wales"),
        ("spanish", "spain"),
        ("danish", "denmark"),
        ("turkish", "turkey"),
        ("european", "europe"),
        ("ai", "artificial intelligence"),
        ("cfo", "financial finance"),
        ("ceo", "chief executive"),
    )
}
_BEGINS = 5  # characters before a name that begins a sentence: "The "
_PEOPLE_ENDINGS = frozenset(["", *"n an ian ean ese ish i ic er s e en in a".split()])


def check_names(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """Each name's words stand in the cited text or its context, side by side as they are here."""
    for name in sentence.names:
        words = [word.lower().rstrip(".") for word in name.words]
        if name.first and len(words) > 1 and opener(words[0]) and words[1] not in ("of", "the"):
            words = words[1:]
        core = [word for word in words if word not in _COMPANY_ENDINGS] or words
        strange = [word for word in core if not _known(word, name, sentence, cited)]
        short = {word for word in strange if _initials(word, cited)}  # ECB
        written = name.of(sentence.text)
        if len(short) < len(strange) and not _spelt_out(core, cited):
            yield f'name "{written}" does not stand in the cited text'
        elif not strange or short:
            whole = [word for word in core if word not in STOP and word not in short]
            if not _together(whole, cited) and not _at_post(name, cited):
                yield f'the cited text does not put "{written}" together'
            elif other := _displaced(name, core, sentence, cited):
                yield f'the cited text says this of "{other}", not of "{written}"'


def _displaced(name: Name, core: Sequence[str], sentence: Sentence, cited: Cited) -> str:
    """The name that the source's sentence begins with, where one from around it stands there
    instead: a title may say who "the company" is, and not that it was another one; "" if none.
    """
    here = frozenset().union(*(part.spelt for part in cited.sentences))
    borrowed = all(keys(word) & cited.context_keys and word not in here for word in core)
    if name.start > _BEGINS or not borrowed or any(keys(word) & cited.keys for word in core):
        return ""
    shared = {
        part: sum(not word.keys.isdisjoint(part.by_key) for word in sentence.words)
        for part in cited.sentences
    }
    nearest = max(cited.sentences, key=lambda part: shared[part])
    first = next(iter(nearest.names), None)
    if first is None or first.start > _BEGINS:
        return ""
    theirs = [word.lower() for word in first.words if not opener(word.lower())]
    kept = any(keys(word) & frozenset(sentence.by_key) for word in theirs)
    return "" if kept or not theirs else first.of(nearest.text)


def _known(word: str, name: Name, sentence: Sentence, cited: Cited) -> bool:
    every = cited.spelt
    if word in every or stem(word) in every or word in STOP:
        return True
    if not _SAME_NAMES.get(word, frozenset()).isdisjoint(every) or any(
        word in others and short in every for short, others in _SAME_NAMES.items()
    ):
        return True
    parts = [part for part in re.split(r"[-&.]", word) if part]
    if len(parts) > 1 and all(
        part in every
        or verbal(part)
        or common(part)
        or not _SAME_NAMES.get(part, frozenset()).isdisjoint(every)
        for part in parts
    ):
        return True
    if not any(map(str.isdigit, word)) and _same_people(word, every):
        return True
    return name.first and len(name.words) == 1 and _ordinary(word, sentence, cited)


def _same_people(word: str, every: frozenset[str]) -> bool:
    """Kelvan and Kelva, Chinese and China: one root and an ending of peoples and places."""
    if len(word) < 5:
        return False
    for other in every:
        if len(other) < 4 or other[:4] != word[:4]:
            continue
        pairs = enumerate(zip(word, other, strict=False))
        shared = next((at for at, (x, y) in pairs if x != y), min(len(word), len(other)))
        if word[shared:] in _PEOPLE_ENDINGS and other[shared:] in _PEOPLE_ENDINGS:
            return True
    return False


def _ordinary(word: str, sentence: Sentence, cited: Cited) -> bool:
    """The capital is only that of the first word in the sentence."""
    if opener(word) or keys(word) & (cited.keys | cited.context_keys):
        return True
    return any(quantity.start == 0 for quantity in sentence.quantities)


def _together(words: Sequence[str], cited: Cited) -> bool:
    """The words stand side by side in one text, or in pieces that a retelling may join."""
    return all(
        any(_near(part, one, two) for part in cited.everything)
        or _may_part(one, two, cited)
        or any(_close_by(part.plain, one, two) for part in cited.sentences)
        for one, two in pairwise(words)
    )


# Not "chairman" or "minister": of that the name in front may be a part.
_CALLED = re.compile(r" (?:senior |chief )?(?:analyst|economist|strategist|trader|partner) ")


def _at_post(name: Name, cited: Cited) -> bool:
    """ "Lena Osei of Parnell Capital" where the source has "Lena Osei, an analyst at Parnell"."""
    if "of" not in name.words:
        return False
    at = name.words.index("of")
    one, two = (
        {word.lower() for word in words} for words in (name.words[:at], name.words[at + 1 :])
    )
    beside = [
        ({word.lower() for word in first.words}, {word.lower() for word in second.words}, between)
        for part in cited.sentences
        for first, second in pairwise(part.names)
        for between in [part.lower[first.end : second.start]]
    ]
    return any(
        (one <= first and two <= second and _POST.fullmatch(between))
        or (two == first and one == second and _CALLED.fullmatch(between))
        for first, second, between in beside
    )


def _near(part: Sentence, one: str, two: str) -> bool:
    """The second follows the first, a middle initial or a title between them at most."""
    run = part.run
    return any(
        two in run[at + 1 : at + 3] or stem(two) in map(stem, run[at + 1 : at + 3])
        for at, word in enumerate(run)
        if word == one or stem(word) == stem(one)
    )


def _close_by(text: str, one: str, two: str) -> bool:
    """The second follows with a few small letters between: "Kelvan market for AI"."""
    between = r"(?:'s)?(?:\s[a-z]+){1,3}\s"
    return re.search(rf"\b(?i:{re.escape(one)}){between}(?i:{re.escape(two)})\b", text) is not None


def _may_part(one: str, two: str, cited: Cited) -> bool:
    """A title or an ordinary word may stand where the source has none ("Director Marlo"), and a
    code behind its maker's name."""
    if any(map(str.isdigit, two)) and not two.isdigit():
        return any({one, two} <= set(part.run) for part in cited.sentences)
    names = [{w.lower() for w in name.words} for part in cited.everything for name in part.names]
    return any(
        not any(word in words and len(words) > 1 for words in names)
        and (common(word) or any(_lower_case(word, part) for part in cited.everything))
        for word in (one, two)
    )


def _lower_case(word: str, part: Sentence) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", part.plain) is not None


def _initials(word: str, cited: Cited) -> bool:
    """ECB for European Central Bank."""
    wanted = word.replace(".", "")
    if not 2 <= len(wanted) <= 6:
        return False
    for part in cited.everything:
        if len(wanted) > 2 and wanted in "".join(word[0] for word in part.run):
            return True
        if any(wanted == "".join(word[0].lower() for word in name.words) for name in part.names):
            return True
    return False


def _spelt_out(words: Sequence[str], cited: Cited) -> bool:
    """European Central Bank for ECB."""
    letters = "".join(word[0] for word in words)
    return len(letters) >= 3 and letters in cited.spelt


# --- quotations ------------------------------------------------------------------------------

_QUOTED = re.compile(r'"([^"]{2,})"')
_LEFT_OUT = re.compile(r"\.\.\.|…|\[[^\]]*\]")


def check_quotations(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """What stands in quotation marks stands so in one cited quote; one or two words may be a
    name that the context gives."""
    around = [*cited.squeezed, *(squeeze(part.text) for part in cited.context)]
    for match in _QUOTED.finditer(sentence.plain):
        wanted = [squeeze(piece).strip(" .,;:!?'") for piece in _LEFT_OUT.split(match[1])]
        sources = around if len(match[1].split()) <= 2 else cited.squeezed
        if limit := _cut_off(match[1], cited):
            yield f"the quotation ends before '{limit}', which limits it"
        if not any(all(piece in source for piece in wanted) for source in sources):
            yield f'"{match[1].strip()}" is not quoted verbatim from the cited text'


_GOES_ON = re.compile(
    r"\s(unless|if|until|except|without|when|while|as long as|provided|before|only|but"
    r"|(?:to |from |for |with )?any(?:one|body|thing)(?: \w+)?|who|that)\b"
)


def _cut_off(quoted: str, cited: Cited) -> str:
    """ "We will not sell," of "We will not sell to anyone who breaks it up": what is quoted as all
    that was said lacks its condition. A phrase within a sentence may be cut as it likes.
    """
    said = squeeze(quoted)
    if not said.endswith((",", ".", "!")) or len(said.split()) < 3:
        return ""
    limits = []
    for source in cited.squeezed:
        low = source.find(said[:-1])
        if low < 0:
            continue
        goes_on = _GOES_ON.match(source, low + len(said) - 1)
        if goes_on is None or source[:low].count('"') % 2 == 0:
            return ""
        limits.append(goes_on[1])
    return limits[0] if limits else ""


# --- who does it to whom ---------------------------------------------------------------------

_PERHAPS = re.compile(
    r"\s(?:\w+ly\s|has\s|have\s|had\s|will\s|would\s|may\s|also\s|now\s)*", re.IGNORECASE
)
_UNDERGOES = re.compile(r"\s(?:has |have |had )?(?:is|are|was|were|been)\s(\w+ed)\b")
_OBJECT = re.compile(
    r"(?<!was )(?<!were )(?<!been )\b(\w+(?:ed|ing))\s"
    r"(?:(?!(?:to|by|for|in|at|on|of|as|from|with|that|and|after|into|over|near|off|under|during|before|since|until|against)\b)\w+\s){0,3}$"
)
_POST = re.compile(r",?\s(?:an?|the)\s(?:\w+\s){1,3}(?:at|of|for|from|with)\s(?:the\s)?")


def check_roles(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """Who acts, who is acted on, and who holds which post are those of the source."""
    yield from _other_post(sentence, cited)
    if not cited.retold(sentence):
        yield from _exchanged_names(sentence, cited)
        yield from _other_agent(sentence, cited)
        yield from _other_target(sentence, cited)


_LEADS_TO_NAME = re.compile(r"\s(in|at|on|of|from|to|by|for|with|over)\s(?:the\s)?")


def _exchanged_names(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Demand in Europe" where the source has "demand in Asia" and Europe elsewhere."""
    theirs = [tie for other in cited.sentences for tie in _ties(other)]
    for lead, word, held, written in _ties(sentence):
        same = [tie for tie in theirs if tie[0] == lead and tie[1].keys & word.keys]
        if same and all(
            not held & other and other.isdisjoint(sentence.by_key) for _, _, other, _ in same
        ):
            yield f"the source says '{same[0][3]}', the statement '{written}'"
            return


def _ties(sentence: Sentence) -> Iterator[tuple[str, Word, frozenset[str], str]]:
    """(in, demand, keys of Asia, "demand in Asia") where a name follows a word and "in"."""
    for name, held in sentence.named:
        before = [word for word in sentence.words if word.end < name.start][-1:]
        match = (
            _LEADS_TO_NAME.fullmatch(sentence.lower, before[0].end, name.start) if before else None
        )
        telling = match and (match[1] in ("to", "from") or not common(before[0].text.lower()))
        if match and telling and before[0].kind == "word":
            yield match[1], before[0], held, sentence.text[before[0].start : name.end]


def _other_agent(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """The source has somebody else do it, and nobody unnamed."""
    for agent, deed in _acts(sentence):
        lowered = deed.text.lower()
        finite = lowered in PAST_FORMS or lowered in _PRESENT or lowered.endswith("ed")
        if not agent & cited.keys or not finite:
            continue
        theirs = [
            next((held for held, act in _acts(other) if act is word), None)
            for other in cited.sentences
            for word in other.words
            if stem(word.text) == stem(deed.text)
        ]
        if theirs and all(held is not None and not held & agent for held in theirs):
            yield f"the source has somebody else as the one who '{deed.text}'"
            return


_PRESENT = frozenset("leads wins loses heads owns runs buys sells makes holds operates".split())


def _acts(sentence: Sentence) -> Iterator[tuple[frozenset[str], Word]]:
    """(who, does) where a verb follows a name at once."""
    for name, held in sentence.named:
        lead = _PERHAPS.match(sentence.lower, name.end)
        start = lead.end() if lead else name.end
        yield from (
            (held, word) for word in sentence.within(start, start + 1) if word.kind == "word"
        )


def _other_target(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """Who "was ordered to repay" is not whom the source's court ordered."""
    for target, deed in (*_undergone(sentence), *_done_to(sentence)):
        theirs = [
            held
            for other in cited.sentences
            for held, word in (*_undergone(other), *_done_to(other))
            if stem(word.text) == stem(deed.text)
        ]
        if theirs and target & cited.keys and not any(held & target for held in theirs):
            yield f"the source has somebody else as the one '{deed.text}'"
            return


def _undergone(sentence: Sentence) -> Iterator[tuple[frozenset[str], Word]]:
    """(who, is done what) in the passive."""
    for name, held in sentence.named:
        match = _UNDERGOES.match(sentence.lower, name.end)
        if match:
            yield from ((held, word) for word in sentence.within(*match.span(1)))


def _done_to(sentence: Sentence) -> Iterator[tuple[frozenset[str], Word]]:
    """(to whom, is done what) in the active."""
    for name, held in sentence.named:
        low = max(0, name.start - 80)
        match = _OBJECT.search(sentence.lower[low : name.start])
        if match:
            start = low + match.start(1)
            yield from ((held, word) for word in sentence.within(start, start + 1))


def _other_post(sentence: Sentence, cited: Cited) -> Iterator[str]:
    """ "Klein, an analyst at Sable" where the source never has the two in one sentence."""
    for (first, one), (second, two) in pairwise(sentence.named):
        if not _POST.fullmatch(sentence.lower[first.end : second.start]):
            continue
        holds = [
            (bool(one & part.by_key.keys()), bool(two & part.by_key.keys()))
            for part in cited.everything
        ]
        known = any(mine for mine, _ in holds) and any(theirs for _, theirs in holds)
        if known and not any(mine and theirs for mine, theirs in holds):
            person, place = first.of(sentence.text), second.of(sentence.text)
            yield f'the cited text does not tie "{person}" to "{place}"'

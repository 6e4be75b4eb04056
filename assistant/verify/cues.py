"""What in a sentence is denied, who says it, and how sure it is: cues and what they cover.

Pure functions over one sentence; nothing here compares two texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.verify.claims import Sentence, Word
from assistant.verify.wording import verbal


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase that changes what the words in its scope claim."""

    text: str  # lower case
    start: int
    end: int
    scope: tuple[int, int]  # characters of the sentence
    level: int = 0  # of a hedge: 1 possible, 2 intended or expected, 3 to come
    speaker: str = ""  # who says it, as written; "" where nobody is named
    demanded: bool = True  # a statement must keep it; else it only counts when a statement has it

    @property
    def prefix(self) -> bool:
        """True for "unaffected" and "fearless": the word denies a part of itself."""
        return self.scope == (self.start, self.end)

    def covers(self, word: Word) -> bool:
        """True when the word stands in the scope or is the cue itself."""
        return self.scope[0] <= word.start < self.scope[1] or self.start <= word.start < self.end


def _any(*lines: str) -> str:
    """A pattern for one of the words; "_" is a space between two of them."""
    return "|".join(word.replace("_", " ") for line in lines for word in line.split())


# --- what is denied --------------------------------------------------------------------------

_TOO_EARLY = r"too (?:early|soon|late) to(?! (?:say|tell|know|judge|predict)\b)"
_NEGATION = re.compile(
    rf"""\b(?:{
        _any(
            "not no never neither nor without none nobody nothing nowhere cannot hardly barely",
            "deny denies denied denying denial refuse refuses refused refusing refusal",
            "fail_to fails_to failed_to failing_to failure_to decline_to declines_to declined_to",
            "lack lacks lacked lacking unable_to rule_out rules_out ruled_out ruling_out",
            "stop_short_of stops_short_of stopped_short_of instead_of rather_than free_of",
            "avoid avoids avoided avoiding reject_claims rejects_claims rejected_claims",
            "rejected_allegations rejected_accusations rejected_suggestions rejected_reports",
            "yet_to",
        )
    }|{_TOO_EARLY}|\w+n't|(?:un|non)[a-z]{{4,}}|[a-z]{{3,}}less)\b"""
)
_NO_NEGATION = re.compile(
    r"\b(?:not only|not just|no (?:fewer|less|more|later|earlier|sooner) than"
    r"|not (?:less|more) than|no doubt|not least|nothing but|no matter"
    r"|without charge|at no (?:charge|cost)|no\.?\s\d|no one's)\b"
)
# They deny what follows too, but say more than "not": no statement has to keep them as such.
_SOFT_NEGATION = re.compile(
    r"\b(?:shortages? of"
    r"|(?:cancel|abandon|avert|avoid|escap|evad|prevent|block|reject|dismiss|disput|scrap"
    r"|prohibit|forbid|forbade"
    r"|outlaw|halt|stop)\w*|los(?:e|es|t|ing)|ban(?:s|ned|ning)?|bar(?:s|red|ring)?"
    r"|call(?:s|ed|ing)? off"
    r"|drop(?:s|ped)?(?= (?:the|its|a|plans))|rul(?:e|ed|es) against)\b"
)
_SOFT_END = re.compile(r"[,;:()]")
_PREFIXED = re.compile(r"(?:un|non)[a-z]{4,}|[a-z]{3,}less")
# Words that only look negated. Others do no harm: what they would deny stands nowhere.
_NOT_PREFIXED = re.compile(
    r"under|unit|univers|union|unanim|unique|until|unveil|uncle|unless|nonetheless|unfold|unleash"
    r"|(?:regard|wire|doubt|time|price|home)less"
)
_CLAUSE_END = re.compile(
    r"[,;:()]|\s-\s"
    r"|\b(?:but|while|although|though|whereas|because|and(?! to\b)|(?<!of )which|(?<!of )who)\b"
)


_FIGURE = re.compile(r"\s(?:the\s)?[$€£]?\d")
# They may end a clause and deny what stands before: "the others were not", "noticed nothing".
_LEFT_OUT = frozenset("not|ruled out|nothing|nobody|none|neither".split("|"))


@lru_cache(maxsize=2048)
def negations(sentence: Sentence) -> tuple[Cue, ...]:
    """What is denied; the scope runs from the negation to the end of its clause."""
    return tuple(_negations(sentence))


def _negations(sentence: Sentence) -> Iterator[Cue]:
    blocked = [match.span() for match in _NO_NEGATION.finditer(sentence.lower)]
    for match in _NEGATION.finditer(sentence.lower):
        text, start, end = match.group(), match.start(), match.end()
        if text in ("instead of", "rather than") and _FIGURE.match(sentence.lower, end):
            continue  # read with the numbers
        if any(low <= start < high for low, high in blocked):
            continue
        if not _PREFIXED.fullmatch(text):
            scope = (end, _clause_end(sentence, end))
            left_out = text in _LEFT_OUT or text.endswith("n't")
            tail = re.split(r"[,;.]", sentence.lower[end:], maxsplit=1)[0]
            if left_out and not tail.strip(' "'):  # "but the others were not", "this was ruled out"
                begins = max(sentence.lower.rfind(mark, 0, start) for mark in ",;:") + 1
                scope = (max(sentence.segment_of(start)[0], begins), start)
            yield Cue(text, start, end, scope)
        elif not _NOT_PREFIXED.match(text):
            yield Cue(text, start, end, (start, end))


@lru_cache(maxsize=2048)
def soft_negations(sentence: Sentence) -> tuple[Cue, ...]:
    """What is called off, rejected, prevented: as good as denied."""
    return tuple(
        Cue(match.group(), *match.span(), (match.end(), end.start() if end else len(sentence.text)))
        for match in _SOFT_NEGATION.finditer(sentence.lower)
        for end in [_SOFT_END.search(sentence.lower, match.end())]
    )


_ASIDE = re.compile(
    r",\s(?:which|who|whose|where)\b[^,;]*"
    r"|,\s(?:an?|the|its|his|her|built|founded|based|known|priced|worth|located|born|aged|home|part"
    r"|one|now|once|formerly|\d+)\b"
    r"(?:(?!\b(?:is|are|was|were|has|have|had|will|would|could|may|might"
    r"|can|do|does|did|said|says|told)\b)[^,;])*(?=,)"
)


@lru_cache(maxsize=2048)
def asides(sentence: Sentence) -> tuple[tuple[int, int], ...]:
    """What is said by the way (", built in 1968,"): the writer's own words, not the speaker's."""
    leading = _LEADING.match(sentence.lower)
    spans = [match.span() for match in _ASIDE.finditer(sentence.lower) if not _told(match)]
    return (*([leading.span()] if leading and not _told(leading) else []), *spans)


def _told(match: re.Match[str]) -> bool:
    """A verb in it makes it a claim of its own: ", the drug lowered the risk,"."""
    words = re.findall(r"[a-z]+", match.group())[1:]
    pronoun = re.match(r",?\s?(?:which|who|whose|where)\b", match.group())
    return not pronoun and any(verbal(word) for word in words)


_LEADING = re.compile(r"(?:in|at|on|after|during|since|with|for|by)\s(?:[^,;]|(?<=\d),(?=\d))*,\s")


def _clause_end(sentence: Sentence, start: int) -> int:
    for match in _CLAUSE_END.finditer(sentence.lower, start):
        if match.start() >= start:
            return match.start()
    return len(sentence.text)


# --- who says it -----------------------------------------------------------------------------

_SAYS = _any(
    "said says say saying told tells written wrote writes write spoke_of speaks_of speak_of",
    "believe believes believed think thinks see_the sees_the see_it sees_it sees_its see_this",
    "consider_the considers_the considers_it consider_it reports_that reported_that notes_that",
    "noted_that adds_that added_that adding_that maintains_that maintained_that ruled_that",
    "ruling_that points_out pointed_out forecast forecasts states stated stating convinced",
    "confident testify testifies testified swear swore found_that finds_that concluded_that",
    *(
        f"{base} {base}s {base}ed {base}ing"
        for base in (
            "claim insist warn suggest contend stress reckon expect assert interpret regard caution"
            " doubt hint remark comment explain vow fear complain recommend predict suspect lament"
            " boast concur report_that proclaim mention_that"
        ).split()
    ),
    *(
        f"{base}e {base}es {base}ed {base}ing"
        for base in (
            "argu estimat alleg anticipat assum conclud accus acknowledg conced declar assur promis"
            " pledg calculat blam speculat guarante criticis"
        ).split()
    ),
)
_STUDIES = _any(
    "study studies report reports survey surveys poll polls research figures data analysis",
    "analyses documents filing filings statistics review investigation inquiry test tests trial",
    "trials audit census",
)
_SHOW = _any(
    "show shows showed found find finds suggest suggests suggested indicate indicates indicated",
    "reveal reveals revealed say says said put puts",
)
_ADVERBS = _any(
    "reportedly allegedly supposedly purportedly rumored rumoured alleged unconfirmed suspected",
    "apparently presumably evidently seemingly ostensibly it_is_claimed it_is_thought",
    "it_is_believed on_suspicion_of accused_of charged_with said_to believed_to thought_to",
    "understood_to is_said are_said",
)
# "Called the strike disproportionate", "described it as a gift": an opinion, and somebody's.
_CALLS = (
    r"(?:call(?:s|ed|ing)|describ(?:es|ed|ing)|label(?:s|led)|brand(?:s|ed)|deem(?:s|ed)|dubb?(?:s|ed))"
    r"(?= (?:the|it|its|them|this|that|his|her|their|him)\b)"
)
_VOICE = re.compile(
    rf"(?P<adverb>\b(?:{_ADVERBS})\b)"
    r"|(?P<source>\b(?:according to|in the view of|in the opinion of|citing|as per)\b)"
    rf"|(?P<shows>\b(?:{_STUDIES})\b[^,;]{{0,60}}?\b(?:{_SHOW})\b)"
    rf"|(?P<says>\b(?:{_SAYS}|add(?:ed|s)(?=[.,]?$)|puts? the \w+(?: \w+)? at"
    rf"|{_CALLS}"
    r"|attribut(?:es|ed|e)(?= the| its| th))\b)"
    r"|(?P<reports>(?<!\bthe )(?<!\ba )(?<!\bits )\breport(?:s|ed)?\b(?=\s*[.,]|\s(?:in|on)\s|$)"
    r"|\b(?:shows?|showed|found)\b(?=\s*\.?$))"
)
# They do not bind a statement, but a statement that has one does not speak in its own voice.
_WEAK = re.compile(
    r"\b(?:(?:announc|confirm|reveal|report|survey|interview|disput|(?<!to )blam|describ"
    r"|attribut|hop|expect|demand|want|ask|disclos|disagree|investigat|claim|assur|promis|vow|pledg|guarantee"
    r"|emphasis|emphasiz|highlight|conced|remark|comment|observ|caution|urg|advis|credit|explain|mention|recall"
    r"|declar|reiterat|repeat|deem|judg|accus|complain|lament|prais|welcom|criticis|criticiz"
    r"|propos|recommend|speculat|hint|assum|fear|doubt|acknowledg|estimat|conclud|reckon|admit"
    r"|insist|maintain|quot|warn|argu|predict|forecast|anticipat|suspect)(?:s|es|ed|ted|ing|e)?"
    r"|rumou?r\w*|allegation\w*|suspicion\w*|accusation\w*|views?|indicat(?:es|ed)|signall?ed"
    r"|stud(?:y|ies)|figures|statement|call(?:s|ed)|cit(?:es|ed|ing)|point(?:s|ed) (?:to|out)"
    r"|den(?:y|ies|ied)|rat(?:es|ed)|see(?:s|n)?|ruled|puts?|sp(?:eaks?|oke|eaking)|repl(?:y|ies|ied)"
    r"|under (?:an?|the|its) (?:\w+ )?(?:draft|proposals?|plans?|bill)"
    r"|worr(?:y|ies|ied)|fe(?:els?|lt)|testif(?:y|ies|ied)|respond(?:s|ed)?|findings?|opinion)\b"
)
_NOT_SAYING = re.compile(
    r"\b(?:is|are|was|were|be|been|being|the|an?|its|his|her|their|this|that|to|should|would|could"
    r"|may|might|can|will|not|do|does|did)\s+(?:\w+ly\s+)?$"
)
_THAT = re.compile(r"\bthat\b")
_ADVERBIAL = re.compile(r"\s*(?:on|in|at|to|during|late|early|last|this|via|after|for|by|from)\s")
_RELATIVE = re.compile(r"\b(?:who|which)\b|\)")
_INVERTS = frozenset(
    "said says wrote writes added warned argued claimed insisted stressed told reports"
    " reported promised vowed declared explained assured remarked argues argued claims"
    " insists warns believes thinks reckons estimates estimated predicts predicted"
    " suggests suggested concludes concluded contends contended states stated"
    " complains complained notes noted".split()
)
_LEAD = re.compile(r"\W*(?:and|but|while|as|that|although)\s", re.IGNORECASE)
_NAME_END = re.compile(r"[,;]|$")
_THROUGH = re.compile(r",\s(?:while|whereas|but)\s|;")


@lru_cache(maxsize=2048)
def voices(sentence: Sentence) -> tuple[Cue, ...]:
    """Who says it, with what they say as scope."""
    strong = tuple(_voices(sentence))
    weak = (
        Cue(match.group(), *match.span(), sentence.segment_of(match.start()), demanded=False)
        for match in _WEAK.finditer(sentence.lower)
        if not any(cue.start <= match.start() < cue.end for cue in strong)
    )
    return (*strong, *weak)


def _voices(sentence: Sentence) -> Iterator[Cue]:
    for match in _VOICE.finditer(sentence.lower):
        low, high = sentence.segment_of(match.start())
        if match["says"] and _NOUN_USE.match(sentence.lower, match.end()):
            continue  # "the average estimate of"
        if match["says"] and _AS_SAID.search(sentence.lower[: match.end() + 1]):
            continue  # "held its rate, as expected,"
        if match["says"] and _COMPARES.search(sentence.lower[low : match.start()]):
            continue  # "less than the 25 percent that scientists had recommended"
        if match["adverb"]:
            yield Cue(match.group(), *match.span(), (low, high))
        elif match["source"]:
            yield _sourced(sentence, match, low)
        elif match["says"] and (
            passive(sentence, match)
            or (match.start() and sentence.plain[match.start()].isupper())  # "the United States"
        ):
            continue
        else:
            yield _said(sentence, match, low, high)


_COMPARES = re.compile(
    r"\b(?:than|as (?:much|many|\w+) as) (?:the )?[^,;]{0,40}?\b(?:that )?\w+(?: \w+)?"
    r" (?:had|have|has) $"
)
_AS_SAID = re.compile(r"\bas (?:expected|predicted|anticipated|promised|pledged)[,.;]?$")
_NOUN_USE = re.compile(r"\s(?:of|for|from|by|was|is|were|are|has|had|would|will|could|may|might)\b")


def passive(sentence: Sentence, match: re.Match[str]) -> bool:
    """ "Is expected", "was told", "the claim": nobody says it here, other rules read it."""
    return _NOT_SAYING.search(sentence.lower[: match.start()]) is not None


def _sourced(sentence: Sentence, match: re.Match[str], low: int) -> Cue:
    """ "According to X, …" looks forward, "…, according to X" back."""
    stop = _NAME_END.search(sentence.lower, match.end())
    end = stop.start() if stop else len(sentence.text)
    scope = (low, match.start())
    if not sentence.within(low, match.start()):
        cut = _THROUGH.search(sentence.lower, end + 1)
        scope = (end, cut.start() if cut else len(sentence.text))
    speaker = sentence.plain[match.end() : end]
    return Cue(match.group(), match.start(), end, scope, speaker=speaker)


def _said(sentence: Sentence, match: re.Match[str], low: int, high: int) -> Cue:
    """ "X said (that) …" looks forward, "…, X said" and "…, said X" look back."""
    before, after = sentence.plain[low : match.start()], sentence.plain[match.end() : high]
    edge = max((mark.start() for mark in _MARK.finditer(before)), default=-1)
    subject, ahead = before[edge + 1 :], low + edge + 1
    tail = re.split(r'[,."]', after, maxsplit=1)[0]
    if not subject.strip() and (not tail.strip() or _ADVERBIAL.match(tail)):
        named = _APPOSED.search(before)  # "…, the mayor, Rui Salgado, said on Monday"
        if named:
            subject, ahead = named[1], low + named.start(1)
    quoted = edge >= 0 and len(sentence.within(low, ahead)) >= 2
    if quoted and _looks_back(sentence, match, tail, subject):
        inverted = not subject.strip()
        start = match.start() if inverted else ahead
        named = _NAMED_BEHIND.match(after, len(tail)) if re.search(r"\b[a-z]+$", tail) else None
        tail += named[0] if inverted and named else ""
        speaker = tail if inverted else subject
        if match["shows"]:
            speaker += match.group().rpartition(" ")[0]
        return Cue(match.group(), start, match.end() + len(tail), (low, ahead), speaker=speaker)
    whole = (
        len(subject.split()) > 12
        or not _LEAD.sub("", f"{subject} ").strip()
        or _RELATIVE.search(subject)
    )
    speaker = before if whole else subject
    if match["shows"]:
        speaker += match.group().rpartition(" ")[0]  # "preliminary figures from the office"
    lead = _LEAD.match(speaker)
    speaker = (speaker[lead.end() :] if lead else speaker) or before
    if match.group().startswith("blam") and ":" in after:
        high = match.end() + after.index(":")
    return Cue(match.group(), *match.span(), (match.end(), high), speaker=speaker)


# "said its secretary, Lea Vik": who that is.
_NAMED_BEHIND = re.compile(r",\s[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,3}(?=\s*(?:[,.;]|$))")
_MARK = re.compile(r'[":]|,(?!\d)')
# The last two stretches between commas: who speaks, and who that is.
_APPOSED = re.compile(r'[,"](\s[^,"]+,[^,"]+),\s*$')


def _looks_back(sentence: Sentence, match: re.Match[str], tail: str, subject: str) -> bool:
    """What follows "X said" is nothing, or only when, where, to whom, or who it was."""
    if not tail.strip():
        return True
    if len(sentence.within(match.end(), match.end() + len(tail))) > 6 or _THAT.search(tail):
        return False
    if not subject.strip():
        named = len(tail.split()) <= 4 or tail.rsplit(maxsplit=1)[-1][0].isupper()
        return named and match.group() in _INVERTS
    return _ADVERBIAL.match(tail) is not None or match.group() in ("told", "tells")


# --- how sure it is --------------------------------------------------------------------------

_POSSIBLE = _any(
    "may might could possibly perhaps probably likely potentially mull mulls mulled mulling",
    "consider considers considered considering exploring explores examining in_talks",
    "in_discussions",
    "in_negotiations negotiating thinking_about think_about thinking_of appears_to appear_to",
    "appeared_to seems_to seem_to seemed_to suspicion suspected discussing tentative tentatively",
    "whether unclear uncertain suspect suspects fear fears feared fearing worry worries worried",
    "risk_of threat_of",
)
_INTENDED = _any(
    "plan_to plans_to planned_to planning_to planning planned intend_to intends_to",
    "intended_to intention_to want_to wants_to wanted_to wants aim_to aims_to aimed_to aiming_to",
    "aims_for seek_to seeks_to seeking_to seeks seeking hope_to hopes_to hoped_to hopes_for hopes",
    "hope_for hoping_to expect expects expected expecting anticipate anticipates anticipated",
    "anticipating forecast_to forecasts_that predict predicts predicted predicting projected_to",
    "proposes proposed demands_that demands letter_of_intent options_for options_to targets_a",
    "would_like ready_to prepared_to willing_to",
    "trying_to tries_to threatens_to threatened_to preparing_to looking_to eyeing",
)
_COMING = _any(
    "will would shall won't going_to scheduled slated set_to agree_to agrees_to agreed_to is_to",
    "are_to promises_to promised_to pledges_to pledged_to on_track",
)
_DUE = (
    r"due (?:in|on|by|next)"
    r"|due to (?:be|start|begin|finish|end|open|close|launch|arrive|take|go|run)"
)
_HEDGE = re.compile(
    rf"\b(?:(?P<possible>{_POSSIBLE}|(?:weigh|weighs|weighing)(?= the| up| a| buy| sell| wh)"
    r"|potential(?= (?:deal|purchase|sale|move|bid|merger|acquisition|listing|buyer|takeover))"
    r"|speculat\w+|rumou?r\w*|in \w+ (?:talks|discussions|negotiations))"
    rf"|(?P<intended>{_INTENDED}|(?:offer|offers|offered|demand|demands|demanded)(?= [\d$€£])"
    r"|plans(?= (?:an?|the|its|no|another|new|further|more|\d))"
    r"|wants?(?= [\d$€£])|(?:target|goal)s? of(?= [\d$€£]))"
    rf"|(?P<coming>{_COMING}|{_DUE}))\b"
)
# Marks of openness that a statement may use; too common in plain facts to bind one.
_OPEN = re.compile(
    r"\b(?:potential|threaten\w*|reckon\w*|assum\w*|propos\w+|target\w*|goal|ambition|offer\w*|demand\w*|forecast\w*|estimat\w+"
    r"|project\w*|discuss\w+|talks|negotiation\w*|due|aims?|plans?|aimed|faces?|calls? for)\b"
)
_AS_PLANNED = re.compile(r"\b(?:than|as)\s(?:\w+\s)?$")
_LEVELS = {"possible": 1, "intended": 2, "coming": 3}


@lru_cache(maxsize=2048)
def hedges(sentence: Sentence) -> tuple[Cue, ...]:
    """What is no fact, or not yet: possible (1), intended or expected (2), to come (3)."""
    return tuple(_hedges(sentence))


def _hedges(sentence: Sentence) -> Iterator[Cue]:
    strong: list[int] = []
    for match in _HEDGE.finditer(sentence.lower):
        if match.group() == "may" and match.start() and sentence.plain[match.start()].isupper():
            continue  # the month
        if match.group() == "considered" and passive(sentence, match):
            continue  # "is considered": an opinion, not a plan
        if match.group() == "planned" and _AS_PLANNED.search(sentence.lower, 0, match.start()):
            continue
        strong.append(match.start())
        scope = (match.end(), _clause_end(sentence, match.end()))
        yield Cue(match.group(), *match.span(), scope, level=_LEVELS[match.lastgroup or "coming"])
    for match in _OPEN.finditer(sentence.lower):
        if match.start() not in strong:
            scope = (match.end(), _clause_end(sentence, match.end()))
            yield Cue(match.group(), *match.span(), scope, level=2, demanded=False)

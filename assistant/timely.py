"""The articles' dates held against the time that a question asks about."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.dates import QuestionTime
from assistant.evidence import Candidate
from assistant.kinds import AMOUNTS, Wants
from assistant.questions import Event, Need, compares
from assistant.tables import day_of
from assistant.types import Evidence
from assistant.verify.mentions import dates
from index.tokens import STOP_WORDS, fold, stem, stem_set, tokens

_ON_A_DAY = AMOUNTS - {Wants.DATE, Wants.TIME, Wants.AGE, Wants.DURATION}  # that may change daily
_LEVEL = re.compile(  # "what did tin close at?"
    r"\b(?:what|where|how (?:high|low)) (?:did|does|do) .*\b(?:close|open|trade|stand|end)\b",
    re.IGNORECASE,
)
_DAILY = re.compile(
    r"\b(?:prices?|closed?|trade[ds]?|trading|stand|stood|open|yield|index|exchange rate)\b",
    re.IGNORECASE,
)
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_FEW_DAYS = 2  # so many at most are days of their own: "yesterday", "at the weekend"
_TOLD_WITHIN = 3  # days in which a figure of a day is told: over a weekend
_SPEAKS = 0.3  # of the highest chance: so far a sentence counts when the newest report is sought
_SOON_AFTER = 31  # days
_A_FEW = 7  # ... in which the news of a day is told; there is other news after that
_REPORTED = 90  # ... in which what went on in a quarter or a year is reported
_SHORT = 31  # days: a time so short has its own reports
_IN_TIME, _IN_SHORT = 0.8, 0.6  # power of a chance: 0.3 becomes 0.38, or 0.49 in a short time
_OTHER_TIME = 0.25  # of its chance keeps what was published at another time than a short one
_OLD = 0.5  # of its chance is taken from the oldest report where the newest is sought
_OLDER = 0.25  # ... where only the question's tense asks for the present state
_WRONG_SIDE = 0.5  # of its chance keeps a report from after what the question puts it before
_ITSELF = 0.25  # ... and a sentence that tells the event itself keeps so much
_EVENT = re.compile(r"^(?P<side>before|prior to|until|after|since|following)\b", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:had|earlier|previous(?:ly)?|former(?:ly)?|originally|at first|initially|ago|up from"
    r"|down from|instead of)\b",
    re.IGNORECASE,
)
_SETS_BESIDE = re.compile(r"\b(?:than|since|from|against|until|record|compared)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_TOPIC = re.compile(r"^[^:?]{1,90}: ")  # of a follow-up: "Kilnwood: was anyone hurt?"
_PRONOUNS = frozenset("it its they their he his she her the".split())
_AUXILIARY = re.compile(
    r"\b(?:is|are|does|do|has|have|will|can|was|were|did|had|would|could|should)\b"
)
_WILL = re.compile(r"\b(?:will|shall|going to|upcoming|due|planned)\b", re.IGNORECASE)
_PRESENT = frozenset("is are does do has have".split())


def timed(need: Need, asked: QuestionTime, today: dt.date | None = None) -> Need:
    """What a question needs, with the time that it asks about.

    A comparison asks for both sides of a day or of an event, so neither counts for less.

    Args:
        today: the day on which it is asked; without it no time is still to come.
    """
    both = compares(asked.question)
    window = _window(asked)
    event = next((found for when in asked.windows if (found := _event(when.phrase))), None)
    return replace(
        need,
        latest=asked.latest,
        first=asked.first,
        present=_is_present(asked) and not asked.first,
        window=window,
        ahead=window is not None and today is not None and _is_ahead(window, today, asked.question),
        side=None if both else _side(asked),
        event=None if both else event,
    )


def _is_present(asked: QuestionTime) -> bool:
    """Whether its tense asks for the present state, and no word for another time."""
    question = _TOPIC.sub("", fold(asked.question))
    auxiliary = _AUXILIARY.search(question)
    if asked.windows or auxiliary is None or compares(question):
        return False
    return auxiliary.start() == 0 or auxiliary.group() in _PRESENT  # yes or no: as of now


def _window(asked: QuestionTime) -> tuple[int, int] | None:
    """The days that a question asks about, where it names both ends of one time."""
    bounded = [when for when in asked.windows if when.start and when.end]
    if len(bounded) != 1 or bounded[0].start is None or bounded[0].end is None:
        return None
    return bounded[0].start.toordinal(), bounded[0].end.toordinal()


def _is_ahead(window: tuple[int, int], today: dt.date, question: str) -> bool:
    """Whether days are still to come, or of those around today what is to come is asked."""
    first, last = window
    now = today.toordinal()
    return first > now or (last >= now and _WILL.search(question) is not None)


def _side(asked: QuestionTime) -> tuple[int, int] | None:
    """The days before or since a day, where it asks about these."""
    open_ = [when for when in asked.windows if (when.start is None) != (when.end is None)]
    if len(open_) != 1:
        return None
    start, end = open_[0].start or dt.date.min, open_[0].end or dt.date.max
    return start.toordinal(), end.toordinal()


def _event(phrase: str) -> Event | None:
    """The event of "before it raised its bid"; None of a phrase that names none."""
    side = _EVENT.match(phrase)
    if side is None:
        return None
    words = [word for word in tokens(phrase[side.end() :]) if word not in _PRONOUNS | STOP_WORDS]
    verbs = frozenset(stem(word) for word in words if word.endswith("ed"))
    before = side["side"].lower() in {"before", "prior to", "until"}
    return Event(before, frozenset(map(stem, words)), verbs) if words else None


def timely(
    need: Need, candidates: Sequence[Candidate], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The chances with the articles' dates held against the time that the question asks about.

    Where the present state is asked for, older reports count for less; an article is older than
    another only among those that speak of what is asked. Where a day, a month or a year is asked
    about, what was published then or soon after counts for more; where it is asked what was before
    something happened, what was published since counts for less.
    """
    if not len(values):
        return values
    days = np.array([_day(c) for c in candidates])
    values = values.copy()
    if need.window is not None:
        # What is still to come has no reports of its own yet.
        short = need.window[1] - need.window[0] < _SHORT and not need.ahead
        short = short and not compares(need.question)
        values = _in_window(need.window, short, candidates, days, values)
        length = need.window[1] - need.window[0] + 1
        if _is_quarter(length) and need.wants in AMOUNTS:  # its figures are reported after its end
            values *= np.where((days > 0) & (days <= need.window[1]), _WRONG_SIDE, 1.0)
    if need.side is not None:
        first, last = need.side
        earlier = np.array([_EARLIER.search(c.text) is not None for c in candidates])
        inside = (days == 0) | ((first <= days) & ((days <= last) | earlier))
        values = values * np.where(inside, 1.0, _WRONG_SIDE)
    if need.event is not None:
        values = _beside_event(need.event, candidates, days, values)
    speaking = values >= _SPEAKS * values.max()
    if need.latest or need.first:
        age = _age(days, sorted(set(days[speaking].tolist())))
        values *= 1 - _OLD * (age if need.latest else 1 - age)
    elif need.present:
        dated = sorted(set(days[speaking & (days > 0)].tolist()))
        values *= 1 - _OLDER * np.where(days > 0, _age(days, dated), 0.0)
    return values


def of_its_time(need: Need, ranked: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """What can disagree with the likeliest sentence, as it tells of the same time.

    The profit of another quarter, the toll of a week later and the turnout that is told of four
    years before differ as they should.
    """
    event = _told_on(need.event, ranked) if need.event else None
    return tuple(
        one
        for one in ranked
        if one is ranked[0]
        or (_is_of_its_time(need, one, ranked[0]) and _is_on_its_side(need, one, event))
    )


def _told_on(event: Event, ranked: Sequence[Evidence]) -> dt.date | None:
    """The day of the first report that tells an event."""
    days = [
        one.passage.published.date
        for one in ranked
        if one.passage.published and event.stems <= stem_set(one.quote) and _does(event, one.quote)
    ]
    return min(days, default=None)


def _is_on_its_side(need: Need, one: Evidence, event: dt.date | None) -> bool:
    """Whether it is of before or after the day or the event that the question puts it to: the
    price at the launch is no dissent from the one that was expected before."""
    published = one.passage.published
    if published is None or _EARLIER.search(one.quote):
        return True
    day = published.date
    if need.side is not None and not need.side[0] <= day.toordinal() <= need.side[1]:
        return False
    if need.event is None or event is None:
        return True
    return day < event if need.event.before else day >= event


def day_of_another(need: Need, first: Evidence) -> dt.date | None:
    """When a sentence was reported, where a figure of one day is asked for and it is of another, or
    where it was out before the one or two days asked about; None where it is of them, or where that
    cannot be told."""
    published = first.passage.published
    if need.window is None or published is None or need.ahead or compares(need.question):
        return None
    said = f"{first.passage.title} {first.lead_in} {first.quote}"
    asked, end = need.window
    if asked == end and (need.wants in _ON_A_DAY or _LEVEL.search(need.question)):
        of_it = _is_of_day(need, said, published.date, asked)
    else:
        of_it = end - asked >= _FEW_DAYS or not _came_before(said, published.date, need.window)
    return None if of_it else published.date


def _is_of_day(need: Need, said: str, published: dt.date, asked: int) -> bool:
    """Whether a figure may be of a day."""
    reported = published.toordinal()
    # A past deed may be told weeks later.
    if asked == reported or (reported > asked and not _DAILY.search(need.question)):
        return True
    if _names_one(said, asked, asked):
        return True
    told = {reported - (published.weekday() - n) % 7 for n in _weekdays(said)}
    return asked in told if told else asked - 1 <= reported <= asked + _TOLD_WITHIN


def _came_before(said: str, published: dt.date, window: tuple[int, int]) -> bool:
    """Whether a report was out before days that it does not name: it can tell nothing of them."""
    asked, end = window
    ahead = asked - published.toordinal()
    weekdays = {dt.date.fromordinal(day).weekday() for day in range(asked, end + 1)}
    soon = ahead < len(_WEEKDAYS) and not weekdays.isdisjoint(_weekdays(said))
    return ahead > 1 and not soon and not _names_one(said, asked, end)


def _names_one(said: str, first: int, last: int) -> bool:
    """Whether a text gives a day between two by its date."""
    days = map(dt.date.fromordinal, range(first, last + 1))
    named = {(one.month, one.day) for one in dates(said)}
    return any((day.month, day.day) in named for day in days)


def _weekdays(text: str) -> list[int]:
    """The days of the week that a text names, 0 for Monday."""
    words = re.findall(r"[a-z]+day\b", fold(text))
    return [_WEEKDAYS.index(word) for word in words if word in _WEEKDAYS]


def _is_of_its_time(need: Need, one: Evidence, first: Evidence) -> bool:
    day, reported = (
        e.passage.published.date if e.passage.published else None for e in (one, first)
    )
    if day and need.window is not None:
        start, end = need.window
        length = end - start + 1
        if (
            _is_quarter(length)
            and need.wants in AMOUNTS
            and not end < day.toordinal() <= end + _REPORTED
        ):
            return False
        if length <= _SHORT and not start <= day.toordinal() <= end + _A_FEW:
            return False
    if need.wants is Wants.DATE:
        return True
    years = _years(one.quote) or _years(one.lead_in)
    asked = _years(first.quote) or _years(first.lead_in)
    about = asked or ({reported.year, reported.year - 1} if reported else set())
    return not years or not about or bool(years & about)


def _is_quarter(length: int) -> bool:
    return 88 <= length <= 93


def _years(text: str) -> set[int]:
    """The years that a sentence tells of; none where it sets one beside: "more than in 1987"."""
    if _SETS_BESIDE.search(text):
        return set()
    return {int(year) for year in _YEAR.findall(text)}


def _age(days: NDArray[np.int64], among: Sequence[int]) -> NDArray[np.float64]:
    """0 for the newest of some days, 1 for the oldest and what is older; 0 where it is one day."""
    if len(among) < 2:
        return np.zeros(len(days))
    return np.clip(1 - np.searchsorted(among, days) / (len(among) - 1), 0, 1)


def _in_window(
    window: tuple[int, int],
    short: bool,
    candidates: Sequence[Candidate],
    days: NDArray[np.int64],
    values: NDArray[np.float64],
) -> NDArray[np.float64]:
    first, last = window
    soon, later = (_A_FEW, _SOON_AFTER) if short else (_REPORTED, _REPORTED)
    at_once = (first <= days) & (days <= last + soon)
    near = (first <= days) & (days <= last + later)
    power = np.where(at_once & short, _IN_SHORT, np.where(near, _IN_TIME, 1.0))
    kept: NDArray[np.float64] = values**power
    if not short:
        return kept
    named = np.array([_names_day(c, first, last) for c in candidates])
    of_it = near | named
    if not of_it.any() or values[of_it].max() < _SPEAKS * values.max():
        return _as_before(last, days, values)
    return kept * np.where(of_it | (days == 0), 1.0, _OTHER_TIME)


def _as_before(
    last: int, days: NDArray[np.int64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The chances where no report is of the time asked about: what was told last before it holds
    then still, as who was in office, and what was told later need not have held yet."""
    earlier = (days > 0) & (days <= last)
    speaking = values >= _SPEAKS * values[earlier].max(initial=0.0)
    age = _age(days, sorted(set(days[earlier & speaking].tolist())))
    kept: NDArray[np.float64] = values * np.where(earlier, 1 - _OLD * age, 1.0)
    return kept * np.where(days > last, _OTHER_TIME, 1.0)


def _names_day(candidate: Candidate, first: int, last: int) -> bool:
    """Whether a sentence, the one before it or its title dates something to these days."""
    said = f"{candidate.passage.title} {candidate.before_text} {candidate.text}"
    years = {dt.date.fromordinal(first).year, dt.date.fromordinal(last).year}
    for mention in dates(said):
        if mention.month is None:
            continue
        for year in years if mention.year is None else {mention.year}:
            day, end = mention.day or 1, mention.day or monthrange(year, mention.month)[1]
            if day > monthrange(year, mention.month)[1]:
                continue
            begin = dt.date(year, mention.month, day).toordinal()
            if begin <= last and first <= begin + end - day:
                return True
    return False


def _beside_event(
    event: Event,
    candidates: Sequence[Candidate],
    days: NDArray[np.int64],
    values: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The chances where something is asked of before or after an event that articles tell."""
    said = np.array([event.stems <= stem_set(c.text) for c in candidates]) & (days > 0)
    does = np.array([_does(event, c.text) for c in candidates])
    # "Shown before the launch" is no report of it, where another sentence tells that it launched.
    told = days[said & does] if (said & does).any() else days[said]
    if not len(told):
        return values
    since = days >= told.min()
    if not event.before:
        return values * np.where(since | (days == 0), 1.0, _WRONG_SIDE)
    earlier = np.array([_EARLIER.search(c.text) is not None for c in candidates])
    kept: NDArray[np.float64] = values * np.where(since & ~earlier, _WRONG_SIDE, 1.0)
    return kept * np.where(does & ~earlier, _ITSELF, 1.0)


def _does(event: Event, text: str) -> bool:
    """Whether a sentence tells the event itself: "before it raised its bid", and it raised; "before
    the launch", and it launched."""
    if event.verbs:
        return event.verbs <= stem_set(text)
    return any(word.endswith("ed") and stem(word) in event.stems for word in tokens(text))


def _day(candidate: Candidate) -> int:
    if row := day_of(candidate.text):
        return row.toordinal()
    published = candidate.passage.published
    return published.date.toordinal() if published else 0

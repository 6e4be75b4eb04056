"""What a model wrote, as drafts: a sentence and the evidence numbers it names. Pure functions.

The format asked for is JSON, ``{"statements": [{"text": …, "citations": [2]}]}``, where a schema
holds the model to it, else one sentence a line, ended by ``[2]`` or ``[1][3]``. Either is read
whichever was asked for, statement by statement as it streams in. Models wander; what they meant is
recovered by rules, never guessed: marks inside the sentence, ``[1, 2]``, ``(1)``, ``Source 1``,
``[^1]``, bullets, headings, an introduction, code fences, JSON of other shapes, thinking aloud.
"""

from __future__ import annotations

import json
import re
import string
from dataclasses import dataclass
from typing import Any

from assistant.verify.wording import seen

LONGEST_LINE = 1_000  # characters; a line that goes on is a model in a loop
LONGEST_OBJECT = 2 * LONGEST_LINE  # with its citations
MOST_BROKEN = 100  # brackets that begin no JSON: a model in a loop too

_SOURCE = r"(?:source|quotation|quote|evidence|citation|reference|ref|quelle)s?"
_WORD = rf"{_SOURCE}\.?:?\s*(?:no\.?\s*)?\#?"
OF_SOURCE = rf"{_WORD}\s*"  # what makes the numbers behind it a mark
_AND = r"(?:,\s*and|,|;|&|\+|-|–|to|and|und|y|et)"
NUMBERS = rf"\d{{1,4}}(?:\s*{_AND}\s*(?:{_SOURCE}\s*)?\d{{1,4}})*"
_BRACKETED = rf"(?:(?:{_SOURCE}|doc(?:ument)?|passage|zitat|来源|出处)\.?:?\s*(?:no\.?\s*)?\#?)"
_BOXED = rf"(?:{_BRACKETED}|cite\s*:?|\#|[sq]|n[or]?\.)"  # as only in square brackets
_SPACED = r"\d{1,2}(?:\s+\d{1,2})+"
_MARK = re.compile(
    rf"""(?::cite)?\[\s*\^?\s*{_BOXED}?\s*({NUMBERS}|{_SPACED})\s*\^?\s*(?:†[^\[\]]{{0,20}})?\]
                                                         # [1] [1, 2] [^1] [Source 1] [1†L3-L5]
    | 【\s*({NUMBERS})[^】]{{0,20}}】                        # 【1†source】
    | \{{\s*({NUMBERS})\s*\}}                               # {{1}}
    | \(\s*(?:see\s+)?{_BRACKETED}\s*({NUMBERS})\s*\)       # (Source 1)
    | \(\s*(?!\d{{4}})({NUMBERS})\s*\)(?=\s*(?:[.!?。]|$))   # (1) ends a sentence; (2024) is a year
    | (?:[,;–—-]\s*)?(?<![\w])(?:see\s+)?{_WORD}\s*({NUMBERS})(?=\s*[.!?]?\s*$)  # , Source 1
    """,
    re.VERBOSE | re.IGNORECASE,
)
_JOINS = re.compile(r"\s*[,;]?\s*(?:and|&|und|y|et)?\s*", re.IGNORECASE)  # two marks into a run
_OPENING = re.compile(rf"^(?:according to|as)\s+{_WORD}\s*({NUMBERS})\s*[,:]\s*", re.IGNORECASE)
# "According to [1], …", "[1] says that …": the mark stands in the place of who is meant
_INTRODUCES = re.compile(
    r"(?:according to|as (?:\w+ )?(?:in|by|per)|based on|per|from|in)", re.IGNORECASE
)
_SAYS = re.compile(
    r"\s*(?:also )?(?:says?|said|states?|reports?|reported|notes?|mentions?|shows?|explains?"
    r"|confirms?|adds?)(?: that\b|,|:)?\s+"
)
# "As [1] and [2] say, …", "Quotation [1] states that …": the same
_NAMES_IT = re.compile(rf"as|(?:the )?{_SOURCE}", re.IGNORECASE)
# "…, per [1].", "… — [1].": what led to a mark at the end goes with it
_LED = re.compile(
    r"(?:[\s,;]+(?:per|see|cf\.?|according to|as \w+ (?:in|by|per))|\s+[—–-]+)\s*$", re.IGNORECASE
)
_BEHIND = re.compile(r"\s*[,:，：]\s*")
_ENDS = re.compile(r"[.!?。！？…\s]*$")
_LEFT_EMPTY = re.compile(
    rf"\s*[(\[（]\s*(?:(?:see(?: also)?|cf|siehe|according to|as \w+ (?:in|by|per)|based on|per"
    rf"|from|laut|nach)\b\.?)?\s*(?:(?:the )?{_SOURCE}\b)?[\s,;:&]*(?:and)?\s*[)\]）]",
    re.IGNORECASE,
)
# As Chinese keyboards write marks, and a small figure behind a sentence
_FULL_WIDTH = str.maketrans("［］｛｝０１２３４５６７８９", "[]{}0123456789")
_ROUND = re.compile(r"（\s*(\d{1,3})\s*）")
_RAISED = re.compile(r"(?<=[.!?。！？\"”»])[¹²³⁰⁴-⁹]{1,3}(?=\s|$)")
_CIRCLED = re.compile(r"\[([①-⑳])\]")  # without brackets it may stand in an article
_RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SUP = re.compile(
    r"<(sup|cite|ref)>\s*\[?(?P<of_tag>\d{1,3})\]?\s*</\1>"
    r"|\$(?:\^\{\[?|\^?\[)(?P<of_formula>\d{1,3})\]?\}?\$|\\\[(?P<escaped>\d{1,3})\\\]"
    r"|\\cite[pt]?\{(?P<of_tex>\d{1,3}(?:,\s*\d{1,3}){0,9})\}|\{\{\s*(?P<in_braces>\d{1,3})\s*\}\}",
    re.IGNORECASE,
)
_LINKED = re.compile(r"\[(\[\^?\d{1,3}\]|\^?\d{1,3})\]\(#?[^()\s]{0,80}\)")
_TAGS = re.compile(
    r"</?(?:answer|response|output|final|statements?|sentence|p|li|ul|ol|br|div|span|b|i|em|strong)"
    r"\b[^<>]{0,80}>|<\|(?:(?:im_)?(?:start|end)|return|message|eot_id|end_?of_?text)\|>(?:assistant)?"
    r"|</?s>",
    re.IGNORECASE,
)
_CELL_RULE = re.compile(r":?-+:?")
_CELL_MARK = re.compile(r"\d{1,3}(?:\s*[,;]\s*\d{1,3})*")
_MONTH = "Jan|Feb|Mar|Mär|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz]"
_LIST_MARK = re.compile(
    rf"^(?:[-*•‣–—>]+\s+|\(?\d{{1,2}}\)\s+|\d{{1,2}}\.\s+(?!{_MONTH})|\#{{1,6}}\s+)+"
)
_LABEL = re.compile(
    r"^(?:(?:final )?(?:answer|response)|sentence|statement|a)(?:\s+\d+)?\s*:\s*", re.IGNORECASE
)
_ITALIC = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]+)(?<=\S)\1(?![\w*])")
_PREAMBLE = re.compile(
    r"^(?:sure|certainly|of course|okay|here(?:'s| is| are)|based on the evidence,? here)\b",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(r"^\W*no[ _-]answer\W*$", re.IGNORECASE)
# After one of these a model lists its sources, or talks to itself: nothing below is the answer.
_AFTERWORD = re.compile(
    rf"^(?:(?:{_SOURCE}|footnotes?)(?: used)?\s*(?::\s*\W|:?\s*$)"
    r"|question\s*:)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’»)\]]*\s*$")
_THINK = re.compile(
    r"<(?P<ends>/)?(?:think|thinking|thought|reasoning)(?:\s[^<>]{0,80})?>|\[(?P<closes>/)?THINK\]"
    r"|<\|channel\|>(?:analysis|commentary|(?P<final>final))[^<>]{0,80}<\|message\|>",
    re.IGNORECASE,
)
# What may be the beginning of one, at the end of what has come
_TAG_BEGUN = re.compile(
    r"(?:</?[a-z]{0,9}(?:\s[^<>]{0,80})?|<\|[a-z]{0,7}(?:\|(?:>[^<>]{0,91}(?:<(?:\|[a-z]{0,7}\|?)?)?)?)?"
    r"|\[/?(?:T(?:H(?:I(?:NK?)?)?)?)?)$",
    re.IGNORECASE,
)
_LONGEST_TAG = 130
_JSON_START = re.compile(r"\s*(?:\{(?!\s*\d)|\[\s*(?:[{\"]|$))")
_JSON_NOW = re.compile(r"\s*(?:\{(?=\s*[^\s\d])|\[\s*[{\"])")  # the same of a line that may go on
_JSON_INSIDE = re.compile(r"\{\s*\"(?:statements?|answers?|text|sentence)\"\s*:")  # "Sure! {…"
# JSON that is a list of objects from its start is read object by object; a list of what is cited
# belongs to a statement.
_LIST = re.compile(r"\s*(?:\{\s*\"(?!(?:citation|source|evidence|ref))\w+\"\s*:\s*)?\[\s*(?=\{)")
_BETWEEN = f",{string.whitespace}"  # what stands between them
_FLAT = r"[^{}\"]|\"(?:[^\"\\]|\\.)*\""
_OBJECT = re.compile(
    rf"\{{(?:{_FLAT}|\{{(?:{_FLAT})*\}})*\}}", re.DOTALL
)  # flat, or with such in it
# A statement whose text has quotation marks of its own, which JSON does not allow, or one that is
# written as Python writes it.
_UNESCAPED = re.compile(
    rf"""\{{\s*["']text["']\s*:\s*(["'])(?P<text>.{{1,{LONGEST_LINE}}}?)\1\s*,
         \s*["']citations["']\s*:\s*\[(?P<cited>[\d\s,]*+)\]\s*+,?\s*\}}""",
    re.DOTALL | re.VERBOSE,
)
_BRACKET = re.compile(r"[{\[]")
_TEXT_KEYS = ("statement", "text", "sentence", "claim", "answer", "content")
_CITATION_KEYS = (
    *("citations", "citation", "citation_numbers", "sources", "source", "evidence"),
    *("quotations", "quotation", "references", "refs"),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as a model wrote it, and the numbers it names, checked against nothing yet."""

    text: str
    citations: tuple[int, ...] = ()

    @property
    def declines(self) -> bool:
        """True when the model says that the evidence holds no answer."""
        return _NO_ANSWER.match(self.text) is not None


@dataclass(slots=True)
class DraftReader:
    """Reads a model's text as it streams in; the drafts are the same however it is cut."""

    finished: bool = False  # what follows is no longer the answer; the stream may be closed
    _pending: str = ""
    _thinking: bool = False
    _line: str = ""
    _json: str | None = None  # what is not read yet, once JSON has begun
    _listed: bool = False  # it is a list of objects, which are read one by one

    def feed(self, piece: str) -> list[Draft]:
        """The drafts that this piece completes."""
        self._pending += piece
        return self._advance(last=False)

    def close(self, *, whole: bool) -> list[Draft]:
        """The drafts that the end of the text completes.

        Args:
            whole: False when the text was cut off, so that its last line is a torso. It still
                counts if it ends in a mark, as then nothing of the sentence is missing.
        """
        drafts = self._advance(last=True)
        tail, self._line = self._line, ""
        if self.finished:
            return drafts
        if self._json is not None or _JSON_START.match(tail):
            return [*drafts, *_from_json(tail if self._json is None else self._json)]
        ended = re.search(r"[\])】][\s.]*$", tail) is not None
        return drafts + (read_line(tail)[0] if whole or ended else [])

    def _advance(self, *, last: bool) -> list[Draft]:
        drafts: list[Draft] = []
        while not self.finished:
            tag = _THINK.search(self._pending)
            # A tag may be cut between two pieces: what could be the start of one waits.
            begun = _TAG_BEGUN.search(self._pending, max(0, len(self._pending) - _LONGEST_TAG))
            held = begun.start() if begun and not last and not tag else len(self._pending)
            visible, rest = self._pending[:held], self._pending[held:]
            if tag:
                visible, rest = self._pending[: tag.start()], self._pending[tag.end() :]
            drafts += self._take(visible, last=last and not tag)
            self._pending = rest
            if not tag:
                break
            if tag["ends"] or tag["closes"]:
                if not self._thinking:
                    # A lone closing tag: the line before it was thinking too.
                    self._line, self._json, self._listed = "", None, False
                self._thinking = False
            else:
                self._thinking = not tag["final"]
        return drafts

    def _take(self, visible: str, *, last: bool) -> list[Draft]:
        if self._thinking:
            return []
        drafts: list[Draft] = []
        rest = self._line + visible
        while self._json is None and not self.finished:
            line, newline, after = rest.partition("\n")
            inside = _JSON_INSIDE.search(line, 0, LONGEST_LINE)
            if (_JSON_START if newline else _JSON_NOW).match(line, 0, LONGEST_LINE) or inside:
                self._json, rest = "", rest[inside.start() if inside else 0 :]
            elif newline:
                # One that grew too long is not looked at again for each line that would join it.
                more = len(line) <= LONGEST_LINE and _goes_on(line, after, last=last)
                if more is None:
                    break
                if more:
                    rest = f"{line.rstrip()} {after.lstrip()}"
                    continue
                read, self.finished = read_line(line)
                drafts += read
                rest = after
            else:
                begun = _JSON_START.match(line, 0, LONGEST_LINE)
                self.finished = len(line) > LONGEST_LINE and not begun
                break
        if self._json is None:
            self._line = rest
            return drafts
        self._json, self._line = self._json + rest, ""
        return drafts + self._objects()

    def _objects(self) -> list[Draft]:
        """The drafts of a list's objects that are complete; another shape waits for its end."""
        assert self._json is not None
        if not self._listed and (head := _LIST.match(self._json, 0, LONGEST_LINE)):
            self._listed, self._json = True, self._json[head.end() :]
        drafts: list[Draft] = []
        while self._listed and not self.finished:
            self._json = self._json.lstrip(_BETWEEN)
            found = _OBJECT.match(self._json, 0, LONGEST_OBJECT)
            if not found:
                self.finished = self._json.startswith("{") and len(self._json) > LONGEST_OBJECT
                break
            drafts += _from_json(found[0])
            self._json = self._json[found.end() :]
        return drafts


def _goes_on(line: str, after: str, *, last: bool) -> bool | None:
    """Whether what comes after a line's end belongs to it: the rest of its sentence, or its marks.

    None: that is not seen yet.
    """
    bare = line.strip()
    following, newline, _ = after.partition("\n")
    begins = following.strip()
    if (
        not re.search(r"[^\W\d_]", bare)
        or bare.startswith(("#", "<", "```"))
        or _JSON_NOW.match(following, 0, LONGEST_LINE)
        or len(following) > LONGEST_LINE
        or _runs(bare)
    ):
        return False
    is_mark = begins[:1] in tuple("[【({［（")
    if not newline and not last and (is_mark or len(begins) < 2):
        return None
    if not begins or is_mark:
        return bool(begins and _runs(begins)) and not re.search(r"\w", _without_marks(begins))
    broken = not _SENTENCE_END.search(bare) and not bare.endswith((":", ";"))
    return broken and begins[0].islower() and begins[1:2] not in (")", ".")


def read_line(line: str, *, cited: bool = False) -> tuple[list[Draft], bool]:
    """The drafts in one line, and whether the answer ends before or with it.

    Args:
        cited: it comes with citations of its own, so that it is a statement however it begins.
    """
    if len(line) > LONGEST_LINE:
        return [], True
    line = _TAGS.sub(" ", _SUP.sub(lambda found: f"[{found[found.lastgroup or 0]}]", line)).strip()
    is_row = len(line) > 2 and line.startswith("|") and line.endswith("|")
    if is_row or line.startswith(("<", "```")):  # a tag of the prompt, repeated; a code fence
        return _row(line) if is_row else [], False
    line = _ROUND.sub(r"[\1]", _LINKED.sub(_link_mark, line.translate(_FULL_WIDTH)))
    line = _CIRCLED.sub(_circled_mark, line)
    line = _RAISED.sub(lambda raised: f" [{raised[0].translate(_RAISED_DIGITS)}]", line)
    line = " ".join(unadorned(line).split())  # many spaces would be looked at in many ways
    bare = _LIST_MARK.sub("", line).strip()
    heading = line.startswith("#")
    bare = _LABEL.sub("", bare)
    if _AFTERWORD.match(bare) and not (cited or _ends_cited(bare)):
        return [], True
    if _NO_ANSWER.match(bare):
        return [Draft("NO ANSWER")], True
    drafts = _cut(bare)
    cited = cited or any(draft.citations for draft in drafts)
    if not cited and (heading or bare.endswith(":") or _PREAMBLE.match(bare)):
        return [], False
    return drafts, False


def _link_mark(link: re.Match[str]) -> str:
    return f"[{link[1].strip('[]')}]"


def _circled_mark(circled: re.Match[str]) -> str:
    return f"[{ord(circled[1]) - ord('①') + 1}]"


def _row(line: str) -> list[Draft]:
    """A row of a table whose last cell names what it cites; a head and a rule name nothing."""
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    told = [cell for cell in cells[:-1] if cell and not _CELL_RULE.fullmatch(cell)]
    mark = cells[-1]
    numbers = _expanded(mark) if _CELL_MARK.fullmatch(mark) else _numbers(mark)
    if not told or not numbers or re.search(r"[^\W\d_]{4}", _without_marks(mark)):
        return [draft for cell in cells for draft in _cut(cell) if draft.citations]
    text = unadorned(", ".join(told))
    return [Draft(_draft(text).text, tuple(dict.fromkeys((*_numbers(text), *numbers))))]


def _ends_cited(line: str) -> bool:
    """Whether words and one mark at their end follow the label: a sentence copied as it begins."""
    runs = _runs(line)
    if len(runs) != 1 or re.search(r"\w", line[runs[0][1] :]):
        return False
    return re.search(r"[^\W\d_]", line[line.find(":") + 1 : runs[0][0]]) is not None


def unadorned(line: str) -> str:
    """Without Markdown's bold, italics and code, and what shows nothing: they can stand within a
    mark."""
    line = seen(line)
    while (bare := re.sub(r"\*\*|__|`", "", line)) != line:
        line = bare
    return _ITALIC.sub(r"\2", line)


def _cut(line: str) -> list[Draft]:
    """One line into statements: cut after marks that stand at the end of a sentence."""
    drafts: list[Draft] = []
    start = 0
    line = _mark_moved(line)
    runs = _runs(line)
    leading = bool(runs) and runs[0][0] == 0
    if leading:
        start = runs[0][1]
    for position, end in runs[leading:]:
        rest = line[end:]
        punctuation = re.match(r"[.!?。！？]+[\"'”’»)]*", rest)
        at_end = punctuation or _SENTENCE_END.search(line[start:position])
        after = rest[punctuation.end() :] if punctuation else rest
        if at_end and re.match(r"\s*(?::\s+)?[^\W_a-z]|\s*[\"'“‘«(]|\s*$", after):
            stop = end + (punctuation.end() if punctuation else 0)
            drafts.append(_draft(line[start:stop]))
            start = stop
    if line[start:].strip():
        drafts.append(_draft(line[start:]))
    if leading and len(drafts) == len(runs) and not drafts[-1].citations:
        # "[1] One sentence. [2]: Another.": every mark stands before its sentence
        marks = [_numbers(line[slice(*run)]) for run in runs]
        texts = [draft.text.removeprefix(": ") for draft in drafts]
        drafts = [Draft(text, mark) for text, mark in zip(texts, marks, strict=True)]
    # What has no words is left over punctuation; a source in brackets after a mark is no statement.
    kept = [draft for draft in drafts if re.search(r"[^\W\d_]", draft.text)]
    return [draft for draft in kept if draft.citations or not re.fullmatch(r"\(.*\)", draft.text)]


def _mark_moved(line: str) -> str:
    """A line that begins by its mark, "According to [1], …", with it at its end or at the next."""
    runs = _runs(line)
    if not runs:
        return line
    start, end = runs[0]
    head = line[:start].strip()
    introduced = _INTRODUCES.fullmatch(head)
    named = not head or _NAMES_IT.fullmatch(head)
    found = (_BEHIND if introduced else _SAYS).match(line, end) if introduced or named else None
    if found is None or not (rest := line[found.end() :]):
        return line
    rest = rest[0].upper() + rest[1:]
    following, ends = _runs(rest), _ENDS.search(rest)
    at = following[0][0] if following else ends.start() if ends else len(rest)
    return f"{rest[:at].rstrip()} {line[start:end]}{rest[at:]}"


def _runs(line: str) -> list[tuple[int, int]]:
    """Where marks stand, neighbours joined: ``[1][2]``, ``[1], [2]``, ``[1], [2], and [3]``."""
    runs: list[tuple[int, int]] = []
    for mark in _MARK.finditer(line):
        if runs and _JOINS.fullmatch(line[runs[-1][1] : mark.start()]):
            runs[-1] = (runs[-1][0], mark.end())
        else:
            runs.append((mark.start(), mark.end()))
    return runs


def _draft(piece: str) -> Draft:
    piece = piece.strip()
    opening = _OPENING.match(piece)
    numbers = _numbers(piece) + (_expanded(opening[1]) if opening else ())
    if opening:
        piece = piece[opening.end() :]
        piece = piece[:1].upper() + piece[1:]
    text = re.sub(r"\s+", " ", _without_marks(piece)).strip()
    if numbers:  # what the marks leave: "May .", or two ends in "reopened. [1]."
        text = re.sub(r"([\w%€$£)\"”][.!?。！？]?)\s+([.!?,;:。，])", r"\1\2", text)
        text = re.sub(r"(?<!\.)([.!?。！？])\.$", r"\1", text)
    return Draft(_once(_unquoted(text)), tuple(dict.fromkeys(numbers)))


def _without_marks(piece: str) -> str:
    for start, end in reversed(_runs(piece)):
        led = _LED.sub("", piece[:start]) if _ENDS.match(piece, end) else piece[:start]
        piece = f"{led.rstrip()} {piece[end:].lstrip()}"
    return _LEFT_EMPTY.sub("", piece)


def _unquoted(text: str) -> str:
    """A sentence wholly wrapped in quotation marks loses them: the model quoted its evidence."""
    wrapped = re.fullmatch(r"[\"“]([^\"“”]+)[\"”]", text)
    return wrapped[1].strip() if wrapped else text


def _once(text: str) -> str:
    """Without sentences that the model says again in the same breath."""
    parts = re.split(r"(?<=[.!?。！？])\s+", text)
    kept = [part for n, part in enumerate(parts) if part not in parts[:n] or part.count(" ") < 3]
    return " ".join(kept)


def _numbers(piece: str) -> tuple[int, ...]:
    found = [next(group for group in mark.groups() if group) for mark in _MARK.finditer(piece)]
    return tuple(dict.fromkeys(number for group in found for number in _expanded(group)))


def _expanded(listed: str) -> tuple[int, ...]:
    """``1, 3-5`` -> (1, 3, 4, 5)."""
    numbers: list[int] = []
    for first, last in re.findall(
        r"(?<!\d)(\d{1,4})(?!\d)(?:\s*(?:-|–|to)\s*(\d{1,4})(?!\d))?", listed
    ):
        low, high = int(first), int(last or first)
        numbers += range(low, high + 1) if low <= high <= low + 20 else (low, high)
    return tuple(dict.fromkeys(numbers))


def _from_json(text: str) -> list[Draft]:
    """Drafts out of JSON, whole or cut off: every object or list that can be read counts.

    Up to where it nests too deeply for Python, or too much of it cannot be read: what is made of
    brackets alone would be read anew from each.
    """
    drafts: list[Draft] = []
    unread = 0
    decoder = json.JSONDecoder(strict=False)  # a line may break within a sentence
    position = 0
    while unread < MOST_BROKEN and (bracket := _BRACKET.search(text, position)):
        try:
            value, position = decoder.raw_decode(text, bracket.start())
        except RecursionError:
            break
        except ValueError:  # what is no JSON, or a number of thousands of digits
            unread += 1
            position = bracket.start() + 1
            if broken := _UNESCAPED.match(text, bracket.start()):
                drafts += _from_value({"text": broken["text"], "citations": broken["cited"]})
                position = broken.end()
        else:
            empty = value == {"statements": []}  # how the schema says that there is no answer
            drafts += [Draft("NO ANSWER")] if empty else _from_value(value)
    return drafts


def _from_value(value: Any) -> list[Draft]:
    if isinstance(value, str):
        lines = [] if _JSON_NOW.match(value) else value.split("\n")
        return [d for line in lines for d in read_line(line)[0]] if lines else _from_json(value)
    if isinstance(value, list):
        return [draft for item in value for draft in _from_value(item)]
    if not isinstance(value, dict):
        return []
    sentence = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
    if sentence is None:
        return [draft for item in value.values() for draft in _from_value(item)]
    cited: Any = next((value[key] for key in _CITATION_KEYS if key in value), [])
    numbers: list[int] = []
    for item in cited if isinstance(cited, list) else [cited]:
        numbers += _cited(item)
    line = " ".join(sentence.split())
    drafts = read_line(line, cited=True)[0] if numbers else _from_value(sentence)
    if len(drafts) != 1:
        return drafts
    return [Draft(drafts[0].text, tuple(dict.fromkeys((*drafts[0].citations, *numbers))))]


def _cited(item: Any) -> tuple[int, ...]:
    """The numbers in one entry of what is cited: ``1``, ``1.0``, ``"[1]"``, ``{"id": 1}``."""
    if isinstance(item, dict):
        item = next((n for n in item.values() if isinstance(n, int | float)), None)
    if isinstance(item, float) and item.is_integer():
        item = int(item)
    if isinstance(item, str) and len(re.findall(r"[^\W\d_]+", item)) > 1:  # words, with figures
        return _numbers(item)
    return _expanded(str(item)) if isinstance(item, int | str) else ()

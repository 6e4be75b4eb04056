"""What people read: the table, the page, Markdown, JUnit; and the report file itself."""

import datetime as dt
import json
import re
import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.types import Message
from evals import junit, losses, plots, record, report, table
from evals.plots import Bar, Line
from evals.record import ReportError
from evals.scoring import METRICS
from evals.types import CaseResult, Cited, Golden, Planted, Report, Source, Speed, Stated

HOSTILE = '<script>alert(1)</script> ![x](http://evil.example/p.png) | [1] "&'
FACT = Golden(
    "fact-1", "What do they cost?", "fact", True, (("1,899", "1899"),), ("99",), "1,899 RMB",
    ("It costs 1,899.",), (Source("a.txt", "1,899 RMB"), Source("b.txt")), "any", ("a.txt",),
    dt.date(2025, 12, 23), (Message("user", "The glasses?"),),
)  # fmt: skip
CASES = (
    CaseResult(
        FACT,
        answer="They cost 99 RMB.",
        statements=(Stated("They cost 99 RMB.", (0,), ("number 99",), False),),
        citations=(Cited("a.txt", 3, 12, "1,899 RMB", True),),
        retrieved=("a.txt", "c.txt"),
        scores={"correct": 0.0, "supported": 0.0, "citation_exact": 1.0, "false_refusal": 0.0},
        confidence=0.8,
        answerer="extractive",
        seconds=0.02,
    ),
    CaseResult(
        Golden(f"evil {HOSTILE}", HOSTILE, HOSTILE, False),
        answer=HOSTILE,
        citations=(Cited(HOSTILE, 0, 5, HOSTILE, False),),
        closest=(Cited("b.txt", 0, 1, "x", True),),
        retrieved=(HOSTILE,),
        scores={"refusal_recall": 0.0, "citation_exact": 0.5},
        confidence=0.4,
        notice=HOSTILE,
        seconds=0.04,
    ),
    CaseResult(Golden("broken", "q", "noise"), error="KeyError: \x07 bell", seconds=0.01),
    CaseResult(
        FACT,
        answer="KX1",
        scores={"injection_success": 1.0},
        planted=Planted("atk", HOSTILE, True, "end", "a.txt", ("canary: KX1",), True),
        seconds=0.03,
    ),
)
REPORT = Report(
    set="mine",
    commit="0123456789abcdef+",
    corpus_fingerprint="feed",
    answerer="extractive",
    models=(),
    prompts=("answer@1234",),
    finished="2026-01-02T03:04:05+00:00",
    cases=CASES,
    speed=Speed(ask_p50_ms=25.0, ask_p95_ms=39.0, peak_rss_mb=812.4),
    warnings=("fact-1: b.txt is not in articles/.",),
)


# --- the file ---


def test_a_models_own_words_are_a_row_of_their_own_and_survive_the_file(tmp_path: Path) -> None:
    drafted = replace(
        CASES[0],
        drafts=(Stated("They cost 1 RMB.", (0,), ("number 1",), False),),
        given=CASES[0].citations,
        unchecked={"correct": 1.0, "supported": 0.0},
    )
    spoken = replace(REPORT, cases=(drafted, *CASES[1:]))
    record.save(spoken, tmp_path / "spoken.json")
    assert record.load(tmp_path / "spoken.json") == spoken
    assert "unchecked" not in table.as_text(REPORT)
    (line,) = [row for row in table.as_text(spoken).splitlines() if row.startswith("all, unch")]
    assert line.split()[2:4] == ["3", "1"]  # asked, of them errors
    assert line.split()[4] == "1.000"  # correct, where the checked answer has 0


def test_a_report_is_read_back_as_it_was(tmp_path: Path) -> None:
    record.save(REPORT, tmp_path / "new" / "r.json")
    assert record.load(tmp_path / "new" / "r.json") == REPORT


def test_the_json_has_what_the_format_demands(tmp_path: Path) -> None:
    record.save(REPORT, tmp_path / "r.json")
    plain = json.loads((tmp_path / "r.json").read_text())
    assert set(plain) >= {
        "set", "commit", "corpus_fingerprint", "answerer", "models", "prompts", "n", "summary",
        "by_kind", "cases", "report_version",
    }  # fmt: skip
    assert plain["n"] == 3  # the planted question is not a golden
    assert plain["summary"]["errors"] == 1
    assert plain["summary"]["correct"] == 0.0
    assert plain["summary"]["ndcg_at_10"] is None
    assert plain["summary"]["ask_p95_ms"] == 39.0
    assert plain["summary"]["first_answer_s"] is None
    assert plain["summary"]["injection_success"] == 1.0
    assert plain["by_kind"]["fact"]["n"] == 1
    assert plain["by_kind"]["noise"]["errors"] == 1
    first = plain["cases"][0]
    assert first["id"] == "fact-1"
    assert first["correct"] is False
    assert first["citations"] == [
        {"file": "a.txt", "start": 3, "end": 12, "quote": "1,899 RMB", "exact": True}
    ]
    assert first["retrieved"] == ["a.txt", "c.txt"]
    assert plain["cases"][2]["error"].startswith("KeyError")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "does not exist. Make it with"),
        ("{", "is not a report"),
        ("[1]", r"is not a report of python -m evals run"),
        ('{"cases": []}', "is a report of version None; this program reads version 1"),
        ('{"cases": [], "report_version": 0}', "is a report of version 0"),
        ('{"cases": [{}], "report_version": 1}', "is damaged"),
    ],
)
def test_a_file_that_is_no_report_of_ours_is_refused(
    tmp_path: Path, text: str | None, words: str
) -> None:
    path = tmp_path / "r.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ReportError, match=words):
        record.load(path)


def test_a_report_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReportError, match="cannot be written"):
        record.save(REPORT, tmp_path / "file" / "r.json")


# --- the table ---


def test_the_table_has_a_row_a_kind_and_only_measured_columns() -> None:
    header, body = table.rows(REPORT)
    assert header == (
        "kind", "n", "errors", "correct", "exact", "supp", "refus-R", "false-r", "inject",
    )  # fmt: skip
    assert ("fact", "1", "0", "0.000", "1.000", "0.000", "-", "0.000", "-") in body
    assert body[-1][:3] == ("all", "3", "1")
    text = table.as_text(REPORT)
    assert text.startswith("mine: 3 cases, extractive, commit 0123456789abcdef+, corpus feed")
    assert "25 ms a question, median (p50)" in text
    assert "812 MB at most" in text


# --- the page ---


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.references += [v or "" for k, v in attrs if k in ("src", "href", "srcset", "action")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read_page(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    return tags


def test_the_page_is_whole_and_needs_nothing_else() -> None:
    page = report.as_html([REPORT])
    tags = read_page(page)
    assert tags.references == []
    assert "default-src 'none'" in page
    assert "url(" not in page
    assert "@import" not in page
    assert {"table", "svg", "details", "figure"} <= tags.seen


def test_nothing_from_a_set_becomes_markup() -> None:
    page = report.as_html([replace(REPORT, set=HOSTILE, warnings=(HOSTILE,))])
    tags = read_page(page)
    assert not {"script", "img", "a"} & tags.seen
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_page_shows_each_failing_case_with_all_that_explains_it() -> None:
    page = report.as_html([REPORT])
    assert "4 cases where an expectation was not met" in page
    for words in (
        "What do they cost?", "1,899 or 1899", "not: 99", "They cost 99 RMB.", "a.txt:3-12",
        "not the right answer", "not the file's own text", "error: KeyError", "canary: KX1",
        "Planted strings",
    ):  # fmt: skip
        assert words in page, words


def test_results_over_commits_need_two_reports_of_one_set() -> None:
    assert "results over commits" not in report.as_html([REPORT])
    later = replace(REPORT, commit="fedcba9876", finished="2026-02-02T03:04:05+00:00")
    page = report.as_html([later, REPORT])
    assert "mine, extractive: results over commits" in page
    assert page.index("0123456+") < page.index("fedcba9")


def test_of_a_set_that_nobody_is_to_look_into_totals_alone_are_shown() -> None:
    failed = next(case for case in REPORT.cases if report.failures(case))
    assert report.shown(failed.golden.question) in report.as_part(REPORT)
    page = report.as_part(replace(REPORT, set="unseen-news"))
    assert "where an expectation was not met" in page
    assert report.UNSHOWN in page
    assert report.shown(failed.golden.question) not in page


def test_figures_that_are_read_together_share_a_table_and_hashes_stand_behind_a_detail() -> None:
    page = report.as_part(REPORT)
    titles = re.findall(r"<h3>([^<]*)</h3><div class=\"wide\"", page)
    assert titles == ["Answers and refusals", "Citations", losses.TITLE, "Planted strings"]
    heads = [re.findall(r"<th scope=col[^>]*>(.*?)</th>", one) for one in page.split("<table>")[1:]]
    assert [head[:3] for head in heads[:2]] == [["Kind of question", "Questions", "errors"]] * 2
    assert "Quotes word for word <small>exact</small>" in heads[1]
    assert {name for head in heads for name in head} >= {"Answered right <small>correct</small>"}
    apart = re.sub(r"<details>.*?</details>", "", page, flags=re.DOTALL)
    for kept_back in (REPORT.commit, REPORT.corpus_fingerprint):
        assert str(kept_back) in page
        assert str(kept_back) not in apart
    assert table.asked(REPORT).startswith("3 questions")


def test_every_figure_has_its_place_in_a_table() -> None:
    placed = [name for names in table.TOGETHER.values() for name in names]
    assert sorted(placed) == sorted(metric.name for metric in METRICS)


def test_markdown_shows_text_as_text() -> None:
    text = report.as_markdown([REPORT])
    assert "| fact | 1 | 0 | 0.000 | 1.000 |" in text
    assert "<script>" not in text
    assert "![x](" not in text
    assert "asked: What do they cost?" in text
    assert re.search(r"expected: 1,899 or 1899; not: 99", text)


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update"
).split()
CUT_OR_OVERLAPPING = """() => [...document.querySelectorAll("svg")].flatMap(svg => {
  const frame = svg.viewBox.baseVal, found = [];
  const texts = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBBox()]);
  texts.forEach(([words, box], place) => {
    if (box.x < 0 || box.x + box.width > frame.width || box.y + box.height > frame.height)
      found.push("cut: " + words);
    for (const [other, b] of texts.slice(place + 1)) {
      const wide = Math.min(box.x + box.width, b.x + b.width) - Math.max(box.x, b.x);
      const high = Math.min(box.y + box.height, b.y + b.height) - Math.max(box.y, b.y);
      if (wide > 1 && high > 3) found.push("overlap: " + words + " / " + other);
    }
  });
  return found;
})"""


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("width", [1360, 400])
def test_the_page_opens_offline_asks_for_nothing_and_is_legible(tmp_path: Path, width: int) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    slow = tuple(replace(case, seconds=20.0 + 9 * n) for n, case in enumerate(CASES))
    later = replace(REPORT, commit="fedcba9876", finished="2026-02-02T03:04:05+00:00", cases=slow)
    page_file = tmp_path / "r.html"
    report.save(report.as_html([REPORT, later]), page_file)
    wrong: list[str] = []
    asked: list[str] = []
    with playwright.sync_playwright() as run:
        browser = run.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(
            offline=True, viewport={"width": width, "height": 900}
        ).new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page_file.as_uri())
        page.locator("details").last.click()
        assert page.locator("details").last.locator("blockquote, dd").first.is_visible()
        # plots are drawn only where there is something to draw
        assert page.locator("svg").count() >= 6
        assert page.evaluate(CUT_OR_OVERLAPPING) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
    assert wrong == []
    assert asked == [page_file.as_uri()]


# --- plots ---


def test_a_bar_is_as_long_as_its_share() -> None:
    svg = plots.bars("t <", [Bar("a & b", 0.5, 7), Bar("none", 0.0, 1)])
    lengths = [float(width) for width in re.findall(r'class="one"[^>]*width="([\d.]+)"', svg)]
    (track, _) = [float(width) for width in re.findall(r'class="track"[^>]*width="([\d.]+)"', svg)]
    assert lengths == [track / 2, 0]
    assert "a &amp; b" in svg
    assert "n=7" in svg
    ET.fromstring(svg)


def test_the_refusal_curve_by_hand() -> None:
    def asked(confidence: float | None, answerable: bool) -> CaseResult:
        golden = Golden("x", "q", "fact", answerable)
        return CaseResult(golden, confidence=confidence, refused=(confidence or 0) < 0.5)

    cases = [
        asked(0.9, True),
        asked(0.7, False),
        asked(0.7, True),
        asked(0.2, True),
        asked(None, True),
    ]
    points = plots.refusal_points(cases)
    assert [(p.threshold, p.coverage, p.precision) for p in points] == [
        (0.9, 1 / 3, 1.0),
        (0.7, 2 / 3, 2 / 3),
        (0.2, 1.0, 3 / 4),
    ]
    ET.fromstring(plots.refusal_curve(cases))
    assert plots.refusal_points([asked(0.9, True)]) == []
    assert plots.refusal_curve([]) == ""


def test_the_histogram_holds_every_question() -> None:
    cases = [CaseResult(FACT, seconds=n / 100) for n in range(1, 101)]
    svg = plots.latency(cases)
    ET.fromstring(svg)
    assert "p50 505" in svg
    assert "p95 950" in svg
    assert plots.latency([]) == ""


def test_lines_skip_what_was_not_measured() -> None:
    svg = plots.over_reports("t", ["a", "b", "c"], [Line("correct", (0.5, None, 1.0))])
    root = ET.fromstring(svg)
    (line,) = root.iter("polyline")
    assert len(line.attrib["points"].split()) == 2


# --- JUnit ---


def test_junit_has_a_testcase_a_golden() -> None:
    suite = ET.fromstring(junit.as_xml(REPORT)).find("testsuite")
    assert suite is not None
    assert {name: suite.attrib[name] for name in ("tests", "failures", "errors")} == {
        "tests": "4", "failures": "3", "errors": "1",
    }  # fmt: skip
    first, evil, broken, _ = suite.findall("testcase")
    failure = first.find("failure")
    assert failure is not None
    assert failure.attrib["message"].startswith("not the right answer")
    assert evil.attrib["name"].startswith("evil <script>")
    error = broken.find("error")
    assert error is not None
    assert error.attrib["message"] == "error: KeyError: \ufffd bell"


def test_a_case_that_met_all_passes(tmp_path: Path) -> None:
    good = replace(CASES[0], scores={"correct": 1.0})
    junit.save(replace(REPORT, cases=(good,)), tmp_path / "new" / "j.xml")
    suite = ET.parse(tmp_path / "new" / "j.xml").getroot().find("testsuite")
    assert suite is not None
    assert suite.attrib["failures"] == "0"
    assert list(suite.findall("testcase")[0]) == []

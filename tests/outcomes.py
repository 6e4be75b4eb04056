"""The browser tests of a real run as a list in docs/page.md: outcome and time of each.

``pytest -m browser --junitxml=browser.xml && python tests/outcomes.py browser.xml``
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "page.md"
BEGIN, END = "<!-- made by tests/outcomes.py -->", "<!-- end -->"


def main(report: Path, page: Path = PAGE) -> int:
    """Replace the list between the marks of the page; 1 where a test failed."""
    text = page.read_text("utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    listed, failed = outcomes(report)
    page.write_text(f"{before}{BEGIN}\n\n{listed}\n\n{END}{after}", "utf-8")
    return 1 if failed else 0


def outcomes(report: Path) -> tuple[str, int]:
    """A Markdown table of a JUnit file's tests as they ran, and how many failed."""
    # Written by our own test run a moment ago.
    cases = list(ET.parse(report).getroot().iter("testcase"))
    rows, failed, total, requests = [], 0, 0.0, 0
    for case in cases:
        outcome = _outcome(case)
        seconds = float(case.get("time", "0"))
        failed += outcome == "FAILED"
        total += seconds
        told = _told(case)
        requests += int(told.pop("requests", ["0"])[0])
        notes = "; ".join(f"{name} {', '.join(values)}" for name, values in told.items())
        named = _sentence(case.get("name", "")) + (f": {notes}" if notes else "")
        rows.append(f"| {named} | {outcome} | {seconds:.1f} s |")
    passed = sum("| passed |" in row for row in rows)
    head = (
        f"{passed} of {len(rows)} passed, {total:.0f} s in all. The browser sent {requests:,} "
        "requests; each test looks at all of its own, and fails where one leaves the machine.\n\n"
    )
    table = "| test | outcome | time |\n|---|---|---:|\n" + "\n".join(rows)
    return head + table, failed


def _told(case: ET.Element) -> dict[str, list[str]]:
    """What a test recorded beside its outcome, by name."""
    told: dict[str, list[str]] = {}
    for one in case.iter("property"):
        told.setdefault(one.get("name", ""), []).append(one.get("value", ""))
    return told


def _outcome(case: ET.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "FAILED"
    return "skipped" if case.find("skipped") is not None else "passed"


def _sentence(name: str) -> str:
    """``test_a_mark_opens[light]`` -> "A mark opens (light)"."""
    plain, _, given = name.removeprefix("test_").partition("[")
    words = plain.replace("_", " ").capitalize()
    given = re.sub(r"[^\w ,.?-]", "", given.encode().decode("unicode_escape", "replace"))
    return f"{words} ({given})" if given else words


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

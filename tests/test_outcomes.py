"""The list of browser tests in docs/page.md."""

from __future__ import annotations

from pathlib import Path

from outcomes import BEGIN, END, PAGE, main

RUN = """<testsuites><testsuite>
<testcase classname="a" name="test_a_mark_opens[light]" time="1.26"><properties>
<property name="requests" value="1500"/><property name="after" value="1 s"/>
<property name="after" value="2 s"/></properties></testcase>
<testcase classname="a" name="test_it_breaks" time="2.0"><failure message="no"/></testcase>
<testcase classname="a" name="test_no_browser" time="0.0"><skipped/></testcase>
</testsuite></testsuites>"""


def test_a_run_is_listed_between_the_marks_and_a_failure_is_told(tmp_path: Path) -> None:
    (tmp_path / "run.xml").write_text(RUN)
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert main(tmp_path / "run.xml", page) == 1
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "1 of 3 passed, 3 s in all. The browser sent 1,500 requests" in text
    assert "| A mark opens (light): after 1 s, 2 s | passed | 1.3 s |" in text
    assert "| It breaks | FAILED | 2.0 s |" in text
    assert "| No browser | skipped | 0.0 s |" in text


def test_the_page_has_its_marks() -> None:
    text = PAGE.read_text("utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    assert "FAILED" not in text

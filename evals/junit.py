"""A report as JUnit XML, which every CI system shows: one testcase a golden."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from evals.record import ReportError
from evals.scoring import failures
from evals.types import CaseResult, Report

# characters that XML 1.0 cannot hold, even escaped
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def as_xml(report: Report) -> str:
    """One suite a report; a case failed where an expectation was measured and not met."""
    broken = [case for case in report.cases if case.error]
    wrong = [case for case in report.cases if not case.error and failures(case)]
    suite = ET.Element(
        "testsuite",
        name=_clean(report.set),
        tests=str(len(report.cases)),
        failures=str(len(wrong)),
        errors=str(len(broken)),
        time=f"{sum(case.seconds or 0 for case in report.cases):.3f}",
        timestamp=report.finished,
    )
    for case in report.cases:
        suite.append(_testcase(case, report.set))
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def save(report: Report, path: Path) -> None:
    """Write the XML.

    Raises:
        ReportError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_xml(report), encoding="utf-8")
    except OSError as error:
        raise ReportError(f"{path} cannot be written: {error.strerror}.") from error


def _testcase(case: CaseResult, name: str) -> ET.Element:
    element = ET.Element(
        "testcase",
        classname=_clean(f"{name}.{case.kind}"),
        name=_clean(case.id),
        time=f"{case.seconds or 0:.3f}",
    )
    unmet = failures(case)
    if unmet:
        kind = "error" if case.error else "failure"
        inner = ET.SubElement(element, kind, message=_clean("; ".join(unmet)))
        inner.text = _clean(f"question: {case.golden.question}\nanswer: {case.answer}")
    return element


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)

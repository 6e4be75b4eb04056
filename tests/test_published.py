"""Publication dates: whole date lines, times, file names."""

from __future__ import annotations

import datetime as dt

import pytest

from index import published


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("22.12.2025 - 21:51:04", "2025-12-22"),
        ("2025-12-22", "2025-12-22"),
        ("2025-12-22T21:51:04Z", "2025-12-22"),
        ("December 22, 2025", "2025-12-22"),
        ("22 December 2025", "2025-12-22"),
        ("Monday 22nd December 2025 09.29 GMT", "2025-12-22"),
        ("Dec. 22, 2025, 9:29 a.m. ET", "2025-12-22"),
        ("Published: Dec 22, 2025 | Updated: Dec 23, 2025", "2025-12-22"),
        ("Updated: Dec 23, 2025 | Published: Dec 22, 2025", "2025-12-22"),
        ("Mon, 22 Dec 2025 21:51:04 +0100", "2025-12-22"),
        ("12/22/2025", "2025-12-22"),
        ("22/12/2025", "2025-12-22"),
        ("3/4/2025", "2025-03-04"),
        ("22. Dezember 2025, 21:51 Uhr", "2025-12-22"),
        ("2025年12月22日 21:51", "2025-12-22"),
        ("Markets | Dec 22, 2025 | 4 min read", "2025-12-22"),
        ("Published:\xa02025-12-22", "2025-12-22"),
        ("Dec. 22, 2025,\xa09:29 a.m. ET", "2025-12-22"),
        ("2025-12-22\xa0– 21:51", "2025-12-22"),
        ("5. Ma\u0308rz 2025", "2025-03-05"),  # accents apart
        ("\u2003Dec.\u202f22, 2025\xa0", "2025-12-22"),
        ("Sun, Nov 23rd '25", "2025-11-23"),
        ("23 Nov ’25", "2025-11-23"),
        ("9.11.89", "1989-11-09"),
        ("Nov 9, '89", "1989-11-09"),
        ("Culture desk -- Saturday 18th October 2025", "2025-10-18"),
        ("reporter | 22 December 2025", "2025-12-22"),
        ("31.02.2025", None),
        ("The deal was signed on December 22, 2025.", None),
        ("Version 1.2.2025.3", None),
        ("Revenue of 12/22/2025 units", None),
    ],
)
def test_date_lines(line: str, day: str | None) -> None:
    found = published.date_line(line)
    assert (str(found.published) if found else None) == day


@pytest.mark.parametrize(
    ("line", "time_of_day"),
    [
        ("Dec. 22, 2025, 9:29 p.m. ET", dt.time(21, 29)),
        ("22.12.2025 - 21:51:04", dt.time(21, 51, 4)),
        ("Dec. 22, 2025,\xa09:29 a.m. ET", dt.time(9, 29)),
        ("2025-12-22\xa0– 21:51", dt.time(21, 51)),
        ("Published 12:03 AM EST, Mon December 22, 2025", dt.time(0, 3)),
        ("December 22, 2025", None),
    ],
)
def test_times(line: str, time_of_day: dt.time | None) -> None:
    found = published.date_line(line)
    assert found is not None
    assert found.published.time == time_of_day


def test_updated_alone_is_told_apart() -> None:
    found = published.date_line("Updated 9:00 AM EST, Mon December 22, 2025")
    assert found is not None
    assert found.updated


@pytest.mark.parametrize(
    ("stem", "day"),
    [
        ("2025-12-22-anvils", "2025-12-22"),
        ("20251222_anvils", "2025-12-22"),
        ("anvils-2025_12_22", "2025-12-22"),
        ("anvils-18751231", None),
        ("anvils-2025-13-40", None),
        ("time-003", None),
    ],
)
def test_dates_of_file_names(stem: str, day: str | None) -> None:
    found = published.from_file_name(stem)
    assert (str(found) if found else None) == day


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Evening round-up 19 March 2026", "2026-03-19"),
        ("Evening round-up – Thursday, 19 March 2026", "2026-03-19"),
        ("Minutes of the council (March 19, 2026)", "2026-03-19"),
        ("Tram to open on 19 March 2026", None),
        ("Vote on Sunday 19 April 2026", None),
        ("Prices from 3 March 2026 to 19 March 2026", None),
        ("19 March 2026 in numbers", None),
        ("Fair 17–19 March 2026", None),
        ("Round-up 31 February 2026", None),
        ("Budget 2026", None),
    ],
)
def test_the_date_that_ends_a_title(title: str, day: str | None) -> None:
    found = published.from_title(title)
    assert (str(found) if found else None) == day
    assert found is None or found.where == "title"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Publié le 4 février 2026 à 18h12, mis à jour le 5 février à 07h30", (2026, 2, 4)),
        ("Martes, 3 de marzo de 2026 | Actualizado a las 18:40 h", (2026, 3, 3)),
        ("2. April 2026, 9:10 Uhr | Lesezeit: 2 Minuten", (2026, 4, 2)),
        ("L'Écho du Port - jeudi 12 février 2026 - Rédaction", (2026, 2, 12)),
        ("2026年4月2日 09:10　来源：海湾晚报", (2026, 4, 2)),
    ],
)
def test_date_lines_of_other_languages(line: str, day: tuple[int, int, int]) -> None:
    found = published.date_line(line)
    assert found is not None
    assert found.published.date == dt.date(*day)


def test_the_day_stands_first_where_that_is_said() -> None:
    assert published.read_date("9/3/2026", "text") == published.Published(
        dt.date(2026, 9, 3), "text"
    )
    assert published.read_date("9/3/2026", "text", day_first=True) == published.Published(
        dt.date(2026, 3, 9), "text"
    )
    assert published.read_date("3/22/2026", "text", day_first=True) == published.Published(
        dt.date(2026, 3, 22), "text"
    )

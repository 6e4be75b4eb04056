"""Which files are read, and what a sync would do."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from rights import drop_rights, unprivileged

from assistant import Assistant
from assistant.__main__ import main
from assistant.settings import Settings
from assistant.upkeep import planned
from index.catalog import Catalog
from index.errors import ArticleError
from index.scan import IGNORE_FILE, scan
from index.sync import read_folder
from index.types import Patterns

MakeFolder = Callable[[dict[str, str]], Path]
STORIES = {
    "a.txt": "The harbour of Orvik opened on Monday.",
    "drafts/b.txt": "The bakery in Talvey closed after ninety years.",
    "drafts/deep/c.md": "The ferry to Brack was four hours late.",
    "2025/d.md": "The mill burned on Friday.",
    "2025/drafts/e.txt": "The choir sang for six hours.",
}


def files(home: Path, patterns: Patterns | None = None) -> set[str]:
    return set(scan(home, home / "index", patterns).files)


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ("", set(STORIES)),
        ("# all of it\n\ndrafts/\n", {"a.txt", "2025/d.md"}),
        ("/drafts/\n", {"a.txt", "2025/d.md", "2025/drafts/e.txt"}),
        ("*.md\n!d.md\n", {"a.txt", "drafts/b.txt", "2025/d.md", "2025/drafts/e.txt"}),
        ("\ufeff*.txt", {"drafts/deep/c.md", "2025/d.md"}),
        ("**\n", set()),
    ],
)
def test_the_ignore_file_reads_as_git_reads_its_own(
    folder: MakeFolder, lines: str, kept: set[str]
) -> None:
    home = folder({**STORIES, IGNORE_FILE: lines})
    assert files(home) == kept


def test_patterns_that_are_told(folder: MakeFolder) -> None:
    home = folder(STORIES)
    assert files(home, Patterns(include=("*.md",))) == {"2025/d.md", "drafts/deep/c.md"}
    assert files(home, Patterns(include=("2025/",), exclude=("drafts/",))) == {"2025/d.md"}
    found = scan(home, home / "index", Patterns(include=("*.md",), exclude=("/drafts/",)))
    assert {entry.file: entry.reason for entry in found.ignored} == {
        "a.txt": "not among --include",
        "drafts/": "left out by --exclude (/drafts/)",
        "2025/drafts/e.txt": "not among --include",
    }


def test_what_a_browser_saves_beside_a_page_is_no_article(folder: MakeFolder) -> None:
    home = folder(
        {
            "Bridge.html": "x", "Bridge_files/frame.html": "x", "in/Pont.htm": "x",
            "in/Pont_fichiers/a.html": "x", "old_files/a.txt": "x",
        }
    )  # fmt: skip
    assert files(home) == {"Bridge.html", "in/Pont.htm", "old_files/a.txt"}
    reasons = {entry.file: entry.reason for entry in scan(home, home / "index").ignored}
    assert reasons["Bridge_files/"] == "belongs to the saved page Bridge.html"


def test_a_link_reads_nothing_that_is_left_out(folder: MakeFolder) -> None:
    hidden = {".secret.txt": "x", ".git/deep/a.txt": "x", "index/b.txt": "x", "private/c.txt": "x"}
    home = folder({**STORIES, **hidden, "private/in/d.md": "x"})
    for n, target in enumerate((*hidden, "private/in/d.md", "a.txt")):
        (home / f"link{n}.txt").symlink_to(home / target)
    found = scan(home, home / "index", Patterns(exclude=("private/",)))
    assert set(found.files) == {*STORIES, "link5.txt"}
    reasons = {entry.file: entry.reason for entry in found.other}
    left_out = "a link to what is left out by --exclude (private/)"
    assert reasons == {
        "link0.txt": "a link to what is hidden",
        "link1.txt": "a link to what is hidden",
        "link2.txt": "a link to what is hidden",
        "link3.txt": left_out,
        "link4.txt": left_out,
    }
    only = scan(home, home / "index", Patterns(include=("*.txt",)))
    assert "link4.txt" not in only.files


def test_a_pattern_that_cannot_be_used(folder: MakeFolder) -> None:
    with pytest.raises(ArticleError, match=r"\.assistantignore has a pattern"):
        files(folder({**STORIES, IGNORE_FILE: "!\n"}))


def test_an_ignore_file_that_cannot_be_read_stops_the_sync() -> None:
    with unprivileged() as place:
        (place / "home").mkdir()
        (place / "home" / "a.txt").write_text("Text.")
        (place / "home" / IGNORE_FILE).write_text("a.txt")
        (place / "home" / IGNORE_FILE).chmod(0)
        drop_rights()
        with pytest.raises(ArticleError, match="cannot be read"):
            files(place / "home")


def test_the_index_is_never_read_though_it_lies_in_the_folder(folder: MakeFolder) -> None:
    home = folder(STORIES)
    catalog = Catalog.open(home / "index")
    (home / "index" / "vectors.txt").write_text("No article.")
    assert set(read_folder(home, catalog).added) == set(STORIES)


def test_what_is_left_out_is_removed_and_remembered(folder: MakeFolder, tmp_path: Path) -> None:
    home = folder(STORIES)
    catalog = Catalog.open(tmp_path / "index")
    assert len(read_folder(home, catalog).added) == 5
    report = read_folder(home, catalog, patterns=Patterns(exclude=("drafts/",)))
    assert len(report.removed) == 3
    assert {entry.file for entry in report.ignored} == {"drafts/", "2025/drafts/"}
    assert report.skipped == ()
    again = read_folder(home, catalog)
    assert (again.added, again.removed) == ((), ())
    assert len(read_folder(home, catalog, patterns=Patterns()).added) == 3
    (home / IGNORE_FILE).write_text("a.txt")
    assert read_folder(home, catalog).removed == ("a.txt",)


def test_settings_give_patterns_and_none_forgets_them(folder: MakeFolder, tmp_path: Path) -> None:
    home, index = folder(STORIES), tmp_path / "index"

    def opened(**environ: str) -> int:
        names = {f"ASSISTANT_{name.upper()}": value for name, value in environ.items()}
        settings = Settings.from_env(names)
        with Assistant.open(home, index=index, settings=settings, vectors="off") as assistant:
            return len(assistant.articles())

    assert opened(exclude="drafts/, *.md") == 1
    assert opened() == 1
    assert opened(include="2025/") == 0
    assert opened(exclude="none") == 2
    assert opened(include="none") == 5


def test_a_dry_run_tells_what_and_why_and_changes_nothing(
    folder: MakeFolder, tmp_path: Path
) -> None:
    home, index = folder({**STORIES, "photo.png": "x"}), tmp_path / "index"
    settings = Settings(articles=home, index=index)
    plan = {one.file: (one.what, one.why) for one in planned(settings)}
    assert {what for what, _ in plan.values()} == {"add", "skip"}
    assert not index.exists()

    Assistant.open(settings=settings, vectors="off").close()
    assert {one.what for one in planned(settings)} == {"keep", "skip"}
    (home / "a.txt").write_text("The harbour of Orvik shut on Tuesday.")
    (home / "drafts" / "b.txt").rename(home / "b.txt")
    (home / "2025" / "d.md").unlink()
    (home / "new.txt").write_text("The fair returns in May.")
    os.utime(home / "2025" / "drafts" / "e.txt", (1, 1))
    (home / IGNORE_FILE).write_text("deep/")
    before = (index / "catalog.sqlite").read_bytes()
    plan = {one.file: (one.what, one.why) for one in planned(settings)}
    assert plan == {
        "a.txt": ("change", "its content is another"),
        "b.txt": ("move", "has the content of drafts/b.txt, which is gone"),
        "2025/d.md": ("remove", "is no longer in the folder"),
        "new.txt": ("add", "new"),
        "2025/drafts/e.txt": ("keep", "only its time is another"),
        "drafts/deep/c.md": ("remove", "left out by .assistantignore (deep/)"),
        "drafts/deep/": ("ignore", "left out by .assistantignore (deep/)"),
        "photo.png": plan["photo.png"],
    }
    assert (index / "catalog.sqlite").read_bytes() == before
    told = {one.file: one.what for one in planned(settings)}
    with Assistant.open(settings=settings, vectors="off") as assistant:
        report = assistant.last_sync
    assert set(report.added) == {file for file, what in told.items() if what == "add"}
    assert set(report.changed) == {file for file, what in told.items() if what == "change"}
    assert set(report.removed) == {file for file, what in told.items() if what == "remove"}
    assert report.renamed == (("drafts/b.txt", "b.txt"),)


def test_a_dry_run_on_the_command_line(
    folder: MakeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, index = folder(STORIES), tmp_path / "index"
    assert main(["sync", str(home), "--index", str(index), "--dry-run", "--exclude", "*.md"]) == 0
    shown = capsys.readouterr().out
    assert "add: a.txt: new" in shown
    assert "ignore: 2025/d.md: left out by --exclude (*.md)" in shown
    assert "nothing was done; a sync would" in shown
    assert not index.exists()
    assert main(["sync", str(home), "--index", str(index), "--dry-run", "--json"]) == 0
    assert '"what": "add"' in capsys.readouterr().out

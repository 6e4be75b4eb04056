"""Which files are read, and what a sync would do."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import making
import pytest
from rights import drop_rights, unprivileged

from assistant import Assistant
from assistant.__main__ import main
from assistant.settings import Settings
from assistant.upkeep import planned
from index.catalog import Catalog
from index.errors import ArticleError, SettingError
from index.patterns import IGNORE_FILE
from index.plan import dry_run
from index.scan import UNSURE, _changed, scan
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


GIT = shutil.which("git")
LEAVES = ("a.txt", "b.md", "drafts", "deep", "2025", "x")
PARTS = ("*", "**", "*.txt", "a.txt", "drafts", "deep", "2025", "d*", "[a-c]*", "?")


@pytest.mark.skipif(GIT is None, reason="git is not installed")
@pytest.mark.parametrize(
    "lines",
    [
        ["*", "!*/", "!*.txt"],
        ["drafts/**", "!drafts/a.txt"],
        ["drafts/", "!drafts/a.txt"],
        ["/*", "!/2025/"],
        ["drafts/**/"],
        ["**/deep/", "", "# x", "!/drafts/deep"],
        None,
    ],
)
def test_patterns_mean_what_they_mean_to_git(tmp_path: Path, lines: list[str] | None) -> None:
    random_ = random.Random(5)
    home = tmp_path / "home"
    for path in (f"{a}/{b}/{c}.txt" for a in LEAVES[2:] for b in LEAVES[2:] for c in ("a", "c")):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        for one in (home / path, (home / path).parents[1] / "a.txt", home / "b.md"):
            one.write_text("The mill burned on Friday.")
    every = sorted(path.relative_to(home).as_posix() for path in home.glob("**/*.*[td]"))
    subprocess.run([GIT, "init", "-q", home], check=True)

    def pattern() -> str:
        parts = random_.choices(PARTS, k=random_.randint(1, 3))
        ends = random_.choice(("", "!")), random_.choice(("", "/")), random_.choice(("", "/"))
        return f"{ends[0]}{ends[1]}{'/'.join(parts)}{ends[2]}"

    for _ in range(1 if lines else 60):
        told = lines or [pattern() for _ in range(random_.randint(1, 4))]
        (home / ".gitignore").write_text("\n".join(told))
        (home / IGNORE_FILE).write_text("\n".join(told))
        command = [GIT, "-C", home, "-c", "core.excludesFile=", "check-ignore", "--stdin"]
        asked = subprocess.run(
            command, input="\n".join(every), capture_output=True, text=True, check=False
        )
        assert files(home) == set(every) - set(asked.stdout.split()), told


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_accent_in_one_or_apart_is_the_same_to_a_pattern(folder: MakeFolder, form: str) -> None:
    other = {"NFC": "NFD", "NFD": "NFC"}[form]
    home = folder({unicodedata.normalize(form, "Zürich/a.txt"): "The mill burned on Friday."})
    told = unicodedata.normalize(other, "Zürich/")
    assert files(home, Patterns(exclude=(told,))) == set()
    assert len(files(home, Patterns(include=(told,)))) == 1


def test_a_pattern_may_name_a_file_as_a_shell_does(folder: MakeFolder) -> None:
    home = folder(STORIES)
    for told in ("./drafts/", f"{home}/drafts/"):
        assert files(home, Patterns(exclude=(told,))) == {"a.txt", "2025/d.md", "2025/drafts/e.txt"}
    assert files(home, Patterns(include=("./*.txt",))) == {"a.txt"}


def test_a_pattern_that_was_told_and_is_of_nothing_is_named(
    folder: MakeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, index = folder(STORIES), tmp_path / "index"
    command = ["sync", str(home), "--index", str(index)]
    assert main([*command, "--exclude", "draft/,*.md,c.md"]) == 0
    told = capsys.readouterr().err
    assert "--exclude draft/ is of nothing in the folder" in told
    assert ".md" not in told
    assert main(command) == 0  # remembered, not told
    assert "is of nothing" not in capsys.readouterr().err
    (home / "old.zip").write_bytes(making.zipped({"draft/a.txt": "The fair returns in May."}))
    assert main([*command, "--exclude", "draft/,*.md"]) == 0
    assert "is of nothing" not in capsys.readouterr().err  # it may be of what is in the archive


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


def test_patterns_reach_into_archives_as_into_folders(folder: MakeFolder, tmp_path: Path) -> None:
    home = folder({"b.txt": "The mill of Brack burned down."})
    (home / "n.zip").write_bytes(
        making.zipped(
            {
                "t.csv": "text\nThe owl of Orvik flew at dusk.\n",
                "a.txt": "The ferry of Velmora sank.",
                "drafts/d.txt": "The tram of Talvey was late.",
            }
        )
    )
    catalog = Catalog.open(tmp_path / "index")

    def indexed(patterns: Patterns | None = None) -> set[str]:
        read_folder(home, catalog, patterns=patterns)
        return {info.file for info in catalog.articles()}

    everything = {"b.txt", "n.zip/a.txt", "n.zip/drafts/d.txt", "n.zip/t.csv#2"}
    assert indexed() == everything
    assert indexed(Patterns(exclude=("*.csv", "n.zip/a*"))) == {"b.txt", "n.zip/drafts/d.txt"}
    assert indexed() == {"b.txt", "n.zip/drafts/d.txt"}
    assert read_folder(home, catalog).unchanged == 2
    assert indexed(Patterns()) == everything  # what is let in again is read again
    (home / IGNORE_FILE).write_text("drafts/\n")
    plan = {one.file: one for one in dry_run(home, catalog, tmp_path / "index")}
    assert (plan["n.zip"].what, plan["n.zip"].why) == ("read again", "the patterns are others")
    assert plan["b.txt"].what == "keep"
    assert indexed() == everything - {"n.zip/drafts/d.txt"}
    assert {one.what for one in dry_run(home, catalog, tmp_path / "index")} == {"keep"}
    assert indexed(Patterns(include=("*.csv",))) == {"n.zip/t.csv#2"}
    assert indexed(Patterns(include=("*.md",))) == set()
    assert indexed(Patterns(exclude=("n.zip",))) == {"b.txt"}
    catalog.close()


@pytest.mark.parametrize("line", ["n*/drafts", "**/drafts/"])
def test_in_an_archive_too_what_is_in_a_folder_that_is_left_out_is_not_let_in(
    folder: MakeFolder, tmp_path: Path, line: str
) -> None:
    packed = {"b.txt": "The mill burned down.", "drafts/d.txt": "The ferry of Velmora sank."}
    home = folder({f"n/{file}": text for file, text in packed.items()})
    (home / "n.zip").write_bytes(making.zipped(packed))
    with closing(Catalog.open(tmp_path / "index")) as catalog:
        read_folder(home, catalog, patterns=Patterns(exclude=(line, "!d.txt")))
        assert {info.file for info in catalog.articles()} == {"n/b.txt", "n.zip/b.txt"}


@pytest.mark.parametrize(
    ("patterns", "told"),
    [
        (Patterns(), ["n.zip/p_files/"]),
        (Patterns(include=("*.html",)), ["n.zip/p_files/"]),
        (Patterns(include=("*.txt",)), []),
        (Patterns(exclude=("p_files/",)), []),
    ],
)
def test_in_an_archive_the_folder_of_a_page_is_told_where_its_page_is_wanted(
    folder: MakeFolder, tmp_path: Path, patterns: Patterns, told: list[str]
) -> None:
    home = folder({"b.txt": "The mill of Brack burned down."})
    page = making.page("Bridge closes", ["The bridge of Velmora closes on Monday."])
    packed = {"p.html": page, "p_files/frame.html": page, "a.txt": "The owl of Orvik flew at dusk."}
    (home / "n.zip").write_bytes(making.zipped({**packed}))
    with closing(Catalog.open(tmp_path / "index")) as catalog:
        skipped = read_folder(home, catalog, patterns=patterns).skipped
        assert [one.file for one in skipped] == told


def test_an_archive_that_is_renamed_as_the_patterns_change_is_told_as_renamed(
    folder: MakeFolder, tmp_path: Path
) -> None:
    home = folder({"b.txt": "The mill of Brack burned down."})
    (home / "n.zip").write_bytes(making.zipped(STORIES))
    with closing(Catalog.open(tmp_path / "index")) as catalog:
        read_folder(home, catalog)
        (home / "n.zip").rename(home / "m.zip")
        patterns = Patterns(exclude=("*.md",))
        plan = {one.file: one.what for one in dry_run(home, catalog, tmp_path / "index", patterns)}
        report = read_folder(home, catalog, patterns=patterns)
        assert plan == {"b.txt": "keep", "m.zip": "move"}
        assert (report.added, report.removed, report.renamed) == ((), (), (("n.zip", "m.zip"),))


def test_a_dry_run_tells_what_cannot_be_read_as_the_sync_does(
    folder: MakeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.scan._TICK", 0)  # what was written just now is known as it is
    home = folder(
        {"a.txt": "The mill of Brack burned down.", "b.pdf": "no PDF", "c.txt": "The owl."}
    )
    index = tmp_path / "index"
    with closing(Catalog.open(index)) as catalog:
        told = read_folder(home, catalog).skipped
        (skipped,) = [one for one in dry_run(home, catalog, index) if one.what != "keep"]
        assert [f"{skipped.file}: {skipped.why}"] == [one.reason for one in told]
        assert skipped.why.startswith("is no PDF that can be opened")
        (home / "b.pdf").write_text("no PDF either")
        plan = {one.file: (one.what, one.why) for one in dry_run(home, catalog, index)}
        assert plan["b.pdf"] == ("read again", "it could not be read before")
        read_folder(home, catalog)
        (home / "a.txt").write_text("")
        (home / "d.csv").write_text("")
        plan = {one.file: one.what for one in dry_run(home, catalog, index)}
        assert plan == {"a.txt": "remove", "b.pdf": "skip", "c.txt": "keep", "d.csv": "skip"}
        report = read_folder(home, catalog)
        assert (report.changed, report.removed) == ((), ("a.txt",))
        assert [one.file for one in report.skipped] == ["a.txt", "b.pdf", "d.csv"]
        assert read_folder(home, catalog).removed == ()


def test_what_word_writes_beside_an_open_document_is_no_article(folder: MakeFolder) -> None:
    home = folder({**STORIES, "~$memo.docx": "x", "in/~$note.rtf": "x", "~notes.txt": "x"})
    found = scan(home, home / "index")
    assert (set(found.files), found.other, found.ignored) == ({*STORIES, "~notes.txt"}, (), ())


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


def test_a_link_to_an_archive_is_read_as_the_archive_is(folder: MakeFolder) -> None:
    home = folder({"a.md": STORIES["a.txt"]})
    (home / "n.zip").write_bytes(making.zipped(STORIES))
    (home / "l.zip").symlink_to(home / "n.zip")
    assert files(home, Patterns(include=("*.txt",))) == {"l.zip", "n.zip"}
    (entry,) = scan(home, home / "index", Patterns(exclude=("n.zip",))).other
    assert entry.reason == "a link to what is left out by --exclude (n.zip)"


def test_a_pattern_that_cannot_be_used(folder: MakeFolder) -> None:
    with pytest.raises(ArticleError, match=r"\.assistantignore has a pattern"):
        files(folder({**STORIES, IGNORE_FILE: "!\n"}))


@pytest.mark.parametrize("pattern", ["!", "[z-a]", "[[:alpha:]]*", "a\\", "*a*a*a*a*a*a.txt"])
def test_a_pattern_that_was_told_and_cannot_be_used_is_not_remembered(
    folder: MakeFolder, tmp_path: Path, pattern: str
) -> None:
    home, catalog = folder(STORIES), Catalog.open(tmp_path / "index")
    for told in (Patterns(include=("*.md", pattern)), Patterns(exclude=(pattern,))):
        with pytest.raises(SettingError, match=r"--(include|exclude) has a pattern") as caught:
            read_folder(home, catalog, patterns=told)
        assert repr(pattern) in str(caught.value)
        assert set(read_folder(home, catalog).ignored) == set()


def test_many_stars_in_a_row_take_no_longer_than_one(folder: MakeFolder) -> None:
    home = folder({"a" * 250 + ".txt": "x", "a/b/c.txt": "x", "star*.txt": "x"})
    started = time.monotonic()
    assert files(home, Patterns(exclude=("*" * 40 + "z",))) == {
        "a" * 250 + ".txt", "a/b/c.txt", "star*.txt",
    }  # fmt: skip
    assert time.monotonic() - started < 1
    assert "a/b/c.txt" not in files(home, Patterns(exclude=("a/**/c.txt",)))
    assert files(home, Patterns(include=("*r\\**",))) == {"star*.txt"}


def test_what_is_left_out_stays_out_though_its_folder_has_a_line_end_in_its_name(
    folder: MakeFolder,
) -> None:
    home = folder({"a\nb/secret.txt": "x", "a\nb/drafts/c.txt": "x", "a\nb/open.txt": "x"})
    assert files(home, Patterns(exclude=("secret.txt", "drafts/"))) == {"a\nb/open.txt"}
    assert files(home, Patterns(include=("open.txt",))) == {"a\nb/open.txt"}


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig", "cp1252"])
def test_an_ignore_file_in_the_encoding_of_another_editor(folder: MakeFolder, codec: str) -> None:
    home = folder({"Entwürfe/b.txt": "x", "a.txt": "x"})
    (home / IGNORE_FILE).write_bytes("# Entwürfe bleiben draußen\nEntwürfe/\n".encode(codec))
    assert files(home) == {"a.txt"}


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 9)


def _long(path: Path) -> None:
    path.write_text("drafts/\n" * 130_000)


def _lost(path: Path) -> None:
    path.symlink_to("nothing")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (Path.mkdir, "is not a file of patterns. Make it one, or delete it"),
        (_pipe, "is not a file of patterns. Make it one, or delete it"),
        (_binary, "is binary, not a file of patterns. Write it as text"),
        (_long, "more than 1,000,000 bytes"),
        (_lost, "a link that leads nowhere. Mend or delete it"),
    ],
)
def test_an_ignore_file_that_is_none_stops_the_sync(
    folder: MakeFolder, make: Callable[[Path], None], words: str
) -> None:
    home = folder(STORIES)
    make(home / IGNORE_FILE)
    with pytest.raises(ArticleError, match=words) as caught:
        files(home)
    assert IGNORE_FILE in str(caught.value)


def test_folders_in_folders_a_thousand_deep(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    top, here = Path.cwd(), 0
    try:
        os.chdir(home)
        while here < 1_200:
            os.mkdir("d")
            os.chdir("d")
            here += 1
        Path("deep.txt").write_text("The mill burned on Friday.")
        while here < 2_500:  # longer than any path may be
            os.mkdir("d")
            os.chdir("d")
            here += 1
    finally:
        os.chdir(top)
    found = scan(home, tmp_path / "index")
    subprocess.run(["rm", "-r", home], check=True)  # Python's own would call itself too often
    assert list(found.files) == ["d/" * 1_200 + "deep.txt"]
    [unlisted] = found.other
    assert "cannot be listed (File name too long); move it up" in unlisted.reason
    assert found.is_gone("e/a.txt")
    assert not found.is_gone("d/" * 2_300 + "a.txt")


def test_an_edit_that_keeps_size_and_time_is_seen_though_the_time_lies_ahead(
    folder: MakeFolder,
) -> None:
    home = folder({"a.txt": "one", "b.txt": "two"})
    ahead = time.time_ns() + 10**18
    os.utime(home / "a.txt", ns=(ahead, ahead))
    os.utime(home / "b.txt", (13.5e9, 13.5e9))  # of the year 2397: beyond what SQLite can hold
    time.sleep(0.05)
    before = scan(home, home / "index").files
    assert before == scan(home, home / "index").files
    assert all(0 <= state.mtime_ns < 2**63 for state in before.values())
    (home / "a.txt").write_text("six")
    os.utime(home / "a.txt", ns=(ahead, ahead))
    time.sleep(0.05)
    after = scan(home, home / "index").files
    assert (after["a.txt"] != before["a.txt"], after["b.txt"] == before["b.txt"]) == (True, True)


@pytest.mark.parametrize(
    ("ago", "part", "sure"),
    [(1, 0, False), (4, 0, True), (1, 5, True)],  # seconds, nanoseconds
)
def test_where_a_disk_notes_whole_seconds_an_edit_in_the_same_ones_is_looked_for(
    ago: int, part: int, sure: bool
) -> None:
    at = int(time.time() - ago) * 10**9 + part
    noted = SimpleNamespace(st_mtime_ns=at, st_ctime_ns=at)
    assert (_changed(cast(os.stat_result, noted)) != UNSURE) is sure


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


def test_another_index_that_lies_in_the_folder_is_left_out_whole(folder: MakeFolder) -> None:
    home = folder(STORIES)
    with closing(Catalog.open(home / "index")) as catalog:
        read_folder(home, catalog)
    (home / "index" / "vectors.txt").write_text("No article.")
    found = scan(home, home / "elsewhere")
    assert (set(found.files), found.other) == (set(STORIES), ())
    assert [(one.file, one.reason) for one in found.ignored] == [
        ("index/", "an index, not articles")
    ]


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

    (home / "a,b.txt").write_text("The fair returns in May.")
    assert opened(exclude="2025/,drafts/,a\\,b.txt") == 1
    (home / "a,b.txt").unlink()
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


@pytest.mark.parametrize("more", ["--rebuild", "--watch"])
def test_a_dry_run_is_of_one_sync_of_what_changed(
    folder: MakeFolder, capsys: pytest.CaptureFixture[str], more: str
) -> None:
    assert main(["sync", str(folder(STORIES)), "--dry-run", more]) == 2
    assert "--dry-run tells what one sync would do" in capsys.readouterr().err

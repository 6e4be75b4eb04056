"""Who may log in."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest

from assistant import users
from assistant.__main__ import main
from index.errors import SettingError


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "users.txt"
    users.add(file, "ada", "correct horse")
    return file


def test_a_password_is_kept_as_a_salted_hash_that_others_cannot_read(listed: Path) -> None:
    users.add(listed, "bob@example.org", "correct horse")
    first, second = users.read(listed).values()
    assert first != second
    assert "horse" not in listed.read_text()
    assert stat.S_IMODE(listed.stat().st_mode) == 0o600
    assert users.matches("correct horse", first)
    assert not users.matches("correct horsé", first)


def test_a_new_password_replaces_the_old_one(listed: Path) -> None:
    users.add(listed, "ada", "battery staple")
    door = users.Door(listed)
    assert door.opens("ada", "battery staple")
    assert not door.opens("ada", "correct horse")
    assert not door.opens("eve", "battery staple")
    assert not door.opens("", "")


def test_whoever_guesses_waits_and_nobody_else(
    listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users.add(listed, "bob", "battery staple")
    door = users.Door(listed)
    for number in range(users.TRIES):
        assert not door.opens("ada", f"guess {number}")
    assert not door.opens("ada", "correct horse")
    assert door.opens("bob", "battery staple")
    monkeypatch.setattr(users, "WAIT", 0.0)
    assert door.opens("ada", "correct horse")


def test_who_guesses_elsewhere_shuts_nobody_out(
    listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = users.Door(listed)
    assert door.opens("ada", "correct horse", "10.0.0.1")
    for _ in range(users.TRIES + 1):
        assert not door.opens("ada", "wrong password", "10.9.9.9")
    assert not door.opens("ada", "correct horse", "10.9.9.9")
    assert not door.opens("ada", "correct horse", "10.0.0.2")
    assert door.opens("ada", "correct horse", "10.0.0.1")
    for _ in range(users.TRIES):  # nor does whoever sits there guess for ever
        assert not door.opens("ada", "wrong password", "10.0.0.1")
    assert not door.opens("ada", "correct horse", "10.0.0.1")
    monkeypatch.setattr(users, "MOST_PLACES", 1)
    monkeypatch.setattr(users, "WAIT", 0.0)
    for place in ("10.0.0.1", "10.0.0.2"):
        assert door.opens("ada", "correct horse", place)
    assert list(door._places) == [("ada", "10.0.0.2")]


def test_every_try_is_hashed_so_that_no_time_tells_a_name(
    listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = users.Door(listed)
    tried: list[str] = []
    monkeypatch.setattr(users, "matches", lambda password, _: bool(tried.append(password)))
    for number in range(2 * users.TRIES):
        assert not door.opens("nobody of that name", str(number))
        assert not door.opens("ada", str(number))
    assert len(tried) == 4 * users.TRIES


def test_who_is_removed_or_gets_another_password_is_out_at_once(
    listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    users.add(listed, "bob", "battery staple")
    door = users.Door(listed)
    sessions = users.Sessions(door)
    sessions["a"], sessions["b"] = "ada", "bob"
    assert (sessions.get("a"), sessions.get("b")) == ("ada", "bob")
    users.add(listed, "bob", "another staple")
    assert sessions.get("b") is None
    assert door.opens("bob", "another staple")
    assert not door.opens("bob", "battery staple")
    whole = listed.read_text()
    listed.write_text("".join(line for line in whole.splitlines(True) if "ada" not in line))
    assert sessions.get("a") is None
    assert not door.opens("ada", "correct horse")
    assert sessions.get("nobody") is None
    # A list that is being written, or is broken, locks nobody out, and is told once.
    sessions["c"] = "bob"
    listed.write_text("bob\n")
    assert (sessions.get("c"), sessions.get("c")) == ("bob", "bob")
    assert capsys.readouterr().err.count("Whoever could log in before still can.") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names nobody"),
        ("# only words\n\n", "names nobody"),
        ("ada\n", "line 1"),
        ("# x\nada:secret\n", "line 2"),
        ("ada:scrypt$2$aaaa$bbbb\n", "line 1"),
        ("a da:x\n", "line 1"),
    ],
)
def test_a_broken_list_is_named_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "users.txt"
    file.write_text(text)
    with pytest.raises(SettingError, match=words):
        users.read(file)


def test_a_name_twice_is_refused(listed: Path) -> None:
    listed.write_text(listed.read_text() * 2)
    with pytest.raises(SettingError, match="line 2"):
        users.read(listed)


def test_a_list_that_is_not_there_or_not_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read: No such file"):
        users.read(tmp_path / "none.txt")
    (tmp_path / "odd.txt").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(SettingError, match="not UTF-8"):
        users.read(tmp_path / "odd.txt")


def test_the_command_adds_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "users.txt"
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    assert main(["user", "ada", "--users", str(file)]) == 0
    assert "ada may log in" in capsys.readouterr().out
    assert users.Door(file).opens("ada", "correct horse")
    for arguments, words in (
        (["user", "a:b", "--users", str(file)], "cannot be used"),
        (["user", "ada", "--users", str(file)], "too short"),
        (["user", "ada"], "No list of users"),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
        assert main(arguments) == 2
        assert words in capsys.readouterr().err

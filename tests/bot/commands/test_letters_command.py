"""`python -m bot letters` as an operator types it, on both databases."""

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from bot import command_line
from bot.serve.start import utc_now
from flows.desk import Desk
from rules.experiments.letters import CardLetter
from store import outbox
from store.tables import LetterRow, LetterState
from tests import stories
from tests.bot.commands.terminal import Terminal
from tests.bot.running import ROOT


@pytest.fixture
def letters(terminal: Terminal, desk: Desk, database_url: str) -> list[int]:
    """Return the ids of two letters that were set aside, an hour and two days ago; a third one waits."""
    terminal.connect(database_url)
    with desk.begin() as session:
        outbox.put(session, [CardLetter(experiment=number) for number in (1, 2, 3)], utc_now())
    with desk.begin() as session:
        ids = [int(one) for one in session.exec(select(LetterRow.id).order_by(col(LetterRow.id))) if one]
        for letter, hours, problem in ((ids[0], 1, "not_in_channel"), (ids[1], 48, "is_archived\x1b[31m")):
            changes = {
                "state": LetterState.PARKED,
                "problem": problem,
                "created_at": utc_now() - timedelta(hours=hours),
                "closed_at": utc_now(),
            }
            session.exec(update(LetterRow).where(col(LetterRow.id) == letter).values(**changes))
    return ids


def states(desk: Desk) -> list[LetterState]:
    with desk.look() as session:
        return list(session.exec(select(LetterRow.state).order_by(col(LetterRow.id))))


def test_letters_are_listed_with_reason_and_age(terminal: Terminal, letters: list[int]) -> None:
    status, said = terminal.run("letters")
    assert status == 1
    heads, first, second, third, summary, _ = said.splitlines()
    assert heads.split() == ["ID", "WORKSPACE", "STATE", "AGE", "TRIES", "KIND", "REASON"]
    assert first.split() == [
        str(letters[0]),
        stories.WORKSPACE,
        "set-aside",
        "1",
        "h",
        "0",
        "card",
        "not_in_channel",
    ]
    assert second.split()[3:5] == ["2", "d"]
    assert third.split()[2] == "waiting"
    assert summary == "1 letter waiting, 2 set aside."
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["--state", "waiting"], [2]),
        (["--state", "set-aside"], [0, 1]),
        (["--reason", "archived"], [1]),
        (["--older", "24"], [1]),
        (["--workspace", stories.WORKSPACE], [0, 1, 2]),
        (["--older", "99999999999"], []),
    ],
)
def test_the_list_can_be_narrowed(
    terminal: Terminal, letters: list[int], words: list[str], shown: list[int]
) -> None:
    status, said = terminal.run("letters", *words)
    listed = [int(line.split()[0]) for line in said.splitlines() if stories.WORKSPACE in line]
    assert listed == [letters[one] for one in shown]
    assert status == int(bool({0, 1} & set(shown)))


def test_one_is_sent_again_and_once(terminal: Terminal, desk: Desk, letters: list[int]) -> None:
    status, said = terminal.run("letters", "again", str(letters[1]))
    assert (status, said.startswith("1 letter will be sent again")) == (0, True), said
    assert states(desk) == [LetterState.PARKED, LetterState.WAITING, LetterState.WAITING]
    status, said = terminal.run("letters", "again", str(letters[1]))
    assert (status, said.startswith(f"No letter {letters[1]} is set aside.")) == (2, True), said


def test_all_are_sent_again(terminal: Terminal, desk: Desk, letters: list[int]) -> None:
    status, said = terminal.run("letters", "again", "all")
    assert (status, said.startswith("2 letters will be sent again")) == (0, True), said
    assert set(states(desk)) == {LetterState.WAITING}
    assert terminal.run("letters")[0] == 0


@pytest.mark.parametrize("word", ["x", "-1", "²"])
def test_what_is_no_letter_is_told(terminal: Terminal, letters: list[int], word: str) -> None:
    assert terminal.run("letters", "again", "--", word)[0] == 2


def test_a_database_that_is_not_there_is_told(terminal: Terminal) -> None:
    status, said = terminal.run("letters")
    assert (status, "There is no database at nowhere.db" in said) == (2, True)


@pytest.mark.usefixtures("letters")
def test_a_workspace_that_is_not_there_is_named_and_not_called_well(terminal: Terminal) -> None:
    status, said = terminal.run("letters", "--workspace", "T0TYPO")
    assert status == 2
    assert said.startswith(f"There is no workspace T0TYPO here. There are: {stories.WORKSPACE}")


def test_tables_of_a_newer_version_and_of_another_program_are_told_apart(terminal: Terminal) -> None:
    for name, table, words in (
        ("newer.db", "alembic_version AS SELECT '9999' AS version_num", "those of a newer version"),
        ("strange.db", "experiments (number INTEGER)", "none that says of which version of Assay they are"),
    ):
        database = sqlite3.connect(terminal.folder / name)
        with database:
            database.execute(f"CREATE TABLE {table}")
        database.close()
        terminal.connect(f"sqlite:///{name}")
        status, said = terminal.run("letters")
        assert (status, words in said, "brings them up" in said) == (2, True, False), said


def test_a_folder_in_the_place_of_the_database_is_told(terminal: Terminal) -> None:
    (terminal.folder / "assay.db").mkdir()
    terminal.connect("sqlite:///assay.db")
    status, said = terminal.run("letters")
    assert (status, "unable to open database file. Let the user" in said) == (2, True), said


@pytest.mark.usefixtures("letters")
def test_who_hears_no_more_is_told_no_more(database_url: str, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "letters"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": database_url},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, b"")


def test_who_stops_a_command_sees_no_trace(terminal: Terminal) -> None:
    def stop(_words: object) -> int:
        raise KeyboardInterrupt

    terminal.patch.setitem(command_line.COMMANDS, "letters", (stop, ""))
    assert terminal.run("letters") == (130, "")

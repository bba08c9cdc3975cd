"""`python -m bot data` as an operator types it: a person's data as a file of its owner's alone, and its erasure."""

import json
import stat

import pytest

from flows.desk import Desk
from flows.people import team
from rules.people.erasing import FORMER_MEMBER
from rules.people.people import Member
from tests import stories
from tests.bot.commands.terminal import Terminal
from tests.stories import BEN, HUGO, NOW, WORKSPACE

OURS = ("--workspace", WORKSPACE)


@pytest.fixture
def at_work(terminal: Terminal, desk: Desk, database_url: str) -> Terminal:
    """Return a terminal on a database with an experiment that Ben reviewed."""
    stories.in_production(desk)
    terminal.connect(database_url)
    return terminal


def test_one_person_s_data_is_written_into_a_file_of_its_owner_s_alone(at_work: Terminal) -> None:
    status, said = at_work.run("data", "export", BEN, "--out", "ben.json", *OURS)
    assert (status, "rows to ben.json" in said) == (0, True)
    file = at_work.folder / "ben.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told = json.loads(file.read_text())
    assert (told["workspace"], told["person"]) == (WORKSPACE, BEN)
    assert [row["name"] for row in told["tables"]["members"]] == ["Ben"]
    assert {row["by"] for row in told["tables"]["reviews"]} == {BEN}


def test_a_file_that_is_there_is_not_written_over(at_work: Terminal) -> None:
    (at_work.folder / "ben.json").write_text("mine")
    status, said = at_work.run("data", "export", BEN, "--out", "ben.json", *OURS)
    assert (status, "ben.json is there already" in said) == (1, True)
    assert (at_work.folder / "ben.json").read_text() == "mine"


def test_a_file_that_cannot_be_written_is_told_as_what_it_is(at_work: Terminal) -> None:
    status, said = at_work.run("data", "export", BEN, "--out", "nowhere/ben.json", *OURS)
    assert (status, said) == (1, "nowhere/ben.json cannot be written: No such file or directory.\n")


def test_without_a_file_it_is_told(at_work: Terminal) -> None:
    status, said = at_work.run("data", "export", BEN, *OURS)
    assert status == 0
    assert json.loads(said)["person"] == BEN


def test_a_person_is_erased_and_the_journal_verifies(at_work: Terminal, desk: Desk) -> None:
    status, said = at_work.run("data", "erase", BEN, *OURS)
    assert (status, "stays under their id" in said) == (0, True)
    assert team.named(desk, BEN).name(BEN) == FORMER_MEMBER
    assert at_work.run("audit", "verify", *OURS)[0] == 0
    assert "It was erased before" in at_work.run("data", "erase", BEN, *OURS)[1]


def test_an_erasure_is_lifted(at_work: Terminal, desk: Desk) -> None:
    at_work.run("data", "erase", BEN, *OURS)
    assert at_work.run("data", "lift", BEN, *OURS)[0] == 0
    team.record_roster(desk, [Member(BEN, "Ben")], now=NOW)
    assert team.named(desk, BEN).name(BEN) == "Ben"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("erase", BEN), "Add --workspace"),
        (("erase", BEN, "--workspace", "T0NOWHERE"), "There is no workspace T0NOWHERE"),
        (("export", "U0NOBODY", *OURS), "Nobody here has the id U0NOBODY"),
        (("erase", HUGO, *OURS), "is an admin by Slack"),
    ],
)
def test_what_cannot_be_done_is_told_with_status_one(
    at_work: Terminal, typed: tuple[str, ...], why: str
) -> None:
    status, said = at_work.run("data", *typed)
    assert (status, why in said) == (1, True)

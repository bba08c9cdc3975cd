"""`python -m bot audit` as an operator types it: on both databases, on files, and with everything typed wrongly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from flows.desk import Desk
from flows.journal import disagreements, sealing, verification, watching
from rules.journal.entries import Deed, Entry
from store.database import Database
from store.journal import journal
from tests import stories
from tests.backends import on_sqlite
from tests.bot.commands.terminal import NOWHERE, Terminal
from tests.bot.packs.packing import forged, pack
from tests.bot.running import OURS, ROOT
from tests.stories import NOW


@pytest.fixture
def at_work(terminal: Terminal, desk: Desk, database_url: str) -> Terminal:
    """Return a terminal on a database with a sealed journal."""
    stories.in_production(desk)
    sealing.seal(desk, NOW)
    terminal.connect(database_url)
    return terminal


def test_as_a_process_it_verifies_and_exports_with_the_database_alone(
    desk: Desk, database_url: str, tmp_path: Path
) -> None:
    stories.in_production(desk)
    sealing.seal(desk, NOW)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}

    def run(*words: str, url: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", "audit", *words],
            cwd=tmp_path,
            env={**kept, "PYTHONPATH": str(ROOT), "DATABASE_URL": url},
            capture_output=True,
            text=True,
        )

    exported = run("export", "EXP-1", "--out", "pack.zip", "--workspace", desk.workspace, url=database_url)
    assert (exported.returncode, exported.stderr) == (0, "")
    offline = run("verify", "pack.zip", url=NOWHERE)
    assert (offline.returncode, offline.stderr) == (0, "")
    assert "Evidence pack of EXP-1" in offline.stdout


def test_an_entry_that_was_altered_in_the_database_is_named_with_status_one(
    at_work: Terminal, desk: Desk
) -> None:
    lay_hand_on(desk.database, "UPDATE journal SET detail = 'forged' WHERE deed = 'passed_gate'")
    status, said = at_work.run("audit", "verify")
    assert status == 1
    assert "promoted to production, EXP-1) was altered." in said


def lay_hand_on(database: Database, statement: str) -> None:
    """Run SQL as somebody beside Assay."""
    with database.engine.begin() as connection:
        connection.execute(text(statement))


def test_a_sound_database_says_so_with_its_head(at_work: Terminal, desk: Desk) -> None:
    status, said = at_work.run("audit", "verify")
    head = verification.verify(desk).head
    assert status == 0
    assert f"Workspace {desk.workspace}: {head.position} entries sealed." in said
    assert f"Journal head {head.digest} at entry {head.position}" in said
    assert f"The last one is of {NOW:%Y-%m-%d %H:%M:%S} UTC." in said
    assert "No posted head is known" in said
    assert f"Workspace {stories.OTHER_WORKSPACE}: {stories.GIVEN} entries sealed." in said


def test_the_line_that_it_says_is_taken_as_a_head(at_work: Terminal, desk: Desk) -> None:
    at = ("--workspace", desk.workspace)
    line = next(one for one in at_work.run("audit", "verify", *at)[1].splitlines() if "Journal head" in one)
    assert at_work.run("audit", "verify", *at, "--head", line)[0] == 0
    lay_hand_on(desk.database, "UPDATE seals SET leaf = head WHERE position = 3")
    assert at_work.run("audit", "verify", *at, "--head", line)[0] == 1


@on_sqlite
def test_entries_that_wait_are_counted(at_work: Terminal, desk: Desk) -> None:
    stories.proposed(desk)
    status, said = at_work.run("audit", "verify", "--workspace", desk.workspace)
    assert status == 0
    assert "1 entry not sealed yet; the worker seals every minute." in said


@on_sqlite
def test_a_note_that_waits_with_a_time_that_is_none_is_named(at_work: Terminal, desk: Desk) -> None:
    with desk.begin() as session:
        journal.add(session, Entry(NOW, stories.IVAN, Deed.TOOK_PACK, "EXP-1"))
    lay_hand_on(desk.database, "UPDATE journal SET at = 'some day' WHERE id = (SELECT max(id) FROM journal)")
    status, said = at_work.run("audit", "verify", "--workspace", desk.workspace)
    assert status == 1
    assert "An entry that waits to be sealed cannot be read: it was altered." in said


@on_sqlite
def test_a_pack_is_written_where_it_was_asked_for_or_here(at_work: Terminal, desk: Desk) -> None:
    where = at_work.folder / "out.zip"
    status, said = at_work.run("audit", "export", "exp 1", "--workspace", desk.workspace, "--out", str(where))
    assert (status, where.read_bytes()) == (0, pack(desk))
    assert str(where) in said
    assert at_work.run("audit", "export", "EXP-1", "--workspace", desk.workspace)[0] == 0
    assert [path.name for path in at_work.folder.glob("EXP-1-evidence-*.zip")] != []


@on_sqlite
def test_a_forged_pack_is_named_with_status_one(at_work: Terminal, desk: Desk) -> None:
    path = at_work.folder / "pack.zip"
    path.write_bytes(forged(pack(desk), "metrics.csv", lambda old: old.replace(b"0.94", b"0.99")))
    status, said = at_work.run("audit", "verify", str(path))
    assert status == 1
    assert "✗ metrics.csv was altered" in said
    assert "1 finding. docs/audit.md says what to do." in said


@on_sqlite
def test_what_a_forger_wrote_does_not_command_the_terminal(at_work: Terminal, desk: Desk) -> None:
    lay_hand_on(
        desk.database, "UPDATE journal SET subject = 'EXP-1' || char(27) || '[2J' WHERE deed = 'started'"
    )
    assert "\x1b" not in at_work.run("audit", "verify")[1]


@on_sqlite
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("verify", "missing.zip"), "missing.zip cannot be read: No such file or directory."),
        (("verify", "."), ". cannot be read: Is a directory."),
        (("verify", "notes.txt"), "This is no evidence pack, or it is damaged"),
        (("verify", "--head", "1a2b"), "is not the line of a journal head"),
        (
            ("verify", "--head", f"Journal head {'ab' * 32} at entry 3"),
            "Add --workspace, one of: T0ASSAY, T0OTHER.",
        ),
        (
            ("verify", "--workspace", "T0NOBODY"),
            "There is no workspace T0NOBODY here. There are: T0ASSAY, T0OTHER.",
        ),
        (("export", "EXP-99", "--workspace", "T0ASSAY"), "There is no EXP-99."),
        (("export", "apollo", "--workspace", "T0ASSAY"), "“apollo” is not an experiment's id."),
        (("export", "EXP-1"), "There are several workspaces. Add --workspace, one of: T0ASSAY, T0OTHER."),
        (
            ("export", "EXP-1", "--workspace", "T0ASSAY", "--out", "no/folder.zip"),
            "no/folder.zip cannot be written",
        ),
    ],
)
def test_what_is_typed_wrongly_gets_one_clear_sentence(
    at_work: Terminal, words: tuple[str, ...], sentence: str
) -> None:
    (at_work.folder / "notes.txt").write_text("no pack")
    status, said = at_work.run("audit", *words)
    assert status == 1
    assert sentence in said
    assert len(said.strip().splitlines()) == 1


def test_without_a_database_none_is_made(terminal: Terminal) -> None:
    status, said = terminal.run("audit", "verify")
    assert (status, said) == (
        1,
        "There is no database at nowhere.db. Set DATABASE_URL to the one of Assay.\n",
    )
    assert list(terminal.folder.iterdir()) == []


def test_a_database_without_tables_is_told_apart(terminal: Terminal, empty_database_url: str) -> None:
    terminal.connect_without_tables(empty_database_url)
    status, said = terminal.run("audit", "verify")
    assert (status, "python -m bot migrate" in said) == (1, True)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://host/x", "DATABASE_URL: write it like"),
        ("postgresql://u:secret@127.0.0.1:1/x", "cannot be used"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(terminal: Terminal, url: str, said: str) -> None:
    terminal.connect(url)
    status, words = terminal.run("audit", "verify")
    assert (status, said in words, "secret" in words) == (1, True, False)


@pytest.mark.parametrize("words", [(), ("verfy",), ("export",)])
def test_an_unknown_word_is_answered_with_the_ones_there_are(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    status, said = terminal.run("audit", *words)
    assert status == 2
    assert "usage: python -m bot audit" in said


def test_a_long_verification_says_how_far_it_is_and_the_first_of_what_it_finds(
    at_work: Terminal, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "TOLD_EVERY", 1)
    monkeypatch.setattr(disagreements, "TOLD_EVERY", 1)
    monkeypatch.setattr(verification, "MOST_FINDINGS", 1)
    stories.proposed(desk)
    sealing.seal(desk, NOW)
    with desk.database.writer, desk.database.engine.begin() as connection:
        connection.execute(text("UPDATE experiments SET title = 'forged'"))
    status, said = at_work.run("audit", "verify")
    assert status == 1
    assert "  … 2 experiments held against their facts" in said
    assert "  … and 1 more like these." in said
    assert "  2 findings. docs/audit.md says what to do." in said

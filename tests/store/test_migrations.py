"""The migrations lead from nothing to the tables of `store.tables`, and back."""

import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import event, inspect
from sqlmodel import select

from flows.journal import sealing, verification
from flows.lifecycle import handovers
from flows.waiting import waits
from rules.ceremonies.review.letters import AgendaLetter
from rules.ceremonies.standup.letters import StandupAskLetter
from rules.ceremony_names import Ceremony, HoldingKey
from rules.experiments.experiment import Stage
from rules.experiments.letters import CardLetter
from rules.letters import ParkedLetter
from rules.message_keys import ask_of, board_of, card_of, part_of
from rules.people.accounts import Account
from rules.people.people import Member
from rules.people.tokens import Ending
from rules.waiting.review_days import ReviewDays, review_days
from store import migrate, outbox, postings
from store.database import Database
from store.every_table import METADATA
from store.experiments import experiments, follow_ups
from store.experiments.experiment_tables import ExperimentRow
from store.journal import seals
from store.learning import search_indexes
from store.mapping import fact_of
from store.migrations import progress
from store.people import members
from store.people.token_tables import TokenRow
from store.postings import Posting
from store.tables import LetterRow
from tests import stories
from tests.children import ROOT, child, said, tell

ALL_TABLES = {table.name for table in METADATA.sorted_tables} | {"alembic_version"}


def tables(database: Database) -> set[str]:
    """Return the names of the tables that are there, without those of SQLite's full-text index."""
    with database.reading.connect() as connection:
        names = inspect(connection).get_table_names()
    return {name for name in names if not search_indexes.is_ours(name)}


def test_upgrading_from_nothing_makes_every_table(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert not migrate.is_current(database)
    migrate.upgrade(database)
    assert migrate.is_current(database)
    assert tables(database) == ALL_TABLES
    database.close()


def test_the_newest_tables_are_told_by_the_names_of_the_migrations() -> None:
    scripts = ScriptDirectory(str(migrate.MIGRATIONS))
    assert {script.revision for script in scripts.walk_revisions()} == migrate.known_revisions()
    assert [max(migrate.known_revisions())] == scripts.get_heads()


def test_upgrading_again_changes_nothing(database: Database) -> None:
    stories.proposed(stories.open_desk(database, stories.WORKSPACE))
    migrate.upgrade(database)
    assert migrate.is_current(database)
    assert stories.proposed(stories.desk_of(database, stories.WORKSPACE)).number == 2


def test_the_tables_and_the_migrations_agree(database: Database) -> None:
    with database.engine.begin() as connection:
        configuration = migrate.configuration(connection)
        # Alembic writes to where it was imported, which may have been another test.
        configuration.stdout = sys.stdout
        command.check(configuration)


def test_downgrading_takes_every_table_away(database: Database) -> None:
    with database.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "base")
    assert tables(database) == {"alembic_version"}
    assert not migrate.is_current(database)


def test_who_waits_for_a_long_migration_is_told_how_far_it_is(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "TOLD_EVERY", 2)
    database, told = Database(empty_database_url), list[str]()
    with database.engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), "0005")
        for number in range(5):
            connection.exec_driver_sql(
                'INSERT INTO journal (workspace, at, "by", deed, subject, detail, changes)'
                f" VALUES ('T1', '2026-03-02 09:30:00', 'U1', 'proposed', 'EXP-{number}', '', '[]')"
            )
    migrate.upgrade(database, told.append)
    database.close()
    assert told[:3] == ["2 entries numbered", "4 entries numbered", "tables of 0006"]
    assert told[-1] == f"tables of {max(migrate.known_revisions())}"


def test_a_downgraded_database_can_be_upgraded(database: Database) -> None:
    with database.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "base")
    migrate.upgrade(database)
    assert tables(database) == ALL_TABLES


def test_a_migration_that_fails_at_its_last_table_leaves_none(empty_database_url: str) -> None:
    database = Database(empty_database_url)

    def fill_disk(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "CREATE TABLE reviews" in statement:
            raise OSError("no space left on device")

    event.listen(database.engine, "before_cursor_execute", fill_disk)
    with pytest.raises(OSError, match="no space left"):
        migrate.upgrade(database)
    event.remove(database.engine, "before_cursor_execute", fill_disk)
    assert tables(database) == set()
    migrate.upgrade(database)
    assert tables(database) == ALL_TABLES
    database.close()


def test_two_processes_that_upgrade_at_once_both_succeed(empty_database_url: str) -> None:
    with ExitStack() as stack:
        pair = [stack.enter_context(child("tests.store.upgrading", empty_database_url)) for _ in range(2)]
        assert [said(process) for process in pair] == ["ready", "ready"]
        for process in pair:
            tell(process, "go")
        assert [said(process) for process in pair] == ["upgraded", "upgraded"]
    database = Database(empty_database_url)
    assert migrate.is_current(database)
    database.close()


def test_alembic_by_hand_upgrades_the_database_of_the_environment(empty_database_url: str) -> None:
    alembic = [sys.executable, "-m", "alembic", "upgrade", "head"]
    environment = {**os.environ, "DATABASE_URL": empty_database_url}
    subprocess.run(alembic, cwd=ROOT, env=environment, check=True, capture_output=True)
    database = Database(empty_database_url)
    assert migrate.is_current(database)
    assert tables(database) == ALL_TABLES
    database.close()


# What version 0001 kept: the cards of experiments, messages of holdings, asks, and letters that wait.
BEFORE = """
INSERT INTO experiments (workspace, number, title, hypothesis, owner, proposer, workstream, channel, proposed_at, stage,
    stage_since, revision, board_since, round, risk, forecast, metrics, artifacts, budget, requirements, rollout,
    closing_note, learning, closed_by)
    VALUES ('T1', 1, 'Shorter', 'Because', 'U1', 'U1', 'experimentation', 'C1', '2026-03-02 09:30:00', 'in_review',
    '2026-03-02 09:30:00', 1, 1, 0, 'medium', 'null', '[]', '[]', '{}', '{}', '{}', '', '', '');
INSERT INTO postings VALUES ('T1', 1, 'card', 0, 'C1', '1.1', 'https://slack.example/1');
INSERT INTO postings VALUES ('T1', 1, 'board', 2, 'C1', '1.2', '');
INSERT INTO occurrences (workspace, channel, ceremony, day, starts_at, standing, late, facilitator, options)
    VALUES ('T1', 'C2', 'review', '2026-03-04', '2026-03-04 13:00:00', 'open', false, 'U1', '{}');
INSERT INTO ceremony_postings VALUES ('T1', 'C2', 'review', '2026-03-04', 'agenda', 'C2', '2.1');
INSERT INTO asks VALUES ('T1', 'C2', '2026-03-03', 'U2', NULL, 'D2', '3.1');
INSERT INTO asks VALUES ('T1', 'C2', '2026-03-04', 'U2', '2026-03-04 08:00:00', '', '');
INSERT INTO letters (workspace, lane, kind, facts, state, attempts, due_at, created_at, problem) VALUES
    ('T1', 'experiment:1', 'card', '{"experiment": 1}', 'waiting', 0, '2026-03-02 09:30:00', '2026-03-02 09:30:00', ''),
    ('T1', 'ceremony:C2:review', 'agenda', '{"channel": "C2", "ceremony": "review", "holding": "C2:review:2026-03-04"}',
     'waiting', 0, '2026-03-02 09:30:00', '2026-03-02 09:30:00', ''),
    ('T1', 'person:U2', 'standup_ask', '{"user": "U2", "holding": "C2:standup:2026-03-04"}',
     'waiting', 0, '2026-03-02 09:30:00', '2026-03-02 09:30:00', ''),
    ('T1', 'admin:U1', 'parked', '{"to": "U1", "letter": "card", "problem": "is_archived", "experiment": 1, "revision": 2}',
     'waiting', 0, '2026-03-02 09:30:00', '2026-03-02 09:30:00', '')
"""


def test_what_the_first_version_kept_is_carried_over(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    with database.writer, database.engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), "0001")
        for statement in BEFORE.split(";\n"):
            connection.exec_driver_sql(statement)
    migrate.upgrade(database)
    holding = HoldingKey("C2", Ceremony.REVIEW, date(2026, 3, 4))
    standup = HoldingKey("C2", Ceremony.STANDUP, date(2026, 3, 3))
    with database.look("T1") as session:
        assert postings.find(session, card_of(1)) == Posting("C1", "1.1", "https://slack.example/1")
        assert postings.find(session, board_of(1, 2)) == Posting("C1", "1.2")
        assert postings.find(session, part_of(holding, "agenda")) == Posting("C2", "2.1")
        assert postings.find(session, ask_of(standup, "U2")) == Posting("D2", "3.1")
        kept = [outbox.errand_of(row).letter for row in session.exec(select(LetterRow).order_by("id"))]
    assert kept == [
        CardLetter(experiment=1),
        AgendaLetter(holding=holding),
        StandupAskLetter(user="U2", holding=replace(standup, day=date(2026, 3, 4))),
        ParkedLetter(to="U1", letter="card", problem="is_archived", experiment=1),
    ]
    database.close()


def kept_by_0010(number: int, made_at: str, revoked_at: str = "NULL") -> str:
    """Return the statement that keeps a token as it was before tokens expired."""
    return (
        "INSERT INTO tokens (workspace, number, name, digest, hint, made_by, made_at, revoked_by, revoked_at, minute,"
        f" requests) VALUES ('T1', {number}, 'ci {number}', '{number}', 'abcd', 'U1', '{made_at}', '', {revoked_at},"
        f" '{made_at}', 7)"
    )


def test_no_token_is_locked_out_when_tokens_begin_to_expire(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    now = datetime.now(UTC)
    ages = {1: 10, 2: 82, 3: 84, 4: 800}
    with database.writer, database.engine.begin() as connection:
        settings = migrate.configuration(connection)
        before = ScriptDirectory.from_config(settings).get_revision("0004").down_revision
        command.upgrade(settings, before)
        for number, days in ages.items():
            made_at = f"{now - timedelta(days=days):%Y-%m-%d %H:%M:%S.%f}"
            connection.exec_driver_sql(kept_by_0010(number, made_at))
        connection.exec_driver_sql(
            kept_by_0010(5, "2026-01-01 00:00:00.000000", "'2026-01-02 00:00:00.000000'")
        )
    migrate.upgrade(database)
    with database.look("T1") as session:
        kept = {row.number: row for row in session.exec(select(TokenRow))}
        days_left = {number: round((kept[number].expires_at - now) / timedelta(days=1)) for number in ages}
        # Made so long ago that no week is left to tell people in: 90 days from the upgrade.
        assert days_left == {1: 80, 2: 8, 3: 90, 4: 90}
        assert all(
            row.expires_at - row.remind_at == timedelta(days=7) for row in kept.values() if row.remind_at
        )
        assert {(row.project, row.requests) for row in kept.values()} == {(None, ())}
        assert (kept[5].ending, kept[5].remind_at) == (Ending.REVOKED, None)
        assert {kept[number].ending for number in ages} == {None}
    with database.writer, database.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), before)
    database.close()


def test_who_left_before_accounts_were_kept_is_deactivated_and_back(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    columns = "(workspace, id, name, duties, is_slack_admin, is_active, zone)"
    with database.writer, database.engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), "0004")
        for user, is_active in (("U1", "true"), ("U2", "false")):
            row = f"('T1', '{user}', 'Name', '[]', false, {is_active}, 'UTC')"
            connection.exec_driver_sql(f"INSERT INTO members {columns} VALUES {row}")
    migrate.upgrade(database)
    with database.begin("T1") as session:
        kinds = {member.id: member.account for member in members.team(session)}
        assert kinds == {"U1": Account.PERSON, "U2": Account.DEACTIVATED}
        members.save(session, Member(id="U1", name="Name", account=Account.GUEST))
    with database.writer, database.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "0004")
        left = connection.exec_driver_sql("SELECT id FROM members WHERE NOT is_active ORDER BY id")
        assert left.scalars().all() == ["U1", "U2"]
    database.close()


def test_what_was_done_before_findings_were_asked_for_holds_nothing(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    columns = (
        "workspace, channel, ceremony, day, decision, reason, task, owner, holds, by, at, done_by, done_at"
    )
    when = "'2026-03-02 09:30:00+00:00'"
    with database.writer, database.engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), "0006")
        connection.exec_driver_sql(
            "INSERT INTO holdings (workspace, channel, ceremony, day, starts_at, standing, late, facilitator, options)"
            f" VALUES ('T1', 'C1', 'ethics', '2026-03-02', {when}, 'closed', false, '', '{{}}')"
        )
        for task, done in (("Open", "'', NULL"), ("Done", f"'U2', {when}")):
            row = f"'T1', 'C1', 'ethics', '2026-03-02', 'No', 'Gaps', '{task}', 'U1', true, 'U3', {when}, {done}"
            connection.exec_driver_sql(f"INSERT INTO follow_ups ({columns}) VALUES ({row})")
    migrate.upgrade(database)
    with database.begin("T1") as session:
        kept = {number: follow_ups.get_follow_up(session, number) for number in (1, 2)}
        assert [one.is_holding for one in kept.values()] == [True, False]
        assert (kept[2].lifted_by, kept[2].lifted_at, kept[2].finding) == ("U2", kept[2].done_at, "")
        follow_ups.keep_done(session, 1, "U1", stories.NOW)
    with database.writer, database.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "0006")
        still = connection.exec_driver_sql("SELECT task FROM follow_ups WHERE done_at IS NULL")
        assert still.scalars().all() == ["Open"]
    database.close()


def test_who_is_asked_and_what_is_late_is_found_after_the_upgrade(database: Database) -> None:
    desk = stories.desk_of(database, stories.WORKSPACE)
    stories.proposed(desk, target="")
    stories.ask_handover(desk, stories.proposed(desk, target="2026-03-09"))
    declined = stories.ask_handover(desk, stories.proposed(desk))
    handovers.decline(desk, declined.number, 0, by=stories.IVAN, now=stories.NOW)
    with database.writer, database.engine.begin() as connection:
        settings = migrate.configuration(connection)
        before = ScriptDirectory.from_config(settings).get_revision("0011").down_revision
        command.downgrade(settings, before)
    migrate.upgrade(database)
    assert [one.number for one in waits.waits_for(desk, stories.IVAN, stories.NOW)] == [2]
    with database.look(stories.WORKSPACE) as session:
        late, total = experiments.page(session, late_on=date(2026, 3, 10), limit=9)
    assert ([one.number for one in late], total) == ([2], 1)


def test_since_when_an_experiment_belongs_on_an_agenda_is_found_after_the_upgrade(database: Database) -> None:
    desk = stories.open_desk(database, stories.WORKSPACE)
    for stage in (Stage.RUNNING, Stage.IN_REVIEW, Stage.IN_PRODUCTION):
        stories.at(desk, stage)
    with database.writer, database.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "0017")
    migrate.upgrade(database)
    with desk.look() as session:
        rows = list(session.exec(select(ExperimentRow)))
        assert [fact_of(ReviewDays, row) for row in rows] == [review_days(row.state) for row in rows]
        assert {row.is_live for row in rows} == {True, False}


def test_an_entry_waits_once_where_the_version_before_notes_it_too(database: Database) -> None:
    """The version before wrote a note of its own behind each entry, and may go on doing so beside this one."""
    desk = stories.desk_of(database, stories.WORKSPACE)
    stories.proposed(desk)
    with database.look(desk.workspace) as session:
        waiting = seals.unsealed(session)
    note = "INSERT INTO unsealed (workspace, entry) SELECT workspace, id FROM journal WHERE subject = 'EXP-1'"
    with database.engine.begin() as connection:
        connection.exec_driver_sql(note)
    with database.look(desk.workspace) as session:
        assert seals.unsealed(session) == waiting
    assert waiting == (1, 0)
    assert sealing.seal(desk, stories.NOW) == 1
    assert verification.verify(desk).findings == ()

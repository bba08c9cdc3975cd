"""The migrations lead from nothing to the tables of `store.tables`, and back."""

import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import date

import pytest
from alembic import command
from sqlalchemy import event, inspect
from sqlmodel import select

from rules.ceremonies.review.letters import AgendaLetter
from rules.ceremonies.standup.letters import StandupAskLetter
from rules.ceremony_names import Ceremony, HoldingKey
from rules.experiments.letters import CardLetter
from rules.letters import ParkedLetter
from rules.message_keys import ask_of, board_of, card_of, part_of
from rules.people.accounts import Account
from rules.people.people import Member
from store import migrate, outbox, postings
from store.database import Database
from store.every_table import METADATA
from store.learning import search_indexes
from store.people import members
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


def test_upgrading_again_changes_nothing(database: Database) -> None:
    stories.proposed(stories.open_desk(database, stories.WORKSPACE))
    migrate.upgrade(database)
    assert migrate.is_current(database)
    assert stories.proposed(stories.desk_of(database, stories.WORKSPACE)).number == 2


def test_the_tables_and_the_migrations_agree(database: Database) -> None:
    with database.engine.begin() as connection:
        command.check(migrate.configuration(connection))


def test_downgrading_takes_every_table_away(database: Database) -> None:
    with database.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "base")
    assert tables(database) == {"alembic_version"}
    assert not migrate.is_current(database)


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


def test_who_left_before_accounts_were_kept_is_deactivated_and_back(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    columns = "(workspace, id, name, duties, is_slack_admin, is_active, zone)"
    with database.writer, database.engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), "0002")
        for user, is_active in (("U1", "true"), ("U2", "false")):
            row = f"('T1', '{user}', 'Name', '[]', false, {is_active}, 'UTC')"
            connection.exec_driver_sql(f"INSERT INTO members {columns} VALUES {row}")
    migrate.upgrade(database)
    with database.begin("T1") as session:
        kinds = {member.id: member.account for member in members.team(session).members}
        assert kinds == {"U1": Account.PERSON, "U2": Account.DEACTIVATED}
        members.save(session, Member(id="U1", name="Name", account=Account.GUEST))
    with database.writer, database.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "0002")
        left = connection.exec_driver_sql("SELECT id FROM members WHERE NOT is_active ORDER BY id")
        assert left.scalars().all() == ["U1", "U2"]
    database.close()

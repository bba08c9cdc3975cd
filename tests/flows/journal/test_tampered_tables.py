"""Tampering with the tables by SQL: whatever stands there that the facts do not give is named, and where."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from flows.desk import Desk
from flows.journal import sealing, verification
from flows.people import team
from rules.journal.audit import Flaw
from rules.people.people import Duty
from store.journal import seals
from store.postings import Posting
from tests import stories
from tests.begun import begun
from tests.stories import HUGO, IVAN, NOW

Document = dict[str, Any]


@pytest.fixture
def decided(desk: Desk) -> Desk:
    """Return a desk with an experiment in production, one with an override, and a token; all is sealed."""
    return begun(desk, decide_all)


def decide_all(desk: Desk) -> None:
    """Bring an experiment into production, override a check of another one, give a token and duties, and seal all."""
    stories.in_production(desk)
    stories.confirm_override(desk, stories.ask_override(desk, stories.unrehearsed(desk)))
    stories.token(desk)
    team.give_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=NOW)
    team.give_duty(desk, HUGO, Duty.SECURITY, by=HUGO, now=NOW)
    sealing.seal(desk, NOW)


def lay_hand_on(desk: Desk, *statements: str, **parameters: Any) -> None:
    """Run SQL as somebody beside Assay, in this workspace alone."""
    with desk.database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), parameters)


def rewrite(desk: Desk, table: str, column: str, edit: Callable[[Document], None]) -> None:
    """Change a document of experiment 1 as somebody beside Assay."""
    key = "number" if table == "experiments" else "experiment"
    where = f"WHERE workspace = '{desk.workspace}' AND {key} = 1"
    with desk.database.engine.begin() as connection:
        kept = connection.execute(text(f'SELECT "{column}" FROM {table} {where}')).scalar_one()
        document = json.loads(kept) if isinstance(kept, str) else kept
        edit(document)
        changed = {"changed": json.dumps(document)}
        connection.execute(text(f'UPDATE {table} SET "{column}" = :changed {where}'), changed)


def named(desk: Desk) -> list[str]:
    """Return what a verification says."""
    return [finding.words for finding in verification.verify(desk).findings]


def altered(field: str, of: str = "EXP-1") -> str:
    """Return the sentence about a field that the facts do not give."""
    return f"The {field} in the record of {of} was altered: its facts say otherwise."


def test_what_nobody_laid_hand_on_is_sound(decided: Desk) -> None:
    assert named(decided) == []


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'Never mind.'",
        "kind = 'business'",
        "revision = 7",
        f"digest = '{'0' * 64}'",
        "verdict = 'reject'",
        "\"by\" = 'U0IVAN'",
        "\"at\" = '2020-01-01 00:00:00+00:00'",
    ],
)
def test_an_altered_review_is_named(decided: Desk, change: str) -> None:
    lay_hand_on(decided, f"UPDATE reviews SET {change} WHERE experiment = 1 AND ordinal = 1")
    assert named(decided) == [altered("reviews")]


def test_a_removed_review_is_named(decided: Desk) -> None:
    lay_hand_on(decided, "DELETE FROM reviews WHERE experiment = 1 AND ordinal = 1")
    assert named(decided) == [altered("reviews")]


@pytest.mark.parametrize("change", ["reason = 'Never mind.'", "outcome = 'refused'", "settled_by = 'U0BEN'"])
def test_an_altered_override_is_named(decided: Desk, change: str) -> None:
    lay_hand_on(decided, f"UPDATE overrides SET {change}")
    assert named(decided) == [altered("overrides", "EXP-2")]


@pytest.mark.parametrize(
    "change",
    [
        "owner = 'U0IVAN'",
        "proposer = 'U0IVAN'",
        "stage = 'retired'",
        "title = 'Another'",
        "risk = 'high'",
        "round = 5",
        "finished_at = NULL",
        "workstream = 'governance'",
    ],
)
def test_an_altered_column_is_named(decided: Desk, change: str) -> None:
    lay_hand_on(decided, f"UPDATE experiments SET {change} WHERE number = 1")
    assert named(decided) == [altered(change.split(" =")[0].replace("_", " "))]


def put(path: str, value: Any) -> Callable[[Document], None]:
    """Return what puts another value at a place of a document."""

    def edit(document: Any) -> None:
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        for step in way:
            document = document[step]
        assert document[last] != value
        document[last] = value

    return edit


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("reviews.0.reason", "Never mind."),
        ("reviews.0.kind", "business"),
        ("reviews.0.revision", 7),
        ("reviews.0.digest", "0" * 64),
        ("approvals.0.round", 2),
        ("approvals.0.by", "U0IVAN"),
        ("approvals.0.verdict", "decline"),
        ("requirements.one_seat_each", False),
        ("metrics.0.threshold", "0.5"),
        ("artifacts.0.reference", "https://elsewhere.example"),
        ("measurements.0.value", "0.99"),
        ("budget.monthly_cost", "1"),
        ("budget.stated_at", "2020-01-01T00:00:00Z"),
        ("rollout.rollback_owner", "U0IVAN"),
        ("owner", "U0IVAN"),
        ("stage", "retired"),
        ("revision", 3),
        ("learning", "It worked."),
        ("hypothesis", "Another."),
        ("target", None),
    ],
)
def test_an_altered_state_is_named(decided: Desk, path: str, value: Any) -> None:
    rewrite(decided, "experiments", "state", put(path, value))
    assert named(decided) == [altered(path.split(".")[0])]


def test_a_state_and_its_column_altered_alike_are_named(decided: Desk) -> None:
    rewrite(decided, "experiments", "state", put("owner", "U0IVAN"))
    lay_hand_on(decided, "UPDATE experiments SET owner = 'U0IVAN' WHERE number = 1")
    assert named(decided) == [altered("owner")]


def test_a_state_that_cannot_be_read_is_named(decided: Desk) -> None:
    lay_hand_on(decided, "UPDATE experiments SET state = 'no JSON' WHERE number = 1")
    assert named(decided) == ["The record of EXP-1 cannot be read: it was altered."]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("watches.0.metric.threshold", "0.5"),
        ("rollback_owner", "U0IVAN"),
        ("stages.0.percent", 100),
        ("approvals.0.1", "U0IVAN"),
        ("watches", "no list"),
    ],
)
def test_an_altered_plan_is_named(decided: Desk, path: str, value: Any) -> None:
    rewrite(decided, "plans", "plan", put(path, value))
    assert named(decided) == ["The plan of round 1 of EXP-1 was altered: its facts say otherwise."]


def test_a_removed_plan_is_named(decided: Desk) -> None:
    lay_hand_on(decided, "DELETE FROM plans")
    assert named(decided) == ["The plan of round 1 of EXP-1 was removed; its facts are there."]


@pytest.mark.parametrize("user", [stories.BEN, IVAN, HUGO])
def test_an_altered_duty_is_named(decided: Desk, user: str) -> None:
    lay_hand_on(
        decided,
        f"UPDATE members SET duties = '[\"product_owner\"]' WHERE workspace = '{decided.workspace}' AND id = '{user}'",
    )
    assert named(decided) == [altered("duties", user)]


def test_a_duty_that_nobody_gave_is_named(decided: Desk) -> None:
    columns = "(workspace, id, name, duties, is_slack_admin, account, zone)"
    row = f"('{decided.workspace}', 'U0NEW', 'New', '[\"ethics\"]', false, 'person', 'UTC')"
    lay_hand_on(decided, f"INSERT INTO members {columns} VALUES {row}")
    (words,) = named(decided)
    assert words == "The record of U0NEW has no facts: it was inserted, or its facts were removed."


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("name = 'other'", "name"),
        ("made_by = 'U0IVAN'", "made by"),
        ("hint = 'zzzz'", "hint"),
        ("expires_at = '2030-01-01 00:00:00+00:00'", "expires at"),
        ("revoked_at = '2026-03-03 00:00:00+00:00'", "revoked at"),
        ("ending = 'revoked'", "ending"),
    ],
)
def test_an_altered_token_is_named(decided: Desk, change: str, field: str) -> None:
    lay_hand_on(decided, f"UPDATE tokens SET {change}")
    assert named(decided) == [altered(field, "API token 1")]


# Entries that never reach their seal


def waiting_of(desk: Desk, subject: str) -> list[int]:
    """Return the ids of the entries about a subject, oldest first."""
    with desk.database.reading.connect() as connection:
        mine = "SELECT id FROM journal WHERE workspace = :workspace AND subject = :subject ORDER BY id"
        found = connection.execute(text(mine), {"workspace": desk.workspace, "subject": subject})
        return [int(one) for one in found.scalars()]


@pytest.mark.parametrize("is_sealed_then", [False, True])
@pytest.mark.parametrize("place", [0, 2, -1])
def test_an_entry_that_was_removed_with_its_mark_before_it_was_sealed_is_named(
    desk: Desk, place: int, is_sealed_then: bool
) -> None:
    stories.measured(desk)
    entry = waiting_of(desk, "EXP-1")[place]
    lay_hand_on(
        desk, f"DELETE FROM unsealed WHERE entry = {entry}", f"DELETE FROM journal WHERE id = {entry}"
    )
    if is_sealed_then:
        sealing.seal(desk, NOW)
    found = verification.verify(desk).findings
    assert [finding.flaw for finding in found] == [Flaw.REMOVED]
    assert "EXP-1" in found[0].words


def test_all_entries_of_an_experiment_that_were_removed_with_their_marks_are_named(desk: Desk) -> None:
    stories.measured(desk)
    lay_hand_on(desk, *[
        statement
        for entry in waiting_of(desk, "EXP-1")
        for statement in (
            f"DELETE FROM unsealed WHERE entry = {entry}",
            f"DELETE FROM journal WHERE id = {entry}",
        )
    ])  # fmt: skip
    (words,) = named(desk)
    assert words.startswith("EXP-1 counts 4 entries of its history; the journal has 0")


def test_a_waiting_entry_whose_fact_was_altered_is_named(desk: Desk) -> None:
    stories.measured(desk)
    entry = waiting_of(desk, "EXP-1")[-1]
    lay_hand_on(desk, f"UPDATE journal SET fact = replace(fact, '620', '500') WHERE id = {entry}")
    assert named(desk) == [altered("measurements")]


@pytest.mark.parametrize("forged", ["fact = 'no JSON'", "deed = 'no such deed'", "kind = 'member'"])
def test_a_waiting_entry_that_reads_no_more_is_named(desk: Desk, forged: str) -> None:
    stories.measured(desk)
    lay_hand_on(desk, f"UPDATE journal SET {forged} WHERE id = {waiting_of(desk, 'EXP-1')[-1]}")
    assert named(desk) != []


def test_an_entry_that_was_dated_back_is_named(decided: Desk) -> None:
    """Who inserts an entry with all that it takes to be sealed cannot give it another time than its neighbours'."""
    at = f"{NOW - timedelta(days=30):%Y-%m-%d %H:%M:%S}.000000"
    columns = 'workspace, "at", "by", deed, subject, detail, changes, version, number, kind, fact'
    count = f"(SELECT facts FROM experiments WHERE workspace = '{decided.workspace}' AND number = 1)"
    lay_hand_on(
        decided,
        f"UPDATE experiments SET facts = facts + 1 WHERE workspace = '{decided.workspace}' AND number = 1",
        f"INSERT INTO journal ({columns}) VALUES ('{decided.workspace}', '{at}', 'U0IVAN', 'noted', 'EXP-1', 'I warned you.',"
        f" '[]', 2, {count}, '', '')",
        "INSERT INTO unsealed (workspace, entry) SELECT workspace, id FROM journal WHERE detail = 'I warned you.'",
    )
    sealing.seal(decided, NOW)
    (finding,) = verification.verify(decided).findings
    assert finding.flaw is Flaw.MISDATED
    assert "noted, EXP-1" in finding.words


def test_a_whole_journal_that_was_sealed_anew_is_known_from_what_slack_was_told(decided: Desk) -> None:
    head = verification.verify(decided).head
    sealing.keep_posted(decided, head, Posting(stories.REVIEW_CHANNEL, "1.1"), NOW)
    entry = waiting_of(decided, "EXP-1")[1]
    mine = f"workspace = '{decided.workspace}'"
    lay_hand_on(
        decided,
        f"UPDATE journal SET \"by\" = 'U0IVAN' WHERE id = {entry}",
        f"DELETE FROM seals WHERE {mine}",
        f"DELETE FROM journal_heads WHERE {mine}",
        f"INSERT INTO unsealed (workspace, entry) SELECT workspace, id FROM journal WHERE {mine}",
    )
    sealing.seal(decided, NOW)
    with decided.look() as session:
        assert seals.standing(session).tree.size == head.position
    (finding,) = verification.verify(decided).findings
    assert finding.flaw is Flaw.REWRITTEN


def test_who_becomes_an_admin_of_slack_loses_the_duty_that_was_given_here_with_a_fact(desk: Desk) -> None:
    team.give_duty(desk, IVAN, Duty.ADMIN, by=HUGO, now=NOW)
    (ivan,) = (member for member in stories.TEAM if member.id == IVAN)
    team.record_roster(desk, [replace(ivan, is_slack_admin=True)], now=NOW)
    assert named(desk) == []


def test_who_was_given_a_duty_that_was_taken_again_is_sound(desk: Desk) -> None:
    team.give_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=NOW)
    team.take_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=NOW)
    assert named(desk) == []

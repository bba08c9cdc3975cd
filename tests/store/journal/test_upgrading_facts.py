"""What the version before facts kept is carried over: the same state, a journal that still verifies, the old prose."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, Table

from flows.journal import sealing, verification
from flows.lifecycle import decisions
from rules.experiments.experiment import (
    Approval,
    ApprovalKind,
    Budget,
    Experiment,
    Hold,
    Review,
    ReviewKind,
    Stage,
    Verdict,
)
from rules.experiments.metrics import Measurement
from rules.experiments.overrides import Item, Override, OverrideOutcome
from rules.experiments.state import experiment_of
from rules.journal.entries import Deed
from rules.journal.facts import is_same
from rules.journal.lines import Line, instant, leaf
from rules.journal.merkle import Tree
from rules.lifecycle.seats import ReviewSeat
from rules.people.people import Duty
from store import migrate
from store.database import Database
from store.experiments import experiments
from store.journal import journal
from store.people import members
from tests import stories

WORKSPACE = "T0OLD"
OURS = {"workspace": WORKSPACE}
AT = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
DAY = date(2026, 3, 6)
DIGEST = "ab" * 32
METRIC = {
    "name": "accuracy",
    "comparison": ">=",
    "threshold": "0.920",
    "unit": "",
    "baseline": "0.88",
    "is_guardrail": False,
}
EXPERIMENT = {
    "number": 1,
    "title": "Кириллица, 漢字",
    "hypothesis": "Because.",
    "owner": "U0ANA",
    "proposer": "U0ANA",
    "workstream": "optimization",
    "target": DAY,
    "channel": "C0LAB",
    "proposed_at": AT,
    "stage": "in_review",
    "stage_since": AT,
    "revision": 2,
    "board_since": 1,
    "round": 1,
    "risk": "high",
    "metrics": [METRIC],
    "artifacts": [
        {"kind": "model", "reference": "v2", "added_by": "U0ANA", "added_at": "2026-03-02T09:30:00Z"}
    ],
    "budget": {"monthly_cost": "900", "monthly_budget": "1200.50", "stated_at": "2026-03-02T09:30:00Z"},
    "learning": "It helps.",
}
MILESTONE = {"title": "Beta", "due": "2026-05-01", "done_at": None}
PROJECT = {
    "number": 3,
    "name": "Búsqueda",
    "folded_name": "búsqueda",
    "workstream": "governance",
    "members": ["U0ANA"],
    "milestones": [MILESTONE],
    "channel": "C0LAB",
    "created_by": "U0ANA",
}
VERDICT = {"experiment": 1, "revision": 1, "by": "U0BEN", "at": AT, "reason": "Fine — „gut“."}
JOURNAL = (
    ("proposed", "U0ANA", "Кириллица, 漢字", AT),
    ("measured", "U0ANA", "accuracy 0.940", AT),
    ("approved_review", "U0BEN", "technical review of revision 1: Fine — „gut“.", AT),
    ("noted", "U0ANA", "AI ethics review: hm", LATER),
)  # fmt: skip


class Old:
    """A database of the version before, and how rows come into it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.tables = MetaData()

    def insert(self, into: str, /, **values: Any) -> None:
        """Insert a row; a column of which nothing is said is empty."""
        table = Table(into, self.tables, autoload_with=self.connection)
        absent = {
            column.name: filler(column.type.python_type, column.name)
            for column in table.columns
            if not column.nullable and column.name not in {*values, "id"}
        }
        self.connection.execute(table.insert().values({**absent, **OURS, **values}))

    def fill(self) -> None:
        """Leave rows of everything that is decided."""
        self.insert("workspaces", experiments=1)
        self.insert("experiments", **EXPERIMENT)
        self.insert("experiments", **{**EXPERIMENT, "number": 2, "stage": "proposed", "revision": 0})
        self.insert("reviews", **VERDICT, ordinal=0, kind="technical", verdict="approve", digest=DIGEST)
        self.insert("approvals", **VERDICT, ordinal=0, kind="security", verdict="approve", round=1)
        for ordinal, value in enumerate(("0.940", "0.95")):
            measured = {"metric": "accuracy", "value": value, "by": "U0ANA", "at": AT, "source": "MLflow"}
            self.insert("measurements", experiment=1, ordinal=ordinal, **measured)
        asked = {"asked_by": "U0BEN", "asked_at": AT, "settled_by": "U0CLARA", "settled_at": LATER}
        self.insert(
            "overrides",
            **asked,
            experiment=1,
            ordinal=0,
            item=Item.ROLLBACK.value,
            lacks=["a plan"],
            reason="The flag.",
            revision=1,
            digest=DIGEST,
            outcome="confirmed",
        )
        holding = {"channel": "C0LAB", "ceremony": "ethics", "day": DAY}
        self.insert("holdings", **holding, standing="closed", starts_at=AT)
        decided = {"decision": "Wait.", "task": "Ask legal", "owner": "U0EVA", "due": DAY, "by": "U0CLARA"}
        self.insert("follow_ups", **holding, **decided, number=1, experiment=1, holds=True, at=AT)
        lifted = {**decided, "task": "Ask again", "done_by": "U0EVA", "done_at": LATER}
        self.insert("follow_ups", **holding, **lifted, number=2, experiment=2, holds=True, at=AT)
        self.fill_bias_checks(holding)
        self.insert("projects", **PROJECT)
        self.insert("members", id="U0BEN", name="Ben", duties=["technical"], role="data_engineer")
        self.insert("members", id="U0IVAN", name="Ivan", duties=[])
        self.insert(
            "tokens",
            number=1,
            name="ci",
            digest=DIGEST,
            hint="abcd",
            made_by="U0ANA",
            requests=[],
            made_at=AT,
            expires_at=LATER,
        )
        self.seal()

    def fill_bias_checks(self, holding: Mapping[str, Any]) -> None:
        """Leave five bias checks of experiment 2, two of them of one metric, and two whose names a sign tells apart."""
        of_each = (
            ("C++", "0.9"),
            ("C#", "0.9"),
            ("Accuracy", "0.5"),
            ("recall", "0.9"),
            ("accuracy", "0.70"),
        )
        for metric, low in of_each:
            groups = [
                {"group": "women", "value": low, "unit": "", "size": None},
                {"group": "men", "value": "1"},
            ]
            entered = {"metric": metric, "groups": groups, "threshold": 0.8, "higher_is_better": True}
            self.insert("bias_checks", **holding, **entered, experiment=2, by="U0CLARA", at=AT)

    def seal(self) -> None:
        """Leave entries of the journal as they were written then, and the seals of all but the last."""
        tree = Tree()
        for position, (deed, by, detail, at) in enumerate(JOURNAL, start=1):
            self.insert("journal", at=at, by=by, deed=deed, subject="EXP-1", detail=detail, changes=[])
            if position == len(JOURNAL):
                self.insert("unsealed", entry=position)
                break
            line = Line(
                workspace=WORKSPACE,
                position=position,
                before=position - 1,
                at=instant(at),
                by=by,
                deed=deed,
                subject="EXP-1",
                detail=detail,
                changes=[],
            )
            tree = tree.grown(leaf(line))
            self.insert(
                "seals",
                position=position,
                entry=position,
                before=position - 1,
                subject="EXP-1",
                leaf=leaf(line).hex(),
                head=tree.root.hex(),
            )
        peaks = [peak.hex() for peak in tree.peaks]
        self.insert("journal_heads", size=tree.size, peaks=peaks, told=0, told_on=AT.date())


def filler(kind: type, column: str) -> Any:
    """Return a value for a column of which these tests say nothing."""
    plain: Mapping[type, Any] = {str: "", int: 0, bool: False, datetime: AT, date: DAY}
    return "person" if column == "account" else plain.get(kind, {})


@pytest.fixture
def carried(empty_database_url: str) -> Iterator[Database]:
    """Yield a database of the version before with what it kept, upgraded."""
    database = Database(empty_database_url)
    with database.writer, database.engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), "0005")
        Old(connection).fill()
    migrate.upgrade(database)
    yield database
    database.close()


def held(database: Database, number: int = 1) -> Experiment:
    """Return an experiment as it is kept now."""
    with database.look(WORKSPACE) as session:
        return experiments.get(session, number)


def test_the_state_is_what_the_tables_held(carried: Database) -> None:
    one = held(carried)
    said = {"revision": 1, "verdict": Verdict.APPROVE, "by": "U0BEN", "at": AT, "reason": VERDICT["reason"]}
    assert one.title == EXPERIMENT["title"]
    assert (one.stage, one.revision, one.round, one.target) == (Stage.IN_REVIEW, 2, 1, DAY)
    assert (one.proposed_at, one.learning) == (AT, "It helps.")
    assert one.reviews == (Review(kind=ReviewKind.TECHNICAL, digest=DIGEST, **said),)
    assert one.approvals == (Approval(kind=ApprovalKind.SECURITY, round=1, **said),)
    assert [str(value.value) for value in one.measurements] == ["0.940", "0.95"]
    assert one.measurements[0] == Measurement(
        metric="accuracy", value=Decimal("0.940"), by="U0ANA", at=AT, source="MLflow"
    )
    assert one.overrides == (
        Override(
            item=Item.ROLLBACK,
            lacks=("a plan",),
            reason="The flag.",
            revision=1,
            digest=DIGEST,
            asked_by="U0BEN",
            asked_at=AT,
            outcome=OverrideOutcome.CONFIRMED,
            settled_by="U0CLARA",
            settled_at=LATER,
        ),
    )
    assert one.holds == (Hold("Ask legal", "U0EVA", DAY, 1, "Wait.", DAY),)
    assert is_same(
        one.budget,
        Budget(
            monthly_cost=Decimal(900), monthly_budget=Decimal("1200.50"), stated_at=AT.replace(microsecond=0)
        ),
    )
    assert str(one.metrics[0].threshold) == "0.920"
    assert held(carried, 2).holds == ()


def test_the_fact_that_carries_an_experiment_over_gives_its_state(carried: Database) -> None:
    with carried.look(WORKSPACE) as session:
        (fact,) = journal.facts_of(session, "EXP-1")
        assert is_same(experiment_of([fact]), experiments.get(session, 1))
    assert (fact.deed, fact.by, fact.number) == (Deed.CARRIED_OVER, "assay", len(JOURNAL) + 1)
    assert held(carried).facts == len(JOURNAL) + 1


def test_verification_finds_nothing_before_and_after_the_rest_is_sealed(carried: Database) -> None:
    desk = stories.desk_of(carried, WORKSPACE)
    before = verification.verify(desk)
    assert (before.findings, before.head.position) == ((), len(JOURNAL) - 1)
    # The entry that waited; one for each experiment, member with duties, token, follow-up and project; and what facts told
    # later: the bias checks, the digest of the token, and by whom a hold was lifted; and what was set for the workspace.
    assert sealing.seal(desk, LATER) == 1 + 7 + 3 + 1
    assert verification.verify(desk).findings == ()


def test_the_history_still_shows_the_old_prose(carried: Database) -> None:
    with carried.look(WORKSPACE) as session:
        entries, total = journal.of_subject(session, "EXP-1", 100)
    assert [(one.deed, one.by, one.detail, one.at) for one in entries[:-1]] == [
        (Deed(deed), by, detail, at) for deed, by, detail, at in JOURNAL
    ]
    assert [one.number for one in entries] == list(range(1, total + 1))


def test_bias_checks_of_before_are_in_the_state_the_newest_of_each_metric(carried: Database) -> None:
    one = held(carried, 2)
    assert [(check.number, check.metric, check.passes) for check in one.bias_checks] == [
        (1, "C++", True),
        (2, "C#", True),
        (4, "recall", True),
        (5, "accuracy", False),
    ]
    assert one.bias_checks[-1].day == DAY
    with carried.look(WORKSPACE) as session:
        assert is_same(experiment_of(journal.facts_of(session, "EXP-2")), replace(one, facts=0))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("bias_checks SET threshold = 0.1 WHERE number = 1", "bias check 1 of EXP-2"),
        ("projects SET channel = 'C0X'", "project 3"),
        ("tokens SET digest = 'x'", "API token 1"),
        ("follow_ups SET lifted_by = 'U0IVAN' WHERE number = 2", "follow-up 2"),
        ("follow_ups SET lifted_by = 'U0IVAN' WHERE number = 1", "follow-up 1"),
        ("follow_ups SET accepts = 'all' WHERE number = 1", "follow-up 1"),
        ("workspaces SET one_seat_each = true", WORKSPACE),
    ],
)
def test_what_was_carried_over_and_is_altered_then_is_named(
    carried: Database, change: str, words: str
) -> None:
    with carried.writer, carried.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {change}")
    (finding,) = verification.verify(stories.desk_of(carried, WORKSPACE)).findings
    assert f"in the record of {words} was altered: its facts say otherwise." in finding.words


def test_an_old_entry_that_is_altered_is_still_named(carried: Database) -> None:
    with carried.writer, carried.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE journal SET detail = 'accuracy 0.99' WHERE id = 2")
    (finding,) = verification.verify(stories.desk_of(carried, WORKSPACE)).findings
    assert "recorded a value, EXP-1) was altered" in finding.words


def test_what_is_done_next_counts_on_and_is_sound(carried: Database) -> None:
    desk = stories.desk_of(carried, WORKSPACE)
    with carried.look(WORKSPACE) as session:
        assert members.get(session, "U0BEN").duties == {Duty.TECHNICAL}
    seat = ReviewSeat(1, 2, ReviewKind.TECHNICAL)
    decisions.review(desk, seat, Verdict.REJECT, by="U0BEN", now=datetime.now(UTC), reason="No.")
    assert held(carried).facts == len(JOURNAL) + 2
    sealing.seal(desk, datetime.now(UTC))
    assert verification.verify(desk).findings == ()


def test_the_version_before_can_be_had_again_and_upgraded_once_more(carried: Database) -> None:
    with carried.writer, carried.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "0005")
    assert not migrate.is_current(carried)
    migrate.upgrade(carried)
    assert migrate.is_current(carried)

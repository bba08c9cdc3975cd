"""Decisions are facts: an experiment is one snapshot of what its facts give; what was kept before is carried over.

Prose of the journal stays as it stands, as version 1. What the tables held becomes one fact of each experiment, member,
token and follow-up, “carried over from the version before”, from which everything later follows.

Revision: 0006, after 0005.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations.progress import watched

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Row = sa.Row[Any]
ASSAY = "assay"
CARRIED = "carried_over"
MOMENT = sa.DateTime(timezone=True)
PLAIN = (
    ("number", sa.Integer),
    ("title", sa.String),
    ("hypothesis", sa.String),
    ("owner", sa.String),
    ("proposer", sa.String),
    ("workstream", sa.String),
    ("proposed_at", MOMENT),
    ("channel", sa.String),
    ("project", sa.Integer),
    ("target", sa.Date),
    ("risk", sa.String),
    ("forecast", sa.JSON),
    ("finished_at", MOMENT),
    ("metrics", sa.JSON),
    ("stage", sa.String),
    ("stage_since", MOMENT),
    ("revision", sa.Integer),
    ("board_since", sa.Integer),
    ("round", sa.Integer),
    ("artifacts", sa.JSON),
    ("budget", sa.JSON),
    ("requirements", sa.JSON),
    ("rollout", sa.JSON),
    ("closing_note", sa.String),
    ("learning", sa.String),
    ("closed_by", sa.String),
)
EXPERIMENTS = sa.table(
    "experiments",
    sa.column("workspace", sa.String),
    *(sa.column(name, kind) for name, kind in PLAIN),
    sa.column("state", sa.Text),
    sa.column("facts", sa.Integer),
)
JOURNAL = sa.table(
    "journal",
    sa.column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
    *(
        sa.column(name, sa.String)
        for name in ("workspace", "by", "deed", "subject", "detail", "kind", "fact")
    ),
    sa.column("at", MOMENT),
    sa.column("changes", sa.JSON),
    sa.column("version", sa.Integer),
    sa.column("number", sa.Integer),
)
UNSEALED = sa.table("unsealed", sa.column("workspace", sa.String), sa.column("entry", sa.BigInteger))
DROPPED = (
    *("hypothesis", "target", "revision", "board_since", "forecast", "metrics", "artifacts"),
    *("budget", "requirements", "rollout", "closing_note", "learning", "closed_by"),
)


EMPTY = {
    "forecast": "null",
    "metrics": "[]",
    "artifacts": "[]",
    "budget": "{}",
    "requirements": "{}",
    "rollout": "{}",
}


def children(name: str, **columns: Any) -> sa.TableClause:
    """Return a table beside an experiment."""
    return sa.table(
        name,
        sa.column("workspace", sa.String),
        sa.column("experiment", sa.Integer),
        sa.column("ordinal", sa.Integer),
        *(sa.column(column, kind) for column, kind in columns.items()),
    )


TEXT = sa.String
WAITS_ALONE = sa.text("state = 'waiting' AND claimed_until IS NULL")
VERDICT = {"kind": TEXT, "revision": sa.Integer, "verdict": TEXT, "by": TEXT, "at": MOMENT, "reason": TEXT}
REVIEWS = children("reviews", **VERDICT, digest=TEXT)
APPROVALS = children("approvals", **VERDICT, round=sa.Integer)
MEASUREMENTS = children("measurements", metric=TEXT, value=TEXT, unit=TEXT, by=TEXT, at=MOMENT, source=TEXT)
OVERRIDES = children(
    "overrides",
    item=TEXT,
    lacks=sa.JSON,
    reason=TEXT,
    revision=sa.Integer,
    digest=TEXT,
    asked_by=TEXT,
    asked_at=MOMENT,
    outcome=TEXT,
    settled_by=TEXT,
    settled_at=MOMENT,
)
FOLLOW_UPS = sa.table(
    "follow_ups",
    *(sa.column(name, TEXT) for name in ("workspace", "decision", "reason", "task", "owner", "by")),
    *(sa.column(name, TEXT) for name in ("channel", "ceremony", "done_by")),
    *(sa.column(name, sa.Integer) for name in ("number", "experiment")),
    *(sa.column(name, sa.Date) for name in ("due", "day")),
    *(sa.column(name, MOMENT) for name in ("at", "done_at")),
    sa.column("holds", sa.Boolean),
)
MEMBERS = sa.table(
    "members",
    *(sa.column(name, TEXT) for name in ("workspace", "id", "role")),
    sa.column("duties", sa.JSON),
)
TOKENS = sa.table(
    "tokens",
    *(sa.column(name, TEXT) for name in ("workspace", "name", "hint", "made_by", "ending")),
    *(sa.column(name, sa.Integer) for name in ("number", "project")),
    *(sa.column(name, MOMENT) for name in ("made_at", "expires_at", "revoked_at")),
)


def upgrade() -> None:
    connection = op.get_bind()
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("kind", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("fact", sa.Text(), nullable=False, server_default=""))
    number_entries(connection)
    # Never by a copy of the table, which SQLite refuses to replace while other rows refer to it.
    op.add_column("experiments", sa.Column("facts", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("experiments", sa.Column("state", sa.Text(), nullable=False, server_default=""))
    now = datetime.now(UTC)
    carry_experiments(connection, now)
    carry_others(connection, now)
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index("journal_by_subject")
        batch_op.create_index("journal_by_subject", ["workspace", "subject", "number"], unique=True)
        for name in ("version", "number", "kind", "fact"):
            batch_op.alter_column(name, server_default=None)
    for name in DROPPED:
        op.drop_column("experiments", name)
    if connection.dialect.name != "sqlite":
        for name in ("facts", "state"):
            op.alter_column("experiments", name, server_default=None)
    op.drop_table("approvals")
    op.drop_table("measurements")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("alike", sa.String(length=64), nullable=True))
        batch_op.create_index(
            "letters_alike",
            ["workspace", "lane", "kind", "alike"],
            unique=True,
            sqlite_where=WAITS_ALONE,
            postgresql_where=WAITS_ALONE,
        )


def number_entries(connection: sa.Connection) -> None:
    """Count the entries of each subject in the order in which they were written."""
    counted: dict[tuple[str, str], int] = {}
    rows = connection.execute(
        sa.select(JOURNAL.c.id, JOURNAL.c.workspace, JOURNAL.c.subject).order_by(JOURNAL.c.id)
    ).all()
    for entry, workspace, subject in watched(rows, "entries numbered"):
        number = counted[workspace, subject] = counted.get((workspace, subject), 0) + 1
        connection.execute(JOURNAL.update().where(JOURNAL.c.id == entry).values(number=number))


def carry_experiments(connection: sa.Connection, now: datetime) -> None:
    """Make one state of each experiment, and the fact that carries it over."""
    for row in watched(connection.execute(sa.select(EXPERIMENTS)).all(), "experiments carried over"):
        state = state_of(connection, row)
        number = keep_fact(connection, row.workspace, f"EXP-{row.number}", "experiment", state, now)
        connection.execute(
            EXPERIMENTS.update()
            .where(EXPERIMENTS.c.workspace == row.workspace, EXPERIMENTS.c.number == row.number)
            .values(state=json.dumps({**state, "facts": number}, ensure_ascii=False), facts=number)
        )


def state_of(connection: sa.Connection, row: Row) -> dict[str, Any]:
    """Return all that the tables hold of an experiment, as its state keeps it."""

    def mine(table: sa.TableClause, *names: str) -> list[dict[str, Any]]:
        ours = (table.c.workspace == row.workspace, table.c.experiment == row.number)
        found = connection.execute(sa.select(table).where(*ours).order_by(table.c.ordinal)).all()
        return [{name: plain(getattr(one, name)) for name in names} for one in found]

    verdict = tuple(VERDICT)
    state = {name: plain(getattr(row, name)) for name, _ in PLAIN}
    state["reviews"] = mine(REVIEWS, *verdict, "digest")
    state["approvals"] = mine(APPROVALS, *verdict, "round")
    state["measurements"] = mine(MEASUREMENTS, "metric", "value", "unit", "by", "at", "source")
    state["overrides"] = mine(OVERRIDES, *(column.name for column in OVERRIDES.c if column.name not in APART))
    state["holds"] = [
        {
            "task": one.task,
            "owner": one.owner,
            "due": plain(one.due),
            "number": one.number,
            "decision": one.decision,
            "decided_on": plain(one.day),
        }
        for one in connection.execute(holding(row)).all()
    ]
    return state


APART = frozenset({"workspace", "experiment", "ordinal"})


def holding(row: Row) -> sa.Select[Any]:
    """Return the query of what holds an experiment."""
    open_ones = (FOLLOW_UPS.c.task != "", FOLLOW_UPS.c.done_at.is_(None), FOLLOW_UPS.c.holds)
    mine = (FOLLOW_UPS.c.workspace == row.workspace, FOLLOW_UPS.c.experiment == row.number)
    return sa.select(FOLLOW_UPS).where(*mine, *open_ones).order_by(FOLLOW_UPS.c.number)


def carry_others(connection: sa.Connection, now: datetime) -> None:
    """Keep what members may decide, which tokens there are and what was decided as facts."""
    for row in connection.execute(sa.select(MEMBERS).order_by(MEMBERS.c.workspace, MEMBERS.c.id)).all():
        if row.duties or row.role:
            state = {"role": row.role, "duties": row.duties}
            keep_fact(connection, row.workspace, row.id, "member", state, now)
    for row in connection.execute(sa.select(TOKENS).order_by(TOKENS.c.workspace, TOKENS.c.number)).all():
        names = (
            "number",
            "name",
            "hint",
            "made_by",
            "made_at",
            "expires_at",
            "project",
            "revoked_at",
            "ending",
        )
        state = {name: plain(getattr(row, name)) for name in names}
        keep_fact(connection, row.workspace, f"API token {row.number}", "token", state, now)
    for row in connection.execute(sa.select(FOLLOW_UPS).order_by(FOLLOW_UPS.c.number)).all():
        state = {column.name: plain(getattr(row, column.name)) for column in FOLLOW_UPS.c}
        state.pop("workspace")
        state["experiment"] = row.experiment or 0
        keep_fact(connection, row.workspace, f"follow-up {row.number}", "follow_up", state, now)


def keep_fact(
    connection: sa.Connection, workspace: str, subject: str, kind: str, state: dict[str, Any], now: datetime
) -> int:
    """Keep a state as the fact that carries it over, which waits to be sealed; return its number."""
    mine = (JOURNAL.c.workspace == workspace, JOURNAL.c.subject == subject)
    last = connection.execute(sa.select(sa.func.max(JOURNAL.c.number)).where(*mine)).scalar() or 0
    told = {"replaced": {name: [None, value] for name, value in state.items()}, "added": {}}
    entry: dict[str, Any] = {
        "workspace": workspace,
        "at": now,
        "by": ASSAY,
        "deed": CARRIED,
        "subject": subject,
        "detail": "",
        "changes": [],
        "version": 2,
        "number": last + 1,
        "kind": kind,
        "fact": json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
    }
    kept = connection.execute(JOURNAL.insert().values(entry).returning(JOURNAL.c.id)).scalar_one()
    connection.execute(UNSEALED.insert().values(workspace=workspace, entry=kept))
    return int(last) + 1


def plain(value: Any) -> Any:
    """Return a value as the JSON of a state has it."""
    if isinstance(value, datetime):
        at = value if value.tzinfo else value.replace(tzinfo=UTC)
        return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def downgrade() -> None:
    """Make the tables of the version before, without what was decided: facts are not made into prose again."""
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index("letters_alike")
        batch_op.drop_column("alike")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index("journal_by_subject")
        for name in ("version", "number", "kind", "fact"):
            batch_op.drop_column(name)
        batch_op.create_index("journal_by_subject", ["workspace", "subject", "id"], unique=False)
    for name in ("state", "facts"):
        op.drop_column("experiments", name)
    for name in ("hypothesis", "closing_note", "learning"):
        op.add_column("experiments", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "experiments", sa.Column("closed_by", sa.String(length=20), nullable=False, server_default="")
    )
    for name, empty in EMPTY.items():
        op.add_column("experiments", sa.Column(name, sa.JSON(), nullable=False, server_default=empty))
    for name in ("revision", "board_since"):
        op.add_column("experiments", sa.Column(name, sa.Integer(), nullable=False, server_default="1"))
    op.add_column("experiments", sa.Column("target", sa.Date(), nullable=True))
    of_experiment = (
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
    )
    names = {
        "approvals": ("kind", "verdict", "reason"),
        "measurements": ("metric", "value", "unit", "source"),
    }
    for table, texts in names.items():
        op.create_table(
            table,
            *(sa.Column(column.name, column.type, nullable=False) for column in of_experiment),
            *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
            sa.Column("by", sa.String(length=20), nullable=False),
            sa.Column("at", moment, nullable=False),
            *(sa.Column(name, sa.Integer()) for name in ("revision", "round")),
            sa.ForeignKeyConstraint(
                ["workspace", "experiment"], ["experiments.workspace", "experiments.number"]
            ),
            sa.PrimaryKeyConstraint("workspace", "experiment", "ordinal"),
        )

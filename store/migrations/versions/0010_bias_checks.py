"""Bias checks belong to the state of their experiment, and projects have facts; what was kept before is carried over.

A bias check has a number among those of its experiment, and a decision says which failed one it accepts. What the facts did
not tell of yet (bias checks, projects, the digest of a token, by whom it was ended, and holds that were lifted by the upgrade to
0007) becomes facts, “carried over from the version before”. The prose about it stays as it stands. And each subject counts the entries of its
history, so that the last of them is missed too.

Revision: 0010, after 0009.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from rules.names import name_key
from store.migrations.progress import watched

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ASSAY = "assay"
CARRIED = "carried_over"
TEXT = sa.String
MOMENT = sa.DateTime(timezone=True)
JOURNAL = sa.table(
    "journal",
    sa.column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
    *(sa.column(name, TEXT) for name in ("workspace", "by", "deed", "subject", "detail", "kind", "fact")),
    sa.column("at", MOMENT),
    sa.column("changes", sa.JSON),
    sa.column("version", sa.Integer),
    sa.column("number", sa.Integer),
)
UNSEALED = sa.table("unsealed", sa.column("workspace", TEXT), sa.column("entry", sa.BigInteger))
EXPERIMENTS = sa.table(
    "experiments",
    *(sa.column(name, TEXT) for name in ("workspace", "state")),
    *(sa.column(name, sa.Integer) for name in ("number", "facts")),
)
CHECK: dict[str, Any] = {
    "experiment": sa.Integer,
    "number": sa.Integer,
    "metric": TEXT,
    "higher_is_better": sa.Boolean,
    "groups": sa.JSON,
    "threshold": sa.Float,
    "by": TEXT,
    "at": MOMENT,
    "channel": TEXT,
    "ceremony": TEXT,
    "day": sa.Date,
}
BIAS_CHECKS = sa.table(
    "bias_checks",
    sa.column("workspace", TEXT),
    sa.column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
    *(sa.column(name, kind) for name, kind in CHECK.items()),
)
PROJECT = ("number", "name", "workstream", "members", "milestones", "channel", "created_by")
PROJECTS = sa.table(
    "projects",
    sa.column("workspace", TEXT),
    *(sa.column(name, TEXT) for name in ("name", "workstream", "channel", "created_by")),
    *(sa.column(name, sa.JSON) for name in ("members", "milestones")),
    sa.column("number", sa.Integer),
)
LIFTED = ("finding", "lifted_by", "lifted_at")
FOLLOW_UPS = sa.table(
    "follow_ups",
    *(sa.column(name, TEXT) for name in ("workspace", "finding", "lifted_by")),
    sa.column("number", sa.Integer),
    sa.column("lifted_at", MOMENT),
)
HISTORIES = sa.table(
    "histories", sa.column("workspace", TEXT), sa.column("subject", TEXT), sa.column("entries", sa.Integer)
)
ENDED = ("digest", "revoked_by")
TOKENS = sa.table(
    "tokens",
    *(sa.column(name, TEXT) for name in ("workspace", *ENDED)),
    sa.column("number", sa.Integer),
)


def upgrade() -> None:
    connection = op.get_bind()
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepts", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("bias_checks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    now = datetime.now(UTC)
    carry_bias_checks(connection, now)
    carry_projects(connection, now)
    carry_untold(connection, FOLLOW_UPS, LIFTED, "follow-up", "follow_up", now)
    carry_untold(connection, TOKENS, ENDED, "API token", "token", now)
    op.create_table(
        "histories",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "subject"),
    )
    count_histories(connection)
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.alter_column("accepts", server_default=None)
    with op.batch_alter_table("bias_checks", schema=None) as batch_op:
        batch_op.drop_index("bias_checks_by_experiment")
        batch_op.create_index("bias_checks_by_experiment", ["workspace", "experiment", "number"], unique=True)
        batch_op.alter_column("number", server_default=None)


def count_histories(connection: sa.Connection) -> None:
    """Count the entries of every subject that does not count them itself, as an experiment does."""
    of_experiments = {
        (row.workspace, f"EXP-{row.number}")
        for row in connection.execute(sa.select(EXPERIMENTS.c.workspace, EXPERIMENTS.c.number)).all()
    }
    each = sa.select(JOURNAL.c.workspace, JOURNAL.c.subject, sa.func.max(JOURNAL.c.number).label("entries"))
    for row in connection.execute(each.group_by(JOURNAL.c.workspace, JOURNAL.c.subject)).all():
        if (row.workspace, row.subject) not in of_experiments:
            connection.execute(HISTORIES.insert().values(**row._mapping))


def carry_bias_checks(connection: sa.Connection, now: datetime) -> None:
    """Number the bias checks of each experiment, keep them as a fact, and the newest of each metric in its state."""
    ordered = sa.select(BIAS_CHECKS).order_by(BIAS_CHECKS.c.workspace, BIAS_CHECKS.c.id)
    of_each: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in connection.execute(ordered).all():
        checks = of_each.setdefault((row.workspace, row.experiment), [])
        numbered = BIAS_CHECKS.update().where(BIAS_CHECKS.c.id == row.id).values(number=len(checks) + 1)
        connection.execute(numbered)
        told = {name: plain(getattr(row, name)) for name in CHECK}
        checks.append({**told, "number": len(checks) + 1})
    for (workspace, experiment), checks in watched(of_each.items(), "experiments with bias checks"):
        told_of = {"replaced": {}, "added": {"bias_checks": checks}}
        number = keep_fact(connection, workspace, f"EXP-{experiment}", "experiment", told_of, now)
        mine = (EXPERIMENTS.c.workspace == workspace, EXPERIMENTS.c.number == experiment)
        text = connection.execute(sa.select(EXPERIMENTS.c.state).where(*mine)).scalar_one()
        state = {**json.loads(text), "bias_checks": newest_of_each(checks), "facts": number}
        kept = {"state": json.dumps(state, ensure_ascii=False), "facts": number}
        connection.execute(EXPERIMENTS.update().where(*mine).values(kept))


def newest_of_each(checks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the last check of each metric, as the state of an experiment keeps them."""
    last: dict[str, dict[str, Any]] = {}
    for check in checks:
        about = name_key(check["metric"])
        last.pop(about, None)
        last[about] = check
    return list(last.values())


def carry_projects(connection: sa.Connection, now: datetime) -> None:
    """Keep each project as a fact."""
    for row in connection.execute(
        sa.select(PROJECTS).order_by(PROJECTS.c.workspace, PROJECTS.c.number)
    ).all():
        state = {name: getattr(row, name) for name in PROJECT}
        told = {"replaced": {name: [None, value] for name, value in state.items()}, "added": {}}
        keep_fact(connection, row.workspace, f"project {row.number}", "project", told, now)


def carry_untold(
    connection: sa.Connection,
    table: sa.TableClause,
    names: tuple[str, ...],
    called: str,
    kind: str,
    now: datetime,
) -> None:
    """Keep as a fact what columns hold of which the facts of a row do not tell."""
    for row in connection.execute(sa.select(table).order_by(table.c.workspace, table.c.number)).all():
        subject = f"{called} {row.number}"
        mine = (JOURNAL.c.workspace == row.workspace, JOURNAL.c.subject == subject, JOURNAL.c.kind == kind)
        told: dict[str, Any] = {}
        for fact in connection.execute(
            sa.select(JOURNAL.c.fact).where(*mine).order_by(JOURNAL.c.number)
        ).scalars():
            told |= {name: after for name, (_, after) in json.loads(fact)["replaced"].items()}
        held = {name: plain(getattr(row, name)) for name in names}
        replaced = {
            name: [told.get(name), value]
            for name, value in held.items()
            if name not in told and value not in ("", None)
        }
        if told and replaced:
            keep_fact(connection, row.workspace, subject, kind, {"replaced": replaced, "added": {}}, now)


def keep_fact(
    connection: sa.Connection, workspace: str, subject: str, kind: str, told: dict[str, Any], now: datetime
) -> int:
    """Keep a fact that carries over what was kept before, which waits to be sealed; return its number."""
    mine = (JOURNAL.c.workspace == workspace, JOURNAL.c.subject == subject)
    last = connection.execute(sa.select(sa.func.max(JOURNAL.c.number)).where(*mine)).scalar() or 0
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
    """Make the tables of the version before; what facts tell of bias checks and projects, it cannot read."""
    op.drop_table("histories")
    with op.batch_alter_table("bias_checks", schema=None) as batch_op:
        batch_op.drop_index("bias_checks_by_experiment")
        batch_op.create_index("bias_checks_by_experiment", ["workspace", "experiment", "id"], unique=False)
        batch_op.drop_column("number")
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.drop_column("accepts")

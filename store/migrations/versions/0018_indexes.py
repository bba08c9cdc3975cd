"""What cards, lists and agendas ask for has an index: who holds a duty, and since when an experiment belongs on an agenda.

The days are made of the state of each experiment.

Revision: 0018, after 0017.
"""

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from alembic import op
from pydantic import TypeAdapter, ValidationError

from rules.experiments.experiment import Experiment
from rules.waiting.review_days import ReviewDays, review_days
from store.migrations.progress import watched

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

AT_ONCE = 500
FEW = {
    "members_with_duty": ("members", "id", sa.text("(CAST(duties AS TEXT) <> '[]' OR is_slack_admin)")),
    "overrides_confirmed": ("overrides", "settled_at", sa.text("outcome = 'confirmed'")),
    "follow_ups_open": (
        "follow_ups",
        "number",
        sa.text("task <> '' AND (done_at IS NULL OR (holds AND lifted_at IS NULL))"),
    ),
    "actions_open": ("actions", "due", sa.text("done_at IS NULL")),
}
TIME = sa.DateTime(timezone=True)
DAYS: dict[str, Any] = {
    "late_from": sa.Date(),
    "safe_since": TIME,
    "unchecked_since": TIME,
    "checked_at": TIME,
    "failed_at": TIME,
}
INDEXES = {
    "late": ("late_from",),
    "safe": ("is_live", "safe_since"),
    "unchecked": ("unchecked_since",),
    "checked": ("checked_at",),
    "failed": ("failed_at",),
}
EXPERIMENTS = sa.table(
    "experiments",
    *(sa.column(name, kind) for name, kind in DAYS.items()),
    sa.column("workspace", sa.String),
    sa.column("number", sa.Integer),
    sa.column("state", sa.Text),
    sa.column("is_live", sa.Boolean),
)
KEPT = (
    sa.update(EXPERIMENTS)
    .where(
        EXPERIMENTS.c.workspace == sa.bindparam("of_workspace"),
        EXPERIMENTS.c.number == sa.bindparam("of_number"),
    )
    .values({name: sa.bindparam(name) for name in (*DAYS, "is_live")})
)
STATE: TypeAdapter[Experiment] = TypeAdapter(Experiment)


def upgrade() -> None:
    for name, kind in DAYS.items():
        op.add_column("experiments", sa.Column(name, kind, nullable=True))
    op.add_column(
        "experiments", sa.Column("is_live", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    keep_days(op.get_bind())
    op.drop_index("experiments_by_target", "experiments")
    op.create_index("experiments_by_target", "experiments", ["workspace", "stage", "target", "number"])
    for name, columns in INDEXES.items():
        is_kept = sa.text(f"{columns[-1]} IS NOT NULL")
        op.create_index(
            f"experiments_{name}",
            "experiments",
            ["workspace", *columns, "number"],
            sqlite_where=is_kept,
            postgresql_where=is_kept,
        )
    for name, (table, column, few) in FEW.items():
        op.create_index(name, table, ["workspace", column], sqlite_where=few, postgresql_where=few)


def keep_days(connection: sa.Connection) -> None:
    """Keep the days of every experiment, some at a time."""
    rows = sa.select(EXPERIMENTS.c.workspace, EXPERIMENTS.c.number, EXPERIMENTS.c.state)
    known = connection.execute(sa.select(EXPERIMENTS.c.workspace, EXPERIMENTS.c.number)).all()
    for first in watched(range(0, len(known), AT_ONCE), "experiments with their days", AT_ONCE):
        some = sa.tuple_(EXPERIMENTS.c.workspace, EXPERIMENTS.c.number).in_(
            [tuple(one) for one in known[first : first + AT_ONCE]]
        )
        found = connection.execute(rows.where(some)).all()
        connection.execute(
            KEPT,
            [
                {"of_workspace": workspace, "of_number": number, **asdict(days_of(state))}
                for workspace, number, state in found
            ],
        )


def days_of(state: str) -> ReviewDays:
    """Return the days of an experiment; none of one that cannot be read, of which the verification tells."""
    try:
        return review_days(STATE.validate_json(state))
    except ValidationError:
        return ReviewDays()


def downgrade() -> None:
    for name, (table, *_) in FEW.items():
        op.drop_index(name, table)
    for name in INDEXES:
        op.drop_index(f"experiments_{name}", "experiments")
    op.drop_index("experiments_by_target", "experiments")
    for name in (*DAYS, "is_live"):
        op.drop_column("experiments", name)
    op.create_index("experiments_by_target", "experiments", ["workspace", "target", "stage"])

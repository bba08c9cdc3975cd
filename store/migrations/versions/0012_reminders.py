"""What waits has a due time, and people are reminded of it; who is away may name a stand-in.

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NEW = ("terms", "mornings", "nudges", "pushes", "reminded")


def key(name: str, length: int) -> "sa.Column[str]":
    """Return a column of text that is never empty of a value."""
    return sa.Column(name, sa.String(length=length), nullable=False)


def upgrade() -> None:
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stand_in", sa.String(length=20), nullable=False, server_default=""))
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.alter_column("stand_in", server_default=None)
    op.create_table(
        "terms",
        key("workspace", 20),
        key("workstream", 40),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "workstream"),
    )
    op.create_table(
        "mornings",
        key("workspace", 20),
        key("zone", 64),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "zone"),
    )
    op.create_table(
        "nudges",
        key("workspace", 20),
        key("user", 20),
        key("item", 120),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("nudge", sa.String(length=40), nullable=True),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user", "item"),
    )
    op.create_index("nudges_by_experiment", "nudges", ["workspace", "experiment", "day"])
    op.create_table(
        "pushes",
        key("workspace", 20),
        key("user", 20),
        sa.Column("experiment", sa.Integer(), nullable=False),
        key("by", 20),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user", "experiment"),
    )
    op.create_table(
        "reminded",
        key("workspace", 20),
        sa.Column("experiment", sa.Integer(), nullable=False),
        key("by", 20),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "experiment"),
    )


def downgrade() -> None:
    for table in reversed(NEW):
        op.drop_table(table)
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.drop_column("stand_in")

"""Runs of workflow steps that wait for a decision.

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "executions",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("execution", sa.String(length=100), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("awaited", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace", "experiment"], ["experiments.workspace", "experiments.number"]),
        sa.PrimaryKeyConstraint("workspace", "execution"),
    )
    op.create_index("executions_by_experiment", "executions", ["workspace", "experiment"])


def downgrade() -> None:
    """Make the tables of the version before; steps that wait are told nothing by it."""
    op.drop_index("executions_by_experiment", table_name="executions")
    op.drop_table("executions")

"""Working hours of people, and of everybody who set none; messages whose buttons go once nothing is left to press.

Revision: 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hours",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("user", sa.String(length=20), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user"),
    )
    op.create_table(
        "live_messages",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("experiment", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "experiment", "channel", "ts"),
    )
    op.create_index("ix_live_messages_at", "live_messages", ["at"])


def downgrade() -> None:
    op.drop_table("live_messages")
    op.drop_table("hours")

"""Which channels of cards are private, and who is in those; settings of workspaces; whose data was erased.

Those of the version before count as public, as they did, until Slack was asked, which is due at once.

Revision: 0022, after 0021.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

OF_WORKSPACES: tuple[tuple[str, sa.types.TypeEngine[Any], sa.TextClause], ...] = (
    ("review_channel", sa.String(length=20), sa.text("''")),
    ("answers_days", sa.Integer(), sa.text("0")),
    ("letters_days", sa.Integer(), sa.text("7")),
)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    for name, kind, first in OF_WORKSPACES:
        op.add_column("workspaces", sa.Column(name, kind, nullable=False, server_default=first))
    op.create_table(
        "erasures",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("user", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user"),
    )
    channels = op.create_table(
        "channels",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel"),
    )
    op.create_index("channels_by_time", "channels", ["look_at"])
    op.create_table(
        "channel_people",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("user", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "user"),
    )
    known = sa.table("experiments", sa.column("workspace", sa.String), sa.column("channel", sa.String))
    every = (
        sa.select(
            known.c.workspace,
            known.c.channel,
            sa.false(),
            sa.literal(LONG_AGO, sa.DateTime(timezone=True)),
        )
        .where(known.c.channel != "")
        .distinct()
    )
    names = ["workspace", "channel", "is_private", "look_at"]
    op.execute(sa.insert(channels).from_select(names, every))


def downgrade() -> None:
    """Make the tables of the version before, which shows every channel's experiments to everybody."""
    op.drop_table("channel_people")
    op.drop_index("channels_by_time", table_name="channels")
    op.drop_table("channels")
    op.drop_table("erasures")
    for name, _, _ in reversed(OF_WORKSPACES):
        op.drop_column("workspaces", name)

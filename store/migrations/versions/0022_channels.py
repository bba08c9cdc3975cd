"""Which channels of cards are private, and who is in those.

Those of the version before count as public, as they did, until Slack was asked, which is due at once.

Revision: 0022, after 0023.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0023"
branch_labels = None
depends_on = None

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def upgrade() -> None:
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

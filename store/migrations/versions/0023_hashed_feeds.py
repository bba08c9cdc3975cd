"""The secrets of calendars are kept as their SHA-256: who reads the database reads no calendar with it.

The addresses that people have go on working. The version before finds none while it still runs beside, and a secret that it makes
meanwhile is hashed by nobody: that calendar's address is to be made anew.

Revision: 0023, after 0021.
"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None

HEXADECIMAL = 64
FEEDS = sa.table(
    "feeds",
    sa.column("workspace", sa.String),
    sa.column("channel", sa.String),
    sa.column("secret", sa.String),
)


def upgrade() -> None:
    connection = op.get_bind()
    plain = sa.select(FEEDS).where(sa.func.length(FEEDS.c.secret) != HEXADECIMAL)
    for row in connection.execute(plain).all():
        connection.execute(
            sa.update(FEEDS)
            .where(FEEDS.c.workspace == row.workspace, FEEDS.c.channel == row.channel)
            .values(secret=hashlib.sha256(row.secret.encode()).hexdigest())
        )


def downgrade() -> None:
    """Leave the hashes: nobody can make secrets of them; the version before gives other addresses when asked to."""

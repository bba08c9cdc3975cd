"""Letters that wait are in no index of those that were closed: by it SQLite would look for what is due, and sort all that waits.

Revision: 0030, after 0029.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

IS_CLOSED = sa.text("closed_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index("letters_closed", "letters")
    op.create_index(
        "letters_closed",
        "letters",
        ["state", "closed_at"],
        sqlite_where=IS_CLOSED,
        postgresql_where=IS_CLOSED,
    )


def downgrade() -> None:
    op.drop_index("letters_closed", "letters")
    op.create_index("letters_closed", "letters", ["state", "closed_at"])

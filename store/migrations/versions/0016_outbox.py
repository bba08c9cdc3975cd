"""The first letter of each lane is found at once, however many wait behind it, and sent letters by when they were sent.

Revision: 0016, after 0015.
"""

from alembic import op
from sqlalchemy import text

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WAITING = text("state = 'waiting'")


def upgrade() -> None:
    op.create_index(
        "letters_waiting",
        "letters",
        ["workspace", "lane", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index(
        "letters_due", "letters", ["due_at", "id"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("letters_closed", "letters", ["state", "closed_at"])
    op.drop_index("letters_by_lane", "letters")
    op.drop_index("letters_by_time", "letters")


def downgrade() -> None:
    op.create_index("letters_by_time", "letters", ["state", "due_at", "id"])
    op.create_index("letters_by_lane", "letters", ["workspace", "lane", "state", "id"])
    op.drop_index("letters_closed", "letters")
    op.drop_index("letters_due", "letters")
    op.drop_index("letters_waiting", "letters")

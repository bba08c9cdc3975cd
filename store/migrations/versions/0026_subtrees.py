"""The full subtrees over the seals are kept, so that a proof reads a few rows; the next sealing makes those of old seals.

What retrospectives count of the journal has an index, so that none reads it all.

Revision: 0026, after 0025.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

PASSAGE = sa.text("deed IN ('passed_board', 'rejected', 'passed_gate')")


def upgrade() -> None:
    op.create_table(
        "subtrees",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "last", "height"),
    )
    op.create_index(
        "journal_passages", "journal", ["workspace", "at"], sqlite_where=PASSAGE, postgresql_where=PASSAGE
    )


def downgrade() -> None:
    op.drop_index("journal_passages", "journal")
    op.drop_table("subtrees")

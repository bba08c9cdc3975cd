"""Who had a part in an experiment is kept for good, and so is every handover of its ownership.

Revision: 0012, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = ("parts", "handovers")


def upgrade() -> None:
    for name in COLUMNS:
        # What was handed over by an edit before now left no trace; the artifacts that stand name who brought them.
        op.add_column("experiments", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("experiments", name)

"""Of a letter it is known how often Slack may have it though no answer said so, and since when.

Revision: 0025, after 0024.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Both by themselves: a batch would write the whole table anew on SQLite, and the version before still runs.
    op.add_column("letters", sa.Column("lost_answers", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("letters", sa.Column("lost_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_column("lost_since")
        batch_op.drop_column("lost_answers")

"""Whether messages that name experiments are answered is a setting of the workspace, and messages are found by their place.

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("answers_named", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.alter_column("answers_named", server_default=None)
    op.create_index("messages_by_place", "messages", ["workspace", "channel", "ts"])


def downgrade() -> None:
    op.drop_index("messages_by_place", "messages")
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.drop_column("answers_named")

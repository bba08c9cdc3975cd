"""Who may record values is a setting of the workspace: those with a part in an experiment, unless an admin says otherwise.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("recorders", sa.String(length=40), nullable=False, server_default="part")
        )
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.alter_column("recorders", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.drop_column("recorders")

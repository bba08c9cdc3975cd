"""The actions of one retrospective have an index, so that a board reads none of the others.

Revision: 0030, after 0026.
"""

from alembic import op

revision = "0030"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("actions_by_holding", "actions", ["workspace", "channel", "ceremony", "day"])


def downgrade() -> None:
    op.drop_index("actions_by_holding", "actions")

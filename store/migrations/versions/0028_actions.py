"""The actions of one retrospective have an index, so that a board reads none of the others.

Revision: 0028, after 0027.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("actions_by_holding", "actions", ["workspace", "channel", "ceremony", "day"])


def downgrade() -> None:
    op.drop_index("actions_by_holding", "actions")

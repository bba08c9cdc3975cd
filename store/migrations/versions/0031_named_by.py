"""Of a holding it is kept who named its facilitator, where it was not their turn.

Revision: 0031, after 0030.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("holdings", sa.Column("named_by", sa.String(20), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("holdings", "named_by")

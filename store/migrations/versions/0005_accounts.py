"""What kind of account a member is takes the place of whether they are active.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MEMBERS = sa.table("members", sa.column("is_active", sa.Boolean), sa.column("account", sa.String))


def upgrade() -> None:
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("account", sa.String(length=40), nullable=False, server_default="person")
        )
    # Guests, apps and strangers are told apart by the first look at the roster.
    op.execute(MEMBERS.update().where(~MEMBERS.c.is_active).values(account="deactivated"))
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.alter_column("account", server_default=None)
        batch_op.drop_column("is_active")


def downgrade() -> None:
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true()))
    # An older version knows no other way to keep somebody from deciding.
    op.execute(MEMBERS.update().where(MEMBERS.c.account != "person").values(is_active=sa.false()))
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.alter_column("is_active", server_default=None)
        batch_op.drop_column("account")

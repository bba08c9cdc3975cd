"""A hold is lifted with a finding, by somebody else than who did the follow-up.

What was done before lifted its hold by that alone, and stays so, without a finding.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
FOLLOW_UPS = sa.table(
    "follow_ups",
    *(sa.column(name, sa.String) for name in ("done_by", "lifted_by")),
    *(sa.column(name, MOMENT) for name in ("done_at", "lifted_at")),
    sa.column("holds", sa.Boolean),
)


def upgrade() -> None:
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("finding", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("lifted_by", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("lifted_at", MOMENT, nullable=True))
    was_lifted = (FOLLOW_UPS.c.holds, FOLLOW_UPS.c.done_at.is_not(None))
    lifted = {"lifted_by": FOLLOW_UPS.c.done_by, "lifted_at": FOLLOW_UPS.c.done_at}
    op.execute(FOLLOW_UPS.update().where(*was_lifted).values(lifted))
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        for name in ("finding", "lifted_by"):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    # An older version knows no hold of what is done: what awaits its finding is open again.
    is_held = (FOLLOW_UPS.c.holds, FOLLOW_UPS.c.lifted_at.is_(None))
    op.execute(FOLLOW_UPS.update().where(*is_held).values(done_by="", done_at=None))
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        for name in ("lifted_at", "lifted_by", "finding"):
            batch_op.drop_column(name)

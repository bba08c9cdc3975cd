"""Who is asked to own an experiment is found without reading it, and so is what somebody is to do.

Revision: 0011, after 0008.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None

EXPERIMENTS = sa.table(
    "experiments",
    sa.column("workspace", sa.String),
    sa.column("number", sa.Integer),
    sa.column("asked", sa.String),
    sa.column("state", sa.Text),
)


def upgrade() -> None:
    with op.batch_alter_table("experiments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked", sa.String(length=20), nullable=False, server_default=""))
    keep_asked()
    with op.batch_alter_table("experiments", schema=None) as batch_op:
        batch_op.alter_column("asked", server_default=None)
        batch_op.create_index(
            "experiments_asked",
            ["workspace", "asked"],
            unique=False,
            sqlite_where=sa.text("asked <> ''"),
            postgresql_where=sa.text("asked <> ''"),
        )
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.create_index("follow_ups_by_owner", ["workspace", "done_at", "owner"], unique=False)
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.create_index("actions_by_owner", ["workspace", "owner", "done_at"], unique=False)


def keep_asked() -> None:
    """Keep beside the state whom its last handover asks, where nobody has answered."""
    asking = sa.select(EXPERIMENTS).where(EXPERIMENTS.c.state.like('%"outcome":"asked"%'))
    connection = op.get_bind()
    for row in connection.execute(asking).all():
        handovers = json.loads(row.state).get("handovers") or []
        if handovers and handovers[-1]["outcome"] == "asked":
            mine = (EXPERIMENTS.c.workspace == row.workspace, EXPERIMENTS.c.number == row.number)
            connection.execute(EXPERIMENTS.update().where(*mine).values(asked=handovers[-1]["to"]))


def downgrade() -> None:
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.drop_index("actions_by_owner")
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.drop_index("follow_ups_by_owner")
    with op.batch_alter_table("experiments", schema=None) as batch_op:
        batch_op.drop_index("experiments_asked")
        batch_op.drop_column("asked")

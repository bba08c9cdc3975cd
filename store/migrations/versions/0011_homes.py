"""Who has opened their Home is kept; whom an experiment asks to own it, when it should be done, and what somebody is to do
is found without reading it.

Revision: 0011, after 0010.
"""

import json
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

EXPERIMENTS = sa.table(
    "experiments",
    sa.column("workspace", sa.String),
    sa.column("number", sa.Integer),
    sa.column("asked", sa.String),
    sa.column("target", sa.Date),
    sa.column("state", sa.Text),
)


def upgrade() -> None:
    op.create_table(
        "homes",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("user", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits_page", sa.Integer(), nullable=False),
        sa.Column("own_page", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.String(length=64), nullable=False),
        sa.Column("redraw_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "user"),
    )
    with op.batch_alter_table("homes", schema=None) as batch_op:
        batch_op.create_index("homes_by_time", ["redraw_at"], unique=False)
    # Plain columns: SQLite would copy the table otherwise, and drop the one that reviews and overrides belong to.
    op.add_column("experiments", sa.Column("asked", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("experiments", sa.Column("target", sa.Date(), nullable=True))
    keep_beside_the_state()
    op.create_index(
        "experiments_asked",
        "experiments",
        ["workspace", "asked"],
        unique=False,
        sqlite_where=sa.text("asked <> ''"),
        postgresql_where=sa.text("asked <> ''"),
    )
    op.create_index("experiments_by_target", "experiments", ["workspace", "target", "stage"], unique=False)
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.create_index("follow_ups_by_owner", ["workspace", "done_at", "owner"], unique=False)
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.create_index("actions_by_owner", ["workspace", "owner", "done_at"], unique=False)


def keep_beside_the_state() -> None:
    """Keep beside each state its target, and whom its last handover asks where nobody has answered."""
    connection = op.get_bind()
    keys = connection.execute(sa.select(EXPERIMENTS.c.workspace, EXPERIMENTS.c.number)).all()
    for workspace, number in keys:
        mine = (EXPERIMENTS.c.workspace == workspace, EXPERIMENTS.c.number == number)
        state = json.loads(connection.execute(sa.select(EXPERIMENTS.c.state).where(*mine)).scalar_one())
        last = (state.get("handovers") or [{}])[-1]
        asked = last["to"] if last.get("outcome") == "asked" else ""
        target = date.fromisoformat(state["target"]) if state.get("target") else None
        if asked or target:
            connection.execute(EXPERIMENTS.update().where(*mine).values(asked=asked, target=target))


def downgrade() -> None:
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.drop_index("actions_by_owner")
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.drop_index("follow_ups_by_owner")
    op.drop_index("experiments_by_target", table_name="experiments")
    op.drop_index("experiments_asked", table_name="experiments")
    op.drop_column("experiments", "target")
    op.drop_column("experiments", "asked")
    op.drop_table("homes")

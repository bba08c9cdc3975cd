"""Tokens expire, may be limited to a project, and say why they ended; their rate is counted over any minute.

Revision: 0004, after 0003.
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LIFETIME = timedelta(days=90)
REMINDED_BEFORE = timedelta(days=7)
TOKENS = sa.table(
    "tokens",
    *(sa.column(name, sa.String) for name in ("workspace", "ending")),
    sa.column("number", sa.Integer),
    sa.column("requests", sa.JSON),
    *(
        sa.column(name, sa.DateTime(timezone=True))
        for name in ("made_at", "expires_at", "remind_at", "revoked_at", "minute")
    ),
)


def upgrade() -> None:
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.drop_column("minute")
        batch_op.drop_column("requests")
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("project", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ending", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("requests", sa.JSON(), nullable=True))
    give_expiries(op.get_bind())
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.alter_column("expires_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.alter_column("requests", existing_type=sa.JSON(), nullable=False)
        batch_op.create_foreign_key(
            "tokens_workspace_project_fkey", "projects", ["workspace", "project"], ["workspace", "number"]
        )


def give_expiries(connection: sa.Connection) -> None:
    """Let each token expire 90 days after it was made, or after now where that leaves no week to tell people in."""
    now = datetime.now(UTC)
    for row in connection.execute(
        sa.select(TOKENS.c.workspace, TOKENS.c.number, TOKENS.c.made_at, TOKENS.c.revoked_at)
    ).all():
        # SQLite gives times back without their zone.
        expires_at = row.made_at.replace(tzinfo=row.made_at.tzinfo or UTC).astimezone(UTC) + LIFETIME
        if expires_at - REMINDED_BEFORE < now:
            expires_at = now + LIFETIME
        is_live = row.revoked_at is None
        connection.execute(
            TOKENS.update()
            .where(TOKENS.c.workspace == row.workspace, TOKENS.c.number == row.number)
            .values(
                expires_at=expires_at,
                remind_at=expires_at - REMINDED_BEFORE if is_live else None,
                ending=None if is_live else "revoked",
                requests=[],
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.drop_constraint("tokens_workspace_project_fkey", type_="foreignkey")
        for name in ("requests", "ending", "project", "remind_at", "expires_at"):
            batch_op.drop_column(name)
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.add_column(sa.Column("minute", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("requests", sa.Integer(), nullable=False, server_default="0"))
    op.get_bind().execute(TOKENS.update().values(minute=TOKENS.c.made_at))
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.alter_column("minute", existing_type=sa.DateTime(timezone=True), nullable=False)

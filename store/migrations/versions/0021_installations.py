"""Assay may be installed in many workspaces: who installed it where, with sealed tokens, and the states of installations that
are under way. A workspace knows the organisation whose installation serves it.

Revision: 0021, after 0020.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "installations",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("enterprise", sa.String(length=20), nullable=False),
        sa.Column("is_org_wide", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("app", sa.String(length=20), nullable=False),
        sa.Column("bot_user", sa.String(length=20), nullable=False),
        sa.Column("bot_token", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=False),
        sa.Column("expires_at", TIME, nullable=True),
        sa.Column("renewing_until", TIME, nullable=True),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("installed_by", sa.String(length=20), nullable=False),
        sa.Column("installed_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("workspace"),
    )
    op.create_index("installations_by_enterprise", "installations", ["enterprise"])
    op.create_index("installations_by_end", "installations", ["ended_at"])
    op.create_index("installations_by_expiry", "installations", ["expires_at"])
    op.create_table(
        "install_states",
        sa.Column("workspace", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "state"),
    )
    op.create_index("ix_install_states_expires_at", "install_states", ["expires_at"])
    op.add_column(
        "workspaces", sa.Column("enterprise", sa.String(length=20), nullable=False, server_default="")
    )
    op.create_index("workspaces_by_enterprise", "workspaces", ["enterprise"])


def downgrade() -> None:
    op.drop_index("workspaces_by_enterprise", "workspaces")
    op.drop_column("workspaces", "enterprise")
    op.drop_table("install_states")
    op.drop_table("installations")

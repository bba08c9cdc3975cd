"""holdings are called holdings

Revision: 0003, after 0002. The table takes its rows along, and both databases let what refers to it follow.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    rename("occurrences", "holdings")


def downgrade() -> None:
    rename("holdings", "occurrences")


def rename(before: str, after: str) -> None:
    # Dropped and made anew: SQLite renames no index.
    op.drop_index(f"{before}_by_time", before)
    op.drop_index(f"{before}_by_standing", before)
    op.rename_table(before, after)
    op.create_index(f"{after}_by_standing", after, ["standing", "starts_at"])
    op.create_index(f"{after}_by_time", after, ["due_at"])
    # SQLite's primary key has no name.
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {after} RENAME CONSTRAINT {before}_pkey TO {after}_pkey")

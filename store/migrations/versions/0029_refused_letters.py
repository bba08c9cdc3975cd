"""Of a letter that is set aside it is known which channel let it not in, so that it goes on once that is open again.

Revision: 0029, after 0028.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

IS_REFUSED = sa.text("refused_in <> ''")


def upgrade() -> None:
    # By itself: a batch would write the whole table anew on SQLite, and the version before still runs.
    column = sa.Column("refused_in", sa.String(length=20), nullable=False, server_default="")
    op.add_column("letters", column)
    op.create_index(
        "letters_refused",
        "letters",
        ["workspace", "lane", "refused_in"],
        sqlite_where=IS_REFUSED,
        postgresql_where=IS_REFUSED,
    )


def downgrade() -> None:
    op.drop_index("letters_refused", "letters")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_column("refused_in")

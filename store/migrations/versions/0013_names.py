"""Names of projects are compared with the signs that tell them apart: C# beside C++.

Revision: 0013, after 0012.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from rules.names import name_key
from rules.words import fold

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PROJECTS = sa.table(
    "projects",
    sa.column("workspace", sa.String),
    sa.column("number", sa.Integer),
    sa.column("name", sa.String),
    sa.column("folded_name", sa.String),
)


def upgrade() -> None:
    compare_by(name_key)


def downgrade() -> None:
    compare_by(fold)


def compare_by(compared: Callable[[str], str]) -> None:
    """Keep of each project how its name is compared now; of two that come to be alike, the later one adds its number."""
    connection, seen = op.get_bind(), set()
    found = connection.execute(sa.select(PROJECTS).order_by(PROJECTS.c.number)).all()
    for row in found:
        # Out of the way first: one name may be compared as another was until now.
        write(connection, row, f"project {row.number} of {row.workspace}")
    for row in found:
        name = compared(row.name)
        free = name if (row.workspace, name) not in seen else f"{name} {row.number}"
        seen.add((row.workspace, free))
        write(connection, row, free)


def write(connection: sa.Connection, row: sa.Row[Any], name: str) -> None:
    """Keep how the name of one project is compared."""
    mine = (PROJECTS.c.workspace == row.workspace, PROJECTS.c.number == row.number)
    connection.execute(PROJECTS.update().where(*mine).values(folded_name=name))

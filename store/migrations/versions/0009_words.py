"""What is looked through is indexed anew: pieces of scripts without blanks, tails of long words, one English spelling.

Revision: 0009, after 0008.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from alembic import op

from rules.learning.search import text_of
from store.migrations.progress import watched

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

AT_ONCE = 500
EXPERIMENTS = sa.table(
    "experiments",
    sa.column("workspace", sa.String),
    sa.column("number", sa.Integer),
    sa.column("state", sa.Text),
)
TEXTS = sa.table(
    "search_texts",
    sa.column("workspace", sa.String),
    sa.column("experiment", sa.Integer),
    *(sa.column(name, sa.String) for name in ("title", "hypothesis", "learning", "metrics")),
)
INDEXED = (
    sa.update(TEXTS)
    .where(TEXTS.c.workspace == sa.bindparam("of_workspace"), TEXTS.c.experiment == sa.bindparam("of_number"))
    .values({name: sa.bindparam(name) for name in ("title", "hypothesis", "learning", "metrics")})
)


def upgrade() -> None:
    connection = op.get_bind()
    for rows in watched(batches(connection), "experiments to be searched", AT_ONCE):
        connection.execute(INDEXED, [words_of(*row) for row in rows])


def downgrade() -> None:
    # Every word of before is among those of now, and is found as it was; each deed indexes its experiment anew.
    pass


def batches(connection: sa.Connection) -> Iterator[list[tuple[str, int, str]]]:
    """Yield all experiments, some at a time, each after the last of those before it: memory holds no more of them."""
    key = sa.tuple_(EXPERIMENTS.c.workspace, EXPERIMENTS.c.number)
    last = ("", -1)
    while True:
        rows = connection.execute(
            sa.select(EXPERIMENTS).where(key > last).order_by(*key.clauses).limit(AT_ONCE)
        ).all()
        if not rows:
            return
        yield [(row.workspace, row.number, row.state) for row in rows]
        last = (rows[-1].workspace, rows[-1].number)


def words_of(workspace: str, number: int, state: str) -> dict[str, Any]:
    """Return what is indexed of an experiment, with what names its row."""
    told = json.loads(state)
    names = [metric["name"] for metric in told["metrics"]]
    texts = text_of(told["title"], told["hypothesis"], told["learning"], told["closing_note"], names)
    return {"of_workspace": workspace, "of_number": number, **asdict(texts)}

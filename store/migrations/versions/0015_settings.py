"""The settings of a workspace have facts; what was set before is carried over.

The sentences in which it was told stay as they stand. A workspace in which nobody has set anything has no facts of it.

Revision: 0015, after 0014.
"""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TEXT = sa.String
JOURNAL = sa.table(
    "journal",
    sa.column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
    *(sa.column(name, TEXT) for name in ("workspace", "by", "deed", "subject", "detail", "kind", "fact")),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("changes", sa.JSON),
    *(sa.column(name, sa.Integer) for name in ("version", "number")),
)
UNSEALED = sa.table("unsealed", sa.column("workspace", TEXT), sa.column("entry", sa.BigInteger))
HISTORIES = sa.table(
    "histories", sa.column("workspace", TEXT), sa.column("subject", TEXT), sa.column("entries", sa.Integer)
)
WORKSPACES = sa.table(
    "workspaces",
    *(sa.column(name, TEXT) for name in ("workspace", "recorders")),
    sa.column("one_seat_each", sa.Boolean),
)
TERMS = sa.table(
    "terms", *(sa.column(name, TEXT) for name in ("workspace", "workstream")), sa.column("days", sa.Integer)
)
NOTHING_SET = {"one_seat_each": True, "recorders": "part", "due_days": 2, "due_by_workstream": {}}


def upgrade() -> None:
    connection, now = op.get_bind(), datetime.now(UTC)
    for row in connection.execute(sa.select(WORKSPACES).order_by(WORKSPACES.c.workspace)).all():
        mine = sa.select(TERMS.c.workstream, TERMS.c.days).where(TERMS.c.workspace == row.workspace)
        days = {one.workstream: one.days for one in connection.execute(mine)}
        held = {
            "one_seat_each": row.one_seat_each,
            "recorders": row.recorders,
            "due_days": days.pop("", NOTHING_SET["due_days"]),
            "due_by_workstream": days,
        }
        if held != NOTHING_SET:
            keep_fact(connection, row.workspace, held, now)


def keep_fact(connection: sa.Connection, workspace: str, held: dict[str, Any], now: datetime) -> None:
    """Keep a fact that carries over what was set before, which waits to be sealed, and count it."""
    counted = (HISTORIES.c.workspace == workspace, HISTORIES.c.subject == workspace)
    known = connection.execute(sa.select(HISTORIES.c.entries).where(*counted)).scalar()
    number = (known or 0) + 1
    if known is None:
        connection.execute(HISTORIES.insert().values(workspace=workspace, subject=workspace, entries=number))
    else:
        connection.execute(HISTORIES.update().where(*counted).values(entries=number))
    told = {"replaced": {name: [None, value] for name, value in held.items()}, "added": {}}
    entry: dict[str, Any] = {
        "workspace": workspace,
        "at": now,
        "by": "assay",
        "deed": "carried_over",
        "subject": workspace,
        "detail": "",
        "changes": [],
        "version": 2,
        "number": number,
        "kind": "settings",
        "fact": json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
    }
    kept = connection.execute(JOURNAL.insert().values(entry).returning(JOURNAL.c.id)).scalar_one()
    connection.execute(UNSEALED.insert().values(workspace=workspace, entry=kept))


def downgrade() -> None:
    """Make the tables of the version before, which are the same; what facts tell of settings, it cannot read."""

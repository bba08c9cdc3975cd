"""How Alembic reaches the database: by a connection handed in, or by DATABASE_URL."""

import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from store import every_table
from store.columns import ByValue, Document, Moment
from store.database import open_engine
from store.learning import search_indexes


def render_item(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    """Write our column types into a migration as the plain types they are kept in."""
    if kind == "type" and isinstance(item, (ByValue, Document, Moment)):
        return f"sa.{item.impl!r}"
    return False


def is_alembics(_object: Any, name: str | None, _kind: str, _reflected: bool, _other: Any) -> bool:
    """Tell whether Alembic looks after a table, column or index; the full-text indexes have a home of their own."""
    return not search_indexes.is_ours(name)


def tell_of(*_: Any, **said: Any) -> None:
    """Tell who waits to which revision the tables were brought."""
    if tell := context.config.attributes.get("tell"):
        tell(f"tables of {said['step'].up_revision_id}")


def run(connection: Connection) -> None:
    """Run the migrations in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=every_table.METADATA,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_object=is_alembics,
        on_version_apply=tell_of,
    )
    with context.begin_transaction():
        context.run_migrations()
        search_indexes.create_indexes(connection)


handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    run(handed_in)
else:
    with open_engine(os.environ.get("DATABASE_URL", "sqlite:///data/assay.db"), 1).connect() as opened:
        run(opened)

"""The full-text indexes: FTS5 on SQLite, a generated tsvector with GIN on PostgreSQL; Alembic can write neither by itself.

The workspace is a word of its own in both indexes: a query meets it with the other words, so that the hits of other
workspaces cost nothing. That is for speed alone; what is found is bounded by the column besides.
"""

from sqlalchemy import Connection, inspect

TABLE, INDEX = "search_texts", "search_index"
VECTOR, VECTOR_INDEX = "vector", "search_texts_by_vector"
COLUMNS = "workspace, title, hypothesis, learning, metrics"
NEW = "new.id, new.workspace, new.title, new.hypothesis, new.learning, new.metrics"
OLD = NEW.replace("new.", "old.")
ADD = f"INSERT INTO {INDEX}(rowid, {COLUMNS}) VALUES ({NEW});"  # noqa: S608  (constants)
REMOVE = f"INSERT INTO {INDEX}({INDEX}, rowid, {COLUMNS}) VALUES ('delete', {OLD});"  # noqa: S608


SQLITE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5({COLUMNS}, content='{TABLE}', content_rowid='id',"
    " tokenize='porter unicode61')",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_added AFTER INSERT ON {TABLE} BEGIN {ADD} END",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_removed AFTER DELETE ON {TABLE} BEGIN {REMOVE} END",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_changed AFTER UPDATE ON {TABLE} BEGIN {REMOVE} {ADD} END",
)
# The weight of a word tells where it stands: A in the title, B in the learning.
POSTGRESQL = (
    f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS {VECTOR} tsvector GENERATED ALWAYS AS ("
    "array_to_tsvector(ARRAY['=' || workspace]::text[])"
    " || setweight(to_tsvector('english', title), 'A')"
    " || setweight(to_tsvector('english', learning), 'B')"
    " || setweight(to_tsvector('english', hypothesis || ' ' || metrics), 'C')) STORED",
    f"CREATE INDEX IF NOT EXISTS {VECTOR_INDEX} ON {TABLE} USING gin ({VECTOR}) WITH (fastupdate = off)",
)


def create_indexes(connection: Connection) -> None:
    """Make the index where its table is, and take it away where the table is gone; doing so twice changes nothing."""
    is_sqlite = connection.dialect.name == "sqlite"
    if not inspect(connection).has_table(TABLE):
        if is_sqlite:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {INDEX}")
        return
    is_new = is_sqlite and not inspect(connection).has_table(INDEX)
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        connection.exec_driver_sql(statement)
    if is_new:
        connection.exec_driver_sql(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")  # noqa: S608


def are_there(connection: Connection) -> bool:
    """Tell whether the index is there: a copy of the tables alone has none."""
    if connection.dialect.name == "sqlite":
        return inspect(connection).has_table(INDEX)
    return any(index["name"] == VECTOR_INDEX for index in inspect(connection).get_indexes(TABLE))


def is_ours(name: str | None) -> bool:
    """Tell whether a table, column or index is kept here, so that Alembic leaves it alone."""
    return name in (VECTOR, VECTOR_INDEX) or bool(name and name.startswith(INDEX))

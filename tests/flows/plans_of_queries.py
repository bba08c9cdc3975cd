"""How either database finds the rows of a query: read from its own plan, judged for what grows without end."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlmodel import SQLModel

from store.database import Database

# Those that tests fill: of an empty table neither database cares how it is read.
GROWING = frozenset({"actions", "experiments", "follow_ups", "holdings", "journal", "members", "messages"})
# An index of few rows may be read from its beginning to its end.
FEW = {
    str(index.name)
    for table in SQLModel.metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"].get("where") is not None
}
WHOLE_TABLE = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?$")
WHOLE_WORKSPACE = re.compile(r"SEARCH (\w+) USING (?:COVERING )?INDEX (\w+) \(workspace=\?\)$")
SORTS = "USE TEMP B-TREE FOR ORDER BY"
ONE_CONDITION = re.compile(r"\(\(?workspace\)?(?:::text)? = '[^']*'(?:::\w+(?: \w+)*)?\)")
ALIAS = re.compile(r"(?:FROM|JOIN) (\w+) AS (\w+)")

Statement = tuple[str, Any]


@contextmanager
def asked(database: Database) -> Iterator[list[Statement]]:
    """Yield the queries that are executed meanwhile, with their parameters."""
    found: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            found.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def read_whole(database: Database, queries: list[Statement]) -> list[str]:
    """Return what of growing tables queries read from beginning to end, each with its query."""
    read = in_sqlite if database.is_sqlite else in_postgresql
    with database.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        if not database.is_sqlite:
            # Of a table as small as here it would rather read all, whatever indexes there are.
            for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
                driver.execute(f"SET enable_{way} = off")
        return [f"{how}\n{query}" for query, values in queries for how in read(driver, query, values)]


def in_sqlite(driver: Any, query: str, values: Any) -> Iterator[str]:
    """Yield the steps of SQLite's plan that read too much."""
    steps = driver.execute(f"EXPLAIN QUERY PLAN {query}", values).fetchall()
    sorted_within = {parent for _, parent, _, words in steps if words == SORTS}
    tables = {alias: table for table, alias in ALIAS.findall(query)}
    for _, parent, _, words in steps:
        whole, workspace = WHOLE_TABLE.match(words), WHOLE_WORKSPACE.match(words)
        found = whole or workspace
        if found is None or tables.get(found[1], found[1]) not in GROWING or found[2] in FEW:
            continue
        if whole or parent in sorted_within or "LIMIT" not in query:
            yield words


def in_postgresql(driver: Any, query: str, values: Any) -> Iterator[str]:
    """Yield the nodes of PostgreSQL's plan that read too much."""
    plan = driver.execute(f"EXPLAIN (FORMAT JSON) {query}", values).fetchone()[0]
    yield from whole_nodes(plan[0]["Plan"], is_limited=False)


def whole_nodes(node: dict[str, Any], *, is_limited: bool) -> Iterator[str]:
    """Yield the nodes of a plan that read a growing table, or all that a workspace has of it, to its end."""
    kind, condition = node["Node Type"], node.get("Index Cond", "")
    reads_all = kind == "Seq Scan" or (
        kind in ("Index Scan", "Index Only Scan") and (not condition or ONE_CONDITION.fullmatch(condition))
    )
    is_few = node.get("Index Name") in FEW or (is_limited and kind != "Seq Scan")
    if reads_all and node["Relation Name"] in GROWING and not is_few:
        yield f"{kind} of {node['Relation Name']} by {node.get('Index Name', 'nothing')}: {condition}"
    if (
        kind == "Bitmap Index Scan"
        and (not condition or ONE_CONDITION.fullmatch(condition))
        and node["Index Name"] not in FEW
    ):
        yield f"{kind} by {node['Index Name']}: {condition}"
    for inner in node.get("Plans", ()):
        limits = kind == "Limit" or (
            is_limited and kind in ("Subquery Scan", "Append", "Merge Append", "Result")
        )
        yield from whole_nodes(inner, is_limited=limits)

"""Statements that every click, holding or letter needs: written with SQLAlchemy, compiled once for each database, executed by
its driver.

SQLAlchemy's own way from a compiled statement to the driver takes ten times what the driver takes. What it promises on that
way holds here too: who listens hears each statement, types read and write their values, and a driver's error is SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, BindParameter, ColumnElement, Connection, Dialect, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Session

from store.database import connection_of

Parameters = Mapping[str, Any]
Processor = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as one driver takes it: its text, its parameters in order, what stands in it for some of them already, and by
    their places those values of a parameter or of a row that the driver does not take or give as they are."""

    text: str
    is_positional: bool
    names: tuple[str, ...]
    fixed: Parameters
    writers: tuple[tuple[int, Processor], ...]
    readers: tuple[tuple[int, Processor], ...]

    def written(self, parameters: Parameters) -> Sequence[Any] | Parameters:
        """Return parameters as the driver takes them; one that is missing raises KeyError."""
        given = {**self.fixed, **parameters} if self.fixed else parameters
        values = processed([given[name] for name in self.names], self.writers)
        return values if self.is_positional else dict(zip(self.names, values, strict=True))


def processed(values: list[Any], processors: tuple[tuple[int, Processor], ...]) -> list[Any]:
    """Return values, some of them changed by the processor of their place."""
    for place, processor in processors:
        values[place] = processor(values[place])
    return values


def by_place(processors: Iterable[Processor | None]) -> tuple[tuple[int, Processor], ...]:
    """Return the processors there are, each with its place."""
    return tuple((place, one) for place, one in enumerate(processors) if one)


class SeveralValues(TypeDecorator[Any]):
    """Several values in one parameter."""

    impl = JSON
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return how a database takes them: PostgreSQL as an array, SQLite as JSON."""
        kept = JSON() if dialect.name == "sqlite" else ARRAY(type_in(self.of, dialect))
        return dialect.type_descriptor(kept)


class Among(ColumnElement[bool]):
    """The condition that a column is one of the values of a parameter, however many it has: a list that is written out would
    be another statement for each number of them. Without `by_index` SQLite looks for no rows by it, and reads them in an order
    that is asked for."""

    inherit_cache = True

    def __init__(self, column: Any, name: str, *, by_index: bool = True) -> None:
        self.column, self.by_index = column, by_index
        self.given: BindParameter[Any] = bindparam(name, type_=SeveralValues(self.column.type))


@compiles(Among, "sqlite")
def among_json(condition: Among, compiler: SQLCompiler, **asked: Any) -> str:
    """Return the condition as SQLite reads it."""
    column, given = (compiler.process(one, **asked) for one in (condition.column, condition.given))
    # An index is not used for what is calculated, if only by a plus.
    looked_for = column if condition.by_index else f"+{column}"
    return f"{looked_for} IN (SELECT value FROM json_each({given}))"  # noqa: S608  (its own words, and a parameter)


@compiles(Among, "postgresql")
def among_array(condition: Among, compiler: SQLCompiler, **asked: Any) -> str:
    """Return the condition as PostgreSQL reads it."""
    column, given = (compiler.process(one, **asked) for one in (condition.column, condition.given))
    return f"{column} = ANY ({given})"


class Prepared:
    """A statement that is compiled once for each database; `names` are the columns that an INSERT gives."""

    def __init__(self, statement: Any, names: Sequence[str] = ()) -> None:
        self.statement, self.names = statement, names
        self.known: dict[str, Compiled] = {}
        # Of a query, or what a change returns.
        self.columns = tuple(statement.exported_columns)
        self.row: Any = namedtuple("row", [column.key for column in self.columns])  # type: ignore[misc]

    def execute(self, session: Session, *rows: Parameters) -> None:
        """Execute the statement with each of some rows of parameters; without any, nothing happens. It may wait for what the
        transaction asks next, or for its commit: so long a fault of what was written is not told."""
        if not rows:
            return
        connection = connection_of(session)
        compiled = self.compiled(connection.dialect)
        written = [compiled.written(row) for row in rows]
        if connection.dialect.name == "postgresql":
            driver: Any = connection.connection.dbapi_connection
            tell_listeners(connection, driver.writer, compiled.text, written)
            driver.write_later(compiled.text, written)
            return
        with cursor_for(connection, compiled.text, written) as cursor:
            if len(written) == 1:
                cursor.execute(compiled.text, written[0])
            else:
                cursor.executemany(compiled.text, written)

    def one(self, session: Session, parameters: Parameters) -> Any:
        """Return the first row that a query finds or a change returns, or None."""
        return next(iter(self.all(session, parameters)), None)

    def all(self, session: Session, parameters: Parameters) -> list[Any]:
        """Return all rows that a query finds or a change returns."""
        connection = connection_of(session)
        compiled = self.compiled(connection.dialect)
        written = compiled.written(parameters)
        with cursor_for(connection, compiled.text, [written]) as cursor:
            cursor.execute(compiled.text, written)
            found = cursor.fetchall()
        return [self.row._make(processed(list(row), compiled.readers)) for row in found]

    def compiled(self, dialect: Dialect) -> Compiled:
        """Return the statement as the driver of a database takes it."""
        if dialect.name not in self.known:
            self.known[dialect.name] = self.compile(dialect)
        return self.known[dialect.name]

    def compile(self, dialect: Dialect) -> Compiled:
        """Compile the statement for a database."""
        made: SQLCompiler = self.statement.compile(dialect=dialect, column_keys=list(self.names) or None)
        names = tuple(made.positiontup or dict.fromkeys(made.bind_names.values()))
        return Compiled(
            text=str(made),
            is_positional=bool(made.positional),
            names=names,
            fixed={name: made.binds[name].value for name in names if not made.binds[name].required},
            writers=by_place(
                type_in(made.binds[name].type, dialect).bind_processor(dialect) for name in names
            ),
            readers=by_place(
                type_in(column.type, dialect).result_processor(dialect, None) for column in self.columns
            ),
        )


def within(session: Session, **values: Any) -> Parameters:
    """Return the parameters of a prepared statement about the workspace of a session, each named by its column after `of_`."""
    return {"of_workspace": session.info["workspace"], **{f"of_{name}": one for name, one in values.items()}}


def type_in(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    """Return a type as a database keeps it."""
    return kind.dialect_impl(dialect)


@contextmanager
def cursor_for(connection: Connection, statement: str, written: list[Any]) -> Iterator[Any]:
    """Lend a cursor of the driver for one statement, of which those hear who listen to the engine."""
    with translated(connection, statement):
        cursor = connection.connection.cursor()
        try:
            tell_listeners(connection, cursor, statement, written)
            yield cursor
        finally:
            cursor.close()


def tell_listeners(connection: Connection, cursor: Any, statement: str, written: list[Any]) -> None:
    """Tell those who listen to the engine of a statement."""
    is_many = len(written) > 1
    for hear in connection.dispatch.before_cursor_execute:
        hear(connection, cursor, statement, written if is_many else written[0], None, is_many)


@contextmanager
def translated(connection: Connection, statement: str) -> Iterator[None]:
    """Raise an error of the driver as SQLAlchemy's, without the parameters; a connection that is lost is used no more."""
    driver: Any = connection.dialect.dbapi
    try:
        yield
    except driver.Error as problem:
        if connection.dialect.is_disconnect(problem, connection.connection.dbapi_connection, None):
            connection.invalidate(problem)
        raise DBAPIError.instance(
            statement, None, problem, driver.Error, hide_parameters=True, dialect=connection.dialect
        ) from problem

"""The engine of either database, and sessions that see one workspace only."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, column, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlmodel import Session

from store.engines.doubts import doubt_commit
from store.engines.patience import LOCKED_SECONDS, POOL_SECONDS
from store.engines.small_writes import SmallWrites
from store.engines.sqlite_files import close_to_others, make_for_owner, prepare_sqlite, wait_for_lock
from store.tables import Bounded
from store.writer_turn import WriterTurn

REST_SECONDS = 1.0
SQLITE_TIME = "SELECT strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')"
POSTGRESQL_TIME = "SELECT clock_timestamp()"
# What a session notes that owes letters.
OWES = "owes"
# The workspaces that a session over all of them leaves out.
BUT = "but"
# SQLAlchemy tries the criterion on `Bounded` once, which is no table and has no columns.
OF_NO_TABLE: ColumnElement[str] = column("workspace")


class SharedCommit(threading.local):
    """Where the transactions of this thread are opened while they share a commit, and whether letters are owed in it."""

    place: dict[str, Any] | None = None
    owes: bool = False


class Database:
    """One database; its sessions are transactions that commit on leaving and roll back on an exception."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine = open_engine(url, pool_size)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        # PostgreSQL would let a reader see half of a deed that commits between two of its queries.
        snapshot = (
            {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        self.reading = self.engine.execution_options(reading=True, **snapshot)
        # SQLite has one writer at a time; waiting for a turn is fair, waiting in SQLite is a lottery.
        self.file = sqlite_file(url)
        self.turn = WriterTurn(self.file) if self.file else None
        alone = threading.Lock() if self.is_sqlite else nullcontext()
        self.writer: AbstractContextManager[Any] = self.turn or alone
        # Set once letters are owed, so that who waits for them in this process need not ask again and again.
        self.owes = threading.Event()
        self.deeds = threading.local()
        self.shared = SharedCommit()
        self.small_writes = SmallWrites(self.begin, self.sharing_commit if self.is_sqlite else None)

    @contextmanager
    def begin(self, workspace: str) -> Iterator[Session]:
        """Open a writing transaction that sees one workspace."""
        session = Session(info={"workspace": workspace}, **self.shared.place or {"bind": self.engine})
        with nullcontext() if self.shared.place else self.writer, session, session.begin():
            yield session
        self.deeds.is_kept = True
        if session.info.get(OWES):
            self.tell_of_letters()

    @contextmanager
    def sharing_commit(self) -> Iterator[None]:
        """Let the writing transactions that this thread opens meanwhile be kept by one commit, and each be taken back
        alone; whoever reads sees nothing of them before that."""
        with self.writer, self.engine.connect() as connection, connection.begin():
            self.shared.place = {"bind": connection, "join_transaction_mode": "create_savepoint"}
            self.shared.owes = False
            try:
                yield
            finally:
                self.shared.place = None
        if self.shared.owes:
            self.owes.set()

    def tell_of_letters(self) -> None:
        """Tell who waits for letters that some are owed, once they are kept."""
        if self.shared.place:
            self.shared.owes = True
        else:
            self.owes.set()

    def forget_kept(self) -> None:
        """Begin a request in this thread, which has kept nothing yet."""
        self.deeds.is_kept = False

    @property
    def has_kept(self) -> bool:
        """Tell whether the request of this thread has kept anything."""
        return getattr(self.deeds, "is_kept", False)

    @contextmanager
    def look(self, workspace: str) -> Iterator[Session]:
        """Open a reading transaction that sees one workspace at one instant and blocks nobody."""
        with Session(self.reading, info={"workspace": workspace}) as session, session.begin():
            yield session

    @contextmanager
    def begin_in(self, workspaces: Iterable[str]) -> Iterator[Session]:
        """Open a writing transaction that sees some workspaces, for the postman, who goes for all that a process serves."""
        info = {"workspaces": tuple(workspaces)}
        with self.writer, Session(self.engine, info=info) as session, session.begin():
            yield session

    @contextmanager
    def look_everywhere(self) -> Iterator[Session]:
        """Open a reading transaction over all workspaces, for the clock, which asks what is due."""
        with Session(self.reading, info={"everywhere": True}) as session, session.begin():
            yield session

    def give_way(self) -> None:
        """From now on leave others time to write: nobody waits at a screen for what this process writes."""
        if self.turn:
            self.turn.gives_way = True

    def serve(self) -> None:
        """From now on nothing is asked that takes long: PostgreSQL ends what does, and a frozen server is given up. The files of
        SQLite are closed to others."""
        if not self.is_sqlite:
            from store.engines.patient_connections import limit_statements

            limit_statements(self.engine)
        elif self.file:
            close_to_others(self.file)

    def time(self) -> datetime:
        """Return the time of the database's clock, which is one for all processes; of a file that of its machine."""
        asked = SQLITE_TIME if self.is_sqlite else POSTGRESQL_TIME
        with self.reading.connect() as connection:
            told = connection.exec_driver_sql(asked).scalar_one()
        return datetime.fromisoformat(told) if self.is_sqlite else told.astimezone(UTC)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if self.turn:
            self.turn.close()


def connection_of(session: Session) -> Connection:
    """Return the connection of a session's transaction, asked for once: a deed uses it for each of its statements."""
    known: Connection | None = session.info.get("connection")
    if known is None:
        known = session.info["connection"] = session.connection()
    return known


def open_engine(url: str, pool_size: int) -> Engine:
    """Return an engine for an SQLite or a PostgreSQL address."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        from store.engines.patient_connections import be_patient

        engine = create_engine(
            with_driver(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=POOL_SECONDS,
            # An error in the log names its statement, never what people wrote.
            hide_parameters=True,
        )
        ping_after_rest(engine)
        be_patient(engine)
        event.listen(engine, "handle_error", doubt_commit)
        return engine
    if file := sqlite_file(url):
        make_for_owner(file)
    engine = create_engine(
        url,
        connect_args={"timeout": LOCKED_SECONDS},
        pool_size=pool_size,
        max_overflow=pool_size,
        hide_parameters=True,
    )
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def sqlite_file(url: str) -> str:
    """Return the path of the file that an address names; nothing for PostgreSQL and for a database in memory."""
    address = make_url(url)
    is_file = address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:")
    return str(address.database).removeprefix("file:") if is_file else ""


def ping_after_rest(engine: Engine) -> None:
    """Ask a connection that was not used for a while whether it still lives, before a deed relies on it.

    SQLAlchemy's own `pool_pre_ping` asks each time, which is a tenth of what a click costs.
    """

    def rest(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    def ping(connection: Any, record: Any, _borrowed: Any) -> None:
        since = record.info.get("rests_since")
        if since is None or time.monotonic() - since < REST_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as problem:
            # The pool forgets all that it opened before now, and opens another one.
            raise InvalidatePoolError from problem

    event.listen(engine, "checkin", rest)
    event.listen(engine, "checkout", ping)


def with_driver(url: str) -> str:
    """Return a PostgreSQL address that names its driver, however the host of the app wrote it."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def begin_sqlite(connection: Connection) -> None:
    """Begin as a writer at once; a reader that turns writer midway could not wait its turn."""
    reading = connection.get_execution_options().get("reading", False)
    if connection.info.get("reading") is not reading:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
        connection.info["reading"] = reading
    wait_for_lock(connection)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@event.listens_for(Session, "do_orm_execute")
def bound_by_workspace(state: ORMExecuteState) -> None:
    """Bound every query by the session's workspace; a session without one refuses to work."""
    if state.is_column_load or state.is_relationship_load:
        return
    if state.session.info.get("everywhere"):
        leave_out(state, state.session.info.get(BUT, ()))
        return
    if (workspaces := state.session.info.get("workspaces")) is not None:
        bounded = with_loader_criteria(
            Bounded,
            lambda table: getattr(table, "workspace", OF_NO_TABLE).in_(workspaces),
            include_aliases=True,
        )
    else:
        workspace = state.session.info["workspace"]
        bounded = with_loader_criteria(
            Bounded,
            lambda table: getattr(table, "workspace", OF_NO_TABLE) == workspace,
            include_aliases=True,
        )
    state.statement = state.statement.options(bounded)


def leave_out(state: ORMExecuteState, left: tuple[str, ...]) -> None:
    """Keep some workspaces out of what a session over all of them finds."""
    if left:
        state.statement = state.statement.options(
            with_loader_criteria(
                Bounded,
                lambda table: getattr(table, "workspace", OF_NO_TABLE).not_in(left),
                include_aliases=True,
            )
        )


@event.listens_for(Session, "before_flush")
def stamp_workspace(session: Session, _context: Any, _instances: Any) -> None:
    """Give every new row its session's workspace; a row of another one is a programming error."""
    if session.info.get("everywhere"):
        return
    if (workspaces := session.info.get("workspaces")) is not None:
        for row in (*session.new, *session.dirty, *session.deleted):
            if isinstance(row, Bounded) and row.workspace not in workspaces:
                raise ValueError(f"a row of workspace {row.workspace} in a session of {workspaces}")
        return
    workspace = session.info["workspace"]
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Bounded):
            if getattr(row, "workspace", None) not in (None, "", workspace):
                raise ValueError(f"a row of workspace {row.workspace} in a session of {workspace}")
            row.workspace = workspace

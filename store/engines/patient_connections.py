"""How long PostgreSQL is waited for: to connect, for one statement, and for a server that has stopped to say anything.

Who keeps all in SQLite imports none of this, nor the driver of PostgreSQL.
"""

import math
from collections.abc import Iterable
from typing import Any, TypeVar

from psycopg import ClientCursor, Connection, OperationalError
from psycopg.abc import PQGen
from sqlalchemy import Engine, event

from store.engines.patience import LEAST_SECONDS, seconds_left

# A line that nobody answers on any more is closed by our own machine. What the address says goes before.
CONNECTING = {
    "connect_timeout": 2,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
# What serves has no statement that takes a second; what verifies, exports and migrates may take an hour.
SERVING = {
    "statement_timeout": "60s",
    "lock_timeout": "20s",
    "idle_in_transaction_session_timeout": "60s",
}
LIMIT = "SELECT " + ", ".join(["set_config(%s, %s, false)"] * len(SERVING))
# A server that is frozen keeps none of its own limits.
SERVING_SECONDS = 65.0
T = TypeVar("T")


class PatientConnection(Connection[Any]):
    """A connection that is waited for as long as whoever uses it has time, and closed then: what the server still does
    with it is not known. What is only written waits for the next question of its transaction, or for its commit, and goes in
    one message with it: each turn to the server is one more turn of all threads at the interpreter's lock."""

    longest = math.inf

    def __init__(self, *words: Any, **more: Any) -> None:
        super().__init__(*words, **more)
        self.writer, self.waiting = ClientCursor(self), list[str]()

    def write_later(self, statement: str, rows: Iterable[Any]) -> None:
        """Let a statement that answers nothing wait, with each of some rows of values."""
        self.waiting += (self.writer.mogrify(statement, row) for row in rows)

    def send_waiting(self, *last: str) -> None:
        """Send what waits, in order, and a last statement."""
        statements, self.waiting = ";\n".join((*self.waiting, *last)), []
        self.writer.execute(statements)

    def cursor(self, *words: Any, **more: Any) -> Any:
        """Return a cursor, through which something is asked that comes after what waits."""
        if self.waiting:
            self.send_waiting()
        return super().cursor(*words, **more)

    def commit(self) -> None:
        """Keep the transaction, with what waits."""
        if self.waiting:
            self.send_waiting("COMMIT")
        else:
            super().commit()

    def rollback(self) -> None:
        """Take the transaction back, and what waits."""
        self.waiting = []
        super().rollback()

    def wait(self, gen: PQGen[T], *words: Any, **more: Any) -> T:
        """Wait for an answer."""
        left = min(seconds_left(), self.longest)
        if left == math.inf:
            return super().wait(gen, *words, **more)
        try:
            return super().wait(gen, timeout=max(left, LEAST_SECONDS))
        except OperationalError as problem:
            # psycopg's own error for this is none of the server's, so it has no code.
            if problem.sqlstate is None and not self.closed:
                self.close()
                raise OperationalError("the database did not answer in time") from problem
            raise


def be_patient(engine: Engine) -> None:
    """Let an engine of PostgreSQL connect so."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, words: Any, more: Any) -> PatientConnection:
        if seconds_left() < 0:
            raise OperationalError("no time is left to connect")
        return PatientConnection.connect(*words, **{**CONNECTING, **more})


def limit_statements(engine: Engine) -> None:
    """Let no statement of an engine take longer than one that serves may; connections from before are closed."""

    @event.listens_for(engine, "connect")
    def limit(connection: PatientConnection, _record: Any) -> None:
        connection.longest = SERVING_SECONDS
        connection.autocommit = True
        connection.execute(LIMIT, [word for setting in SERVING.items() for word in setting])
        connection.autocommit = False

    engine.dispose()

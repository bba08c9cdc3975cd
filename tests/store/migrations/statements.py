"""The statements that a version sends, with the values they had: recorded transaction by transaction, kept in files, sent again."""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import Any

from psycopg.types.json import Json, Jsonb
from sqlalchemy import Connection, event

from store.database import Database

HERE = Path(__file__).parent
# What else a driver is told asks nothing of a table.
READING, WRITING = ("SELECT", "WITH"), ("INSERT", "UPDATE", "DELETE")
# Values that JSON has no way to write, by the names of their types.
READERS: dict[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "Decimal": Decimal,
    "Json": Json,
    "Jsonb": Jsonb,
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One statement as a driver took it, with its values."""

    text: str
    values: Any

    @property
    def is_writing(self) -> bool:
        """Tell whether it changes rows."""
        return self.text.lstrip().upper().startswith(WRITING)

    def send(self, connection: Connection) -> Any:
        """Send it again, and return what was found, or how many rows were changed."""
        values = self.values
        if connection.dialect.name == "sqlite":
            values = [tuple(one) for one in values] if values and is_many(values) else tuple(values)
        answer = connection.exec_driver_sql(self.text, values)
        return sorted(map(repr, answer)) if answer.returns_rows else answer.rowcount


def is_many(values: Any) -> bool:
    """Tell whether a statement was sent with several rows of values at once."""
    return isinstance(values, list) and isinstance(values[0], list | tuple | dict)


@dataclass
class Recording:
    """What a version sent: its changes in transactions, in their order, and each question once, as it was asked last."""

    changes: list[list[Sent]] = field(default_factory=list)
    questions: dict[str, Sent] = field(default_factory=dict)


class Listener:
    """Listens to a database. What was taken back is no change; questions of a transaction that was are questions."""

    def __init__(self) -> None:
        self.recording = Recording()
        self.open: dict[int, list[Sent | str]] = {}
        self.lock = Lock()

    def sent(self, connection: Any, _cursor: Any, text: str, values: Any, *_rest: Any) -> None:
        """Hear of a statement."""
        one = Sent(text, values)
        with self.lock:
            if one.is_writing:
                self.open.setdefault(id(connection), []).append(one)
            elif text.lstrip().upper().startswith(READING):
                self.recording.questions[text] = one

    def committed(self, connection: Any) -> None:
        """Hear that a transaction is kept."""
        with self.lock:
            changes = [one for one in self.open.pop(id(connection), []) if isinstance(one, Sent)]
            if changes:
                self.recording.changes.append(changes)

    def taken_back(self, connection: Any) -> None:
        """Hear that a transaction is taken back."""
        with self.lock:
            self.open.pop(id(connection), None)

    def saved(self, connection: Any, name: str) -> None:
        """Hear of a point to which a transaction can be taken back."""
        with self.lock:
            self.open.setdefault(id(connection), []).append(name)

    def taken_back_to(self, connection: Any, name: str, _context: Any) -> None:
        """Hear that a transaction is taken back to a point."""
        with self.lock:
            kept = self.open.get(id(connection), [])
            del kept[kept.index(name) :]


@contextmanager
def listening(database: Database) -> Iterator[Recording]:
    """Yield what is sent to a database meanwhile."""
    listener = Listener()
    heard = {
        "before_cursor_execute": listener.sent,
        "commit": listener.committed,
        "rollback": listener.taken_back,
        "savepoint": listener.saved,
        "rollback_savepoint": listener.taken_back_to,
    }
    for name, hear in heard.items():
        event.listen(database.engine, name, hear)
    yield listener.recording
    for name, hear in heard.items():
        event.remove(database.engine, name, hear)


def file_of(revision: str, backend: str) -> Path:
    """Return where the statements of a version are kept: each text once, then every transaction in a line, then the questions."""
    return HERE / f"{revision}-{backend}.jsonl.gz"


def revisions() -> list[str]:
    """Return the revisions of the tables for which statements are kept."""
    return sorted({file.name.partition("-")[0] for file in HERE.glob("*.jsonl.gz")})


def save(recording: Recording, file: Path) -> None:
    """Write a recording into its file."""
    every = [*recording.changes, list(recording.questions.values())]
    texts = {
        text: place for place, text in enumerate(dict.fromkeys(one.text for part in every for one in part))
    }
    lines = [list(texts), *([[texts[one.text], one.values] for one in part] for part in every)]
    words = (json.dumps(line, ensure_ascii=False, default=written, separators=(",", ":")) for line in lines)
    # Without the time at which it was packed, so that the same makes the same file.
    file.write_bytes(gzip.compress("\n".join(words).encode(), mtime=0))


def written(value: Any) -> Any:
    """Return a value that JSON has no way to write as one that it has."""
    if isinstance(value, Json | Jsonb):
        return {f"a {type(value).__name__}": value.obj}
    if type(value).__name__ in READERS:
        return {f"a {type(value).__name__}": str(value)}
    raise TypeError(f"say in READERS how {type(value)} is read")


def read(value: dict[str, Any]) -> Any:
    """Return a value that was written."""
    name = next(iter(value), "")
    reader = READERS.get(name.removeprefix("a ")) if name.startswith("a ") else None
    return reader(value[name]) if reader else value


def load(file: Path) -> Recording:
    """Return the recording of a file."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        texts, *every = [json.loads(line, object_hook=read) for line in lines]
    *changes, questions = [[Sent(texts[place], values) for place, values in part] for part in every]
    return Recording(changes, {one.text: one for one in questions})

"""Records the statements of this version on both databases: `python -m tests.store.migrations.record`, before a release.

What is recorded is tried against the tables of every version that comes later.
"""

from alembic.script import ScriptDirectory

from store import migrate
from store.database import Database
from tests.backends import POSTGRESQL, SQLITE, new_sqlite, quick_folder, start_postgresql
from tests.store.migrations.main_flows import happen
from tests.store.migrations.statements import file_of, listening, save


def main() -> None:
    """Record on both."""
    with quick_folder() as folder:
        record(new_sqlite(folder), SQLITE)
    with start_postgresql() as server, server.lent() as url:
        record(url, POSTGRESQL)


def record(url: str, backend: str) -> None:
    """Record what is sent to one database."""
    database = Database(url)
    migrate.upgrade(database)
    with listening(database) as recording:
        happen(database)
    head = ScriptDirectory(str(migrate.MIGRATIONS)).get_current_head()
    assert head
    file = file_of(head, backend)
    save(recording, file)
    database.close()
    print(
        f"{file.name}: {len(recording.questions)} questions, {len(recording.changes)} transactions that change"
    )


if __name__ == "__main__":
    main()

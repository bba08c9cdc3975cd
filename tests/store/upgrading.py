"""A process that upgrades the database at an address as soon as it is told to: `python -m tests.store.upgrading URL`."""

import sys

from store import migrate
from store.database import Database


def main(url: str) -> None:
    """Say that we are ready, wait for a line, upgrade, and say so."""
    database = Database(url, pool_size=1)
    print("ready")
    sys.stdin.readline()
    migrate.upgrade(database)
    print("upgraded")


if __name__ == "__main__":
    main(sys.argv[1])

"""Writers of one SQLite file, in one process and in several, each get their turn."""

import multiprocessing
import sqlite3
import time
from itertools import pairwise
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from store.writer_turn import WriterTurn
from tests.racing import problems, together

TURNS = 60


def take_turns(database: str, begin: Barrier, written: str) -> None:
    """Take a turn again and again, and write when each began."""
    turn = WriterTurn(database)
    begin.wait()
    times = []
    for _ in range(TURNS):
        with turn:
            times.append(str(time.monotonic()))
            # As long as a deed keeps the file.
            time.sleep(0.001)
    turn.close()
    Path(written).write_text("\n".join(times))


def test_no_process_waits_for_all_turns_of_another(tmp_path: Path) -> None:
    kind = multiprocessing.get_context("spawn")
    begin, files = kind.Barrier(2), [tmp_path / name for name in ("one", "two")]
    workers = [
        kind.Process(target=take_turns, args=(str(tmp_path / "assay.db"), begin, str(file))) for file in files
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    one, two = ([float(line) for line in file.read_text().splitlines()] for file in files)
    begun = sorted([(at, "one") for at in one] + [(at, "two") for at in two])
    changes = sum(before[1] != after[1] for before, after in pairwise(begun))
    assert len(begun) == 2 * TURNS
    # In turns, but for those in which the other was not yet asking again.
    assert changes > TURNS // 3


def test_one_writes_at_a_time_whatever_opened_the_file(tmp_path: Path) -> None:
    turns, inside, most = [WriterTurn(str(tmp_path / "assay.db")) for _ in range(2)], [0], [0]

    def write(turn: WriterTurn) -> None:
        for _ in range(50):
            with turn:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0)
                inside[0] -= 1

    assert problems(together(*[lambda turn=turn: write(turn) for turn in turns * 2])) == []
    assert most == [1]
    for turn in turns:
        turn.close()


def test_where_no_file_can_be_made_the_turn_is_taken_and_sqlite_says_why(tmp_path: Path) -> None:
    missing = tmp_path / "not there" / "assay.db"
    with WriterTurn(str(missing)), pytest.raises(sqlite3.OperationalError):
        sqlite3.connect(missing)

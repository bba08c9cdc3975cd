"""Writers of one SQLite file, in one process and in several, each get their turn."""

import multiprocessing
import sqlite3
import time
from collections.abc import Mapping
from itertools import pairwise
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from store.writer_turn import WriterTurn
from tests.racing import problems, together

TURNS = 60


def take_turns(
    database: str,
    begin: Barrier,
    written: str,
    turns: int = TURNS,
    seconds: float = 0.001,
    gives_way: bool = False,
) -> None:
    """Take a turn again and again, for as long as a deed keeps the file, and write when each began."""
    turn = WriterTurn(database)
    turn.gives_way = gives_way
    begin.wait()
    times = []
    for _ in range(turns):
        with turn:
            times.append(str(time.monotonic()))
            time.sleep(seconds)
    turn.close()
    Path(written).write_text("\n".join(times))


def begun_by(tmp_path: Path, one: Mapping[str, Any], two: Mapping[str, Any]) -> list[tuple[float, str]]:
    """Return when each turn of two processes began that take theirs at once."""
    kind = multiprocessing.get_context("spawn")
    begin, files = kind.Barrier(2), [tmp_path / name for name in ("one", "two")]
    workers = [
        kind.Process(target=take_turns, args=(str(tmp_path / "assay.db"), begin, str(file)), kwargs=how)
        for file, how in zip(files, (one, two), strict=True)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sorted((float(line), file.name) for file in files for line in file.read_text().splitlines())


def test_no_process_waits_for_all_turns_of_another(tmp_path: Path) -> None:
    begun = begun_by(tmp_path, {}, {})
    changes = sum(before[1] != after[1] for before, after in pairwise(begun))
    assert len(begun) == 2 * TURNS
    # In turns, but for those in which the other was not yet asking again.
    assert changes > TURNS // 3


def test_who_gives_way_leaves_others_as_much_time_as_they_took(tmp_path: Path) -> None:
    slow = {"turns": 20, "seconds": 0.03, "gives_way": True}
    begun = [name for _, name in begun_by(tmp_path, slow, {"turns": 200})]
    while_both = begun[begun.index("two") : len(begun) - begun[::-1].index("one")]
    # Turn by turn there would be one of the short ones for each of the long.
    assert while_both.count("two") > 3 * while_both.count("one")


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

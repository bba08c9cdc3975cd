"""The bench runs from end to end with tiny numbers, judges what it measures, and trusts no figure that does not add up."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import click_rows, profiler, report
from bench.__main__ import status
from bench.archives import OFTEN, archive
from bench.effort import Effort
from bench.frame import ROWS, Measured, Promise, Result, Row, Verdict, run_one
from bench.ground import SQLITE, Ground, durability, opened
from bench.load import Heard
from bench.machine import this_machine
from bench.problems import BenchFailed
from bench.rows import MODULES
from bench.seats import board_in, clicks_in_parts, desk_in, now
from bot.packs.pack_file import pack_of, verified
from flows.journal import verification
from flows.packs import evidence

TINY = Effort(
    rounds=1,
    clicks=21,
    laps=2,
    warm_up=3,
    rate=10,
    seconds=2.1,
    few_experiments=30,
    many_experiments=90,
    looks=1,
    people=40,
    channels=4,
    letters=12,
    starts=1,
    settle_seconds=1,
    idle_seconds=1,
    overload_seconds=1,
)
PROMISE = Promise(what="speed", against="none", at_least="0.5", goal=0.5, floor=0.4)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Yield the ground of one tiny run, whose rows share the board they decide."""
    with opened(TINY, beside=tmp_path_factory.mktemp("bench")) as ground:
        yield ground


def test_every_click_of_a_rate_is_kept_and_held_against_the_bare_app(ground: Ground, tmp_path: Path) -> None:
    result = run_one(ROWS["approve-sqlite"], ground)
    assert result.verdict is not Verdict.FAILED, result.measured.words
    details = result.measured.details
    assert (details["kept"], details["not_acknowledged"]) == (24, [])
    assert details["database"] == {"journal_mode": "wal", "synchronous": "2"}
    assert 0 < result.measured.figure == details["ours_per_second"][0] / details["bare_per_second"][0]
    figures, picture = report.write(tmp_path, this_machine(tmp_path), [result], is_quick=True)
    assert json.loads(figures.read_text())["rows"][0]["name"] == "approve-sqlite"
    assert result.measured.words in "".join(ElementTree.parse(picture).getroot().itertext())


def test_at_a_steady_rate_letters_are_delivered_and_every_wait_is_told(ground: Ground) -> None:
    result = run_one(ROWS["ack-sqlite"], ground)
    assert result.verdict is not Verdict.FAILED, result.measured.words
    details = result.measured.details
    assert (details["kept"], details["clicks"], details["not_acknowledged"]) == (24, 21, {})
    assert details["seconds"] >= 2
    assert details["p50"] <= result.measured.figure <= details["longest"]


@pytest.mark.parametrize(
    "name",
    [
        "scale-sqlite",
        "pack",
        "card-sqlite",
        "roster-sqlite",
        "channels-sqlite",
        "start",
        "memory",
        "idle",
        "overload",
    ],
)
def test_every_other_row_measures_something(ground: Ground, name: str) -> None:
    result = run_one(ROWS[name], ground)
    assert result.verdict is not Verdict.FAILED, result.measured.words
    assert result.measured.figure >= 0


def test_a_large_house_is_as_sound_as_one_of_the_real_flows(ground: Ground) -> None:
    house = archive(ground, SQLITE, TINY.many_experiments)
    with desk_in(house.url) as desk:
        verdict = verification.verify(desk)
        assert (verdict.findings, verdict.waiting) == ((), 0)
        number = TINY.many_experiments - TINY.many_experiments % OFTEN
        _, findings = verified(pack_of(evidence.evidence_of(desk, number, now())))
    assert findings == ()


def test_a_profile_tells_statements_and_functions(ground: Ground, capsys: pytest.CaptureFixture[str]) -> None:
    profiler.profile_click(ground, 3)
    told = capsys.readouterr().out
    assert "ms a click by the clock" in told
    assert "INSERT INTO reviews" in told
    assert "ms  sqlalchemy" in told
    assert "(dispatch)" in told


def test_acknowledged_clicks_that_the_database_lacks_fail_the_row(ground: Ground) -> None:
    url = ground.database(SQLITE, like=board_in(ground, SQLITE, TINY.seats).url)
    with pytest.raises(BenchFailed, match="1 acknowledged, 0 reviews and 0 journal lines kept"):
        click_rows.counted(url, 1)


def test_no_seat_is_clicked_twice(ground: Ground) -> None:
    parts = clicks_in_parts(board_in(ground, SQLITE, TINY.seats).messages, TINY.parts)
    bodies = [body for part in parts for body in part]
    assert len(set(bodies)) == len(bodies) == sum(TINY.parts)


def test_a_database_that_may_forget_is_refused(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    assert durability(ground.database(SQLITE))["synchronous"] == "2"
    monkeypatch.setattr("store.database.prepare_sqlite", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    with pytest.raises(BenchFailed, match="synchronous"):
        ground.database(SQLITE)


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [(0.5, Verdict.KEPT), (0.49, Verdict.MISSED), (0.4, Verdict.MISSED), (0.39, Verdict.NOT_DONE)],
)
def test_a_promise_is_kept_missed_or_not_done(figure: float, verdict: Verdict) -> None:
    assert PROMISE.verdict(figure) is verdict


def test_of_a_wait_less_is_better() -> None:
    promise = click_rows.ack_promise(SQLITE)
    assert (promise.verdict(0.29), promise.verdict(0.31)) == (Verdict.KEPT, Verdict.MISSED)


def test_an_answer_that_never_came_counts_as_the_longest_wait() -> None:
    heard = Heard(seconds=60, waits=[0.01] * 98 + [60.0] * 2, statuses=[200] * 98 + [0] * 2, client_busy=0)
    told = click_rows.waits(heard, {})
    assert told.figure > 50
    assert (told.details["in_time"], told.details["not_acknowledged"]) == (0.98, {"0": 2})


def test_a_row_that_cannot_be_measured_fails_alone(ground: Ground, tmp_path: Path) -> None:
    def measure(_: Ground) -> Measured:
        raise BenchFailed("the disk is full")

    result = run_one(Row("broken", PROMISE, measure), ground)
    assert (result.verdict, result.measured.words) == (Verdict.FAILED, "the disk is full")
    figures, _ = report.write(tmp_path, this_machine(tmp_path), [result], is_quick=False)
    assert json.loads(figures.read_text())["rows"][0]["figure"] is None
    assert "the disk is full" in "\n".join(report.table([result]))


def test_the_exit_status_tells_of_faults_and_of_missed_promises_if_asked() -> None:
    results = {
        verdict: Result(
            Row("one", PROMISE, lambda _: Measured(0, "")), verdict, Measured(math.nan, ""), 0, (0, 0)
        )
        for verdict in Verdict
    }
    assert [status([one], strict=False) for one in results.values()] == [0, 0, 0, 1]
    assert [status([one], strict=True) for one in results.values()] == [0, 1, 1, 1]


def test_every_row_is_told_of_in_the_docs() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "bench.md").read_text()
    assert MODULES
    assert [name for name in ROWS if f"`{name}`" not in page] == []

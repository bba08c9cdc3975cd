"""What a row is: a promise and one function that measures it; and how much is done to measure."""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from bench.ground import POSTGRESQL, SQLITE, Ground
from bench.problems import BenchFailed


class Verdict(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    MISSED = "missed"
    NOT_DONE = "not done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is measured, against what, and how good it must be; beyond `floor` the work counts as not done."""

    what: str
    against: str
    at_least: str
    goal: float
    floor: float | None = None
    less_is_better: bool = False

    def verdict(self, figure: float) -> Verdict:
        """Return what a figure makes of the promise."""
        if self.reaches(figure, self.goal):
            return Verdict.KEPT
        return Verdict.MISSED if self.floor is None or self.reaches(figure, self.floor) else Verdict.NOT_DONE

    def reaches(self, figure: float, bar: float) -> bool:
        """Tell whether a figure is on the right side of a bar."""
        return figure <= bar if self.less_is_better else figure >= bar


@dataclass(frozen=True, slots=True)
class Measured:
    """What a row measured: the figure that is judged, the same in words, and all that may be looked at later."""

    figure: float
    words: str
    details: Mapping[str, Any] = field(default_factory=dict)


Measure = Callable[[Ground], Measured]
MeasureOn = Callable[[Ground, str], Measured]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table."""

    name: str
    promise: Promise
    measure: Measure


@dataclass(frozen=True, slots=True)
class Result:
    """One row as it was measured, with the machine's load before and after."""

    row: Row
    verdict: Verdict
    measured: Measured
    seconds: float
    load: tuple[float, float]


ROWS: dict[str, Row] = {}


def row(name: str, promise: Promise) -> Callable[[Measure], Measure]:
    """Make a function a row of the table."""

    def keep(measure: Measure) -> Measure:
        if name in ROWS:
            raise ValueError(f"two rows are called {name}")
        ROWS[name] = Row(name, promise, measure)
        return measure

    return keep


def on_both(name: str, promise: Callable[[str], Promise]) -> Callable[[MeasureOn], MeasureOn]:
    """Make a function that measures on a kind of database two rows of the table, one of each kind."""

    def keep(measure: MeasureOn) -> MeasureOn:
        for kind in (SQLITE, POSTGRESQL):
            row(f"{name}-{kind.lower()}", promise(kind))(partial(measure_on, measure, kind))
        return measure

    return keep


def measure_on(measure: MeasureOn, kind: str, ground: Ground) -> Measured:
    """Measure on a kind of database."""
    return measure(ground, kind)


def run(rows: Iterable[Row], ground: Ground) -> list[Result]:
    """Measure rows one after the other; one that fails keeps none of the others from being measured."""
    return [run_one(one, ground) for one in rows]


def run_one(one: Row, ground: Ground) -> Result:
    """Measure one row."""
    began, load = time.monotonic(), os.getloadavg()[0]
    ground.say(f"{one.name} ...")
    try:
        measured = one.measure(ground)
        verdict = one.promise.verdict(measured.figure)
    except BenchFailed as problem:
        measured, verdict = Measured(float("nan"), str(problem)), Verdict.FAILED
    ground.say(f"{one.name}: {measured.words} ({verdict})")
    return Result(one, verdict, measured, time.monotonic() - began, (load, os.getloadavg()[0]))

"""The state of an experiment as its facts give it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from rules.experiments.bias_facts import newest_of_each
from rules.experiments.experiment import Experiment, Stage
from rules.journal.entries import Deed
from rules.journal.facts import ASSAY, Fact, Folding, Kind, Trim, fact_between, folded, folded_all

# Of each metric so many of the newest values stay in the state; its facts hold them all.
MOST_VALUES_KEPT = 1000
# What follows by itself when a deed leads to another stage.
FOLLOWS = {Stage.APPROVED: Deed.PASSED_BOARD, Stage.IN_PRODUCTION: Deed.PASSED_GATE}


def newest_values(found: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return values without the oldest of a metric that has more than the state keeps, in their order."""
    if len(found) <= MOST_VALUES_KEPT:
        return found
    room: Counter[str] = Counter()
    kept = []
    for one in reversed(found):
        name = one.metric.casefold()
        if room[name] < MOST_VALUES_KEPT:
            room[name] += 1
            kept.append(one)
    return tuple(reversed(kept))


TRIMS: dict[str, Trim] = {"measurements": newest_values, "bias_checks": newest_of_each}


def after(experiment: Experiment | None, fact: Fact) -> Experiment:
    """Return the experiment after a fact."""
    return folded(Experiment, experiment, fact, TRIMS)


def begun_by(fact: Fact) -> Folding[Experiment]:
    """Return the fold of an experiment's history, of which this is the first fact."""
    return Folding(after(None, fact), TRIMS)


def experiment_of(facts: Iterable[Fact]) -> Experiment | None:
    """Return the experiment that all its facts give."""
    return folded_all(Experiment, facts, TRIMS)


def facts_between(
    before: Experiment | None, now_is: Experiment, deed: Deed, *, by: str, at: datetime, said: str = ""
) -> Iterator[Fact]:
    """Yield what a deed left behind: what it did, then what followed by itself, which is Assay's."""
    step = now_is
    following = followed(before, now_is)
    if before and following:
        step = replace(step, stage=before.stage, stage_since=before.stage_since)
    is_scored = bool(now_is.finished_at) and not (before and before.finished_at)
    if is_scored:
        step = replace(step, finished_at=None)
    yield fact(before, step, deed, by=by, at=at, said=said)
    if following:
        staged = replace(step, stage=now_is.stage, stage_since=now_is.stage_since)
        yield fact(step, staged, following, by=ASSAY, at=at)
        step = staged
    if is_scored:
        yield fact(step, now_is, Deed.SCORED_FORECAST, by=ASSAY, at=at)


def fact(
    before: Experiment | None, now_is: Experiment, deed: Deed, *, by: str, at: datetime, said: str = ""
) -> Fact:
    """Return one fact: the difference between two states of an experiment."""
    return fact_between(
        Kind.EXPERIMENT, now_is.key, before, now_is, deed, by=by, at=at, said=said, trims=TRIMS
    )


def followed(before: Experiment | None, now_is: Experiment) -> Deed | None:
    """Return the deed that follows by itself from a change of stage, if one does."""
    if before is None or before.stage is now_is.stage:
        return None
    if is_reopened(before, now_is):
        return Deed.REOPENED
    return FOLLOWS.get(now_is.stage)


def is_reopened(before: Experiment, now_is: Experiment) -> bool:
    """Tell whether a change led back to the board without a new revision."""
    was_there = before.stage is Stage.IN_REVIEW
    return not was_there and now_is.stage is Stage.IN_REVIEW and now_is.revision == before.revision

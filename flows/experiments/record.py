"""What every deed on an experiment leaves behind: the saved facts, the audit entries, the letters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from rules.experiments.experiment import Experiment, Stage
from rules.experiments.notices import Notice
from rules.experiments.staleness import FieldChange
from rules.journal.entries import Deed, Entry
from rules.learning.forecasts import score_words, with_result
from rules.lifecycle.hears import hears, is_reopened
from rules.promotion.plans import deployment_plan
from store import outbox
from store.experiments import experiments
from store.journal import journal
from store.learning import search_texts
from store.promotion import plans

# What follows by itself when a deed leads to another stage.
FOLLOWS = {Stage.APPROVED: Deed.PASSED_BOARD, Stage.IN_PRODUCTION: Deed.PASSED_GATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """A deed as the journal keeps it; `reason` is what a notice in the thread passes on, `news` are
    notices of the deed itself, before that of the stage it led to."""

    deed: Deed
    by: str
    now: datetime
    detail: str = ""
    reason: str = ""
    changes: tuple[FieldChange, ...] = ()
    news: tuple[Notice, ...] = ()


def record(session: Session, before: Experiment | None, after: Experiment, doing: Doing) -> Experiment:
    """Keep what a deed made of an experiment; a deed that changed nothing leaves nothing."""
    if before == after:
        return after
    after = with_result(before, after, doing.now)
    if before is None:
        experiments.add(session, after)
    else:
        experiments.save(session, before, after)
    search_texts.keep_text(session, before, after)
    journal.add(session, entry(after, doing, doing.deed, doing.detail), doing.changes)
    for deed in following(before, after):
        journal.add(session, entry(after, doing, deed, f"revision {after.revision}"))
    if after.finished_at and not (before and before.finished_at):
        journal.add(session, entry(after, doing, Deed.SCORED_FORECAST, score_words(after)))
    if after.stage is Stage.IN_PRODUCTION and before and before.stage is not after.stage:
        plans.add(session, after.number, after.round, deployment_plan(after, doing.now))
    outbox.put(session, hears(before, after, doing.by, doing.reason, doing.news), doing.now)
    return after


def entry(experiment: Experiment, doing: Doing, deed: Deed, detail: str) -> Entry:
    """Return one line of the journal about an experiment."""
    return Entry(at=doing.now, by=doing.by, deed=deed, subject=experiment.key, detail=detail)


def following(before: Experiment | None, after: Experiment) -> Iterable[Deed]:
    """Yield the deeds that follow by themselves."""
    if before is None or before.stage is after.stage:
        return
    if is_reopened(before, after):
        yield Deed.REOPENED
    elif after.stage in FOLLOWS:
        yield FOLLOWS[after.stage]

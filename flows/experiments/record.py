"""What every deed on an experiment leaves behind: the saved facts, the audit entries, the letters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from rules.experiments.experiment import Experiment, Stage
from rules.experiments.notices import Notice
from rules.experiments.staleness import FieldChange
from rules.experiments.state import facts_between
from rules.journal.entries import Deed
from rules.journal.facts import ASSAY, Fact
from rules.learning.forecasts import score_words, with_result
from rules.letters import Letter
from rules.lifecycle.hears import hears
from rules.promotion.plans import deployment_plan
from store import outbox
from store.experiments import experiments
from store.journal import journal
from store.learning import search_texts
from store.promotion import plans


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """A deed as its fact keeps it; `said` is what the person said with it, `reason` is what a notice in the thread passes
    on, `news` are notices of the deed itself, before that of the stage it led to; one that `is_told_anyway` leaves a fact
    even where it changed nothing."""

    deed: Deed
    by: str
    now: datetime
    said: str = ""
    reason: str = ""
    is_told_anyway: bool = False
    changes: tuple[FieldChange, ...] = ()
    news: tuple[Notice, ...] = ()


@dataclass(slots=True)
class RecordedDeeds:
    """What one transaction makes of an experiment, deed by deed, before it is kept as a whole; `after` is what the last one
    made of it."""

    before: Experiment | None
    after: Experiment | None = None
    facts: list[Fact] = field(default_factory=list)
    brought: dict[int, tuple[FieldChange, ...]] = field(default_factory=dict)
    owed: list[Letter] = field(default_factory=list)

    def add(self, made: Experiment, doing: Doing, more: Iterable[Letter] = ()) -> Experiment:
        """Add what a deed made of the experiment, and whom it lets hear of it; return it with its facts counted."""
        before = self.after or self.before
        if before == made and not doing.is_told_anyway:
            return made
        after = with_result(before, made, doing.now)
        told = tuple(told_facts(before, after, doing))
        self.owed += (*hears(before, after, doing.by, doing.reason, doing.news), *more)
        self.brought[told[0].number] = doing.changes
        self.facts += told
        self.after = replace(after, facts=told[-1].number)
        return self.after

    def keep_all(self, session: Session, now: datetime) -> None:
        """Keep the facts, the state they give, and the letters that are owed."""
        before, after = self.before, self.after
        if after is None:
            return
        search_texts.keep_text(session, before, after)
        if after.stage is Stage.IN_PRODUCTION and before and before.stage is not after.stage:
            plans.add(session, after.number, after.round, deployment_plan(after, now))
        keep_experiment(session, before, after, self.facts, self.brought, self.owed, now)


def record(
    session: Session,
    before: Experiment | None,
    after: Experiment,
    doing: Doing,
    more: Iterable[Letter] = (),
) -> Experiment:
    """Keep what a deed made of an experiment: its facts, the state they give, and the letters that are owed."""
    deeds = RecordedDeeds(before)
    made = deeds.add(after, doing, more)
    deeds.keep_all(session, doing.now)
    return made


def keep_facts(session: Session, before: Experiment, after: Experiment, doing: Doing) -> Experiment:
    """Keep the facts of a deed and the state they give, of which nobody hears through them."""
    facts = tuple(told_facts(before, after, doing))
    after = replace(after, facts=facts[-1].number)
    keep_experiment(session, before, after, facts, {facts[0].number: doing.changes}, (), doing.now)
    return after


def keep_experiment(
    session: Session,
    before: Experiment | None,
    after: Experiment,
    facts: Sequence[Fact],
    brought: Mapping[int, Sequence[FieldChange]],
    owed: Iterable[Letter],
    now: datetime,
) -> None:
    """Keep facts of an experiment, the state they give, and the letters that are owed."""
    if before is None:
        experiments.add(session, after)
    else:
        experiments.save(session, before, after)
    journal.add_facts(session, facts, brought)
    outbox.put(session, owed, now)


def told_facts(before: Experiment | None, after: Experiment, doing: Doing) -> Iterator[Fact]:
    """Yield the facts of a deed, each with its number; what followed by itself says of what."""
    since = before.facts if before else 0
    made = facts_between(before, after, doing.deed, by=doing.by, at=doing.now, said=doing.said)
    for number, fact in enumerate(made, start=since + 1):
        if fact.deed is Deed.SCORED_FORECAST:
            yield replace(fact, number=number, said=score_words(after))
        elif fact.by == ASSAY:
            yield replace(fact, number=number, said=f"revision {after.revision}")
        else:
            yield replace(fact, number=number)

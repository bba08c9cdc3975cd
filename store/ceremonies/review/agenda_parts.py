"""What the parts of an agenda ask of the tables: each the first of what belongs to it, and how many there are in all."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from rules.ceremonies.review.agendas import (
    AGENDA_STAGES,
    MOST_OF_A_PART,
    SAFETY_STAGES,
    WAITING_STAGES,
    AgendaPart,
)
from rules.evidence.bias_checks import failures
from rules.experiments.bias_facts import BiasCheck
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.overrides import Override, OverrideOutcome
from store.evidence.bias_check_tables import BiasCheckRow
from store.evidence.bias_checks import bias_check_of
from store.experiments.experiment_tables import ExperimentRow
from store.experiments.experiments import state_of
from store.experiments.override_tables import OverrideRow
from store.mapping import fact_of

AT_ONCE = 500
MOST_CHOICES = 100


def waiting(session: Session) -> AgendaPart[Experiment]:
    """Return the experiments whose decision is awaited, the longest waiting first."""
    return part(session, col(ExperimentRow.stage).in_(WAITING_STAGES))


def entered(session: Session, stages: Sequence[Stage], since: datetime) -> AgendaPart[Experiment]:
    """Return the experiments that entered one of these stages since an instant, the earliest first."""
    lately = col(ExperimentRow.stage_since) >= since
    return part(session, col(ExperimentRow.stage).in_(stages), lately)


def unchecked(session: Session) -> AgendaPart[Experiment]:
    """Return the experiments before or in production of which no bias check is known, the earliest first."""
    checked = col(ExperimentRow.number).in_(select(BiasCheckRow.experiment))
    return part(session, col(ExperimentRow.stage).in_(SAFETY_STAGES), ~checked)


def part(session: Session, *conditions: ColumnElement[bool]) -> AgendaPart[Experiment]:
    """Return the experiments that match, those the longest in their stage first, and how many match."""
    ordered = select(ExperimentRow).where(*conditions).order_by(col(ExperimentRow.stage_since))
    rows = session.exec(ordered.order_by(col(ExperimentRow.number)).limit(MOST_OF_A_PART)).all()
    total = session.exec(select(func.count()).select_from(ExperimentRow).where(*conditions)).one()
    return AgendaPart(tuple(state_of(row) for row in rows), total)


def every(session: Session, stages: Sequence[Stage]) -> Iterator[Experiment]:
    """Yield every experiment in one of these stages, without its decisions, for a rule to choose from."""
    rows = session.exec(select(ExperimentRow).where(col(ExperimentRow.stage).in_(stages)))
    for row in rows.yield_per(AT_ONCE):
        yield state_of(row)


def overrides(session: Session, since: datetime) -> AgendaPart[tuple[Experiment, Override]]:
    """Return the overrides that were confirmed since an instant, the earliest first, each with its experiment."""
    confirmed = (col(OverrideRow.outcome) == OverrideOutcome.CONFIRMED, col(OverrideRow.settled_at) >= since)
    mine = (
        select(ExperimentRow, OverrideRow)
        .join(OverrideRow, col(OverrideRow.experiment) == ExperimentRow.number)
        .where(*confirmed)
        .order_by(col(OverrideRow.settled_at))
        .limit(MOST_OF_A_PART)
    )
    found = tuple((state_of(row), fact_of(Override, override)) for row, override in session.exec(mine))
    total = session.exec(select(func.count()).select_from(OverrideRow).where(*confirmed)).one()
    return AgendaPart(found, total)


def bias_checks(session: Session) -> Iterator[tuple[Experiment, BiasCheck]]:
    """Yield the bias checks of what is before or in production, the newest first."""
    mine = (
        select(ExperimentRow, BiasCheckRow)
        .join(BiasCheckRow, col(BiasCheckRow.experiment) == ExperimentRow.number)
        .where(col(ExperimentRow.stage).in_(SAFETY_STAGES))
        .order_by(col(BiasCheckRow.id).desc())
    )
    for row, check in session.exec(mine).yield_per(AT_ONCE):
        yield state_of(row), bias_check_of(check)


def failing(session: Session) -> tuple[Experiment, ...]:
    """Return the experiments of which bias checks stand as failed, the newest first, as many as a menu holds."""
    last = select(func.max(col(BiasCheckRow.id))).group_by(
        col(BiasCheckRow.experiment), col(BiasCheckRow.metric)
    )
    checks = [
        bias_check_of(row) for row in session.exec(select(BiasCheckRow).where(col(BiasCheckRow.id).in_(last)))
    ]
    numbers = {check.experiment for check in checks if not check.passes}
    mine = select(ExperimentRow).where(
        col(ExperimentRow.number).in_(numbers), col(ExperimentRow.stage).in_(AGENDA_STAGES)
    )
    rows = session.exec(mine.order_by(col(ExperimentRow.number).desc()).limit(MOST_CHOICES))
    return tuple(one for row in rows if failures(one := state_of(row)))


def choices(session: Session) -> tuple[Experiment, ...]:
    """Return the experiments that a form offers: the longest waiting, then those that moved last, as many as a menu holds."""
    first = waiting(session).first
    known = [one.number for one in first]
    lately = select(ExperimentRow).where(
        col(ExperimentRow.stage).in_(AGENDA_STAGES), col(ExperimentRow.number).not_in(known)
    )
    rows = session.exec(
        lately.order_by(col(ExperimentRow.stage_since).desc()).limit(MOST_CHOICES - len(first))
    )
    return (*first, *(state_of(row) for row in rows))


def titles(session: Session, numbers: Iterable[int]) -> dict[int, str]:
    """Return the titles of these experiments, by number."""
    mine = select(ExperimentRow.number, ExperimentRow.title).where(
        col(ExperimentRow.number).in_(list(numbers))
    )
    return dict(session.exec(mine).all())

"""What the parts of an agenda ask of the tables: each the first of what belongs to it, and how many there are in all."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from rules.ceremonies.review.agendas import AGENDA_STAGES, MOST_OF_A_PART, WAITING_STAGES, AgendaPart
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.overrides import Override
from rules.paging import MOST_COUNTED
from store.experiments.experiment_tables import ExperimentRow
from store.experiments.experiments import in_stages, state_of
from store.experiments.first_rows import Conditions, Ordering, counted_rows, earliest, first_rows, latest
from store.experiments.override_tables import CONFIRMED, OverrideRow
from store.mapping import fact_of

MOST_CHOICES = 100
STAGE_SINCE = col(ExperimentRow.stage_since)


def waiting(session: Session) -> AgendaPart[Experiment]:
    """Return the experiments whose decision is awaited, the longest waiting first."""
    return part(session, in_stages(WAITING_STAGES), STAGE_SINCE)


def entered(session: Session, stages: Sequence[Stage], since: datetime) -> AgendaPart[Experiment]:
    """Return the experiments that entered one of these stages since an instant, the earliest first."""
    return part(session, in_stages(stages, since <= STAGE_SINCE), STAGE_SINCE)


def late(session: Session, today: date) -> AgendaPart[Experiment]:
    """Return the experiments that run past their forecast or their owner's date, the latest first."""
    late_from = col(ExperimentRow.late_from)
    return part(session, [[late_from < today]], late_from)


def unsafe(session: Session, until: datetime) -> AgendaPart[Experiment]:
    """Return the experiments whose safety evaluation was linked until an instant or is absent, the oldest first, and those in
    production before the others."""
    since, is_live = col(ExperimentRow.safe_since), col(ExperimentRow.is_live)
    live = part(session, [[is_live.is_(True), since <= until]], since)
    ahead = part(session, [[is_live.is_(False), since <= until]], since)
    return AgendaPart((*live.first, *ahead.first)[:MOST_OF_A_PART], live.total + ahead.total)


def unchecked(session: Session) -> AgendaPart[Experiment]:
    """Return the experiments before or in production of which no bias check is known, the earliest first."""
    since = col(ExperimentRow.unchecked_since)
    return part(session, [[since.is_not(None)]], since)


def checked(session: Session) -> AgendaPart[Experiment]:
    """Return the experiments before or in production of which bias checks are known: those first of which one stands as
    failed, then by their newest check."""
    at, failed_at = col(ExperimentRow.checked_at), col(ExperimentRow.failed_at)
    failed = first_rows(
        session, [[failed_at.is_not(None), at.is_not(None)]], failed_at, latest, MOST_OF_A_PART
    )
    every, known = part(session, [[at.is_not(None)]], at, latest), {one.number for one in failed}
    return AgendaPart((*failed, *(one for one in every.first if one.number not in known)), every.total)


def part(
    session: Session, parts: Sequence[Conditions], place: Any, order: Ordering = earliest
) -> AgendaPart[Experiment]:
    """Return the first of the experiments that match, by the column that is their place, and how many match."""
    found = first_rows(session, parts, place, order, MOST_OF_A_PART)
    return AgendaPart(
        found, counted_rows(session, parts, place) if len(found) == MOST_OF_A_PART else len(found)
    )


def overrides(session: Session, since: datetime) -> AgendaPart[tuple[Experiment, Override]]:
    """Return the overrides that were confirmed since an instant, the earliest first, each with its experiment."""
    confirmed = (CONFIRMED, col(OverrideRow.settled_at) >= since)
    mine = (
        select(ExperimentRow, OverrideRow)
        .join(OverrideRow, col(OverrideRow.experiment) == ExperimentRow.number)
        .where(*confirmed)
        .order_by(col(OverrideRow.settled_at))
        .limit(MOST_OF_A_PART)
    )
    found = tuple((state_of(row), fact_of(Override, override)) for row, override in session.exec(mine))
    with_experiment = select(OverrideRow.ordinal).join(
        ExperimentRow, col(ExperimentRow.number) == col(OverrideRow.experiment)
    )
    bounded = with_experiment.where(*confirmed).limit(MOST_COUNTED + 1).subquery()
    return AgendaPart(found, session.exec(select(func.count()).select_from(bounded)).one())


def failing(session: Session) -> tuple[Experiment, ...]:
    """Return the experiments of which bias checks stand as failed, the newest failure first, as many as a menu holds."""
    failed_at = col(ExperimentRow.failed_at)
    mine = [failed_at.is_not(None), col(ExperimentRow.stage).in_(AGENDA_STAGES)]
    return first_rows(session, [mine], failed_at, latest, MOST_CHOICES)


def choices(session: Session) -> tuple[Experiment, ...]:
    """Return the experiments that a form offers: the longest waiting, then those that moved last, as many as a menu holds."""
    first = first_rows(session, in_stages(WAITING_STAGES), STAGE_SINCE, earliest, MOST_OF_A_PART)
    known = {one.number for one in first}
    moved = first_rows(session, in_stages(AGENDA_STAGES), STAGE_SINCE, latest, MOST_CHOICES)
    return (*first, *(one for one in moved if one.number not in known))[:MOST_CHOICES]


def titles(session: Session, numbers: Iterable[int]) -> dict[int, str]:
    """Return the titles of these experiments, by number."""
    mine = select(ExperimentRow.number, ExperimentRow.title).where(
        col(ExperimentRow.number).in_(list(numbers))
    )
    return dict(session.exec(mine).all())

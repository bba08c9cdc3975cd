"""What earlier experiments took, by how alike they are, for forecasts and insights."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from rules.experiments.experiment import Experiment, ReviewKind, Stage
from rules.experiments.forecast_facts import Likeness, Risk
from rules.journal.entries import Deed
from rules.learning.forecasts import Past
from rules.learning.insights import ReviewWait
from rules.people.projects import Workstream
from store.experiments.experiment_tables import ExperimentRow, ReviewRow
from store.experiments.experiments import state_of
from store.journal.journal_tables import JournalRow

# Older ones tell little about how a team works today, and a forecast costs the same at any size.
NEWEST = 200
MOST_REVIEWS = 300


def pasts(
    session: Session, likeness: Likeness, workstream: Workstream, risk: Risk, *, but: int = 0
) -> list[Past]:
    """Return the newest experiments of a class; chosen by number, so that quick and slow ones count alike."""
    alike: list[ColumnElement[bool]] = [col(ExperimentRow.number) != but]
    if likeness is not Likeness.ALL:
        alike.append(col(ExperimentRow.workstream) == workstream)
    if likeness is Likeness.SAME_KIND:
        alike.append(col(ExperimentRow.risk) == risk)
    rows = session.exec(
        select(
            ExperimentRow.proposed_at,
            ExperimentRow.stage,
            ExperimentRow.stage_since,
            ExperimentRow.finished_at,
        )
        .where(*alike)
        .order_by(col(ExperimentRow.number).desc())
        .limit(NEWEST)
    )
    return [
        Past(proposed_at=proposed, stage=Stage(stage), stage_since=since, finished_at=finished)
        for proposed, stage, since, finished in rows
    ]


def newest(session: Session, limit: int) -> tuple[Experiment, ...]:
    """Return the newest experiments, without their decisions."""
    rows = session.exec(select(ExperimentRow).order_by(col(ExperimentRow.number).desc()).limit(limit))
    return tuple(state_of(row) for row in rows)


def waits(session: Session) -> tuple[ReviewWait, ...]:
    """Return how long the newest reviews were waited for: from the submission of their revision to the verdict."""
    reviews = session.exec(
        select(ReviewRow.experiment, ReviewRow.revision, ReviewRow.kind, ReviewRow.at)
        .order_by(col(ReviewRow.experiment).desc())
        .limit(MOST_REVIEWS)
    ).all()
    submitted = submissions(session, {experiment for experiment, *_ in reviews})
    return tuple(
        ReviewWait(ReviewKind(kind), (at - submitted[experiment][revision - 1]).total_seconds() / 3600)
        for experiment, revision, kind, at in reviews
        if revision <= len(submitted.get(experiment, ()))
    )


def submissions(session: Session, experiments: Iterable[int]) -> dict[int, list[datetime]]:
    """Return when each revision of these experiments was submitted, by the journal."""
    subjects = {f"EXP-{number}": number for number in experiments}
    rows = session.exec(
        select(JournalRow.subject, JournalRow.at)
        .where(col(JournalRow.subject).in_(list(subjects)), JournalRow.deed == Deed.SUBMITTED)
        .order_by(col(JournalRow.id))
    )
    found: dict[int, list[datetime]] = {}
    for subject, at in rows:
        found.setdefault(subjects[subject], []).append(at)
    return found

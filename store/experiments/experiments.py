"""Experiments in and out of their tables."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from rules.experiments.experiment import Approval, Experiment, Review, Stage
from rules.experiments.metrics import Measurement
from rules.refusals import Refused
from store.experiments import follow_ups, overrides
from store.experiments.experiment_tables import ApprovalRow, ExperimentRow, MeasurementRow, ReviewRow
from store.mapping import Frozen, columns_of, fact_of
from store.people import members

# What an experiment has in rows of tables of their own.
ROWS_APART: dict[str, tuple[()]] = dict.fromkeys(
    ("reviews", "approvals", "measurements", "overrides", "holds", "deputy"), ()
)
Added = TypeVar("Added", ReviewRow, ApprovalRow, MeasurementRow)


def add(session: Session, experiment: Experiment) -> None:
    """Keep a new experiment."""
    session.add(ExperimentRow(**columns_of(experiment, but=ROWS_APART)))
    session.flush()


def get(session: Session, number: int) -> Experiment:
    """Return an experiment; refuse a number that does not exist."""
    return found(session, select(ExperimentRow).where(ExperimentRow.number == number), number)


def numbers(session: Session) -> tuple[int, ...]:
    """Return the numbers of all experiments."""
    return tuple(session.exec(select(ExperimentRow.number).order_by(col(ExperimentRow.number))))


def lock(session: Session, number: int) -> Experiment:
    """Return an experiment that nobody else can change until this transaction ends."""
    # The row is read after the lock is had, so that two people at the same instant both count.
    return found(
        session, select(ExperimentRow).where(ExperimentRow.number == number).with_for_update(), number
    )


def found(session: Session, query: SelectOfScalar[ExperimentRow], number: int) -> Experiment:
    """Return the one experiment of a query."""
    row = session.exec(query).one_or_none()
    if row is None:
        raise Refused(f"There is no EXP-{number}. `/experiment list` shows the ones there are.")
    return whole(session, row)


def save(session: Session, before: Experiment, after: Experiment) -> None:
    """Keep what a deed made of an experiment; decisions and values are only ever added."""
    row = session.exec(select(ExperimentRow).where(ExperimentRow.number == after.number)).one()
    row.sqlmodel_update(columns_of(after, but=ROWS_APART))
    session.add(row)
    session.add_all(new_rows(ReviewRow, after.number, before.reviews, after.reviews))
    session.add_all(new_rows(ApprovalRow, after.number, before.approvals, after.approvals))
    session.add_all(new_rows(MeasurementRow, after.number, before.measurements, after.measurements))
    overrides.save(session, after.number, before.overrides, after.overrides)
    session.flush()


def new_rows(
    table: type[Added], number: int, before: Sequence[Frozen], after: Sequence[Frozen]
) -> list[Added]:
    """Return the rows of the facts that an experiment has now and had not before."""
    return [
        table(experiment=number, ordinal=ordinal, **columns_of(fact))
        for ordinal, fact in enumerate(after[len(before) :], start=len(before))
    ]


def page(
    session: Session,
    *,
    stages: Sequence[Stage] = (),
    owner: str = "",
    project: int | None = None,
    limit: int,
) -> tuple[tuple[Experiment, ...], int]:
    """Return the newest experiments that match, without their decisions, and how many match in all."""
    conditions: list[ColumnElement[bool]] = []
    if stages:
        conditions.append(col(ExperimentRow.stage).in_(stages))
    if owner:
        conditions.append(col(ExperimentRow.owner) == owner)
    if project is not None:
        conditions.append(col(ExperimentRow.project) == project)
    newest = select(ExperimentRow).where(*conditions).order_by(col(ExperimentRow.number).desc()).limit(limit)
    total = session.exec(select(func.count()).select_from(ExperimentRow).where(*conditions)).one()
    return tuple(bare(row) for row in session.exec(newest)), total


def whole_in(session: Session, stages: Sequence[Stage], limit: int) -> tuple[Experiment, ...]:
    """Return the experiments that entered one of these stages last, whole, the latest first."""
    lately = select(ExperimentRow).where(col(ExperimentRow.stage).in_(stages))
    rows = session.exec(lately.order_by(col(ExperimentRow.stage_since).desc()).limit(limit)).all()
    return tuple(whole(session, row) for row in rows)


def promoted(session: Session, project: int, *, but: int, limit: int) -> tuple[Experiment, ...]:
    """Return the other experiments of a project whose promotion was ever asked for, the latest first, without decisions."""
    of_project = select(ExperimentRow).where(ExperimentRow.project == project, ExperimentRow.number != but)
    rows = (
        of_project.where(ExperimentRow.round > 0).order_by(col(ExperimentRow.stage_since).desc()).limit(limit)
    )
    return tuple(bare(row) for row in session.exec(rows))


def bare(row: ExperimentRow) -> Experiment:
    """Return the experiment of a row, without its decisions and values."""
    return fact_of(Experiment, row, **ROWS_APART)


def whole(session: Session, row: ExperimentRow) -> Experiment:
    """Return the experiment of a row with its decisions and values, in the order they were added."""
    return fact_of(
        Experiment,
        row,
        reviews=tuple(fact_of(Review, one) for one in added(session, ReviewRow, row)),
        approvals=tuple(fact_of(Approval, one) for one in added(session, ApprovalRow, row)),
        measurements=tuple(fact_of(Measurement, one) for one in added(session, MeasurementRow, row)),
        overrides=overrides.of_experiment(session, row.number),
        holds=follow_ups.holds(session, row.number),
        deputy=deputy(session, row),
    )


def deputy(session: Session, row: ExperimentRow) -> str:
    """Return who acts for an owner that is an app, a guest, of elsewhere or gone: who proposed the experiment."""
    outsiders = members.outsiders(session, [row.owner, row.proposer])
    return row.proposer if row.owner in outsiders and row.proposer not in outsiders else ""


def added(session: Session, table: type[Added], row: ExperimentRow) -> Sequence[Added]:
    """Return an experiment's rows of a table in the order they were added."""
    return session.exec(
        select(table).where(table.experiment == row.number).order_by(col(table.ordinal))
    ).all()

"""Overrides in and out of their table."""

from sqlmodel import Session, col, select

from rules.experiments.overrides import Override
from store.experiments.override_tables import OverrideRow
from store.mapping import columns_of, fact_of


def of_experiment(session: Session, number: int) -> tuple[Override, ...]:
    """Return the overrides of an experiment in the order in which they were asked for."""
    return tuple(fact_of(Override, row) for row in rows(session, number))


def save(session: Session, number: int, before: tuple[Override, ...], after: tuple[Override, ...]) -> None:
    """Keep what a deed added, and the answer that it gave."""
    if before == after:
        return
    kept = rows(session, number)
    for row, override in zip(kept, after, strict=False):
        row.sqlmodel_update(columns_of(override))
        session.add(row)
    for ordinal, override in enumerate(after[len(kept) :], start=len(kept)):
        session.add(OverrideRow(experiment=number, ordinal=ordinal, **columns_of(override)))


def rows(session: Session, number: int) -> list[OverrideRow]:
    """Return the rows of an experiment in their order."""
    mine = select(OverrideRow).where(OverrideRow.experiment == number).order_by(col(OverrideRow.ordinal))
    return list(session.exec(mine))

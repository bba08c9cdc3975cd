"""Bias checks in and out of their table, which the agendas ask over many experiments."""

from sqlmodel import Session, col, select

from rules.ceremony_names import HoldingKey
from rules.experiments.bias_facts import BiasCheck
from store.evidence.bias_check_tables import BiasCheckRow
from store.mapping import columns_of, fact_of, matching


def add_bias_check(session: Session, check: BiasCheck) -> None:
    """Keep a bias check that was entered in a holding."""
    session.add(BiasCheckRow(**columns_of(check)))


def bias_checks_of(session: Session, key: HoldingKey) -> tuple[BiasCheck, ...]:
    """Return the bias checks that were entered in a holding, in that order."""
    mine = select(BiasCheckRow).where(*matching(BiasCheckRow, key)).order_by(col(BiasCheckRow.id))
    return tuple(bias_check_of(row) for row in session.exec(mine))


def bias_check_of(row: BiasCheckRow) -> BiasCheck:
    """Return the bias check of a row."""
    return fact_of(BiasCheck, row)

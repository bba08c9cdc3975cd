"""The newest bias checks out of their table."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from rules.evidence.bias_checks import BiasCheck
from store.evidence.bias_check_tables import BiasCheckRow
from store.mapping import fact_of


def latest_bias_checks(session: Session, experiment: int | None = None) -> tuple[BiasCheck, ...]:
    """Return the newest bias check of each metric, of each experiment or of one."""
    newest = select(func.max(col(BiasCheckRow.id))).group_by(
        col(BiasCheckRow.experiment), col(BiasCheckRow.metric)
    )
    if experiment is not None:
        newest = newest.where(col(BiasCheckRow.experiment) == experiment)
    rows = session.exec(select(BiasCheckRow).where(col(BiasCheckRow.id).in_(newest)))
    found = [bias_check_of(row) for row in rows]
    return tuple(sorted(found, key=lambda check: (check.experiment, check.metric)))


def bias_check_of(row: BiasCheckRow) -> BiasCheck:
    """Return the bias check of a row."""
    return fact_of(BiasCheck, row)

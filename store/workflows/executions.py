"""Runs of workflow steps that wait for a decision, in and out of their table."""

from sqlmodel import Session, col, delete, select

from rules.workflows.executions import WaitingExecution
from store.mapping import columns_of, fact_of
from store.workflows.execution_tables import ExecutionRow


def keep_waiting(session: Session, waits: WaitingExecution) -> None:
    """Keep that a run waits."""
    session.add(ExecutionRow(**columns_of(waits)))


def waiting_for(session: Session, experiment: int) -> tuple[WaitingExecution, ...]:
    """Return the runs that wait for a decision on an experiment, the longest first."""
    mine = select(ExecutionRow).where(ExecutionRow.experiment == experiment)
    rows = session.exec(mine.order_by(col(ExecutionRow.since), col(ExecutionRow.execution)))
    return tuple(fact_of(WaitingExecution, row) for row in rows)


def end_waiting(session: Session, execution: str) -> bool:
    """Remove a run that waits no longer; tell whether it still waited, so that it is told once."""
    found = session.exec(delete(ExecutionRow).where(col(ExecutionRow.execution) == execution))
    return bool(found.rowcount)

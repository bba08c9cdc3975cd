"""What earlier experiments took, by how alike they are, for forecasts."""

from sqlalchemy import ColumnElement, literal, union_all
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from rules.experiments.experiment import Stage
from rules.experiments.forecast_facts import Likeness, Risk
from rules.learning.forecasts import Past
from rules.people.projects import Workstream
from store.experiments.experiment_tables import ExperimentRow

# Older ones tell little about how a team works today, and a forecast costs the same at any size.
NEWEST = 200
COLUMNS = (
    col(ExperimentRow.proposed_at),
    col(ExperimentRow.stage),
    col(ExperimentRow.stage_since),
    col(ExperimentRow.finished_at),
)


def pasts(
    session: Session, workstream: Workstream, risk: Risk, *, but: int = 0
) -> dict[Likeness, list[Past]]:
    """Return the newest experiments of each class; chosen by number, so that quick and slow ones count alike."""
    of_workstream = col(ExperimentRow.workstream) == workstream
    classes: dict[Likeness, list[ColumnElement[bool]]] = {
        Likeness.SAME_KIND: [of_workstream, col(ExperimentRow.risk) == risk],
        Likeness.SAME_WORKSTREAM: [of_workstream],
        Likeness.ALL: [],
    }
    newest = [
        select_columns(literal(likeness.value).label("likeness"), *COLUMNS)
        .where(col(ExperimentRow.number) != but, *alike)
        .order_by(col(ExperimentRow.number).desc())
        .limit(NEWEST)
        .subquery()
        for likeness, alike in classes.items()
    ]
    found: dict[Likeness, list[Past]] = {likeness: [] for likeness in classes}
    for likeness, proposed, stage, since, finished in session.execute(
        union_all(*(select_columns(*one.c) for one in newest))
    ):
        past = Past(proposed_at=proposed, stage=Stage(stage), stage_since=since, finished_at=finished)
        found[Likeness(likeness)].append(past)
    return found

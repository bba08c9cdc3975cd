"""What earlier experiments took, by how alike they are, for forecasts."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from rules.experiments.experiment import Stage
from rules.experiments.forecast_facts import Likeness, Risk
from rules.learning.forecasts import Past
from rules.people.projects import Workstream
from store.experiments.experiment_tables import ExperimentRow

# Older ones tell little about how a team works today, and a forecast costs the same at any size.
NEWEST = 200


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

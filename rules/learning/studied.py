"""What insights need of one experiment: when it was proposed, what was forecast, how it stands, and what was decided."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.experiments.experiment import Approval, Lapse, Review, Stage
from rules.experiments.forecast_facts import Forecast, Risk
from rules.people.projects import Workstream
from rules.people.seat_facts import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Studied:
    """The part of an experiment that insights are made of; values, evidence and texts are none of it.

    `submitted` are the times of its revisions, `asked` those of its rounds of promotion, and `reopened` those at which it
    came back before the board by itself.
    """

    number: int
    title: str
    workstream: Workstream
    project: int | None = None
    risk: Risk = Risk.MEDIUM
    proposed_at: datetime
    stage: Stage
    stage_since: datetime
    finished_at: datetime | None = None
    target: date | None = None
    forecast: Forecast | None = None
    reviews: tuple[Review, ...] = ()
    approvals: tuple[Approval, ...] = ()
    lapses: tuple[Lapse, ...] = ()
    questions: tuple[Question, ...] = ()
    board_reset_at: datetime | None = None
    submitted: tuple[datetime, ...] = ()
    asked: tuple[datetime, ...] = ()
    reopened: tuple[datetime, ...] = ()

    @property
    def key(self) -> str:
        """Return the name people use, as in EXP-12."""
        return f"EXP-{self.number}"

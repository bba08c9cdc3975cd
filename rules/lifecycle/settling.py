"""What follows by itself: through the board where reviews and evidence allow it, or back before it."""

from datetime import datetime

from rules.evidence.checklist import is_complete
from rules.experiments.experiment import Experiment, Stage
from rules.lifecycle.board import board_is_content
from rules.lifecycle.steps import Step, advance


def settle(experiment: Experiment, now: datetime) -> Experiment:
    """Return the experiment where its reviews and its evidence put it: through the board, or back before it."""
    passes = board_is_content(experiment) and is_complete(experiment)
    if experiment.stage is Stage.IN_REVIEW and passes:
        return advance(experiment, Step.PASS_BOARD, now)
    if experiment.stage in (Stage.APPROVED, Stage.PROMOTING, Stage.DECLINED) and not passes:
        return advance(experiment, Step.REOPEN, now)
    return experiment

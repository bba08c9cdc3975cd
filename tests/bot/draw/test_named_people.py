"""What is drawn of an experiment is the same for those of the team whom it names as for everybody."""

from dataclasses import replace

import pytest

from bot.draw.experiments.details import details
from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.lifecycle.board_message import board
from bot.draw.lifecycle.gate_message import gate
from flows.desk import Desk
from flows.lifecycle.timed_sheets import timed_sheet
from flows.people import team
from rules.experiments.experiment import Stage
from tests import stories
from tests.stories import NOW


@pytest.mark.parametrize("stage", Stage)
def test_nobody_is_missed_among_those_whom_an_experiment_names(desk: Desk, stage: Stage) -> None:
    experiment = stories.at(desk, stage)
    few = timed_sheet(desk, experiment.number, NOW)
    everybody = replace(few, team=team.everybody(desk))
    assert experiment_card(few) == experiment_card(everybody)
    assert details(few) == details(everybody)
    if experiment.revision:
        assert board(few, experiment.revision) == board(everybody, experiment.revision)
    if experiment.round:
        assert gate(few, experiment.round) == gate(everybody, experiment.round)

"""The lines of a reason stay lines wherever it is shown, folded after a few, and are kept whole."""

from bot.draw.evidence.checklist_lines import override_lines
from bot.draw.experiments.details import details
from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.experiments.history_list import history
from bot.draw.message import Message
from bot.draw.text import MOST_LINES
from flows.desk import Desk
from flows.experiments import sheets
from flows.lifecycle import overrides
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.overrides import Item
from rules.lifecycle.steps import Step
from tests import stories
from tests.backends import on_sqlite
from tests.bot.draw.judges import words

LINES = [f"Point {number}" for number in range(1, MOST_LINES + 3)]
REASON = "\n".join(LINES)
SHOWN = "\n".join([*LINES[:MOST_LINES], "… and 2 more lines"])


def asked(desk: Desk) -> Experiment:
    """Return an experiment for which changes were asked, for a reason of many lines."""
    return stories.ask_for_changes(desk, stories.in_review(desk), reason=REASON)


def concluded(desk: Desk) -> Experiment:
    """Return an experiment that was concluded with a learning of many lines."""
    return stories.close(desk, stories.running(desk), Step.CONCLUDE, note=REASON)


def drawn(desk: Desk) -> list[Message]:
    """Return what shows a whole experiment."""
    sheet = sheets.sheet(desk, 1)
    experiment, entries, total = sheets.history(desk, 1)
    return [experiment_card(sheet), details(sheet), history(experiment, entries, total)]


@on_sqlite
def test_a_reason_for_changes_keeps_its_lines(desk: Desk) -> None:
    assert asked(desk).reviews[-1].reason == REASON
    assert all(SHOWN in words(message) for message in drawn(desk))


@on_sqlite
def test_a_learning_keeps_its_lines(desk: Desk) -> None:
    closed = concluded(desk)
    assert (closed.stage, closed.learning) == (Stage.CONCLUDED, REASON)
    assert all(SHOWN in words(message) for message in drawn(desk))


@on_sqlite
def test_a_reason_for_an_override_keeps_its_lines(desk: Desk) -> None:
    number, item = stories.unrehearsed(desk).number, Item.ROLLBACK.value
    experiment = overrides.ask(desk, number, item, REASON, by=stories.BEN, now=stories.NOW, request="view:V1")
    assert experiment.overrides[-1].reason == REASON
    assert any(SHOWN in line for line in override_lines(sheets.sheet(desk, 1)))

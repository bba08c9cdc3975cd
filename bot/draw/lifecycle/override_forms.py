"""The form in which an override of the checklist is asked for."""

from slack_sdk.models.blocks import Option
from slack_sdk.models.views import View

from bot.button_values import ExperimentValue
from bot.draw.blocks import context
from bot.draw.inputs import choice_input, modal, option, text_input
from bot.draw.stage_words import title_as_typed
from bot.ids import Form, Input
from rules.evidence.checklist import finding
from rules.experiments.experiment import Experiment
from rules.experiments.overrides import Item
from rules.lifecycle.overriding import overridable
from rules.words import shorten

ASKING = (
    "A second person confirms it, or refuses: somebody with a review or an approval who had no part in this."
    " It covers exactly what the item lacks now, and shows for ever, with both names and your reason."
)


def override_form(experiment: Experiment) -> View:
    """Return the form with the open items and the reason."""
    options = [item_option(experiment, item) for item in overridable(experiment)]
    blocks = (
        context(f"*{experiment.key} · {title_as_typed(experiment.title, 600)}*\n{ASKING}"),
        choice_input(Input.ITEM, "Item", options, options[0].value if options else ""),
        text_input(
            Input.REASON,
            "Reason",
            multiline=True,
            hint="Why it may pass without this evidence.",
        ),
    )
    value = ExperimentValue(experiment=experiment.number)
    return modal(Form.OVERRIDE, "Override an item", "Ask", value, blocks)


def item_option(experiment: Experiment, item: Item) -> Option:
    """Return an open item as a choice, with what it lacks below it."""
    lacks = "; ".join(finding(experiment, item).open_lacks)
    return option(item.value, item.value, shorten(lacks, 75))

"""The form of a check-in, and the one that says which blockers are solved."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.button_values import ExperimentValue, HoldingValue, OriginValue
from bot.draw.blocks import context
from bot.draw.inputs import choice_input, modal, option, text_input, ticks_input
from bot.draw.text import day_words
from bot.ids import Form, Input
from rules.ceremonies.standup.check_ins import CheckInSheet
from rules.experiments.sheets import ExperimentSheet
from rules.words import shorten

MOST_TICKS = 10
BLOCKERS_HINT = "One on each line. With EXP-12 in it, it shows on that experiment's card until it is solved"
HELP_HINT = "Write @name for who can help; they are told in the summary"
EXPERIMENT_HINT = "What this is about; blockers that name no other one are shown on its card"


def check_in_form(sheet: CheckInSheet) -> View:
    """Return the form of a check-in, with last time's next as progress, or with what one answered already."""
    value = HoldingValue.of(sheet.holding.key)
    submit = "Save" if sheet.is_edit else "Check in"
    return modal(Form.CHECK_IN, "Check in", submit, value, check_in_inputs(sheet))


def check_in_inputs(sheet: CheckInSheet) -> Iterator[Block]:
    """Yield the inputs of a check-in; each may stay empty, not all of them."""
    draft, day = sheet.draft, day_words(sheet.holding.day)
    which = f"Standup of {day} in <#{sheet.holding.channel}>. "
    prefilled = draft.progress and not sheet.is_edit
    yield context(
        which + ("Progress holds what you planned last time." if prefilled else "Fill in what you have.")
    )
    yield text_input(Input.PROGRESS, "Progress", draft.progress, multiline=True, optional=True)
    yield text_input(Input.NEXT, "Next", draft.next, multiline=True, optional=True)
    yield text_input(
        Input.BLOCKERS, "Blockers", draft.blockers, multiline=True, optional=True, hint=BLOCKERS_HINT
    )
    yield text_input(Input.HELP, "Help needed", draft.help, multiline=True, optional=True, hint=HELP_HINT)
    if sheet.experiments:
        options = [option(title, str(number)) for number, title in sheet.experiments]
        yield choice_input(
            Input.EXPERIMENT, "Experiment", options, draft.experiment, optional=True, hint=EXPERIMENT_HINT
        )


def record_form(text: str, choices: Sequence[tuple[int, str]], chosen: str, origin: OriginValue) -> View:
    """Return the form in which a message is recorded as the blocker of an experiment."""
    options = [option(title, str(number)) for number, title in choices]
    blocks = (
        context("It shows on the experiment's card, as its author's, until somebody marks it as solved."),
        choice_input(Input.EXPERIMENT, "Experiment", options, chosen),
        text_input(Input.BLOCKERS, "Blocker", text, multiline=True),
    )
    return modal(Form.RECORD_BLOCKER, "Record a blocker", "Record", origin, blocks)


def blockers_form(sheet: ExperimentSheet) -> View:
    """Return the form that asks which blockers of an experiment are solved."""
    oldest = sheet.blockers[:MOST_TICKS]
    options = [
        option(f"{sheet.team.name(one.user)}: {one.words}", str(one.number), shorten(one.words, 75))
        for one in oldest
    ]
    blocks = (
        context("What is ticked leaves the card. Who named it, who solved it and when stay in its history."),
        ticks_input(Input.BLOCKERS, "Solved blockers", options, ()),
    )
    value = ExperimentValue(experiment=sheet.experiment.number)
    return modal(Form.BLOCKERS, f"{sheet.experiment.key}: blockers", "Mark as solved", value, blocks)

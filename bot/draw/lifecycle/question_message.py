"""The question on a seat in an experiment's thread: who is to answer it, and the answer."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.button_values import QuestionValue
from bot.draw.blocks import actions, button, context, section
from bot.draw.message import Message
from bot.draw.text import fit, moment, names, person
from bot.ids import Act
from rules.experiments.sheets import ExperimentSheet
from rules.people.seat_facts import Question
from rules.waiting.questioning import is_awaited, seat_words

STANDS_STILL = (
    "Nothing is decided by it. Until it is answered the seat stays open and its due time stands still; the owner or an admin"
    " answers."
)
UNANSWERED = "It was not answered: the seat is no longer awaited."


def question(sheet: ExperimentSheet, place: int) -> Message:
    """Return one question: with a ping and the button while it waits for its answer, with the answer ever after."""
    one = sheet.experiment.questions[place]
    is_open = is_awaited(sheet.experiment, one)
    asks = f"{names((one.by,), sheet.team)} asks before deciding {seat_words(one.duty)} of {sheet.experiment.key}."
    text = f"{person(sheet.experiment.owner)} {asks}" if is_open else asks
    return Message(text, tuple(question_blocks(sheet, one, place, text, is_open=is_open)))


def question_blocks(
    sheet: ExperimentSheet, one: Question, place: int, text: str, *, is_open: bool
) -> Iterator[Block]:
    """Yield the question, then the button that answers it, or the answer."""
    yield section(f"{text}\n{quoted(one.text)}")
    if is_open:
        value = QuestionValue(experiment=sheet.experiment.number, place=place)
        label = f"Answer the question on {seat_words(one.duty)} of {sheet.experiment.key}"
        yield actions(button("Answer", Act.OPEN_ANSWER, value, style="primary", label=label))
        yield context(STANDS_STILL)
    elif one.answered_at:
        by = names((one.answered_by,), sheet.team)
        yield section(f"✓ *Answered* by {by}, {moment(one.answered_at)}\n{quoted(one.answer)}")
    else:
        yield context(UNANSWERED)


def quoted(text: str) -> str:
    """Return what somebody wrote as a quotation."""
    return "\n".join(f"> {line}" for line in fit(text, 2200).splitlines())

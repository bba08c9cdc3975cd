"""The forms of a seat besides its verdict: a question, its answer, and whom it is handed over to."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.button_values import QuestionValue, SeatValue
from bot.draw.blocks import context, section
from bot.draw.inputs import choice_input, modal, option, text_input
from bot.draw.message import Message
from bot.draw.text import fit, names, one_line, people
from bot.ids import Form, Input
from rules.people.people import Duty, Team
from rules.people.seat_facts import Question
from rules.waiting.questioning import Seat, seat_words
from rules.waiting.reminding import Reminding


def question_form(value: SeatValue, seats: Sequence[Seat]) -> View:
    """Return the form of a question on a seat, or on one of those that somebody could fill."""
    key = f"EXP-{value.experiment}"
    before = f"The owner of {key} answers in its thread. The seat stays open, and its due time stands still until then."
    blocks = (
        context(before),
        *seat_input([seat.kind.duty for seat in seats]),
        text_input(Input.QUESTION, "Question", multiline=True),
    )
    return modal(Form.QUESTION, f"Ask about {key}", "Ask", value, blocks)


def answer_form(value: QuestionValue, question: Question, team: Team) -> View:
    """Return the form of the answer, below the question."""
    asked = f"{names((question.by,), team)} asks before deciding {seat_words(question.duty)}:"
    blocks = (
        section(f"{asked}\n{fit(question.text, 2200)}"),
        text_input(Input.ANSWER, "Answer", multiline=True),
    )
    return modal(Form.ANSWER, f"Answer: EXP-{value.experiment}", "Answer", value, blocks)


def pass_form(value: SeatValue, could: Sequence[tuple[Duty, str]], team: Team) -> View:
    """Return the form that hands a seat over; `could` are the pairs of a seat's duty and who could fill it."""
    key = f"EXP-{value.experiment}"
    before = (
        f"They are asked instead of you, and hear of it in the thread of {key}. It is a fact of its history;"
        " you may still decide yourself."
    )
    duties = list(dict.fromkeys(duty for duty, _ in could))
    options = [
        option(
            one_line(team.name(user), 75) if len(duties) == 1 else f"{duty.words}: {team.name(user)}",
            f"{duty.value} {user}",
        )
        for duty, user in could
    ]
    blocks = (context(before), choice_input(Input.PASSED_TO, "New holder of the seat", options))
    return modal(Form.PASS_SEAT, "Hand over my seat", "Hand over", value, blocks)


def reminded(who: Reminding) -> Message:
    """Return the answer to who reminded: who hears of it now, who later, and when it can be done again."""
    now = (
        f"{people(who.at_once)} {'hears' if len(who.at_once) == 1 else 'hear'} of it now, by message."
        if who.at_once
        else ""
    )
    later = (
        f"{people(who.later)} {'is' if len(who.later) == 1 else 'are'} not at work now, and will hear of it in the morning."
        if who.later
        else ""
    )
    text = " ".join(filter(None, (now, later, f"You can remind again from {who.again} on.")))
    return Message(text, (section(text),))


def seat_input(duties: Sequence[Duty]) -> Iterator[Block]:
    """Yield which seat is meant: a line where there is one, a menu where there are several."""
    if len(duties) == 1:
        yield context(f"On {seat_words(duties[0])}.")
        return
    options = [option(seat_words(duty).capitalize(), duty.value) for duty in duties]
    yield choice_input(Input.SEAT, "Seat", options)

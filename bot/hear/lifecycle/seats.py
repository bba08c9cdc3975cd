"""What can be done with a seat besides deciding: ask first, answer, hand it over, remind of it."""

from bot.button_values import ExperimentValue, QuestionValue, SeatValue
from bot.draw.lifecycle import seat_forms
from bot.draw.lifecycle.seat_forms import reminded
from bot.draw.message import Message
from bot.hear.forms import open_form
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission
from bot.ids import Act, Form, Input
from flows.people import team
from flows.waiting import passing, questions, reminders
from rules.people.people import Duty
from rules.refusals import Refused


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={
            Act.OPEN_QUESTION: open_question,
            Act.OPEN_ANSWER: open_answer,
            Act.OPEN_PASS_SEAT: open_pass,
            Act.REMIND: remind,
        },
        forms={Form.QUESTION: ask, Form.ANSWER: answer, Form.PASS_SEAT: pass_seat},
    )


def open_question(click: Click, at: Hearing) -> None:
    """Open the form of a question on a seat."""
    value = click.value(SeatValue)
    seats = questions.askable(at.desk, value.experiment, value.turn, value.duty, click.by)
    chosen = value.model_copy(update={"duty": seats[0].kind.duty}) if len(seats) == 1 else value
    open_form(click, at, seat_forms.question_form(chosen, seats))


def ask(form: FormSubmission, at: Hearing) -> None:
    """Ask a question on the seat that the form names."""
    value = form.value(SeatValue)
    seat = questions.seat(at.desk, value.experiment, value.turn, value.duty or chosen_duty(form))
    questions.ask(at.desk, seat, form.text(Input.QUESTION), by=form.by, now=at.now, request=form.request)


def open_answer(click: Click, at: Hearing) -> None:
    """Open the form of an answer."""
    value = click.value(QuestionValue)
    question = questions.answerable(at.desk, value.experiment, value.place, click.by)
    open_form(click, at, seat_forms.answer_form(value, question, team.named(at.desk, question)))


def answer(form: FormSubmission, at: Hearing) -> None:
    """Answer a question on a seat."""
    value, said = form.value(QuestionValue), form.text(Input.ANSWER)
    questions.answer(
        at.desk, value.experiment, value.place, said, by=form.by, now=at.now, request=form.request
    )


def open_pass(click: Click, at: Hearing) -> None:
    """Open the form that hands a seat over."""
    value = click.value(SeatValue)
    found = passing.successors(at.desk, value.experiment, value.turn, value.duty, by=click.by, now=at.now)
    could = [(one.seat.kind.duty, user) for one in found for user in one.could]
    open_form(click, at, seat_forms.pass_form(value, could, found[0].team))


def pass_seat(form: FormSubmission, at: Hearing) -> None:
    """Hand a seat over to whom the form names."""
    value = form.value(SeatValue)
    duty, _, to = form.text(Input.PASSED_TO).partition(" ")
    if not to:
        raise Refused(fields={Input.PASSED_TO: "Pick who shall decide in your place."})
    seat = questions.seat(at.desk, value.experiment, value.turn, Duty.read(duty))
    passing.pass_seat(at.desk, seat, to, by=form.by, now=at.now, request=form.request)


def remind(click: Click, at: Hearing) -> Message:
    """Remind those of whom the decision on an experiment is awaited."""
    number = click.value(ExperimentValue).experiment
    return reminded(reminders.remind(at.desk, number, by=click.by, now=at.now))


def chosen_duty(form: FormSubmission) -> Duty:
    """Return the duty of the seat that was picked in a form."""
    picked = form.text(Input.SEAT)
    if not picked:
        raise Refused(fields={Input.SEAT: "Pick the seat that you ask about."})
    return Duty.read(picked)

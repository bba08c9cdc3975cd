"""The buttons and forms of the experiment review and the AI ethics review."""

from collections.abc import Callable

from slack_sdk.models.views import View

from bot.button_values import FollowUpValue, HoldingItemValue, HoldingValue
from bot.draw.ceremonies.review import agenda_forms
from bot.draw.ceremonies.review.agenda_forms import LOWER
from bot.draw.lifecycle import follow_up_lines
from bot.hear.aside import Instead
from bot.hear.forms import open_form, tell_elsewhere
from bot.hear.hearing import ClickListener, Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission
from bot.ids import Act, Form, Input
from flows.ceremonies.review import agendas, follow_ups
from rules.ceremonies.review.agendas import Choices
from rules.evidence.bias_checks import BiasDraft
from rules.experiments.follow_ups import DecisionDraft
from rules.refusals import Refused
from rules.typed_keys import carried_number


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={
            Act.MARK_DISCUSSED: mark_discussed,
            Act.COMPLETE_FOLLOW_UP: complete_follow_up,
            Act.OPEN_NOTE: opening(agenda_forms.note_form),
            Act.OPEN_DECISION: open_decision,
            Act.OPEN_LIFT: open_lift,
            Act.OPEN_BIAS: opening(agenda_forms.bias_form),
        },
        forms={
            Form.NOTE: submitted_note,
            Form.DECISION: submitted_decision,
            Form.LIFT: submitted_lift,
            Form.BIAS: submitted_bias,
        },
    )


def opening(form: Callable[[Choices], View]) -> ClickListener:
    """Return the listener that opens a form of a holding from a button."""

    def clicked(click: Click, at: Hearing) -> None:
        shown = agendas.choices(at.desk, click.value(HoldingValue).holding)
        if not shown.experiments:
            raise Refused(
                "There is no experiment to talk about yet. `/experiment propose` makes the first one."
            )
        open_form(click, at, form(shown))

    return clicked


def open_decision(click: Click, at: Hearing) -> None:
    """Open the form of a decision, for who may record one."""
    follow_ups.require_decider(at.desk, click.value(HoldingValue).holding, by=click.by)
    opening(agenda_forms.decision_form)(click, at)


def open_lift(click: Click, at: Hearing) -> None:
    """Open the form in which a hold is lifted, for who may lift it."""
    found = follow_ups.liftable(at.desk, click.value(FollowUpValue).follow_up, by=click.by)
    open_form(click, at, follow_up_lines.lift_form(found))


def mark_discussed(click: Click, at: Hearing) -> None:
    """Mark an experiment as discussed."""
    value = click.value(HoldingItemValue)
    agendas.mark_discussed(at.desk, value.holding, value.number, by=click.by, now=at.now)


def complete_follow_up(click: Click, at: Hearing) -> Instead | None:
    """Mark a follow-up as done, and show that where nothing else would: in what only one person sees."""
    value = click.value(FollowUpValue)
    done = follow_ups.complete(at.desk, value.follow_up, by=click.by, now=at.now)
    is_seen_alone = value.alone or click.container.is_ephemeral
    return Instead(follow_up_lines.done(done)) if is_seen_alone else None


def submitted_note(form: FormSubmission, at: Hearing) -> None:
    """Take the note that the form holds."""
    agendas.add_note(
        at.desk,
        form.value(HoldingValue).holding,
        experiment_of(form),
        form.text(Input.NOTE),
        by=form.by,
        now=at.now,
        request=form.request,
    )


def submitted_decision(form: FormSubmission, at: Hearing) -> None:
    """Record the decision that the form holds."""
    draft = DecisionDraft(
        experiment=form.text(Input.EXPERIMENT),
        decision=form.text(Input.DECISION),
        reason=form.text(Input.REASON),
        task=form.text(Input.TASK),
        owner=form.person(Input.FOLLOW_UP_OWNER),
        due=form.text(Input.DUE),
        accepts=form.text(Input.ACCEPTS),
        holds=Input.HOLD.value in form.choices(Input.HOLD),
    )
    holding = form.value(HoldingValue).holding
    follow_ups.decide(at.desk, holding, draft, by=form.by, now=at.now, request=form.request)


def submitted_lift(form: FormSubmission, at: Hearing) -> None:
    """Lift the hold with the finding that the form holds."""
    number, finding = form.value(FollowUpValue).follow_up, form.text(Input.FINDING)
    freed = follow_ups.lift(at.desk, number, finding, by=form.by, now=at.now, request=form.request)
    tell_elsewhere(form, at, freed, "The hold is lifted.")


def submitted_bias(form: FormSubmission, at: Hearing) -> None:
    """Keep the bias check that the form holds."""
    draft = BiasDraft(
        experiment=experiment_of(form),
        metric=form.text(Input.METRIC),
        higher_is_better=form.text(Input.DIRECTION) != LOWER,
        groups=form.text(Input.GROUPS),
    )
    holding = form.value(HoldingValue).holding
    agendas.check_bias(at.desk, holding, draft, by=form.by, now=at.now, request=form.request)


def experiment_of(form: FormSubmission) -> int:
    """Return the experiment that a form names."""
    number = carried_number(form.text(Input.EXPERIMENT))
    if not number:
        raise Refused(fields={Input.EXPERIMENT: "Pick an experiment."})
    return number

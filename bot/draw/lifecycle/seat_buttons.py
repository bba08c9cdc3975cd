"""The buttons of a seat of the two gates: the same in the thread, in App Home, in reminders and in private answers."""

from slack_sdk.models.blocks import ButtonElement

from bot.button_values import ApprovalValue, DeclineValue, ReviewValue, SeatValue
from bot.draw.blocks import button
from bot.ids import Act
from rules.experiments.experiment import Experiment, ReviewKind
from rules.experiments.staleness import digest
from rules.people.people import Duty


def review_value(experiment: Experiment, kind: ReviewKind) -> ReviewValue:
    """Return the seat of the board as it is now, with what its review judges."""
    seen = digest(experiment, kind)
    return ReviewValue(experiment=experiment.number, revision=experiment.revision, kind=kind, seen=seen)


def review_of(value: ReviewValue) -> str:
    """Return which review a value names, as a screen reader says it."""
    return f"the {value.kind.words} review of EXP-{value.experiment}"


def approve_review_button(value: ReviewValue) -> ButtonElement:
    """Return the button that approves a review."""
    return button("Approve", Act.APPROVE_REVIEW, value, label=f"Approve {review_of(value)}")


def refusal_buttons(value: ReviewValue) -> tuple[ButtonElement, ButtonElement]:
    """Return the two buttons that send an experiment back; both ask for the reason."""
    changes = value.model_copy(update={"verdict": "ask_for_changes"})
    rejection = value.model_copy(update={"verdict": "reject"})
    no = f"Reject EXP-{value.experiment} in the {value.kind.words} review"
    return (
        button(
            "Ask for changes",
            Act.OPEN_ASK_FOR_CHANGES,
            changes,
            label=f"Ask for changes in {review_of(value)}",
        ),
        button("Reject", Act.OPEN_REJECT, rejection, style="danger", label=no),
    )


def review_buttons(value: ReviewValue) -> tuple[ButtonElement, ...]:
    """Return all buttons of a seat of the board: its three verdicts, a question first, and to hand it over."""
    more = more_seat_buttons(value.experiment, value.revision, value.kind.duty, review_of(value))
    return (approve_review_button(value), *refusal_buttons(value), *more)


def approve_promotion_button(value: ApprovalValue) -> ButtonElement:
    """Return the button that approves a promotion in one seat of the gate."""
    as_whom = f"Approve as {value.kind.words}"
    label = f"Approve the promotion of EXP-{value.experiment} as {value.kind.words}"
    return button(as_whom, Act.APPROVE_PROMOTION, value, label=label)


def decline_button(experiment: int, round_: int, as_whom: str = "") -> ButtonElement:
    """Return the button that ends a promotion, whose form asks for the reason; `as_whom` tells it from others in a list."""
    value = DeclineValue(experiment=experiment, round=round_)
    label = f"Decline the promotion of EXP-{experiment}{as_whom}"
    return button("Decline", Act.OPEN_DECLINE, value, style="danger", label=label)


def more_seat_buttons(
    experiment: int, turn: int, duty: Duty | None, about: str
) -> tuple[ButtonElement, ButtonElement]:
    """Return what else can be done with a seat: ask first, and hand it over; `about` tells a screen reader which it is."""
    value = SeatValue(experiment=experiment, turn=turn, duty=duty)
    return (
        button("Ask a question", Act.OPEN_QUESTION, value, label=f"Ask a question on {about}"),
        button("Hand over my seat", Act.OPEN_PASS_SEAT, value, label=f"Hand over my seat in {about}"),
    )

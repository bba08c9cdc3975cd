"""The life of an experiment: one table of moves, asked by the listener, the card, the diagram and the tests."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from rules.experiments.experiment import Experiment, Hold, Stage
from rules.experiments.follow_ups import WHO_LIFTS
from rules.marks import button_mark, mention
from rules.people.people import Duty, Person
from rules.refusals import Refused, refuse
from rules.words import Worded, clean, listing, within

LONGEST_REASON = 2000


class Step(Worded):
    """What can happen to an experiment."""

    START = "start"
    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    REVIEW = "review"
    ASK_FOR_CHANGES = "ask_for_changes", "ask for changes"
    REJECT = "reject"
    PASS_BOARD = "pass_board", "pass the board"
    REOPEN = "reopen", "go back to the board"
    PROMOTE = "promote"
    APPROVE = "approve", "approve the promotion of"
    DECLINE = "decline", "decline the promotion of"
    PASS_GATE = "pass_gate", "pass the gate"
    ROLL_BACK = "roll_back"
    RETIRE = "retire"
    WITHDRAW = "withdraw"
    CONCLUDE = "conclude"
    AMEND = "amend", "change"
    MEASURE = "measure", "record a value for"
    STRIKE = "strike", "mark as wrong a value of"
    OVERRIDE = "override", "override an item of"
    SETTLE_OVERRIDE = "settle_override", "confirm or refuse an override of"
    HAND_OVER = "hand_over", "reassign"
    ANSWER_HANDOVER = "answer_handover", "accept or decline the handover of"
    ASK = "ask", "ask a question about"
    ANSWER = "answer", "answer a question about"
    PASS_SEAT = "pass_seat", "hand over a seat of"
    REMIND = "remind", "remind of"


class Who(Enum):
    """Who may take a step, in words; REVIEWER, APPROVER, DECIDER, SECOND and ASKED are looked at closer where they act, RECORDER and
    AUTHOR by what they record or mark."""

    RECORDER = "whoever has a part in it, or everybody in the team where an admin says so"
    AUTHOR = "the owner, an admin, or who recorded the value"
    OWNER = "the owner"
    STEWARD = "the owner or an admin"
    REVIEWER = "who holds the duty of the review"
    APPROVER = "who holds the duty of the approval"
    RESPONDER = "the owner, an admin, a technical lead, a product owner or security"
    OVERSEER = "the owner, an admin, or who holds a review or an approval"
    SECOND = "a second person who holds a review or an approval"
    DECIDER = "who could fill the seat"
    ASKED = "who is asked to own it"
    ASSAY = "Assay itself"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: a step, the stages it starts from and the one it leads to (None: it stays)."""

    step: Step
    sources: tuple[Stage, ...]
    target: Stage | None
    who: Who
    needs_reason: bool = False


# The steps to production that an open follow-up of the AI ethics review holds back.
HELD_STEPS = frozenset({Step.PROMOTE, Step.APPROVE})
OPEN_STAGES = (
    Stage.PROPOSED,
    Stage.RUNNING,
    Stage.IN_REVIEW,
    Stage.CHANGES_ASKED,
    Stage.REJECTED,
    Stage.APPROVED,
    Stage.PROMOTING,
    Stage.DECLINED,
)
RESUBMITTED = (Stage.IN_REVIEW, Stage.CHANGES_ASKED, Stage.REJECTED, Stage.DECLINED, Stage.ROLLED_BACK)
# Somebody other than the owner is to decide.
SEATED = (Stage.IN_REVIEW, Stage.PROMOTING)
# All but the final ones.
MEASURED = (*OPEN_STAGES, Stage.IN_PRODUCTION, Stage.ROLLED_BACK)


MOVES: tuple[Move, ...] = (
    Move(Step.START, (Stage.PROPOSED,), Stage.RUNNING, Who.STEWARD),
    Move(Step.SUBMIT, (Stage.PROPOSED, Stage.RUNNING), Stage.IN_REVIEW, Who.STEWARD),
    Move(Step.RESUBMIT, RESUBMITTED, Stage.IN_REVIEW, Who.STEWARD),
    Move(Step.REVIEW, (Stage.IN_REVIEW,), None, Who.REVIEWER),
    Move(Step.ASK_FOR_CHANGES, (Stage.IN_REVIEW,), Stage.CHANGES_ASKED, Who.REVIEWER, needs_reason=True),
    Move(Step.REJECT, (Stage.IN_REVIEW,), Stage.REJECTED, Who.REVIEWER, needs_reason=True),
    Move(Step.PASS_BOARD, (Stage.IN_REVIEW,), Stage.APPROVED, Who.ASSAY),
    Move(Step.REOPEN, (Stage.APPROVED, Stage.PROMOTING, Stage.DECLINED), Stage.IN_REVIEW, Who.ASSAY),
    Move(Step.PROMOTE, (Stage.APPROVED, Stage.DECLINED), Stage.PROMOTING, Who.STEWARD),
    Move(Step.APPROVE, (Stage.PROMOTING,), None, Who.APPROVER),
    Move(Step.DECLINE, (Stage.PROMOTING,), Stage.DECLINED, Who.APPROVER, needs_reason=True),
    Move(Step.PASS_GATE, (Stage.PROMOTING,), Stage.IN_PRODUCTION, Who.ASSAY),
    Move(Step.ROLL_BACK, (Stage.IN_PRODUCTION,), Stage.ROLLED_BACK, Who.RESPONDER, needs_reason=True),
    Move(Step.RETIRE, (Stage.IN_PRODUCTION,), Stage.RETIRED, Who.STEWARD),
    Move(Step.WITHDRAW, OPEN_STAGES, Stage.WITHDRAWN, Who.OWNER, needs_reason=True),
    Move(Step.CONCLUDE, (*OPEN_STAGES, Stage.ROLLED_BACK), Stage.CONCLUDED, Who.STEWARD, needs_reason=True),
    Move(Step.AMEND, (*OPEN_STAGES, Stage.ROLLED_BACK), None, Who.STEWARD),
    Move(Step.MEASURE, MEASURED, None, Who.RECORDER),
    Move(Step.STRIKE, MEASURED, None, Who.AUTHOR, needs_reason=True),
    Move(Step.OVERRIDE, (Stage.IN_REVIEW,), None, Who.OVERSEER, needs_reason=True),
    Move(Step.SETTLE_OVERRIDE, (Stage.IN_REVIEW,), None, Who.SECOND),
    Move(Step.HAND_OVER, MEASURED, None, Who.STEWARD),
    Move(Step.ANSWER_HANDOVER, MEASURED, None, Who.ASKED),
    Move(Step.ASK, SEATED, None, Who.DECIDER),
    Move(Step.ANSWER, SEATED, None, Who.STEWARD),
    Move(Step.PASS_SEAT, SEATED, None, Who.DECIDER),
    Move(Step.REMIND, SEATED, None, Who.STEWARD),
)
CLOSING = frozenset({Step.ROLL_BACK, Step.RETIRE, Step.WITHDRAW, Step.CONCLUDE})
BY_STEP = {move.step: move for move in MOVES}
RESPONDERS = frozenset({Duty.TECHNICAL_LEAD, Duty.PRODUCT_OWNER, Duty.SECURITY, Duty.ADMIN})


def objections(experiment: Experiment, step: Step, by: Person) -> Iterator[str]:
    """Yield every reason why this person cannot take this step now, as sentences."""
    move = BY_STEP[step]
    if experiment.stage not in move.sources:
        allowed = listing([stage.words for stage in move.sources], last="or")
        yield f"{experiment.key} is {experiment.stage.words}; you can {step.words} it only while it is {allowed}."
    if not is_entitled(experiment, move.who, by):
        instead = (
            " An admin can conclude it, or hand it over." if step is Step.WITHDRAW and by.is_admin else ""
        )
        yield f"Only {entitled_words(experiment, move.who)} can {step.words} {experiment.key}.{instead}"
    if step in HELD_STEPS:
        yield from (hold_words(experiment, hold) for hold in experiment.holds)


def hold_words(experiment: Experiment, hold: Hold) -> str:
    """Return the sentence that says what an experiment is held for, and who can lift it."""
    return (
        f"{experiment.key} is held by the AI ethics review until {mention(hold.owner)} has done: {hold.task}."
        f" Then {WHO_LIFTS}, who made no part of {experiment.key}, lifts the hold with a finding: {button_mark('Lift the hold')}, on the card"
        f" of {experiment.key} or in the record of the review."
    )


def is_entitled(experiment: Experiment, who: Who, by: Person) -> bool:
    """Tell whether a person belongs to those who may take a step."""
    owns = by.id in (experiment.owner, experiment.deputy)
    match who:
        case Who.OWNER:
            return owns
        case Who.STEWARD:
            return owns or by.is_admin
        case Who.RESPONDER:
            return owns or bool(by.duties & RESPONDERS)
        case Who.OVERSEER:
            return owns or bool(by.duties)
        case Who.ASSAY:
            return False
        case Who.RECORDER | Who.AUTHOR | Who.REVIEWER | Who.APPROVER | Who.SECOND | Who.DECIDER | Who.ASKED:
            return True


def entitled_words(experiment: Experiment, who: Who) -> str:
    """Return who may take a step, naming the owner."""
    stand_in = f" (for whom {mention(experiment.deputy)} acts)" if experiment.deputy else ""
    # The second comma closes the aside, unless a comma of the list follows already.
    named = f"the owner, {mention(experiment.owner)}{stand_in},"
    return who.value.replace("the owner", named, 1).replace(",,", ",", 1)


def required_reason(step: Step, reason: str) -> str:
    """Return the reason as it is kept; refuse an empty or over-long one beside its field."""
    kept = clean(reason)
    if not kept:
        deed = step.words.removesuffix(" of")
        raise Refused(fields={"reason": f"Give a reason: people need it to understand why you {deed}."})
    return within(kept, LONGEST_REASON, field="reason")


def advance(experiment: Experiment, step: Step, now: datetime) -> Experiment:
    """Return the experiment in the stage that a step leads to; a step from elsewhere is a programming error."""
    move = BY_STEP[step]
    if experiment.stage not in move.sources or move.target is None:
        raise ValueError(f"{step} does not lead on from {experiment.stage}")
    return replace(experiment, stage=move.target, stage_since=now)


def start(experiment: Experiment, by: Person, now: datetime) -> Experiment:
    """Return the experiment running."""
    refuse(objections(experiment, Step.START, by))
    return advance(experiment, Step.START, now)


def close(
    experiment: Experiment, step: Step, by: Person, note: str, now: datetime, learning: str = ""
) -> Experiment:
    """Return the experiment rolled back, retired, withdrawn or concluded, with why and with what was learnt.

    The note with which an experiment is concluded is what was learnt.
    """
    if step not in CLOSING:
        raise ValueError(f"{step} closes nothing")
    refuse(objections(experiment, step, by))
    kept = required_reason(step, note) if BY_STEP[step].needs_reason else clean(note)[:LONGEST_REASON]
    learnt = kept if step is Step.CONCLUDE else optional_learning(learning) or experiment.learning
    return replace(advance(experiment, step, now), closing_note=kept, closed_by=by.id, learning=learnt)


def optional_learning(text: str) -> str:
    """Return what was learnt as it is kept, or nothing; refuse an over-long one beside its field."""
    return within(clean(text), LONGEST_REASON, field="learning")

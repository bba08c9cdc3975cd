"""One thing that waits, as two blocks: what it is and since when, and the buttons that settle it right there."""

from collections.abc import Callable, Iterator, Mapping

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.button_values import (
    ActionValue,
    ApprovalValue,
    ExperimentValue,
    HandoverValue,
    OverrideValue,
    QuestionValue,
    ReviewValue,
)
from bot.draw.blocks import button, section
from bot.draw.ceremonies.standup.standup_messages import check_in_button
from bot.draw.lifecycle.follow_up_lines import done_button, lift_button
from bot.draw.lifecycle.seat_buttons import (
    approve_promotion_button,
    decline_button,
    more_seat_buttons,
    review_buttons,
)
from bot.draw.lifecycle.seat_lines import seat_name
from bot.draw.text import bold, card_link, day, moment, one_line, person
from bot.ids import Act
from rules.ceremony_names import HoldingKey
from rules.experiments.experiment import ApprovalKind, ReviewKind
from rules.people.people import Duty
from rules.waiting.questioning import seat_words
from rules.waiting.waits import Waiting, WaitKind

LONGEST_TITLE = 150
LONGEST_ABOUT = 200
GLYPHS: dict[WaitKind, str] = {
    WaitKind.REVIEW: ":mag:",
    WaitKind.APPROVAL: ":rocket:",
    WaitKind.OVERRIDE: ":balance_scale:",
    WaitKind.QUESTION: ":grey_question:",
    WaitKind.HANDOVER: ":handshake:",
    WaitKind.FINDING: ":unlock:",
    WaitKind.FOLLOW_UP: ":memo:",
    WaitKind.ACTION: ":hammer_and_wrench:",
    WaitKind.CHECK_IN: ":speech_balloon:",
}


def wait_blocks(one: Waiting, links: Mapping[int, str], place: str) -> Iterator[Block]:
    """Yield one thing that waits; `place` names the list in which it stands, for the block of its buttons."""
    yield section(f"{GLYPHS[one.kind]} {title_of(one, links)}\n{detail_of(one)}")
    yield ActionsBlock(block_id=f"{place}:{one.key}"[:255], elements=list(deeds_of(one)))


def title_of(one: Waiting, links: Mapping[int, str]) -> str:
    """Return what it is about: an experiment by its key, which leads to its card, anything else by its own words."""
    if one.kind in OF_EXPERIMENTS:
        return f"{key_of(one.experiment, links)} {bold(one.title, LONGEST_TITLE)}"
    about = f" · {key_of(one.experiment, links)}" if one.experiment else ""
    return f"{bold(one.title, LONGEST_TITLE)}{about}"


def key_of(experiment: int, links: Mapping[int, str]) -> str:
    """Return the key of an experiment, as a link to its card where that stands."""
    return card_link(f"EXP-{experiment}", links.get(experiment, ""))


def detail_of(one: Waiting) -> str:
    """Return what is asked, by whom, and since when it waits or until when it is to be done."""
    parts = [WORDS[one.kind](one), due_words(one)]
    return " · ".join(part for part in parts if part)


def due_words(one: Waiting) -> str:
    """Return until when it is to be done, where that was agreed on, or else since when it waits."""
    if one.is_stopped:
        return f"waits since {moment(one.since)}, stands still until a question is answered"
    until = "was due" if one.is_late else "due"
    if one.until:
        return f"waits since {moment(one.since)}, {until} {moment(one.until)}"
    return f"{until} {day(one.due)}" if one.due else f"waits since {moment(one.since)}"


def review_words(one: Waiting) -> str:
    """Return which review is asked for."""
    return f"{seat_name(ReviewKind(one.seat))} of revision {one.place}, for {person(one.owner)}"


def approval_words(one: Waiting) -> str:
    """Return as what somebody is asked to approve."""
    return f"Promotion to production, as {ApprovalKind(one.seat).words}, for {person(one.owner)}"


def override_words(one: Waiting) -> str:
    """Return what shall be overridden, and why."""
    reason = one_line(one.about, LONGEST_ABOUT)
    return f"{person(one.owner)} asks to override “{one.seat}”: {reason}"


def question_words(one: Waiting) -> str:
    """Return who asks before deciding, and what."""
    return f"{person(one.owner)} asks before deciding {seat_words(Duty(one.seat))}: {one_line(one.about, LONGEST_ABOUT)}"


def handover_words(one: Waiting) -> str:
    """Return who asks whether somebody owns it."""
    return f"{person(one.owner)} asks you to own it"


def finding_words(one: Waiting) -> str:
    """Return that a hold awaits a finding."""
    return f"Done, and the hold awaits your finding · decided: {one_line(one.about, LONGEST_ABOUT)}"


def follow_up_words(one: Waiting) -> str:
    """Return that a decision of the AI ethics review asks for it."""
    return f"Follow-up of the AI ethics review · decided: {one_line(one.about, LONGEST_ABOUT)}"


def action_words(one: Waiting) -> str:
    """Return that a retrospective agreed on it."""
    return f"Action of the retrospective{of_channel(one.holding)}"


def check_in_words(one: Waiting) -> str:
    """Return where the standup is that awaits the check-in."""
    return f"Your check-in is awaited{of_channel(one.holding)}"


def of_channel(holding: HoldingKey | None) -> str:
    """Return the channel of a holding, as it follows what was held there."""
    return f" in <#{holding.channel}>" if holding else ""


OF_EXPERIMENTS = frozenset(
    {WaitKind.REVIEW, WaitKind.APPROVAL, WaitKind.OVERRIDE, WaitKind.QUESTION, WaitKind.HANDOVER}
)
WORDS: dict[WaitKind, Callable[[Waiting], str]] = {
    WaitKind.REVIEW: review_words,
    WaitKind.APPROVAL: approval_words,
    WaitKind.OVERRIDE: override_words,
    WaitKind.QUESTION: question_words,
    WaitKind.HANDOVER: handover_words,
    WaitKind.FINDING: finding_words,
    WaitKind.FOLLOW_UP: follow_up_words,
    WaitKind.ACTION: action_words,
    WaitKind.CHECK_IN: check_in_words,
}


def deeds_of(one: Waiting) -> Iterator[ButtonElement]:
    """Yield the buttons that settle it, and the one that shows what is to be decided."""
    yield from DEEDS[one.kind](one)
    if one.experiment:
        label = f"Show EXP-{one.experiment}, for its {one.kind.words} {one.seat}".strip()
        yield button("Show", Act.SHOW, ExperimentValue(experiment=one.experiment), label=label)


def review_deeds(one: Waiting) -> Iterator[ButtonElement]:
    """Yield the three verdicts of the board, and what else can be done with the seat."""
    yield from review_buttons(
        ReviewValue(experiment=one.number, revision=one.place, kind=ReviewKind(one.seat), seen=one.seen)
    )


def approval_deeds(one: Waiting) -> Iterator[ButtonElement]:
    """Yield the two words of an approver, and what else can be done with the seat."""
    kind = ApprovalKind(one.seat)
    yield approve_promotion_button(ApprovalValue(experiment=one.number, round=one.place, kind=kind))
    yield decline_button(one.number, one.place, f", as {kind.words}")
    about = f"the promotion of EXP-{one.number} as {kind.words}"
    yield from more_seat_buttons(one.number, one.place, kind.duty, about)


def override_deeds(one: Waiting) -> Iterator[ButtonElement]:
    """Yield the two answers of a second person."""
    value = OverrideValue(experiment=one.number, place=one.place)
    of = f"override {one.place + 1} of EXP-{one.number}: {one.seat}"
    yield button("Confirm override", Act.CONFIRM_OVERRIDE, value, label=f"Confirm {of}")
    yield button("Refuse override", Act.REFUSE_OVERRIDE, value, label=f"Refuse {of}")


def question_deeds(one: Waiting) -> Iterator[ButtonElement]:
    """Yield what opens the form of the answer."""
    value = QuestionValue(experiment=one.number, place=one.place)
    yield button(
        "Answer", Act.OPEN_ANSWER, value, label=f"Answer question {one.place + 1} on EXP-{one.number}"
    )


def handover_deeds(one: Waiting) -> Iterator[ButtonElement]:
    """Yield the two answers of who is asked to own it."""
    value = HandoverValue(experiment=one.number, place=one.place)
    of = f"the handover of EXP-{one.number}"
    yield button("Accept", Act.ACCEPT_HANDOVER, value, label=f"Accept {of}")
    yield button("Decline", Act.DECLINE_HANDOVER, value, label=f"Decline {of}")


def finding_deeds(one: Waiting) -> Iterator[ButtonElement]:
    """Yield what opens the form of a finding."""
    yield lift_button(one.number, one.title)


def follow_up_deeds(one: Waiting) -> Iterator[ButtonElement]:
    """Yield what marks a follow-up as done."""
    yield done_button(one.number, one.title)


def action_deeds(one: Waiting) -> Iterator[ButtonElement]:
    """Yield what marks an action as done."""
    label = f"Mark action {one.number} as done: {one.title}"
    yield button("Mark as done", Act.COMPLETE_ACTION, ActionValue(action=one.number), label=label)


def check_in_deeds(one: Waiting) -> Iterator[ButtonElement]:
    """Yield what opens the check-in."""
    if one.holding:
        yield check_in_button(one.holding)


DEEDS: dict[WaitKind, Callable[[Waiting], Iterator[ButtonElement]]] = {
    WaitKind.REVIEW: review_deeds,
    WaitKind.APPROVAL: approval_deeds,
    WaitKind.OVERRIDE: override_deeds,
    WaitKind.QUESTION: question_deeds,
    WaitKind.HANDOVER: handover_deeds,
    WaitKind.FINDING: finding_deeds,
    WaitKind.FOLLOW_UP: follow_up_deeds,
    WaitKind.ACTION: action_deeds,
    WaitKind.CHECK_IN: check_in_deeds,
}

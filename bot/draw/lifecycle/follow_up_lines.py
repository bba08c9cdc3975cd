"""Follow-ups of the AI ethics review: what is to be done, what holds an experiment, and the form that lifts it."""

from collections.abc import Iterable, Iterator, Sequence

from slack_sdk.models.blocks import Block, ButtonElement, Option, StaticSelectElement
from slack_sdk.models.views import View

from bot.button_values import FollowUpValue
from bot.draw.blocks import button, section
from bot.draw.inputs import modal, text_input
from bot.draw.message import Message
from bot.draw.stage_words import title_as_typed
from bot.draw.text import because, bold, card_link, day, joined, names, one_line
from bot.ids import Act, Form, Input
from rules.experiments.experiment import Experiment, Hold
from rules.experiments.follow_ups import WHO_LIFTS, FollowUp
from rules.experiments.sheets import ExperimentSheet
from rules.people.people import Team
from rules.words import shorten

MARK = "Mark as done"
CHOOSE = "Mark a follow-up as done"
LIFT = "Lift the hold"
CHOOSE_HOLD = "Lift a hold"
MOST_OFFERED = 100
# What holds an experiment stands beside everything else of it, within what Slack takes of one message; what is done makes
# way for the next.
MOST_HOLDS_OFFERED = 10
LONGEST_HOLDS = 1200


def hold_blocks(sheet: ExperimentSheet) -> Iterator[Block]:
    """Yield what holds an experiment from promotion, who lifts it, and what marks it as done; nothing where nothing does."""
    holds = sheet.experiment.holds
    if holds:
        lines = joined((hold_line(hold, sheet.team) for hold in holds), LONGEST_HOLDS, "more that hold it")
        yield section(lines, *done_controls(sheet))


def done_controls(sheet: ExperimentSheet) -> tuple[ButtonElement | StaticSelectElement, ...]:
    """Return what marks as done what holds an experiment; what is shown as it was has nothing to press."""
    undone = [(hold.number, hold.task) for hold in sheet.experiment.holds if not hold.done_by]
    return (control(undone),) if undone and not sheet.then else ()


def held_line(experiment: Experiment) -> str:
    """Return that an experiment is held, where its card says by what; nothing where nothing holds it."""
    if not experiment.holds:
        return ""
    return f":lock: *Held from promotion* by the AI ethics review; the card of {experiment.key} says what for, and who lifts it."


def lift_controls(sheet: ExperimentSheet) -> tuple[ButtonElement | StaticSelectElement, ...]:
    """Return what lifts a hold of an experiment, to stand among its other buttons: a card has twelve blocks at most."""
    holds = [(hold.number, hold.task) for hold in sheet.experiment.holds]
    return (lift_control(holds),) if holds and not sheet.then else ()


def hold_line(hold: Hold, team: Team) -> str:
    """Return what holds an experiment, who decided so, and who can lift it."""
    decided = f" of {day(hold.decided_on)}" if hold.decided_on else ""
    said = f": “{one_line(hold.decision, 160)}”" if hold.decision else ""
    until = f", due {day(hold.due)}" if hold.due else ""
    by = f", recorded by {names((hold.by,), team)}" if hold.by else ""
    task = one_line(hold.task, 200)
    if hold.done_by:
        awaits = f"{names((hold.done_by,), team)} marked as done: {task}. It awaits a finding."
    else:
        awaits = f"Until {names((hold.owner,), team)} has done: {task}{until}."
    return (
        f":lock: *Held from promotion* by the AI ethics review{decided}{said}{by}\n"
        f"{awaits} It is lifted with a finding by {WHO_LIFTS}, who made no part of the experiment."
    )


def control(follow_ups: Sequence[tuple[int, str]]) -> ButtonElement | StaticSelectElement:
    """Return what marks a follow-up as done: a button for one, a menu for several."""
    if len(follow_ups) > 1:
        return menu(follow_ups[:MOST_HOLDS_OFFERED])
    [(number, task)] = follow_ups
    return done_button(number, task)


def done_button(number: int, task: str, *, alone: bool = False) -> ButtonElement:
    """Return the button that marks a follow-up as done; `alone` where its message tells of nothing else."""
    value = FollowUpValue(follow_up=number, alone=alone)
    return button(MARK, Act.COMPLETE_FOLLOW_UP, value, label=f"Mark follow-up {number} as done: {task}")


def menu(follow_ups: Sequence[tuple[int, str]]) -> StaticSelectElement:
    """Return the menu that marks the chosen follow-up as done."""
    return StaticSelectElement(
        placeholder=CHOOSE, action_id=Act.COMPLETE_FOLLOW_UP.value, options=options_of(follow_ups)
    )


def options_of(follow_ups: Sequence[tuple[int, str]]) -> list[Option]:
    """Return follow-ups as choices of a menu."""
    return [
        Option(text=shorten(task, 75), value=FollowUpValue(follow_up=number).write())
        for number, task in follow_ups[:MOST_OFFERED]
    ]


def lift_control(holds: Sequence[tuple[int, str]]) -> ButtonElement | StaticSelectElement:
    """Return what opens the form that lifts a hold: a button for one, a menu for several."""
    if len(holds) > 1:
        return lift_menu(holds[:MOST_HOLDS_OFFERED])
    [(number, task)] = holds
    return lift_button(number, task)


def lift_button(number: int, task: str) -> ButtonElement:
    """Return the button that opens the form that lifts a hold."""
    value = FollowUpValue(follow_up=number)
    return button(LIFT, Act.OPEN_LIFT, value, label=f"Lift the hold of follow-up {number}: {task}")


def lift_menu(holds: Sequence[tuple[int, str]]) -> StaticSelectElement:
    """Return the menu that opens the form that lifts the chosen hold."""
    return StaticSelectElement(
        placeholder=CHOOSE_HOLD, action_id=Act.OPEN_LIFT.value, options=options_of(holds)
    )


def menus(follow_ups: Iterable[FollowUp]) -> list[StaticSelectElement]:
    """Return the menus of those follow-ups that are to be done, and of those that hold."""
    found = tuple(follow_ups)
    undone = [(one.number, one.task) for one in found if one.is_open]
    holding = [(one.number, one.task) for one in found if one.is_holding]
    return [*([menu(undone)] if undone else []), *([lift_menu(holding)] if holding else [])]


def lift_form(follow_up: FollowUp) -> View:
    """Return the form in which a hold is lifted: what was decided, what was to be done, and the finding."""
    key = f"EXP-{follow_up.experiment}"
    told = (
        f"*{key} is held from promotion* by the AI ethics review of {day(follow_up.day)}:"
        f" “{one_line(follow_up.decision, 300)}”\nWhat was to be done: {one_line(follow_up.task, 300)}"
    )
    finding = text_input(
        Input.FINDING,
        "Finding",
        multiline=True,
        hint=f"What you looked at, and why it is enough. It stands in the history of {key} with your name.",
    )
    return modal(Form.LIFT, LIFT, "Lift", FollowUpValue(follow_up=follow_up.number), (section(told), finding))


def follow_up_message(follow_up: FollowUp, sheet: ExperimentSheet | None) -> Message:
    """Return the message to who is to do a follow-up, when it is given, with its button."""
    task = one_line(follow_up.task, 300)
    lines = (
        f"{given_words(follow_up)}: *{task}*",
        f"Decided{about(sheet)}: {one_line(follow_up.decision, 300)} · {because(follow_up.reason, 300)}",
        held_words(follow_up) if follow_up.holds else "",
    )
    done = done_button(follow_up.number, follow_up.task, alone=True)
    return Message(f"A follow-up for you: {task}", (section("\n".join(filter(None, lines)), done),))


def given_words(follow_up: FollowUp) -> str:
    """Return who gives a follow-up, and until when."""
    until = f", until {day(follow_up.due)}" if follow_up.due else ""
    return f"A follow-up for you from {review_words(follow_up)}{until}"


def review_words(follow_up: FollowUp) -> str:
    """Return which review decided."""
    return f"the {follow_up.ceremony.words} of {day(follow_up.day)} in <#{follow_up.channel}>"


def about(sheet: ExperimentSheet | None) -> str:
    """Return which experiment a decision is about, if it is about one."""
    if sheet is None:
        return ""
    return (
        f" about {card_link(sheet.experiment.key, sheet.link)} {title_as_typed(sheet.experiment.title, 120)}"
    )


def held_words(follow_up: FollowUp) -> str:
    """Return what waits for a follow-up."""
    return f":lock: EXP-{follow_up.experiment} is held from promotion until it is done, and a finding lifts the hold."


def done(follow_up: FollowUp) -> Message:
    """Return what stands in the place of a message whose follow-up is done."""
    key, held = f"EXP-{follow_up.experiment}", ""
    if follow_up.is_holding:
        held = f" {key} stays held from promotion until a finding lifts the hold; who can lift it was told in its thread."
    elif follow_up.holds:
        held = f" It no longer holds {key} from promotion."
    text = f"Done: {bold(follow_up.task, 300)}.{held}"
    return Message(text, (section(text),))

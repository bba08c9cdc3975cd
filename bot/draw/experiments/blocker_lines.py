"""Blockers: on the card of their experiment until they are solved, and the call for somebody to take care of one."""

from slack_sdk.models.blocks import ButtonElement

from bot.button_values import BlockerValue, ExperimentValue
from bot.draw.blocks import actions, button, section
from bot.draw.message import Message
from bot.draw.text import joined, moment, names, one_line, people, person
from bot.ids import Act
from rules.ceremonies.standup.check_ins import called_upon
from rules.experiments.blockers import CHECK_INS_IN_A_ROW, Blocker, age_words
from rules.experiments.sheets import ExperimentSheet
from rules.people.people import Team

MOST_LINES = 900
NO_LONGER = "A blocker stood here; the check-in that named it names it no longer."
SOLVED = "The blocker is marked as solved. Its experiment's history tells by whom and when."


def blocker_lines(sheet: ExperimentSheet) -> str:
    """Return what holds an experiment up, the oldest first, without pinging anybody; nothing where nothing does."""
    return joined(
        (blocked_line(blocker, sheet.team) for blocker in sheet.blockers), MOST_LINES, "more blockers"
    )


def blocked_line(blocker: Blocker, team: Team) -> str:
    """Return one blocker as a card shows it: for how long, what, whose, and who takes care of it."""
    blocked = f"Blocked {age_words(blocker)}".strip()
    owner = f" · {names((blocker.owner,), team)} takes care of it" if blocker.owner else ""
    return (
        f":construction: *{blocked}:* {one_line(blocker.words, 300)} ({names((blocker.user,), team)}){owner}"
    )


def solved_button(sheet: ExperimentSheet) -> ButtonElement | None:
    """Return the button that marks the blocker of an experiment as solved, or asks which one of several."""
    key, number = sheet.experiment.key, sheet.experiment.number
    if not sheet.blockers:
        return None
    if len(sheet.blockers) > 1:
        value = ExperimentValue(experiment=number)
        return button("Solved …", Act.OPEN_BLOCKERS, value, label=f"Say which blockers of {key} are solved")
    only = BlockerValue(blocker=sheet.blockers[0].number)
    return button("Solved", Act.SOLVE_BLOCKER, only, label=f"Mark the blocker of {key} as solved")


def summary_line(blocker: Blocker, team: Team) -> str:
    """Return one blocker as the summary of a standup shows it."""
    about = " · ".join(part for part in (blocker.key, age_words(blocker)) if part)
    who = f"*{names((blocker.user,), team)}*" + (f" · {about}" if about else "")
    return f"• {who}: {one_line(blocker.words, 400)}{fate(blocker, team)}"


def fate(blocker: Blocker, team: Team) -> str:
    """Return what became of a blocker, if anything did."""
    if blocker.solved_at:
        return f" · ✓ solved by {names((blocker.solved_by,), team)}, {moment(blocker.solved_at)}"
    return f" · {names((blocker.owner,), team)} takes care of it" if blocker.owner else ""


def named_message(blocker: Blocker, team: Team) -> Message:
    """Return word of a blocker as soon as it is named, with its buttons while it stands; those whom it names are pinged."""
    who, about = names((blocker.user,), team), f" on {blocker.key}" if blocker.key else ""
    text = f":construction: {who} is blocked{about}:\n> {one_line(blocker.words, 400)}"
    told = fate(blocker, team).removeprefix(" · ")
    if blocker.solved_at:
        return Message(f"{who}'s blocker: {told}", (section(f"{text}\n{told}"),))
    value = BlockerValue(blocker=blocker.number)
    of = f"the blocker of {who}"
    taking = button("I take it", Act.TAKE_BLOCKER, value, label=f"Take care of {of}")
    solved = button("Solved", Act.SOLVE_BLOCKER, value, label=f"Mark {of} as solved")
    called = people(called_upon(blocker.text, team))
    said = "\n".join(filter(None, (text, told or called)))
    buttons = (solved,) if blocker.owner else (taking, solved)
    return Message(f"{who} is blocked{about} {called}".strip(), (section(said), actions(*buttons)))


def no_longer_named() -> Message:
    """Return what stands in the place of a blocker that was taken out of the check-in again."""
    return Message(NO_LONGER, (section(NO_LONGER),))


def owner_call(blocker: Blocker, team: Team, facilitator: str = "") -> Message:
    """Return the question who takes care of a blocker that keeps coming back, or the answer to it; the facilitator is
    pinged, since somebody is to be found."""
    who, about = names((blocker.user,), team), f" on {blocker.key}" if blocker.key else ""
    text = (
        f"{who} has named this blocker{about} in {CHECK_INS_IN_A_ROW} check-ins in a row:"
        f"\n> {one_line(blocker.words, 400)}"
    )
    if blocker.owner or blocker.solved_at:
        answered = fate(blocker, team).removeprefix(" · ")
        return Message(f"{who}'s blocker: {answered}", (section(f"{text}\n{answered}."),))
    taking = button(
        "I take it",
        Act.TAKE_BLOCKER,
        BlockerValue(blocker=blocker.number),
        label=f"Take care of the blocker of {who}",
    )
    finder = f" {person(facilitator)}, you facilitate: please find somebody." if facilitator else ""
    asked = section(f"{text}\nWho takes care of it?{finder}")
    return Message(f"Who takes care of a blocker of {who}?", (asked, actions(taking)))

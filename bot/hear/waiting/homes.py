"""App Home: opening it, its buttons, and turning the pages of it and of what waits."""

from bot.button_values import ExperimentValue, LetterValue, TurnPart, TurnValue
from bot.draw.message import Message
from bot.draw.waiting.waits_message import PLACE
from bot.hear.aside import Instead
from bot.hear.ceremonies.standups import open_check_in
from bot.hear.event_payloads import Event
from bot.hear.hearing import Hearing, Listeners
from bot.hear.lifecycle.closings import in_full
from bot.hear.lifecycle.experiment_lists import listed, waiting_for
from bot.hear.lifecycle.proposals import open_propose
from bot.hear.payloads import Click
from bot.hear.waiting.settings import redraw_settings
from bot.ids import Act
from flows.ceremonies.standup import check_ins
from flows.people.homes import open_home, turn_page
from flows.waiting.homes import try_again
from flows.waiting.workspace_settings import review_channel
from rules.refusals import Refused

# What they settle waits no more; the others open a form first.
SETTLING = frozenset(
    {
        Act.APPROVE_REVIEW,
        Act.APPROVE_PROMOTION,
        Act.CONFIRM_OVERRIDE,
        Act.REFUSE_OVERRIDE,
        Act.ACCEPT_HANDOVER,
        Act.DECLINE_HANDOVER,
        Act.COMPLETE_FOLLOW_UP,
        Act.COMPLETE_ACTION,
    }
)
NO_CHANNEL = (
    "No review channel is set, so Assay cannot know where the card shall stand."
    " Type `/experiment propose` in the channel in which you want it."
)


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={
            Act.OPEN_PROPOSE: clicked_propose,
            Act.OPEN_CHECK_IN: clicked_check_in,
            Act.SHOW: show,
            Act.TURN_BACK: turn,
            Act.TURN_ON: turn,
            Act.TRY_AGAIN: clicked_try_again,
        },
        events={"app_home_opened": opened},
    )


def opened(event: Event, at: Hearing) -> None:
    """Draw the Home of somebody who opens it; the tab with our messages is none of it."""
    if event.tab == "home" and isinstance(event.user, str):
        open_home(at.desk, event.user, at.now)


def clicked_propose(click: Click, at: Hearing) -> None:
    """Open the form of a proposal."""
    if not (click.channel_id or review_channel(at.desk)):
        raise Refused(NO_CHANNEL)
    open_propose(click, at)


def clicked_check_in(click: Click, at: Hearing) -> None:
    """Open the check-in of the standup at which who clicked is expected."""
    open_check_in(click, at, check_ins.here(at.desk, click.channel_id, by=click.by, now=at.now))


def show(click: Click, at: Hearing) -> Message:
    """Show an experiment in full, to who is to decide about it."""
    return in_full(click, at, click.value(ExperimentValue).experiment)


def turn(click: Click, at: Hearing) -> Instead | None:
    """Show another page in the place of the one that was clicked."""
    value = click.value(TurnValue)
    match value.part:
        case TurnPart.WAITS:
            return Instead(waiting_for(at, click.by, value.page))
        case TurnPart.LIST:
            return Instead(listed(at, click.by, value.of, value.page))
        case part:
            turn_page(at.desk, click.by, part.value, value.page, at.now)
            return None


def clicked_try_again(click: Click, at: Hearing) -> None:
    """Let a message that was set aside go its way once more."""
    try_again(at.desk, click.value(LetterValue).letter, by=click.by, now=at.now)
    redraw_settings(click, at)


def redrawn(click: Click, at: Hearing) -> Instead | None:
    """Return what waits now, in the place of the list in which somebody settled something of it."""
    action = click.actions[0]
    place, _, rest = action.block_id.partition(":")
    if place != PLACE or action.action_id not in SETTLING or not click.container.is_ephemeral:
        return None
    page = rest.partition(":")[0]
    return Instead(waiting_for(at, click.by, int(page) if page.isdecimal() and len(page) < 6 else 0))

"""What the doctor looks at in the channels that a workspace has chosen: whether Assay can write where cards and ceremonies stand."""

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass

from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.commands.examined import Examined, Health
from bot.outside.slack_errors import NO_ANSWER, reason_of
from bot.outside.slack_pages import pages_of
from bot.serve.start import CannotStart, require_there
from flows.ceremonies.next_holdings import channels_held
from flows.desk import Desk
from flows.waiting.workspace_settings import review_channel
from rules.words import counted
from store import migrate
from store.database import Database

REVIEW = "review channel"
CEREMONIES = "ceremony channels"
# More are only counted.
MOST_TOLD = 10
ITS_SETTING = "set ASSAY_REVIEW_CHANNEL to the id of another channel"
IN_SLACK = "choose another one by `/team settings`"
ELSEWHERE = "set its ceremonies up in another channel by `/ceremony setup`"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The channels that a workspace has chosen: for cards, and how another one is; and for ceremonies."""

    review: str
    instead: str = ITS_SETTING
    held: tuple[str, ...] = ()


def channels(client: WebClient, url: str, workspace: str, first: str, whose: str = "") -> Iterator[Examined]:
    """Yield how well Assay can write in the channels of a workspace; `first` is the review channel of the settings, and `whose` is
    said of one workspace among many."""
    chosen = chosen_by(url, workspace, first)
    what = f"{REVIEW}{whose}"
    if chosen.review:
        yield looked_at(client, what, chosen.review, chosen.instead)
    else:
        yield Examined(what, Health.OK, "none is set; cards stand where each experiment was proposed")
    if chosen.held:
        yield from ceremonies(client, chosen.held, f"{CEREMONIES}{whose}")


def chosen_by(url: str, workspace: str, first: str) -> Chosen:
    """Return what a workspace has chosen, as far as its tables can be read; what is wrong with those is told apart."""
    with suppress(CannotStart, SQLAlchemyError, OSError):
        require_there(url)
        with closing(Database(url, pool_size=1)) as opened:
            if migrate.is_current(opened):
                desk = Desk(opened, workspace)
                own = review_channel(desk)
                return Chosen(own or first, IN_SLACK if own else ITS_SETTING, channels_held(desk))
    return Chosen(first)


def ceremonies(client: WebClient, held: tuple[str, ...], what: str) -> Iterator[Examined]:
    """Yield each channel with ceremonies in which Assay cannot write, or how many there are."""
    try:
        inside = channels_of(client)
    except NO_ANSWER as error:
        words = f"Slack does not tell where Assay is ({reason_of(error)}); try again"
        yield Examined(what, Health.LOOK_AT, words)
        return
    outside = [one for one in held if one not in inside]
    for one in outside[:MOST_TOLD]:
        yield looked_at(client, f"{what}, {one}", one, ELSEWHERE)
    if len(outside) > MOST_TOLD:
        more = counted(len(outside) - MOST_TOLD, "more channel")
        yield Examined(what, Health.BROKEN, f"Assay cannot write in {more} with ceremonies")
    if not outside:
        yield Examined(what, Health.OK, f"Assay is in {counted(len(held), 'channel')} with ceremonies")


def channels_of(client: WebClient) -> set[str]:
    """Return the channels that Assay is in, without those that are archived."""
    kinds = "public_channel,private_channel"
    pages = pages_of(client.users_conversations, types=kinds, exclude_archived=True, limit=999)
    return {one["id"] for page in pages for one in page["channels"]}


def looked_at(client: WebClient, what: str, channel: str, instead: str) -> Examined:
    """Tell whether Assay can write in a channel, and how to mend it; a private one is shown to nobody who is not in it."""
    invite = f"type /invite @Assay there, or {instead}"
    try:
        found = client.conversations_info(channel=channel)["channel"]
    except NO_ANSWER as error:
        why = reason_of(error)
        if why == "channel_not_found":
            return Examined(what, Health.BROKEN, f"Slack shows Assay no channel {channel}; {invite}")
        return Examined(what, Health.LOOK_AT, f"Slack does not tell of {channel} ({why}); try again")
    if found.get("is_archived"):
        return Examined(what, Health.BROKEN, f"{channel} is archived; bring it back, or {instead}")
    if not found.get("is_member"):
        return Examined(what, Health.BROKEN, f"Assay is not in {channel}; {invite}")
    return Examined(what, Health.OK, f"Assay is in {channel}")

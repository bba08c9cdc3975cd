"""How the letters of the experiment review and the AI ethics review reach Slack."""

from bot.delivery import Deliver, Delivery, place_part, say
from bot.views import agendas as views
from bot.views.message import Message
from flows import agendas, post
from flows.letters import LetterKind
from store.postings import Posting

AGENDA_PART = "agenda"


def deliver_agenda(delivery: Delivery) -> None:
    """Post the agenda of a holding, or edit it: it shows today's state."""
    placed(delivery)


def placed(delivery: Delivery) -> Posting:
    """Return where the agenda stands, drawn anew."""
    shown = agendas.agenda(delivery.desk, delivery.holding)
    return place_part(delivery, delivery.holding, AGENDA_PART, views.agenda(shown, delivery.now))


def reply(delivery: Delivery, drawn: Message) -> None:
    """Reply in the thread of the agenda."""
    standing = post.posted_part(delivery.desk, delivery.holding, AGENDA_PART) or placed(delivery)
    say(delivery, standing.channel, drawn, standing.ts)


def deliver_opened(delivery: Delivery) -> None:
    """Tell the facilitator that it begins."""
    reply(delivery, views.opened(agendas.agenda(delivery.desk, delivery.holding)))


def deliver_record(delivery: Delivery) -> None:
    """Post the record of what came of a holding."""
    reply(delivery, views.record(agendas.agenda(delivery.desk, delivery.holding)))


DELIVERIES: dict[LetterKind, Deliver] = {
    LetterKind.AGENDA: deliver_agenda,
    LetterKind.AGENDA_OPENED: deliver_opened,
    LetterKind.RECORD: deliver_record,
}

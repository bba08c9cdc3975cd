"""How the letters of the experiment review and the AI ethics review reach Slack."""

from bot.deliver.delivery import Deliver, Delivery, place_part, say
from bot.draw.ceremonies.review import agenda, review_record
from bot.draw.lifecycle import follow_up_lines
from flows import outbox
from flows.ceremonies.review import agendas, follow_ups
from flows.ceremonies.review.agendas import AGENDA_PART
from flows.experiments import sheets
from flows.letters import LetterKind
from rules.ceremonies.review.agendas import Agenda
from store.postings import Posting

RECORD_PART = "record"


def deliver_agenda(delivery: Delivery) -> None:
    """Post the agenda of a holding, or edit it: it shows today's state."""
    placed(delivery)


def placed(delivery: Delivery) -> Posting:
    """Return where the agenda stands, drawn anew."""
    return place_part(
        delivery, delivery.holding, AGENDA_PART, agenda.agenda(shown_by(delivery), delivery.now)
    )


def shown_by(delivery: Delivery) -> Agenda:
    """Return the agenda that a letter is about, as it is now."""
    return agendas.agenda(delivery.desk, delivery.holding, delivery.now)


def standing_agenda(delivery: Delivery) -> Posting:
    """Return where the agenda stands; one that never reached its channel is posted first."""
    return outbox.posted_part(delivery.desk, delivery.holding, AGENDA_PART) or placed(delivery)


def deliver_opened(delivery: Delivery) -> None:
    """Tell the facilitator, in the thread of the agenda, that it begins."""
    above = standing_agenda(delivery)
    say(delivery, above.channel, review_record.opened(shown_by(delivery)), above.ts)


def deliver_record(delivery: Delivery) -> None:
    """Post the record of what came of a holding in the thread of its agenda, or edit it: follow-ups get done later."""
    above, drawn = standing_agenda(delivery), review_record.record(shown_by(delivery))
    place_part(delivery, delivery.holding, RECORD_PART, drawn, to=above.channel, thread=above.ts)


def deliver_follow_up(delivery: Delivery) -> None:
    """Tell or remind somebody of what they are to follow up, unless it is done meanwhile."""
    facts = delivery.facts
    found = follow_ups.follow_up(delivery.desk, facts["follow_up"])
    if found.is_open:
        sheet = sheets.sheet(delivery.desk, found.experiment) if found.experiment else None
        today = delivery.now.date()
        say(
            delivery,
            facts["user"],
            follow_up_lines.follow_up_message(found, sheet, today, reminds=facts["reminds"]),
        )


DELIVERIES: dict[LetterKind, Deliver] = {
    LetterKind.AGENDA: deliver_agenda,
    LetterKind.AGENDA_OPENED: deliver_opened,
    LetterKind.RECORD: deliver_record,
    LetterKind.FOLLOW_UP: deliver_follow_up,
}

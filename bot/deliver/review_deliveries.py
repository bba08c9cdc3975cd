"""How the letters of the experiment review and the AI ethics review reach Slack."""

from bot.deliver.delivery import Deliver, Delivery, edit, place
from bot.draw.ceremonies.review import agenda, review_record
from bot.draw.lifecycle import follow_up_lines
from flows import outbox
from flows.ceremonies.reminders import remind_next_morning
from flows.ceremonies.review import agendas, follow_ups
from flows.ceremonies.review.agendas import AGENDA_PART
from flows.experiments import sheets
from rules.ceremonies.review.agendas import Agenda
from rules.ceremonies.review.letters import AgendaLetter, AgendaOpenedLetter, FollowUpLetter, RecordLetter
from rules.ceremony_names import HoldingKey
from rules.letters import Letter
from rules.message_keys import follow_up_of, part_of
from rules.waiting.waits import WaitKind
from store.postings import Posting

RECORD_PART, OPENED_PART = "record", "opened"


def deliver_agenda(letter: AgendaLetter, delivery: Delivery) -> None:
    """Post the agenda of a holding, or edit it: it shows today's state."""
    placed(letter.holding, delivery)


def placed(holding: HoldingKey, delivery: Delivery) -> Posting:
    """Return where the agenda of a holding stands, drawn anew."""
    drawn = agenda.agenda(shown_by(holding, delivery), delivery.now)
    return place(delivery, part_of(holding, AGENDA_PART), drawn, to=holding.channel)


def shown_by(holding: HoldingKey, delivery: Delivery) -> Agenda:
    """Return the agenda of a holding, as it is now."""
    return agendas.agenda(delivery.desk.seen_by(channel=holding.channel), holding, delivery.now)


def standing_agenda(holding: HoldingKey, delivery: Delivery) -> Posting:
    """Return where the agenda stands; one that never reached its channel is posted first."""
    return outbox.posted(delivery.desk, part_of(holding, AGENDA_PART)) or placed(holding, delivery)


def deliver_opened(letter: AgendaOpenedLetter, delivery: Delivery) -> None:
    """Tell the facilitator and the channel, in the thread of the agenda, that it begins, once."""
    above = standing_agenda(letter.holding, delivery)
    key, drawn = (
        part_of(letter.holding, OPENED_PART),
        review_record.opened(shown_by(letter.holding, delivery)),
    )
    place(delivery, key, drawn, to=above.channel, thread=above.ts, is_for_all=True)


def deliver_record(letter: RecordLetter, delivery: Delivery) -> None:
    """Post the record of what came of a holding in the thread of its agenda, or edit it: follow-ups get done later."""
    above = standing_agenda(letter.holding, delivery)
    drawn = review_record.record(shown_by(letter.holding, delivery))
    place(delivery, part_of(letter.holding, RECORD_PART), drawn, to=above.channel, thread=above.ts)


def deliver_follow_up(letter: FollowUpLetter, delivery: Delivery) -> None:
    """Tell somebody of what they are to follow up; once it is done, by whom and wherever, its message says so."""
    if letter.reminds:
        remind_next_morning(delivery.desk, WaitKind.FOLLOW_UP, letter.follow_up, delivery.now)
        return
    found, key = follow_ups.follow_up(delivery.desk, letter.follow_up), follow_up_of(letter.follow_up)
    if found.is_open:
        sheet = sheets.sheet(delivery.desk, found.experiment) if found.experiment else None
        place(delivery, key, follow_up_lines.follow_up_message(found, sheet), to=letter.user)
    else:
        edit(delivery, key, follow_up_lines.done(found))


DELIVERIES: dict[type[Letter], Deliver] = {
    AgendaLetter: deliver_agenda,
    AgendaOpenedLetter: deliver_opened,
    RecordLetter: deliver_record,
    FollowUpLetter: deliver_follow_up,
}

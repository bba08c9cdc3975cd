"""How the letters about ceremonies as such reach Slack: what was set up or changed, and what was missed."""

from datetime import date

from pydantic import TypeAdapter

from bot.deliver.delivery import Deliver, Delivery, say, say_privately
from bot.draw.ceremonies import schedule_messages
from flows.ceremonies import next_holdings
from flows.letters import LetterKind
from flows.people import team
from rules.ceremonies.ceremony_sheets import News
from rules.ceremony_names import Ceremony

NEWS = TypeAdapter(News)


def deliver_news(delivery: Delivery) -> None:
    """Tell a channel quietly what became of its ceremonies."""
    channel = delivery.facts["channel"]
    sheets = next_holdings.sheets(delivery.desk, channel, delivery.now)
    told = NEWS.validate_python(delivery.facts["news"])
    say(delivery, channel, schedule_messages.news(told, sheets, team.everybody(delivery.desk)))


def deliver_set_up(delivery: Delivery) -> None:
    """Answer privately who set up the ceremonies of a channel."""
    user, channel = delivery.facts["user"], delivery.facts["channel"]
    say_privately(
        delivery,
        user,
        channel,
        schedule_messages.set_up(next_holdings.sheets(delivery.desk, channel, delivery.now)),
    )


def deliver_missed(delivery: Delivery) -> None:
    """Tell the owner of a ceremony that nothing was held on some days."""
    facts = delivery.facts
    days = [date.fromisoformat(day) for day in facts["days"]]
    drawn = schedule_messages.missed(facts["channel"], Ceremony(facts["ceremony"]), days, facts["count"])
    say(delivery, facts["user"], drawn)


DELIVERIES: dict[LetterKind, Deliver] = {
    LetterKind.CEREMONY_NEWS: deliver_news,
    LetterKind.CEREMONY_SET_UP: deliver_set_up,
    LetterKind.CEREMONY_MISSED: deliver_missed,
}

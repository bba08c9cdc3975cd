"""How the letters about ceremonies as such reach Slack: what was set up or changed, and what was missed."""

from bot.deliver.delivery import Deliver, Delivery, say, say_privately
from bot.draw.ceremonies import schedule_messages
from flows.ceremonies import next_holdings
from flows.people import team
from rules.ceremonies.letters import CeremoniesSetUpLetter, CeremonyMissedLetter, CeremonyNewsLetter
from rules.letters import Letter


def deliver_news(letter: CeremonyNewsLetter, delivery: Delivery) -> None:
    """Tell a channel quietly what became of its ceremonies."""
    sheets = next_holdings.sheets(delivery.desk, letter.channel, delivery.now)
    drawn = schedule_messages.news(letter.news, sheets, team.everybody(delivery.desk))
    say(delivery, letter.channel, drawn)


def deliver_set_up(letter: CeremoniesSetUpLetter, delivery: Delivery) -> None:
    """Answer privately who set up the ceremonies of a channel."""
    sheets = next_holdings.sheets(delivery.desk, letter.channel, delivery.now)
    say_privately(delivery, letter.user, letter.channel, schedule_messages.set_up(sheets))


def deliver_missed(letter: CeremonyMissedLetter, delivery: Delivery) -> None:
    """Tell the owner of a ceremony that nothing was held on some days."""
    drawn = schedule_messages.missed(letter.channel, letter.ceremony, list(letter.days), letter.count)
    say(delivery, letter.user, drawn)


DELIVERIES: dict[type[Letter], Deliver] = {
    CeremonyNewsLetter: deliver_news,
    CeremoniesSetUpLetter: deliver_set_up,
    CeremonyMissedLetter: deliver_missed,
}

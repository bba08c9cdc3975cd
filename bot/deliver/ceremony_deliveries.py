"""How the letters about ceremonies as such reach Slack: what was set up or changed, and what was missed."""

from bot.deliver.delivery import Deliver, Delivery, say
from bot.draw.ceremonies import schedule_messages
from flows.ceremonies import next_holdings
from flows.people import team
from rules.ceremonies.letters import CeremonyMissedLetter, CeremonyNewsLetter
from rules.letters import Letter


def deliver_news(letter: CeremonyNewsLetter, delivery: Delivery) -> None:
    """Tell a channel what became of its ceremonies; who changed them is told by it, too."""
    sheets = next_holdings.sheets(delivery.desk, letter.channel, delivery.now)
    drawn = schedule_messages.news(letter.news, sheets, team.named(delivery.desk, letter.news))
    say(delivery, letter.channel, drawn)


def deliver_missed(letter: CeremonyMissedLetter, delivery: Delivery) -> None:
    """Tell the owner of a ceremony that nothing was held on some days."""
    drawn = schedule_messages.missed(letter.channel, letter.ceremony, list(letter.days), letter.count)
    say(delivery, letter.user, drawn)


DELIVERIES: dict[type[Letter], Deliver] = {
    CeremonyNewsLetter: deliver_news,
    CeremonyMissedLetter: deliver_missed,
}

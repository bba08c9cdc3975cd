"""How word of the tokens of machines reaches the admins."""

from bot.deliver.delivery import Deliver, Delivery, say
from bot.draw.people import token_list
from flows.people import tokens
from rules.letters import Letter
from rules.people.letters import TokenEndedLetter, TokenExpiringLetter


def deliver_expiring(letter: TokenExpiringLetter, delivery: Delivery) -> None:
    """Tell an admin that a token expires, unless it was ended meanwhile."""
    token, project = tokens.token_and_project(delivery.desk, letter.token)
    if token.revoked_at is None:
        say(delivery, letter.user, token_list.expiring(token, project, delivery.now))


def deliver_ended(letter: TokenEndedLetter, delivery: Delivery) -> None:
    """Tell an admin that a token ended because its maker may make none any more."""
    token, _ = tokens.token_and_project(delivery.desk, letter.token)
    say(delivery, letter.user, token_list.ended(token))


DELIVERIES: dict[type[Letter], Deliver] = {
    TokenExpiringLetter: deliver_expiring,
    TokenEndedLetter: deliver_ended,
}

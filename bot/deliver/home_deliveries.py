"""How the Home of a person reaches Slack, drawn from what is stored now and published where it differs from what stands; and
the welcome to who installed Assay."""

import hashlib
import json
import logging

from slack_sdk.errors import SlackApiError

from bot.deliver.delivery import Deliver, Delivery, say
from bot.draw.installing.welcome_message import welcome
from bot.draw.waiting import home_page
from flows.people.homes import keep_drawn
from flows.waiting import homes
from rules.installing.letters import WelcomeLetter
from rules.letters import Letter
from rules.people.letters import HomeLetter

logger = logging.getLogger(__name__)
# Nobody misses a Home that cannot be: the tab is switched off, or the person is gone.
NO_HOME = frozenset({"not_enabled", "user_not_found", "user_not_visible", "user_disabled"})


def deliver_home(letter: HomeLetter, delivery: Delivery) -> None:
    """Publish the Home of somebody, unless it shows the same already."""
    sheet, shown = homes.home(delivery.desk, letter.user, delivery.now)
    view = home_page.home(sheet).to_dict()
    digest = hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()
    if digest != shown:
        try:
            delivery.slack.views_publish(user_id=letter.user, view=view)
        except SlackApiError as error:
            if error.response.get("error") not in NO_HOME:
                raise
            logger.info("the Home of %s cannot be shown: %s", letter.user, error.response.get("error"))
    keep_drawn(delivery.desk, letter.user, digest, delivery.now)


def deliver_welcome(letter: WelcomeLetter, delivery: Delivery) -> None:
    """Welcome who installed Assay."""
    say(delivery, letter.user, welcome())


DELIVERIES: dict[type[Letter], Deliver] = {HomeLetter: deliver_home, WelcomeLetter: deliver_welcome}

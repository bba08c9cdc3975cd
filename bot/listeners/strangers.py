"""What no other listener heard: buttons and forms of older versions, and links that only lead elsewhere."""

import re

from slack_bolt import Ack, App

from bot.ids import Act
from rules.refusals import Refused

ANYTHING = re.compile(".*", re.DOTALL)


def register(app: App) -> None:
    """Register these listeners."""
    app.action(Act.FOLLOW_LINK)(follow_link)
    app.action({"action_id": ANYTHING})(outdated)
    app.view(ANYTHING)(outdated)
    app.command(ANYTHING)(outdated)
    app.event(ANYTHING)(ignore)


def follow_link(ack: Ack) -> None:
    """Acknowledge a click on a link; the browser does the rest."""
    ack()


def outdated() -> None:
    """Answer what Assay once drew, or what Slack knows of it from an older manifest."""
    raise Refused("This belongs to an older version of Assay. `/experiment help` shows what there is now.")


def ignore(ack: Ack) -> None:
    """Acknowledge an event that nobody here waits for."""
    ack()

"""What no other listener heard: buttons, forms and commands of older versions."""

import re

from slack_bolt import Ack, App

from rules.refusals import Refused

ANYTHING = re.compile(".*", re.DOTALL)


def register(app: App) -> None:
    """Register these listeners."""
    app.action({"action_id": ANYTHING})(outdated)
    app.view(ANYTHING)(outdated)
    app.command(ANYTHING)(outdated)
    app.event(ANYTHING)(ignore)


def outdated() -> None:
    """Answer what Assay once drew, or what Slack knows of it from an older manifest."""
    raise Refused("This belongs to an older version of Assay. `/experiment help` shows what there is now.")


def ignore(ack: Ack) -> None:
    """Acknowledge an event that nobody here waits for."""
    ack()

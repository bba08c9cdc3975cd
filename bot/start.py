"""Starting a process: settings to office, and the office to its database and its Slack."""

import logging
import sys
from datetime import UTC, datetime

from pydantic import ValidationError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.office import Office
from flows import team
from settings import Settings
from store import migrate
from store.database import Database

SLACK_SECONDS = 10


class CannotStart(Exception):
    """A process cannot start, for a reason that its operator can mend."""


def read_settings() -> Settings:
    """Return the settings; what is missing or wrong is said in sentences, without its value."""
    try:
        return Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        lines = [
            f"  {'_'.join(map(str, fault['loc'])).upper() or 'settings'}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors(include_input=False, include_url=False)
        ]
        raise CannotStart("These settings need a look:\n" + "\n".join(lines)) from None


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def open_office(settings: Settings) -> Office:
    """Return the office of a process, with its tables up to date and its workspace known."""
    database = Database(settings.database_url)
    migrate.upgrade(database)
    client = WebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=SLACK_SECONDS,
        # The postman waits and tries again by the rows of the outbox; a client that sleeps would block him.
        retry_handlers=[],
    )
    us = who_we_are(client)
    office = Office(
        database=database,
        workspace=us["team_id"],
        bot_user=us["user_id"],
        client=client,
        clock=utc_now,
        review_channel=settings.assay_review_channel,
        admins=settings.assay_admins,
    )
    team.record_workspace(office.desk(office.workspace), us.get("team", ""), now=office.clock())
    return office


def who_we_are(client: WebClient) -> dict[str, str]:
    """Return the workspace and the bot user that the token belongs to."""
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        name = error.response.get("error")
        raise CannotStart(
            f"Slack refuses SLACK_BOT_TOKEN ({name}). Copy it anew from the app's page."
        ) from None
    except OSError as error:
        raise CannotStart(f"Slack cannot be reached at {client.base_url}: {error}") from None
    return {"team_id": answer["team_id"], "user_id": answer["user_id"], "team": answer.get("team") or ""}


def set_up_logging() -> None:
    """Log to standard error, one line each."""
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for chatty in ("apscheduler", "slack_bolt", "alembic", "slack_sdk"):
        logging.getLogger(chatty).setLevel(logging.WARNING)

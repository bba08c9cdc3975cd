"""Starting a process: settings to office, and the office to its database and its Slack."""

import logging
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.office import Office
from bot.outside.mlflow import Tracking
from bot.outside.promtool import find_promtool
from flows.people import team
from settings import DatabaseSettings, Settings
from store import migrate
from store.database import Database

SLACK_SECONDS = 10
S = TypeVar("S", bound=DatabaseSettings)


class CannotStart(Exception):
    """A process cannot start, for a reason that its operator can mend."""


def read(kind: type[S]) -> S:
    """Return settings of a kind; what is missing or wrong is said in sentences, without its value."""
    try:
        return kind()
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        lines = [f"  {setting(fault)}: {why_wrong(fault)}" for fault in faults]
        raise CannotStart("These settings need a look:\n" + "\n".join(lines)) from None


def setting(fault: ErrorDetails) -> str:
    """Return the name of the variable that is at fault."""
    return "_".join(map(str, fault["loc"])).upper() or "settings"


def why_wrong(fault: ErrorDetails) -> str:
    """Return what is wrong with a variable, and how to mend it."""
    if fault["type"] == "missing":
        return "it is not set. Set it in the environment or in a file .env; README.md says where to find it"
    return fault["msg"].removeprefix("Value error, ")


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def open_office(settings: Settings) -> Office:
    """Return the office of a process, with its tables up to date and its workspace known."""
    database = open_database(settings)
    database.serve()
    client = slack_client(settings)
    try:
        us = who_we_are(client)
    except CannotStart:
        database.close()
        raise
    office = Office(
        database=database,
        workspace=us["team_id"],
        bot_user=us["user_id"],
        client=client,
        clock=utc_now,
        review_channel=settings.assay_review_channel,
        admins=settings.assay_admins,
        public_url=settings.assay_public_url,
        promtool=find_promtool(settings.promtool),
        tracking=tracking_of(settings),
    )
    team.record_workspace(office.desk(office.workspace), us.get("team", ""), now=office.clock())
    return office


def slack_client(settings: Settings) -> WebClient:
    """Return a client that speaks to Slack as the bot."""
    return WebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=SLACK_SECONDS,
        # The postman waits and tries again by the rows of the outbox; a client that sleeps would block him.
        retry_handlers=[],
    )


def tracking_of(settings: Settings) -> Tracking | None:
    """Return the MLflow server that runs are read from, if there is one."""
    if not settings.mlflow_tracking_uri:
        return None
    return Tracking(
        url=settings.mlflow_tracking_uri,
        token=settings.mlflow_tracking_token.get_secret_value(),
        username=settings.mlflow_tracking_username,
        password=settings.mlflow_tracking_password.get_secret_value(),
    )


def require_there(url: str) -> None:
    """Refuse an SQLite file that is not there: opening it would make an empty one, which verifies."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        raise CannotStart(
            f"There is no database at {address.database}. Set DATABASE_URL to the one of Assay."
        )


def open_database(settings: DatabaseSettings, tell: Callable[[str], None] = migrate.quietly) -> Database:
    """Return the database with its tables up to date; `tell` hears of each revision that they are brought to."""
    try:
        database = Database(settings.database_url)
        migrate.upgrade(database, tell)
    except (SQLAlchemyError, migrate.CannotUpgrade, OSError) as error:
        raise CannotStart(
            f"The database of DATABASE_URL cannot be used: {cause(error, settings.database_url)}"
        ) from None
    return database


def cause(error: Exception, url: str) -> str:
    """Return the first line of what a database says, without the password."""
    said = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    try:
        password = make_url(url).password
    except SQLAlchemyError:
        return "it is no address of a database"
    return said.replace(password, "***") if password else said


def require_port(port: int) -> None:
    """Refuse a port that somebody else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104  (what we are about to listen on)
        except OSError as error:
            raise CannotStart(
                f"Port {port} cannot be had ({error.strerror}). Set PORT to a free one."
            ) from None


def why_slack_refuses(error: Exception, token: str, client: WebClient) -> str:
    """Return why Slack does not let us in: a token that it does not take, or no way to it."""
    if not isinstance(error, SlackApiError):
        return f"Slack cannot be reached at {client.base_url} ({error})."
    status = getattr(error.response, "status_code", 200)
    if status != 200:
        return f"Slack cannot be reached at {client.base_url} (status {status})."
    return f"Slack refuses {token} ({error.response.get('error')}). Copy it anew from the app's page."


def who_we_are(client: WebClient) -> dict[str, str]:
    """Return the workspace and the bot user that the token belongs to."""
    try:
        answer = client.auth_test()
    except (SlackApiError, OSError) as error:
        raise CannotStart(why_slack_refuses(error, "SLACK_BOT_TOKEN", client)) from None
    return {"team_id": answer["team_id"], "user_id": answer["user_id"], "team": answer.get("team") or ""}


def set_up_logging() -> None:
    """Log to standard error, one line each."""
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for chatty in ("apscheduler", "slack_bolt", "alembic", "slack_sdk"):
        logging.getLogger(chatty).setLevel(logging.WARNING)

"""Starting a process: settings to office, and the office to its database and its Slack."""

import logging
import socket
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import yaml
from alembic.util import CommandError
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.bots import Bots, InstalledBots, OneBot
from bot.office import Entrance, Office
from bot.outside.mlflow import Tracking
from bot.outside.promtool import find_promtool
from bot.outside.slack_oauth import SlackOAuth
from flows.desk import Desk
from flows.installing import installs
from flows.installing.installs import ServedBy
from rules.words import listing
from settings import DatabaseSettings, Settings
from store import migrate
from store.database import Database
from store.installing.vault import Vault

MANIFEST = Path(__file__).parent.parent.parent / "manifest.yml"
NAMED = 5
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
        lines = [f"  {setting(fault)}: {fault['msg'].removeprefix('Value error, ')}" for fault in faults]
        raise CannotStart("These settings need a look:\n" + "\n".join(lines)) from None


def setting(fault: ErrorDetails) -> str:
    """Return the name of the variable that is at fault."""
    return "_".join(map(str, fault["loc"])).upper() or "settings"


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def open_office(settings: Settings) -> Office:
    """Return the office of a process, with its tables up to date and its workspaces known."""
    database = open_database(settings)
    database.serve()
    try:
        bots, entrance = bots_of(settings, database)
    except CannotStart:
        database.close()
        raise
    return Office(
        database=database,
        bots=bots,
        clock=utc_now,
        review_channel=settings.assay_review_channel,
        admins=settings.assay_admins,
        public_url=settings.assay_public_url,
        promtool=find_promtool(settings.promtool),
        tracking=tracking_of(settings),
        slack_api=settings.slack_api_url,
        entrance=entrance,
    )


def bots_of(settings: Settings, database: Database) -> tuple[Bots, Entrance | None]:
    """Return our bots: that of the token in the settings, or all that were installed by OAuth, with the way to install more."""
    if settings.is_installed_by_oauth:
        entrance = entrance_of(settings)
        if locked_out := installs.locked_out(database, entrance.vault):
            raise CannotStart(wrong_key(locked_out))
        return InstalledBots(database, entrance.vault, partial(installed_client, settings), utc_now), entrance
    client = slack_client(settings)
    us = who_we_are(client)
    installs.take_token_instead(Desk(database, us["team_id"]), us.get("team", ""), now=utc_now())
    return OneBot(us["team_id"], us["user_id"], client), None


def entrance_of(settings: Settings) -> Entrance:
    """Return how workspaces come in and go."""
    oauth = SlackOAuth(
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
        api_url=settings.slack_api_url,
        redirect_uri=f"{settings.assay_public_url}/slack/oauth_redirect",
        scopes=manifest_scopes(),
    )
    return Entrance(
        oauth=oauth,
        vault=Vault(settings.encryption_keys),
        kept=timedelta(days=settings.assay_keep_days),
        address=f"{settings.assay_public_url}/slack/install",
    )


def manifest_scopes() -> tuple[str, ...]:
    """Return the scopes of the manifest, those among them that a workspace may leave out."""
    scopes = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))["oauth_config"]["scopes"]
    return tuple(sorted({*scopes["bot"], *scopes["bot_optional"]}))


def wrong_key(names: Sequence[str]) -> str:
    """Return the sentence that no key opens what is kept."""
    return (
        f"No key of ASSAY_ENCRYPTION_KEY opens the token of {listing(names[:NAMED])}"
        f"{f' and {len(names) - NAMED} more' if len(names) > NAMED else ''}: add the key that it was sealed with, after the newest."
    )


def slack_client(settings: Settings) -> WebClient:
    """Return a client that speaks to Slack as the bot of the settings."""
    return client_with(settings, settings.slack_bot_token.get_secret_value())


def installed_client(settings: Settings, found: ServedBy, workspace: str) -> WebClient:
    """Return a client that speaks to Slack as an installed bot; that of a whole organisation names the workspace it means."""
    return client_with(settings, found.token, workspace if found.is_org_wide else None)


def client_with(settings: Settings, token: str, workspace: str | None = None) -> WebClient:
    """Return a client that speaks to Slack with a token."""
    return WebClient(
        token=token,
        team_id=workspace,
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


def open_database(settings: DatabaseSettings) -> Database:
    """Return the database with its tables up to date."""
    try:
        database = Database(settings.database_url)
        migrate.upgrade(database)
    except (SQLAlchemyError, CommandError, OSError) as error:
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

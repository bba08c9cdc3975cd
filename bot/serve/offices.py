"""From settings to the office of a process: which workspaces it serves, with which clients, by which clock."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import yaml
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.bots import Bots, InstalledBots, OneBot
from bot.office import Entrance, Office
from bot.outside.promtool import find_promtool
from bot.outside.slack_oauth import SlackOAuth
from bot.outside.steady_clock import SteadyClock, time_of
from bot.serve.start import (
    CannotStart,
    connect,
    open_database,
    tracking_of,
    wait_to_open,
    who_we_are,
    why_unusable,
)
from bot.watch.slack_calls import CallWatch
from flows.desk import Desk
from flows.installing import installs
from flows.installing.installs import ServedBy
from rules.words import listing
from settings import WorkerSettings
from store.database import Database
from store.installing.vault import Vault

MANIFEST = Path(__file__).parent.parent.parent / "manifest.yml"
NAMED = 5
SLACK_SECONDS = 10


def open_office(settings: WorkerSettings) -> Office:
    """Return the office of a process, with its tables up to date and its workspaces known."""
    return serving(settings, open_database(settings))


def open_office_again(settings: WorkerSettings) -> Office:
    """Return the office of a process that comes after one that opened it: what is away by now is waited for, and tables that a
    newer version has brought up meanwhile are taken as they are."""
    return wait_to_open(lambda: serving(settings, connect(settings)))


def serving(settings: WorkerSettings, database: Database) -> Office:
    """Return the office of a database that serves from now on."""
    database.serve()
    try:
        return office_of(settings, database)
    except CannotStart:
        database.close()
        raise
    except SQLAlchemyError as error:
        database.close()
        raise CannotStart(why_unusable(error, settings.database_url)) from None


def office_of(settings: WorkerSettings, database: Database) -> Office:
    """Return the office of a database, with our bots: that of the token in the settings, or all that were installed by OAuth,
    with the way to install more."""
    watch = CallWatch()
    bots: Bots
    if settings.is_installed_by_oauth:
        entrance = entrance_of(settings)
        if locked_out := installs.locked_out(database, entrance.vault):
            raise CannotStart(wrong_key(locked_out))
        clock = SteadyClock(database.time)
        bots = InstalledBots(database, entrance.vault, partial(installed_client, settings), clock)
    else:
        entrance = None
        client = client_with(settings, settings.slack_bot_token.get_secret_value(), watch)
        us = who_we_are(client)
        clock = SteadyClock(database.time, slacks=time_of(us["date"]))
        bots = OneBot(us["team_id"], us["user_id"], client)
        installs.take_token_instead(Desk(database, us["team_id"]), us["team"], now=clock())
    return Office(
        database=database,
        bots=bots,
        clock=clock,
        review_channel=settings.assay_review_channel,
        admins=settings.assay_admins,
        public_url=settings.assay_public_url,
        promtool=find_promtool(settings.promtool),
        tracking=tracking_of(settings),
        slack_api=settings.slack_api_url,
        entrance=entrance,
        watch=watch,
    )


def entrance_of(settings: WorkerSettings) -> Entrance:
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


def installed_client(settings: WorkerSettings, found: ServedBy, workspace: str) -> WebClient:
    """Return a client that speaks to Slack as an installed bot; that of a whole organisation names the workspace it means."""
    return client_with(settings, found.token, CallWatch(), workspace if found.is_org_wide else None)


def client_with(
    settings: WorkerSettings, token: str, watch: CallWatch, workspace: str | None = None
) -> WebClient:
    """Return a client that speaks to Slack with a token."""
    return WebClient(
        token=token,
        team_id=workspace,
        base_url=settings.slack_api_url,
        timeout=SLACK_SECONDS,
        # The postman waits and tries again by the rows of the outbox; a client that sleeps would block him.
        # What stands here repeats no call.
        retry_handlers=[watch],
    )

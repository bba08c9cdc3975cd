"""Starting a process: its settings, its database and its Slack, and what an operator is told to mend."""

import logging
import math
import os
import socket
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from gunicorn import systemd
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.outside.mlflow import Tracking
from bot.outside.slack_errors import NO_ANSWER, status_of
from bot.watch.database_watch import count_errors
from rules.words import counted
from settings import DatabaseSettings, WorkerSettings
from store import migrate
from store.database import Database, sqlite_file
from store.engines.writable import require_writable

logger = logging.getLogger(__name__)
AGAIN_SECONDS = 5
SAID_SECONDS = 60
# What databases say of what an operator can mend.
MENDING = {
    "readonly": "Let the user that runs Assay write to the file and to its folder.",
    "may only be read": "Name the server that takes what is written, and a user that may write.",
    "unable to open": "Let the user that runs Assay write to its folder, or name another one.",
    "permission denied": "Let the user that runs Assay write there, or name another place.",
    "not a database": "Move the file away and restore a copy; docs/running.md says how.",
    "vtable constructor": "It is damaged: move the file away and restore a copy; docs/running.md says how.",
    "malformed": "Move the file away and restore a copy; docs/running.md says how.",
    "locked": "Another program holds it; end that one, and start again.",
    "password authentication": "Mend user and password in it.",
    "refused": "Start the database, or mend host and port.",
}
S = TypeVar("S", bound=DatabaseSettings)
A = TypeVar("A")


class CannotStart(Exception):
    """A process cannot start, for a reason that its operator can mend."""


def read(kind: type[S]) -> S:
    """Return settings of a kind; what is missing or wrong is said in sentences, without its value."""
    unread = "These settings need a look:\n  the file .env in this folder cannot be read"
    try:
        return kind()
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        lines = [f"  {setting(fault)}: {fault['msg'].removeprefix('Value error, ')}" for fault in faults]
        raise CannotStart("These settings need a look:\n" + "\n".join(lines)) from None
    except UnicodeError:
        raise CannotStart(f"{unread}: it is no text in UTF-8. Write it anew.") from None
    except OSError as error:
        raise CannotStart(
            f"{unread}: {error.strerror or error}. Let the user that runs Assay read it."
        ) from None


def setting(fault: ErrorDetails) -> str:
    """Return the name of the variable that is at fault."""
    return "_".join(map(str, fault["loc"])).upper() or "settings"


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def tracking_of(settings: WorkerSettings) -> Tracking | None:
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
    if (file := sqlite_file(url)) and not Path(file).exists():
        raise CannotStart(f"There is no database at {file}. Set DATABASE_URL to the one of Assay.")


def open_database(settings: DatabaseSettings, tell: Callable[[str], None] = migrate.quietly) -> Database:
    """Return the database with its tables up to date; `tell` hears of each revision that they are brought to."""
    database = connect(settings)
    try:
        require_ours(database)
        migrate.upgrade(database, tell)
        require_writable(database.engine)
    except (SQLAlchemyError, migrate.CannotUpgrade, OSError) as error:
        raise CannotStart(why_unusable(error, settings.database_url)) from None
    return database


def connect(settings: DatabaseSettings) -> Database:
    """Return the database with its tables as they are."""
    if not is_address(settings.database_url):
        raise CannotStart("DATABASE_URL cannot be used: it is no address of a database.")
    try:
        database = Database(settings.database_url)
    except (SQLAlchemyError, OSError) as error:
        raise CannotStart(why_unusable(error, settings.database_url)) from None
    count_errors(database.engine)
    return database


def require_ours(database: Database) -> None:
    """Refuse tables that no migration of ours leads on from."""
    if migrate.is_newer(database):
        raise CannotStart(
            "The tables of DATABASE_URL are those of a newer version. Run that version, or restore a copy from before it."
        )
    if migrate.is_without_version(database):
        raise CannotStart(
            "The database of DATABASE_URL has tables, but none that says of which version of Assay they are. Name an empty"
            " database, or restore a whole copy."
        )


def why_unusable(error: Exception, url: str) -> str:
    """Return why a database cannot be used, and what to do where that is known."""
    said = cause(error, url)
    mend = next((words for sign, words in MENDING.items() if sign in said.casefold()), "")
    return f"The database of DATABASE_URL cannot be used: {said}{mend and '. '}{mend}"


def cause(error: Exception, url: str) -> str:
    """Return the first line of what a database says, without the password."""
    said = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    if not is_address(url):
        return "it is no address of a database"
    password = password_of(url)
    return said.replace(password, "***") if password else said


def is_address(url: str) -> bool:
    """Tell whether SQLAlchemy can read an address."""
    try:
        make_url(url)
    except (SQLAlchemyError, ValueError):
        return False
    return True


def password_of(url: str) -> str:
    """Return the password in the address of a database, wherever it stands there, or nothing."""
    if not is_address(url):
        return ""
    address = make_url(url)
    asked = address.query.get("password", "")
    return address.password or (asked if isinstance(asked, str) else "")


def require_ports(ports: Mapping[str, int]) -> None:
    """Refuse ports that somebody else listens on, unless a host handed our sockets over, which it keeps open over restarts:
    who calls meanwhile waits, and is not refused."""
    handed_over = sockets_handed_over()
    if not handed_over:
        for name, port in ports.items():
            require_port(name, port)
    elif handed_over != len(ports):
        raise CannotStart(
            f"The host hands over {counted(handed_over, 'socket')} for {counted(len(ports), 'port')}: let it hand over that of"
            " PORT, and then that of OPS_PORT where it is set."
        )


def sockets_handed_over() -> int:
    """Return how many sockets a host handed over; refuse what nobody can be heard on."""
    try:
        # Gunicorn takes them itself, and forgets who handed them over.
        number = int(systemd.listen_fds(unset_environment=False))
        for place in range(number):
            with socket.socket(fileno=os.dup(systemd.SD_LISTEN_FDS_START + place)) as one:
                if not one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    raise CannotStart("A socket that the host hands over by LISTEN_FDS does not listen.")
    except (ValueError, OSError):
        raise CannotStart(
            "LISTEN_FDS and LISTEN_PID tell of sockets that the host did not hand over. Let it do so, or leave both out."
        ) from None
    return number


def require_port(name: str, port: int) -> None:
    """Refuse a port that somebody else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104  (what we are about to listen on)
        except OSError as error:
            raise CannotStart(
                f"Port {port} cannot be had ({error.strerror}). Set {name} to a free one."
            ) from None


def why_slack_refuses(error: Exception, token: str, client: WebClient) -> str:
    """Return why Slack does not let us in: a token that it does not take, or no way to it."""
    if not isinstance(error, SlackApiError):
        return f"Slack cannot be reached at {client.base_url} ({error})."
    if not is_refusal(error):
        return f"Slack cannot be reached at {client.base_url} (status {status_of(error)})."
    return f"Slack refuses {token} ({error.response.get('error')}). Copy it anew from the app's page."


def is_refusal(error: Exception) -> bool:
    """Tell whether Slack said no, which it will say again; anything else passes."""
    return isinstance(error, SlackApiError) and status_of(error) == 200


def wait_to_open(open_it: Callable[[], A]) -> A:
    """Return what opens in the place of what was open before, waiting for whatever is away: the processes beside it may still
    be well, and all would end with it."""
    said = -math.inf
    while True:
        try:
            return open_it()
        except CannotStart as why:
            if time.monotonic() - said >= SAID_SECONDS:
                said = time.monotonic()
                logger.warning("%s Trying again every %s s.", why, AGAIN_SECONDS)
        time.sleep(AGAIN_SECONDS)


def who_we_are(client: WebClient) -> dict[str, str]:
    """Return the workspace and the bot user that the token belongs to, and what time Slack has."""
    answer = wait_for_slack(client.auth_test, "SLACK_BOT_TOKEN", client)
    us = {"team_id": answer["team_id"], "user_id": answer["user_id"], "team": answer.get("team") or ""}
    return us | {"date": header(answer, "date")}


def header(answer: SlackResponse, name: str) -> str:
    """Return a header of Slack's answer, however it writes its name."""
    return next((str(value) for key, value in answer.headers.items() if key.lower() == name), "")


def wait_for_slack(ask: Callable[[], A], token: str, client: WebClient) -> A:
    """Return what Slack answers, waiting for it while it is away: what a host would start again and again helps nobody."""
    said = -math.inf
    while True:
        try:
            return ask()
        except NO_ANSWER as error:
            why = why_slack_refuses(error, token, client)
            if is_refusal(error):
                raise CannotStart(why) from None
        if time.monotonic() - said >= SAID_SECONDS:
            said = time.monotonic()
            logger.warning("%s Trying again every %s s.", why, AGAIN_SECONDS)
        time.sleep(AGAIN_SECONDS)

"""`python -m bot doctor`: one line for each thing that Assay rests on, with how to mend it; it changes nothing anywhere."""

import argparse
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import yaml
from slack_sdk import WebClient
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.commands.doctor_channels import channels
from bot.commands.doctor_installed import installed
from bot.commands.examined import Examined, Health
from bot.outside.bounded_programs import TooMuchSaid, run_bounded
from bot.outside.mlflow import Tracking, Unreachable, UnreadableRun, fetch, refuse_status
from bot.outside.promtool import find_promtool
from bot.outside.slack_errors import NO_ANSWER
from bot.serve.offices import MANIFEST, client_with
from bot.serve.start import (
    CannotStart,
    cause,
    header,
    read,
    require_there,
    tracking_of,
    utc_now,
    why_slack_refuses,
)
from bot.watch.slack_calls import CallWatch
from rules.words import listing
from settings import DatabaseSettings, Settings
from store import copies, migrate
from store.copies import CopyFailed
from store.database import Database
from store.engines.sqlite_files import open_to_others
from store.engines.writable import require_writable

# Slack's answer says the time in whole seconds, and was on its way for some of them.
SECONDS_APART = 10
# Requests over HTTP that are older are refused.
MINUTES_APART = 5
PROMTOOL_SECONDS = 10.0
# No run of MLflow's has this id; that it has none is the answer of a server that is well.
NO_RUN = "0" * 32


def main(words: Sequence[str]) -> int:
    """Say how well everything is; return 0 when all is, 1 when something should be looked at, 2 when something is broken."""
    parser = argparse.ArgumentParser(
        prog="python -m bot doctor",
        description="Looks at all that Assay rests on, changes nothing, and says how to mend it.",
        epilog="It ends with 0 when all is well, 1 when something should be looked at, 2 when something is broken.",
    )
    parser.parse_args(words)
    worst = Health.OK
    for one in examined():
        print(one.line, flush=True)
        worst = max(worst, one.health)
    return worst


def examined() -> Iterator[Examined]:
    """Yield everything that is looked at, one after the other."""
    try:
        settings = read(Settings)
    except CannotStart as reason:
        _, *faults = str(reason).splitlines()
        yield Examined("settings", Health.BROKEN, "; ".join(fault.strip() for fault in faults))
        yield from the_database_alone()
        return
    way = "over Socket Mode" if settings.uses_socket_mode else f"over HTTP, on port {settings.port}"
    yield Examined("settings", Health.OK, f"each can be read; Slack is heard {way}")
    yield from database(settings.database_url)
    yield from installed(settings) if settings.is_installed_by_oauth else slack(settings)
    yield promtool(settings)
    tracking = tracking_of(settings)
    if tracking:
        yield mlflow(tracking)


def the_database_alone() -> Iterator[Examined]:
    """Yield how well the database is, where its setting can be read by itself."""
    try:
        url = read(DatabaseSettings).database_url
    except CannotStart:
        return
    yield from database(url)


def database(url: str) -> Iterator[Examined]:
    """Tell whether the database is there, with the newest tables and the right time."""
    what = "database"
    try:
        require_there(url)
        with closing(Database(url, pool_size=1)) as opened:
            yield tables(opened)
            if not opened.is_sqlite:
                yield clock_of(opened)
    except CannotStart:
        yield Examined(what, Health.LOOK_AT, "there is none yet; the first start makes it, at DATABASE_URL")
    except (SQLAlchemyError, OSError) as error:
        words = f"{cause(error, url)}. Mend DATABASE_URL, or what keeps the database from answering"
        yield Examined(what, Health.BROKEN, words)


def clock_of(opened: Database) -> Examined:
    """Hold the clock of this machine against that of the database."""
    with opened.reading.connect() as connection:
        said: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    apart = (utc_now() - said).total_seconds()
    if abs(apart) <= SECONDS_APART:
        return Examined("database clock", Health.OK, "it agrees with this machine's")
    words = f"this machine is {abs(apart):,.0f} s {'ahead of' if apart > 0 else 'behind'} the database; have both set by NTP"
    return Examined("database clock", Health.LOOK_AT, words)


def tables(opened: Database) -> Examined:
    """Tell of which version the tables are, and whether they can be written to."""
    require_writable(opened.engine)
    if migrate.is_current(opened):
        return soundness(opened)
    if migrate.is_without_version(opened):
        words = "it has tables, but none that says of which version of Assay they are; name an empty one, or restore a whole copy"
        return Examined("database", Health.BROKEN, words)
    if migrate.is_newer(opened):
        words = "its tables are those of a newer version; run that version, or restore a copy from before it"
        return Examined("database", Health.BROKEN, words)
    words = (
        "its tables are older than this version; `python -m bot migrate`, or the next start, brings them up"
    )
    return Examined("database", Health.LOOK_AT, words)


def soundness(opened: Database) -> Examined:
    """Tell whether the file of a database is whole."""
    try:
        if opened.file:
            copies.look_over(Path(opened.file))
    except CopyFailed as problem:
        words = f"{problem} Move the file away and restore a copy; docs/running.md says how"
        return Examined("database", Health.BROKEN, words)
    return readers(opened)


def readers(opened: Database) -> Examined:
    """Tell whether the files of a database that is well are its owner's alone."""
    if others := open_to_others(opened.file) if opened.file else []:
        words = f"others on this machine can open {listing(others)}; `chmod 600` does away with it, and so does the next start"
        return Examined("database", Health.LOOK_AT, words)
    return Examined("database", Health.OK, "it answers, and has the newest tables")


def slack(settings: Settings) -> Iterator[Examined]:
    """Yield how well Slack lets us in, and what only its answer tells."""
    client = client_with(settings, settings.slack_bot_token.get_secret_value(), CallWatch())
    asked = time.monotonic()
    try:
        answer = client.auth_test()
    except NO_ANSWER as error:
        yield Examined("Slack", Health.BROKEN, why_slack_refuses(error, "SLACK_BOT_TOKEN", client))
        return
    took = time.monotonic() - asked
    team = answer.get("team") or answer["team_id"]
    yield Examined("Slack", Health.OK, f"it lets Assay into {team}, and answered within {took:.1f} s")
    yield scopes(header(answer, "x-oauth-scopes"))
    yield clock(header(answer, "date"), utc_now())
    if settings.uses_socket_mode:
        yield socket(client, settings.slack_app_token.get_secret_value())
    yield from channels(client, settings.database_url, answer["team_id"], settings.assay_review_channel)


def scopes(said: str) -> Examined:
    """Hold the scopes that the token has against those of the manifest."""
    have = {scope.strip() for scope in said.split(",") if scope.strip()}
    wanted = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))["oauth_config"]["scopes"]
    lacking = sorted(set(wanted["bot"]) - have)
    unheard = sorted(set(wanted["bot_optional"]) - have)
    surplus = sorted(have - {*wanted["bot"], *wanted["bot_optional"]})
    again = "paste manifest.yml into the app's page, and install the app to the workspace again"
    if not have:
        return Examined("scopes", Health.LOOK_AT, "Slack does not say which scopes the token has")
    if lacking:
        return Examined("scopes", Health.BROKEN, f"the token lacks {listing(lacking)}; {again}")
    if unheard:
        words = f"the token lacks {listing(unheard)}, which may be left out: docs/slack-app.md says for what; else {again}"
        return Examined("scopes", Health.LOOK_AT, words)
    if surplus:
        words = f"the token may do more than Assay needs, by {listing(surplus)}; {again} to take that away"
        return Examined("scopes", Health.LOOK_AT, words)
    return Examined("scopes", Health.OK, "the token has those of manifest.yml")


def clock(said: str, now: datetime) -> Examined:
    """Hold the clock of this machine against Slack's."""
    try:
        apart = (now - parsedate_to_datetime(said)).total_seconds()
    except (ValueError, TypeError):
        return Examined("clock", Health.LOOK_AT, "Slack does not say what time it is")
    if abs(apart) <= SECONDS_APART:
        return Examined("clock", Health.OK, "it agrees with Slack's")
    words = f"it is {abs(apart):,.0f} s {'ahead of' if apart > 0 else 'behind'} Slack's; have the machine set it by NTP"
    if abs(apart) > MINUTES_APART * 60:
        return Examined(
            "clock", Health.BROKEN, f"{words}: requests of Slack over HTTP are refused as too old"
        )
    return Examined("clock", Health.LOOK_AT, words)


def socket(client: WebClient, app_token: str) -> Examined:
    """Tell whether Slack would let us open a socket; the address that it gives for one is left unused."""
    what = "Socket Mode"
    try:
        client.apps_connections_open(app_token=app_token)
    except NO_ANSWER as error:
        return Examined(what, Health.BROKEN, why_slack_refuses(error, "SLACK_APP_TOKEN", client))
    return Examined(what, Health.OK, "Slack lets Assay open a socket")


def promtool(settings: Settings) -> Examined:
    """Tell whether alerts are tried before they are posted."""
    path = find_promtool(settings.promtool).path
    mend = "install Prometheus' promtool, or set PROMTOOL to its path: without it alerts are posted untried"
    if not path:
        return Examined("promtool", Health.LOOK_AT, f"there is none; {mend}")
    try:
        run_bounded([path, "--version"], Path.cwd(), PROMTOOL_SECONDS).check_returncode()
    except (OSError, subprocess.SubprocessError, TooMuchSaid) as error:
        return Examined("promtool", Health.BROKEN, f"it does not run ({type(error).__name__}); {mend}")
    return Examined("promtool", Health.OK, f"{path} runs")


def mlflow(server: Tracking) -> Examined:
    """Tell whether the MLflow server answers and lets us in."""
    try:
        status, body = fetch(server, NO_RUN)
        if status == 404 and b'"error_code"' in body:
            return Examined("MLflow", Health.OK, f"{server.host} answers, and lets Assay in")
        if status not in (200, 404):
            refuse_status(server, status)
    except Unreachable as error:
        words = f"{server.host} cannot be reached ({error}); mend MLFLOW_TRACKING_URI, or the way there"
        return Examined("MLflow", Health.BROKEN, words)
    except UnreadableRun as problem:
        return Examined("MLflow", Health.BROKEN, str(problem))
    words = f"{server.host} does not answer as an MLflow server does; mend MLFLOW_TRACKING_URI, which is its address"
    return Examined("MLflow", Health.BROKEN, words)

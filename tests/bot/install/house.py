"""An Assay that two workspaces of one sandbox may install by OAuth, over HTTP, and browsers that do so."""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import yaml
from cryptography.fernet import Fernet
from flask import Flask
from strictslack.server import Sandbox, running_sandbox

from bot.commands.install_command import manifest_at
from bot.deliver.postman import Postman
from bot.hear.app import create_app
from bot.install.install_web import serve_installing
from bot.office import Office
from bot.serve.api import serve_api
from bot.serve.offices import open_office
from bot.serve.start import utc_now
from bot.serve.web import create_web, hear_slack, serve_calendars
from settings import Settings
from store.database import Database
from store.installing import installations
from store.installing.installations import Installation
from tests.backends import contents
from tests.bot.lab import WORKSPACE, Door, Hands, serving

FIRST, SECOND = "T0ASSAY", "T0BETA"
BETA = """\
workspace: {id: T0BETA, name: "Beta <b>& Sons</b>", domain: beta}
people:
  - {id: U1ZOE, name: zoe, real_name: Zoe, admin: true}
  - {id: U1YAN, name: yan, real_name: Yan}
channels:
  - {id: C1GENERAL, name: general, bot: true}
"""
ORGANISATION, GAMMA, DELTA = "E0ORG", "T0GAMMA", "T0DELTA"
OF_ORGANISATION = """\
workspace: {{id: {id}, name: {name}, domain: {domain}, enterprise: {{id: E0ORG, name: The Org}}}}
people:
  - {{id: U2{id}, name: {domain}, real_name: {name}, admin: true}}
  - {{id: U3{id}, name: uma, real_name: Uma}}
channels:
  - {{id: C2{id}, name: general, bot: true}}
"""
KEY, NEWER_KEY = (Fernet.generate_key().decode() for _ in range(2))


@dataclass(frozen=True)
class Page:
    """What a browser shows."""

    status: int
    text: str
    address: str

    @property
    def button(self) -> str:
        """Return where the button of the page leads."""
        found = re.search(r'<a class="button" href="([^"]+)"', self.text)
        assert found, self.text
        return unescape(found[1])

    @property
    def title(self) -> str:
        """Return the title of the page."""
        found = re.search(r"<h1>(.*?)</h1>", self.text)
        return unescape(found[1]) if found else ""


class Surfer:
    """A browser of somebody, with cookies of its own."""

    def __init__(self) -> None:
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def open(self, address: str, **form: str) -> Page:
        """Open an address, or submit a form to it."""
        body = urllib.parse.urlencode(form).encode() if form else None
        try:
            answer = self.opener.open(address, body, timeout=30)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            return Page(answer.status or 0, answer.read().decode(), answer.url)


class Stopped(urllib.request.HTTPRedirectHandler):
    """Stays at a redirection, to see where it leads."""

    def redirect_request(self, *_: Any) -> None:
        """Go nowhere."""


@dataclass
class House:
    """One process that many workspaces install, and the Slack that they are in."""

    sandbox: Sandbox
    office: Office
    web: Flask
    hands: Hands
    address: str
    settings: Settings

    def pass_time(self, **by: float) -> None:
        """Let time pass, for us and for Slack."""
        self.hands.move(**by)
        self.sandbox.keeper.advance(timedelta(**by).total_seconds())

    def consent(self, surfer: Surfer, user: str, decision: str = "allow", **more: str) -> str:
        """Go from our page through Slack's, and return the address that Slack sends the browser back to."""
        consent = surfer.open(f"{self.address}/slack/install").button
        surfer_at_slack = urllib.request.build_opener(Stopped)
        form = urllib.parse.urlencode({"user": user, "decision": decision, **more}).encode()
        try:
            surfer_at_slack.open(consent, form, timeout=30)
        except urllib.error.HTTPError as redirection:
            with redirection:
                return str(redirection.headers["Location"])
        raise AssertionError("Slack's page sent nobody back")

    def install(self, user: str, surfer: Surfer | None = None) -> Page:
        """Install Assay as somebody, who picks the workspace by that."""
        surfer = surfer or Surfer()
        return surfer.open(self.consent(surfer, user))

    @property
    def database(self) -> Database:
        """Return the database of the office."""
        return self.office.database

    def installation(self, workspace: str) -> Installation | None:
        """Return an installation as the store has it."""
        with self.database.look(workspace) as session:
            return installations.installation(session)

    def token(self, workspace: str) -> str:
        """Return the token of a workspace, as this process finds it."""
        return str(self.office.slack(workspace).token)

    def deliver(self) -> None:
        """Deliver every letter that is due."""
        postman = Postman(self.office)
        while postman.step():
            pass


def settings_of(sandbox: Sandbox, database_url: str, address: str, **changes: Any) -> Settings:
    """Return the settings of a process that the workspaces of a sandbox install."""
    given: dict[str, Any] = {
        "slack_client_id": sandbox.app.client_id,
        "slack_client_secret": sandbox.app.client_secret,
        "slack_signing_secret": sandbox.signing_secret,
        "slack_api_url": sandbox.api_url,
        "assay_encryption_key": KEY,
        "assay_public_url": address,
        "database_url": database_url,
    }
    return Settings(_env_file=None, **{**given, **changes})  # type: ignore[call-arg]


@contextmanager
def open_house(database_url: str, folder: Path, **changes: Any) -> Iterator[House]:
    """Open a house on a database; `changes` are to its manifest."""
    with ExitStack() as stack:
        door = Door()
        address = stack.enter_context(serving(door))
        manifest = manifest_at(address)
        manifest["settings"] |= {"token_rotation_enabled": False, **changes}
        (folder / "manifest.yml").write_text(yaml.safe_dump(manifest, allow_unicode=True))
        (folder / "beta.yml").write_text(BETA)
        workspaces = [WORKSPACE, folder / "beta.yml", *organisation(folder)]
        sandbox = stack.enter_context(
            running_sandbox(folder / "manifest.yml", workspaces, installed=False, patience=5)
        )
        settings = settings_of(sandbox, database_url, address)
        hands = Hands(utc_now())
        office = replace(open_office(settings), clock=hands)
        stack.callback(office.database.close)
        door.web = web = web_of(office, sandbox)
        yield House(sandbox, office, web, hands, address, settings)


def organisation(folder: Path) -> Iterator[Path]:
    """Yield the descriptions of two workspaces of one organisation."""
    for team, name in ((GAMMA, "GAMMA"), (DELTA, "DELTA")):
        path = folder / f"{name}.yml"
        path.write_text(OF_ORGANISATION.format(id=team, name=name.title(), domain=name.lower()))
        yield path


def web_of(office: Office, sandbox: Sandbox) -> Flask:
    """Return the WSGI application of an office."""
    web = create_web(lambda: True)
    hear_slack(web, create_app(office), sandbox.signing_secret, sandbox.core.clock.now)
    serve_api(web, office)
    serve_calendars(web, office)
    serve_installing(web, office)
    return web


def rows_of(database: Database, workspace: str) -> int:
    """Return how many rows of a workspace there are in all tables."""
    return sum(workspace in row for table in contents(database).values() for row in table)

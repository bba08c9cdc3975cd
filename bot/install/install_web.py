"""Installing by OAuth in the browser: the page that begins it, and the address that Slack sends the browser back to."""

import logging
import re
from datetime import datetime
from threading import Lock

from flask import Flask, Request, Response, request

from bot.install import install_pages
from bot.office import Entrance, Office
from bot.outside.slack_oauth import AppRefused, CodeSpent, GrantRefused, SlackAway
from flows.installing import installs, states
from flows.installing.states import LIFETIME, StateStanding

logger = logging.getLogger(__name__)
MOST_A_SECOND = 20
# Of what is asked, no more is looked at.
LONGEST = 500
BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")
# A page with a code in its address tells no other site of it, loads nothing, and stands in nobody's frame.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
}


def serve_installing(web: Flask, office: Office) -> None:
    """Add the two addresses where workspaces may install Assay by OAuth; elsewhere there is neither."""
    entrance = office.entrance
    if entrance is None:
        return

    limit = RateLimit(MOST_A_SECOND)

    @web.get("/slack/install")
    def slack_install() -> Response:
        """Show what installing means, with the button that leads to Slack."""
        if not limit.allows(office.clock()):
            return page(install_pages.crowded(entrance.address), 503)
        return begun(office, entrance)

    @web.get("/slack/oauth_redirect")
    def slack_oauth_redirect() -> Response:
        """Take in the browser that Slack sends back."""
        if not limit.allows(office.clock()):
            return page(install_pages.crowded(entrance.address), 503)
        return came_back(office, entrance)


class RateLimit:
    """Lets so many through in a second: each writes to the database, and anybody may come, while people wait for their clicks."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.lock = Lock()
        self.second = self.passed = 0

    def allows(self, now: datetime) -> bool:
        """Tell whether one more may pass now."""
        with self.lock:
            second = int(now.timestamp())
            if second != self.second:
                self.second, self.passed = second, 0
            self.passed += 1
            return self.passed <= self.most


def begun(office: Office, entrance: Entrance) -> Response:
    """Return the page whose button leads to Slack, with a state that is good for this browser."""
    cookie = cookie_name(entrance)
    browser = browser_of(request, cookie) or states.new_secret()
    state = states.begin_state(office.database, browser, office.clock())
    answer = page(install_pages.begin(entrance.oauth.authorize_url(state)))
    answer.set_cookie(
        cookie,
        browser,
        max_age=LIFETIME,
        path="/",
        secure=is_secure(entrance),
        httponly=True,
        samesite="Lax",
    )
    return answer


def came_back(office: Office, entrance: Entrance) -> Response:
    """Return the page that says what became of an installation."""
    state, code = asked("state"), asked("code")
    browser = browser_of(request, cookie_name(entrance))
    standing = (
        states.use_state(office.database, state, browser, office.clock()) if state else StateStanding.GONE
    )
    if asked("error"):
        return page(install_pages.denied(entrance.address))
    if standing is not StateStanding.GOOD or not code:
        is_other = standing is StateStanding.OF_ANOTHER_BROWSER
        said = install_pages.other_browser if is_other else install_pages.state_gone
        return page(said(entrance.address), 400)
    return exchanged(office, entrance, code)


def exchanged(office: Office, entrance: Entrance, code: str) -> Response:
    """Exchange a code for a token, and return the page that says what became of it."""
    try:
        grant = entrance.oauth.grant(code, office.clock())
    except CodeSpent:
        return page(install_pages.code_spent(entrance.address), 400)
    except AppRefused:
        return page(install_pages.app_refused(), 500)
    except GrantRefused as why:
        return page(install_pages.refused(str(why), entrance.address), 400)
    except SlackAway:
        return page(install_pages.slack_away(entrance.address), 503)
    installs.install(office.database, entrance.vault, grant, now=office.clock())
    office.bots.forget()
    logger.info("Assay was installed in %s by %s", grant.workspace, grant.installed_by)
    return page(install_pages.installed(grant, entrance.oauth.open_url(grant)))


def page(html: str, status: int = 200) -> Response:
    """Return a page that keeps to itself."""
    return Response(html, status, HEADERS, mimetype="text/html")


def asked(name: str) -> str:
    """Return what an address asks under a name, or nothing where that is too long to be meant."""
    found = request.args.get(name, "")
    return found if len(found) <= LONGEST else ""


def browser_of(came: Request, cookie: str) -> str:
    """Return the name that we gave a browser, if it shows one."""
    shown = came.cookies.get(cookie, "")
    return shown if BROWSER.fullmatch(shown) else ""


def is_secure(entrance: Entrance) -> bool:
    """Tell whether browsers reach us encrypted."""
    return entrance.address.startswith("https://")


def cookie_name(entrance: Entrance) -> str:
    """Return the name of the cookie; with this prefix, no neighbour under the same domain can have set it."""
    return "__Host-assay-install" if is_secure(entrance) else "assay-install"

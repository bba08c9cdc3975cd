"""What the doctor looks at where many workspaces install Assay: our app at Slack, and the token of each."""

from collections.abc import Iterator
from contextlib import closing, suppress

from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot.commands.doctor_channels import channels
from bot.commands.examined import Examined, Health
from bot.outside.slack_errors import NO_ANSWER
from bot.outside.slack_oauth import AppRefused, CodeSpent, GrantRefused, SlackAway, SlackOAuth
from bot.serve.offices import client_with, entrance_of
from bot.serve.start import CannotStart, require_there, utc_now
from bot.watch.slack_calls import CallWatch
from flows.installing import installs
from settings import Settings
from store import migrate
from store.database import Database
from store.installing.installations import Installation
from store.installing.vault import Vault, WrongKey

# Slack never gives this code; that it is none is the answer to an app that it knows.
NO_CODE = "none"


def installed(settings: Settings) -> Iterator[Examined]:
    """Yield how well Slack knows the app that many workspaces install, and how well each lets us in."""
    entrance = entrance_of(settings)
    yield app_at_slack(entrance.oauth)
    # What is wrong with the database stands above.
    with suppress(CannotStart, SQLAlchemyError, OSError):
        require_there(settings.database_url)
        with closing(Database(settings.database_url, pool_size=1)) as opened:
            if migrate.is_current(opened):
                yield from workspaces(opened, entrance.vault, settings)


def app_at_slack(oauth: SlackOAuth) -> Examined:
    """Tell whether Slack knows our app, by a code that nobody was given."""
    try:
        oauth.grant(NO_CODE, utc_now())
    except (AppRefused, GrantRefused) as error:
        words = f"Slack refuses SLACK_CLIENT_ID with SLACK_CLIENT_SECRET ({error}); copy both anew from the app's page"
        return Examined("app", Health.BROKEN, words)
    except SlackAway:
        return Examined("app", Health.BROKEN, f"Slack cannot be reached at {oauth.api_url}")
    except CodeSpent:
        pass
    return Examined("app", Health.OK, f"Slack knows it; {oauth.redirect_uri} must be among its redirect URLs")


def workspaces(opened: Database, vault: Vault, settings: Settings) -> Iterator[Examined]:
    """Yield each installation whose token does not let us in, or how many do, and each channel in which we cannot write."""
    found = installs.live(opened)
    if not found:
        yield Examined("workspaces", Health.LOOK_AT, "none has installed Assay yet; open /slack/install")
        return
    well = 0
    for one in found:
        name = one.name or one.workspace
        problem = why_shut_out(one, vault, settings)
        well += not problem
        if problem:
            yield Examined(f"workspace {name}", Health.BROKEN, problem)
        elif not one.is_org_wide:
            client = client_with(settings, vault.open(one.workspace, one.bot_token), CallWatch())
            first = settings.assay_review_channel
            looked = channels(client, settings.database_url, one.workspace, first, f" of {name}")
            yield from (each for each in looked if each.health is not Health.OK)
    yield Examined("workspaces", Health.OK, f"{well} of {len(found)} let Assay in")


def why_shut_out(one: Installation, vault: Vault, settings: Settings) -> str:
    """Return why the token of an installation does not let us in, if it does not."""
    try:
        client = client_with(settings, vault.open(one.workspace, one.bot_token), CallWatch())
        client.auth_test()
    except WrongKey:
        return "no key of ASSAY_ENCRYPTION_KEY opens its token; add the one that it was sealed with"
    except SlackApiError as error:
        return f"Slack refuses its token ({error.response.get('error')}); have it installed anew"
    except NO_ANSWER as error:
        return f"Slack cannot be reached ({error})"
    return ""

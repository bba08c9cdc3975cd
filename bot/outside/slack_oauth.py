"""What Slack grants by OAuth: a code or a refresh token becomes tokens. Slack's answer is read with suspicion."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.outside.slack_errors import NO_ANSWER, reason_of, status_of
from flows.installing.renewals import RefreshRefused
from rules.installing.grants import Grant, Tokens

logger = logging.getLogger(__name__)
SECONDS = 10
SlackId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,20}$")]
Token = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[!-~]+$")]
# What says that the code is worth nothing, and what that the settings are.
SPENT_CODE = frozenset({"invalid_code", "code_already_used", "code_expired"})
WRONG_APP = frozenset(
    {"invalid_client_id", "bad_client_secret", "bad_redirect_uri", "oauth_authorization_url_mismatch"}
)


class CodeSpent(Exception):
    """The code was used before, or is too old."""


class AppRefused(Exception):
    """Slack does not know the app by its id and secret, or not at its redirect address."""


class GrantRefused(Exception):
    """Slack gives no token, for the reason that it names."""


class SlackAway(Exception):
    """Slack did not answer, or not as it does."""


class Place(BaseModel):
    """A workspace or an organisation, as Slack names it."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: SlackId
    name: str = ""


class Installer(BaseModel):
    """Who granted it."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: SlackId


class TokenAnswer(BaseModel):
    """What every answer with a bot's token says."""

    model_config = ConfigDict(extra="ignore", strict=True, hide_input_in_errors=True)

    access_token: Token
    refresh_token: Annotated[str, StringConstraints(max_length=1000)] = ""
    expires_in: Annotated[int, Field(ge=0, le=10**8)] = 0

    def tokens(self, now: datetime) -> Tokens:
        """Return the tokens, with when they end; one that nothing renews does not end."""
        ends = now + timedelta(seconds=self.expires_in) if self.refresh_token and self.expires_in else None
        return Tokens(bot=self.access_token, refresh=self.refresh_token, expires_at=ends)


class AccessAnswer(TokenAnswer):
    """What Slack answers to a code."""

    app_id: SlackId
    bot_user_id: SlackId
    scope: str = ""
    authed_user: Installer
    team: Place | None = None
    enterprise: Place | None = None
    is_enterprise_install: bool = False


@dataclass(frozen=True, slots=True)
class SlackOAuth:
    """Our app as Slack knows it, and where it sends browsers back to."""

    client_id: str
    client_secret: str = field(repr=False)
    api_url: str
    redirect_uri: str
    scopes: tuple[str, ...]

    @property
    def slack_url(self) -> str:
        """Return where people reach Slack, beside its API."""
        return self.api_url.removesuffix("api/")

    def authorize_url(self, state: str) -> str:
        """Return the address at which Slack asks for consent."""
        asked = {
            "client_id": self.client_id,
            "scope": ",".join(self.scopes),
            "redirect_uri": self.redirect_uri,
            "state": state,
        }
        return f"{self.slack_url}oauth/v2/authorize?{urlencode(asked)}"

    def open_url(self, grant: Grant) -> str:
        """Return the address that opens our app in Slack; a whole organisation chooses the workspaces that have it first."""
        if grant.is_org_wide:
            slack = self.slack_url.replace("https://slack.com/", "https://app.slack.com/")
            return f"{slack}manage/{grant.enterprise}/integrations/profile/{grant.app}/workspaces/add"
        return f"{self.slack_url}app_redirect?{urlencode({'app': grant.app, 'team': grant.team})}"

    def grant(self, code: str, now: datetime) -> Grant:
        """Return what a code grants; raises `CodeSpent`, `AppRefused`, `GrantRefused` or `SlackAway`."""
        try:
            answer = AccessAnswer.model_validate(self.asked(code=code, redirect_uri=self.redirect_uri).data)
            return granted(answer, now)
        except SlackApiError as error:
            raise why_no_grant(error) from None
        except (*NO_ANSWER, ValidationError) as error:
            logger.warning("Slack did not answer oauth.v2.access as it does: %s", type(error).__name__)
            raise SlackAway from None

    def renewed(self, refresh: str, now: datetime) -> Tokens:
        """Return the tokens that come in the place of a refresh token; raises `RefreshRefused` or `SlackAway`."""
        try:
            answer = self.asked(grant_type="refresh_token", refresh_token=refresh)
            return TokenAnswer.model_validate(answer.data).tokens(now)
        except SlackApiError as error:
            problem = why_no_grant(error)
            raise problem if isinstance(problem, SlackAway) else RefreshRefused(str(problem)) from None
        except (*NO_ANSWER, ValidationError):
            raise SlackAway from None

    def asked(self, **about: str) -> SlackResponse:
        """Return what Slack answers to our app."""
        client = WebClient(base_url=self.api_url, timeout=SECONDS, retry_handlers=[])
        return client.oauth_v2_access(client_id=self.client_id, client_secret=self.client_secret, **about)


def granted(answer: AccessAnswer, now: datetime) -> Grant:
    """Return the grant of an answer; raise `SlackAway` where it does not say of what."""
    place = answer.enterprise if answer.is_enterprise_install else answer.team
    if place is None:
        raise SlackAway
    return Grant(
        team="" if answer.is_enterprise_install or not answer.team else answer.team.id,
        enterprise=answer.enterprise.id if answer.enterprise else "",
        is_org_wide=answer.is_enterprise_install,
        name=place.name,
        app=answer.app_id,
        bot_user=answer.bot_user_id,
        scopes=tuple(scope for scope in answer.scope.split(",") if scope),
        installed_by=answer.authed_user.id,
        tokens=answer.tokens(now),
    )


def why_no_grant(error: SlackApiError) -> CodeSpent | AppRefused | GrantRefused | SlackAway:
    """Return what an answer without tokens means."""
    name = reason_of(error)
    if status_of(error) != 200:
        return SlackAway(name)
    if name in SPENT_CODE:
        return CodeSpent(name)
    logger.error("Slack gives no token: %s", name)
    return AppRefused(name) if name in WRONG_APP else GrantRefused(name)

"""oauth.v2.*: a code or a refresh token becomes tokens."""

import base64
import binascii

from strictslack.actions.install import TOKEN_LIFETIME, install, install_everywhere, rotate
from strictslack.api.call import Call, method
from strictslack.errors import Json, SlackError
from strictslack.identifiers import new_key
from strictslack.workspace.manifest import App
from strictslack.workspace.state import Installation


def _app(call: Call) -> App:
    """The app by its id and secret, from the header or the arguments."""
    client_id, secret = _basic(call.headers.get("Authorization", ""))
    client_id = client_id or call.text("client_id")
    secret = secret or call.text("client_secret")
    for app in call.core.apps.values():
        if app.client_id == client_id:
            if secret != app.client_secret:
                raise SlackError("bad_client_secret")
            return app
    raise SlackError("invalid_client_id")


def _basic(header: str) -> tuple[str, str]:
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        client_id, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return client_id, secret


@method("oauth.v2.access")
def access(call: Call) -> Json:
    """Exchanges a code, or refreshes a token that is about to expire."""
    app = _app(call)
    grant = call.text("grant_type", "authorization_code")
    if grant == "refresh_token":
        return _refreshed(call, app)
    if grant != "authorization_code":
        raise SlackError("invalid_grant_type")
    consent = call.core.oauth_codes.take(call.text("code"), app.id, call.text("redirect_uri"))
    bring_in = install_everywhere if consent.is_org_wide else install
    installation = bring_in(call.core, app, consent.team_id, consent.user_id, consent.scopes)
    if app.token_rotation:
        rotate(call.core, installation)
    authed: Json = {"id": consent.user_id}
    if consent.user_scopes:
        token = f"xoxp-sandbox-{consent.team_id}-{new_key()}"
        installation.user_tokens[consent.user_id] = token
        installation.user_scopes = consent.user_scopes
        authed |= {"scope": ",".join(consent.user_scopes), "access_token": token, "token_type": "user"}
    return {**_tokens(call, installation), "authed_user": authed}


def _refreshed(call: Call, app: App) -> Json:
    wanted = call.text("refresh_token")
    for installation in call.core.state.installations.values():
        if installation.app_id == app.id and wanted and installation.refresh_token == wanted:
            rotate(call.core, installation)
            return _tokens(call, installation)
    raise SlackError("invalid_refresh_token")


def _tokens(call: Call, installation: Installation) -> Json:
    team = call.core.state.teams[installation.team_id]
    answer: Json = {
        "app_id": installation.app_id,
        "scope": ",".join(installation.scopes),
        "token_type": "bot",
        "access_token": installation.bot_token,
        "bot_user_id": installation.bot_user_id,
        "team": None if installation.is_org_wide else {"id": team.id, "name": team.name},
        "enterprise": team.enterprise,
        "is_enterprise_install": installation.is_org_wide,
    }
    if installation.refresh_token:
        answer |= {"refresh_token": installation.refresh_token, "expires_in": TOKEN_LIFETIME}
    return answer


@method("oauth.v2.exchange")
def exchange(call: Call) -> Json:
    """Trades a token that never expires for one that does."""
    app = _app(call)
    if app.id != call.app.id:
        raise SlackError("invalid_client_id")
    if not app.token_rotation:
        raise SlackError("token_rotation_not_enabled")
    if call.installation.expires_at:
        raise SlackError("token_already_exchanged")
    rotate(call.core, call.installation)
    return _tokens(call, call.installation)

"""The consent page of OAuth: who installs which app where, with which rights."""

from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web

from strictslack.core import Core
from strictslack.parts.oauth_codes import Consent
from strictslack.workspace.manifest import App

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Install {name}</title>
<style>body{{font:16px/1.5 system-ui;max-width:34rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}}
button,select{{font:inherit;padding:.4rem .8rem;min-height:2.75rem}}</style></head>
<body><main><h1>{name} wants to come into a workspace</h1>
<p>{description}</p><h2>It asks to</h2><ul>{scopes}</ul>
<form method="post"><p><label>Install as <select name="user">{people}</select></label></p>{organisations}
<p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Cancel</button></p>
</form></main></body></html>"""

_ORGANISATIONS = """
<p><label><input type="checkbox" name="organisation" value="all"> In all workspaces of the organisation, as one of its
admins</label></p>"""


class Consents:
    """Asks for consent and sends the answer back to the app."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """The page that asks, or a plain refusal of a faulty request."""
        app, problem = self._checked(request)
        if app is None:
            return web.Response(status=400, text=problem)
        scopes = [*_scopes(request, "scope"), *_scopes(request, "user_scope")]
        people = [
            f'<option value="{escape(user.id)}">{escape(user.real_name)}, '
            f"{escape(self._core.state.teams[user.team_id].name)}</option>"
            for user in self._core.state.users.values()
            if not user.is_bot and not user.deleted
        ]
        page = _PAGE.format(
            name=escape(app.name),
            description=escape(app.description),
            scopes="".join(f"<li><code>{escape(scope)}</code></li>" for scope in scopes),
            people="".join(people),
            organisations=_ORGANISATIONS if self._may_be_org_wide(app) else "",
        )
        return web.Response(text=page, content_type="text/html")

    async def decide(self, request: web.Request) -> web.StreamResponse:
        """Back to the app, with a code or with `access_denied`."""
        app, problem = self._checked(request)
        if app is None:
            return web.Response(status=400, text=problem)
        form = await request.post()
        redirect_uri = request.query.get("redirect_uri", "")
        user = self._core.state.users.get(str(form.get("user")))
        answer = {"state": request.query.get("state", "")}
        allowed = form.get("decision") == "allow" and user is not None
        if form.get("organisation") and user is not None:
            team = self._core.state.teams[user.team_id]
            allowed = allowed and app.org_deploy and user.is_admin and bool(team.enterprise_id)
        if not allowed or user is None:
            answer["error"] = "access_denied"
        else:
            consent = Consent(
                app_id=app.id,
                team_id=user.team_id,
                user_id=user.id,
                scopes=_scopes(request, "scope"),
                user_scopes=_scopes(request, "user_scope"),
                redirect_uri=redirect_uri,
                made_at=self._core.clock.now(),
                is_org_wide=bool(form.get("organisation")),
            )
            answer["code"] = self._core.oauth_codes.make(consent)
        raise web.HTTPFound(_with_query(redirect_uri or app.redirect_urls[0], answer))

    def _may_be_org_wide(self, app: App) -> bool:
        return app.org_deploy and any(team.enterprise_id for team in self._core.state.teams.values())

    def _checked(self, request: web.Request) -> tuple[App | None, str]:
        wanted = request.query.get("client_id", "")
        app = next((one for one in self._core.apps.values() if one.client_id == wanted), None)
        if app is None:
            return None, "invalid_client_id"
        redirect_uri = request.query.get("redirect_uri", "")
        registered = any(redirect_uri.startswith(one) for one in app.redirect_urls)
        if not app.redirect_urls or (redirect_uri and not registered):
            return None, "bad_redirect_uri"
        if not _scopes(request, "scope") and not _scopes(request, "user_scope"):
            return None, "no_scopes"
        foreign = set(_scopes(request, "scope")) - set(app.bot_scopes)
        if foreign:
            return None, f"invalid_scope: the manifest does not name {', '.join(sorted(foreign))}"
        return app, ""


def _scopes(request: web.Request, name: str) -> list[str]:
    return [one for one in request.query.get(name, "").replace(" ", ",").split(",") if one]


def _with_query(address: str, answer: dict[str, str]) -> str:
    parts = urlsplit(address)
    query = urlencode([*parse_qsl(parts.query), *answer.items()])
    return urlunsplit(parts._replace(query=query))

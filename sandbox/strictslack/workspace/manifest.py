"""An app as its manifest describes it, checked against Slack's own schema."""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from strictslack.errors import Json
from strictslack.identifiers import derived_id, derived_secret
from strictslack.published import REFERENCE
from strictslack.workspace.yaml_files import Document


@dataclass(frozen=True)
class Command:
    """One slash command; `url` only counts without Socket Mode."""

    name: str
    description: str
    usage_hint: str
    should_escape: bool
    url: str


@dataclass(frozen=True)
class Shortcut:
    """One shortcut; `kind` is `global` or `message`."""

    name: str
    kind: str
    callback_id: str
    description: str


@dataclass
class App:
    """What Slack knows of one app, secrets included."""

    id: str
    name: str
    description: str
    bot_name: str
    app_token: str
    signing_secret: str
    client_id: str
    client_secret: str
    verification_token: str
    commands: dict[str, Command] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    functions: dict[str, Json] = field(default_factory=dict)
    bot_scopes: tuple[str, ...] = ()
    user_scopes: tuple[str, ...] = ()
    bot_events: tuple[str, ...] = ()
    socket_mode: bool = False
    token_rotation: bool = False
    org_deploy: bool = False
    interactivity: bool = False
    home_tab: bool = False
    messages_tab: bool = False
    messages_read_only: bool = False
    events_url: str = ""
    interactivity_url: str = ""
    options_url: str = ""
    redirect_urls: tuple[str, ...] = ()

    def deliver_to(self, url: str) -> None:
        """Sends everything to one address by signed HTTP instead of Socket Mode."""
        self.socket_mode = False
        self.events_url = self.interactivity_url = self.options_url = url
        self.commands = {
            name: Command(name, one.description, one.usage_hint, one.should_escape, url)
            for name, one in self.commands.items()
        }


def load_manifest(path: Path) -> App:
    """The app of a `manifest.yml` or `.json`; BadFile names the line and the reason."""
    document = Document(path)
    problem = best_match(_validator().iter_errors(document.content))
    if problem is not None:
        raise document.bad(list(problem.absolute_path), problem.message)
    manifest: Json = document.content
    app = _app(manifest)
    for place, reason in _contradictions(manifest, app):
        raise document.bad(place, reason)
    return app


@cache
def _validator() -> Draft7Validator:
    return Draft7Validator(json.loads((REFERENCE / "manifest.schema.2.0.0.json").read_text()))


def _app(manifest: Json) -> App:
    display = manifest["display_information"]
    features = manifest.get("features", {})
    settings = manifest.get("settings", {})
    oauth = manifest.get("oauth_config", {})
    home = features.get("app_home", {})
    name = display["name"]
    app_id = derived_id("A", name)
    return App(
        id=app_id,
        name=name,
        description=display.get("description", ""),
        bot_name=features.get("bot_user", {}).get("display_name", name),
        app_token=f"xapp-sandbox-{app_id}-{derived_secret('app token', app_id)}",
        signing_secret=derived_secret("signing secret", app_id),
        client_id=str(int(derived_secret("client", app_id)[:10], 16)) + ".1000",
        client_secret=derived_secret("client secret", app_id),
        verification_token=derived_secret("verification", app_id)[:24],
        commands={one["command"]: _command(one) for one in features.get("slash_commands", [])},
        shortcuts={one["callback_id"]: _shortcut(one) for one in features.get("shortcuts", [])},
        functions=manifest.get("functions", {}),
        # Whoever installs it here grants what is optional too.
        bot_scopes=tuple(
            scope for kind in ("bot", "bot_optional") for scope in oauth.get("scopes", {}).get(kind, [])
        ),
        user_scopes=tuple(oauth.get("scopes", {}).get("user", [])),
        bot_events=tuple(settings.get("event_subscriptions", {}).get("bot_events", [])),
        socket_mode=settings.get("socket_mode_enabled", False),
        token_rotation=settings.get("token_rotation_enabled", False),
        org_deploy=settings.get("org_deploy_enabled", False),
        interactivity=settings.get("interactivity", {}).get("is_enabled", False),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=home.get("messages_tab_enabled", True),
        messages_read_only=home.get("messages_tab_read_only_enabled", False),
        events_url=settings.get("event_subscriptions", {}).get("request_url", ""),
        interactivity_url=settings.get("interactivity", {}).get("request_url", ""),
        options_url=settings.get("interactivity", {}).get("message_menu_options_url", ""),
        redirect_urls=tuple(oauth.get("redirect_urls", [])),
    )


def _command(one: Json) -> Command:
    return Command(
        name=one["command"],
        description=one.get("description", ""),
        usage_hint=one.get("usage_hint", ""),
        should_escape=one.get("should_escape", False),
        url=one.get("url", ""),
    )


def _shortcut(one: Json) -> Shortcut:
    return Shortcut(one["name"], one["type"], one["callback_id"], one.get("description", ""))


def _contradictions(manifest: Json, app: App) -> list[tuple[list[str | int], str]]:
    """What the schema lets through and Slack's form does not."""
    found: list[tuple[list[str | int], str]] = []
    if app.bot_scopes and "bot_user" not in manifest.get("features", {}):
        found.append((["features"], "scopes for a bot need features.bot_user"))
    if (app.commands or app.shortcuts) and "commands" not in app.bot_scopes:
        found.append(
            (["oauth_config", "scopes", "bot"], "slash commands and shortcuts need the scope commands")
        )
    if app.shortcuts and not app.interactivity:
        found.append((["settings", "interactivity"], "shortcuts need settings.interactivity.is_enabled"))
    if not app.socket_mode:
        found.extend(_missing_urls(app))
    return found


def _missing_urls(app: App) -> list[tuple[list[str | int], str]]:
    found: list[tuple[list[str | int], str]] = []
    for index, command in enumerate(app.commands.values()):
        if not command.url:
            found.append((["features", "slash_commands", index], "without Socket Mode a command needs a url"))
    if app.bot_events and not app.events_url:
        found.append((["settings", "event_subscriptions"], "without Socket Mode events need a request_url"))
    if app.interactivity and not app.interactivity_url:
        found.append((["settings", "interactivity"], "without Socket Mode interactivity needs a request_url"))
    return found


def event_scopes() -> dict[str, Any]:
    """The scopes of which one must be granted before an event is sent; others need none."""
    return _EVENT_SCOPES


_EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
    "channel_created": ("channels:read",),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_rename": ("channels:read",),
    "file_shared": ("files:read",),
}

"""The sandbox itself: put together, started, stopped; in the foreground or beside a test."""

import asyncio
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from strictslack.actions.install import install, let_bot_in
from strictslack.client.keeper import Keeper
from strictslack.client.person import Person
from strictslack.core import Core
from strictslack.errors import BadFile
from strictslack.parts.changes import Changes
from strictslack.parts.clock import Clock
from strictslack.parts.faults import Faults
from strictslack.parts.rates import Rates
from strictslack.parts.traffic import Traffic
from strictslack.parts.triggers import Triggers
from strictslack.web.web_server import build_application
from strictslack.workspace.description import load_workspace
from strictslack.workspace.manifest import App, load_manifest
from strictslack.workspace.persistence import encoded_state, read_state, write_state
from strictslack.workspace.state import Installation, State

_SAVE_EVERY = 0.5
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What a sandbox is started with; several manifests and workspaces may live in one."""

    manifests: Sequence[Path]
    workspaces: Sequence[Path]
    host: str = "127.0.0.1"
    port: int = 0
    state_file: Path | None = None
    request_url: str = ""
    bot_token: str = ""
    app_token: str = ""
    signing_secret: str = ""
    rates: bool = False
    installed: bool = True
    # How many times longer than Slack it waits for an acknowledgement and lets a trigger live: a machine that is busy
    # with other tests is no reason to call an app slow.
    patience: float = 1.0


class Sandbox:
    """One local Slack. `start` and `stop` belong to one event loop."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        clock = Clock()
        changes = Changes(int(clock.now() * 1000))
        state = read_state(plan.state_file) if plan.state_file else State()
        self.core = core = Core(
            clock=clock,
            state=state,
            changes=changes,
            traffic=Traffic(clock, changes),
            faults=Faults(),
            rates=Rates(clock),
            triggers=Triggers(clock, plan.patience),
            patience=plan.patience,
        )
        core.rates.enabled = plan.rates
        for path in plan.manifests:
            self._add_app(load_manifest(path))
        self._awaited = [load_workspace(path, core.state, clock.now()) for path in plan.workspaces]
        self._runner: web.AppRunner | None = None
        self._saver: asyncio.Task[None] | None = None

    def _add_app(self, app: App) -> None:
        if self.plan.request_url:
            app.deliver_to(self.plan.request_url)
        if not self.core.apps:
            # Secrets that are passed in belong to the first app.
            app.app_token = self.plan.app_token or app.app_token
            app.signing_secret = self.plan.signing_secret or app.signing_secret
        if app.id in self.core.apps:
            raise BadFile(f"two apps are called {app.name}; give each manifest a name of its own")
        self.core.apps[app.id] = app

    @property
    def url(self) -> str:
        """The page's address."""
        return self.core.base_url

    @property
    def api_url(self) -> str:
        """What slack-sdk takes as `base_url`."""
        return f"{self.core.base_url}/api/"

    @property
    def app(self) -> App:
        """The first app."""
        return next(iter(self.core.apps.values()))

    @property
    def installation(self) -> Installation:
        """The first app in the first workspace."""
        return self.core.state.installations[self.app.id, next(iter(self.core.state.teams))]

    @property
    def bot_token(self) -> str:
        """The bot token of the first app in the first workspace."""
        return self.installation.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token of the first app, for Socket Mode."""
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        """The signing secret of the first app."""
        return self.app.signing_secret

    @property
    def keeper(self) -> Keeper:
        """Moves the clock, orders faults and reads the traffic."""
        return Keeper(self.url)

    def person(self, name: str, workspace: str = "") -> Person:
        """Somebody of a workspace by name or id, to act as; by default in the first workspace."""
        team_id = workspace or next(iter(self.core.state.teams))
        user = self.core.state.person(team_id, name)
        if user is None:
            raise ValueError(f"nobody in {team_id} is called {name}")
        return Person(self.url, user.id, user.name)

    async def start(self) -> None:
        """Listens and installs the apps; OSError when the port is taken."""
        application = build_application(self.core)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        try:
            site = web.TCPSite(self._runner, self.plan.host, self.plan.port)
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        port = self._runner.addresses[0][1]
        self.core.base_url = f"http://{self.plan.host}:{port}"
        if self.plan.installed:
            self._install_everywhere()
        self._saver = asyncio.get_running_loop().create_task(self._keep_saving())

    def _install_everywhere(self) -> None:
        for team_id, channel_ids in self._awaited:
            for app in self.core.apps.values():
                known = self.core.state.installations.get((app.id, team_id))
                if known is not None and known.status != "active":
                    continue
                installation = install(self.core, app, team_id)
                if self.plan.bot_token and app is self.app:
                    installation.bot_token = self.plan.bot_token
                let_bot_in(self.core, installation, channel_ids)

    async def stop(self) -> None:
        """Ends every connection, saves the state and stops listening."""
        if self._saver is not None:
            self._saver.cancel()
            await asyncio.gather(self._saver, return_exceptions=True)
        await self.core.socket_mode.close()
        await self.core.end_background()
        await self.core.delivery.close()
        if self._runner is not None:
            await self._runner.cleanup()
        self.save()

    def save(self) -> None:
        """Writes the state, where a file for it was named."""
        self.core.dirty = False
        if self.plan.state_file is not None:
            contents = list(self.core.state.files.values())
            write_state(encoded_state(self.core.state), contents, self.plan.state_file)

    async def _keep_saving(self) -> None:
        while self.plan.state_file is not None:
            await asyncio.sleep(_SAVE_EVERY)
            if not self.core.dirty:
                continue
            self.core.dirty = False
            encoded, contents = encoded_state(self.core.state), list(self.core.state.files.values())
            try:
                # The disk may be slow; Slack goes on meanwhile.
                await asyncio.to_thread(write_state, encoded, contents, self.plan.state_file)
            except OSError as problem:
                _log.warning("The state could not be saved: %s", problem)
                self.core.dirty = True


@contextmanager
def running_sandbox(
    manifest: str | Path | Sequence[Path],
    workspace: str | Path | Sequence[Path],
    state: Path | None = None,
    **options: object,
) -> Iterator[Sandbox]:
    """A sandbox in a thread of its own, on a free port, for the length of a `with` block."""
    plan = Plan(_paths(manifest), _paths(workspace), state_file=state, **options)  # type: ignore[arg-type]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sandbox", daemon=True)
    thread.start()
    try:
        sandbox = Sandbox(plan)
        asyncio.run_coroutine_threadsafe(sandbox.start(), loop).result(10)
        try:
            yield sandbox
        finally:
            asyncio.run_coroutine_threadsafe(sandbox.stop(), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def _paths(given: str | Path | Sequence[Path]) -> list[Path]:
    return [Path(given)] if isinstance(given, str | Path) else list(given)

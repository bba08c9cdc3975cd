"""What every part of a sandbox stands on: its clock, its memory, its apps, and the work that runs beside."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from strictslack.errors import Refused
from strictslack.parts.changes import Changes
from strictslack.parts.clock import Clock
from strictslack.parts.faults import Faults
from strictslack.parts.rates import Rates
from strictslack.parts.traffic import Traffic
from strictslack.parts.triggers import Triggers
from strictslack.workspace.manifest import App
from strictslack.workspace.state import Channel, Installation, State, User


@dataclass
class Ground:
    """What is there before anything is delivered; `base_url` is known once it listens."""

    clock: Clock
    state: State
    changes: Changes
    traffic: Traffic
    faults: Faults
    rates: Rates
    triggers: Triggers
    apps: dict[str, App] = field(default_factory=dict)
    base_url: str = ""
    dirty: bool = False
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def background(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Runs `work` on its own; it is ended with the sandbox."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def end_background(self) -> None:
        """Cancels what still runs on its own."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def installed_in(self, team_id: str) -> list[Installation]:
        """The active installations of a workspace whose apps are here; a state file may remember others."""
        return [one for one in self.state.installed_in(team_id) if one.app_id in self.apps]

    def user(self, user_id: Any) -> User:
        """Who acts, or a refusal of the control API."""
        user = self.state.users.get(user_id) if isinstance(user_id, str) else None
        if user is None or user.is_bot:
            raise Refused(f"There is no person with the id {user_id!r} in this sandbox.")
        if user.deleted:
            raise Refused(f"{user.real_name} was deactivated and cannot act.")
        return user

    def visible_channel(self, user: User, channel_id: Any) -> Channel:
        """A conversation this person can see, or a refusal of the control API."""
        channel = self.state.channel(user.team_id, channel_id) if isinstance(channel_id, str) else None
        if channel is None or not channel.seen_by(user.id):
            raise Refused(f"{user.name} sees no channel {channel_id!r}.")
        return channel

    def installation(self, app_id: str, team_id: str) -> Installation:
        """The app's active installation in this workspace, or a refusal of the control API."""
        installation = self.state.installations.get((app_id, team_id))
        if installation is None or installation.status != "active":
            raise Refused(f"The app {app_id} is not installed in this workspace.")
        return installation

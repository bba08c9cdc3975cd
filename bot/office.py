"""The running process: its database, its clock, the workspaces it serves, and their Slack clients."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from slack_sdk import WebClient

from bot.outside.mlflow import Tracking
from bot.outside.promtool import NO_PROMTOOL, Promtool
from flows.desk import Desk
from store.database import Database
from store.engines.patience import hurried


class UnknownWorkspace(Exception):
    """A workspace that this process does not serve."""


@dataclass(frozen=True, slots=True)
class Office:
    """One workspace served with one bot token, until there are more."""

    database: Database
    workspace: str
    bot_user: str
    client: WebClient
    clock: Callable[[], datetime]
    review_channel: str = ""
    admins: frozenset[str] = frozenset()
    public_url: str = ""
    tracking: Tracking | None = None
    promtool: Promtool = NO_PROMTOOL

    def desk(self, workspace: str) -> Desk:
        """Return the desk of a workspace; one that is not served raises `UnknownWorkspace`."""
        if workspace != self.workspace:
            raise UnknownWorkspace(workspace)
        tracking = self.tracking.url if self.tracking else ""
        return Desk(
            self.database,
            workspace,
            self.review_channel,
            self.admins,
            self.public_url,
            tracking,
            bot=self.bot_user,
        )

    def desk_or_none(self, workspace: str) -> Desk | None:
        """Return the desk of a workspace, or None where it is not served here."""
        try:
            return self.desk(workspace)
        except UnknownWorkspace:
            return None

    def in_time(self) -> AbstractContextManager[None]:
        """Give up on a database that hangs, when who asked gives up on us."""
        return hurried()

    def slack(self, workspace: str) -> WebClient:
        """Return the Slack client of a workspace."""
        if workspace != self.workspace:
            raise UnknownWorkspace(workspace)
        return self.client

"""The running process: its database, its clock, the workspaces it serves, and their Slack clients."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from slack_sdk import WebClient

from bot.bots import Bot, Bots
from bot.outside.mlflow import Tracking
from bot.outside.promtool import NO_PROMTOOL, Promtool
from bot.outside.slack_oauth import SlackOAuth
from bot.watch.slack_calls import CallWatch
from flows.desk import Desk
from store.database import Database
from store.engines.patience import hurried
from store.installing.vault import Vault


class UnknownWorkspace(Exception):
    """A workspace that this process does not serve."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """How workspaces come in and go: our app at Slack, what seals their tokens, how long what they leave is kept, and the
    page that installs."""

    oauth: SlackOAuth
    vault: Vault
    kept: timedelta
    address: str


@dataclass(frozen=True, slots=True)
class Office:
    """What a process works with; without an entrance it serves the one workspace whose token the settings give."""

    database: Database
    bots: Bots
    clock: Callable[[], datetime]
    review_channel: str = ""
    admins: frozenset[str] = frozenset()
    public_url: str = ""
    tracking: Tracking | None = None
    promtool: Promtool = NO_PROMTOOL
    slack_api: str = WebClient.BASE_URL
    entrance: Entrance | None = None
    watch: CallWatch = field(default_factory=CallWatch)

    def bot(self, workspace: str, enterprise: str = "") -> Bot:
        """Return our bot in a workspace; one that is not served raises `UnknownWorkspace`."""
        found = self.bots.find(workspace, enterprise)
        if found is None:
            raise UnknownWorkspace(workspace)
        return found

    def desk(self, workspace: str) -> Desk:
        """Return the desk of a workspace; one that is not served raises `UnknownWorkspace`."""
        tracking = self.tracking.url if self.tracking else ""
        return Desk(
            self.database,
            workspace,
            self.review_channel,
            self.admins,
            self.public_url,
            tracking,
            bot=self.bot(workspace).user,
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
        return self.bot(workspace).client

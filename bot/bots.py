"""Our bot in each workspace: which there are, with what client each speaks, and how long that is relied on."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Protocol

from slack_sdk import WebClient

from flows.installing import installs
from flows.installing.installs import ServedBy
from store.database import Database
from store.installing.vault import Vault, WrongKey

logger = logging.getLogger(__name__)
# So long another process may go on with a token that one has erased.
KEPT_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Bot:
    """Our bot in one workspace: its user there, and the client that speaks as it."""

    user: str
    client: WebClient


class Bots(Protocol):
    """The bots of a process."""

    def find(self, workspace: str, enterprise: str = "") -> Bot | None:
        """Return the bot of a workspace, by its own installation or that of its organisation; None where there is none."""

    def workspaces(self) -> tuple[str, ...]:
        """Return the workspaces that have one."""

    def forget(self) -> None:
        """Rely on nothing that was known so far: a token was erased, or came."""


@dataclass(frozen=True, slots=True)
class OneBot:
    """The bot of one workspace, whose token the settings give."""

    workspace: str
    user: str
    client: WebClient

    def find(self, workspace: str, enterprise: str = "") -> Bot | None:  # noqa: ARG002  (as all bots are asked)
        """Return the bot of the workspace."""
        return Bot(self.user, self.client) if workspace == self.workspace else None

    def workspaces(self) -> tuple[str, ...]:
        """Return the one workspace."""
        return (self.workspace,)

    def forget(self) -> None:
        """Forget nothing: the token stands in the settings."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store said, and until when that is relied on."""

    bot: Bot | None
    until: float


class InstalledBots:
    """The bots of all workspaces that installed Assay, as the store has them."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        client_for: Callable[[ServedBy, str], WebClient],
        clock: Callable[[], datetime],
    ) -> None:
        self.database = database
        self.vault = vault
        self.client_for = client_for
        self.clock = clock
        self.lock = Lock()
        # Counted up when all is forgotten, so that what was read before is not kept after.
        self.era = 0
        self.known: dict[str, Known] = {}
        self.served: tuple[tuple[str, ...], float] = ((), 0.0)

    def find(self, workspace: str, enterprise: str = "") -> Bot | None:
        """Return the bot of a workspace, as the store had it at most three seconds ago."""
        with self.lock:
            known, era = self.known.get(workspace), self.era
        if known and known.until > time.monotonic():
            return known.bot
        bot = self.read(workspace, enterprise, known.bot if known else None)
        with self.lock:
            if era == self.era:
                self.known[workspace] = Known(bot, time.monotonic() + KEPT_SECONDS)
                return bot
        return self.find(workspace, enterprise)

    def read(self, workspace: str, enterprise: str, before: Bot | None) -> Bot | None:
        """Return the bot of a workspace as the store has it; the one before where nothing has changed."""
        try:
            found = installs.find(self.database, self.vault, workspace, enterprise, self.clock())
        except WrongKey:
            logger.error("no key of ASSAY_ENCRYPTION_KEY opens the token of the workspace %s", workspace)
            return None
        if found is None:
            return None
        if before and (before.user, before.client.token) == (found.bot_user, found.token):
            return before
        return Bot(found.bot_user, self.client_for(found, workspace))

    def workspaces(self) -> tuple[str, ...]:
        """Return the workspaces that are served, as the store had them at most three seconds ago."""
        with self.lock:
            (served, until), era = self.served, self.era
        if until > time.monotonic():
            return served
        served = installs.served(self.database)
        with self.lock:
            if era == self.era:
                self.served = (served, time.monotonic() + KEPT_SECONDS)
        return served

    def forget(self) -> None:
        """Rely on nothing that was known so far."""
        with self.lock:
            self.era += 1
            self.known.clear()
            self.served = ((), 0.0)

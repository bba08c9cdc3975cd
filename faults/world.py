"""All that one campaign consists of, for those who disturb it and those who judge it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from faults.bot_house import BotHouse
from faults.databases import PostgresqlServer, SqliteFile
from faults.deeds import People
from faults.slack_house import LocalSlack


@dataclass
class World:
    """One campaign: its Slack, its bot, its database, its people, and what was done to them."""

    way: str
    folder: Path
    database: SqliteFile | PostgresqlServer
    slack: LocalSlack
    bot: BotHouse
    people: People
    luck: Random
    say: Callable[[str], None]
    # Nothing disturbs for longer than that at a time; a short campaign has no minute for one outage.
    longest: float
    struck: Counter[str] = field(default_factory=Counter)

    @property
    def is_sqlite(self) -> bool:
        """Tell which database it is."""
        return isinstance(self.database, SqliteFile)

    def for_a_while(self, seconds: float) -> float:
        """Return how long something lasts here."""
        return min(seconds, self.longest)

"""The letters about ceremonies as such, and what the letters about one holding share."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.ceremonies.ceremony_sheets import News
from rules.ceremony_names import Ceremony, HoldingKey
from rules.letters import Letter, PersonLetter


def lane_of(channel: str, ceremony: Ceremony) -> str:
    """Return the lane of a ceremony in its channel."""
    return f"ceremony:{channel}:{ceremony.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingLetter(Letter):
    """A letter about one holding, in the lane of its ceremony."""

    holding: HoldingKey

    @property
    def lane(self) -> str:
        """Return the lane of the ceremony."""
        return lane_of(self.holding.channel, self.holding.ceremony)


@dataclass(frozen=True, slots=True, kw_only=True)
class CeremonyNewsLetter(Letter):
    """Word to a channel of what became of its ceremonies."""

    kind = "ceremony_news"
    channel: str
    ceremony: Ceremony
    news: News
    at: datetime

    @property
    def lane(self) -> str:
        """Return the lane of the ceremony."""
        return lane_of(self.channel, self.ceremony)


@dataclass(frozen=True, slots=True, kw_only=True)
class CeremonyMissedLetter(PersonLetter):
    """Word to the owner of a ceremony that nothing was held on some days; `count` counts all of them."""

    kind = "ceremony_missed"
    channel: str
    ceremony: Ceremony
    days: tuple[date, ...]
    count: int

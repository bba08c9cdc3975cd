"""The four ceremonies of the brief by name, and the key of one holding: channel, ceremony and local day."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from rules.refusals import Refused
from rules.words import Worded, fold, listing, shorten, suggestion


class Ceremony(Worded):
    """The four ceremonies, by the word that commands use; `words` is how they are spoken of."""

    STANDUP = "standup", "daily standup"
    REVIEW = "review", "experiment review"
    ETHICS = "ethics", "AI ethics review"
    RETRO = "retro", "retrospective"


# What else people call them.
ALSO: dict[Ceremony, tuple[str, ...]] = {
    Ceremony.STANDUP: ("stand-up", "stand up", "daily", "daily stand-up"),
    Ceremony.REVIEW: ("weekly review",),
    Ceremony.ETHICS: ("ethics review", "ai ethics"),
    Ceremony.RETRO: ("retrospection",),
}


def ceremony_of(text: str) -> Ceremony | None:
    """Return the ceremony of a typed word, or None for any other."""
    typed = fold(text)
    for ceremony in Ceremony:
        names = (ceremony.value, ceremony.words, *ALSO[ceremony])
        if typed in [fold(f"{name}{plural}") for name in names for plural in ("", "s")]:
            return ceremony
    return None


def is_ceremony(text: str) -> bool:
    """Tell whether typed words name a ceremony."""
    return ceremony_of(text) is not None


def read_ceremony(text: str) -> Ceremony:
    """Return the ceremony of a typed word; refuse with the nearest one."""
    typed, found = fold(text), ceremony_of(text)
    if found:
        return found
    known = [ceremony.value for ceremony in Ceremony]
    if not typed:
        raise Refused(f"Which one? Add {listing(known, 'or')}.")
    raise Refused(
        f"“{shorten(text, 40)}” is none of the ceremonies {listing(known)}.{suggestion(text, known)}"
    )


@dataclass(frozen=True, slots=True)
class HoldingKey:
    """The name of one holding: its channel, its ceremony and its local day; one that is moved keeps its day."""

    channel: str
    ceremony: Ceremony
    day: date

    @property
    def text(self) -> str:
        """Return the name as it travels in ids and letters."""
        return f"{self.channel}:{self.ceremony.value}:{self.day.isoformat()}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the holding of a name; raise ValueError for anything else."""
        channel, ceremony, day = text.split(":")
        return cls(channel, Ceremony(ceremony), date.fromisoformat(day))

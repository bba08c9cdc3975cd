"""One thing that the doctor looked at, and how well it is."""

from dataclasses import dataclass
from enum import IntEnum

from rules.words import printable


class Health(IntEnum):
    """How well something is; the number of the worst is the exit status."""

    OK = 0
    LOOK_AT = 1
    BROKEN = 2

    @property
    def words(self) -> str:
        """Return what a line begins with."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at: how well it is, and how to mend it where it is not."""

    what: str
    health: Health
    words: str

    @property
    def line(self) -> str:
        """Return it as one line, without the signs that a terminal would obey."""
        return " ".join(printable(f"{self.health.words:<8} {self.what}: {self.words}").splitlines())

"""The letters that deeds owe to Slack: one typed class for each kind, drawn only at delivery, so that they show today's state."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message or edit that is owed; `kind` is the word under which it is kept.

    Letters of one lane are delivered in order. Where `one_is_enough`, a letter alike that waits already serves: it shows
    today's state when it is delivered. What tells of an event is told each time.
    """

    kind: ClassVar[str]
    one_is_enough: ClassVar[bool] = False

    @property
    def lane(self) -> str:
        """Return the lane in which it keeps its order."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLetter(Letter):
    """A direct message to one person."""

    user: str

    @property
    def lane(self) -> str:
        """Return the lane of the person."""
        return f"person:{self.user}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateLetter(Letter):
    """What one person is told privately, in the channel where they asked."""

    user: str
    channel: str

    @property
    def lane(self) -> str:
        """Return the lane of the person's private answers."""
        return f"answer:{self.user}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLetter(PrivateLetter):
    """A private answer in words."""

    kind = "answer"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainLetter(Letter):
    """An edit that is made once more a while later, because Slack may carry out late what it did not answer; `owed` is
    the letter of the kind `letter`, as JSON."""

    kind = "again"
    one_is_enough = True
    letter: str
    owed: str

    @property
    def lane(self) -> str:
        """Return the lane of what is done once more; the edit itself goes in its own."""
        return "again"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedLetter(Letter):
    """Word to an admin that a letter of the kind `letter` is set aside, and why; what it was about where that is known."""

    kind = "parked"
    one_is_enough = True
    to: str
    letter: str
    problem: str
    experiment: int | None = None
    channel: str = ""
    ceremony: str = ""

    @property
    def lane(self) -> str:
        """Return the lane of the admin."""
        return f"admin:{self.to}"

"""The letters of the daily standup, and which of them show what."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.ceremonies.ceremonies import Holding, Standing
from rules.ceremonies.letters import HoldingLetter
from rules.ceremony_names import HoldingKey
from rules.letters import Letter, PersonLetter, PrivateLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class StandupPromptLetter(HoldingLetter):
    """The prompt of a standup in its channel."""

    kind = "standup_prompt"
    one_is_enough = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StandupSummaryLetter(HoldingLetter):
    """The summary of a standup."""

    kind = "standup_summary"
    one_is_enough = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StandupAskLetter(PersonLetter):
    """The message that asks somebody for their check-in, or shows that they gave it."""

    kind = "standup_ask"
    one_is_enough = True
    holding: HoldingKey


@dataclass(frozen=True, slots=True, kw_only=True)
class StandupNudgeLetter(PersonLetter):
    """The message that reminds somebody, or shows that they have answered."""

    kind = "standup_nudge"
    one_is_enough = True
    holding: HoldingKey


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedInLetter(PrivateLetter):
    """A private answer to who has checked in."""

    kind = "checked_in"
    holding: HoldingKey


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockerCallLetter(HoldingLetter):
    """The message that asks for an owner of a blocker, or shows who it is."""

    kind = "blocker_call"
    one_is_enough = True
    blocker: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBlockerLetter(Letter):
    """Word in the channel of a standup of a blocker as soon as it is named, or what became of it."""

    kind = "named_blocker"
    one_is_enough = True
    blocker: int

    @property
    def lane(self) -> str:
        """Return the lane of the blocker."""
        return f"blocker:{self.blocker}"


def standup_messages(holding: Holding) -> Iterator[Letter]:
    """Yield the letters of what a standup has in its channel."""
    yield StandupPromptLetter(holding=holding.key)
    if holding.standing is Standing.CLOSED:
        yield StandupSummaryLetter(holding=holding.key)

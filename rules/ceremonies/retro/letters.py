"""The letters of the retrospective."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.ceremonies.ceremonies import Holding, Standing
from rules.ceremonies.letters import HoldingLetter
from rules.letters import Letter, PersonLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class RetroBoardLetter(HoldingLetter):
    """The board of a retrospective."""

    kind = "retro_board"
    one_is_enough = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RetroVotingLetter(HoldingLetter):
    """Word to the channel that voting is open, or that it was."""

    kind = "retro_voting"
    one_is_enough = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RetroSummaryLetter(HoldingLetter):
    """The summary of a retrospective that is over."""

    kind = "retro_summary"
    one_is_enough = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionReminderLetter(PersonLetter):
    """A reminder to the owner of an action, as the version before owed it; the next list of the day tells of it now."""

    kind = "retro_reminder"
    action: int


def retro_messages(holding: Holding) -> Iterator[Letter]:
    """Yield the letters that show a retrospective as it is now."""
    yield RetroBoardLetter(holding=holding.key)
    yield RetroVotingLetter(holding=holding.key)
    if holding.standing is Standing.CLOSED:
        yield RetroSummaryLetter(holding=holding.key)

"""The letters of the experiment review and the AI ethics review, and which of them show what."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.ceremonies.ceremonies import Holding, Standing
from rules.ceremonies.letters import HoldingLetter
from rules.letters import Letter, PersonLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaLetter(HoldingLetter):
    """The agenda of a review."""

    kind = "agenda"
    one_is_enough = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaOpenedLetter(HoldingLetter):
    """Word to the facilitator and the channel that a review begins."""

    kind = "agenda_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLetter(HoldingLetter):
    """The record of what came of a review."""

    kind = "record"
    one_is_enough = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpLetter(PersonLetter):
    """What somebody is to follow up, told at once; where it `reminds`, as the version before owed it, the next list of the
    day tells of it."""

    kind = "follow_up"
    follow_up: int
    reminds: bool = False


def review_messages(holding: Holding) -> Iterator[Letter]:
    """Yield the letters that show what changed in a review: its agenda, and its record once that is posted."""
    yield AgendaLetter(holding=holding.key)
    if holding.standing is Standing.CLOSED:
        yield RecordLetter(holding=holding.key)

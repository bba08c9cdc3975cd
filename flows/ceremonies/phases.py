"""What the ceremonies do in their phases: each flow of a ceremony brings its handlers, and they are listed here once.

A handler works inside the tick's transaction. It gets the holding as it is saved once the phase is done (open, late,
with its next phase), saves rows of its own and puts letters, and neither commits nor talks to Slack. `OPEN` may come
without `PREPARE`, where the clock stood still or somebody holds a ceremony now. `refresh` puts the letters that draw
anew whatever stands in Slack of a holding, after its facilitator, its time or its standing changed. `require_leader` refuses
who may not carry out a phase by hand, before its time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from rules.ceremonies.ceremonies import Holding, Phase
from rules.refusals import Refused

Handler = Callable[[Session, Desk, Holding, datetime], None]
RequireLeader = Callable[[Session, Desk, Holding, str], None]


def leave(_session: Session, _desk: Desk, _holding: Holding, _now: datetime) -> None:
    """Leave everything as it is."""


def require_nobody(_session: Session, _desk: Desk, holding: Holding, _by: str) -> None:
    """Refuse everybody."""
    raise Refused(f"The {holding.ceremony.words} goes from one part to the next by itself.")


@dataclass(frozen=True, slots=True)
class PhaseHandlers:
    """What one ceremony does in each of its phases, how it draws anew what it posted, and who leads through it by hand."""

    phases: Mapping[Phase, Handler]
    refresh: Handler = leave
    require_leader: RequireLeader = require_nobody

"""What the ceremonies do in their phases: each flow of a ceremony brings its handlers, and they are listed here once.

A handler works inside the tick's transaction. It gets the holding as it is saved once the phase is done (open, late,
with its next phase), saves rows of its own and puts letters, and neither commits nor talks to Slack. `OPEN` may come
without `PREPARE`, where the clock stood still or somebody holds a ceremony now. `refresh` puts the letters that draw
anew whatever stands in Slack of a holding, after its facilitator, its time or its standing changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from rules.ceremonies.ceremonies import Holding, Phase

Handler = Callable[[Session, Desk, Holding, datetime], None]


def leave(_session: Session, _desk: Desk, _holding: Holding, _now: datetime) -> None:
    """Leave everything as it is."""


@dataclass(frozen=True, slots=True)
class PhaseHandlers:
    """What one ceremony does in each of its phases, and how it draws anew what it posted."""

    phases: Mapping[Phase, Handler]
    refresh: Handler = leave

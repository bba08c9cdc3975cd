"""What an admin has set for a whole workspace: seats, who may record values, what is answered, when what waits is due, in which
hours people work, where cards stand, and for how long what is no decision is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.people.projects import Workstream
from rules.people.working_hours import STANDARD, WorkingHours
from rules.recorders import Recorders

DEFAULT_DAYS = 2
DEFAULT_LETTERS_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceSettings:
    """The settings of a workspace, as its facts give them; what waits is due in `due_days` working days, or as said for its
    workstream, a message that names an experiment is answered where `answers_named`, and `hours` are those of everybody who
    set none. Without a `review_channel` that of the process's settings serves, or that of each proposal; answers of standups are
    kept for `answers_days`, or for ever with 0, and sent letters for `letters_days`."""

    one_seat_each: bool = True
    recorders: Recorders = Recorders.PART
    answers_named: bool = True
    due_days: int = DEFAULT_DAYS
    due_by_workstream: Mapping[Workstream, int] = field(default_factory=dict)
    hours: WorkingHours = STANDARD
    review_channel: str = ""
    answers_days: int = 0
    letters_days: int = DEFAULT_LETTERS_DAYS

    @property
    def is_plain(self) -> bool:
        """Tell whether nobody has set anything, which leaves no facts."""
        return self == WorkspaceSettings()

"""What App Home shows of one person: what waits, what is theirs, dates ahead, and for admins how the desk is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from rules.ceremony_names import Ceremony
from rules.experiments.experiment import Experiment, Stage
from rules.journal.heads import Head
from rules.letters import ParkedLetter
from rules.people.people import Duty
from rules.people.projects import Milestone, Project
from rules.people.tokens import Token
from rules.waiting.next_steps import next_step
from rules.waiting.waits import Waiting

# Slack draws at most a hundred blocks in a Home; what waits takes two each, what is one's own takes one.
WAITS_A_PAGE, OWN_A_PAGE = 18, 12
MOST_PROJECTS, MOST_MILESTONES, MOST_DATES, MOST_PARKED = 8, 6, 5, 5


@dataclass(frozen=True, slots=True)
class CeremonyDate:
    """The next holding of a ceremony, with who facilitates it."""

    channel: str
    ceremony: Ceremony
    starts_at: datetime
    facilitator: str = ""


@dataclass(frozen=True, slots=True)
class Parked:
    """A letter that was set aside, by its number in the outbox."""

    number: int
    letter: ParkedLetter
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskHealth:
    """What an admin should know of the desk: `parked` are the first of the letters that were set aside, `unheld` the duties
    that nobody holds, `expiring` the tokens that end within a week, and `head` is the last one that Slack was told."""

    parked: tuple[Parked, ...] = ()
    parked_in_all: int = 0
    unheld: tuple[Duty, ...] = ()
    expiring: tuple[Token, ...] = ()
    head: Head | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeSheet:
    """All that the Home of one person shows on a day of theirs; `health` is there for admins alone, and `is_at_work` tells whether
    anything was proposed in the workspace yet."""

    today: date
    waits: tuple[Waiting, ...] = ()
    own: tuple[Experiment, ...] = ()
    projects: tuple[Project, ...] = ()
    dates: tuple[CeremonyDate, ...] = ()
    health: DeskHealth | None = None
    is_at_work: bool = False
    waits_page: int = 0
    own_page: int = 0
    links: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Tell whether there is nothing yet, neither of this person nor of anybody else."""
        return not (self.is_at_work or self.waits or self.own or self.projects)


def by_need(own: Sequence[Experiment]) -> tuple[Experiment, ...]:
    """Return one's experiments, first those in which it is the owner's turn and last those in production, each the longest
    in its stage first."""
    return tuple(sorted(own, key=lambda one: (need(one), one.stage_since, one.number)))


def need(experiment: Experiment) -> int:
    """Return how far from its owner's hands an experiment is: theirs, somebody else's, or in nobody's."""
    if next_step(experiment).step:
        return 0
    return 2 if experiment.stage is Stage.IN_PRODUCTION else 1


def open_milestones(project: Project) -> tuple[Milestone, ...]:
    """Return the milestones of a project that are still to be reached, the earliest due first."""
    return tuple(sorted((one for one in project.milestones if not one.done_at), key=lambda one: one.due))


def is_late(milestone: Milestone, today: date) -> bool:
    """Tell whether the day of an open milestone has passed."""
    return milestone.done_at is None and milestone.due < today


def unheld_duties(held: Mapping[Duty, Sequence[str]]) -> tuple[Duty, ...]:
    """Return the duties that nobody holds."""
    return tuple(duty for duty in Duty if not held.get(duty))

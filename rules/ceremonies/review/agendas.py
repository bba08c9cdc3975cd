"""The agendas of the two review ceremonies, made of what really happened, and what is noted in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from rules.ceremonies.ceremonies import Holding, Schedule
from rules.ceremony_names import Ceremony
from rules.evidence.bias_checks import FOUR_FIFTHS
from rules.experiments.bias_facts import BiasCheck
from rules.experiments.experiment import ArtifactKind, Experiment, Stage
from rules.experiments.follow_ups import FollowUp
from rules.experiments.overrides import Override
from rules.learning.forecasts import PROMISED, due
from rules.marks import button_mark, mention
from rules.names import name_key
from rules.people.people import Duty, Person, Team
from rules.people.seat_facts import SeatWait
from rules.placeholders import Worth, worth_of
from rules.refusals import Refused
from rules.waiting.review_days import FORECAST_STAGES
from rules.words import clean, shorten

LONGEST_NOTE = 1000
FIRST_LOOK_BACK = timedelta(days=14)
# More of one part than an agenda shows; what goes beyond is counted.
MOST_OF_A_PART = 30
WAITING_STAGES = (Stage.IN_REVIEW, Stage.PROMOTING)
RESULT_STAGES = (Stage.APPROVED, Stage.IN_PRODUCTION)
ENDED_STAGES = (Stage.CONCLUDED, Stage.ROLLED_BACK, Stage.REJECTED, Stage.RETIRED)
AGENDA_STAGES = (*WAITING_STAGES, *FORECAST_STAGES, *ENDED_STAGES, *RESULT_STAGES)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AgendaPart(Generic[T]):
    """One part of an agenda: the first of what belongs to it, and how many there are in all."""

    first: tuple[T, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What was said about an experiment in a holding; it belongs to the experiment's history too."""

    experiment: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form of a holding offers: the experiments that somebody may want to talk about, those of which bias
    checks stand as failed, and by which ratio a check is judged."""

    holding: Holding
    experiments: tuple[Experiment, ...]
    failing: tuple[Experiment, ...] = ()
    fairness_ratio: float = FOUR_FIFTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What one holding talks about: `today` is the day in its channel, `since` the last one's start, `away` are those who are away now, `discussed`
    are experiments marked as done, `entered` the bias checks of this very holding; `titles`, `links` and `waits`, its open seats, are by number."""

    holding: Holding
    today: date
    since: datetime
    team: Team
    away: frozenset[str] = frozenset()
    titles: Mapping[int, str] = field(default_factory=dict)
    links: Mapping[int, str] = field(default_factory=dict)
    discussed: frozenset[int] = frozenset()
    notes: tuple[Note, ...] = ()
    decisions: tuple[FollowUp, ...] = ()
    entered: tuple[BiasCheck, ...] = ()
    waiting: AgendaPart[Experiment] = AgendaPart()
    waits: Mapping[int, Mapping[Duty, SeatWait]] = field(default_factory=dict)
    late: AgendaPart[Experiment] = AgendaPart()
    results: AgendaPart[Experiment] = AgendaPart()
    learnings: AgendaPart[Experiment] = AgendaPart()
    promotions: AgendaPart[Experiment] = AgendaPart()
    overrides: AgendaPart[tuple[Experiment, Override]] = AgendaPart()
    safety: AgendaPart[tuple[Experiment, str]] = AgendaPart()
    bias: AgendaPart[tuple[Experiment, BiasCheck]] = AgendaPart()
    unchecked: AgendaPart[Experiment] = AgendaPart()
    follow_ups: AgendaPart[FollowUp] = AgendaPart()

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the experiments that stand on this agenda, each once, in its order."""
        parts = (self.waiting, self.late, self.results, self.learnings, self.promotions, self.unchecked)
        paired = (self.overrides, self.safety, self.bias)
        every = [one.number for part in parts for one in part.first]
        every += [pair[0].number for part in paired for pair in part.first]
        every += [one.experiment for one in self.follow_ups.first if one.experiment]
        return tuple(dict.fromkeys(every))

    @property
    def named(self) -> frozenset[int]:
        """Return every experiment of which this holding speaks or spoke, whose titles are needed."""
        spoken = {note.experiment for note in self.notes} | {one.experiment for one in self.decisions}
        spoken |= {check.experiment for check in self.entered}
        return (self.discussed | spoken | set(self.numbers)) - {0}

    def of_known(self, titles: Mapping[int, str]) -> "Agenda":
        """Return the agenda with these titles, without what was said of experiments that have none of them: they are hidden
        from who reads it."""
        return replace(
            self,
            titles=titles,
            discussed=self.discussed & titles.keys(),
            notes=tuple(one for one in self.notes if one.experiment in titles),
            decisions=tuple(one for one in self.decisions if one.experiment in (0, *titles)),
            entered=tuple(one for one in self.entered if one.experiment in titles),
        )

    def is_old(self, check: BiasCheck, now: datetime) -> bool:
        """Tell whether a bias check is older than this channel lets evidence become."""
        return (now - check.at).days > self.holding.options.safety_age_days

    def is_new(self, check: BiasCheck) -> bool:
        """Tell whether a bias check was made since last time."""
        return check.at >= self.since


def checks_in_order(
    checked: AgendaPart[Experiment], oldest_days: int, now: datetime
) -> AgendaPart[tuple[Experiment, BiasCheck]]:
    """Return the newest check of each metric of experiments; of those that are only counted, one check is counted.

    What fails comes first, then by the name of the metric; checks that are too old come last.
    """
    found = [(one, check) for one in checked.first for check in one.bias_checks]

    def place(pair: tuple[Experiment, BiasCheck]) -> tuple[bool, bool, str, int]:
        one, check = pair
        return (now - check.at).days > oldest_days, check.passes, name_key(check.metric), one.number

    ordered = sorted(found, key=place)
    return AgendaPart(tuple(ordered[:MOST_OF_A_PART]), checked.total - len(checked.first) + len(ordered))


def passed_days(experiment: Experiment, today: date) -> tuple[tuple[str, date], ...]:
    """Return which forecasts of an experiment have passed: the one from history, and its owner's date."""
    days = ((f"{PROMISED}% forecast", due(experiment)), ("owner's date", experiment.target))
    return tuple((whose, day) for whose, day in days if day and day < today)


def safe_until(oldest_days: int, now: datetime) -> datetime:
    """Return until when a safety evaluation that is too old now was linked."""
    return now - timedelta(days=oldest_days + 1)


def safety_gaps(
    unsafe: AgendaPart[Experiment], oldest_days: int, now: datetime
) -> AgendaPart[tuple[Experiment, str]]:
    """Return experiments whose safety evaluation is absent or too old, each with the reason."""
    return AgendaPart(tuple((one, safety_gap(one, oldest_days, now)) for one in unsafe.first), unsafe.total)


def safety_gap(experiment: Experiment, oldest_days: int, now: datetime) -> str:
    """Return what is wrong with an experiment's safety evaluation, or nothing."""
    artifact = experiment.artifact(ArtifactKind.SAFETY_EVALUATION)
    if artifact is None:
        return "no safety evaluation"
    worth = worth_of(artifact.reference)
    if worth is Worth.PLACEHOLDER:
        return f"its safety evaluation only says “{shorten(artifact.reference, 60)}”"
    age = (now - artifact.added_at).days if artifact.added_at else 0
    if age > oldest_days:
        return f"its safety evaluation is {age} days old"
    return "its safety evaluation is stated, not linked" if worth is Worth.WORDS else ""


def is_ethics(holding: Holding) -> bool:
    """Tell whether a holding is of the AI ethics review."""
    return holding.ceremony is Ceremony.ETHICS


def require_facilitator(holding: Holding, schedule: Schedule | None, by: Person) -> None:
    """Refuse who neither facilitates this holding, nor set the ceremony up, nor administers the desk."""
    owner = schedule.owner if schedule else ""
    if by.id not in (holding.facilitator, owner) and not by.is_admin:
        raise Refused(
            f"The facilitator marks what was discussed: {mention(holding.facilitator or owner)}."
            f" Press {button_mark('Swap facilitator')} if that should be you."
        )


def read_note(text: str) -> str:
    """Return a note as it is kept; refuse an empty or over-long one beside its field."""
    kept = clean(text)
    if not kept:
        raise Refused(fields={"note": "Write what was said or learnt."})
    if len(kept) > LONGEST_NOTE:
        raise Refused(fields={"note": f"At most {LONGEST_NOTE:,} characters; this has {len(kept):,}."})
    return kept

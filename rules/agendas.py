"""The agendas of the two review ceremonies, made of what really happened, and what is noted and decided in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rules.ceremonies import Occurrence, Schedule
from rules.experiments import ArtifactKind, Experiment, Stage
from rules.fairness import BiasCheck
from rules.people import Person, Team
from rules.proposals import Complaints, read_text
from rules.refusals import Refused
from rules.words import clean

LONGEST_NOTE = 1000
FIRST_LOOK_BACK = timedelta(days=14)
WAITING_STAGES = (Stage.IN_REVIEW, Stage.PROMOTING)
FORECAST_STAGES = (Stage.RUNNING, Stage.CHANGES_ASKED)
ENDED_STAGES = (Stage.CONCLUDED, Stage.ROLLED_BACK, Stage.REJECTED, Stage.RETIRED)
SAFETY_STAGES = (Stage.IN_REVIEW, Stage.APPROVED, Stage.PROMOTING, Stage.IN_PRODUCTION)
AGENDA_STAGES = (*WAITING_STAGES, *FORECAST_STAGES, *ENDED_STAGES, Stage.APPROVED, Stage.IN_PRODUCTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What was said about an experiment in a holding; it belongs to the experiment's history too."""

    experiment: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What somebody will do until a day after a decision; `holds` keeps its experiment from promotion until then."""

    number: int
    experiment: int
    decision: str
    reason: str
    task: str
    owner: str
    due: date | None
    holds: bool
    by: str
    at: datetime
    done_by: str = ""
    done_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether there is something left to do."""
        return bool(self.task) and self.done_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDraft:
    """A decision as typed."""

    experiment: str = ""
    decision: str = ""
    reason: str = ""
    task: str = ""
    owner: str = ""
    due: str = ""
    holds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What one holding talks about: `since` is the last one's start, `discussed` are experiments marked as done."""

    occurrence: Occurrence
    since: datetime
    team: Team
    experiments: tuple[Experiment, ...]
    links: Mapping[int, str] = field(default_factory=dict)
    discussed: frozenset[int] = frozenset()
    notes: tuple[Note, ...] = ()
    decisions: tuple[FollowUp, ...] = ()
    open_follow_ups: tuple[FollowUp, ...] = ()
    bias_checks: tuple[BiasCheck, ...] = ()

    @property
    def waiting(self) -> tuple[Experiment, ...]:
        """Return the experiments whose decision is awaited, the longest waiting first."""
        return sorted_by_age(one for one in self.experiments if one.stage in WAITING_STAGES)

    def past_forecast(self, today: date) -> tuple[Experiment, ...]:
        """Return the experiments that run past the day their owner forecast, the latest first."""
        late = [
            one
            for one in self.experiments
            if one.stage in FORECAST_STAGES and one.target and one.target < today
        ]
        return tuple(sorted(late, key=lambda one: one.target or today))

    @property
    def results(self) -> tuple[Experiment, ...]:
        """Return the experiments that passed their board or their gate since last time."""
        return self.entered((Stage.APPROVED, Stage.IN_PRODUCTION))

    @property
    def learnings(self) -> tuple[Experiment, ...]:
        """Return the experiments that ended since last time, with what they taught."""
        return self.entered(ENDED_STAGES)

    @property
    def promotions(self) -> tuple[Experiment, ...]:
        """Return the experiments that went to production since last time."""
        return self.entered((Stage.IN_PRODUCTION,))

    @property
    def items(self) -> tuple[Experiment, ...]:
        """Return every experiment that this holding could talk about and has not yet."""
        return tuple(one for one in self.experiments if one.number not in self.discussed)

    def entered(self, stages: tuple[Stage, ...]) -> tuple[Experiment, ...]:
        """Return the experiments that entered one of these stages since last time."""
        return sorted_by_age(
            one for one in self.experiments if one.stage in stages and one.stage_since >= self.since
        )

    def safety_gaps(self, now: datetime) -> tuple[tuple[Experiment, str], ...]:
        """Return the experiments whose safety evaluation is absent or too old, each with the reason."""
        judged = (
            (one, safety_gap(one, self.occurrence.options.safety_age_days, now)) for one in self.experiments
        )
        return tuple((one, gap) for one, gap in judged if one.stage in SAFETY_STAGES and gap)

    def unchecked(self) -> tuple[Experiment, ...]:
        """Return the experiments before or in production of which no bias check is known."""
        checked = {check.experiment for check in self.bias_checks}
        return tuple(
            one for one in self.experiments if one.stage in SAFETY_STAGES and one.number not in checked
        )


def sorted_by_age(experiments: Iterable[Experiment]) -> tuple[Experiment, ...]:
    """Return experiments by how long they are in their stage, the longest first."""
    return tuple(sorted(experiments, key=lambda one: one.stage_since))


def safety_gap(experiment: Experiment, oldest_days: int, now: datetime) -> str:
    """Return what is wrong with an experiment's safety evaluation, or nothing."""
    artifact = experiment.artifact(ArtifactKind.SAFETY_EVALUATION)
    if artifact is None:
        return "no safety evaluation"
    age = (now - artifact.added_at).days if artifact.added_at else 0
    return f"its safety evaluation is {age} days old" if age > oldest_days else ""


def require_facilitator(occurrence: Occurrence, schedule: Schedule | None, by: Person) -> None:
    """Refuse who neither facilitates this holding, nor set the ceremony up, nor administers the desk."""
    owner = schedule.owner if schedule else ""
    if by.id not in (occurrence.facilitator, owner) and not by.is_admin:
        raise Refused(
            f"The facilitator marks what was discussed: <@{occurrence.facilitator or owner}>."
            " Press *Swap facilitator* if that should be you."
        )


def read_note(text: str) -> str:
    """Return a note as it is kept; refuse an empty or over-long one beside its field."""
    kept = clean(text)
    if not kept:
        raise Refused(fields={"note": "Write what was said or learnt."})
    if len(kept) > LONGEST_NOTE:
        raise Refused(fields={"note": f"At most {LONGEST_NOTE:,} characters; this has {len(kept):,}."})
    return kept


def read_decision(draft: DecisionDraft, *, by: str, now: datetime, today: date) -> FollowUp:
    """Return the decision that was typed, with its follow-up if there is one; its number comes with keeping it."""
    complaints = Complaints()
    task = " ".join(clean(draft.task).split())
    follow_up = FollowUp(
        number=0,
        experiment=int(draft.experiment) if draft.experiment.isascii() and draft.experiment.isdigit() else 0,
        decision=complaints.read("decision", lambda: read_text(draft.decision, "decision", LONGEST_NOTE), ""),
        reason=complaints.read("reason", lambda: read_text(draft.reason, "reason", LONGEST_NOTE), ""),
        task=complaints.read("task", lambda: read_text(task, "task", LONGEST_NOTE) if task else "", ""),
        owner=draft.owner if task else "",
        due=complaints.read("due", lambda: read_due(draft.due, today), None),
        holds=draft.holds,
        by=by,
        at=now,
    )
    complaints.fields.update(missing_parts(follow_up))
    complaints.done()
    return follow_up


def read_due(text: str, today: date) -> date | None:
    """Return a due day, or None for an empty one; refuse a day that has passed."""
    if not text:
        return None
    try:
        due = date.fromisoformat(text)
    except ValueError:
        raise Refused("Give the day as year, month and day, like 2030-01-31.") from None
    if due < today:
        raise Refused(f"{due:%d %B %Y} has passed. Pick today or a later day.")
    return due


def missing_parts(follow_up: FollowUp) -> dict[str, str]:
    """Return what a follow-up lacks to be one: who does it until when, and what a hold waits for."""
    missing: dict[str, str] = {}
    if follow_up.task and not follow_up.owner:
        missing["follow_up_owner"] = "Say who does it."
    if follow_up.task and follow_up.due is None:
        missing["due"] = "Say until when."
    if follow_up.holds and not follow_up.task:
        missing["task"] = "A hold lasts until a follow-up is done, so say which."
    if follow_up.holds and not follow_up.experiment:
        missing["experiment"] = "Pick the experiment to hold."
    return missing

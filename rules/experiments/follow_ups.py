"""The decisions of the AI ethics review: what was decided and why, and what somebody will do until a day because of it."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.ceremony_names import Ceremony, HoldingKey
from rules.complaints import Complaints
from rules.marks import mention
from rules.people.people import Person
from rules.refusals import Refused
from rules.typed import read_text
from rules.words import clean

LONGEST_DECISION = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What somebody will do until a day after a decision; `holds` keeps its experiment from promotion until then, and
    `channel`, `ceremony` and `day` name the holding that decided."""

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
    channel: str = ""
    ceremony: Ceremony = Ceremony.ETHICS
    day: date = date.min
    done_by: str = ""
    done_at: datetime | None = None

    @property
    def holding(self) -> HoldingKey:
        """Return the review that decided."""
        return HoldingKey(self.channel, self.ceremony, self.day)

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


def read_decision(draft: DecisionDraft, *, by: str, now: datetime, today: date) -> FollowUp:
    """Return the decision that was typed, with its follow-up if there is one; its number comes with keeping it."""
    complaints = Complaints()
    task = " ".join(clean(draft.task).split())
    follow_up = FollowUp(
        number=0,
        experiment=int(draft.experiment) if draft.experiment.isascii() and draft.experiment.isdigit() else 0,
        decision=complaints.read(
            "decision", lambda: read_text(draft.decision, "decision", LONGEST_DECISION), ""
        ),
        reason=complaints.read("reason", lambda: read_text(draft.reason, "reason", LONGEST_DECISION), ""),
        task=complaints.read("task", lambda: read_text(task, "task", LONGEST_DECISION) if task else "", ""),
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


def require_may_complete(follow_up: FollowUp, by: Person, facilitators: frozenset[str]) -> None:
    """Refuse who neither owns a follow-up, nor facilitates a review that speaks of it, nor administers the desk."""
    if by.id not in {follow_up.owner, *facilitators} and not by.is_admin:
        raise Refused(
            f"Only {mention(follow_up.owner)}, the facilitator or an admin can mark this as done: {follow_up.task}."
        )

"""The decisions of the AI ethics review: who takes them, what somebody will do because of one, and who lifts a hold."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from rules.ceremony_names import Ceremony, HoldingKey
from rules.complaints import Complaints
from rules.dates.far_days import ask_if_far
from rules.dates.typed_day import read_day
from rules.experiments.experiment import Experiment, Hold
from rules.marks import mention
from rules.people.people import Duty, Member, Person, Team, mentions
from rules.refusals import Refused
from rules.typed import read_text
from rules.typed_keys import carried_number
from rules.words import clean, read_prose

LONGEST_DECISION = 1000
LONGEST_FINDING = 1000
WHO_DECIDES = "who holds the duty “ethics”, an admin, or the facilitator of a review that one of them set up"
WHO_LIFTS = "who holds the duty “ethics”, an admin, or the facilitator of a review that shows it and that one of them set up"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What somebody will do until a day after a decision; `holds` keeps its experiment from promotion until somebody else
    lifts that with a `finding`, `accepts` says which failed bias check the decision accepts, and `channel`, `ceremony` and `day` name the holding that decided."""

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
    accepts: str = ""
    channel: str = ""
    ceremony: Ceremony = Ceremony.ETHICS
    day: date = date.min
    done_by: str = ""
    done_at: datetime | None = None
    finding: str = ""
    lifted_by: str = ""
    lifted_at: datetime | None = None

    @property
    def holding(self) -> HoldingKey:
        """Return the review that decided."""
        return HoldingKey(self.channel, self.ceremony, self.day)

    @property
    def is_open(self) -> bool:
        """Tell whether there is something left to do."""
        return bool(self.task) and self.done_at is None

    @property
    def is_holding(self) -> bool:
        """Tell whether it keeps its experiment from promotion."""
        return bool(self.task) and self.holds and self.lifted_at is None


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
    accepts: str = ""

    @property
    def accepted(self) -> tuple[int, int]:
        """Return the experiment and the number of the failed bias check that it accepts; zeros where it accepts none."""
        experiment, _, number = self.accepts.partition("-")
        is_read = all(part.isascii() and part.isdigit() and len(part) < 10 for part in (experiment, number))
        return (int(experiment), int(number)) if is_read else (0, 0)


def read_decision(draft: DecisionDraft, *, by: str, now: datetime, today: date) -> FollowUp:
    """Return the decision that was typed, with its follow-up if there is one; its number comes with keeping it."""
    complaints = Complaints()
    task = " ".join(clean(draft.task).split())
    named = carried_number(draft.experiment)
    checked, _ = draft.accepted
    follow_up = FollowUp(
        number=0,
        experiment=named or checked,
        decision=complaints.read(
            "decision", lambda: read_text(draft.decision, "decision", LONGEST_DECISION), ""
        ),
        reason=complaints.read("reason", lambda: read_prose(draft.reason, "reason", LONGEST_DECISION), ""),
        task=complaints.read("task", lambda: read_text(task, "task", LONGEST_DECISION) if task else "", ""),
        owner=draft.owner if task else "",
        due=complaints.read("due", lambda: read_due(draft.due, today), None),
        holds=draft.holds,
        by=by,
        at=now,
    )
    complaints.fields.update(missing_parts(follow_up))
    if checked and named not in (0, checked):
        complaints.fields["experiment"] = (
            f"The failed bias check is of EXP-{checked}: pick that, or leave this empty."
        )
    complaints.done()
    return follow_up


def read_due(text: str, today: date) -> date | None:
    """Return a due day, or None for an empty one; refuse a day that has passed, and ask about one that is far away."""
    if not text:
        return None
    due = read_day(text, today)
    if due < today:
        raise Refused(f"{due.day} {due:%B %Y} has passed. Pick today or a later day.")
    ask_if_far(due, today)
    return due


def missing_parts(follow_up: FollowUp) -> dict[str, str]:
    """Return what a follow-up lacks to be one: who does it until when, and what a hold waits for."""
    missing: dict[str, str] = {}
    if follow_up.task and not follow_up.owner:
        missing["follow_up_owner"] = "Say who does it."
    if follow_up.task and follow_up.due is None:
        missing["due"] = "Say until when."
    if follow_up.holds and not follow_up.task:
        missing["task"] = "A hold waits for a follow-up, so say which."
    if follow_up.holds and not follow_up.experiment:
        missing["experiment"] = "Pick the experiment to hold."
    return missing


def require_may_complete(follow_up: FollowUp, by: Person, facilitators: frozenset[str]) -> None:
    """Refuse who neither owns a follow-up, nor facilitates a review that speaks of it, nor administers the desk."""
    if by.id not in {follow_up.owner, *facilitators} and not by.is_admin:
        raise Refused(
            f"Only {mention(follow_up.owner)}, the facilitator or an admin can mark this as done: {follow_up.task}."
        )


def deciders(team: Team, facilitators: frozenset[str]) -> tuple[str, ...]:
    """Return who decides in the reviews that these people facilitate: they, who holds the ethics duty, and the admins."""
    leading = tuple(one.id for one in team.members if one.id in facilitators and one.is_person)
    return tuple(dict.fromkeys((*team.holders(Duty.ETHICS), *leading, *team.holders(Duty.ADMIN))))


def gives_right(set_up_by: Member | None, makers: frozenset[str] = frozenset()) -> bool:
    """Tell whether a review was set up by somebody who may decide in any, and who is none of the makers of what is decided, so
    that who facilitates it may decide too."""
    if set_up_by is None or not set_up_by.is_person or set_up_by.id in makers:
        return False
    return is_decider(set_up_by.person, frozenset())


def is_decider(by: Person, facilitators: frozenset[str]) -> bool:
    """Tell whether somebody decides in the reviews that these people facilitate."""
    return by.id in facilitators or by.is_admin or Duty.ETHICS in by.duties


def require_may_decide(by: Person, facilitators: frozenset[str], team: Team) -> None:
    """Refuse who may not record a decision, with its hold and its follow-up."""
    if not is_decider(by, facilitators):
        could = deciders(team, facilitators)
        raise Refused(f"Only {WHO_DECIDES} records a decision: {mentions(could) or 'nobody can now'}.")


def require_may_hand_on(by: Person, facilitators: frozenset[str], team: Team) -> None:
    """Refuse who may not let somebody else facilitate a review in which that person would decide."""
    if not is_decider(by, facilitators):
        could = mentions(deciders(team, facilitators)) or "nobody can now"
        raise Refused(
            f"The facilitator may decide in this review, so only {WHO_DECIDES} changes who that is: {could}."
        )


def lifters(
    follow_up: FollowUp, makers: frozenset[str], team: Team, facilitators: frozenset[str]
) -> tuple[str, ...]:
    """Return who can lift a hold: who decides, has no part in the experiment, and is not the one to do the follow-up."""
    return tuple(
        user for user in deciders(team, facilitators) if user not in makers and user != follow_up.owner
    )


def require_may_lift(
    follow_up: FollowUp, makers: frozenset[str], by: Person, facilitators: frozenset[str], team: Team
) -> None:
    """Refuse who may not lift a hold, with who could; refuse all where nothing is held any more."""
    key = f"EXP-{follow_up.experiment}"
    if not follow_up.is_holding:
        who = f" {mention(follow_up.lifted_by)} lifted it." if follow_up.lifted_by else ""
        raise Refused(f"This no longer holds {key} from promotion.{who}")
    if not is_decider(by, facilitators):
        why = f"Only {WHO_LIFTS} lifts a hold, with a finding; {chosen_by_makers(key)}."
    elif by.id in makers:
        why = f"You made a part of {key}, so somebody else lifts its hold."
    elif by.id == follow_up.owner:
        why = f"You are to do what {key} is held for, so somebody else lifts its hold."
    else:
        return
    could = lifters(follow_up, makers, team, facilitators)
    raise Refused(
        f"{why} These can: {mentions(could)}."
        if could
        else f"{why} Nobody can now: an admin gives the duty “ethics” to somebody who made no part of {key}."
    )


def chosen_by_makers(key: str) -> str:
    """Return which facilitators have no say in what is decided on an experiment."""
    return (
        f"who made a part of {key} chooses no facilitator for that, by setting the review up or by naming one"
    )


def held_by(experiment: Experiment | None, decision: FollowUp) -> Experiment | None:
    """Return an experiment with what a decision holds it by, if it does."""
    if experiment is None or not (decision.holds and decision.is_open):
        return experiment
    hold = Hold(
        task=decision.task,
        owner=decision.owner,
        due=decision.due,
        number=decision.number,
        decision=decision.decision,
        decided_on=decision.day,
        by=decision.by,
    )
    return replace(experiment, holds=(*experiment.holds, hold))


def with_done(experiment: Experiment | None, done: FollowUp) -> Experiment | None:
    """Return an experiment that is held by what is done, and awaits a finding."""
    if experiment is None:
        return None
    holds = (
        replace(hold, done_by=done.done_by) if hold.number == done.number else hold
        for hold in experiment.holds
    )
    return replace(experiment, holds=tuple(holds))


def without_hold(experiment: Experiment, lifted: FollowUp) -> Experiment:
    """Return an experiment without what a follow-up held it by."""
    return replace(experiment, holds=tuple(hold for hold in experiment.holds if hold.number != lifted.number))


def read_finding(text: str) -> str:
    """Return the finding with which a hold is lifted; refuse an empty or over-long one beside its field."""
    complaints = Complaints()
    finding = complaints.read("finding", lambda: read_prose(text, "finding", LONGEST_FINDING), "")
    complaints.done()
    return finding

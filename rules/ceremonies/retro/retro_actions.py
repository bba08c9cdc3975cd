"""The actions of retrospectives: what somebody will do until a day, reminded on it, and carried over while open."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from rules.ceremony_names import Ceremony, HoldingKey
from rules.complaints import Complaints
from rules.experiments.follow_ups import read_due
from rules.marks import mention
from rules.people.people import Person
from rules.refusals import Refused
from rules.typed import read_text

LONGEST_ACTION = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class RetroAction:
    """What somebody will do until a day; `day` names the retrospective that agreed on it."""

    number: int
    channel: str
    day: date
    text: str
    owner: str
    due: date
    by: str
    at: datetime
    done_by: str = ""
    done_at: datetime | None = None

    @property
    def holding_key(self) -> HoldingKey:
        """Return the retrospective that agreed on it."""
        return HoldingKey(self.channel, Ceremony.RETRO, self.day)

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be done."""
        return self.done_at is None

    def is_overdue(self, today: date) -> bool:
        """Tell whether its day has passed and it is not done."""
        return self.is_open and self.due < today


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDraft:
    """An action as typed."""

    action: str = ""
    owner: str = ""
    due: str = ""


def read_action(draft: ActionDraft, key: HoldingKey, *, by: str, now: datetime, today: date) -> RetroAction:
    """Return the action that was typed; its number comes with keeping it."""
    complaints = Complaints()
    text = complaints.read("action", lambda: read_text(draft.action, "short action", LONGEST_ACTION), "")
    due = complaints.read("due", lambda: required_due(draft.due, today), today)
    complaints.done()
    owner = draft.owner or by
    return RetroAction(
        number=0,
        channel=key.channel,
        day=key.day,
        text=text,
        owner=owner,
        due=due,
        by=by,
        at=now,
    )


def required_due(text: str, today: date) -> date:
    """Return a due day; refuse one that is missing or has passed."""
    due = read_due(text, today)
    if due is None:
        raise Refused("Say until when.")
    return due


def done_action(action: RetroAction, by: Person, facilitator: str, now: datetime) -> RetroAction:
    """Return an action that is done; refuse who neither owns it, nor agreed on it, nor facilitates or administers."""
    if not action.is_open:
        return action
    if by.id not in (action.owner, action.by, facilitator) and not by.is_admin:
        raise Refused(
            f"Only {mention(action.owner)}, the facilitator or an admin can mark this action as done."
        )
    return replace(action, done_by=by.id, done_at=now)

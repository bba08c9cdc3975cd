"""What the journal records: the deeds by name, and one entry for each."""

from dataclasses import dataclass
from datetime import datetime

from rules.numbers.typed_numbers import whole_number
from rules.refusals import Refused
from rules.words import Worded, shorten

MOST_DIGITS = 9


class Deed(Worded):
    """What the journal records, in the words of the history."""

    PROPOSED = "proposed"
    STARTED = "started"
    CHANGED = "changed"
    MEASURED = "measured", "recorded a value"
    STRUCK_VALUE = "struck_value", "marked a value as wrong"
    ASKED_OVERRIDE = "asked_override", "asked to override"
    CONFIRMED_OVERRIDE = "confirmed_override", "confirmed the override of"
    REFUSED_OVERRIDE = "refused_override", "refused the override of"
    WITHDREW_OVERRIDE = "withdrew_override", "withdrew the override of"
    ASKED_HANDOVER = "asked_handover", "asked for a handover"
    ACCEPTED_HANDOVER = "accepted_handover", "accepted the handover"
    DECLINED_HANDOVER = "declined_handover", "declined the handover"
    WITHDREW_HANDOVER = "withdrew_handover", "took the handover back"
    ASKED_QUESTION = "asked_question", "asked a question"
    ANSWERED_QUESTION = "answered_question", "answered the question"
    PASSED_SEAT = "passed_seat", "handed over a seat"
    SUBMITTED = "submitted"
    APPROVED_REVIEW = "approved_review", "approved"
    ASKED_FOR_CHANGES = "asked_for_changes"
    REJECTED = "rejected"
    PASSED_BOARD = "passed_board", "approved by the board"
    REOPENED = "reopened", "back before the board"
    ASKED_FOR_PROMOTION = "asked_for_promotion"
    APPROVED_PROMOTION = "approved_promotion", "approved the promotion"
    DECLINED = "declined", "declined the promotion"
    PASSED_GATE = "passed_gate", "promoted to production"
    ROLLED_BACK = "rolled_back"
    RETIRED = "retired"
    WITHDREW = "withdrew"
    CONCLUDED = "concluded"
    SCORED_FORECAST = "scored_forecast", "has its first result"
    GAVE_DUTY = "gave_duty", "gave a duty"
    TOOK_DUTY = "took_duty", "took a duty"
    SET_ROLE = "set_role", "set a role"
    SET_SEATS = "set_seats", "changed how many seats of the board one person may fill"
    SET_RECORDERS = "set_recorders", "changed who may record values"
    SET_TERMS = "set_terms", "changed when reviews and approvals are due"
    SET_HOURS = "set_hours", "changed working hours"
    SET_ANSWERS = "set_answers", "changed whether messages that name experiments are answered"
    SET_SETTINGS = "set_settings", "changed the settings"
    ERASED = "erased", "erased the personal data"
    LIFTED_ERASURE = "lifted_erasure", "let the name be kept again"
    CREATED_PROJECT = "created_project", "created the project"
    CHANGED_PROJECT = "changed_project", "changed the project"
    COMPLETED_MILESTONE = "completed_milestone", "marked a milestone as done"
    NOTED = "noted"
    DECIDED_ETHICS = "decided_ethics", "decided in the AI ethics review"
    CHECKED_BIAS = "checked_bias", "checked for bias"
    COMPLETED_FOLLOW_UP = "completed_follow_up", "did a follow-up"
    SET_UP_CEREMONY = "set_up_ceremony", "set up a ceremony"
    REMOVED_CEREMONY = "removed_ceremony", "removed a ceremony"
    MOVED_CEREMONY = "moved_ceremony", "moved a ceremony"
    PAUSED_CEREMONY = "paused_ceremony", "paused a ceremony"
    RESUMED_CEREMONY = "resumed_ceremony", "resumed a ceremony"
    SKIPPED_CEREMONY = "skipped_ceremony", "skipped a ceremony"
    RAN_CEREMONY = "ran_ceremony", "held a ceremony at once"
    RENEWED_FEED = "renewed_feed", "gave the calendar a new address"
    SWAPPED_FACILITATOR = "swapped_facilitator", "swapped the facilitator"
    NAMED_BLOCKER = "named_blocker", "is blocked"
    TOOK_BLOCKER = "took_blocker", "took on a blocker"
    SOLVED_BLOCKER = "solved_blocker", "marked a blocker as solved"
    WENT_AWAY = "went_away", "set an absence"
    CAME_BACK = "came_back", "ended an absence"
    ADDED_ACTION = "added_action", "added an action"
    COMPLETED_ACTION = "completed_action", "did an action"
    LIFTED_HOLD = "lifted_hold", "lifted a hold"
    CARRIED_OVER = "carried_over", "carried over from the version before"
    TOOK_PACK = "took_pack", "took an evidence pack"
    MADE_TOKEN = "made_token", "made an API token"
    REVOKED_TOKEN = "revoked_token", "revoked an API token"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal as it is read; `detail` is what was said or changed, as plain text, `number` counts the
    lines about its subject; `parts` are its words with the times in them, where it has times, and one that `tells` of a
    state lets its subject be shown as it was then."""

    at: datetime
    by: str
    deed: Deed
    subject: str
    detail: str = ""
    number: int = 0
    parts: tuple[str | datetime, ...] = ()
    tells: bool = False


def read_entry_number(text: str) -> int:
    """Return the typed number of an entry; refuse anything else."""
    number = whole_number(text.strip().removeprefix("#"))
    if number and number < 10**MOST_DIGITS:
        return number
    raise Refused(
        f"“{shorten(text.strip(), 40)}” is no number of an entry. Write it like: `/experiment show EXP-1 at 12`"
        if text.strip()
        else "Add the number of an entry, like: `/experiment show EXP-1 at 12`; `/experiment history EXP-1` shows them."
    )

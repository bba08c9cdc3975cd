"""The replies in an experiment's thread: what each tells, and whom."""

from dataclasses import dataclass

from rules.words import Worded


class NoticeTopic(Worded):
    """What a reply in an experiment's thread tells."""

    CHANGES_ASKED = "changes_asked"
    SUBMITTED = "submitted"
    RESUBMITTED = "resubmitted"
    REJECTED = "rejected"
    APPROVED = "approved"
    REOPENED = "reopened"
    EVIDENCE_LACKING = "evidence_lacking"
    APPROVALS_FELL = "approvals_fell"
    DECLINED = "declined"
    PROMOTED = "promoted"
    ROLLED_BACK = "rolled_back"
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"
    CONCLUDED = "concluded"
    OVERRIDE_ASKED = "override_asked"
    OVERRIDE_CONFIRMED = "override_confirmed"
    OVERRIDE_REFUSED = "override_refused"
    OVERRIDE_WITHDRAWN = "override_withdrawn"
    OVERRIDE_OVERTAKEN = "override_overtaken"
    HANDOVER_ACCEPTED = "handover_accepted"
    HANDOVER_DECLINED = "handover_declined"
    HANDOVER_WITHDRAWN = "handover_withdrawn"
    QUESTION_ANSWERED = "question_answered"
    SEAT_PASSED = "seat_passed"
    HELD = "held"
    FINDING_AWAITED = "finding_awaited"
    HOLD_LIFTED = "hold_lifted"
    HOLD_EASED = "hold_eased"
    BIAS_ACCEPTED = "bias_accepted"
    VALUE_SET_ASIDE = "value_set_aside"
    APPROVAL_LAPSED = "approval_lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A reply in an experiment's thread; `to` are those who must act on it and so are pinged, `about` is what of the
    experiment it tells of, `ended` are those whose approvals ended with a promotion, `place` is that of the override it asks
    a second person about, `revision` is the one in which it happened: 0 in letters that were owed before it was kept."""

    topic: NoticeTopic
    by: str
    reason: str = ""
    about: str = ""
    to: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    place: int | None = None
    revision: int = 0

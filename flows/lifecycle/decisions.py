"""The decisions of the review board and of the promotion gate."""

from datetime import datetime

from flows.desk import Desk
from flows.experiments.record import Doing, record
from rules.experiments.experiment import Experiment, Verdict
from rules.journal.entries import Deed
from rules.lifecycle import gate, reviewing
from rules.lifecycle.seats import ApprovalSeat, ReviewSeat
from rules.words import clean

DEED_OF_VERDICT = {
    Verdict.APPROVE: Deed.APPROVED_REVIEW,
    Verdict.ASK_FOR_CHANGES: Deed.ASKED_FOR_CHANGES,
    Verdict.REJECT: Deed.REJECTED,
}


def review(
    desk: Desk,
    seat: ReviewSeat,
    verdict: Verdict,
    *,
    by: str,
    now: datetime,
    reason: str = "",
    request: str = "",
) -> Experiment:
    """Record one verdict of the board; the last one that was missing approves the experiment."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, seat.experiment, by)
        after = reviewing.review(before, seat, verdict, person, reason, now)
        said = clean(reason)
        doing = Doing(deed=DEED_OF_VERDICT[verdict], by=by, now=now, said=said, reason=said)
        return record(session, before, after, doing)


def approve(desk: Desk, seat: ApprovalSeat, *, by: str, now: datetime) -> Experiment:
    """Record one approval of a promotion; the last one that was missing makes the plan."""
    with desk.begin() as session:
        before, person = desk.lock(session, seat.experiment, by)
        approvers = desk.some(session, gate.approvers(before))
        after = gate.approve_promotion(before, seat, person, approvers, now)
        return record(session, before, after, Doing(deed=Deed.APPROVED_PROMOTION, by=by, now=now))


def decline(
    desk: Desk, number: int, round_: int, *, by: str, now: datetime, reason: str, request: str = ""
) -> Experiment:
    """Record that an approver declines the promotion, with the reason."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, number, by)
        after = gate.decline_promotion(before, round_, person, reason, now)
        said = clean(reason)
        return record(
            session, before, after, Doing(deed=Deed.DECLINED, by=by, now=now, said=said, reason=said)
        )

"""Handing an experiment over: asking the new owner, and their answer."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.experiments.record import Doing, record
from rules.experiments.experiment import Experiment
from rules.experiments.makers import Handover, HandoverOutcome
from rules.experiments.notices import Notice, NoticeTopic
from rules.journal.entries import Deed
from rules.lifecycle import handing_over
from rules.people.accounts import Part
from rules.people.people import Person

ANSWERS: dict[HandoverOutcome, tuple[Deed, NoticeTopic]] = {
    HandoverOutcome.ACCEPTED: (Deed.ACCEPTED_HANDOVER, NoticeTopic.HANDOVER_ACCEPTED),
    HandoverOutcome.DECLINED: (Deed.DECLINED_HANDOVER, NoticeTopic.HANDOVER_DECLINED),
    HandoverOutcome.WITHDRAWN: (Deed.WITHDREW_HANDOVER, NoticeTopic.HANDOVER_WITHDRAWN),
}
Answer = Callable[[Experiment, int, Person, datetime], Experiment]


def ask(desk: Desk, number: int, to: str, *, by: str, now: datetime, request: str) -> Experiment:
    """Ask somebody to own an experiment; until they accept, its owner stays."""
    with desk.begin(request, now) as session:
        desk.require_people(session, [to], Part.OWNER, "owner")
        before, person = desk.lock(session, number, by)
        return ask_in(session, desk, before, to, person, now)


def ask_in(
    session: Session, desk: Desk, before: Experiment, to: str, by: Person, now: datetime
) -> Experiment:
    """Ask in a transaction that has begun; who was asked before is asked no more, and who names themselves accepts."""
    standing = handing_over.awaited(before)
    if standing and to not in (standing.to, before.owner):
        before = answer_in(session, desk, before, len(before.handovers) - 1, handing_over.take_back, by, now)
    asked = handing_over.ask(before, to, by, now)
    said = about(*named(session, desk, asked.handovers[-1]))
    doing = Doing(deed=Deed.ASKED_HANDOVER, by=by.id, now=now, said=said)
    kept = record(session, before, asked, doing)
    if to != by.id:
        return kept
    return answer_in(session, desk, kept, len(kept.handovers) - 1, handing_over.accept, by, now)


def accept(desk: Desk, number: int, place: int, *, by: str, now: datetime) -> Experiment:
    """Accept the ownership of an experiment."""
    return answer(desk, number, place, handing_over.accept, by, now)


def decline(desk: Desk, number: int, place: int, *, by: str, now: datetime) -> Experiment:
    """Decline the ownership of an experiment."""
    return answer(desk, number, place, handing_over.decline, by, now)


def take_back(desk: Desk, number: int, place: int, *, by: str, now: datetime) -> Experiment:
    """Take a handover back before it is answered."""
    return answer(desk, number, place, handing_over.take_back, by, now)


def answer(desk: Desk, number: int, place: int, rule: Answer, by: str, now: datetime) -> Experiment:
    """End a handover in one of the three ways."""
    with desk.begin() as session:
        before, person = desk.lock(session, number, by)
        return answer_in(session, desk, before, place, rule, person, now)


def answer_in(
    session: Session, desk: Desk, before: Experiment, place: int, rule: Answer, by: Person, now: datetime
) -> Experiment:
    """End a handover in a transaction that has begun; those whom it concerns hear of it."""
    after = rule(before, place, by, now)
    handover = after.handovers[place]
    deed, topic = ANSWERS[handover.outcome]
    told = dict.fromkeys(user for user in concerned(handover) if user != by.id)
    of, to = named(session, desk, handover)
    notice = Notice(topic=topic, by=by.id, about=of, to=tuple(told))
    doing = Doing(deed=deed, by=by.id, now=now, said=about(of, to), news=(notice,))
    return record(session, before, after, doing)


def concerned(handover: Handover) -> tuple[str, ...]:
    """Return who must know how a handover ended."""
    if handover.outcome is HandoverOutcome.WITHDRAWN:
        return (handover.to,)
    return (handover.asked_by, handover.of)


def about(of: str, to: str) -> str:
    """Return what a handover is about, as the history tells it."""
    return f"ownership from {of} to {to}"


def named(session: Session, desk: Desk, handover: Handover) -> tuple[str, str]:
    """Return the names of who hands over and of who is asked."""
    both = desk.some(session, (handover.of, handover.to))
    return both.name(handover.of), both.name(handover.to)

"""Handing an experiment over: asking the new owner, and their answer."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.experiments.record import Doing, RecordedDeeds
from rules.experiments.experiment import Experiment
from rules.experiments.makers import Handover, HandoverOutcome
from rules.experiments.notices import Notice, NoticeTopic
from rules.journal.entries import Deed
from rules.lifecycle import handing_over
from rules.marks import mention
from rules.people.accounts import Part
from rules.people.people import Person, Team

ANSWERS: dict[HandoverOutcome, tuple[Deed, NoticeTopic]] = {
    HandoverOutcome.ACCEPTED: (Deed.ACCEPTED_HANDOVER, NoticeTopic.HANDOVER_ACCEPTED),
    HandoverOutcome.DECLINED: (Deed.DECLINED_HANDOVER, NoticeTopic.HANDOVER_DECLINED),
    HandoverOutcome.WITHDRAWN: (Deed.WITHDREW_HANDOVER, NoticeTopic.HANDOVER_WITHDRAWN),
}
Answer = Callable[[Experiment, int, Person, datetime], Experiment]


def ask(desk: Desk, number: int, to: str, *, by: str, now: datetime, request: str) -> Experiment:
    """Ask somebody to own an experiment; until they accept, its owner stays."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, number, by)
        team = of_handover(session, desk, before, to)
        desk.refuse_outsiders([to], team.accounts, Part.OWNER, "owner")
        deeds = RecordedDeeds(before)
        after = add_question(deeds, before, to, team, person, now)
        deeds.keep_all(session, now)
        return after


def add_question(
    deeds: RecordedDeeds, before: Experiment, to: str, team: Team, by: Person, now: datetime
) -> Experiment:
    """Add that somebody is asked; who was asked before is asked no more, and who names themselves accepts."""
    standing = handing_over.awaited(before)
    if standing and to not in (standing.to, before.owner):
        place = len(before.handovers) - 1
        before = add_answer(deeds, before, place, handing_over.take_back, team, by, now)
    asked = handing_over.ask(before, to, by, now)
    said = about(asked.handovers[-1])
    after = deeds.add(asked, Doing(deed=Deed.ASKED_HANDOVER, by=by.id, now=now, said=said))
    if to != by.id:
        return after
    return add_answer(deeds, after, len(after.handovers) - 1, handing_over.accept, team, by, now)


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
        handover = handing_over.at_place(before, place)
        team = desk.some(session, (handover.of, handover.to))
        deeds = RecordedDeeds(before)
        after = add_answer(deeds, before, place, rule, team, person, now)
        deeds.keep_all(session, now)
        return after


def add_answer(
    deeds: RecordedDeeds,
    before: Experiment,
    place: int,
    rule: Answer,
    team: Team,
    by: Person,
    now: datetime,
) -> Experiment:
    """Add how a handover ended; those whom it concerns hear of it."""
    after = rule(before, place, by, now)
    handover = after.handovers[place]
    deed, topic = ANSWERS[handover.outcome]
    told = dict.fromkeys(user for user in concerned(handover) if user != by.id)
    notice = Notice(topic=topic, by=by.id, about=team.name(handover.of), to=tuple(told))
    return deeds.add(after, Doing(deed=deed, by=by.id, now=now, said=about(handover), news=(notice,)))


def of_handover(session: Session, desk: Desk, before: Experiment, to: str) -> Team:
    """Return those whom asking somebody names: who owns it, who is asked, and who was asked before."""
    standing = handing_over.awaited(before)
    return desk.some(session, {before.owner, to, *((standing.of, standing.to) if standing else ())})


def concerned(handover: Handover) -> tuple[str, ...]:
    """Return who must know how a handover ended."""
    if handover.outcome is HandoverOutcome.WITHDRAWN:
        return (handover.to,)
    return (handover.asked_by, handover.of)


def about(handover: Handover) -> str:
    """Return what a handover is about, as the history tells it: by ids, for a name that is sealed could not be erased."""
    return f"ownership from {mention(handover.of)} to {mention(handover.to)}"

"""The decisions of the AI ethics review: taken, their follow-ups given to somebody, reminded of, and done."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows.ceremonies.review.agendas import cards, existing_holding
from flows.desk import Desk
from flows.experiments.record import Doing, keep_facts
from rules.ceremonies.reminding import Owed, first_reminder
from rules.ceremonies.review.letters import FollowUpLetter, review_messages
from rules.ceremony_names import HoldingKey
from rules.experiments import follow_ups
from rules.experiments.experiment import Experiment, Hold
from rules.experiments.follow_ups import DecisionDraft, FollowUp
from rules.experiments.letters import NoticeLetter
from rules.experiments.notices import Notice, NoticeTopic
from rules.journal.entries import Deed, Entry
from rules.journal.facts import Fact, Kind, difference
from rules.letters import Letter
from rules.local_time import local_day
from rules.people.accounts import Part
from store import outbox
from store.ceremonies import holdings
from store.ceremonies.review import agendas
from store.experiments import experiments
from store.experiments.follow_ups import get_follow_up, keep_done, lock_follow_up
from store.journal import journal


def decide(
    desk: Desk, key: HoldingKey, draft: DecisionDraft, *, by: str, now: datetime, request: str
) -> None:
    """Record a decision of the AI ethics review; who is to follow it up hears of it at once, and again when it is due."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        holding = existing_holding(holdings.lock(session, key))
        today = local_day(now, desk.member(session, by).zone)
        decision = follow_ups.read_decision(draft, by=by, now=now, today=today)
        desk.require_people(session, [decision.owner], Part.FOLLOW_UP, "follow_up_owner")
        experiment = experiments.lock(session, decision.experiment) if decision.experiment else None
        kept = agendas.add_decision(session, key, decision, reminder_of(session, desk, decision, now))
        said = f"{kept.decision}: {kept.reason}"
        keep_told(session, experiment, held_by(experiment, kept), Deed.DECIDED_ETHICS, kept, said, by, now)
        keep_state(session, Deed.DECIDED_ETHICS, None, kept, by, now)
        outbox.put(session, review_messages(holding), now)
        outbox.put(session, cards(experiment), now)
        if experiment and kept.holds:
            outbox.put(session, [told_of(experiment, NoticeTopic.HELD, kept.decision, by)], now)
        if kept.is_open:
            outbox.put(session, [FollowUpLetter(user=kept.owner, follow_up=kept.number, reminds=False)], now)


def reminder_of(session: Session, desk: Desk, decision: FollowUp, now: datetime) -> datetime | None:
    """Return when the owner of a follow-up is reminded of it first."""
    if not decision.is_open or decision.due is None:
        return None
    return first_reminder(Owed.FOLLOW_UP, decision.due, desk.member(session, decision.owner).zone, now)


def complete(desk: Desk, number: int, *, by: str, now: datetime) -> FollowUp:
    """Mark a follow-up as done, which lifts its hold; doing so twice changes nothing."""
    with desk.begin() as session:
        follow_up = lock_follow_up(session, number)
        person = desk.person(session, by)
        if not follow_up.is_open:
            return follow_up
        shown_in = agendas.shown_in(session, follow_up)
        facilitators = frozenset(one.facilitator for one in shown_in if one.facilitator)
        follow_ups.require_may_complete(follow_up, person, facilitators)
        done = keep_done(session, number, by, now)
        experiment = experiments.lock(session, follow_up.experiment) if follow_up.experiment else None
        freed = without_hold(experiment, done)
        keep_told(session, experiment, freed, Deed.COMPLETED_FOLLOW_UP, done, done.task, by, now)
        keep_state(session, Deed.COMPLETED_FOLLOW_UP, follow_up, done, by, now)
        for holding in shown_in:
            outbox.put(session, review_messages(holding), now)
        outbox.put(session, cards(experiment), now)
        if experiment and freed and done.holds and not freed.holds:
            outbox.put(session, [told_of(experiment, NoticeTopic.HOLD_LIFTED, done.task, by)], now)
        return done


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
    )
    return replace(experiment, holds=(*experiment.holds, hold))


def without_hold(experiment: Experiment | None, done: FollowUp) -> Experiment | None:
    """Return an experiment without what a follow-up held it by."""
    if experiment is None:
        return None
    return replace(experiment, holds=tuple(hold for hold in experiment.holds if hold.number != done.number))


def keep_told(
    session: Session,
    before: Experiment | None,
    after: Experiment | None,
    deed: Deed,
    about: FollowUp,
    said: str,
    by: str,
    now: datetime,
) -> None:
    """Keep a decision in the history of its experiment, with what it holds, or in that of the review."""
    if before and after:
        keep_facts(session, before, after, Doing(deed=deed, by=by, now=now, said=said, is_told_anyway=True))
    else:
        journal.add(session, Entry(at=now, by=by, deed=deed, subject=about.ceremony.words, detail=said))


def keep_state(
    session: Session, deed: Deed, before: FollowUp | None, after: FollowUp, by: str, now: datetime
) -> None:
    """Keep what became of a follow-up as a fact of its own, against which its row is verified."""
    replaced, added = difference(before, after)
    fact = Fact(
        deed=deed,
        by=by,
        at=now,
        subject=f"follow-up {after.number}",
        kind=Kind.FOLLOW_UP,
        replaced=replaced,
        added=added,
    )
    journal.add_fact(session, fact)


def told_of(experiment: Experiment, topic: NoticeTopic, about: str, by: str) -> Letter:
    """Return the reply in an experiment's thread that it is held, or no longer."""
    to = (experiment.owner,) if experiment.owner != by else ()
    notice = Notice(topic=topic, by=by, about=about, to=to)
    return NoticeLetter(experiment=experiment.number, notice=notice)


def follow_up(desk: Desk, number: int) -> FollowUp:
    """Return a follow-up."""
    with desk.look() as session:
        return get_follow_up(session, number)

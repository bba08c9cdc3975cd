"""The decisions of the AI ethics review: taken by who may, their follow-ups given and done, their holds lifted."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows.ceremonies.reminders import lists_that_name
from flows.ceremonies.review.agendas import cards, existing_holding
from flows.ceremonies.review.ethics_facilitators import deciding_facilitators
from flows.desk import Desk
from flows.experiments.record import Doing, keep_facts
from flows.people.homes import owe
from rules.ceremonies.ceremonies import Holding
from rules.ceremonies.reminding import first_reminder
from rules.ceremonies.review.letters import FollowUpLetter, review_messages
from rules.ceremony_names import HoldingKey
from rules.evidence.bias_checks import accept, accepted_words
from rules.experiments import follow_ups
from rules.experiments.experiment import Experiment
from rules.experiments.follow_ups import DecisionDraft, FollowUp
from rules.experiments.notices import Notice, NoticeTopic
from rules.journal.entries import Deed, Entry
from rules.journal.facts import Kind, fact_between
from rules.letters import Letter
from rules.lifecycle.hears import notice_letter
from rules.local_time import local_day
from rules.people.accounts import Part
from rules.refusals import Refused
from rules.waiting.waits import WaitKind
from store import outbox
from store.ceremonies import holdings
from store.ceremonies.review import agendas
from store.experiments import experiments
from store.experiments.follow_ups import (
    NO_FOLLOW_UP,
    get_follow_up,
    keep_done,
    keep_lifted,
    lock_follow_up,
)
from store.journal import journal


def decide(
    desk: Desk, key: HoldingKey, draft: DecisionDraft, *, by: str, now: datetime, request: str
) -> None:
    """Record a decision of the AI ethics review; who is to follow it up hears of it at once, and again when it is due."""
    with desk.begin(request, now) as session:
        holding = existing_holding(holdings.lock(session, key))
        require_may_decide(session, desk, holding, by)
        today = local_day(now, desk.member(session, by).zone)
        decision = follow_ups.read_decision(draft, by=by, now=now, today=today)
        desk.require_people(session, [decision.owner], Part.FOLLOW_UP, "follow_up_owner")
        experiment = experiments.lock(session, decision.experiment) if decision.experiment else None
        after = accepting(session, desk, holding, experiment, draft, decision)
        if experiment and after:
            decision = replace(decision, accepts=accepted_words(experiment, after))
        kept = agendas.add_decision(session, key, decision, reminder_of(session, desk, decision, now))
        said = f"{kept.decision}: {kept.reason}"
        keep_told(
            session, experiment, follow_ups.held_by(after, kept), Deed.DECIDED_ETHICS, kept, said, by, now
        )
        keep_state(session, Deed.DECIDED_ETHICS, None, kept, by, now)
        outbox.put(session, review_messages(holding), now)
        outbox.put(session, cards(experiment), now)
        if experiment and kept.holds:
            outbox.put(session, [told_of(experiment, NoticeTopic.HELD, kept.decision, by)], now)
        if experiment and kept.accepts:
            told = told_of(experiment, NoticeTopic.BIAS_ACCEPTED, kept.accepts, by, kept.reason)
            outbox.put(session, [told], now)
        if kept.is_open:
            outbox.put(session, [FollowUpLetter(user=kept.owner, follow_up=kept.number)], now)
            owe(session, [kept.owner], now)


def require_decider(desk: Desk, key: HoldingKey, *, by: str) -> None:
    """Refuse who may not record a decision of a review, before they type one."""
    with desk.look() as session:
        require_may_decide(session, desk, existing_holding(holdings.get(session, key)), by)


def require_may_decide(session: Session, desk: Desk, holding: Holding, by: str) -> None:
    """Refuse who may not record a decision of a review."""
    person = desk.person(session, by)
    facilitators = deciding_facilitators(session, desk, [holding])
    follow_ups.require_may_decide(person, facilitators, desk.concerned(session, facilitators))


def accepting(
    session: Session,
    desk: Desk,
    holding: Holding,
    experiment: Experiment | None,
    draft: DecisionDraft,
    decision: FollowUp,
) -> Experiment | None:
    """Return an experiment with the failed bias check that a decision accepts as accepted, where it accepts one."""
    checked, number = draft.accepted
    if experiment is None or not checked:
        return experiment
    person = desk.person(session, decision.by)
    facilitators = deciding_facilitators(session, desk, [holding], experiment.makers)
    team = desk.concerned(session, facilitators)
    return accept(experiment, number, decision, person, team, facilitators)


def reminder_of(session: Session, desk: Desk, decision: FollowUp, now: datetime) -> datetime | None:
    """Return when the owner of a follow-up is reminded of it first."""
    if not decision.is_open or decision.due is None:
        return None
    return first_reminder(WaitKind.FOLLOW_UP, decision.due, desk.member(session, decision.owner).zone, now)


def complete(desk: Desk, number: int, *, by: str, now: datetime) -> FollowUp:
    """Mark a follow-up as done; what it holds awaits a finding then, and doing so twice changes nothing."""
    with desk.begin() as session:
        follow_up = lock_follow_up(session, number)
        person = desk.person(session, by)
        experiment = locked_experiment(session, follow_up, by)
        if not follow_up.is_open:
            return follow_up
        shown_in = agendas.shown_in(session, follow_up)
        facilitators = deciding_facilitators(session, desk, shown_in)
        follow_ups.require_may_complete(follow_up, person, facilitators)
        done = keep_done(session, number, by, now)
        after = follow_ups.with_done(experiment, done)
        keep_told(session, experiment, after, Deed.COMPLETED_FOLLOW_UP, done, done.task, by, now)
        keep_state(session, Deed.COMPLETED_FOLLOW_UP, follow_up, done, by, now)
        put_messages(session, shown_in, experiment, now)
        outbox.put(session, told_done(session, follow_up, now), now)
        owe(session, [done.owner], now)
        if experiment and done.is_holding:
            facilitators = deciding_facilitators(session, desk, shown_in, experiment.makers)
            team = desk.concerned(session, facilitators)
            could = follow_ups.lifters(done, experiment.makers, team, facilitators)
            to = tuple(user for user in could if user != by)
            notice = Notice(topic=NoticeTopic.FINDING_AWAITED, by=by, about=done.task, to=to)
            outbox.put(session, [notice_letter(experiment, notice)], now)
        return done


def lift(desk: Desk, number: int, finding: str, *, by: str, now: datetime, request: str) -> Experiment:
    """Lift a hold with a finding, which ends its follow-up; return the experiment that it held."""
    with desk.begin(request, now) as session:
        follow_up = lock_follow_up(session, number)
        shown_in = agendas.shown_in(session, follow_up)
        with as_no_follow_up():
            experiment = experiments.lock(session, follow_up.experiment)
        require_may_lift(session, desk, follow_up, experiment, shown_in, by)
        said = follow_ups.read_finding(finding)
        lifted = keep_lifted(session, number, said, by, now)
        freed = follow_ups.without_hold(experiment, lifted)
        keep_facts(
            session,
            experiment,
            freed,
            Doing(deed=Deed.LIFTED_HOLD, by=by, now=now, said=said, is_told_anyway=True),
        )
        keep_state(session, Deed.LIFTED_HOLD, follow_up, lifted, by, now)
        put_messages(session, shown_in, experiment, now)
        outbox.put(session, told_done(session, follow_up, now), now)
        owe(session, [lifted.owner], now)
        topic = NoticeTopic.HOLD_EASED if freed.holds else NoticeTopic.HOLD_LIFTED
        outbox.put(session, [told_of(experiment, topic, lifted.task, by, said)], now)
        return freed


def liftable(desk: Desk, number: int, *, by: str) -> FollowUp:
    """Return a follow-up whose hold somebody is about to lift; refuse who may not, before they type a finding."""
    with desk.look() as session:
        found = get_follow_up(session, number)
        with as_no_follow_up():
            experiment = experiments.get(session, found.experiment)
        require_may_lift(session, desk, found, experiment, agendas.shown_in(session, found), by)
        return found


def locked_experiment(session: Session, follow_up: FollowUp, by: str) -> Experiment | None:
    """Return the experiment of a follow-up, locked, if it is about one: who owes the follow-up has a part in it, and to whom
    it is not shown, the follow-up is not there either."""
    if not follow_up.experiment:
        return None
    with as_no_follow_up():
        return experiments.lock(session, follow_up.experiment, has_part=by == follow_up.owner)


@contextmanager
def as_no_follow_up() -> Iterator[None]:
    """Refuse the follow-up of an experiment that is not shown as one that is not there: its number says nothing more."""
    try:
        yield
    except Refused:
        raise Refused(NO_FOLLOW_UP) from None


def require_may_lift(
    session: Session,
    desk: Desk,
    follow_up: FollowUp,
    experiment: Experiment,
    shown_in: Iterable[Holding],
    by: str,
) -> None:
    """Refuse who may not lift a hold."""
    person = desk.person(session, by)
    facilitators = deciding_facilitators(session, desk, shown_in, experiment.makers)
    team = desk.concerned(session, facilitators)
    follow_ups.require_may_lift(follow_up, experiment.makers, person, facilitators, team)


def put_messages(
    session: Session, shown_in: Iterable[Holding], experiment: Experiment | None, now: datetime
) -> None:
    """Owe everything that shows a follow-up."""
    for holding in shown_in:
        outbox.put(session, review_messages(holding), now)
    outbox.put(session, cards(experiment), now)


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
    subject = f"follow-up {after.number}"
    journal.add_fact(session, fact_between(Kind.FOLLOW_UP, subject, before, after, deed, by=by, at=now))


def told_of(experiment: Experiment, topic: NoticeTopic, about: str, by: str, finding: str = "") -> Letter:
    """Return the reply in an experiment's thread that it is held, or no longer."""
    to = (experiment.owner,) if experiment.owner != by else ()
    notice = Notice(topic=topic, by=by, reason=finding, about=about, to=to)
    return notice_letter(experiment, notice)


def told_done(session: Session, follow_up: FollowUp, now: datetime) -> Iterator[Letter]:
    """Yield what tells the owner of a follow-up of it anew: the message that gave it, and the lists that name it."""
    yield FollowUpLetter(user=follow_up.owner, follow_up=follow_up.number)
    yield from lists_that_name(session, WaitKind.FOLLOW_UP, follow_up.number, now)


def follow_up(desk: Desk, number: int) -> FollowUp:
    """Return a follow-up."""
    with desk.look() as session:
        return get_follow_up(session, number)

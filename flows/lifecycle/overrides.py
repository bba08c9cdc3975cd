"""Overriding an open item of the checklist: asking for it, and the answer of a second person."""

from datetime import datetime

from flows.desk import Desk
from flows.experiments.record import Doing, record
from rules.experiments.experiment import Experiment
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.overrides import Override, OverrideOutcome
from rules.journal.entries import Deed
from rules.lifecycle import overriding
from rules.lifecycle.fact_words import about
from rules.refusals import refuse
from store.experiments import experiments

ANSWERS: dict[OverrideOutcome, tuple[Deed, NoticeTopic]] = {
    OverrideOutcome.CONFIRMED: (Deed.CONFIRMED_OVERRIDE, NoticeTopic.OVERRIDE_CONFIRMED),
    OverrideOutcome.REFUSED: (Deed.REFUSED_OVERRIDE, NoticeTopic.OVERRIDE_REFUSED),
    OverrideOutcome.WITHDRAWN: (Deed.WITHDREW_OVERRIDE, NoticeTopic.OVERRIDE_WITHDRAWN),
}


def ask(
    desk: Desk, number: int, item: str, reason: str, *, by: str, now: datetime, request: str
) -> Experiment:
    """Ask to override an open item; those who could confirm it are called."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, number, by)
        after = overriding.ask(before, item, reason, person, now)
        wish = after.overrides[-1]
        called = overriding.seconds(after, wish, desk.concerned(session))
        notice = overriding.asked_notice(after, len(after.overrides) - 1, called)
        return record(
            session,
            before,
            after,
            Doing(deed=Deed.ASKED_OVERRIDE, by=by, now=now, said=wish.reason, news=(notice,)),
        )


def confirm(desk: Desk, number: int, place: int, *, by: str, now: datetime) -> Experiment:
    """Confirm an override; the last open item passes the board."""
    with desk.begin() as session:
        before, person = desk.lock(session, number, by)
        after = overriding.confirm(before, place, person, now)
        return record(session, before, after, answered(after.overrides[place], by, now))


def dismiss(desk: Desk, number: int, place: int, *, by: str, now: datetime) -> Experiment:
    """Refuse an override, or withdraw one's own."""
    with desk.begin() as session:
        before, person = desk.lock(session, number, by)
        after = overriding.dismiss(before, place, person, now)
        return record(session, before, after, answered(after.overrides[place], by, now))


def answered(override: Override, by: str, now: datetime) -> Doing:
    """Return the deed that an answer is; who asked hears of it."""
    deed, topic = ANSWERS[override.outcome]
    to = (override.asked_by,) if override.asked_by != by else ()
    notice = Notice(topic=topic, by=by, about=about(override), to=to)
    return Doing(deed=deed, by=by, now=now, news=(notice,))


def overridable(desk: Desk, number: int, by: str) -> Experiment:
    """Return an experiment for the form of an override; refuse now who could not submit it later."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        refuse(overriding.ask_objections(experiment, desk.person(session, by)))
        return experiment

"""All that waits, for one person or for anybody, read in one transaction."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.people.working_times import timed_for
from rules.ceremonies.ceremony_waits import action_wait, check_in_wait
from rules.experiments.experiment import Experiment
from rules.lifecycle.steps import SEATED
from rules.paging import page_of
from rules.people.people import DECIDING, Duty, Member, Team
from rules.people.standing_in import Absences
from rules.waiting.experiment_waits import experiment_waits
from rules.waiting.follow_up_waits import follow_up_wait
from rules.waiting.waits import Waiting, WaitKind, in_order
from store import postings
from store.ceremonies.retro.retro_actions import open_actions
from store.ceremonies.standup.check_ins import unanswered
from store.experiments import viewing
from store.people import absences, members
from store.waiting import awaiting

HIDDEN = "Nobody who could lift it is in the private channel of its card."


def waits_for(desk: Desk, user: str, now: datetime) -> tuple[Waiting, ...]:
    """Return what waits for one person, the longest waiting first, wherever its card stands."""
    with desk.seen_whole().look() as session:
        return waits_of(session, desk, now, user)


def page_for(
    desk: Desk, user: str, now: datetime, place: int, size: int
) -> tuple[tuple[Waiting, ...], Mapping[int, str]]:
    """Return what waits for one person, with the links to the cards that one page of it names."""
    with desk.seen_whole().look() as session:
        found = waits_of(session, desk, now, user)
        shown = {one.experiment for one in page_of(found, place, size).shown}
        return found, postings.card_links(session, shown)


def waits_about(session: Session, desk: Desk, user: str, now: datetime) -> tuple[Waiting, ...]:
    """Return what waits for one person, and what others let wait that this person could settle, or is kept waiting by; each
    seat and finding as a whole, with all of whom it is awaited."""
    team = desk.concerned(session, user)
    me = team.by_id.get(user) or Member(id=user, name=user)
    gone = absences.absences_at(session, now)
    # Who holds a duty may have asked for any of them, or be asked by who is away.
    seated = awaiting.awaiting(
        session, SEATED, "" if me.person.duties else user, decides=bool(me.person.duties)
    )
    found = (
        *(one for experiment in seated for one in experiment_waits(experiment, team, None, gone)),
        *besides_seats(session, team, user, gone, with_findings=True),
    )
    return in_order(one for one in found if user in one.concerns)


def waits_for_anybody(desk: Desk, now: datetime) -> tuple[Waiting, ...]:
    """Return all that waits, also what nobody could settle, the longest waiting first."""
    with desk.look() as session:
        return waits_of(session, desk, now)


def waits_of(
    session: Session, desk: Desk, now: datetime, user: str = "", holders: Team | None = None
) -> tuple[Waiting, ...]:
    """Return what waits for one person, or for anybody; of each kind of thing, the store is asked once."""
    team = holders or desk.concerned(session, user)
    # Whom Slack has not told of yet holds no duty, and may be asked all the same.
    me = team.by_id.get(user) or Member(id=user, name=user)
    gone = absences.absences_at(session, now)
    found = (
        *seats(session, team, me if user else None, gone),
        *besides_seats(session, team, user, gone, with_findings=lifts(me if user else None)),
    )
    if not user:
        return in_order(found)
    return in_order(timed_for(session, (one for one in found if one.waits_for(user)), me, now))


def seats(session: Session, team: Team, me: Member | None, gone: Absences) -> Iterator[Waiting]:
    """Yield what of experiments waits; who decides nothing is asked to own one, or of what they own, and no more."""
    decides = me is None or bool(me.person.duties & DECIDING)
    for experiment in awaiting.awaiting(session, SEATED, me.id if me else "", decides=decides):
        yield from experiment_waits(experiment, team, me, gone)


def besides_seats(
    session: Session, team: Team, user: str, gone: Absences, *, with_findings: bool
) -> Iterator[Waiting]:
    """Yield what waits besides the seats of experiments: follow-ups and findings, actions, and check-ins."""
    yield from promised(session, team, user, with_findings=with_findings)
    yield from (action_wait(one) for one in open_actions(session, user))
    yield from check_ins(session, user, gone)


def lifts(me: Member | None) -> bool:
    """Tell whether somebody, or whoever it may be, may lift a hold by a duty."""
    return me is None or bool(me.person.duties & {Duty.ETHICS, Duty.ADMIN})


def promised(session: Session, team: Team, user: str, *, with_findings: bool) -> Iterator[Waiting]:
    """Yield the follow-ups that are to be done, and, `with_findings`, the holds that await one."""
    for follow_up, experiment in awaiting.open_follow_ups(session, user, with_findings=with_findings):
        found = follow_up_wait(follow_up, experiment, team)
        if found and experiment and found.kind is WaitKind.FINDING:
            found = of_shown(session, found, experiment, team)
        if found:
            yield found


def of_shown(session: Session, one: Waiting, experiment: Experiment, team: Team) -> Waiting:
    """Return a finding that is awaited of those alone to whom its experiment is shown."""
    could = [team.by_id[user] for user in one.could]
    shown = tuple(member.id for member in viewing.shown_among(session, could, experiment))
    return replace(one, could=shown, why_nobody=one.why_nobody or ("" if shown else HIDDEN))


def check_ins(session: Session, user: str, gone: Absences) -> Iterator[Waiting]:
    """Yield the open standups in which somebody who is expected and not away has not answered."""
    everybody: Iterable[str] | None = [user] if user else None
    for holding, expected, answered in unanswered(session, user):
        if not expected and everybody is None:
            everybody = members.here(session)
        asked = [one for one in expected or everybody or () if not user or one == user]
        silent = [one for one in asked if one not in answered and one not in gone]
        if silent:
            yield check_in_wait(holding, silent)

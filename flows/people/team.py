"""Roles and duties, the seats one person may fill, and the roster as Slack knows it."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.people.homes import owe
from flows.people.settings import changing_settings
from flows.people.token_endings import end_orphans
from rules.journal.entries import Deed
from rules.journal.facts import ASSAY, Kind, fact_between
from rules.marks import mention
from rules.people.accounts import Part
from rules.people.erasing import without_profile
from rules.people.people import Duty, Member, Person, Role, Team
from rules.recorders import Recorders
from rules.refusals import Refused
from store import workspaces
from store.journal import journal
from store.people import erasures, members

# Of so many people Slack's word is kept in one transaction; then whoever clicks has the process to themselves for a moment.
AT_ONCE = 50
REST_SECONDS = 0.02


def set_role(desk: Desk, user: str, role: Role, *, by: str, now: datetime, request: str = "") -> Member:
    """Give a member one of the five roles."""
    with desk.begin(request, now) as session:
        require_admin(desk.person(session, by))
        desk.require_people(session, [user], Part.DUTY, "member")
        before = members.lock(session, user)
        after = replace(before, role=role)
        if after != before:
            members.save(session, after)
            keep_fact(session, before, after, Deed.SET_ROLE, role.words, by, now)
        return after


def set_duties(
    desk: Desk, user: str, duties: Iterable[Duty], *, by: str, now: datetime, request: str = ""
) -> Member:
    """Let a member hold exactly these duties."""
    with desk.begin(request, now) as session:
        return change_duties(session, desk, user, frozenset(duties), by, now)


def give_duty(desk: Desk, user: str, duty: Duty, *, by: str, now: datetime, request: str = "") -> Member:
    """Give a member a duty; giving it twice changes nothing."""
    with desk.begin(request, now) as session:
        held = desk.with_settings(members.lock(session, user)).duties
        return change_duties(session, desk, user, held | {duty}, by, now)


def take_duty(desk: Desk, user: str, duty: Duty, *, by: str, now: datetime, request: str = "") -> Member:
    """Take a duty from a member; who does not hold it keeps what they have."""
    with desk.begin(request, now) as session:
        held = desk.with_settings(members.lock(session, user)).duties
        return change_duties(session, desk, user, held - {duty}, by, now)


def change_duties(
    session: Session, desk: Desk, user: str, duties: frozenset[Duty], by: str, now: datetime
) -> Member:
    """Keep the duties of a member, with an entry for each given and taken."""
    require_admin(desk.person(session, by))
    desk.require_people(session, [user], Part.DUTY, "member")
    known = members.lock(session, user)
    before = desk.with_settings(known)
    granted_elsewhere = known.is_slack_admin or user in desk.admins
    if granted_elsewhere and Duty.ADMIN not in duties:
        raise Refused(
            f"{before.person.mention} is an admin by Slack or by the settings; that cannot be taken here."
        )
    if Duty.ADMIN in before.duties - duties:
        require_other_admin(session, desk, user)
    held = known
    for deed, changed in (
        *((Deed.GAVE_DUTY, duty) for duty in sorted(duties - before.duties)),
        *((Deed.TOOK_DUTY, duty) for duty in sorted(before.duties - duties)),
    ):
        after = replace(held, duties=held.duties ^ {changed})
        keep_fact(session, held, after, deed, changed.words, by, now)
        held = after
    members.save(session, held)
    if Duty.ADMIN in before.duties - duties:
        end_orphans(session, desk, [user], now)
    if held != known:
        # Whom a seat waits for hangs on all who hold its duty.
        owe(session, None, now)
    return replace(before, duties=duties)


def require_other_admin(session: Session, desk: Desk, user: str) -> None:
    """Refuse to take the duty “admin” from the last one who holds it: nobody could give it again."""
    workspaces.locked(session)
    if not set(desk.concerned(session).holders(Duty.ADMIN)) - {user}:
        raise Refused(
            f"{mention(user)} is the only admin. Make somebody else one first, or nobody could change the team any more."
        )


def keep_fact(
    session: Session, before: Member, after: Member, deed: Deed, said: str, by: str, now: datetime
) -> None:
    """Keep what became of a member's role or duties as a fact, against which their row is verified; the duty that Slack
    itself gives its admins is none of them."""
    old, new = given_here(before), given_here(after)
    journal.add_fact(session, fact_between(Kind.MEMBER, after.id, old, new, deed, by=by, at=now, said=said))


def given_here(member: Member) -> Member:
    """Return a member with what is given here alone."""
    return replace(member, duties=kept_duties(member))


def set_seats(desk: Desk, one_seat_each: bool, *, by: str, now: datetime, request: str = "") -> None:
    """Say whether one person fills one seat of a gate, or may fill several; it holds from the next submission."""
    with desk.begin(request, now) as session:
        require_admin(desk.person(session, by))
        words = "one seat each" if one_seat_each else "several seats each"
        with changing_settings(session, desk, Deed.SET_SEATS, words, by=by, now=now):
            workspaces.set_one_seat_each(session, one_seat_each)


def set_recorders(desk: Desk, who: Recorders, *, by: str, now: datetime, request: str = "") -> None:
    """Say who may record values; it holds at once."""
    with desk.begin(request, now) as session:
        require_admin(desk.person(session, by))
        with changing_settings(session, desk, Deed.SET_RECORDERS, who.words, by=by, now=now):
            workspaces.set_recorders(session, who)


def recorders(desk: Desk) -> Recorders:
    """Return who may record values."""
    with desk.look() as session:
        return workspaces.recorders(session)


def set_answers_named(desk: Desk, answers: bool, *, by: str, now: datetime, request: str = "") -> None:
    """Say whether a message that names an experiment is answered in its thread; it holds at once."""
    with desk.begin(request, now) as session:
        require_admin(desk.person(session, by))
        words = "answered in their threads" if answers else "not answered"
        with changing_settings(session, desk, Deed.SET_ANSWERS, words, by=by, now=now):
            workspaces.set_answers_named(session, answers)


def answers_named(desk: Desk) -> bool:
    """Tell whether a message that names an experiment is answered in its thread."""
    with desk.look() as session:
        return workspaces.answers_named(session)


def record_workspace(desk: Desk, name: str, *, now: datetime) -> None:
    """Make the workspace known, before anything else is done in it."""
    with desk.begin() as session:
        workspaces.ensure(session, name, now)


def record_roster(desk: Desk, people: Iterable[Member], *, now: datetime) -> None:
    """Take names, zones, admins and kinds of accounts from Slack; roles and duties stay as they are, and whose data was
    erased gets no name.

    Some at a time, and only those of whom Slack says something else than before: a click waits for no more than these, and
    shares the processor with this at most half of the time.
    """
    # In the order of their ids, so that two rosters at once wait for each other and not in a circle.
    roster = sorted({person.id: person for person in people}.values(), key=lambda person: person.id)
    for first in range(0, len(roster), AT_ONCE):
        if first:
            time.sleep(REST_SECONDS)
        some = roster[first : first + AT_ONCE]
        with desk.look() as session:
            ids = [person.id for person in some]
            known = {member.id: member for member in members.some(session, ids)}
            some = without_erased(session, some)
        told = [
            person
            for person in some
            if person.id not in known or kept(person, known[person.id]) != given_here(known[person.id])
        ]
        if told:
            with desk.begin() as session:
                keep_people(session, desk, told, now)


def keep_people(session: Session, desk: Desk, people: Sequence[Member], now: datetime) -> None:
    """Keep what Slack says of some people."""
    known = members.lock_some(session, people)
    # Once more under the lock: somebody's data may have been erased in between.
    people = without_erased(session, people)
    after = {user: kept(person, known[user]) for user, person in ((one.id, one) for one in people)}
    members.save(session, *(member for user, member in after.items() if member != given_here(known[user])))
    for user, member in after.items():
        if given_here(member).duties != kept_duties(known[user]):
            # Who administers by Slack from now on does so by it alone.
            had = replace(member, is_slack_admin=False, duties=kept_duties(known[user]))
            has = replace(had, duties=given_here(member).duties)
            keep_fact(session, had, has, Deed.TOOK_DUTY, Duty.ADMIN.words, ASSAY, now)
    administered = [user for user in after if Duty.ADMIN in known[user].duties or user in desk.admins]
    if administered:
        end_orphans(session, desk, administered, now)


def without_erased(session: Session, people: Sequence[Member]) -> list[Member]:
    """Return people as they are kept: whose data was erased without their profile."""
    erased = erasures.erased_among(session, [person.id for person in people])
    return [without_profile(person) if person.id in erased else person for person in people]


def kept(person: Member, known: Member) -> Member:
    """Return a person as Slack describes them, with the role and the duties that they have here."""
    return replace(person, role=known.role, duties=kept_duties(known))


def kept_duties(known: Member) -> frozenset[Duty]:
    """Return the duties that were given here, without what Slack granted."""
    return known.duties - {Duty.ADMIN} if known.is_slack_admin else known.duties


def require_admin(person: Person) -> None:
    """Refuse who does not administer the desk."""
    if not person.is_admin:
        raise Refused(
            "Only an admin can change the team. Admins are the admins of this Slack workspace"
            " and those who hold the duty “admin”; `/team list` names them."
        )


def require_person(desk: Desk, by: str) -> None:
    """Refuse who is no person of this workspace, for a form that only those may submit."""
    with desk.look() as session:
        desk.person(session, by)


def everybody(desk: Desk) -> Team:
    """Return everybody, with all their duties."""
    with desk.look() as session:
        return desk.team(session)


def named(desk: Desk, *values: object) -> Team:
    """Return those whom some values name by their ids."""
    with desk.look() as session:
        return desk.named(session, *values)


def member_of(desk: Desk, user: str) -> Member:
    """Return a member, with all their duties."""
    with desk.look() as session:
        return desk.member(session, user)


def team_for_admin(desk: Desk, who: str | None, by: str) -> Team:
    """Return a team of the one whom a form is about, if it is known; only an admin may submit it, so refuse anybody else now."""
    with desk.look() as session:
        require_admin(desk.person(session, by))
        return desk.some(session, [who] if who else [])

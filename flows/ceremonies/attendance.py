"""Who is expected at a ceremony, who is away, and whose turn it is to facilitate."""

from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.people.homes import owe
from rules.ceremonies.ceremonies import Schedule
from rules.ceremonies.rota import beginning_at, whose_turn
from rules.ceremony_names import Ceremony
from store.ceremonies import holdings
from store.people import absences, members


def expected(session: Session, schedule: Schedule) -> tuple[str, ...]:
    """Return who is expected at a ceremony: those that its schedule names, or else everybody; only people of this workspace."""
    if not schedule.expected:
        return members.here(session)
    # Who was named before the roster knew them is expected too.
    outsiders = members.outsiders(session, schedule.expected)
    return tuple(user for user in schedule.expected if user not in outsiders)


def count_expected(session: Session, schedule: Schedule | None, most: int) -> int:
    """Return how many are expected at a ceremony, counted no further than to so many."""
    if schedule is None:
        return 0
    # Of a large workspace everybody would be read.
    if not schedule.expected:
        return members.count_here(session, most)
    return min(most, len(expected(session, schedule)))


def owe_homes(session: Session, schedule: Schedule, now: datetime) -> None:
    """Owe their Homes to those who are expected at a holding that begins or ends."""
    owe(session, schedule.expected or None, now)


def away(session: Session, now: datetime) -> frozenset[str]:
    """Return who is away at a moment."""
    return absences.away(session, now)


def facilitator(
    session: Session, schedule: Schedule, when: datetime, *, but: frozenset[str] = frozenset()
) -> str:
    """Return whose turn it is to facilitate the next holding, which starts at `when`; nobody where all are away."""
    return whose_turn(
        beginning_at(list(Ceremony).index(schedule.ceremony), expected(session, schedule)),
        holdings.turns(session, schedule.channel, schedule.ceremony),
        away=away(session, when),
        but=but,
    )


def who_facilitates(session: Session, desk: Desk, schedule: Schedule, named: str, when: datetime) -> str:
    """Return who facilitates what starts at `when`: who is named for it, or who is next if they are away or gone by then."""
    if named and named not in away(session, when) and desk.member(session, named).is_person:
        return named
    return facilitator(session, schedule, when, but=frozenset({named}))

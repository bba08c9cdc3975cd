"""The next ceremonies of one person over all channels, with who facilitates: asked at once for all of them."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from flows.ceremonies.next_holdings import LOOK_BACK, holidays_ahead
from rules.ceremonies.ceremony_sheets import NextHolding, next_holdings
from rules.ceremonies.rota import beginning_at, whose_turn
from rules.ceremony_names import Ceremony
from rules.people.absences import Absence
from rules.waiting.home import MOST_DATES, CeremonyDate
from store.ceremonies import holdings, schedules
from store.ceremonies.schedules import ScheduleAhead
from store.people import absences, members


def dates_ahead(session: Session, user: str, now: datetime) -> tuple[CeremonyDate, ...]:
    """Return the next ceremonies that expect somebody, the next one first."""
    ahead = schedules.ahead_of(session, user, MOST_DATES)
    if not ahead:
        return ()
    known = holdings.known_in(session, {one.schedule.channel for one in ahead}, now - LOOK_BACK)
    coming = [
        (one, next_one)
        for one in ahead
        for next_one in next_holdings(
            one.schedule,
            one.next_day,
            [held for held in known if (held.channel, held.ceremony) == place_of(one)],
            holidays_ahead(one.schedule, now),
            now,
            count=1,
        )
    ]
    return tuple(sorted(facilitated(session, coming, now), key=lambda one: one.starts_at))


def place_of(one: ScheduleAhead) -> tuple[str, Ceremony]:
    """Return the channel and the ceremony of a schedule."""
    return one.schedule.channel, one.schedule.ceremony


def facilitated(
    session: Session, coming: list[tuple[ScheduleAhead, NextHolding]], now: datetime
) -> Iterator[CeremonyDate]:
    """Yield the dates with who facilitates: who is named already, or whose turn it will be."""
    open_turns = [(one, ahead) for one, ahead in coming if not ahead.facilitator]
    turns = holdings.turns_in(session, [place_of(one) for one, _ in open_turns]) if open_turns else {}
    named = {user for one, _ in open_turns for user in one.schedule.expected}
    outsiders = members.outsiders(session, named) if named else {}
    everybody = members.here(session) if any(not one.schedule.expected for one, _ in open_turns) else ()
    away = absences.absences_ahead(session, now) if open_turns else ()
    for one, ahead in coming:
        channel, ceremony = place_of(one)
        people = tuple(user for user in one.schedule.expected if user not in outsiders)
        turn = whose_turn(
            beginning_at(list(Ceremony).index(ceremony), people if one.schedule.expected else everybody),
            turns.get((channel, ceremony), ()),
            away=away_at(away, ahead.starts_at),
        )
        yield CeremonyDate(channel, ceremony, ahead.starts_at, ahead.facilitator or turn)


def away_at(ahead: tuple[Absence, ...], when: datetime) -> frozenset[str]:
    """Return who is away at a moment."""
    return frozenset(one.user for one in ahead if one.since <= when < one.until)

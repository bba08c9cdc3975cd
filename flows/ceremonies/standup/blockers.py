"""Blockers: kept from check-ins, shown on the card of their experiment, taken care of, and solved."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.due import DueKind
from rules.ceremonies.ceremonies import Holding
from rules.ceremonies.standup.check_ins import CheckIn, calls_somebody
from rules.ceremonies.standup.letters import BlockerCallLetter, NamedBlockerLetter, StandupSummaryLetter
from rules.ceremony_names import Ceremony, HoldingKey
from rules.experiments import blockers
from rules.experiments.blockers import Blocker, Match, NamedBlocker
from rules.experiments.letters import CardLetter
from rules.journal.entries import Deed, Entry
from rules.letters import Letter
from rules.message_keys import named_of
from rules.people.people import Team
from rules.refusals import Refused
from store import outbox, postings
from store.ceremonies import holdings
from store.ceremonies.standup import check_ins
from store.experiments import experiments
from store.experiments.blockers import (
    Aging,
    add,
    due_to_age,
    find,
    get,
    lock,
    of_standup,
    save,
    stop_aging,
    take_aging,
    unsolved_of,
)
from store.journal import journal


def keep_named(session: Session, key: HoldingKey, check_in: CheckIn, now: datetime) -> None:
    """Keep the blockers that a check-in names: new ones, those that come back, and those that it no longer names."""
    named = blockers.named_in(check_in.blockers, check_in.experiment)
    require_known(session, named, check_in)
    earlier = known_blockers(session, key, check_in.user)
    last = check_ins.last_day(session, key, check_in.user)
    matches = blockers.matched(earlier, named, key.day, last)
    for match in matches:
        number = keep_one(session, key, match, check_in.user, now)
        if match.known is None:
            outbox.put(session, [NamedBlockerLetter(blocker=number)], now)
        elif match.known.text != match.named.text:
            outbox.put(session, named_messages(session, match.known), now)
    kept = {match.known.number for match in matches if match.known}
    for gone in earlier:
        if gone.number not in kept:
            save(session, blockers.left_out(gone, key.day, now))
            outbox.put(session, named_messages(session, gone), now)
    touched = {one.experiment for one in named} | {one.experiment for one in earlier}
    # Of an earlier one the experiment may be hidden by now from who no longer names it.
    shown_on = sorted(number for number in touched if number is not None)
    outbox.put(session, [CardLetter(experiment=number) for number in shown_on], now)


def require_known(session: Session, named: Iterable[NamedBlocker], check_in: CheckIn) -> None:
    """Refuse a check-in that names an experiment which does not exist, beside the field that names it."""
    numbers = {one.experiment for one in named} | {check_in.experiment}
    for number in sorted(number for number in numbers if number is not None):
        try:
            experiments.get(session, number)
        except Refused as refusal:
            field = "experiment" if number == check_in.experiment else "blockers"
            raise Refused(fields={field: str(refusal)}) from None


def team_of(desk: Desk, blocker: Blocker) -> Team:
    """Return the people of whom a blocker speaks; everybody where it may call somebody by their name."""
    with desk.look() as session:
        return desk.team(session) if calls_somebody([blocker.text]) else desk.named(session, blocker)


def known_blockers(session: Session, key: HoldingKey, user: str) -> tuple[Blocker, ...]:
    """Return somebody's blockers that a check-in may repeat: unsolved ones, and all that this very standup has."""
    here = (one for one in of_standup(session, key) if one.user == user)
    found = {one.number: one for one in (*unsolved_of(session, key.channel, user), *here)}
    return tuple(found.values())


def keep_one(session: Session, key: HoldingKey, match: Match, user: str, now: datetime) -> int:
    """Keep one blocker that a check-in names, and return its number; a new one on an experiment goes into its history."""
    if match.known:
        save(session, blockers.repeated(match.known, match.named, key.day))
        return match.known.number
    made = add(
        session,
        Blocker(
            number=0,
            channel=key.channel,
            user=user,
            text=match.named.text,
            since=now,
            experiment=match.named.experiment,
            seen=(key.day,),
        ),
    )
    if made.key:
        add_entry(session, made, Deed.NAMED_BLOCKER, user, now)
    return made.number


def solve(desk: Desk, numbers: Iterable[int], *, by: str, now: datetime, request: str = "") -> None:
    """Mark blockers as solved; one that is solved already stays as it is."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        for number in sorted(set(numbers)):
            before = lock(session, number)
            after = blockers.solve(before, by, now)
            if after != before:
                save(session, after)
                add_entry(session, after, Deed.SOLVED_BLOCKER, by, now)
                outbox.put(session, redrawn(session, after), now)


def take_on(desk: Desk, number: int, *, by: str, now: datetime) -> None:
    """Take care of somebody's blocker; taking it twice changes nothing."""
    with desk.begin() as session:
        desk.person(session, by)
        before = lock(session, number)
        after = blockers.taken_on(before, by)
        if after != before:
            save(session, after)
            add_entry(session, after, Deed.TOOK_BLOCKER, by, now)
            outbox.put(session, redrawn(session, after), now)


def call_for_owners(session: Session, holding: Holding, now: datetime) -> None:
    """Ask for an owner of each blocker that its person has named in every one of their last check-ins, once."""
    key = holding.key
    for blocker in of_standup(session, key):
        days = check_ins.last_days(session, key, blocker.user, blockers.CHECK_INS_IN_A_ROW)
        if blockers.wants_owner(blocker, days):
            save(session, blockers.called(blocker, key.day))
            outbox.put(session, [BlockerCallLetter(holding=key, blocker=blocker.number)], now)


def age(desk: Desk, aging: Aging, now: datetime) -> bool:
    """Count one more day of a blocker, and owe the card that shows it; false if another worker does."""
    with desk.begin() as session:
        blocker = take_aging(session, aging, now)
        if blocker is None or blocker.experiment is None:
            return False
        experiment = experiments.get(session, blocker.experiment)
        if blockers.is_moot(experiment):
            stop_aging(session, blocker)
        else:
            save(session, blockers.aged(blocker, now))
            outbox.put(session, [CardLetter(experiment=experiment.number)], now)
        return True


def called_for(desk: Desk, number: int) -> Blocker:
    """Return a blocker for the message that asks for its owner."""
    with desk.look() as session:
        return get(session, number)


def named_one(desk: Desk, number: int) -> Blocker | None:
    """Return a blocker for the message that tells of it; None once the check-in that named it names it no longer."""
    with desk.look() as session:
        return find(session, number)


def cards(session: Session, numbers: Iterable[int | None]) -> Iterator[Letter]:
    """Yield the letters that draw the cards of these experiments anew."""
    for number in sorted(number for number in numbers if number is not None):
        yield CardLetter(experiment=experiments.get(session, number).number)


def redrawn(session: Session, blocker: Blocker) -> Iterator[Letter]:
    """Yield the letters that show what became of a blocker: its card, its summary, and the call for an owner."""
    yield from cards(session, [blocker.experiment])
    yield from named_messages(session, blocker)
    key = HoldingKey(blocker.channel, Ceremony.STANDUP, max(blocker.seen))
    holding = holdings.get(session, key)
    if holding:
        yield StandupSummaryLetter(holding=holding.key)
    if blocker.called_on:
        called_in = HoldingKey(blocker.channel, Ceremony.STANDUP, blocker.called_on)
        yield BlockerCallLetter(holding=called_in, blocker=blocker.number)


def named_messages(session: Session, blocker: Blocker) -> Iterator[Letter]:
    """Yield the letter that draws anew what told of a blocker when it was named; nothing where nothing did."""
    if postings.find(session, named_of(blocker.number)):
        yield NamedBlockerLetter(blocker=blocker.number)


def add_entry(session: Session, blocker: Blocker, deed: Deed, by: str, now: datetime) -> None:
    """Add an entry about a blocker to the journal, under its experiment if it is on one."""
    subject = blocker.key or f"standup in {blocker.channel}"
    journal.add(session, Entry(at=now, by=by, deed=deed, subject=subject, detail=blocker.text))


AGING_BLOCKERS = DueKind(due_to_age, age, lambda aging: f"counting the days of blocker {aging.number}")

"""The check-ins that people give before, during and after a standup."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from flows.ceremonies.next_holdings import next_holdings_of
from flows.ceremonies.standup import blockers
from flows.ceremonies.standup.standups import (
    MOST_EXPERIMENTS,
    NONE_HERE,
    SHOWN,
    held_or_ahead,
    sheet_of,
)
from flows.desk import Desk
from flows.people.homes import owe
from rules.ceremonies.calendar import HoldingTime
from rules.ceremonies.ceremonies import GRACE, Holding, Schedule, Standing
from rules.ceremonies.holdings import new_holding
from rules.ceremonies.standup.check_ins import (
    CheckIn,
    CheckInDraft,
    CheckInSheet,
    closing_now,
    everybody_is_in,
    guessed,
    prefilled,
    read_check_in,
    require_held,
    same_again,
)
from rules.ceremonies.standup.letters import (
    CheckedInLetter,
    StandupAskLetter,
    StandupNudgeLetter,
    standup_messages,
)
from rules.ceremony_names import Ceremony, HoldingKey
from rules.experiments.experiment import Experiment
from rules.letters import Letter
from rules.lifecycle.steps import OPEN_STAGES
from rules.local_time import local_day
from rules.marks import channel_mark
from rules.message_keys import ask_of, nudge_of
from rules.refusals import Refused
from store import outbox, postings
from store.ceremonies import holdings, schedules
from store.ceremonies.standup import check_ins
from store.experiments import experiments
from store.people import members


def check_in(
    desk: Desk,
    key: HoldingKey,
    draft: CheckInDraft,
    *,
    by: str,
    now: datetime,
    told_in: str = "",
    request: str = "",
) -> CheckIn:
    """Keep somebody's answer to a standup, new or changed; it is told privately in the channel `told_in`."""
    with desk.begin(request, now) as session:
        holding = locked(session, desk, key, by)
        return kept(session, desk, holding, draft, by, now, told_in)


def repeat(desk: Desk, key: HoldingKey, *, by: str, now: datetime, told_in: str = "") -> CheckIn:
    """Keep somebody's last answer as their answer to this standup as well."""
    with desk.begin() as session:
        holding = locked(session, desk, key, by)
        own, last = check_ins.check_in(session, key, by), check_ins.last_check_in(session, key, by)
        return kept(session, desk, holding, same_again(own, last), by, now, told_in)


def locked(session: Session, desk: Desk, key: HoldingKey, by: str) -> Holding:
    """Return a standup to which somebody answers now; whoever closes it meanwhile waits, so that no answer misses its
    summary."""
    desk.person(session, by)
    holdings.lock(session, key)
    members.lock(session, by)
    holding, _ = held_or_ahead(session, key)
    require_held(holding)
    return holding


def kept(
    session: Session, desk: Desk, holding: Holding, draft: CheckInDraft, by: str, now: datetime, told_in: str
) -> CheckIn:
    """Keep an answer, and owe what shows it."""
    key = holding.key
    made = read_check_in(draft, by, check_ins.check_in(session, key, by), now)
    blockers.keep_named(session, key, made, now)
    check_ins.keep_check_in(session, key, made)
    outbox.put(session, after_check_in(session, holding, by, told_in), now)
    owe(session, [by], now)
    schedule = schedules.schedule(session, key.channel, Ceremony.STANDUP)
    if holding.standing is Standing.CLOSED:
        blockers.call_for_owners(session, holding, now)
    elif everybody_is_in(sheet_of(session, desk, holding, schedule)):
        holdings.save(session, closing_now(holding, now))
    return made


def after_check_in(session: Session, holding: Holding, user: str, told_in: str) -> Iterator[Letter]:
    """Yield the letters that show a check-in: in the channel, and in the messages that asked for it."""
    key = holding.key
    if holding.standing in SHOWN:
        yield from standup_messages(holding)
    if postings.find(session, ask_of(key, user)):
        yield StandupAskLetter(user=user, holding=key)
    if postings.find(session, nudge_of(key, user)):
        yield StandupNudgeLetter(user=user, holding=key)
    if told_in:
        yield CheckedInLetter(user=user, channel=told_in, holding=key)


def here(desk: Desk, channel: str, *, by: str, now: datetime) -> HoldingKey:
    """Return the standup that somebody means who types in a channel: the one held there, or else their own."""
    with desk.look() as session:
        schedule = schedules.schedule(session, channel, Ceremony.STANDUP)
        return current(session, schedule or own(session, desk, by), now)


def own(session: Session, desk: Desk, user: str) -> Schedule:
    """Return the one standup at which somebody is expected; refuse where it is none or several."""
    # Whom a standup names is told by its schedule; where it names nobody, all people of the workspace are expected.
    is_here = desk.member(session, user).is_person
    found = check_ins.schedules(session) if is_here else ()
    mine = [one for one in found if not one.expected or user in one.expected]
    if not mine:
        raise Refused(NONE_HERE)
    if len(mine) > 1:
        named = ", ".join(channel_mark(schedule.channel) for schedule in mine[:10])
        raise Refused(f"You are expected at several standups: {named}. Type it in the channel that you mean.")
    return mine[0]


def current(session: Session, schedule: Schedule, now: datetime) -> HoldingKey:
    """Return the standup of now: the one that is open, the one still to come today, the latest, or the first to come."""
    is_open = holdings.open_one(session, schedule.channel, Ceremony.STANDUP)
    if is_open:
        return is_open.key
    today = local_day(now, schedule.zone)
    # One whose time has just come is still to open, at the next tick of the clock.
    ahead = next(iter(next_holdings_of(session, schedule, now - GRACE)), None)
    latest = holdings.held_before(
        session, new_holding(schedule, HoldingTime(today, now + timedelta(seconds=1)))
    )
    if latest and not (ahead and local_day(ahead.starts_at, schedule.zone) == today):
        return latest.key
    if ahead is None:
        raise Refused("No standup is to come in this channel. `/ceremony list` shows why.")
    return HoldingKey(schedule.channel, Ceremony.STANDUP, ahead.day)


def form(desk: Desk, key: HoldingKey, *, by: str) -> CheckInSheet:
    """Return what the form of a check-in opens with; refuse now who could not submit it later."""
    with desk.look() as session:
        desk.person(session, by)
        holding, _ = held_or_ahead(session, key)
        require_held(holding)
        own_one = check_ins.check_in(session, key, by)
        last = check_ins.last_check_in(session, key, by)
        mine, _ = experiments.page(session, stages=OPEN_STAGES, owner=by, limit=MOST_EXPERIMENTS)
        also = shown_of(session, last.experiment if last else None)
        still = tuple(one for one in also if one.stage in OPEN_STAGES)
        draft = prefilled(own_one, last, guessed(last, (*mine, *(one for one in still if one not in mine))))
        offered = choices(session, by, draft.experiment)
        if draft.experiment not in {str(number) for number, _ in offered}:
            draft = replace(draft, experiment="")
        return CheckInSheet(holding=holding, draft=draft, is_edit=own_one is not None, experiments=offered)


def shown_of(session: Session, number: int | None) -> tuple[Experiment, ...]:
    """Return the experiment of a number, if there is one that is shown to who looks: they may have left its channel."""
    wanted = () if number is None else (number,)
    return tuple(experiments.get(session, one) for one in experiments.known_numbers(session, wanted))


def choices(session: Session, user: str, chosen: str) -> tuple[tuple[int, str], ...]:
    """Return the open experiments that a check-in can be about: one's own first, then the newest; the chosen one too."""
    mine, _ = experiments.page(session, stages=OPEN_STAGES, owner=user, limit=MOST_EXPERIMENTS)
    newest, _ = experiments.page(session, stages=OPEN_STAGES, limit=MOST_EXPERIMENTS)
    kept = shown_of(session, int(chosen) if chosen else None)
    found = {one.number: f"{one.key} · {one.title}" for one in (*mine, *newest, *kept)}
    return tuple(found.items())

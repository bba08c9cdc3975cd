"""The daily standup: its phases, and the check-ins that people give before, during and after it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows import blockers, letters, mornings
from flows.attendance import expected
from flows.days_off import holiday_in
from flows.deeds import Deeds
from flows.desk import Desk
from flows.letters import Letter, LetterKind
from flows.upcoming import coming_of
from rules import standups as rules
from rules.calendar import Slot, local_day, slot_of
from rules.ceremonies import FORMATS, GRACE, Ceremony, Holding, Occurrence, Phase, Schedule, Standing
from rules.holdings import planned
from rules.lifecycle import OPEN_STAGES
from rules.people import Team
from rules.refusals import Refused
from rules.standups import (
    CheckIn,
    CheckInDraft,
    CheckInSheet,
    Silence,
    StandupSheet,
    closing_now,
    everybody_is_in,
    is_at_work,
    prefilled,
    read_check_in,
    require_held,
)
from store import blockers as blocker_store
from store import ceremonies, experiments, members
from store import standups as store
from store.postings import Posting

SHOWN = (Standing.OPEN, Standing.CLOSED)
MOST_EXPERIMENTS = 100
# Where a standup names nobody, everybody is expected; but nobody writes to a whole company.
MOST_NUDGED = 50
NONE_HERE = (
    "No standup is set up in this channel, and you are expected in none. `/ceremony setup` in your team's channel"
    " sets one up."
)


def open_standup(session: Session, desk: Desk, occurrence: Occurrence, now: datetime) -> None:
    """Owe the prompt, and plan whom to ask by message."""
    letters.put(session, iter([letters.of_holding(occurrence, LetterKind.STANDUP_PROMPT)]), now)
    schedule = ceremonies.schedule(session, occurrence.channel, Ceremony.STANDUP)
    if schedule:
        mornings.plan(session, desk, schedule, occurrence.day)


def nudge(session: Session, desk: Desk, occurrence: Occurrence, now: datetime) -> None:
    """Owe a message to everybody who is expected, silent without a reason, and at work at this hour."""
    sheet = sheet_of(session, desk, occurrence)
    silent = sheet.missing.get(Silence.SILENT, ())
    schedule = ceremonies.schedule(session, occurrence.channel, Ceremony.STANDUP)
    if schedule and not schedule.expected and len(silent) > MOST_NUDGED:
        return
    zones = {member.id: member.zone for member in sheet.team.members}
    called = [user for user in silent if is_at_work(now, zones.get(user, "UTC"))]
    letters.put(session, (nudging(occurrence.holding, user) for user in called), now)


def close(session: Session, _desk: Desk, occurrence: Occurrence, now: datetime) -> None:
    """Owe the summary, and ask for owners of the blockers that come back."""
    letters.put(session, posted(occurrence), now)
    blockers.call_for_owners(session, occurrence, now)


def refresh(session: Session, _desk: Desk, occurrence: Occurrence, now: datetime) -> None:
    """Owe what stands of a standup, drawn anew."""
    letters.put(session, posted(occurrence), now)


DEEDS = Deeds({Phase.OPEN: open_standup, Phase.NUDGE: nudge, Phase.CLOSE: close}, refresh=refresh)


def posted(occurrence: Occurrence) -> Iterator[Letter]:
    """Yield the letters of what a standup has in its channel."""
    yield letters.of_holding(occurrence, LetterKind.STANDUP_PROMPT)
    if occurrence.standing is Standing.CLOSED:
        yield letters.of_holding(occurrence, LetterKind.STANDUP_SUMMARY)


def nudging(holding: Holding, user: str) -> Letter:
    """Return the message that reminds somebody, or shows that they have answered."""
    return letters.to_person(user, LetterKind.STANDUP_NUDGE, holding=holding.text)


def check_in(
    desk: Desk,
    holding: Holding,
    draft: CheckInDraft,
    *,
    by: str,
    now: datetime,
    told_in: str = "",
    request: str = "",
) -> CheckIn:
    """Keep somebody's answer to a standup, new or changed; it is told privately in the channel `told_in`."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        # Whoever closes the standup meanwhile waits, so that no answer misses its summary.
        ceremonies.lock(session, holding)
        members.lock(session, by)
        occurrence = occurrence_of(session, holding)
        require_held(occurrence)
        made = read_check_in(draft, by, store.check_in(session, holding, by), now)
        blockers.keep(session, holding, made, now)
        store.keep_check_in(session, holding, made)
        letters.put(session, after_check_in(session, occurrence, by, told_in), now)
        if occurrence.standing is Standing.CLOSED:
            blockers.call_for_owners(session, occurrence, now)
        elif everybody_is_in(sheet_of(session, desk, occurrence)):
            ceremonies.save(session, closing_now(occurrence, now))
        return made


def require_closer(desk: Desk, holding: Holding, *, by: str) -> None:
    """Refuse who may not bring the summary of a standup early."""
    with desk.look() as session:
        schedule = ceremonies.schedule(session, holding.channel, Ceremony.STANDUP)
        rules.require_closer(occurrence_of(session, holding), schedule, desk.person(session, by))


def after_check_in(session: Session, occurrence: Occurrence, user: str, told_in: str) -> Iterator[Letter]:
    """Yield the letters that show a check-in: in the channel, and in the messages that asked for it."""
    holding = occurrence.holding
    if occurrence.standing in SHOWN:
        yield from posted(occurrence)
    if store.asked_in(session, holding, user):
        yield mornings.asking(holding, user)
    if ceremonies.find_part(session, holding, nudge_part(user)):
        yield nudging(holding, user)
    if told_in:
        facts = {"user": user, "channel": told_in, "holding": holding.text}
        yield Letter(f"answer:{user}", LetterKind.CHECKED_IN, facts)


def nudge_part(user: str) -> str:
    """Return the name of the message that reminds somebody."""
    return f"nudge:{user}"


def by_message(
    desk: Desk, channel: str, is_on: bool, *, by: str, now: datetime, request: str = ""
) -> Schedule:
    """Let somebody be asked by message from the next standup on, or in the channel again."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        found = ceremonies.lock_schedule(session, channel, Ceremony.STANDUP)
        if found is None:
            raise Refused(NONE_HERE)
        before, next_day = found.schedule, found.next_day
        others = tuple(user for user in before.by_message if user != by)
        after = replace(before, by_message=(*others, by) if is_on else others)
        ceremonies.keep_schedule(session, after, slot_of(after, next_day) if next_day else None)
        if not is_on:
            store.drop_asks(session, channel, by)
        elif next_day:
            mornings.plan_one(session, desk, after, next_day, by)
        return after


def asked_in(desk: Desk, holding: Holding, user: str) -> Posting | None:
    """Return where the message stands that asked somebody, if it was posted."""
    with desk.look() as session:
        return store.asked_in(session, holding, user)


def keep_asked(desk: Desk, holding: Holding, user: str, posting: Posting) -> None:
    """Remember where the message stands that asked somebody, as soon as Slack has it."""
    with desk.begin() as session:
        store.keep_asked(session, holding, user, posting)


def sheet(desk: Desk, holding: Holding) -> StandupSheet:
    """Return all that the messages of a standup show."""
    with desk.look() as session:
        return sheet_of(session, desk, occurrence_of(session, holding))


def sheet_of(session: Session, desk: Desk, occurrence: Occurrence) -> StandupSheet:
    """Return the sheet of a standup: absences are those that hold when it closes."""
    holding, team = occurrence.holding, desk.team(session)
    schedule = ceremonies.schedule(session, holding.channel, Ceremony.STANDUP)
    people = expected(session, desk, schedule) if schedule else ()
    check_ins = store.check_ins(session, holding)
    answered = {check_in.user for check_in in check_ins}
    closing = occurrence.starts_at + FORMATS[Ceremony.STANDUP].phases[Phase.CLOSE]
    return StandupSheet(
        occurrence=occurrence,
        team=team,
        schedule=schedule,
        expected=people,
        check_ins=check_ins,
        absences=store.absences(session, closing),
        holidays=own_holidays(team, [user for user in people if user not in answered], holding.day),
        asked_later=store.asked_later(session, holding),
        blockers=blocker_store.of_standup(session, holding),
    )


def own_holidays(team: Team, users: list[str], day: date) -> dict[str, str]:
    """Return the public holidays that these people have on a day, by user, as far as their zone tells their country."""
    zones = {member.id: member.zone for member in team.members}
    named = {user: holiday_in(zones.get(user, "UTC"), day) for user in users}
    return {user: name for user, name in named.items() if name}


def occurrence_of(session: Session, holding: Holding) -> Occurrence:
    """Return a standup: as it is held, or as it will be; refuse one of a channel that holds none."""
    occurrence = ceremonies.get(session, holding)
    schedule = ceremonies.schedule(session, holding.channel, Ceremony.STANDUP)
    if occurrence:
        return occurrence
    if schedule is None:
        raise Refused("This standup is not held any more. `/ceremony list` shows what is.")
    return planned(schedule, slot_of(schedule, holding.day))


def here(desk: Desk, channel: str, *, by: str, now: datetime) -> Holding:
    """Return the standup that somebody means who types in a channel: the one held there, or else their own."""
    with desk.look() as session:
        schedule = ceremonies.schedule(session, channel, Ceremony.STANDUP)
        return current(session, schedule or own(session, desk, by), now)


def own(session: Session, desk: Desk, user: str) -> Schedule:
    """Return the one standup at which somebody is expected; refuse where it is none or several."""
    mine = [one for one in store.schedules(session) if user in expected(session, desk, one)]
    if not mine:
        raise Refused(NONE_HERE)
    if len(mine) > 1:
        named = ", ".join(f"<#{schedule.channel}>" for schedule in mine[:10])
        raise Refused(f"You are expected at several standups: {named}. Type it in the channel that you mean.")
    return mine[0]


def current(session: Session, schedule: Schedule, now: datetime) -> Holding:
    """Return the standup of now: the one that is open, the one still to come today, the latest, or the first to come."""
    is_open = ceremonies.open_one(session, schedule.channel, Ceremony.STANDUP)
    if is_open:
        return is_open.holding
    today = local_day(now, schedule.zone)
    # One whose time has just come is still to open, at the next tick of the clock.
    ahead = next(iter(coming_of(session, schedule, now - GRACE)), None)
    latest = ceremonies.held_before(session, planned(schedule, Slot(today, now + timedelta(seconds=1))))
    if latest and not (ahead and local_day(ahead.starts_at, schedule.zone) == today):
        return latest.holding
    if ahead is None:
        raise Refused("No standup is to come in this channel. `/ceremony list` shows why.")
    return Holding(schedule.channel, Ceremony.STANDUP, ahead.day)


def form(desk: Desk, holding: Holding, *, by: str) -> CheckInSheet:
    """Return what the form of a check-in opens with; refuse now who could not submit it later."""
    with desk.look() as session:
        desk.person(session, by)
        occurrence = occurrence_of(session, holding)
        require_held(occurrence)
        own_one = store.check_in(session, holding, by)
        draft = prefilled(own_one, store.last_check_in(session, holding, by))
        offered = choices(session, by, draft.experiment)
        return CheckInSheet(
            occurrence=occurrence, draft=draft, is_edit=own_one is not None, experiments=offered
        )


def choices(session: Session, user: str, chosen: str) -> tuple[tuple[int, str], ...]:
    """Return the open experiments that a check-in can be about: one's own first, then the newest; the chosen one too."""
    mine, _ = experiments.page(session, stages=OPEN_STAGES, owner=user, limit=MOST_EXPERIMENTS)
    newest, _ = experiments.page(session, stages=OPEN_STAGES, limit=MOST_EXPERIMENTS)
    kept = (experiments.get(session, int(chosen)),) if chosen else ()
    found = {one.number: f"{one.key} · {one.title}" for one in (*mine, *newest, *kept)}
    return tuple(found.items())

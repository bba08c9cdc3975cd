"""Reminders: one message a day that lists what waits for somebody, in their own morning; and the owner's own word."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows.desk import Desk
from flows.due import DueKind
from flows.people.working_times import clocks_of
from flows.waiting.waits import waits_about, waits_of
from rules.ceremonies.reminding import next_reminder
from rules.experiments.letters import BoardLetter, CardLetter, GateLetter
from rules.letters import Letter
from rules.local_time import local_day, local_time
from rules.message_keys import reminder_of
from rules.people.working_time import WorkingTime
from rules.refusals import Refused, refuse
from rules.waiting.clocks import Clocks
from rules.waiting.digests import KEPT_TRUE, Digest, digest_of
from rules.waiting.experiment_waits import experiment_waits
from rules.waiting.letters import OwnerReminderLetter, ReminderLetter
from rules.waiting.reminding import Reminding, remind_objections, reminding
from rules.waiting.waits import AGREED, Waiting, WaitKind
from store import outbox, postings
from store.ceremonies.reminders import plan_reminder, remind_times
from store.experiments import experiments
from store.people.absences import absences_at
from store.waiting import nudges
from store.waiting.nudges import Morning

# So many letters are owed in one transaction.
AT_ONCE = 100


def due_mornings(session: Session, now: datetime) -> list[Morning]:
    """Return the mornings of all workspaces in which the working day has begun and people were not reminded yet."""
    return [
        morning
        for morning, last in nudges.mornings(session)
        if is_morning(morning, now) and (last is None or last < local_day(now, morning.zone))
    ]


def is_morning(morning: Morning, now: datetime) -> bool:
    """Tell whether the working hours of a zone have begun and are not over: who starts late is reminded late."""
    hours = morning.hours
    return hours.begins <= local_time(now, morning.zone).time() < hours.ends


def go_through(desk: Desk, morning: Morning, now: datetime) -> bool:
    """Owe those whose morning it is the message of their day, once; who is away, or does not work today, hears nothing.

    Of thousands of people nobody else who writes waits for all: letters are owed some at a time, the morning is taken last, and
    who is stopped in between owes the same letters again, which are the same message.
    """
    day = local_day(now, morning.zone)
    with desk.look() as session:
        waits, clocks = with_clocks(session, waits_of(session, desk, now), now)
        letters = (*reminders_in(session, morning, waits, clocks, day), *redrawn(waits, clocks, now))
    for start in range(0, len(letters), AT_ONCE):
        with desk.begin() as session:
            outbox.put(session, letters[start : start + AT_ONCE], now)
    with desk.begin() as session:
        return nudges.take_morning(session, morning.key, day)


def reminders_in(
    session: Session, morning: Morning, waits: Sequence[Waiting], clocks: Clocks, day: date
) -> Iterator[ReminderLetter]:
    """Yield the message of a day to each whose morning it is and to whom it says anything new."""
    about: dict[str, list[Waiting]] = {}
    for one in waits:
        for user in one.concerns:
            about.setdefault(user, []).append(one)
    told, pushes = nudges.words_told(session, waits), nudges.pushes(session)
    mine = {
        reminder_of(user, day): user
        for user in about
        if is_theirs(morning, clocks.times.get(user), clocks.now)
    }
    # In whatever zone they were when they had it.
    had = postings.standing(session, tuple(mine))
    for key, user in mine.items():
        if key in had:
            continue
        digest = digest_of(user, about[user], clocks, told, pushes.get(user, {}))
        if digest.is_worth_sending:
            yield ReminderLetter(user=user, day=day)


def is_theirs(morning: Morning, person: WorkingTime | None, now: datetime) -> bool:
    """Tell whether a morning is that of somebody who is at work; who is no person of the workspace has none."""
    if person is None or (person.zone, person.daily.span) != (morning.zone, morning.hours.span):
        return False
    return person.is_at_work(now)


def was_told(session: Session, user: str, day: date) -> bool:
    """Tell whether somebody had their message of a day, in whatever zone they were then."""
    return postings.find(session, reminder_of(user, day)) is not None


def with_clocks(
    session: Session, waits: Iterable[Waiting], now: datetime, user: str = ""
) -> tuple[tuple[Waiting, ...], Clocks]:
    """Return what waits for one person, or for anybody, with from when on they are reminded of what they took on, and the clocks
    of it."""
    planned = remind_times(session, user)
    timed = tuple(replace(one, remind_at=planned.get(one.key)) for one in waits)
    return timed, clocks_of(session, timed, now)


def redrawn(waits: Iterable[Waiting], clocks: Clocks, now: datetime) -> Iterator[Letter]:
    """Yield the cards and threads of what became overdue since the day before, or of whom somebody went away or came back."""
    yesterday = now - timedelta(days=1)
    for one in waits:
        due = clocks.due(one)
        edges = [
            edge
            for user in one.could
            for each in clocks.time_of(user).breaks
            for edge in (each.begins, each.ends)
        ]
        if any(yesterday < edge <= now for edge in (*edges, *([due] if due else []))):
            yield from messages_of(one)


def messages_of(one: Waiting) -> Iterator[Letter]:
    """Yield the card and the thread's message that show a seat; nothing for what is no seat."""
    if one.kind is WaitKind.REVIEW:
        yield CardLetter(experiment=one.experiment)
        yield BoardLetter(experiment=one.experiment, revision=one.place)
    elif one.kind is WaitKind.APPROVAL:
        yield CardLetter(experiment=one.experiment)
        yield GateLetter(experiment=one.experiment, round=one.place)


def digest(desk: Desk, user: str, now: datetime) -> Digest:
    """Return what waits for somebody now, with what is new in it."""
    with desk.look() as session:
        waits, clocks = with_clocks(session, waits_about(session, desk, user, now), now, user)
        reminded = nudges.pushes(session, user).get(user, {})
        found = digest_of(user, waits, clocks, nudges.words_told(session, waits, user), reminded)
        return with_names(session, desk, found)


def digest_about(desk: Desk, user: str, number: int, by: str, now: datetime) -> Digest:
    """Return what of one experiment waits for somebody, of which its owner reminds them."""
    with desk.look() as session:
        waits, clocks = with_clocks(session, waits_about(session, desk, user, now), now, user)
        mine = [one for one in waits if one.experiment == number and one.waits_for(user)]
        found = digest_of(user, mine, clocks, {}, {number: by})
        return with_names(session, desk, found)


def with_names(session: Session, desk: Desk, found: Digest) -> Digest:
    """Return a digest with the names of people and the links to cards."""
    numbers = sorted({item.one.experiment for item in found.items} - {0})
    users = (
        {item.one.reminded_by for item in found.items}
        | {user for item in found.items for each in item.one.asked for user in (each.user, each.in_place_of)}
        | {user for item in found.items for user in item.one.could}
    )
    return replace(
        found, team=desk.some(session, sorted(users - {""})), links=postings.card_links(session, numbers)
    )


def keep_told(desk: Desk, sent: Digest, letter: ReminderLetter, now: datetime) -> None:
    """Keep what somebody was told as soon as Slack has it, so that they are never told it again."""
    with desk.begin() as session:
        listed = [(item.one, item.news or item.known) for item in sent.items]
        nudges.keep_told(session, letter.user, listed, letter.day, now)
        nudges.end_pushes(session, letter.user)
        for one in (item.one for item in sent.items if item.news and item.one.kind in AGREED):
            again = next_reminder(one.kind, desk.member(session, letter.user).zone, now)
            plan_reminder(session, one.kind, one.number, again)


def day_before(desk: Desk, letter: ReminderLetter) -> date | None:
    """Return the day of the message that somebody was sent before this one, if they were sent any lately."""
    with desk.look() as session:
        return nudges.last_day(session, letter.user, letter.day)


def keep_true(desk: Desk, number: int, now: datetime) -> None:
    """Owe the lists that name an experiment anew, where they were sent: what is settled leaves them."""
    with desk.look() as session:
        told = nudges.told_of(session, number, (now - KEPT_TRUE).date())
    if told:
        with desk.begin() as session:
            outbox.put(session, [ReminderLetter(user=user, day=day) for user, day in told], now)


def is_sent(desk: Desk, letter: ReminderLetter) -> bool:
    """Tell whether the message of a day stands in Slack already."""
    with desk.look() as session:
        return was_told(session, letter.user, letter.day)


def is_told(desk: Desk, letter: ReminderLetter) -> bool:
    """Tell whether what stood in the message of a day is known to have been told."""
    with desk.look() as session:
        return nudges.last_day(session, letter.user, date.max) == letter.day


def is_latest(desk: Desk, letter: ReminderLetter) -> bool:
    """Tell whether no message of a later day took the place of this one."""
    with desk.look() as session:
        latest = nudges.last_day(session, letter.user, date.max)
        return latest is None or latest <= letter.day


def remind(desk: Desk, number: int, *, by: str, now: datetime, request: str = "") -> Reminding:
    """Remind those of whom an experiment is awaited, at most once in four working hours of the owner."""
    with desk.begin(request, now) as session:
        experiment = experiments.lock(session, number)
        person, team = desk.person(session, by), desk.concerned(session, experiment)
        found = tuple(experiment_waits(experiment, team, absences=absences_at(session, now)))
        seats = [one for one in found if one.kind in (WaitKind.REVIEW, WaitKind.APPROVAL, WaitKind.OVERRIDE)]
        clocks = clocks_of(session, seats, now, [by])
        last = nudges.last_reminded(session, number)
        refuse(remind_objections(experiment, person, last, clocks.time_of(by), now))
        who = reminding(seats, person, clocks)
        if not who.at_once and not who.later:
            raise Refused(f"Of nobody is a decision on {experiment.key} awaited now: its thread says why.")
        nudges.keep_reminded(session, number, by, now)
        for user in who.later:
            nudges.keep_push(session, user, number, by, now)
        letters = [OwnerReminderLetter(user=user, experiment=number, by=by) for user in who.at_once]
        outbox.put(session, letters, now)
        return who


def redraw_awaited(desk: Desk, user: str, now: datetime) -> None:
    """Owe the cards and threads of what is awaited of somebody, who went away or came back."""
    # All that waits is read, which takes a while: who only looks keeps nobody from writing.
    with desk.look() as session:
        mine = [one for one in waits_of(session, desk, now) if user in one.could]
    with desk.begin() as session:
        outbox.put(session, (letter for one in mine for letter in messages_of(one)), now)


def put_off(desk: Desk, letter: OwnerReminderLetter, now: datetime) -> None:
    """Let somebody hear of an owner's word in their next morning: Slack says that they are not to be disturbed now."""
    with desk.begin() as session:
        nudges.keep_push(session, letter.user, letter.experiment, letter.by, now)


MORNINGS = DueKind(due_mornings, go_through, lambda due: f"reminding those who live in {due.zone}")

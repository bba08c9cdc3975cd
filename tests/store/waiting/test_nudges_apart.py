"""Terms and reminders of two workspaces never meet: each function of their rooms is tried against another workspace."""

import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from sqlmodel import Session

from flows.desk import Desk
from flows.waiting.terms import set_terms
from rules.people.working_hours import WorkingHours
from rules.people.workspace_settings import WorkspaceSettings
from rules.waiting.clock import Nudge, Terms
from rules.waiting.waits import Waiting, WaitKind
from store.ceremonies import reminders
from store.people import hours
from store.waiting import nudges, settings, terms
from tests import stories
from tests.backends import contents
from tests.flows import retrospectives
from tests.stories import ANA, BEN, CLARA, HUGO, NOW

DAY = date(2026, 3, 3)
LATE_RISER = WorkingHours(begins=time(11), ends=time(19), weekdays=(0, 1))
LATER = datetime(2026, 3, 4, 9, tzinfo=UTC)
WAITS = Waiting(
    kind=WaitKind.REVIEW, number=1, title="Router", since=NOW, could=(CLARA,), seat="ethics", experiment=1
)


def fill(desk: Desk, name: str) -> None:
    """Leave terms, hours, an action, a morning, what was told, a push and a reminder of an owner in a workspace."""
    set_terms(desk, "3" if name == "ours" else "7", by=HUGO, now=NOW)
    text = "Ours" if name == "ours" else "Theirs"
    retrospectives.agree(
        desk, retrospectives.opened(desk), text, due="2026-03-09" if name == "ours" else "2026-03-10"
    )
    with desk.begin() as session:
        hours.keep_hours(session, CLARA, LATE_RISER if name == "ours" else WorkingHours())
        nudges.take_morning(session, "UTC", DAY)
        nudges.keep_told(session, CLARA, [(WAITS, Nudge.SOON if name == "ours" else Nudge.LATE)], DAY, NOW)
        nudges.keep_push(session, CLARA, 1, ANA if name == "ours" else BEN, NOW)
        nudges.keep_reminded(session, 1, ANA, NOW if name == "ours" else LATER)


def plan_every_action(session: Session) -> None:
    """Plan the reminders of the actions of all workspaces, by their numbers."""
    for number in (1, 2):
        reminders.plan_reminder(session, WaitKind.ACTION, number, None)


READS: dict[Callable[..., Any], Callable[[Session], Any]] = {
    terms.kept_terms: terms.kept_terms,
    settings.kept_settings: settings.kept_settings,
    nudges.words_told: lambda session: [
        nudges.words_told(session, [WAITS]),
        nudges.words_told(session, [WAITS], CLARA),
    ],
    nudges.told_of: lambda session: nudges.told_of(session, 1, DAY),
    nudges.told_of_item: lambda session: nudges.told_of_item(session, WAITS.key, DAY),
    hours.kept_hours: lambda session: hours.kept_hours(session, [CLARA]),
    hours.all_hours: hours.all_hours,
    reminders.remind_times: lambda session: [
        *reminders.remind_times(session).values(),
        *reminders.remind_times(session, CLARA).values(),
    ],
    nudges.last_day: lambda session: nudges.last_day(session, CLARA, LATER.date()),
    nudges.pushes: lambda session: [nudges.pushes(session), nudges.pushes(session, CLARA)],
    nudges.last_reminded: lambda session: nudges.last_reminded(session, 1),
}
WRITES: dict[Callable[..., Any], Callable[[Session], Any]] = {
    settings.keep_settings: lambda session: settings.keep_settings(session, WorkspaceSettings(due_days=8)),
    terms.keep_terms: lambda session: terms.keep_terms(session, Terms(days=9)),
    hours.keep_hours: lambda session: hours.keep_hours(session, CLARA, None),
    reminders.plan_reminder: plan_every_action,
    nudges.take_morning: lambda session: nudges.take_morning(session, "UTC", LATER.date()),
    nudges.keep_told: lambda session: nudges.keep_told(
        session, CLARA, [(WAITS, Nudge.ESCALATED)], DAY, LATER
    ),
    nudges.keep_push: lambda session: nudges.keep_push(session, CLARA, 1, HUGO, LATER),
    nudges.end_pushes: lambda session: nudges.end_pushes(session, CLARA),
    nudges.keep_reminded: lambda session: nudges.keep_reminded(session, 1, HUGO, LATER),
    nudges.forget_told: lambda session: nudges.forget_told(session, LATER.replace(year=2027)),
}
# The clock's: it looks for mornings in all workspaces.
EVERYWHERE = {nudges.mornings}


def rows_of(desk: Desk) -> dict[str, list[Any]]:
    """Return every row of a desk's workspace, by table."""
    return {
        table: [row for row in rows if desk.workspace in row]
        for table, rows in contents(desk.database).items()
    }


def test_every_function_of_these_rooms_has_its_line_here() -> None:
    there = {
        function
        for module in (hours, nudges, reminders, settings, terms)
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "session" in inspect.signature(function).parameters
    }
    assert {one.__qualname__ for one in there} == {one.__qualname__ for one in {*READS, *WRITES, *EVERYWHERE}}


def test_no_answer_changes_with_another_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "ours")
    with desk.look() as session:
        alone = {function: read(session) for function, read in READS.items()}
    fill(other_desk, "theirs")
    with desk.look() as session:
        beside = {function: read(session) for function, read in READS.items()}
    assert beside == alone
    assert all(alone.values())


def test_no_change_of_ours_shows_in_another_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "ours")
    fill(other_desk, "theirs")
    theirs = rows_of(other_desk)
    for function, write in WRITES.items():
        ours = rows_of(desk)
        with desk.begin() as session:
            write(session)
        assert rows_of(other_desk) == theirs, function
        assert rows_of(desk) != ours, function


def test_the_clock_finds_the_mornings_of_all_workspaces(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "ours")
    with desk.database.look_everywhere() as session:
        found = dict(nudges.mornings(session))
    assert found[nudges.Morning(stories.WORKSPACE, "UTC")] == DAY
    assert found[nudges.Morning(stories.OTHER_WORKSPACE, "UTC")] is None
    assert found[nudges.Morning(stories.WORKSPACE, "Europe/Berlin")] is None
    assert (
        found[nudges.Morning(stories.WORKSPACE, "UTC", WorkingHours(begins=time(11), ends=time(19)))] is None
    )


def test_a_morning_is_taken_once(desk: Desk) -> None:
    with desk.begin() as session:
        assert nudges.take_morning(session, "UTC", DAY)
    with desk.begin() as session:
        assert not nudges.take_morning(session, "UTC", DAY)
        assert nudges.take_morning(session, "UTC", LATER.date())
        assert not nudges.take_morning(session, "UTC", DAY)


def test_what_begins_to_wait_anew_was_not_told(desk: Desk) -> None:
    fill(desk, "ours")
    again = Waiting(**{name: getattr(WAITS, name) for name in WAITS.__dataclass_fields__} | {"since": LATER})
    with desk.look() as session:
        assert nudges.words_told(session, [WAITS]) == {(CLARA, WAITS.key): Nudge.SOON}
        assert nudges.words_told(session, [again]) == {}

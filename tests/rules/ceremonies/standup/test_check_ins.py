"""What a check-in says, whom it calls, why people are silent, and when they are asked."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.ceremonies.ceremonies import Holding, Phase, Schedule, Standing
from rules.ceremonies.standup.check_ins import (
    CheckIn,
    CheckInDraft,
    Silence,
    StandupSheet,
    asked_at,
    called_upon,
    closes_at,
    is_at_work,
    prefilled,
    read_check_in,
    require_held,
)
from rules.ceremony_names import Ceremony
from rules.local_time import local_day
from rules.people.absences import absence
from rules.people.accounts import Account
from rules.people.people import Member, Team
from rules.people.working_hours import WorkingHours
from tests.rules.refusal import reasons_of, refusal_of
from tests.stories import ANA, BEN, CLARA, DAVID, EVA, TEAM

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = NOW.date()
SCHEDULE = Schedule(
    channel="C0LAB",
    ceremony=Ceremony.STANDUP,
    zone="Europe/Berlin",
    at=time(9, 30),
    weekdays=(0, 1, 2, 3, 4),
    every_weeks=1,
    anchor=DAY,
    owner=ANA,
)


def holding(**changes: Any) -> Holding:
    """Return Monday's standup while it is open."""
    facts = {"standing": Standing.OPEN, "next_phase": Phase.NUDGE, "due_at": NOW.replace(hour=10)}
    return Holding(channel="C0LAB", ceremony=Ceremony.STANDUP, day=DAY, starts_at=NOW, **{**facts, **changes})


def read(**typed: str) -> CheckIn:
    """Return the check-in that Ana typed."""
    return read_check_in(CheckInDraft(**typed), ANA, None, NOW)


def test_a_check_in_needs_one_field_alone() -> None:
    for name in ("progress", "next", "blockers", "help"):
        assert getattr(read(**{name: " Trained it. "}), name) == "Trained it."


@pytest.mark.parametrize("typed", [{}, {"progress": " \u200b\n"}, {"experiment": "3"}])
def test_a_check_in_that_says_nothing_is_refused_beside_its_first_field(typed: dict[str, str]) -> None:
    assert "at least one" in refusal_of(lambda: read(**typed)).fields["progress"]


def test_everything_that_is_too_long_is_said_at_once() -> None:
    fields = refusal_of(lambda: read(progress="x" * 2001, next="y" * 2000, help="z" * 2500)).fields
    assert set(fields) == {"progress", "help"}
    assert "2,001" in fields["progress"]


@pytest.mark.parametrize("typed", ["none", "None.", "no", "-", "n/a", "No blockers!", "nothing"])
def test_what_says_that_there_is_nothing_is_nothing(typed: str) -> None:
    assert read(progress="Done", blockers=typed, help=typed) == read(progress="Done")
    assert read(blockers=typed).blockers == ""


def test_a_changed_check_in_keeps_when_it_was_first_given() -> None:
    first = read(next="Train it")
    later = NOW.replace(hour=12)
    changed = read_check_in(CheckInDraft(next="Test it"), ANA, first, later)
    assert (changed.at, changed.edited_at, changed.next) == (NOW, later, "Test it")


def test_the_form_opens_with_what_was_next_last_time() -> None:
    last = read(progress="a", next="Train it", blockers="b", help="c", experiment="12")
    assert prefilled(None, last, "12") == CheckInDraft(progress="Train it", experiment="12")
    assert prefilled(None, None) == CheckInDraft()


def test_the_form_opens_with_ones_own_answer_of_today() -> None:
    own = read(progress="a", next="b", blockers="c", help="d", experiment="12")
    assert prefilled(own, read(next="yesterday's")) == CheckInDraft(
        progress="a", next="b", blockers="c", help="d", experiment="12"
    )


PEOPLE = Team(
    (
        *TEAM,
        Member("U0ANN", "Ann Marie Fox"),
        Member("U0ANB", "Ann Boyle"),
        Member("U0OLD", "Otto", account=Account.DEACTIVATED),
    )
)


@pytest.mark.parametrize(
    ("text", "users"),
    [
        ("@ben can you look?", (BEN,)),
        ("@Ben, @CLARA and @ben", (BEN, CLARA)),
        (f"<@{BEN}> or <@{CLARA}|clara>", (BEN, CLARA)),
        ("ben and clara", ()),
        ("mail ben@clara.example", ()),
        ("@ann", ()),
        ("@AnnBoyle", ("U0ANB",)),
        ("@Ann Boyle, can you?", ("U0ANB",)),
        ("@Ann Marie Fox's queue", ("U0ANN",)),
        ("@ann boyles", ()),
        ("@otto <@U0OLD> <@U0NOBODY> @nobody <!channel>", ()),
    ],
)
def test_only_who_is_named_with_an_at_is_called(text: str, users: tuple[str, ...]) -> None:
    assert called_upon(text, PEOPLE) == users


def sheet(**changes: Any) -> StandupSheet:
    """Return a standup of five, of whom Ana has answered."""
    facts = {"expected": (ANA, BEN, CLARA, DAVID, EVA), "check_ins": (read(next="x"),)}
    return StandupSheet(holding=holding(), team=Team(TEAM), **{**facts, **changes})


def test_silence_has_its_reasons_and_the_first_of_them_counts() -> None:
    away = {user: absence(user, DAY, "UTC", by=user, now=NOW) for user in (ANA, BEN)}
    holidays = {BEN: "Epiphany", CLARA: "Epiphany"}
    found = sheet(absences=away, holidays=holidays, asked_later=frozenset({CLARA, DAVID}))
    assert found.missing == {
        Silence.AWAY: (BEN,),
        Silence.HOLIDAY: (CLARA,),
        Silence.LATER: (DAVID,),
        Silence.SILENT: (EVA,),
    }
    assert (len(found.check_ins), found.taking_part) == (1, 3)


def test_who_answers_unexpectedly_takes_part() -> None:
    assert sheet(expected=(BEN,)).taking_part == 2


def asked(zone: str, schedule: Schedule = SCHEDULE) -> str:
    """Return when somebody who lives in a zone is asked for Monday's standup, in UTC."""
    return asked_at(schedule, DAY, zone).strftime("%d %H:%M")


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Europe/Berlin", "02 08:30"),
        ("America/Los_Angeles", "02 17:30"),
        ("Asia/Kolkata", "02 04:00"),
        ("Asia/Tokyo", "02 00:30"),
        # There it is 12:00 already when Monday begins in Berlin.
        ("Pacific/Auckland", "01 23:00"),
    ],
)
def test_everybody_is_asked_at_their_own_morning_of_the_standups_day(zone: str, at: str) -> None:
    assert asked(zone) == at


@given(
    st.sampled_from(
        ["Europe/Berlin", "Asia/Tokyo", "Pacific/Auckland", "America/Adak", "Pacific/Kiritimati"]
    ),
    st.sampled_from(
        ["Europe/Berlin", "Asia/Tokyo", "Pacific/Auckland", "America/Adak", "Pacific/Kiritimati"]
    ),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.times(),
)
def test_nobody_is_asked_before_the_standups_own_day_nor_a_day_late(
    own: str, zone: str, day: date, at: time
) -> None:
    schedule = replace(SCHEDULE, zone=zone, at=at.replace(second=0, microsecond=0, tzinfo=None))
    when = asked_at(schedule, day, own)
    assert local_day(when, zone) >= day
    assert local_day(when, own) <= day or local_day(when, zone) == day


def test_nobody_is_reminded_outside_of_their_working_hours() -> None:
    hours = [
        hour for hour in range(24) if is_at_work(NOW.replace(hour=hour, minute=0), "Europe/Berlin", None)
    ]
    assert hours == list(range(7, 18))
    late = WorkingHours(begins=time(12), ends=time(20))
    own = [hour for hour in range(24) if is_at_work(NOW.replace(hour=hour, minute=0), "Europe/Berlin", late)]
    assert own == list(range(11, 19))


def test_the_summary_comes_at_the_same_time_whatever_comes_before_it() -> None:
    ten, noon = NOW.replace(hour=10), NOW.replace(hour=12)
    assert closes_at(holding(next_phase=Phase.NUDGE, due_at=ten)) == ten.replace(hour=11)
    assert closes_at(holding(next_phase=Phase.CLOSE, due_at=noon)) == noon
    assert closes_at(holding(next_phase=None, due_at=None)) is None


def test_nobody_checks_in_to_a_standup_that_is_skipped() -> None:
    require_held(holding())
    assert "skipped" in reasons_of(lambda: require_held(holding(standing=Standing.SKIPPED)))

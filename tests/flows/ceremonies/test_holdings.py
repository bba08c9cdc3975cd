"""The clock's deeds: each holding once, on time, late or missed, however the clock ticks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from flows.ceremonies import phase_handlers
from flows.ceremonies.holdings import advance_by_hand
from flows.ceremonies.phases import Handler, PhaseHandlers
from flows.ceremonies.retro.retros import require_may_host
from flows.ceremonies.schedules import pause
from flows.desk import Desk
from rules.ceremonies.calendar import holding_time
from rules.ceremonies.ceremonies import Holding, Phase, Standing
from rules.ceremonies.letters import CeremonyMissedLetter
from rules.ceremonies.review.letters import AgendaLetter
from rules.ceremony_names import Ceremony
from store import outbox
from store.ceremonies import schedules
from tests import stories
from tests.backends import contents, on_postgresql, on_sqlite
from tests.flows.gatherings import change, holdings_of, letters, set_up, standings, tick, tick_through
from tests.racing import problems, together
from tests.stories import ANA, CHANNEL, NOW

Held = list[tuple[str, Phase, bool]]
TEN_SECONDS = timedelta(seconds=10)
# More than share a commit.
MANY = 40


def at(text: str) -> datetime:
    """Return an instant that was written as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    """Let each phase of each ceremony put one letter, and return what was carried out."""
    done: Held = []

    def handler(phase: Phase) -> Handler:
        def carry_out(session: Session, _desk: Desk, holding: Holding, now: datetime) -> None:
            done.append((holding.key.text, phase, holding.late))
            outbox.put(session, [AgendaLetter(holding=holding.key)], now)

        return carry_out

    for ceremony in Ceremony:
        monkeypatch.setitem(
            phase_handlers.HANDLERS,
            ceremony,
            PhaseHandlers({phase: handler(phase) for phase in Phase}, require_leader=require_may_host),
        )
    return done


def phases_of(held: Held) -> list[str]:
    """Return the phases that were carried out, in order."""
    return [phase.value for _, phase, _ in held]


@pytest.fixture
def standup(desk: Desk, held: Held) -> Desk:
    """Return the desk with a standup on working days at 09:30 in Berlin, set up on Monday 2 March 2026 at 10:30 there."""
    set_up(desk, "standup")
    held.clear()
    return desk


def test_a_standup_opens_nudges_and_closes_at_its_time(standup: Desk, held: Held) -> None:
    tick_through(standup, NOW, at("2026-03-03 08:29:50"), timedelta(hours=1))
    assert held == []
    tick(standup, at("2026-03-03 08:30"))
    assert held == [("C0LAB:standup:2026-03-03", Phase.OPEN, False)]
    tick_through(standup, at("2026-03-03 08:30"), at("2026-03-03 10:30"), timedelta(minutes=5))
    assert phases_of(held) == ["open", "nudge", "close"]
    assert standings(standup) == {"2026-03-03": Standing.CLOSED}


def test_a_review_is_prepared_a_day_ahead(desk: Desk, held: Held) -> None:
    set_up(desk, "review")
    tick(desk, at("2026-03-03 12:59:50"))
    assert held == []
    tick(desk, at("2026-03-03 13:00"))
    assert held == [("C0LAB:review:2026-03-04", Phase.PREPARE, False)]
    (holding,) = holdings_of(desk)
    assert (holding.standing, holding.due_at) == (Standing.PLANNED, at("2026-03-04 13:00"))
    tick_through(desk, at("2026-03-04 13:00"), at("2026-03-04 14:00"), timedelta(minutes=10))
    assert phases_of(held) == ["prepare", "open", "close"]


def test_ticking_again_at_the_same_instant_does_nothing(standup: Desk, held: Held) -> None:
    now = at("2026-03-03 08:30")
    assert tick(standup, now) == 1
    before = contents(standup.database)
    assert tick(standup, now) == 0
    assert contents(standup.database) == before


def test_after_an_hour_of_standstill_it_opens_and_says_that_it_is_late(standup: Desk, held: Held) -> None:
    tick(standup, at("2026-03-03 09:30"))
    assert held == [("C0LAB:standup:2026-03-03", Phase.OPEN, True)]
    (holding,) = holdings_of(standup)
    assert holding.due_at == at("2026-03-03 10:30"), "the check-in keeps its full time"


def test_within_five_minutes_nobody_calls_it_late(standup: Desk, held: Held) -> None:
    tick(standup, at("2026-03-03 08:35"))
    assert held == [("C0LAB:standup:2026-03-03", Phase.OPEN, False)]
    assert holdings_of(standup)[0].due_at == at("2026-03-03 09:30")


def test_after_a_day_of_standstill_the_missed_one_is_recorded_and_told_and_the_next_goes_on(
    standup: Desk, held: Held
) -> None:
    tick(standup, at("2026-03-05 08:31"))
    assert standings(standup) == {
        "2026-03-03": Standing.MISSED,
        "2026-03-04": Standing.MISSED,
        "2026-03-05": Standing.OPEN,
    }
    assert held == [("C0LAB:standup:2026-03-05", Phase.OPEN, False)]
    (told,) = letters(standup.database, CeremonyMissedLetter.kind)
    assert (told.facts["user"], told.facts["days"]) == (ANA, ["2026-03-03", "2026-03-04"])


def test_after_a_year_of_standstill_there_is_one_word_to_the_owner_and_no_backlog(
    standup: Desk, held: Held
) -> None:
    tick(standup, at("2027-03-02 06:00"))
    assert held == []
    assert set(standings(standup).values()) == {Standing.MISSED}
    assert len(letters(standup.database, CeremonyMissedLetter.kind)) == 1
    tick(standup, at("2027-03-02 08:30"))
    assert phases_of(held) == ["open"]


def test_an_open_standup_after_a_long_standstill_is_only_closed(standup: Desk, held: Held) -> None:
    tick(standup, at("2026-03-03 08:30"))
    tick(standup, at("2026-03-04 07:00"))
    assert phases_of(held) == ["open", "close"]


def test_a_prepared_review_whose_time_nobody_kept_is_missed(desk: Desk, held: Held) -> None:
    set_up(desk, "review")
    tick(desk, at("2026-03-03 13:00"))
    tick(desk, at("2026-03-05 09:00"))
    assert standings(desk, "review") == {"2026-03-04": Standing.MISSED}
    assert phases_of(held) == ["prepare"]
    assert len(letters(desk.database, CeremonyMissedLetter.kind)) == 1


def test_a_review_that_should_open_is_not_prepared_any_more(desk: Desk, held: Held) -> None:
    set_up(desk, "review")
    tick(desk, at("2026-03-04 13:01"))
    assert phases_of(held) == ["open"]


# What is kept of it is the same on either database; the hours themselves are the rules'.
@on_sqlite
@pytest.mark.parametrize(
    ("zone", "wall", "first", "last", "expected"),
    [
        ("Europe/Berlin", "02:30", "2026-03-27 12:00", "2026-03-31 12:00", "2026-03-29 01:00"),
        ("Europe/Berlin", "02:30", "2026-10-23 12:00", "2026-10-27 12:00", "2026-10-25 00:30"),
        ("America/New_York", "02:30", "2026-03-06 12:00", "2026-03-10 12:00", "2026-03-08 07:00"),
        ("America/New_York", "01:30", "2026-10-30 12:00", "2026-11-03 12:00", "2026-11-01 05:30"),
        ("Australia/Lord_Howe", "02:15", "2026-10-02 12:00", "2026-10-06 12:00", "2026-10-03 15:30"),
        ("Australia/Lord_Howe", "01:45", "2026-04-03 12:00", "2026-04-07 12:00", "2026-04-04 14:45"),
    ],
)
def test_both_nights_in_which_the_clocks_change_have_one_standup_each(
    desk: Desk, held: Held, zone: str, wall: str, first: str, last: str, expected: str
) -> None:
    set_up(desk, "standup", zone=zone, standup=wall, standup_days=tuple("0123456"), now=at(first))
    tick_through(desk, at(first), at(last), timedelta(minutes=10))
    opened = [key for key, phase, _ in held if phase is Phase.OPEN]
    assert len(opened) == len(set(opened)) == 4
    assert not any(late for _, _, late in held)
    assert at(expected) in {one.starts_at for one in holdings_of(desk)}


def test_a_clock_that_jumps_ahead_and_back_neither_loses_nor_doubles(standup: Desk, held: Held) -> None:
    tick(standup, at("2026-06-01 07:00"))
    assert held == []
    tick_through(standup, at("2026-03-03 08:00"), at("2026-03-06 12:00"), timedelta(minutes=10))
    opened = [key for key, phase, _ in held if phase is Phase.OPEN]
    assert opened == [f"C0LAB:standup:2026-03-0{day}" for day in (3, 4, 5, 6)]


def test_a_clock_that_jumps_back_over_an_opening_does_not_open_it_again(standup: Desk, held: Held) -> None:
    tick(standup, at("2026-03-03 08:30"))
    tick_through(standup, at("2026-03-03 07:30"), at("2026-03-03 11:00"), timedelta(minutes=1))
    assert phases_of(held) == ["open", "nudge", "close"]


def test_two_workers_at_the_same_minute_hold_each_once(standup: Desk, replica: Desk, held: Held) -> None:
    for day in range(3, 7):
        now = at(f"2026-03-0{day} 08:30")
        answers = together(*[(lambda one=one, now=now: tick(one, now)) for one in (standup, replica) * 2])
        assert problems(answers) == []
    opened = [key for key, phase, _ in held if phase is Phase.OPEN]
    assert sorted(opened) == [f"C0LAB:standup:2026-03-0{day}" for day in range(3, 7)]


def test_a_handler_that_fails_leaves_nothing_keeps_nobody_waiting_and_is_tried_again(
    desk: Desk, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(desk, "standup")
    set_up(desk, "standup", channel="C0OTHER")
    whole = phase_handlers.HANDLERS[Ceremony.STANDUP]

    def break_down(session: Session, at_desk: Desk, holding: Holding, now: datetime) -> None:
        whole.phases[Phase.OPEN](session, at_desk, holding, now)
        if holding.channel == CHANNEL:
            raise OSError("no")

    monkeypatch.setitem(
        phase_handlers.HANDLERS, Ceremony.STANDUP, PhaseHandlers({**whole.phases, Phase.OPEN: break_down})
    )
    now = at("2026-03-03 08:30")
    tick(desk, now)
    posted = [row.facts["holding"]["channel"] for row in letters(desk.database, AgendaLetter.kind)]
    assert posted == ["C0OTHER"]
    monkeypatch.setitem(phase_handlers.HANDLERS, Ceremony.STANDUP, whole)
    tick(desk, now + TEN_SECONDS)
    posted = [row.facts["holding"]["channel"] for row in letters(desk.database, AgendaLetter.kind)]
    assert posted == ["C0OTHER", "C0LAB"]


def test_two_workers_hold_what_is_due_in_many_channels_once_and_leave_one_that_breaks_for_the_next_tick(
    desk: Desk, replica: Desk, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels = [CHANNEL, *(f"C0{number:04}" for number in range(MANY))]
    for channel in channels:
        set_up(desk, "standup", channel=channel)
    whole = phase_handlers.HANDLERS[Ceremony.STANDUP]

    def break_down(session: Session, at_desk: Desk, holding: Holding, now: datetime) -> None:
        whole.phases[Phase.OPEN](session, at_desk, holding, now)
        if holding.channel == CHANNEL:
            raise OSError("no")

    broken = PhaseHandlers({**whole.phases, Phase.OPEN: break_down})
    monkeypatch.setitem(phase_handlers.HANDLERS, Ceremony.STANDUP, broken)
    now = at("2026-03-03 08:30")
    assert problems(together(*[lambda one=one: tick(one, now) for one in (desk, replica) * 2])) == []
    assert opened_in(desk) == channels[1:]
    assert [one.channel for one in holdings_of(desk) if one.channel == CHANNEL] == []
    monkeypatch.setitem(phase_handlers.HANDLERS, Ceremony.STANDUP, whole)
    tick(desk, now + TEN_SECONDS)
    assert opened_in(desk) == sorted(channels)


def opened_in(desk: Desk) -> list[str]:
    """Return the channels of the letters that a phase of a holding owed, in order."""
    return sorted(row.facts["holding"]["channel"] for row in letters(desk.database, AgendaLetter.kind))


def test_a_workspace_that_is_not_served_waits(standup: Desk, other_desk: Desk) -> None:
    assert tick(other_desk, at("2026-03-03 08:30")) == 0
    assert holdings_of(standup) == []


def test_two_workspaces_hold_their_own(desk: Desk, other_desk: Desk, held: Held) -> None:
    set_up(desk, "standup")
    set_up(other_desk, "standup")
    now = at("2026-03-03 08:30")
    assert tick(desk, now) == 1
    assert holdings_of(other_desk) == []
    assert tick(other_desk, now) == 1


def many_channels(desk: Desk, number_of_them: int) -> None:
    """Set up the standup of one channel, and keep it as that of many."""
    (sheet,) = set_up(desk, "standup", channel="C0000")
    when = holding_time(sheet.schedule, sheet.next_holdings[0].day)
    with desk.begin() as session:
        for number in range(1, number_of_them):
            schedules.keep_schedule(session, replace(sheet.schedule, channel=f"C{number:04}"), when)


@on_sqlite
def test_a_thousand_channels_due_in_one_minute_are_all_held_once(desk: Desk, held: Held) -> None:
    many_channels(desk, 1000)
    tick(desk, at("2026-03-03 08:30"))
    opened = [key for key, phase, _ in held if phase is Phase.OPEN]
    assert len(opened) == len(set(opened)) == 1000
    assert len(holdings_of(desk)) == 1000


@on_postgresql
def test_many_channels_are_shared_by_two_workers(desk: Desk, replica: Desk, held: Held) -> None:
    many_channels(desk, 200)
    now = at("2026-03-03 08:30")
    answers = together(lambda: tick(desk, now), lambda: tick(replica, now))
    assert problems(answers) == []
    # Who ended first may have left rows that the other held locked; the next tick finds none.
    tick(desk, now + TEN_SECONDS)
    opened = [key for key, phase, _ in held if phase is Phase.OPEN]
    assert len(opened) == len(set(opened)) == 200


def test_the_facilitator_changes_fairly_from_day_to_day(desk: Desk, held: Held) -> None:
    team = (ANA, stories.BEN, stories.CLARA)
    set_up(desk, "standup", expected=team)
    tick_through(desk, NOW, at("2026-03-11 12:00"), timedelta(hours=1))
    turns = [one.facilitator for one in holdings_of(desk)]
    assert turns == [*team, *team, team[0]]


def test_whoever_is_away_when_it_opens_does_not_facilitate(
    desk: Desk, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(desk, "review", expected=(stories.BEN, ANA))
    tick(desk, at("2026-03-03 13:00"))
    assert holdings_of(desk)[0].facilitator == ANA
    monkeypatch.setattr("flows.ceremonies.attendance.away", lambda _session, _now: frozenset({ANA}))
    monkeypatch.setattr("flows.ceremonies.attendance.away", lambda _session, _now: frozenset({ANA}))
    tick(desk, at("2026-03-04 13:00"))
    assert holdings_of(desk)[0].facilitator == stories.BEN


def test_a_phase_may_be_carried_out_early_by_hand_and_takes_the_next_along(desk: Desk, held: Held) -> None:
    set_up(desk, "retro")
    tick(desk, at("2026-03-06 14:00"))
    (holding,) = holdings_of(desk)
    now = at("2026-03-06 14:10")
    after = advance_by_hand(desk, holding.key, Phase.VOTE, by=ANA, now=now)
    assert after
    assert (after.next_phase, after.due_at) == (Phase.DISCUSS, now + timedelta(minutes=10))
    assert advance_by_hand(desk, holding.key, Phase.VOTE, by=ANA, now=now) is None
    assert phases_of(held) == ["open", "vote"]


def test_a_pause_holds_nothing_and_what_was_open_ends_as_usual(standup: Desk, held: Held) -> None:
    tick(standup, at("2026-03-03 08:30"))
    change(pause, standup, "standup", now=at("2026-03-03 08:31"))
    tick_through(standup, at("2026-03-03 08:31"), at("2026-03-05 12:00"), timedelta(minutes=30))
    assert phases_of(held) == ["open", "nudge", "close"]
    assert list(standings(standup)) == ["2026-03-03"]


def test_holidays_of_the_country_are_left_out(desk: Desk, held: Held) -> None:
    set_up(desk, "standup", country="Germany", now=at("2026-04-01 12:00"))
    tick_through(desk, at("2026-04-01 12:00"), at("2026-04-08 12:00"), timedelta(hours=1))
    assert [one.day for one in holdings_of(desk)] == [date(2026, 4, 2), date(2026, 4, 7), date(2026, 4, 8)]

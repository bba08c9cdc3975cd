"""What people do with the ceremonies of a channel, and what comes next after it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from flows.ceremonies import facilitators, next_holdings, phase_handlers, schedules, setups
from flows.ceremonies.phases import PhaseHandlers
from flows.desk import Desk
from flows.people import absences, team
from rules.ceremonies.ceremonies import Standing
from rules.ceremonies.ceremony_sheets import NewsTopic
from rules.ceremony_names import Ceremony, HoldingKey
from rules.journal.entries import Deed
from rules.marks import mention
from rules.people.people import Duty
from rules.refusals import Refused
from tests.flows.deeds import entries_of
from tests.flows.gatherings import (
    change,
    dates,
    holdings_of,
    move,
    news,
    set_up,
    standings,
    tick,
    tick_through,
)
from tests.stories import ANA, BEN, CHANNEL, CLARA, HUGO, NOW


@pytest.fixture(autouse=True)
def ceremonies_without_deeds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the ceremonies do nothing in their phases: these tests are about when, not what."""
    for ceremony in Ceremony:
        monkeypatch.setitem(phase_handlers.HANDLERS, ceremony, PhaseHandlers({}))


def at(text: str) -> datetime:
    """Return an instant that was written as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# Rights


def test_only_who_set_it_up_and_admins_change_it_and_anybody_lists_it(desk: Desk) -> None:
    set_up(desk, "standup")
    for deed in (schedules.pause, schedules.skip, schedules.run_now):
        with pytest.raises(Refused, match=f"Only {mention('U0ANA')}"):
            change(deed, desk, "standup", by=BEN)
    with pytest.raises(Refused, match=f"Only {mention('U0ANA')}"):
        move(desk, "standup", "10:15", by=BEN)
    with pytest.raises(Refused, match=f"Only {mention('U0ANA')}"):
        set_up(desk, "standup", by=BEN)
    with pytest.raises(Refused, match=f"Only {mention('U0ANA')}"):
        setups.setup_sheet(desk, CHANNEL, by=BEN, now=NOW)
    assert move(desk, "standup", "10:15", by=HUGO).sheet.schedule.at == time(10, 15)
    assert len(next_holdings.sheets(desk, CHANNEL, NOW)) == 1


def test_a_right_that_was_taken_does_not_count_at_the_next_click(desk: Desk) -> None:
    set_up(desk, "standup")
    team.give_duty(desk, BEN, Duty.ADMIN, by=HUGO, now=NOW)
    move(desk, "standup", "10:15", by=BEN)
    team.take_duty(desk, BEN, Duty.ADMIN, by=HUGO, now=NOW)
    with pytest.raises(Refused):
        move(desk, "standup", "10:30", by=BEN)


def test_a_channel_without_ceremonies_says_how_to_set_them_up(desk: Desk) -> None:
    with pytest.raises(Refused, match="`/ceremony setup` does it"):
        change(schedules.pause, desk, "standup")


# Moving


def test_a_time_moves_all_for_good(desk: Desk) -> None:
    set_up(desk, "standup")
    changed = move(desk, "standup", "10:15")
    assert changed.news.topic is NewsTopic.MOVED
    assert dates(changed.sheet) == [
        "2026-03-03 09:15",
        "2026-03-04 09:15",
        "2026-03-05 09:15",
    ]


def test_a_weekday_moves_all_for_good_and_keeps_the_rhythm(desk: Desk) -> None:
    set_up(desk, "retro")
    assert dates(move(desk, "retro", "thursday 16:00").sheet) == [
        "2026-03-05 15:00",
        "2026-03-19 15:00",
        "2026-04-02 14:00",
    ]


def test_a_date_moves_the_next_one_alone(desk: Desk) -> None:
    set_up(desk, "review")
    changed = move(desk, "review", "2026-03-05 16:00")
    assert (changed.news.topic, changed.news.was) == (NewsTopic.MOVED_ONCE, at("2026-03-04 13:00"))
    assert dates(changed.sheet) == ["2026-03-05 15:00", "2026-03-11 13:00", "2026-03-18 13:00"]
    tick_through(desk, NOW, at("2026-03-12 12:00"), timedelta(minutes=30))
    assert [(one.day.day, f"{one.starts_at:%d %H:%M}", one.standing) for one in holdings_of(desk)] == [
        (4, "05 15:00", Standing.CLOSED),
        (11, "11 13:00", Standing.CLOSED),
    ]


def test_one_that_is_moved_far_away_is_held_there_and_the_others_stay(desk: Desk) -> None:
    set_up(desk, "retro")
    assert dates(move(desk, "retro", "2030-01-31 16:00").sheet) == [
        "2026-03-20 14:00",
        "2026-04-03 13:00",
        "2026-04-17 13:00",
    ]
    assert [f"{one.starts_at:%Y-%m-%d %H:%M}" for one in holdings_of(desk)] == ["2030-01-31 15:00"]


def test_a_time_that_the_clocks_skip_is_held_after_the_gap_and_said(desk: Desk) -> None:
    (sheet,) = set_up(desk, "standup", standup="02:30", standup_days=tuple("0123456"))
    assert [(one.day, one.starts_at) for one in sheet.shifted] == [
        (date(2026, 3, 29), at("2026-03-29 01:00"))
    ]


def test_holidays_in_between_are_left_out_and_named(desk: Desk) -> None:
    now = at("2026-04-01 12:00")
    (sheet,) = set_up(desk, "standup", country="Germany", now=now)
    assert dates(sheet) == ["2026-04-02 07:30", "2026-04-07 07:30", "2026-04-08 07:30"]
    assert sheet.holidays == {date(2026, 4, 3): "Good Friday", date(2026, 4, 6): "Easter Monday"}
    assert sheet.country == "Germany"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("2026-02-27 10:00", "That has passed"),
        ("today 9:00", "That has passed"),
        ("2026-03-11 15:00", "On 11 March 2026 there is another experiment review already"),
        ("2026-03-04", "is held then already"),
        ("14:00", "is held then already"),
        ("wednesday 14:00", "is held then already"),
    ],
)
def test_a_move_that_changes_nothing_or_cannot_be_is_refused(desk: Desk, words: str, sentence: str) -> None:
    set_up(desk, "review")
    with pytest.raises(Refused, match=sentence):
        move(desk, "review", words)


@pytest.mark.parametrize(
    ("ticks", "standing"),
    [([], Standing.MISSED), (["2026-03-05 09:00", "2026-03-05 10:00"], Standing.CLOSED)],
)
def test_a_day_whose_holding_is_over_is_no_free_day_whether_it_was_held_or_missed(
    desk: Desk, ticks: list[str], standing: Standing
) -> None:
    set_up(desk, "review")
    move(desk, "review", "2026-03-05 10:00")
    for moment in ticks:
        tick(desk, at(moment))
    with pytest.raises(Refused, match="On 5 March 2026 there is another experiment review already"):
        move(desk, "review", "today 18:00", now=at("2026-03-05 15:00"))
    tick(desk, at("2026-03-05 15:00"))
    assert [(one.day, one.standing) for one in holdings_of(desk)] == [(date(2026, 3, 4), standing)]


def test_what_is_prepared_already_moves_along_and_is_held_once(desk: Desk) -> None:
    set_up(desk, "review")
    tick(desk, at("2026-03-03 13:00"))
    now = at("2026-03-03 14:00")
    assert dates(move(desk, "review", "friday 15:00", now=now).sheet) == [
        "2026-03-06 14:00",
        "2026-03-13 14:00",
        "2026-03-20 14:00",
    ]
    tick_through(desk, now, at("2026-03-14 12:00"), timedelta(minutes=30))
    assert [(f"{one.starts_at:%d %H:%M}", one.standing) for one in holdings_of(desk)] == [
        ("06 14:00", Standing.CLOSED),
        ("13 14:00", Standing.CLOSED),
    ]


def test_a_move_to_a_time_that_the_clocks_skip_tells_so(desk: Desk) -> None:
    set_up(desk, "review")
    now = at("2026-03-27 08:00")
    tick(desk, now)
    told = move(desk, "review", "2026-03-29 02:30", now=now).news
    assert (told.becomes, told.skipped_time) == (at("2026-03-29 01:00"), "02:30")


# Pausing, resuming, skipping


def test_a_pause_has_no_next_dates_and_resuming_goes_on_without_a_backlog(desk: Desk) -> None:
    set_up(desk, "standup")
    assert dates(change(schedules.pause, desk, "standup").sheet) == []
    with pytest.raises(Refused, match="paused already"):
        change(schedules.pause, desk, "standup")
    later = at("2026-03-10 12:00")
    tick(desk, later)
    assert dates(change(schedules.resume, desk, "standup", now=later).sheet)[0] == "2026-03-11 08:30"
    tick(desk, later)
    assert holdings_of(desk) == []
    assert news(desk) == ["set_up", "paused", "resumed"]


def test_a_prepared_review_survives_a_short_pause(desk: Desk) -> None:
    set_up(desk, "review")
    tick(desk, at("2026-03-03 13:00"))
    now = at("2026-03-03 14:00")
    change(schedules.pause, desk, "review", now=now)
    tick(desk, now)
    assert dates(change(schedules.resume, desk, "review", now=now).sheet)[0] == "2026-03-04 13:00"
    tick_through(desk, now, at("2026-03-04 15:00"), timedelta(minutes=30))
    assert standings(desk, "review") == {"2026-03-04": Standing.CLOSED}


def test_a_prepared_review_whose_day_passes_in_a_pause_is_skipped(desk: Desk) -> None:
    set_up(desk, "review")
    tick(desk, at("2026-03-03 13:00"))
    change(schedules.pause, desk, "review", now=at("2026-03-03 14:00"))
    later = at("2026-03-06 12:00")
    tick(desk, later)
    change(schedules.resume, desk, "review", now=later)
    tick(desk, later)
    assert standings(desk, "review") == {"2026-03-04": Standing.SKIPPED}


def test_a_skip_leaves_out_the_next_one_alone_and_can_be_taken_back(desk: Desk) -> None:
    set_up(desk, "standup")
    changed = change(schedules.skip, desk, "standup")
    assert changed.news.was == at("2026-03-03 08:30")
    assert dates(changed.sheet)[0] == "2026-03-04 08:30"
    assert dates(change(schedules.skip, desk, "standup").sheet)[0] == "2026-03-05 08:30"
    assert dates(change(schedules.resume, desk, "standup").sheet)[0] == "2026-03-03 08:30"
    with pytest.raises(Refused, match="goes on as planned"):
        change(schedules.resume, desk, "standup")
    tick_through(desk, NOW, at("2026-03-04 12:00"), timedelta(minutes=30))
    assert standings(desk) == {"2026-03-03": Standing.CLOSED, "2026-03-04": Standing.CLOSED}


def test_a_skipped_day_is_not_held(desk: Desk) -> None:
    set_up(desk, "standup")
    change(schedules.skip, desk, "standup")
    tick_through(desk, NOW, at("2026-03-04 12:00"), timedelta(minutes=30))
    assert standings(desk) == {"2026-03-03": Standing.SKIPPED, "2026-03-04": Standing.CLOSED}


# Running now


def test_one_run_now_is_one_more_and_the_next_stays(desk: Desk) -> None:
    set_up(desk, "standup")
    change(schedules.run_now, desk, "standup")
    assert dates(*next_holdings.sheets(desk, CHANNEL, NOW))[0] == "2026-03-03 08:30"
    (holding,) = holdings_of(desk)
    assert (holding.day, holding.standing, holding.late) == (date(2026, 3, 2), Standing.OPEN, False)
    with pytest.raises(Refused, match="is open right now"):
        change(schedules.run_now, desk, "standup")


def test_one_run_now_on_its_day_is_that_days(desk: Desk) -> None:
    set_up(desk, "standup")
    now = at("2026-03-03 06:00")
    change(schedules.run_now, desk, "standup", now=now)
    assert dates(*next_holdings.sheets(desk, CHANNEL, now))[0] == "2026-03-04 08:30"
    tick_through(desk, now, at("2026-03-03 12:00"), timedelta(minutes=30))
    assert standings(desk) == {"2026-03-03": Standing.CLOSED}
    with pytest.raises(Refused, match="was held already"):
        change(schedules.run_now, desk, "standup", now=at("2026-03-03 12:00"))


def test_one_whose_end_nobody_ticked_is_held_already_and_not_open_any_more(desk: Desk) -> None:
    set_up(desk, "standup")
    tick(desk, at("2026-03-03 08:30"))
    with pytest.raises(Refused, match="Today's daily standup was held already"):
        change(schedules.run_now, desk, "standup", now=at("2026-03-03 14:00"))


def test_a_prepared_review_run_now_is_that_review(desk: Desk) -> None:
    set_up(desk, "review")
    tick(desk, at("2026-03-03 13:00"))
    change(schedules.run_now, desk, "review", now=at("2026-03-03 15:00"))
    tick_through(desk, at("2026-03-03 15:00"), at("2026-03-05 12:00"), timedelta(minutes=30))
    assert standings(desk, "review") == {"2026-03-04": Standing.CLOSED}


def test_one_may_run_while_its_ceremony_is_paused(desk: Desk) -> None:
    set_up(desk, "retro")
    change(schedules.pause, desk, "retro")
    change(schedules.run_now, desk, "retro")
    assert standings(desk, "retro") == {"2026-03-02": Standing.OPEN}


# Facilitators


@pytest.fixture
def review(desk: Desk) -> HoldingKey:
    """Return a prepared review that Ana facilitates, before Ben and Clara: the second ceremony begins with the second person."""
    set_up(desk, "review", expected=(CLARA, ANA, BEN))
    tick(desk, at("2026-03-03 13:00"))
    return HoldingKey(CHANNEL, Ceremony.REVIEW, date(2026, 3, 4))


def test_a_swap_takes_whose_turn_is_next_or_who_is_picked(desk: Desk, review: HoldingKey) -> None:
    assert facilitators.swap_choice(desk, review, NOW)[1] == BEN
    assert facilitators.swap(desk, review, by=ANA, now=NOW).facilitator == BEN
    assert facilitators.swap(desk, review, CLARA, by=BEN, now=NOW).facilitator == CLARA
    assert entries_of(desk)[-1].detail == f"@{CLARA}"
    assert news(desk) == ["set_up", "swapped", "swapped"]


def test_who_swapped_is_next_the_time_after(desk: Desk, review: HoldingKey) -> None:
    facilitators.swap(desk, review, by=ANA, now=NOW)
    tick_through(desk, at("2026-03-04 13:00"), at("2026-03-11 15:00"), timedelta(minutes=30))
    assert [one.facilitator for one in holdings_of(desk)] == [BEN, ANA]


def test_nobody_is_made_to_facilitate_who_does_already_or_is_away(
    desk: Desk, review: HoldingKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="facilitates it already"):
        facilitators.swap(desk, review, ANA, by=BEN, now=NOW)
    monkeypatch.setattr("flows.ceremonies.facilitators.away", lambda _session, _when: frozenset({BEN}))
    with pytest.raises(Refused, match="is away then"):
        facilitators.swap(desk, review, BEN, by=ANA, now=NOW)


def test_who_went_away_after_an_open_holding_began_is_not_made_to_facilitate_it(
    desk: Desk, review: HoldingKey
) -> None:
    opened = at("2026-03-04 13:00")
    tick(desk, opened)
    absences.go_away(desk, BEN, "until friday", by=BEN, now=opened + timedelta(minutes=5))
    later = opened + timedelta(minutes=10)
    assert facilitators.swap_choice(desk, review, later)[1] == CLARA
    with pytest.raises(Refused, match="is away then"):
        facilitators.swap(desk, review, BEN, by=ANA, now=later)


def test_a_holding_that_is_over_has_no_facilitator_to_swap(desk: Desk, review: HoldingKey) -> None:
    tick_through(desk, at("2026-03-04 13:00"), at("2026-03-04 15:00"), timedelta(minutes=30))
    with pytest.raises(Refused, match="is over"):
        facilitators.swap(desk, review, by=ANA, now=at("2026-03-04 15:00"))


def test_two_swaps_at_once_both_count_one_after_the_other(desk: Desk, review: HoldingKey) -> None:
    facilitators.swap(desk, review, by=ANA, now=NOW, request="click")
    with pytest.raises(Exception, match="click"):
        facilitators.swap(desk, review, by=ANA, now=NOW, request="click")


# What is left behind


def test_every_change_stands_in_the_journal(desk: Desk) -> None:
    set_up(desk, "review")
    move(desk, "review", "15:00")
    for deed in (schedules.skip, schedules.pause, schedules.resume, schedules.run_now):
        change(deed, desk, "review")
    assert [entry.deed for entry in entries_of(desk) if "review in" in entry.subject] == [
        Deed.SET_UP_CEREMONY,
        Deed.MOVED_CEREMONY,
        Deed.SKIPPED_CEREMONY,
        Deed.PAUSED_CEREMONY,
        Deed.RESUMED_CEREMONY,
        Deed.RAN_CEREMONY,
    ]


def test_a_prepared_holding_is_drawn_anew_when_it_changes(
    desk: Desk, review: HoldingKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Standing] = []
    refreshing = PhaseHandlers({}, lambda _session, _desk, holding, _now: drawn.append(holding.standing))
    monkeypatch.setitem(phase_handlers.HANDLERS, Ceremony.REVIEW, refreshing)
    facilitators.swap(desk, review, by=ANA, now=NOW)
    move(desk, "review", "2026-03-05 10:00", now=at("2026-03-03 14:00"))
    change(schedules.skip, desk, "review", now=at("2026-03-03 14:00"))
    assert drawn == [Standing.PLANNED, Standing.PLANNED, Standing.SKIPPED]
    assert holdings_of(desk)[0].next_phase is None


def test_both_workspaces_may_use_the_same_channel_id(desk: Desk, other_desk: Desk) -> None:
    set_up(desk, "standup")
    set_up(other_desk, "standup", standup="11:00")
    change(schedules.pause, desk, "standup")
    assert dates(next_holdings.sheets(other_desk, CHANNEL, NOW)[0])[0] == "2026-03-02 10:00"

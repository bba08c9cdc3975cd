"""The daily standup, from the prompt to the summary: who is asked, who is reminded, what a check-in leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from flows import outbox
from flows.ceremonies import schedules
from flows.ceremonies.holdings import advance_by_hand
from flows.ceremonies.standup import check_ins, standups
from flows.desk import AlreadyDone, Desk
from flows.experiments import sheets
from flows.people import absences
from rules.ceremonies.ceremonies import Phase, Standing
from rules.ceremonies.standup.check_ins import CheckIn, CheckInDraft, Silence, StandupSheet
from rules.ceremonies.standup.letters import StandupAskLetter, StandupNudgeLetter, StandupSummaryLetter
from rules.ceremony_names import Ceremony, HoldingKey
from rules.lifecycle.steps import Step
from rules.marks import channel_mark
from rules.message_keys import nudge_of
from rules.refusals import Refused
from store.people import members
from store.postings import Posting
from tests import stories
from tests.flows.deeds import deliver_all, entries_of, letters_owed
from tests.flows.gatherings import change, holdings_of, move, set_up, standings, tick
from tests.racing import problems, together
from tests.stories import ANA, BEN, CHANNEL, CLARA, DAVID, HUGO, IVAN, new_request

# Tuesday's standup in Berlin: prompt, nudge and close.
DAY = date(2026, 3, 3)
OPEN = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
NUDGE, CLOSE = OPEN + timedelta(hours=1), OPEN + timedelta(hours=2)
TUESDAY = HoldingKey(CHANNEL, Ceremony.STANDUP, DAY)
WEDNESDAY = replace(TUESDAY, day=date(2026, 3, 4))
TEAM = (ANA, BEN, CLARA, DAVID)


@pytest.fixture
def team(desk: Desk) -> Desk:
    """Return the desk with a standup of four in its channel, of whom nobody has left the house yet."""
    set_up(desk, "standup", expected=TEAM)
    deliver_all(desk)
    return desk


def live(desk: Desk, user: str, zone: str) -> None:
    """Let somebody live in a zone."""
    with desk.begin() as session:
        members.save(session, replace(members.get(session, user), zone=zone))


def check_in(
    desk: Desk,
    user: str = ANA,
    *,
    now: datetime = OPEN,
    key: HoldingKey = TUESDAY,
    told_in: str = "",
    **typed: str,
) -> CheckIn:
    """Check in."""
    draft = CheckInDraft(**(typed or {"progress": "Trained it", "next": "Test it"}))
    return check_ins.check_in(desk, key, draft, by=user, now=now, told_in=told_in, request=new_request())


def hold(desk: Desk) -> None:
    """Hold Tuesday's standup from its prompt to its summary."""
    for now in (OPEN, NUDGE, CLOSE):
        tick(desk, now)


def sheet(desk: Desk, key: HoldingKey = TUESDAY) -> StandupSheet:
    """Return a standup as its messages show it."""
    return standups.sheet(desk, key)


def owed(desk: Desk, *but: str) -> list[tuple[str, str]]:
    """Return the letters that wait, with the person they go to."""
    return [(row.kind, row.facts.get("user", "")) for row in letters_owed(desk) if row.kind not in but]


def to(desk: Desk, kind: str) -> list[str]:
    """Return to whom letters of a kind are owed."""
    return sorted(row.facts["user"] for row in letters_owed(desk) if row.kind == kind)


def test_the_prompt_comes_at_its_time_and_the_summary_two_hours_later(team: Desk) -> None:
    tick(team, OPEN - timedelta(seconds=1))
    assert owed(team) == []
    tick(team, OPEN)
    assert owed(team) == [("standup_prompt", "")]
    tick(team, NUDGE)
    deliver_all(team)
    tick(team, CLOSE)
    assert owed(team) == [("standup_prompt", ""), ("standup_summary", "")]


def test_a_check_in_redraws_the_prompt_and_is_told_privately(team: Desk) -> None:
    tick(team, OPEN)
    deliver_all(team)
    check_in(team, told_in=CHANNEL)
    assert owed(team) == [("standup_prompt", ""), ("checked_in", ANA)]
    assert sheet(team).answered == {ANA}


def test_a_check_in_before_the_prompt_counts_and_shows_nothing_yet(team: Desk) -> None:
    check_in(team, now=OPEN - timedelta(hours=2))
    assert owed(team) == []
    tick(team, OPEN)
    assert sheet(team).answered == {ANA}


def test_an_early_check_in_outlives_that_the_standup_is_moved(team: Desk) -> None:
    check_in(team, now=OPEN - timedelta(hours=2))
    move(team, "standup", "11:00", now=OPEN - timedelta(hours=1))
    tick(team, OPEN + timedelta(minutes=90))
    assert standings(team) == {"2026-03-03": Standing.OPEN}
    assert sheet(team).answered == {ANA}


def test_an_edited_answer_takes_the_place_of_the_first(team: Desk) -> None:
    tick(team, OPEN)
    check_in(team, next="Test it")
    check_in(team, now=NUDGE, next="Ship it")
    (found,) = sheet(team).check_ins
    assert (found.next, found.at, found.edited_at) == ("Ship it", OPEN, NUDGE)


def test_late_and_edited_answers_fold_into_the_summary(team: Desk) -> None:
    hold(team)
    deliver_all(team)
    check_in(team, BEN, now=CLOSE + timedelta(hours=5))
    assert owed(team) == [("standup_prompt", ""), ("standup_summary", "")]
    assert sheet(team).answered == {BEN}


def test_the_same_request_checks_in_once(team: Desk) -> None:
    once = {"by": ANA, "now": OPEN, "request": "view:V1"}
    check_ins.check_in(team, TUESDAY, CheckInDraft(next="a"), **once)
    with pytest.raises(AlreadyDone):
        check_ins.check_in(team, TUESDAY, CheckInDraft(next="b"), **once)
    assert [one.next for one in sheet(team).check_ins] == ["a"]


def test_everybody_at_once_is_counted(team: Desk, replica: Desk) -> None:
    tick(team, OPEN)
    deeds = [lambda desk=desk, user=user: check_in(desk, user) for desk in (team, replica) for user in TEAM]
    assert problems(together(*deeds)) == []
    assert sheet(team).answered == set(TEAM)


def test_an_answer_at_the_instant_of_the_close_is_in_the_summary(team: Desk, replica: Desk) -> None:
    tick(team, OPEN)
    tick(team, NUDGE)
    deliver_all(team)
    assert problems(together(lambda: check_in(team), lambda: tick(replica, CLOSE))) == []
    tick(team, CLOSE)
    assert "standup_summary" in [kind for kind, _ in owed(team)]
    assert sheet(team).answered == {ANA}


def test_the_form_opens_with_what_was_next_last_time(team: Desk) -> None:
    check_in(team, next="Ship it")
    opened = check_ins.form(team, WEDNESDAY, by=ANA)
    assert (opened.draft.progress, opened.draft.next, opened.is_edit) == ("Ship it", "", False)
    again = check_ins.form(team, TUESDAY, by=ANA)
    assert (again.draft.next, again.is_edit) == ("Ship it", True)


def test_the_form_offers_ones_own_open_experiments_first(team: Desk) -> None:
    stories.proposed(team, title="Ana's", owner=ANA)
    stories.proposed(team, title="Ben's", owner=BEN, by=BEN)
    stories.close(team, stories.proposed(team, title="Withdrawn"), Step.WITHDRAW)
    assert check_ins.form(team, TUESDAY, by=ANA).experiments == ((1, "EXP-1 · Ana's"), (2, "EXP-2 · Ben's"))
    assert check_ins.form(team, TUESDAY, by=BEN).experiments == ((2, "EXP-2 · Ben's"), (1, "EXP-1 · Ana's"))


def test_nobody_checks_in_to_a_standup_that_was_skipped(team: Desk) -> None:
    change(schedules.skip, team, "standup")
    with pytest.raises(Refused, match="skipped"):
        check_in(team)
    with pytest.raises(Refused, match="skipped"):
        check_ins.form(team, TUESDAY, by=ANA)


def test_once_everybody_is_in_the_summary_comes_at_the_next_tick(team: Desk) -> None:
    tick(team, OPEN)
    absences.go_away(team, DAVID, "until friday", by=DAVID, now=OPEN)
    for user in (ANA, BEN):
        check_in(team, user)
    tick(team, OPEN + timedelta(seconds=10))
    assert standings(team) == {"2026-03-03": Standing.OPEN}
    check_in(team, CLARA, now=OPEN + timedelta(minutes=5))
    tick(team, OPEN + timedelta(minutes=6))
    assert standings(team) == {"2026-03-03": Standing.CLOSED}
    assert StandupSummaryLetter.kind in [kind for kind, _ in owed(team)]


def test_everybody_in_before_the_prompt_closes_nothing(team: Desk) -> None:
    for user in TEAM:
        check_in(team, user, now=OPEN - timedelta(hours=1))
    tick(team, OPEN)
    assert standings(team) == {"2026-03-03": Standing.OPEN}


def test_the_facilitator_the_owner_and_an_admin_bring_the_summary_early(team: Desk) -> None:
    tick(team, OPEN)
    (held,) = holdings_of(team, "standup")
    with team.look() as session:
        for user in (held.facilitator, ANA, HUGO):
            standups.require_may_close(session, team, held, user)
    with pytest.raises(Refused, match="facilitates this standup"):
        advance_by_hand(team, held.key, Phase.CLOSE, by=IVAN, now=OPEN)
    assert standings(team) == {"2026-03-03": Standing.OPEN}
    assert advance_by_hand(team, held.key, Phase.CLOSE, by=held.facilitator, now=OPEN)
    assert standings(team) == {"2026-03-03": Standing.CLOSED}


# Who is reminded


def test_only_who_is_expected_silent_and_there_is_reminded(team: Desk) -> None:
    tick(team, OPEN)
    check_in(team, ANA)
    absences.go_away(team, BEN, "until friday", by=BEN, now=OPEN)
    deliver_all(team)
    tick(team, NUDGE)
    assert to(team, StandupNudgeLetter.kind) == [CLARA, DAVID]


def test_nobody_is_reminded_at_night_or_on_a_holiday_of_their_country(team: Desk) -> None:
    live(team, BEN, "America/Los_Angeles")
    live(team, CLARA, "Asia/Tokyo")
    live(team, DAVID, "Africa/Lagos")
    tick(team, OPEN)
    tick(team, NUDGE)
    assert to(team, StandupNudgeLetter.kind) == [ANA, CLARA, DAVID]
    # 3 March is a holiday in Bulgaria.
    live(team, ANA, "Europe/Sofia")
    assert sheet(team).missing[Silence.HOLIDAY] == (ANA,)
    assert sheet(team).holidays == {ANA: "Liberation Day"}


def test_nobody_reminds_a_whole_company(desk: Desk) -> None:
    set_up(desk, "standup")
    with desk.begin() as session:
        members.save(
            session, *(replace(members.get(session, f"U9{number}"), name="x") for number in range(60))
        )
    tick(desk, OPEN)
    tick(desk, NUDGE)
    assert to(desk, StandupNudgeLetter.kind) == []


def test_a_reminder_that_was_posted_shows_the_answer(team: Desk) -> None:
    tick(team, OPEN)
    tick(team, NUDGE)
    outbox.keep_posting(team, nudge_of(TUESDAY, ANA), Posting("D1", "1.1"))
    deliver_all(team)
    check_in(team)
    assert ("standup_nudge", ANA) in owed(team)


# Who is asked by message


def by_message(desk: Desk, *users: str, is_on: bool = True, now: datetime = stories.NOW) -> None:
    """Let people be asked by message."""
    for user in users:
        standups.by_message(desk, CHANNEL, is_on, by=user, now=now)


def asked(desk: Desk, first: datetime, hours: int) -> dict[str, list[str]]:
    """Return who is asked when, over some hours of ticking every half hour, in hours of UTC."""
    found: dict[str, list[str]] = {}
    deliver_all(desk)
    for step in range(hours * 2 + 1):
        now = first + timedelta(minutes=30 * step)
        tick(desk, now)
        for user in to(desk, StandupAskLetter.kind):
            found.setdefault(user, []).append(now.strftime("%d %H:%M"))
        deliver_all(desk)
    return found


def test_each_is_asked_at_their_own_morning_and_once(team: Desk) -> None:
    live(team, ANA, "Asia/Tokyo")
    live(team, BEN, "Europe/Berlin")
    live(team, CLARA, "America/New_York")
    live(team, DAVID, "Pacific/Auckland")
    by_message(team, ANA, BEN, CLARA, DAVID)
    assert asked(team, datetime(2026, 3, 2, 18, tzinfo=UTC), 24) == {
        DAVID: ["02 23:00"],
        ANA: ["03 00:30"],
        BEN: ["03 08:30"],
        CLARA: ["03 14:30"],
    }


def test_the_next_days_are_asked_for_too(team: Desk) -> None:
    live(team, ANA, "Asia/Tokyo")
    by_message(team, ANA)
    assert asked(team, datetime(2026, 3, 2, 18, tzinfo=UTC), 72)[ANA] == ["03 00:30", "04 00:30", "05 00:30"]


@pytest.mark.parametrize("doing", ["answered", "away", "off", "skipped", "paused", "removed"])
def test_nobody_is_asked_in_vain(team: Desk, doing: str) -> None:
    by_message(team, ANA)
    evening = datetime(2026, 3, 2, 18, tzinfo=UTC)
    if doing == "answered":
        check_in(team, now=evening)
    elif doing == "away":
        absences.go_away(team, ANA, "until wednesday", by=ANA, now=evening)
    elif doing == "off":
        by_message(team, ANA, is_on=False, now=evening)
    elif doing == "skipped":
        change(schedules.skip, team, "standup", now=evening)
    elif doing == "paused":
        change(schedules.pause, team, "standup", now=evening)
    else:
        set_up(team, "retro", now=evening)
    assert asked(team, evening, 24) == {}


def test_nobody_is_asked_on_a_public_holiday_of_their_own(team: Desk) -> None:
    live(team, ANA, "Asia/Tokyo")
    live(team, BEN, "Europe/Berlin")
    by_message(team, ANA, BEN)
    spring_equinox = datetime(2026, 3, 19, 18, tzinfo=UTC)
    assert asked(team, spring_equinox, 20) == {BEN: ["20 08:30"]}


def test_a_morning_that_the_clock_slept_through_is_not_made_up_for_the_day_after(team: Desk) -> None:
    by_message(team, ANA)
    assert asked(team, datetime(2026, 3, 4, 1, tzinfo=UTC), 1) == {}


def test_who_is_asked_later_is_not_reminded_and_not_missing(team: Desk) -> None:
    live(team, CLARA, "America/New_York")
    by_message(team, CLARA)
    tick(team, OPEN)
    tick(team, NUDGE)
    assert to(team, StandupNudgeLetter.kind) == [ANA, BEN, DAVID]
    assert sheet(team).missing[Silence.LATER] == (CLARA,)


def test_two_workers_ask_once(team: Desk, replica: Desk) -> None:
    live(team, ANA, "Europe/Berlin")
    by_message(team, ANA)
    tick(team, OPEN - timedelta(seconds=1))
    together(lambda: tick(team, OPEN), lambda: tick(replica, OPEN))
    tick(team, OPEN)
    assert to(team, StandupAskLetter.kind) == [ANA]


def test_a_new_schedule_asks_at_its_own_time(team: Desk) -> None:
    by_message(team, ANA)
    move(team, "standup", "11:00", now=stories.NOW)
    # The morning that was planned before the move stays for the one day; the prompt corrects the following ones.
    assert asked(team, datetime(2026, 3, 3, 6, tzinfo=UTC), 48)[ANA][-1] == "04 11:00"


# Which standup


def here(desk: Desk, user: str = ANA, *, channel: str = CHANNEL, now: datetime) -> HoldingKey:
    """Return which standup somebody means who types /standup."""
    return check_ins.here(desk, channel, by=user, now=now)


def test_the_standup_of_now_is_the_open_one_or_todays_or_the_latest(team: Desk) -> None:
    assert here(team, now=OPEN - timedelta(hours=2)) == TUESDAY
    for now in (OPEN, NUDGE, CLOSE):
        tick(team, now)
        assert here(team, now=now + timedelta(minutes=1)) == TUESDAY
    assert here(team, now=CLOSE + timedelta(hours=20)) == WEDNESDAY


def test_a_standup_that_was_set_up_after_todays_time_begins_tomorrow(team: Desk) -> None:
    assert here(team, now=stories.NOW + timedelta(hours=1)) == TUESDAY


def test_a_standup_that_is_moved_is_the_one_of_its_new_day(team: Desk) -> None:
    move(team, "standup", "2026-03-03 16:00", now=stories.NOW)
    assert here(team, now=OPEN) == TUESDAY


def test_where_the_next_one_is_skipped_it_is_the_one_after(team: Desk) -> None:
    change(schedules.skip, team, "standup")
    assert here(team, now=stories.NOW + timedelta(hours=1)) == WEDNESDAY


def test_on_a_day_without_one_it_is_the_latest(team: Desk) -> None:
    friday = OPEN + timedelta(days=3)
    for hours in range(75):
        tick(team, OPEN + timedelta(hours=hours))
    assert here(team, now=friday + timedelta(days=1)) == replace(TUESDAY, day=date(2026, 3, 6))


def test_before_the_very_first_it_is_the_first(desk: Desk) -> None:
    saturday = datetime(2026, 3, 7, 10, tzinfo=UTC)
    set_up(desk, "standup", now=saturday)
    assert here(desk, now=saturday) == replace(TUESDAY, day=date(2026, 3, 9))


def test_elsewhere_it_is_the_only_one_at_which_one_is_expected(team: Desk) -> None:
    assert here(team, channel="C0OTHER", now=OPEN) == TUESDAY
    with pytest.raises(Refused, match="/ceremony setup"):
        here(team, IVAN, channel="C0OTHER", now=OPEN)
    set_up(team, "standup", channel="C0SECOND", expected=(ANA, IVAN), by=HUGO)
    with pytest.raises(Refused, match=f"{channel_mark('C0LAB')}, {channel_mark('C0SECOND')}"):
        here(team, channel="C0OTHER", now=OPEN)
    assert here(team, IVAN, channel="C0OTHER", now=OPEN).channel == "C0SECOND"


# Who is away


def test_the_away_are_explained_and_do_not_facilitate(team: Desk) -> None:
    for user in (ANA, BEN):
        absences.go_away(team, user, "until friday", by=user, now=stories.NOW)
    tick(team, OPEN)
    (held,) = holdings_of(team, "standup")
    assert held.facilitator in (CLARA, DAVID)
    assert sheet(team).missing == {Silence.AWAY: (ANA, BEN), Silence.SILENT: (CLARA, DAVID)}


def test_an_absence_ends_by_itself_and_by_hand(desk: Desk) -> None:
    live(desk, ANA, "Asia/Tokyo")
    absences.go_away(desk, ANA, "until friday", by=ANA, now=stories.NOW)
    absences.go_away(desk, BEN, "until friday", by=HUGO, now=stories.NOW)
    friday_evening_in_tokyo = datetime(2026, 3, 6, 14, 59, tzinfo=UTC)
    assert set(absences.current(desk, friday_evening_in_tokyo)) == {ANA, BEN}
    assert set(absences.current(desk, friday_evening_in_tokyo + timedelta(minutes=1))) == {BEN}
    assert absences.come_back(desk, BEN, by=BEN, now=friday_evening_in_tokyo)
    assert not absences.come_back(desk, BEN, by=BEN, now=friday_evening_in_tokyo)
    assert set(absences.current(desk, friday_evening_in_tokyo)) == {ANA}


def test_going_away_again_changes_the_day(desk: Desk) -> None:
    absences.go_away(desk, ANA, "until friday", by=ANA, now=stories.NOW)
    absences.go_away(desk, ANA, "until tomorrow", by=ANA, now=stories.NOW)
    found = absences.current(desk, stories.NOW)
    assert found[ANA].last_day == date(2026, 3, 3)


def test_only_an_admin_sends_somebody_else_away(desk: Desk) -> None:
    with pytest.raises(Refused, match="Only an admin"):
        absences.go_away(desk, ANA, "until friday", by=BEN, now=stories.NOW)
    assert absences.go_away(desk, ANA, "until friday", by=HUGO, now=stories.NOW)[0].set_by == HUGO


def test_going_away_redraws_the_prompts_that_are_open(team: Desk) -> None:
    tick(team, OPEN)
    deliver_all(team)
    absences.go_away(team, ANA, "until friday", by=ANA, now=OPEN)
    assert owed(team) == [("standup_prompt", "")]


def test_an_absence_is_in_the_journal(desk: Desk) -> None:
    absences.go_away(desk, ANA, "until friday", by=HUGO, now=stories.NOW)
    absences.come_back(desk, ANA, by=ANA, now=stories.NOW)
    found = [(entry.deed.value, entry.by, entry.subject, entry.detail) for entry in entries_of(desk)]
    assert found == [("went_away", HUGO, ANA, "up to and with 2026-03-06"), ("came_back", ANA, ANA, "")]


def test_the_sheet_of_an_experiment_is_read_without_blockers(desk: Desk) -> None:
    assert sheets.sheet(desk, stories.proposed(desk).number).blockers == ()

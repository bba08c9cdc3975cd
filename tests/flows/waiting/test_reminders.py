"""Reminders on a moved clock: one message a day in somebody's own morning, each word once, silent while away."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from flows.desk import Desk
from flows.journal import verification
from flows.people import hours
from flows.people.absences import come_back, go_away
from flows.people.team import give_duty
from flows.waiting import passing, questions, reminders, terms
from flows.waiting.waits import waits_for
from rules.experiments.experiment import Experiment, ReviewKind
from rules.experiments.letters import BoardLetter, CardLetter
from rules.lifecycle.seats import ReviewSeat
from rules.people.people import Duty, Member
from rules.people.working_hours import STANDARD
from rules.refusals import Refused
from rules.waiting.clock import Nudge
from rules.waiting.digests import ToldAs
from rules.waiting.letters import OwnerReminderLetter, ReminderLetter
from store.journal import journal
from store.people import members
from store.waiting import nudges
from store.waiting.settings import kept_settings
from tests import stories
from tests.flows.mornings import forget_letters, owed, tick
from tests.racing import problems, together
from tests.rules.refusal import reasons_of
from tests.stories import ANA, BEN, CLARA, DAVID, EVA, FELIX, GRETA, HUGO, IVAN, NOW, new_request

BERLIN = "Europe/Berlin"
NEW_YORK = "America/New_York"
# NOW is Monday 2 March 2026, 9:30 in UTC.
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, MONDAY = (
    datetime(2026, 3, day, 9, 0, 30, tzinfo=UTC) for day in (3, 4, 5, 6, 9)
)
ETHICS = ReviewSeat(1, 1, ReviewKind.ETHICS)


@pytest.fixture
def waiting(desk: Desk) -> Experiment:
    """Return an experiment before its board since Monday."""
    return stories.in_review(desk)


def users(letters: list[ReminderLetter]) -> set[str]:
    """Return who was reminded; each at most once."""
    found = [letter.user for letter in letters]
    assert len(set(found)) == len(found)
    return set(found)


def move(desk: Desk, user: str, zone: str) -> None:
    """Let somebody live in a zone."""
    with desk.begin() as session:
        members.save(session, Member(**{**plain(members.get(session, user)), "zone": zone}))


def plain(member: Member) -> dict[str, object]:
    """Return a member's fields by name."""
    return {name: getattr(member, name) for name in member.__dataclass_fields__}


def test_reviewers_are_reminded_before_and_after_and_then_the_owner_too(
    desk: Desk, waiting: Experiment
) -> None:
    assert users(tick(desk, NOW)) == set()
    assert users(tick(desk, TUESDAY)) == {BEN, CLARA, DAVID}
    assert users(tick(desk, WEDNESDAY)) == set()
    assert users(tick(desk, THURSDAY)) == {BEN, CLARA, DAVID}
    assert users(tick(desk, FRIDAY)) == {BEN, CLARA, DAVID, ANA}
    for day in range(30):
        assert users(tick(desk, MONDAY + timedelta(days=day))) == set()


def test_a_morning_comes_once_however_often_the_clock_ticks(desk: Desk, waiting: Experiment) -> None:
    assert users(tick(desk, TUESDAY)) == {BEN, CLARA, DAVID}
    for minutes in (0, 1, 200, 479):
        assert users(tick(desk, TUESDAY + timedelta(minutes=minutes))) == set()


@pytest.mark.parametrize(
    ("hour", "is_reminded"), [(8, False), (9, True), (16, True), (17, False), (23, False)]
)
def test_nobody_is_reminded_outside_their_hours(
    desk: Desk, waiting: Experiment, hour: int, is_reminded: bool
) -> None:
    assert bool(tick(desk, TUESDAY.replace(hour=hour))) == is_reminded


def test_everybody_is_reminded_in_their_own_morning(desk: Desk, waiting: Experiment) -> None:
    move(desk, BEN, BERLIN)
    move(desk, CLARA, NEW_YORK)
    assert users(tick(desk, TUESDAY - timedelta(hours=1))) == {BEN}
    assert users(tick(desk, TUESDAY)) == {DAVID}
    # It became New York's Monday morning at 9:30 in UTC, before anything was due soon there.
    assert users(tick(desk, TUESDAY + timedelta(hours=5))) == {CLARA}


def test_a_holiday_is_left_out(desk: Desk) -> None:
    move(desk, CLARA, BERLIN)
    # Maundy Thursday 2026; Friday and Monday are holidays in Germany and none of UTC's.
    submitted = datetime(2026, 4, 2, 8, tzinfo=UTC)
    late = stories.proposed(desk)
    stories.submit(desk, late, now=submitted)
    assert CLARA not in users(tick(desk, datetime(2026, 4, 3, 9, 1, tzinfo=UTC)))
    assert users(tick(desk, datetime(2026, 4, 6, 9, 1, tzinfo=UTC))) >= {BEN, DAVID}
    assert users(tick(desk, datetime(2026, 4, 7, 7, 1, tzinfo=UTC))) == {CLARA}


def test_who_is_away_is_left_in_peace_and_told_the_latest_on_return(desk: Desk, waiting: Experiment) -> None:
    go_away(desk, CLARA, "until friday", by=CLARA, now=NOW)
    for day in (TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        assert CLARA not in users(tick(desk, day))
    # The days away do not count: of two working days nearly all are left.
    assert users(tick(desk, MONDAY)) == set()
    assert CLARA in users(tick(desk, MONDAY + timedelta(days=1)))
    found = reminders.digest(desk, CLARA, MONDAY + timedelta(days=1))
    assert [item.known for item in found.items] == [Nudge.SOON]


def test_what_is_settled_is_told_of_no_more(desk: Desk, waiting: Experiment) -> None:
    assert CLARA in users(tick(desk, TUESDAY))
    stories.approve(desk, waiting, ReviewKind.ETHICS)
    assert users(tick(desk, THURSDAY)) == {BEN, DAVID}


def test_a_decision_owes_the_lists_that_name_it_anew(desk: Desk, waiting: Experiment) -> None:
    tick(desk, TUESDAY)
    forget_letters(desk)
    reminders.keep_true(desk, waiting.number, WEDNESDAY)
    assert {row["user"] for row in owed(desk, ReminderLetter.kind)} == {BEN, CLARA, DAVID}
    stories.approve(desk, waiting, ReviewKind.ETHICS)
    assert reminders.digest(desk, CLARA, WEDNESDAY).items == ()


def test_the_term_is_set_for_all_and_for_a_workstream(desk: Desk, waiting: Experiment) -> None:
    assert terms.set_terms(desk, "5 days", by=HUGO, now=NOW).days == 5
    assert users(tick(desk, TUESDAY)) == set()
    terms.set_terms(desk, "optimization 1 day", by=HUGO, now=TUESDAY)
    assert terms.terms(desk).days == 5
    assert users(tick(desk, WEDNESDAY)) == {BEN, CLARA, DAVID}
    assert "Only an admin" in reasons_of(lambda: terms.set_terms(desk, "1", by=ANA, now=NOW))
    with desk.look() as session:
        assert journal.newest(session).said.startswith("A review or an approval is due in 5 working days")  # type: ignore[union-attr]


def test_everybody_is_reminded_in_their_own_hours(desk: Desk, waiting: Experiment) -> None:
    hours.set_hours(desk, CLARA, "11-19", by=CLARA, now=NOW)
    hours.set_hours(desk, BEN, "7-15 sun-thu", by=HUGO, now=NOW)
    assert users(tick(desk, TUESDAY - timedelta(hours=2))) == {BEN}
    assert users(tick(desk, TUESDAY)) == {DAVID}
    assert users(tick(desk, TUESDAY + timedelta(hours=1, minutes=59))) == set()
    assert users(tick(desk, TUESDAY + timedelta(hours=2))) == {CLARA}
    assert users(tick(desk, TUESDAY + timedelta(hours=8))) == set()


def test_a_day_of_work_is_as_long_as_somebodys_hours(desk: Desk, waiting: Experiment) -> None:
    hours.set_hours(desk, CLARA, "9-13", by=CLARA, now=NOW)
    # Two days of four hours, from 9:30 on Monday.
    [due] = [one.until for one in waits_for(desk, CLARA, NOW)]
    assert due == datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    hours.set_hours(desk, CLARA, "default", by=CLARA, now=NOW)
    hours.set_usual_hours(desk, "10-18 tue-fri", by=HUGO, now=NOW)
    [due] = [one.until for one in waits_for(desk, CLARA, NOW)]
    assert due == datetime(2026, 3, 4, 18, tzinfo=UTC)


def test_who_moves_their_hours_later_on_a_day_is_not_told_twice(desk: Desk, waiting: Experiment) -> None:
    assert CLARA in users(tick(desk, TUESDAY))
    hours.set_hours(desk, CLARA, "11-19", by=CLARA, now=TUESDAY)
    assert users(tick(desk, TUESDAY + timedelta(hours=3))) == set()


def test_hours_are_ones_own_or_set_by_an_admin(desk: Desk) -> None:
    assert "Only an admin" in reasons_of(lambda: hours.set_hours(desk, CLARA, "8-16", by=ANA, now=NOW))
    assert "Only an admin" in reasons_of(lambda: hours.set_usual_hours(desk, "8-16", by=ANA, now=NOW))
    assert hours.set_usual_hours(desk, "8-16", by=HUGO, now=NOW).words == "08:00 to 16:00"
    hours.set_hours(desk, CLARA, "8-16 sun-thu", by=HUGO, now=NOW)
    own, usual = hours.hours(desk, CLARA)
    assert own is not None
    assert (own.words, usual.words) == (
        "08:00 to 16:00, Sunday to Thursday",
        "08:00 to 16:00",
    )
    assert set(hours.every_hours(desk)) == {CLARA}
    with desk.look() as session:
        assert journal.newest(session).said.startswith("08:00 to 16:00, Sunday")  # type: ignore[union-attr]
        assert kept_settings(session).hours == usual
    assert verification.verify(desk).findings == ()
    hours.set_usual_hours(desk, "default", by=HUGO, now=NOW)
    assert hours.hours(desk, ANA) == (None, STANDARD)


def test_a_question_stops_the_clock_of_its_seat_alone(desk: Desk, waiting: Experiment) -> None:
    questions.ask(desk, ETHICS, "On which users?", by=CLARA, now=NOW, request=new_request())
    # The owner has their own clock for the answer.
    assert users(tick(desk, TUESDAY)) == {BEN, DAVID, ANA}
    assert users(tick(desk, THURSDAY)) == {BEN, DAVID, ANA}
    questions.answer(desk, 1, 0, "All of May.", by=ANA, now=THURSDAY, request=new_request())
    # Its two working days begin with the answer.
    assert CLARA in users(tick(desk, FRIDAY))
    assert [item.known for item in reminders.digest(desk, CLARA, FRIDAY).items] == [Nudge.SOON]


def test_a_seat_that_was_handed_over_is_awaited_of_the_other(desk: Desk, waiting: Experiment) -> None:
    give_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=NOW)
    move(desk, IVAN, "UTC")
    passing.pass_seat(desk, ETHICS, IVAN, by=CLARA, now=NOW, request=new_request())
    assert users(tick(desk, TUESDAY)) == {BEN, DAVID, IVAN}
    assert CLARA not in users(tick(desk, THURSDAY))
    # Who could settle it too hears of it when it was let wait too long.
    assert users(tick(desk, FRIDAY)) >= {CLARA, IVAN, ANA}
    roles = {item.one.seat: item.role for item in reminders.digest(desk, CLARA, FRIDAY).items}
    assert roles == {"ethics": ToldAs.SUBSTITUTE}


def test_a_stand_in_is_reminded_in_the_place_of_who_is_away(desk: Desk, waiting: Experiment) -> None:
    give_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=NOW)
    move(desk, IVAN, "UTC")
    go_away(desk, CLARA, "until friday", by=CLARA, now=NOW, stand_in=IVAN)
    assert users(tick(desk, TUESDAY)) == {BEN, DAVID, IVAN}
    asked = reminders.digest(desk, IVAN, TUESDAY).items[0].one.asked
    assert [(one.user, one.in_place_of) for one in asked] == [(IVAN, CLARA)]
    come_back(desk, CLARA, by=CLARA, now=WEDNESDAY)
    asked = reminders.digest(desk, CLARA, WEDNESDAY).items[0].one.asked
    assert {one.user: one.in_place_of for one in asked} == {CLARA: "", IVAN: ""}


@pytest.mark.parametrize(
    ("stand_in", "why"), [(BEN, "holds none of the duties"), (CLARA, "themselves"), ("U0GONE", "")]
)
def test_not_everybody_stands_in(desk: Desk, stand_in: str, why: str) -> None:
    said = reasons_of(lambda: go_away(desk, CLARA, "until friday", by=CLARA, now=NOW, stand_in=stand_in))
    assert why in said
    with desk.look() as session:
        assert reminders.absences_at(session, NOW) == {}


def test_the_owner_reminds_who_is_at_work_now_and_the_others_in_the_morning(
    desk: Desk, waiting: Experiment
) -> None:
    move(desk, CLARA, "Pacific/Auckland")
    forget_letters(desk)
    who = reminders.remind(desk, 1, by=ANA, now=NOW)
    assert (set(who.at_once), who.later) == ({BEN, DAVID}, (CLARA,))
    assert who.again == "Monday 2 March, 13:30"
    assert {row["user"] for row in owed(desk, OwnerReminderLetter.kind)} == {BEN, DAVID}
    # 9:00 of Tuesday in Auckland.
    assert users(tick(desk, datetime(2026, 3, 2, 20, 1, tzinfo=UTC))) == {CLARA}
    assert reminders.digest(desk, CLARA, TUESDAY).items[0].one.reminded_by == ""


def test_the_owner_reminds_once_in_four_working_hours(desk: Desk, waiting: Experiment) -> None:
    reminders.remind(desk, 1, by=ANA, now=NOW)
    early = NOW + timedelta(hours=3, minutes=59)
    assert "Monday 2 March, 13:30" in reasons_of(lambda: reminders.remind(desk, 1, by=ANA, now=early))
    evening = NOW + timedelta(hours=7)
    assert reminders.remind(desk, 1, by=ANA, now=evening).again == "Tuesday 3 March, 12:30"


def test_two_words_for_one_morning_at_the_same_instant_are_one(
    desk: Desk, replica: Desk, waiting: Experiment
) -> None:
    users = [f"U0NEW{number}" for number in range(10)]
    for user in users:
        letter = OwnerReminderLetter(user=user, experiment=waiting.number, by=ANA)
        answers = together(*(partial(reminders.put_off, one, letter, NOW) for one in (desk, replica)))
        assert problems(answers) == []
    with desk.look() as session:
        assert nudges.pushes(session) == {user: {waiting.number: ANA} for user in users}


@pytest.mark.parametrize("by", [BEN, CLARA, IVAN])
def test_nobody_but_the_owner_or_an_admin_reminds(desk: Desk, waiting: Experiment, by: str) -> None:
    assert "Only the owner" in reasons_of(lambda: reminders.remind(desk, 1, by=by, now=NOW))


def test_nothing_is_reminded_of_where_nothing_waits(desk: Desk) -> None:
    stories.running(desk)
    assert reasons_of(lambda: reminders.remind(desk, 1, by=ANA, now=NOW))


def test_a_promotion_is_reminded_of_too(desk: Desk) -> None:
    stories.promoting(desk)
    assert users(tick(desk, TUESDAY)) == {EVA, FELIX, GRETA}


def test_what_becomes_overdue_is_drawn_anew(desk: Desk, waiting: Experiment) -> None:
    tick(desk, TUESDAY)
    assert owed(desk, CardLetter.kind) == []
    tick(desk, THURSDAY)
    assert len(owed(desk, CardLetter.kind)) == len(owed(desk, BoardLetter.kind)) == 1


def test_what_who_goes_away_leaves_is_drawn_anew(desk: Desk, waiting: Experiment) -> None:
    forget_letters(desk)
    reminders.redraw_awaited(desk, CLARA, NOW)
    assert len(owed(desk, CardLetter.kind)) == len(owed(desk, BoardLetter.kind)) == 1
    forget_letters(desk)
    reminders.redraw_awaited(desk, IVAN, NOW)
    assert owed(desk, CardLetter.kind) == []


def test_two_workspaces_never_meet(desk: Desk, other_desk: Desk) -> None:
    stories.in_review(desk)
    assert users(tick(other_desk, TUESDAY)) == set()
    assert users(tick(desk, TUESDAY)) == {BEN, CLARA, DAVID}


def test_handing_over_is_refused_with_who_could(desk: Desk, waiting: Experiment) -> None:
    with pytest.raises(Refused):
        passing.successors(desk, 1, 1, Duty.ETHICS, by=CLARA, now=NOW)
    give_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=NOW)
    found = passing.successors(desk, 1, 1, None, by=CLARA, now=NOW)
    assert [(one.seat.kind, one.could) for one in found] == [(ReviewKind.ETHICS, (IVAN,))]

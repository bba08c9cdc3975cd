"""What a holding costs: so many statements, whoever is expected and however many there were before; and what its prompt costs."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.ceremonies.holdings import begin, proceed
from flows.ceremonies.standup import check_ins, standups
from flows.desk import Desk
from flows.outbox import take_on
from rules.ceremonies.calendar import holding_time
from rules.ceremonies.ceremonies import Phase, Standing
from rules.ceremonies.holdings import ended, new_holding
from rules.ceremony_names import Ceremony, HoldingKey
from rules.people.people import Member
from rules.refusals import Refused
from store.ceremonies import holdings, schedules
from store.ceremonies.due import DueHolding, DueSchedule
from store.people import members
from tests.flows.gatherings import set_up
from tests.flows.lifecycle.test_statements import executed
from tests.stories import ANA, BEN, CHANNEL, HUGO, WORKSPACE

DUE = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
KEY = HoldingKey(CHANNEL, Ceremony.STANDUP, DUE.date())
# It is taken and its next day kept; who is expected, away, and whose turn it is; the holding, its prompt with whom to ask by
# message, and whose Home shows it.
HOLDING = 9
# The holding and its schedule, whom it expects, the answers, blockers, people, absences, and who is asked later.
SHEET = 8
# Which are due, which were sent, which are still free, that they are taken on, and who waits for a closed channel.
TAKING_ON = 5
MANY = 60


@pytest.fixture(params=["few", "many"])
def standup(desk: Desk, request: pytest.FixtureRequest) -> Desk:
    """Return the desk with a standup that is due: the first one of three people, or one of many after many others."""
    if request.param == "few":
        set_up(desk, "standup", expected=(ANA, BEN, HUGO))
        return desk
    people = tuple(f"U0{number:04}" for number in range(MANY))
    with desk.begin() as session:
        members.save(session, *(Member(one, one.lower()) for one in people))
    set_up(desk, "standup", expected=people)
    with desk.begin() as session:
        schedule = schedules.schedule(session, CHANNEL, Ceremony.STANDUP)
        assert schedule
        for number in range(1, MANY):
            one = new_holding(schedule, holding_time(schedule, DUE.date() - timedelta(days=number)))
            held = replace(ended(one, Standing.CLOSED), facilitator=people[number])
            holdings.add(session, held)
    return desk


def test_a_holding_that_begins_is_nine_statements_however_many_there_are(standup: Desk) -> None:
    with executed(standup.database) as found:
        assert begin(standup, DueSchedule(WORKSPACE, CHANNEL, Ceremony.STANDUP), DUE)
    assert len(found) == HOLDING, "\n".join(found)


def test_a_phase_that_is_due_asks_for_the_schedule_no_more_than_twice(standup: Desk) -> None:
    begin(standup, DueSchedule(WORKSPACE, CHANNEL, Ceremony.STANDUP), DUE)
    with standup.look() as session:
        held = holdings.get(session, KEY)
    assert held
    assert (held.next_phase, held.standing) == (Phase.NUDGE, Standing.OPEN)
    with executed(standup.database) as found:
        assert proceed(standup, DueHolding(WORKSPACE, KEY), DUE + timedelta(hours=1))
    assert len([one for one in found if "FROM schedules" in one]) <= 2


def test_a_standup_is_drawn_from_eight_statements(standup: Desk) -> None:
    begin(standup, DueSchedule(WORKSPACE, CHANNEL, Ceremony.STANDUP), DUE)
    with executed(standup.database) as found:
        sheet = standups.sheet(standup, KEY)
    assert len(sheet.expected) == len(set(sheet.expected)) > 1
    assert len(found) == SHEET, "\n".join(found)


def test_letters_are_recorded_and_taken_on_in_five_statements(desk: Desk) -> None:
    for number in range(5):
        set_up(desk, "standup", channel=f"C0{number:04}")
        begin(desk, DueSchedule(WORKSPACE, f"C0{number:04}", Ceremony.STANDUP), DUE)
    first = take_on(desk.database, [WORKSPACE], DUE, most=4)
    with executed(desk.database) as found:
        taken = take_on(desk.database, [WORKSPACE], DUE, most=4, sent=[one.id for one in first])
    assert (len(first), len(taken) > 1) == (4, True)
    assert len(found) == TAKING_ON, "\n".join(found)


def test_whose_standup_is_meant_elsewhere_is_asked_alike_however_many_there_are(desk: Desk) -> None:
    asked = []
    for number in range(3):
        set_up(desk, "standup", channel=f"C0STAND{number}", expected=())
        with executed(desk.database) as found, suppress(Refused):
            check_ins.here(desk, "C0ELSEWHERE", by=BEN, now=DUE)
        asked.append(found)
    assert len(asked[1]) == len(asked[2]), "\n".join(asked[2])

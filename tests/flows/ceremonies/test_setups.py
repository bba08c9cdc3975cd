"""Setting up the ceremonies of a channel, and setting them up anew."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest

from flows.ceremonies import next_holdings, setups
from flows.desk import Desk
from rules.ceremonies.ceremonies import Standing
from rules.ceremonies.letters import CeremonyNewsLetter
from rules.ceremony_names import Ceremony
from rules.refusals import Refused
from tests.flows.gatherings import (
    dates,
    draft,
    holdings_of,
    letters,
    move,
    news,
    set_up,
    standings,
    tick,
    tick_through,
)
from tests.racing import problems, together
from tests.stories import ANA, BEN, CHANNEL, IVAN, NOW


def at(text: str) -> datetime:
    """Return an instant that was written as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_setting_up_holds_the_four_with_their_defaults(desk: Desk) -> None:
    sheets = set_up(desk)
    assert {sheet.schedule.ceremony.value: dates(sheet)[0] for sheet in sheets} == {
        "standup": "2026-03-03 08:30",
        "review": "2026-03-04 13:00",
        "ethics": "2026-03-05 13:00",
        "retro": "2026-03-06 14:00",
    }
    assert all(len(sheet.next_holdings) == 3 for sheet in sheets)
    assert news(desk) == ["set_up"]


def test_two_who_set_up_a_channel_at_one_instant_wait_for_each_other(desk: Desk, replica: Desk) -> None:
    for number in range(5):
        channel = f"C0NEW{number}"
        answers = together(
            partial(set_up, desk, "standup", channel=channel, by=ANA),
            partial(set_up, replica, "standup", channel=channel, by=BEN),
        )
        # Whoever comes second finds what the first has set up, which they may not change.
        [refused] = problems(answers)
        assert isinstance(refused, Refused)
        [sheet] = next_holdings.sheets(desk, channel, NOW)
        assert sheet.schedule.owner in (ANA, BEN)


def test_the_same_form_twice_sets_up_once(desk: Desk) -> None:
    wanted = draft("standup")
    setups.set_up(desk, CHANNEL, wanted, by=ANA, now=NOW, request="one")
    with pytest.raises(Exception, match="one"):
        setups.set_up(desk, CHANNEL, wanted, by=ANA, now=NOW, request="one")
    assert news(desk) == ["set_up"]


def test_what_is_refused_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(Refused) as refusal:
        set_up(desk, "standup", zone="Nowhere/Else", country="Grmany", standup="25:00")
    assert refusal.value.fields.keys() == {"zone", "country", "standup_time"}
    assert "Germany" in refusal.value.fields["country"]
    assert next_holdings.sheets(desk, CHANNEL, NOW) == ()
    assert letters(desk.database) == []


def test_a_form_opens_with_what_is_set_up_and_keeps_it_when_it_is_sent_again(desk: Desk) -> None:
    set_up(desk, "standup", "retro", standup="10:15", country="DE-BY", expected=(ANA, BEN))
    sheet = setups.setup_sheet(desk, CHANNEL, by=ANA, now=NOW)
    assert set(sheet.schedules) == {Ceremony.STANDUP, Ceremony.RETRO}
    assert (sheet.schedules[Ceremony.STANDUP].at, sheet.country, sheet.expected) == (
        time(10, 15),
        "Germany, BY",
        (ANA, BEN),
    )
    assert sheet.first_days[Ceremony.RETRO] == date(2026, 3, 6)
    before = next_holdings.sheets(desk, CHANNEL, NOW)
    set_up(desk, "standup", "retro", standup="10:15", country=sheet.country, expected=(ANA, BEN))
    assert next_holdings.sheets(desk, CHANNEL, NOW) == before


def test_a_form_proposes_the_persons_own_zone_its_country_and_the_team(desk: Desk) -> None:
    sheet = setups.setup_sheet(desk, CHANNEL, by=IVAN, now=NOW)
    assert (sheet.zone, sheet.country) == ("Europe/Berlin", "Germany")
    assert set(sheet.schedules) == set(Ceremony)
    assert IVAN in sheet.expected
    assert ANA in sheet.expected


def test_what_a_form_leaves_out_is_removed_and_not_held_any_more(desk: Desk) -> None:
    set_up(desk, "standup", "review")
    tick(desk, at("2026-03-03 13:00"))
    set_up(desk, "standup", now=at("2026-03-03 13:05"))
    tick_through(desk, at("2026-03-03 13:05"), at("2026-03-05 12:00"), timedelta(minutes=30))
    assert standings(desk, "review") == {"2026-03-04": Standing.SKIPPED}
    assert news(desk) == ["set_up", "set_up"]
    assert letters(desk.database, CeremonyNewsLetter.kind)[-1].facts["news"]["removed"] == ["review"]


def test_another_schedule_for_the_same_day_does_not_hold_it_twice(desk: Desk) -> None:
    set_up(desk, "standup")
    tick(desk, at("2026-03-03 08:30"))
    move(desk, "standup", "12:00", now=at("2026-03-03 09:00"))
    tick_through(desk, at("2026-03-03 09:00"), at("2026-03-04 15:00"), timedelta(minutes=30))
    assert list(standings(desk)) == ["2026-03-03", "2026-03-04"]
    assert holdings_of(desk)[1].starts_at == at("2026-03-04 11:00")

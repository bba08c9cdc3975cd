"""Who runs and skips: the one whom the list names facilitates, and may do both."""

from datetime import date, timedelta

import pytest

from flows.ceremonies import next_holdings, schedules
from flows.desk import Desk
from flows.people import absences
from rules.ceremonies.ceremonies import Standing
from rules.ceremonies.ceremony_sheets import NewsTopic
from rules.ceremonies.letters import CeremonyNewsLetter
from rules.refusals import Refused
from tests.flows.gatherings import change, holdings_of, letters, move, run, set_up, standings, tick
from tests.stories import BEN, CHANNEL, CLARA, NOW

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def standup(desk: Desk) -> Desk:
    """Return a desk with a standup that Ben facilitates next, and then Clara."""
    set_up(desk, "standup", expected=(BEN, CLARA))
    return desk


def listed(desk: Desk) -> str:
    """Return whom the list names for the next holding."""
    (sheet,) = next_holdings.sheets(desk, CHANNEL, NOW)
    return sheet.facilitator


def test_who_facilitates_the_next_one_runs_it_and_changes_nothing_else(standup: Desk) -> None:
    for deed in (schedules.pause, schedules.resume):
        with pytest.raises(Refused, match="who set it up, or an admin"):
            change(deed, standup, "standup", by=BEN)
    with pytest.raises(Refused, match="who facilitates it, or an admin"):
        change(schedules.run_now, standup, "standup", by=CLARA)
    assert run(standup, "standup", by=BEN).facilitator == BEN
    assert standings(standup) == {"2026-03-02": Standing.OPEN}


def test_who_facilitates_the_next_one_skips_it_and_no_other(standup: Desk) -> None:
    with pytest.raises(Refused, match="who facilitates it, or an admin"):
        change(schedules.skip, standup, "standup", by=CLARA)
    with pytest.raises(Refused, match="who set it up, or an admin"):
        change(schedules.skip, standup, "standup", by=BEN, words="4 mar - 6 mar")
    change(schedules.skip, standup, "standup", by=BEN)
    assert standings(standup) == {"2026-03-03": Standing.SKIPPED}


def test_run_appoints_whom_the_list_names(standup: Desk) -> None:
    move(standup, "standup", "2026-03-07 10:00")
    named = listed(standup)
    change(schedules.run_now, standup, "standup")
    assert [one.facilitator for one in holdings_of(standup) if one.standing is Standing.OPEN] == [named]


def test_the_list_does_not_name_who_is_away_by_then(standup: Desk) -> None:
    move(standup, "standup", "3 mar 10:00")
    assert listed(standup) == BEN
    absences.go_away(standup, BEN, "until 9 mar", by=BEN, now=NOW)
    assert listed(standup) == CLARA


def test_skipped_days_are_left_out_and_told_as_one(standup: Desk) -> None:
    changed = change(schedules.skip, standup, "standup", words="4-6 mar")
    assert [one.day.day for one in changed.sheet.next_holdings] == [3, 9, 10]
    assert (changed.news.topic, changed.news.count) == (NewsTopic.SKIPPED, 3)
    change(schedules.resume, standup, "standup")
    (sheet,) = next_holdings.sheets(standup, CHANNEL, NOW)
    assert [one.day for one in sheet.next_holdings] == [date(2026, 3, day) for day in (3, 4, 5)]


def test_days_without_one_and_half_a_year_of_them_are_refused(standup: Desk) -> None:
    with pytest.raises(
        Refused, match=r"No daily standup is to come on 7 Mar 2026\. The next one is on 3 Mar 2026\."
    ):
        change(schedules.skip, standup, "standup", words="7 mar")
    with pytest.raises(Refused, match="/ceremony pause standup"):
        change(schedules.skip, standup, "standup", words="until 1 sep")
    assert standings(standup) == {}


def test_what_is_opened_is_told_by_its_own_message_alone(desk: Desk) -> None:
    set_up(desk, "standup", "review")
    tick(desk, TOMORROW.replace(hour=13, minute=0))
    change(schedules.run_now, desk, "review", now=TOMORROW.replace(hour=15))
    change(schedules.run_now, desk, "standup", now=TOMORROW.replace(hour=15))
    told = [row.facts["news"]["topic"] for row in letters(desk.database, CeremonyNewsLetter.kind)]
    assert told == ["set_up"]
    kinds = [row.kind for row in letters(desk.database)]
    assert (kinds.count("agenda_opened"), kinds.count("standup_prompt")) == (1, 1)

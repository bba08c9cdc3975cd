"""The ceremonies as they are drawn: within Slack's limits, escaped, and saying what comes next."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.draw.ceremonies import schedule_forms, schedule_messages
from rules.ceremonies.ceremonies import FORMATS
from rules.ceremonies.ceremony_sheets import NewsTopic, NextHolding
from rules.ceremonies.feeds import FeedState
from rules.ceremony_names import Ceremony
from tests.bot.draw.facts import TEAM
from tests.bot.draw.gatherings import DATES, HOLDING, SCHEDULES, news, setup_sheet, sheet
from tests.bot.draw.hostile import crowd
from tests.bot.draw.judges import button_texts, form_problems, inputs, labels, mentioned, problems, words
from tests.stories import ANA, BEN, CHANNEL, NOW


def test_the_list_shows_frequency_time_next_dates_and_who_facilitates() -> None:
    drawn = schedule_messages.ceremony_list(
        [sheet(one) for one in Ceremony], may_manage=False, feed=FeedState.NOT_PUBLIC
    )
    said = words(drawn)
    assert problems(drawn) == []
    for one in Ceremony:
        assert FORMATS[one].duration in said
        assert FORMATS[one].focus in said
    assert "every 2 weeks on Friday at 15:00 (Europe/Berlin)" in said
    assert said.count("<!date^") == 12
    assert mentioned(drawn) == {BEN}
    assert button_texts(drawn) == []


def test_who_may_change_the_ceremonies_sees_how_and_how_the_calendar_stands() -> None:
    drawn = schedule_messages.ceremony_list([sheet()], may_manage=True, feed=FeedState.MADE)
    assert button_texts(drawn) == ["Change the ceremonies"]
    assert "/ceremony feed new" in words(drawn)
    without = schedule_messages.ceremony_list([sheet()], may_manage=True, feed=FeedState.NOT_PUBLIC)
    assert "ASSAY_PUBLIC_URL" in words(without)


def test_an_empty_channel_is_told_how_to_begin() -> None:
    assert "/ceremony setup" in words(
        schedule_messages.ceremony_list([], may_manage=False, feed=FeedState.NOT_PUBLIC)
    )


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (
            NewsTopic.MOVED,
            "moved the daily standup for good: Monday to Friday at 09:30 (Europe/Berlin), next <!date",
        ),
        (NewsTopic.MOVED_ONCE, ", this once, to"),
        (NewsTopic.PAUSED, "paused the daily standup. `/ceremony resume standup` sets it going again."),
        (
            NewsTopic.RESUMED,
            "resumed the daily standup: Monday to Friday at 09:30 (Europe/Berlin), next <!date",
        ),
        (NewsTopic.SKIPPED, "`/ceremony resume standup` brings it back."),
        (NewsTopic.SET_UP, "• Retrospective · removed"),
    ],
)
def test_a_channel_is_told_what_happened_what_comes_next_and_how_to_go_back(
    topic: NewsTopic, said: str
) -> None:
    changed = news(topic, was=NOW, becomes=NOW + timedelta(days=1), removed=(Ceremony.RETRO,))
    drawn = schedule_messages.news(changed, [sheet()], TEAM)
    assert problems(drawn) == []
    assert said in words(drawn)


def test_the_word_of_a_change_explains_holidays_in_between_and_hours_that_the_clocks_skip() -> None:
    shifted = NextHolding(
        day=date(2026, 3, 29), starts_at=datetime(2026, 3, 29, 1, tzinfo=UTC), is_shifted=True
    )
    early = replace(SCHEDULES[Ceremony.STANDUP], at=time(2, 30))
    changed = sheet(
        schedule=early,
        holidays={date(2026, 4, 3): "Good <Friday>"},
        country="Germany",
        shifted=(shifted,),
    )
    drawn = schedule_messages.news(news(NewsTopic.MOVED), [changed], TEAM)
    assert "3 Apr 2026 is a holiday in Germany (Good &lt;Friday&gt;), so none is held then." in words(drawn)
    assert "On 29 Mar 2026 the clocks skip 02:30 in Europe/Berlin; it begins right after" in words(drawn)


@pytest.mark.parametrize("topic", NewsTopic)
def test_what_a_channel_is_told_pings_nobody_but_who_is_to_facilitate(topic: NewsTopic) -> None:
    told = news(topic, *Ceremony, was=NOW, becomes=NOW, user=BEN)
    drawn = schedule_messages.news(told, [sheet(one) for one in Ceremony], TEAM)
    assert problems(drawn) == []
    assert mentioned(drawn) == ({BEN} if topic is NewsTopic.SWAPPED else set())
    assert topic is NewsTopic.SWAPPED or "Ana" in words(drawn)


def test_who_took_it_upon_themselves_to_facilitate_is_not_pinged() -> None:
    drawn = schedule_messages.news(news(NewsTopic.SWAPPED, user=ANA), [sheet()], TEAM)
    assert mentioned(drawn) == set()
    assert "Ana facilitates the daily standup now." in words(drawn)


def test_what_was_missed_is_told_with_the_way_to_hold_it_after_all() -> None:
    days = [date(2026, 3, number) for number in range(2, 20)]
    for count in (1, 3, 18):
        drawn = schedule_messages.missed(CHANNEL, Ceremony.STANDUP, days[:count], count)
        assert problems(drawn) == []
        assert "`/ceremony run standup`" in words(drawn)
    assert "the 18 times up to 19 Mar 2026" in words(
        schedule_messages.missed(CHANNEL, Ceremony.STANDUP, days, 18)
    )


def test_the_form_asks_for_all_four_with_the_defaults_of_the_brief() -> None:
    form = schedule_forms.ceremonies_form(setup_sheet(SCHEDULES), is_whole=True)
    assert form_problems(form) == []
    asked = labels(form)
    for label in ("Ceremonies", "Time zone", "Country of holidays", "Who is expected"):
        assert label in asked
    values = inputs(form)
    assert values["standup_time"]["initial_value"] == "09:30"
    assert values["review_time"]["initial_value"] == "14:00"
    assert values["ethics_time"]["initial_value"] == "14:00"
    assert values["retro_time"]["initial_value"] == "15:00"
    assert [one["value"] for one in values["standup_days"]["initial_options"]] == list("01234")
    assert [one["value"] for one in values["retro_days"]["initial_options"]] == ["4"]


def test_the_form_asks_which_and_when_first() -> None:
    form = schedule_forms.ceremonies_form(setup_sheet(SCHEDULES))
    assert form_problems(form) == []
    assert [label for label in labels(form) if not label.endswith((": days", ": time"))] == ["Ceremonies"]
    assert len(labels(form)) == 9


def test_the_form_of_a_channel_with_one_ceremony_ticks_that_one() -> None:
    form = schedule_forms.ceremonies_form(setup_sheet({Ceremony.RETRO: SCHEDULES[Ceremony.RETRO]}))
    assert [one["value"] for one in inputs(form)["ceremonies"]["initial_options"]] == ["retro"]


def test_the_form_of_a_swap_proposes_whose_turn_is_next() -> None:
    form = schedule_forms.swap_form(HOLDING, ANA, BEN)
    assert form_problems(form) == []
    assert inputs(form)["facilitator"]["initial_user"] == BEN


def test_the_largest_list_fits() -> None:
    worst = [
        sheet(
            one,
            schedule=replace(
                SCHEDULES[one], weekdays=tuple(range(7)), zone="America/Argentina/ComodRivadavia"
            ),
            holidays={date(2026, 3, number): "<" * 200 for number in range(1, 20)},
            country="&" * 300,
            shifted=DATES[:2],
        )
        for one in Ceremony
    ]
    for drawn in (
        schedule_messages.ceremony_list(worst, may_manage=True, feed=FeedState.MADE),
        *(schedule_messages.news(news(topic, *Ceremony, user=ANA), worst, crowd) for topic in NewsTopic),
    ):
        assert problems(drawn) == []

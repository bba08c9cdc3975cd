"""Insights: what is chosen, two charts at most, every number in words, small ones said to be small; and their data."""

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from strictslack.blockkit.surfaces import check_message_blocks

from bot.button_values import InsightsValue
from bot.draw.learning.insights_files import EXPERIMENT_HEADS, SEAT_HEADS, data_files, data_message
from bot.draw.learning.insights_page import insights_message
from rules.dates.typed_past import Lately
from rules.dates.typed_span import Span
from rules.experiments.experiment import Approval, ApprovalKind, Review, ReviewKind, Stage, Verdict
from rules.experiments.forecast_facts import Bound, Forecast
from rules.learning.choices import InsightsChoice
from rules.learning.insights import InsightsSheet, insights_of
from rules.learning.studied import Studied
from rules.people.projects import Project, Workstream
from tests.bot.draw.judges import buttons, objects, problems, words
from tests.rules.learning.studying import studied
from tests.stories import BEN, NOW

HOSTILE = '=<!channel> & "x" <@U0ANA> *b* '
FORECAST = Forecast(finished=9, bounds=(Bound(50, 12), Bound(80, 23)), owner_date=date(2026, 3, 20))
SEARCH = Project(number=1, name="Search", workstream=Workstream.PRODUCTION)
WORST = tuple(
    Project(number=number, name=(f"{number}<" + "<&😀 *`" * 60)[:60], workstream=Workstream.PRODUCTION)
    for number in range(1, 151)
)
ALL = InsightsChoice()
WORST_CHOICE = InsightsChoice(150, Span(date(2025, 12, 30), date(2026, 12, 31)))


def ended(days: int, **facts: object) -> Studied:
    """Return an experiment that came to its result after so many days, and waited as many hours for ethics and security."""
    at = NOW + timedelta(hours=days)
    review = Review(kind=ReviewKind.ETHICS, revision=1, verdict=Verdict.APPROVE, by=BEN, at=at, digest="d")
    approval = Approval(
        kind=ApprovalKind.SECURITY, revision=1, round=1, verdict=Verdict.APPROVE, by=BEN, at=at
    )
    usual = {
        "number": days,
        "stage": Stage.CONCLUDED,
        "finished_at": NOW + timedelta(days=days),
        "forecast": FORECAST,
        "reviews": (review,),
        "submitted": (NOW,),
        "approvals": (approval,) if days < 4 else (),
        "asked": (NOW,),
    }
    return studied(**{**usual, **facts})


def sheet(
    experiments: Sequence[Studied],
    choice: InsightsChoice = ALL,
    projects: tuple[Project, ...] = (SEARCH,),
    *,
    is_cut: bool = False,
) -> InsightsSheet:
    """Return the insights of some experiments."""
    return InsightsSheet(
        choice=choice,
        today=NOW.date(),
        found=insights_of(experiments, NOW),
        studied=tuple(experiments),
        projects=projects,
        is_cut=is_cut,
    )


ELEVEN = sheet([ended(days) for days in range(1, 12)])


def test_insights_have_two_charts_at_most_and_every_number_in_words() -> None:
    drawn = insights_message(ELEVEN).payload()
    assert check_message_blocks(drawn["blocks"]) == []
    assert [block["type"] for block in drawn["blocks"]].count("data_visualization") == 2
    for said in (
        "half within 6 days, 80% within 10 days",
        "The 80% forecast was kept 11 of 11 times (100%)",
        "Ethics review: 6 hours at the median, 90% within 11 hours · 11 seats",
        "Too few to tell: approval as security 3",
    ):
        assert said in drawn["text"]


def test_small_numbers_are_said_to_be_small_and_no_chart_is_made_of_them() -> None:
    drawn = insights_message(sheet([ended(days) for days in (1, 2, 30)]))
    assert "data_visualization" not in str(drawn.payload())
    for said in (
        "Optimization: 3 results: too few to tell",
        "The 80% forecast was kept 2 of 3 times (too few to tell)",
        "2 of 3 kept (too few to tell)",
        "Too few to tell: ethics review 3, approval as security 2",
    ):
        assert said in words(drawn)
    assert "%)" not in words(drawn)
    assert "at the median" not in words(drawn)


def test_four_seats_have_a_median_and_no_more() -> None:
    drawn = words(insights_message(sheet([ended(days) for days in range(4, 8)])))
    assert "Ethics review: 6 hours at the median · 4 seats" in drawn


def test_nobody_is_named() -> None:
    assert BEN not in str(insights_message(ELEVEN).payload())
    assert BEN not in str(data_files(ELEVEN))


@pytest.mark.parametrize(
    ("choice", "said", "shown"),
    [
        (InsightsChoice(), "Proposed at any time, all projects", ["All time", "All projects"]),
        (
            InsightsChoice(1, Lately(90)),
            "Proposed in the last 90 days (3 Dec 2025 to 2 Mar 2026), project *Search*",
            ["Last 90 days", "Search"],
        ),
        (InsightsChoice(None, Lately(7)), "Proposed in the last 7 days", ["Last 7 days", "All projects"]),
        (
            InsightsChoice(1, Span(date(2026, 1, 1), date(2026, 1, 31))),
            "Proposed 1 Jan 2026 to 31 Jan 2026, project *Search*",
            ["1 Jan 2026 to 31 Jan 2026", "Search"],
        ),
    ],
)
def test_what_is_chosen_is_said_stands_in_the_menus_and_travels_in_the_button(
    choice: InsightsChoice, said: str, shown: list[str]
) -> None:
    drawn = insights_message(sheet([ended(5)], choice))
    assert said in words(drawn)
    menus = [one for one in objects(drawn.payload()["blocks"]) if one.get("type") == "static_select"]
    assert [menu["initial_option"]["text"]["text"] for menu in menus] == shown
    (button,) = buttons(drawn)
    assert InsightsValue.read(button["value"]).choice == choice
    assert all(menu["initial_option"] in menu["options"] for menu in menus)


def test_each_menu_keeps_what_the_other_says() -> None:
    choice = InsightsChoice(1, Lately(30))
    drawn = insights_message(sheet([ended(5)], choice)).payload()
    spans, projects = (one for one in objects(drawn["blocks"]) if one.get("type") == "static_select")
    assert {InsightsValue.read(one["value"]).choice.project for one in spans["options"]} == {1}
    assert {InsightsValue.read(one["value"]).choice.period for one in projects["options"]} == {Lately(30)}


def test_a_choice_without_experiments_says_so_and_keeps_the_menus() -> None:
    drawn = insights_message(sheet([], InsightsChoice(1, Lately(30))))
    assert "Insights from 0 experiments" in words(drawn)
    assert "No experiment was. Choose another span of time or another project." in words(drawn)
    assert problems(drawn) == []


def test_where_older_ones_are_left_out_that_is_said() -> None:
    assert "The newest 11 of these" in words(insights_message(sheet(ELEVEN.studied, is_cut=True)))


def test_the_largest_insights_fit() -> None:
    every = [
        ended(
            days, workstream=list(Workstream)[days % 4], stage=list(Stage)[days % len(Stage)], title="<" * 120
        )
        for days in range(1, 400)
    ]
    worst = sheet(every, WORST_CHOICE, WORST, is_cut=True)
    drawn = insights_message(worst)
    assert problems(drawn) == []
    assert problems(data_message(worst)) == []
    menus = [one for one in objects(drawn.payload()["blocks"]) if one.get("type") == "static_select"]
    assert menus[1]["initial_option"]["text"]["text"].startswith("150<")
    assert "For a project that is not in the menu" in words(drawn)


# The data


def rows(found: InsightsSheet, place: int) -> list[dict[str, str]]:
    """Return the rows of a file by their heads."""
    return list(csv.DictReader(io.StringIO(data_files(found)[place]["content"])))


def test_the_data_has_a_row_for_each_experiment_under_heads_that_stay() -> None:
    found = sheet([ended(4, number=7, project=1, title=HOSTILE), studied(number=8)])
    first, second = rows(found, 0)
    assert tuple(first) == EXPERIMENT_HEADS
    assert first == {
        "experiment": "EXP-7",
        "title": f"'{HOSTILE}",
        "project": "Search",
        "workstream": "optimization",
        "risk": "medium",
        "proposed_at": "2026-03-02T09:30:00.000000Z",
        "stage": "concluded",
        "stage_since": "2026-03-02T09:30:00.000000Z",
        "first_result_at": "2026-03-06T09:30:00.000000Z",
        "days_to_result": "4",
        "forecast_50_days": "12",
        "forecast_80_days": "23",
        "forecast_85_days": "",
        "forecast_90_days": "",
        "forecast_80_date": "2026-03-25",
        "forecast_80_kept": "yes",
        "owner_date": "2026-03-20",
        "owner_date_kept": "yes",
    }
    assert [second[head] for head in ("first_result_at", "days_to_result", "owner_date")] == ["", "", ""]


def test_the_data_has_a_row_for_each_seat_that_was_filled() -> None:
    ethics, security = rows(sheet([ended(3, number=7)]), 1)
    assert tuple(ethics) == SEAT_HEADS
    assert ethics == {
        "experiment": "EXP-7",
        "duty": "ethics",
        "turn": "1",
        "opened_at": "2026-03-02T09:30:00.000000Z",
        "decided_at": "2026-03-02T12:30:00.000000Z",
        "hours_waited": "3.00",
    }
    assert security["duty"] == "security"


def test_the_name_of_a_project_is_guarded_too() -> None:
    found = sheet(
        [ended(3, project=1)], projects=(Project(number=1, name="=1+1", workstream=SEARCH.workstream),)
    )
    assert rows(found, 0)[0]["project"] == "'=1+1"

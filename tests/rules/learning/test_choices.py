"""What the insights are about, as it is typed and as it is told."""

from datetime import date

import pytest

from rules.dates.typed_past import Lately
from rules.dates.typed_span import Span
from rules.learning.choices import InsightsChoice, choice_words, read_choice, span_of
from rules.people.projects import Project, Workstream
from tests.rules.refusal import reasons_of

TODAY = date(2026, 11, 26)
MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
PROJECTS = tuple(
    Project(number=number, name=name, workstream=Workstream.PRODUCTION)
    for number, name in enumerate(("Search", "Search last", "March", "Data project 2"), start=1)
)


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("", InsightsChoice()),
        ("last 90 days", InsightsChoice(None, Lately(90))),
        ("project Search", InsightsChoice(1)),
        ("project search last 90 days", InsightsChoice(2, Lately(90))),
        ("project Search 90 days", InsightsChoice(1, Lately(90))),
        ("last 90 days project Search", InsightsChoice(1, Lately(90))),
        ("Project march", InsightsChoice(3)),
        ("project march march", InsightsChoice(3, MARCH)),
        ("project Data project 2", InsightsChoice(4)),
        ("project Search all time", InsightsChoice(1)),
    ],
)
def test_time_and_project_are_read_in_either_order(typed: str, choice: InsightsChoice) -> None:
    assert read_choice(typed, PROJECTS, TODAY) == choice


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("project", "Which project?"),
        ("project Serch last 90 days", "There is no project “Serch”. Did you mean “Search”?"),
        ("project Unheard", "There is no project “Unheard”."),
        ("march project Search 90 days", "write one span of time"),
        (
            "project Search Team",
            "There is no project “Search Team”, and “Team” is no span of days that have been.",
        ),
        ("whenever", "“whenever” is no span of days that have been."),
    ],
)
def test_what_is_neither_is_refused_with_what_is_right(typed: str, said: str) -> None:
    assert said in reasons_of(lambda: read_choice(typed, PROJECTS, TODAY))


def test_the_last_days_go_with_today_and_typed_days_stay() -> None:
    assert span_of(Lately(1), TODAY) == Span(TODAY, TODAY)
    assert span_of(Lately(90), TODAY) == Span(date(2026, 8, 29), TODAY)
    assert span_of(MARCH, TODAY) == MARCH
    assert span_of(None, TODAY) is None


def test_a_choice_is_told_in_words() -> None:
    assert choice_words(InsightsChoice(), "", TODAY) == "proposed at any time, all projects"
    assert choice_words(InsightsChoice(1, Lately(90)), "Search", TODAY) == (
        "proposed in the last 90 days (29 Aug 2026 to 26 Nov 2026), project Search"
    )
    assert (
        choice_words(InsightsChoice(None, MARCH), "", TODAY)
        == "proposed 1 Mar 2026 to 31 Mar 2026, all projects"
    )

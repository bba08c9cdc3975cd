"""In how many working days what waits is due, as an admin types it."""

import pytest

from rules.people.projects import Workstream
from rules.waiting.clock import Terms
from rules.waiting.terms import read_terms, terms_words
from tests.rules.refusal import reasons_of


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("3", Terms(days=3)),
        ("3 working days", Terms(days=3)),
        ("one day", Terms(days=1)),
        ("production 1 day", Terms(by_workstream={Workstream.PRODUCTION: 1})),
        ("5 days for Governance", Terms(by_workstream={Workstream.GOVERNANCE: 5})),
        ("20", Terms(days=20)),
        ("٣ days", Terms(days=3)),
        ("３ days", Terms(days=3)),
        ("production: 1 day", Terms(by_workstream={Workstream.PRODUCTION: 1})),
    ],
)
def test_days_are_read(text: str, terms: Terms) -> None:
    assert read_terms(text, Terms()) == terms


def test_what_was_said_before_stays() -> None:
    both = read_terms("production 1", read_terms("4", Terms()))
    assert both == Terms(days=4, by_workstream={Workstream.PRODUCTION: 1})
    assert read_terms("production default", both) == Terms(days=4)
    assert read_terms("default", both) == Terms()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "production",
        "0",
        "21",
        "2.5",
        "2,5 days",
        "-2 days",
        "1/2 day",
        "2 3",
        "production governance 1",
    ],
)
def test_anything_else_is_refused_with_how_to_write_it(text: str) -> None:
    assert "like “production 1 day”" in reasons_of(lambda: read_terms(text, Terms()))


def test_terms_are_said_in_words() -> None:
    assert terms_words(Terms()) == "A review or an approval is due in 2 working days"
    apart = Terms(days=1, by_workstream={Workstream.PRODUCTION: 3})
    assert terms_words(apart) == "A review or an approval is due in 1 working day (production 3 working days)"

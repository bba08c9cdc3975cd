"""Which experiments a message speaks of: by id, or by a link to a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.answering.named import MOST_NAMED, named_experiments, places_in

LINK = "https://assay-lab.slack.com/archives/C0REVIEWS/p1596530361000100"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("EXP-12 looks promising", (12,)),
        ("exp 3 beats EXP-12, and EXP-3 is cheaper", (3, 12)),
        ("> EXP-12 is done\nGood.", ()),
        ("`EXP-12` in code", ()),
        ("Expect 12 of them", ()),
        (" ".join(f"EXP-{number}" for number in range(1, 9)), (1, 2, 3, 4, 5)),
    ],
)
def test_experiments_are_named_by_their_ids(text: str, numbers: tuple[int, ...]) -> None:
    assert named_experiments(text) == numbers


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"<{LINK}>", (("C0REVIEWS", "1596530361.000100"),)),
        (f"see <{LINK}|the card>", (("C0REVIEWS", "1596530361.000100"),)),
        (
            f"<{LINK}?thread_ts=1596530360.000200&amp;cid=C0REVIEWS>",
            (("C0REVIEWS", "1596530360.000200"),),
        ),
        (f"{LINK} {LINK}", (("C0REVIEWS", "1596530361.000100"),)),
        ("https://evil.example/archives/C0REVIEWS/p1596530361000100", ()),
        ("https://assay-lab.slack.com/archives/D0TALK/p1596530361000100", ()),
        ("https://assay-lab.slack.com/archives/C0REVIEWS/p15", ()),
    ],
)
def test_messages_are_found_by_their_links(text: str, places: tuple[tuple[str, str], ...]) -> None:
    assert places_in(text) == places


@given(st.lists(st.integers(1, 999)))
def test_each_experiment_is_named_once_and_not_too_many(numbers: list[int]) -> None:
    found = named_experiments(" ".join(f"EXP-{number}" for number in numbers))
    assert list(found) == list(dict.fromkeys(numbers))[:MOST_NAMED]


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    assert len(named_experiments(text)) <= MOST_NAMED
    assert len(places_in(text)) <= MOST_NAMED

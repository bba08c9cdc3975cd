"""Bodies of the API: what reading one costs grows as its size does, whatever it says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.serve import api_body
from bot.serve.api_body import MOST_COMPLAINTS, NotJson, object_of, read_body
from rules.refusals import Refused


class Counted(str):
    """A key that counts how often it is looked at."""

    looks = 0

    def __hash__(self) -> int:
        Counted.looks += 1
        return str.__hash__(self)

    def __eq__(self, other: object) -> bool:
        Counted.looks += 1
        return str.__eq__(self, other)


@pytest.fixture(autouse=True)
def from_zero() -> Iterator[None]:
    """Count from zero."""
    Counted.looks = 0
    yield
    Counted.looks = 0


def looks_of(keys: list[str]) -> int:
    """Return how often keys are looked at until it is known whether one stands twice."""
    Counted.looks = 0
    pairs: list[tuple[str, Any]] = [(Counted(key), 1) for key in keys]
    try:
        object_of(pairs)
    except NotJson:
        return Counted.looks
    return Counted.looks


@pytest.mark.parametrize("twice", [0, -1, None])
def test_ten_times_the_keys_are_looked_at_ten_times_as_often(twice: int | None) -> None:
    few, many = (looks_of(keys(size, twice)) for size in (500, 5000))
    assert few <= 4 * 501
    assert many <= 10 * few


def keys(size: int, twice: int | None) -> list[str]:
    """Return that many keys, then the one at a place once more, or none."""
    found = [f"k{number}" for number in range(size)]
    return found if twice is None else [*found, found[twice]]


def test_a_key_that_stands_twice_is_named() -> None:
    with pytest.raises(NotJson, match="“value” stands twice"):
        read_body(b'{"metric": "accuracy", "value": 1, "value": 2}')


def test_no_more_is_compared_than_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    monkeypatch.setattr(api_body, "suggestion", lambda key, _known: compared.append(key) or "")
    with pytest.raises(Refused) as refused:
        read_body(json.dumps({f"k{number}": 1 for number in range(5000)}).encode())
    assert len(refused.value.fields) == MOST_COMPLAINTS
    assert len(compared) <= MOST_COMPLAINTS + 1


def test_a_byte_order_mark_before_a_body_is_no_part_of_it() -> None:
    (reading,) = read_body(b'\xef\xbb\xbf{"metric": "accuracy", "value": 0.93}')
    assert (reading.draft.metric, reading.draft.value) == ("accuracy", "0.93")

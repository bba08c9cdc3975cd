"""Receipts: one for each request, whoever takes it and however often."""

from datetime import timedelta

import pytest

from flows.desk import Desk
from store import receipts
from tests import stories
from tests.racing import together


def take_receipt(desk: Desk, request: str = "click") -> bool:
    """Take a receipt in a transaction of its own."""
    with desk.begin() as session:
        return receipts.is_first(session, request, stories.NOW)


def test_a_receipt_is_taken_once(desk: Desk) -> None:
    assert [take_receipt(desk), take_receipt(desk), take_receipt(desk)] == [True, False, False]


def test_another_request_has_a_receipt_of_its_own(desk: Desk) -> None:
    assert [take_receipt(desk, "one"), take_receipt(desk, "two")] == [True, True]


def test_another_workspace_has_receipts_of_its_own(desk: Desk, other_desk: Desk) -> None:
    assert [take_receipt(desk), take_receipt(other_desk)] == [True, True]


def test_a_receipt_of_a_deed_that_failed_can_be_taken_again(desk: Desk) -> None:
    def take_and_fail() -> None:
        with desk.begin() as session:
            receipts.is_first(session, "click", stories.NOW)
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        take_and_fail()
    assert take_receipt(desk)


def test_one_of_eight_at_the_same_instant_takes_the_receipt(desk: Desk, replica: Desk) -> None:
    taken = together(*[lambda worker=worker: take_receipt(worker) for worker in [desk, replica] * 4])
    assert sorted(taken) == [False] * 7 + [True]


def test_a_forgotten_receipt_can_be_taken_again(desk: Desk) -> None:
    take_receipt(desk)
    with desk.begin() as session:
        receipts.forget(session, stories.NOW)
    assert not take_receipt(desk)
    with desk.begin() as session:
        receipts.forget(session, stories.NOW + timedelta(seconds=1))
    assert take_receipt(desk)


def test_a_request_of_any_length_has_a_receipt(desk: Desk) -> None:
    assert [take_receipt(desk, "x" * 5000), take_receipt(desk, "x" * 5000)] == [True, False]

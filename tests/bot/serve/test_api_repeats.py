"""The same request again: answered as before under its key, and a measurement that is known adds nothing."""

import pytest

from tests.backends import on_sqlite
from tests.bot.serve.machine import GOOD, Machine, new_token
from tests.racing import together


def test_a_request_that_is_repeated_with_its_key_is_answered_as_before(machine: Machine) -> None:
    first = machine.post(GOOD, Idempotency_Key="run-7")
    again = machine.post(GOOD, Idempotency_Key="run-7")
    assert (again.status_code, again.json) == (201, first.json)
    assert ("Idempotent-Replayed" in first.headers, again.headers["Idempotent-Replayed"]) == (False, "true")
    assert len(machine.now.measurements) == 1


def test_a_key_names_one_request_only(machine: Machine) -> None:
    machine.post(GOOD, Idempotency_Key="run-7")
    answer = machine.post(GOOD | {"value": 0.94}, Idempotency_Key="run-7")
    assert answer.status_code == 422
    assert "named another request" in answer.json["error"]["message"]
    assert len(machine.now.measurements) == 1


def test_a_request_that_was_refused_may_be_mended_under_its_key(machine: Machine) -> None:
    assert machine.refused(GOOD | {"metric": "acuracy"}, Idempotency_Key="run-7")[0] == 422
    assert machine.post(GOOD, Idempotency_Key="run-7").status_code == 201


def test_two_tokens_may_use_the_same_key(machine: Machine) -> None:
    machine.post(GOOD, Idempotency_Key="run-7")
    machine.secret = new_token(machine.window.desk, "nightly")
    assert "Idempotent-Replayed" not in machine.post(GOOD, Idempotency_Key="run-7").headers


@pytest.mark.parametrize("key", ["two words", "ü", "x" * 256])
@on_sqlite
def test_a_key_that_is_none_is_refused(machine: Machine, key: str) -> None:
    assert machine.refused(GOOD, Idempotency_Key=key)[0] == 400


def test_the_same_request_at_the_same_instant_counts_once(machine: Machine) -> None:
    answers = together(*[lambda: machine.post(GOOD, Idempotency_Key="run-7").status_code] * 4)
    assert answers == [201] * 4
    assert len(machine.now.measurements) == 1


def test_the_same_measurement_again_adds_nothing(machine: Machine) -> None:
    sent = GOOD | {"measured_at": "2026-03-01T10:00:00Z"}
    assert machine.post(sent).status_code == 201
    again = machine.post(sent)
    assert (again.status_code, again.json["recorded"], again.json["known_already"]) == (200, [], 1)
    assert len(machine.now.measurements) == 1

"""Values sent by machines: recorded once, all or nothing, and every refusal says in JSON how to mend it."""

import io
import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import delete, select

from bot.serve.api import LARGEST_BODY
from flows.experiments import sheets
from rules.experiments.experiment import Stage
from rules.experiments.letters import CardLetter
from rules.journal.entries import Deed
from store.tables import LetterRow
from tests import stories
from tests.backends import on_sqlite
from tests.bot.serve.machine import GOOD, Machine, new_token
from tests.bot.window import Window
from tests.stories import NOW


def test_a_value_is_recorded_and_answered_with_where_the_experiment_stands(machine: Machine) -> None:
    answer = machine.post(GOOD)
    assert answer.status_code == 201
    assert answer.json["recorded"] == [
        {
            "metric": "accuracy",
            "value": "0.93",
            "unit": "",
            "measured_at": "2026-03-02T09:30:00Z",
            "source": "API token “ci”",
            "threshold": ">= 0.92",
            "meets_threshold": True,
        }
    ]
    assert (answer.json["experiment"], answer.json["stage"]) == ("EXP-1", "running")
    assert "latency has no value yet" in str(answer.json["checklist"]["open"])
    measured = machine.now.measurements[-1]
    assert (measured.by, measured.source, measured.at) == ("API token 1", "API token “ci”", NOW)


@pytest.mark.parametrize("key", ["EXP‑1", "exp−1.", "ＥＸＰ－１", "1"])
@on_sqlite
def test_an_id_with_look_alike_signs_is_the_same_id_in_an_address(machine: Machine, key: str) -> None:
    assert machine.post(GOOD, key=key).json["experiment"] == "EXP-1"


def test_what_is_recorded_stands_in_the_history_and_owes_the_card(machine: Machine) -> None:
    with machine.window.desk.begin() as session:
        session.exec(delete(LetterRow))
    machine.post(GOOD | {"source": "https://ci.example/run/7"})
    _, entries, _ = sheets.history(machine.window.desk, 1)
    assert (entries[-1].by, entries[-1].deed) == ("API token 1", Deed.MEASURED)
    assert "https://ci.example/run/7" in entries[-1].detail
    with machine.window.desk.look() as session:
        kinds = {letter.kind for letter in session.exec(select(LetterRow))}
    assert CardLetter.kind in kinds


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b"0.1234567890123456789", "0.1234567890123456789"),
        (b"1e-7", "0.0000001"),
        (b'"0.93"', "0.93"),
        (b"12345678901234", "12345678901234"),
        (b"-0.0", "0"),
    ],
)
@on_sqlite
def test_a_number_is_taken_digit_by_digit(machine: Machine, sent: bytes, kept: str) -> None:
    answer = machine.post(b'{"metric": "accuracy", "value": ' + sent + b"}")
    assert answer.status_code == 201
    assert answer.json["recorded"][0]["value"] == kept


def test_many_values_are_recorded_together(machine: Machine) -> None:
    latency = {"metric": "Latency", "value": "620", "unit": "ms", "measured_at": "2026-03-01T10:00:00+02:00"}
    answer = machine.post({"metrics": [GOOD, latency]})
    assert answer.status_code == 201
    assert [one["metric"] for one in answer.json["recorded"]] == ["accuracy", "latency"]
    assert answer.json["recorded"][1]["measured_at"] == "2026-03-01T08:00:00Z"


def test_of_many_values_one_wrong_one_keeps_all_of_them_out(machine: Machine) -> None:
    wrong = {"metric": "latency", "value": "620", "unit": "s"}
    status, fields, _ = machine.refused({"metrics": [GOOD, wrong, {"metric": "lag", "value": 1}]})
    assert status == 422
    assert fields["metrics[1].unit"] == "latency is measured in ms, not in s."
    assert "There is no metric “lag”" in fields["metrics[2].metric"]


def test_the_last_value_that_was_missing_takes_it_through_the_board(window: Window) -> None:
    experiment = stories.running(window.desk)
    stories.measure(window.desk, experiment, "latency", "620 ms")
    experiment = stories.submit(window.desk, experiment)
    for kind in experiment.requirements.reviews:
        stories.approve(window.desk, experiment, kind)
    machine = Machine.__new__(Machine)
    machine.window, machine.secret = window, new_token(window.desk)
    answer = machine.post(GOOD)
    assert (answer.status_code, answer.json["stage"]) == (201, Stage.APPROVED.value)
    assert answer.json["checklist"] == {"met": 5, "of": 5, "open": {}}


FIELDS: dict[str, tuple[Any, str, str]] = {
    "no metric": ({"value": 1}, "metric", "needed"),
    "no value": ({"metric": "accuracy"}, "value", "needed"),
    "an empty metric": ({"metric": "", "value": 1}, "metric", "needed"),
    "an empty value": ({"metric": "accuracy", "value": ""}, "value", "needed"),
    "null for a value": ({"metric": "accuracy", "value": None}, "value", "needed"),
    "a number for a metric": ({"metric": 7, "value": 1}, "metric", "quotes"),
    "a list for a metric": ({"metric": ["accuracy"], "value": 1}, "metric", "list"),
    "true for a value": ({"metric": "accuracy", "value": True}, "value", "true or false"),
    "a list for a value": ({"metric": "accuracy", "value": [1]}, "value", "list"),
    "an object for a value": ({"metric": "accuracy", "value": {}}, "value", "object"),
    "an unknown metric": ({"metric": "acuracy", "value": 1}, "metric", "Did you mean “accuracy”?"),
    "a NUL in a metric": ({"metric": "x\0y", "value": 1}, "metric", "no metric"),
    "a lone surrogate": ({"metric": "\ud800", "value": 1}, "metric", "no metric"),
    "markup for a metric": ({"metric": "<!channel>", "value": 1}, "metric", "no metric"),
    "an over-long metric": ({"metric": "x" * 1001, "value": 1}, "metric", "At most"),
    "words for a value": (GOOD | {"value": "good"}, "value", "not a number"),
    "a value with a NUL": (GOOD | {"value": "1\x00"}, "value", "not a number"),
    "not a number": (b'{"metric": "accuracy", "value": NaN}', "value", "not a number"),
    "an infinite value": (b'{"metric": "accuracy", "value": -Infinity}', "value", "not a number"),
    "NaN as text": (GOOD | {"value": "NaN"}, "value", "not a number"),
    "a value beyond every float": (b'{"metric": "accuracy", "value": 1e999}', "value", "out of range"),
    "a value of a thousand digits": (
        b'{"metric": "accuracy", "value": ' + b"9" * 1000 + b"}",
        "value",
        "out of range",
    ),
    "another unit": (GOOD | {"unit": "ms"}, "unit", "plain numbers"),
    "another unit in the value": (GOOD | {"value": "93 %"}, "value", "plain numbers"),
    "a number for a unit": (GOOD | {"unit": 1}, "unit", "quotes"),
    "a time to come": (GOOD | {"measured_at": "2026-03-02T09:36:00Z"}, "measured_at", "not come yet"),
    "a time without a zone": (GOOD | {"measured_at": "2026-03-02T09:00:00"}, "measured_at", "zone"),
    "words for a time": (GOOD | {"measured_at": "yesterday"}, "measured_at", "not a time"),
    "seconds for a time": (GOOD | {"measured_at": 1772443800}, "measured_at", "quotes"),
    "the first of all times": (GOOD | {"measured_at": "0001-01-01T00:00:00+14:00"}, "measured_at", "ago"),
    "the last of all times": (GOOD | {"measured_at": "9999-12-31T23:59:59-14:00"}, "measured_at", "yet"),
    "an over-long source": (GOOD | {"source": "x" * 201}, "source", "At most"),
    "a list for a source": (GOOD | {"source": []}, "source", "list"),
    "a mistyped field": (GOOD | {"measuredat": "x"}, "measuredat", "Did you mean “measured_at”?"),
    "no values": ({"metrics": []}, "metrics", "list"),
    "an object for the values": ({"metrics": {}}, "metrics", "list"),
    "a number among the values": ({"metrics": [1]}, "metrics[0]", "object"),
    "too many values": ({"metrics": [GOOD] * 51}, "metrics", "At most 50"),
    "values and a value": ({"metrics": [GOOD]} | GOOD, "metric", "nothing else"),
}


@pytest.mark.parametrize("case", FIELDS)
@on_sqlite
def test_it_says_beside_the_field_what_is_wrong_with(machine: Machine, case: str) -> None:
    sent, field, sentence = FIELDS[case]
    status, fields, message = machine.refused(sent)
    assert status == 422
    assert sentence in fields[field]
    assert message


HOSTILE = "\ud800\x00'; DROP TABLE tokens; --<!channel>\u202e"


def test_hostile_text_is_judged_alike_by_both_databases(machine: Machine) -> None:
    for field in ("metric", "value", "unit", "measured_at"):
        assert field in machine.refused(GOOD | {field: HOSTILE})[1]
    answer = machine.post(GOOD | {"source": HOSTILE})
    assert (answer.status_code, machine.now.measurements[-1].source) == (
        201,
        "'; DROP TABLE tokens; --<!channel>",
    )


BODIES: dict[str, tuple[Any, str]] = {
    "nothing": (b"", "not JSON"),
    "half an object": (b'{"metric": ', "not JSON"),
    "words": (b"accuracy=0.93", "not JSON"),
    "bytes that are no text": (b"\xff\xfe", "UTF-8"),
    "sixty thousand brackets": (b"[" * 60_000, "nested"),
    "sixty thousand braces": (b'{"a":' * 12_000, "nested"),
    "a key twice": (b'{"metric": "accuracy", "value": 1, "value": 2}', "stands twice"),
}


@pytest.mark.parametrize("case", BODIES)
@on_sqlite
def test_what_cannot_be_read_is_refused_with_a_sentence(machine: Machine, case: str) -> None:
    sent, sentence = BODIES[case]
    status, _, message = machine.refused(sent)
    assert status == 400
    assert sentence in message


@pytest.mark.parametrize("sent", [b"[1, 2]", b'"accuracy"', b"1", b"null", b"NaN"])
@on_sqlite
def test_what_is_no_object_is_refused_with_an_example(machine: Machine, sent: bytes) -> None:
    status, _, message = machine.refused(sent)
    assert status == 422
    assert '{"metric": "accuracy"' in message


@on_sqlite
def test_a_fraction_of_a_metric_in_percent_needs_its_unit(machine: Machine) -> None:
    stories.running(machine.window.desk, metrics="accuracy >= 92%")
    status, fields, _ = machine.refused(GOOD | {"value": 0.94}, key="EXP-2")
    assert (status, list(fields)) == (422, ["value"])
    assert fields["value"].startswith("accuracy is measured in %: write 94 or 94%;")
    for sure in ({"value": "0.94%"}, {"value": 0.95, "unit": "%"}, {"value": 94}):
        assert machine.post(GOOD | sure, key="EXP-2").status_code == 201


@pytest.mark.parametrize("key", ["EXP-2", "EXP-0", "EXP-999999999999", "nothing", "EXP-1%00", "%F0%9F%90%99"])
@on_sqlite
def test_an_experiment_that_does_not_exist_is_a_wrong_address(machine: Machine, key: str) -> None:
    status, _, message = machine.refused(GOOD, key=key)
    assert status == 404
    assert "heck" in message
    assert "/experiment" not in message


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1", "/api/v2/experiments/EXP-1/metrics", "/api/v1/experiments"]
)
@on_sqlite
def test_a_wrong_address_is_told_the_right_one(machine: Machine, address: str) -> None:
    answer = machine.window.client.post(address)
    assert answer.status_code == 404
    assert "POST /api/v1/experiments/EXP-1/metrics" in answer.json["error"]["message"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "BREW"])
@on_sqlite
def test_another_method_is_told_of_post(machine: Machine, method: str) -> None:
    answer = machine.window.client.open("/api/v1/experiments/EXP-1/metrics", method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "POST" in answer.json["error"]["message"]


@on_sqlite
def test_elsewhere_the_door_answers_as_before(window: Window) -> None:
    assert window.client.get("/nowhere").mimetype == "text/html"


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "x" * 300])
@on_sqlite
def test_what_is_not_called_json_is_refused(machine: Machine, kind: str) -> None:
    assert machine.refused(GOOD, Content_Type=kind)[0] == 415


@on_sqlite
def test_a_charset_beside_json_does_no_harm(machine: Machine) -> None:
    assert machine.post(GOOD, Content_Type="application/json; charset=utf-8").status_code == 201


@on_sqlite
def test_a_body_may_be_sixty_four_kibibytes_and_no_more(machine: Machine) -> None:
    body = json.dumps(GOOD).encode().ljust(LARGEST_BODY)
    assert machine.post(body).status_code == 201
    answer = machine.post(body + b" ")
    assert (answer.status_code, "64 KiB" in answer.json["error"]["message"]) == (413, True)


@on_sqlite
def test_a_body_that_hides_its_size_in_chunks_is_refused_too(machine: Machine) -> None:
    answer = machine.window.client.post(
        "/api/v1/experiments/EXP-1/metrics",
        input_stream=io.BytesIO(json.dumps(GOOD).encode().ljust(LARGEST_BODY * 3)),
        headers={
            "Authorization": f"Bearer {machine.secret}",
            "Content-Type": "application/json",
            "Transfer-Encoding": "chunked",
        },
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413


def test_a_clock_a_little_ahead_is_of_now(machine: Machine) -> None:
    answer = machine.post(GOOD | {"measured_at": (NOW + timedelta(minutes=4)).isoformat()})
    assert answer.json["recorded"][0]["measured_at"] == "2026-03-02T09:30:00Z"


def test_an_experiment_that_takes_no_values_says_so(window: Window) -> None:
    stories.at(window.desk, Stage.WITHDRAWN)
    machine = Machine(window)
    answer = machine.post(GOOD)
    assert answer.status_code == 409
    assert "withdrawn" in answer.json["error"]["message"]


@on_sqlite
def test_a_fault_is_told_with_a_reference_and_logged_once_without_the_token(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    with machine.window.desk.begin() as session:
        session.connection().exec_driver_sql("ALTER TABLE experiments RENAME TO away")
    with caplog.at_level(logging.DEBUG):
        answer = machine.post(GOOD)
    assert answer.status_code == 500
    reference = answer.json["error"]["reference"]
    assert reference in answer.json["error"]["message"]
    assert caplog.text.count(reference) == 1
    assert machine.secret not in caplog.text

"""The HTTP door: who is not Slack is refused before anything is parsed, with nothing written, and counted."""

import io
import json
from urllib.parse import parse_qs, parse_qsl, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hear.app import create_app
from bot.serve.readiness import Readiness, ReadinessCheck
from bot.serve.web import LARGEST_REQUEST, create_web, for_bolt, hear_slack
from flows.experiments import sheets
from rules.experiments.experiment import Stage
from store import migrate
from store.database import Database
from tests import stories
from tests.bot import payloads
from tests.bot.window import EVENTS, SECRET, Window, open_window
from tests.stories import NOW

# It would start EXP-1, if it were let in.
START = payloads.encoded(payloads.command("/experiment", "start EXP-1"))[0]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def signed(*, secret: str = SECRET, body: bytes = START, seconds: int = 0) -> dict[str, str]:
    """Return the headers of a request of this time, or of so many seconds later."""
    return FORM | payloads.signed(secret, body, int(NOW.timestamp()) + seconds)


def stage(window: Window) -> Stage:
    return sheets.sheet(window.desk, 1).experiment.stage


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in signed().items() if key != name}


TIME, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "without headers": (FORM, "unsigned"),
    "without a signature": (without(SIGNATURE), "unsigned"),
    "without a time": (without(TIME), "unsigned"),
    "with an empty signature": (signed() | {SIGNATURE: ""}, "unsigned"),
    "signed with another secret": (signed(secret="0" * 32), "forged"),
    "signed for another body": (signed(body=START + b"0"), "forged"),
    "signed for another time": (signed(seconds=-1) | {TIME: signed()[TIME]}, "forged"),
    "with a signature of another version": (
        signed() | {SIGNATURE: signed()[SIGNATURE].replace("v0", "v1")},
        "forged",
    ),
    "with a signature that is no ASCII": (signed() | {SIGNATURE: "v0=é"}, "forged"),
    "with a time that is no number": (FORM | payloads.signed(SECRET, START, "soon"), "forged"),
    "with a time of five thousand digits": (FORM | payloads.signed(SECRET, START, "9" * 5000), "forged"),
    "with a time in other digits": (signed() | {TIME: "²"}, "forged"),
    "with a negative time": (FORM | payloads.signed(SECRET, START, "-1"), "forged"),
    "from more than five minutes ago": (signed(seconds=-301), "stale"),
    "from more than five minutes ahead": (signed(seconds=301), "stale"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_request_is_refused_and_counted_that_is(window: Window, case: str) -> None:
    headers, outcome = REFUSED[case]
    stories.proposed(window.desk)
    before, counted = window.holds(), window.counted(outcome)
    answer = window.post(START, headers)
    assert (answer.status_code, answer.text) == (401, f"{outcome}\n")
    assert window.holds() == before
    assert window.counted(outcome) == counted + 1


@pytest.mark.parametrize("wrong", [-86_400, 86_400])
def test_a_wrong_clock_of_ours_keeps_nobody_out_while_another_is_right(window: Window, wrong: int) -> None:
    web, right = create_web(lambda: True), float(window.seconds)
    hear_slack(web, window.app, SECRET, lambda: right + wrong, lambda: right)
    assert web.test_client().post(EVENTS, data=START, headers=signed()).status_code == 200
    assert web.test_client().post(EVENTS, data=START, headers=signed(seconds=-301)).text == "stale\n"


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_request_of_the_last_five_minutes_is_heard(window: Window, seconds: int) -> None:
    stories.proposed(window.desk)
    assert window.post(START, signed(seconds=seconds)).status_code == 200
    assert stage(window) is Stage.RUNNING


def test_a_request_larger_than_it_may_be_is_refused_and_counted(window: Window) -> None:
    before, counted = window.holds(), window.counted("oversized")
    body = START + b"&x=" + b"x" * LARGEST_REQUEST
    assert window.post(body, signed(body=body)).status_code == 413
    assert window.holds() == before
    assert window.counted("oversized") == counted + 1


def test_a_request_that_hides_its_size_in_chunks_is_refused_and_counted(window: Window) -> None:
    before, counted = window.holds(), window.counted("oversized")
    body = START + b"&x=" + b"x" * LARGEST_REQUEST
    answer = window.client.post(
        EVENTS,
        input_stream=io.BytesIO(body),
        headers=signed(body=body) | {"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413
    assert window.holds() == before
    assert window.counted("oversized") == counted + 1


BODIES = {
    "payload that is no JSON": b"payload=x",
    "half a JSON": b'{"type": ',
    "a list": b"[1, 2]",
    "a number": b"payload=1",
    "a list as payload": b"payload=%5B%5D",
    "bytes that are no text": b"\xff\xfe\x00payload=\xff",
    "a hundred thousand brackets": b"payload=" + b"[" * 100_000,
    "braces without an end": b'{"a":' * 50_000,
}


@given(fields=st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=4))
def test_an_interaction_is_unwrapped_as_any_reader_of_forms_would(fields: dict[str, str]) -> None:
    said = json.dumps(fields, ensure_ascii=False)
    assert for_bolt(f"payload={quote_plus(said)}") == said


@given(
    value=st.text(alphabet="%=&+ 09aFgxé{}\r\n\t_", max_size=30), name=st.sampled_from(["payload", "text"])
)
def test_what_is_read_of_a_form_is_what_stands_in_it(value: str, name: str) -> None:
    body = f"{name}={value}"
    read = for_bolt(body)
    if read.startswith("{"):
        assert parse_qs(body, keep_blank_values=True, strict_parsing=True) == {"payload": [read]}
    else:
        assert parse_qsl(read, keep_blank_values=True) == parse_qsl(body, keep_blank_values=True)


@pytest.mark.parametrize("name", BODIES)
def test_what_cannot_be_read_is_refused_as_unsigned_before_anybody_reads_it(
    window: Window, name: str
) -> None:
    before, counted = window.holds(), window.counted("unreadable")
    assert window.post(BODIES[name], FORM).status_code == 401
    assert window.counted("unreadable") == counted
    assert window.holds() == before


@pytest.mark.parametrize("name", BODIES)
def test_what_cannot_be_read_is_refused_though_signed(window: Window, name: str) -> None:
    before = window.holds()
    for content_type in ("application/x-www-form-urlencoded", "application/json", "text/plain", ""):
        answer = window.signed(BODIES[name], content_type)
        assert answer.status_code in (200, 400, 404), content_type
        assert "Traceback" not in answer.text
    assert window.holds() == before


def test_an_empty_body_is_refused_unsigned_and_harmless_signed(window: Window) -> None:
    before = window.holds()
    assert window.post(b"", {}).status_code == 401
    assert window.signed(b"").status_code < 500
    assert window.holds() == before


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "", "application/json", "x" * 2000]
)
def test_a_command_with_a_wrong_content_type_does_harm_to_nobody(window: Window, content_type: str) -> None:
    stories.proposed(window.desk)
    assert window.signed(START, content_type).status_code in (200, 400)
    assert stage(window) in (Stage.RUNNING, Stage.PROPOSED)


def test_a_get_is_no_request_of_slacks(window: Window) -> None:
    assert window.client.get(EVENTS).status_code == 405


@pytest.mark.parametrize("kind", ["a command", "a click", "a form"])
def test_a_request_that_is_replayed_changes_nothing_more(window: Window, kind: str) -> None:
    experiment = stories.in_review(window.desk)
    body, content_type = payloads.encoded(replayable(kind, experiment.number))
    headers = signed(body=body) | {"Content-Type": content_type}
    assert window.post(body, headers).status_code == 200
    after = window.holds()
    assert window.post(body, headers).status_code == 200
    assert window.holds() == after


def replayable(kind: str, number: int) -> payloads.Json:
    if kind == "a command":
        return payloads.command("/experiment", f"metric EXP-{number} accuracy 0.96")
    if kind == "a click":
        value = f'{{"experiment": {number}, "revision": 1, "kind": "technical"}}'
        return payloads.click(payloads.button("approve_review", value), user=stories.BEN)
    form = {"callback_id": "measure", "private_metadata": f'{{"experiment": {number}}}', "blocks": []}
    values = {"metric": {"metric": payloads.chosen("accuracy")}, "value": {"value": payloads.typed("0.97")}}
    return payloads.submission(form, values)


def test_slack_is_answered_when_it_verifies_the_address(window: Window) -> None:
    asked = {"token": payloads.TOKEN, "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}
    answer = window.say(asked | {"type": "url_verification"})
    assert answer.status_code == 200
    assert asked["challenge"] in answer.text
    assert window.post(payloads.encoded(asked | {"type": "url_verification"})[0], {}).status_code == 401


def test_slack_is_answered_when_it_checks_the_certificate(window: Window) -> None:
    assert window.signed(b"ssl_check=1&token=x").status_code == 200


def test_another_workspace_is_not_served(window: Window) -> None:
    stories.proposed(window.desk)
    before = window.holds()
    assert window.say(payloads.command("/experiment", "start EXP-1", team_id="T0ELSE")).status_code == 200
    assert window.holds() == before


def test_the_door_is_not_opened_without_a_secret(window: Window) -> None:
    with pytest.raises(ValueError, match="pretend to be Slack"):
        hear_slack(create_web(lambda: Readiness(True)), create_app(window.office), "", lambda: 0.0)


def test_it_tells_that_it_is_alive(window: Window) -> None:
    assert (window.client.get("/healthz").status_code, window.client.get("/healthz").text) == (200, "ok\n")


def test_it_is_not_ready_while_the_tables_are_old_or_away(empty_database_url: str) -> None:
    window = open_window(Database(empty_database_url))
    health = create_web(ReadinessCheck(window.office, keep_seconds=0)).test_client()
    answer = health.get("/readyz")
    assert (answer.status_code, answer.json["database"]) == (
        503,
        {"ok": False, "problem": "its tables are those of another version"},
    )
    migrate.upgrade(window.office.database)
    answer = health.get("/readyz")
    assert (answer.status_code, answer.json["ready"], answer.json["database"]) == (200, True, {"ok": True})
    window.office.database.close()


def test_it_stays_ready_while_a_newer_version_brings_the_tables_up(window: Window) -> None:
    with window.office.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    # As a child that the server starts anew meanwhile: it has not seen the tables as they were.
    health = create_web(ReadinessCheck(window.office, keep_seconds=0)).test_client()
    assert health.get("/readyz").status_code == 200


def test_the_metrics_tell_how_many_requests_were_heard(window: Window) -> None:
    counted = window.counted("heard")
    window.say(payloads.command("/experiment", "help"))
    assert window.counted("heard") == counted + 1

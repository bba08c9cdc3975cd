"""Requests from hostile hands, of any route, method, header and body: no fault, no trace, and nothing written where refused."""

import itertools
import json
import string
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from flows.people import tokens
from rules.people.tokens import TokenDraft
from tests import stories
from tests.bot import payloads
from tests.bot.mutations import hostile_json, hostile_texts, mutated
from tests.bot.watching import Watch, watching
from tests.bot.window import EVENTS, SECRET

thorough = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
METRICS = "/api/v1/experiments/{}/metrics"
# Every address that we serve: `{}` is what the caller puts in. One that is added stands here in a line of its own.
ROUTES = (
    ("POST", EVENTS),
    ("POST", METRICS),
    ("GET", "/calendar/{}.ics"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
)
METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW")
VALUE = {
    "metric": "accuracy",
    "value": 0.93,
    "unit": "",
    "measured_at": "2026-03-01T10:00:00Z",
    "source": "ci",
}


@pytest.fixture(scope="module")
def watch(sqlite_template: Path) -> Iterator[Watch]:
    """Yield a door watched for harm, at which a second goes by from one look at the clock to the next: nobody asks too often."""
    seconds = itertools.count()
    with watching(sqlite_template, lambda: stories.NOW + timedelta(seconds=next(seconds))) as opened:
        yield opened


@pytest.fixture(scope="module")
def secret(watch: Watch) -> str:
    """Return a token that works."""
    draft = TokenDraft(name="ci")
    _, secret = tokens.make(watch.window.desk, draft, by=stories.HUGO, now=stories.NOW)
    watch.held = watch.window.holds()
    return secret


# Whatever WSGI can pass on of a header: any byte, as Latin-1, but an end of the line.
header_texts = st.one_of(
    st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00"), max_size=40),
    st.sampled_from(
        ("", "0", "-1", "9" * 5000, "chunked", "gzip, deflate, br", "text/html; charset=utf-99", "é" * 3000)
    ),
)
HEADERS = (
    "Content-Type", "Content-Encoding", "Accept", "Accept-Encoding", "Authorization", "Cookie", "Forwarded", "Host", "If-Match",
    "If-Modified-Since", "Idempotency-Key", "Origin", "Range", "X-Forwarded-For", "X-Forwarded-Host", "X-Http-Method-Override",
    "X-Slack-Retry-Num", "X-Slack-Signature", "X-Slack-Request-Timestamp",
)  # fmt: skip
headers = st.dictionaries(st.sampled_from(HEADERS), header_texts, max_size=5)


@thorough
@given(
    route=st.sampled_from(ROUTES),
    method=st.one_of(st.just(""), st.sampled_from(METHODS)),
    put_in=hostile_texts,
    asked=st.one_of(st.just(""), hostile_texts),
    headers=headers,
    body=st.one_of(st.binary(max_size=200), hostile_json.map(lambda sent: json.dumps(sent).encode())),
)
def test_whatever_a_stranger_asks_changes_nothing(
    watch: Watch,
    caplog: pytest.LogCaptureFixture,
    route: tuple[str, str],
    method: str,
    put_in: str,
    asked: str,
    headers: dict[str, str],
    body: bytes,
) -> None:
    served, address = route
    before = watch.held
    # Werkzeug's client takes the host for its own.
    sent = {name: value for name, value in headers.items() if name != "Host"}
    watch.harmless(
        caplog,
        lambda: watch.window.client.open(
            address.format(in_address(put_in)),
            method=method or served,
            query_string=in_address(asked),
            headers=sent,
            data=body,
        ),
    )
    assert watch.held == before


def in_address(text: str) -> str:
    """Return a text as it may stand in an address."""
    return quote(text.encode("utf-8", "surrogatepass")[:2000], safe="/.")


START = payloads.encoded(payloads.command("/experiment", "start EXP-1"))[0]
timestamps = st.one_of(
    st.integers(-(10**13), 10**13).map(str), st.text(string.digits + "²٣ +-.e_", max_size=14), header_texts
)


@thorough
@given(time=timestamps, signature=header_texts, body=st.one_of(st.just(START), st.binary(max_size=60)))
def test_nothing_but_the_secret_makes_a_signature(
    watch: Watch, caplog: pytest.LogCaptureFixture, time: str, signature: str, body: bytes
) -> None:
    before = watch.held
    for said in (
        signature,
        "v0=" + "0" * 64,
        payloads.signed("", body, watch.window.seconds)["X-Slack-Signature"],
    ):
        headers = {"X-Slack-Request-Timestamp": time, "X-Slack-Signature": said}
        answer = watch.harmless(caplog, lambda headers=headers: watch.window.post(body, headers))
        assert answer.status_code == 401
    assert watch.held == before


@thorough
@given(body=st.binary(min_size=1, max_size=60), place=st.integers(0, 59), bit=st.integers(0, 7))
def test_a_bit_turned_over_in_a_signed_body_is_no_signed_body(
    watch: Watch, caplog: pytest.LogCaptureFixture, body: bytes, place: int, bit: int
) -> None:
    headers = payloads.signed(SECRET, body, watch.window.seconds)
    changed = bytearray(body)
    changed[place % len(body)] ^= 1 << bit
    assert watch.harmless(caplog, lambda: watch.window.post(bytes(changed), headers)).status_code == 401


signed_bodies: SearchStrategy[bytes] = st.one_of(
    st.binary(max_size=200),
    st.lists(
        st.tuples(
            st.sampled_from(("payload", "command", "text", "user_id", "team_id", "type", "")), hostile_texts
        )
    ).map(lambda pairs: "&".join(f"{name}={in_address(text)}" for name, text in pairs).encode()),
    hostile_json.map(lambda sent: b"payload=" + in_address(json.dumps(sent)).encode()),
    hostile_json.map(lambda sent: json.dumps(sent).encode()),
    st.tuples(st.integers(0, len(START)), st.binary(max_size=6)).map(
        lambda cut: START[: cut[0]] + cut[1] + START[cut[0] :]
    ),
)


@thorough
@given(
    body=signed_bodies,
    kind=st.sampled_from(("application/json", "application/x-www-form-urlencoded", "text/plain", "")),
)
def test_a_signed_body_of_any_bytes_is_answered_or_refused(
    watch: Watch, caplog: pytest.LogCaptureFixture, body: bytes, kind: str
) -> None:
    watch.harmless(caplog, lambda: watch.window.signed(body, kind))


@thorough
@given(
    sent=st.one_of(
        mutated(VALUE), mutated({"metrics": [VALUE, VALUE]}), hostile_json, st.binary(max_size=100)
    ),
    key=st.one_of(st.just("EXP-2"), hostile_texts),
    order=st.one_of(st.none(), header_texts),
)
def test_a_machine_that_sends_anything_gets_a_sentence_in_json(
    watch: Watch, caplog: pytest.LogCaptureFixture, secret: str, sent: Any, key: str, order: str | None
) -> None:
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    headers |= {} if order is None else {"Idempotency-Key": order}
    body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    address = METRICS.format(in_address(key))
    answer = watch.harmless(
        caplog, lambda: watch.window.client.post(address, data=body, headers=headers, follow_redirects=False)
    )
    assume(answer.status_code != 308)
    assert answer.mimetype == "application/json"
    assert answer.status_code in (200, 201) or answer.json["error"]["message"].strip()


def test_every_address_that_is_served_stands_among_those_that_are_attacked(watch: Watch) -> None:
    served = {
        rule.rule
        for rule in watch.window.client.application.url_map.iter_rules()
        if rule.endpoint != "static"
    }
    assert {rule.replace("<secret>", "{}").replace("<key>", "{}") for rule in served} == {
        address for _, address in ROUTES
    }

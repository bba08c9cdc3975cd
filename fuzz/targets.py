"""What reads what anybody may send, each as a function of bytes: whatever it raises but its own refusals is found."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from inspect import isclass

from flask import Request
from slack_bolt import BoltRequest
from werkzeug.test import EnvironBuilder

from bot import button_values
from bot.hear.payloads import FormSubmission, Malformed, read, read_payload, read_value
from bot.outside.slack_text import marked_channel, marked_person, read_slack_text
from bot.serve.api_body import NotJson, read_body
from bot.serve.web import SlackSignature, for_bolt
from bot.watch.masks import Masks
from rules.dates.typed_day import read_day
from rules.evidence.bias_groups import read_groups
from rules.experiments.metrics import read_metric, read_metrics
from rules.numbers.typed_numbers import read_number
from rules.refusals import Refused
from rules.typed_keys import read_key

VALUES = [
    kind for kind in vars(button_values).values() if isclass(kind) and issubclass(kind, button_values.Value)
]
SIGNATURE = SlackSignature("f" * 32, (lambda: 1_700_000_000.0,))
TODAY = date(2026, 3, 2)
HIDDEN = "A-secret_of43characters"
# What Bolt raises of a body that Slack did not send, as `bot/serve/web.py` has it.
UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError)


def typed_day(text: str) -> date:
    """Return the day that a text names, seen from one that stays."""
    return read_day(text, TODAY)


READERS: tuple[Callable[[str], object], ...] = (read_metrics, read_number, read_groups, read_key, typed_day)


def signature(data: bytes) -> None:
    """Nobody makes a signature without the secret, whatever the headers and the body are."""
    said, _, rest = data.partition(b"\n")
    timestamp, _, body = rest.partition(b"\n")
    headers = [
        ("X-Slack-Signature", said.decode("latin-1").replace("\r", "")),
        ("X-Slack-Request-Timestamp", timestamp.decode("latin-1").replace("\r", "")),
    ]
    asked = Request(EnvironBuilder(method="POST", headers=headers, data=body).get_environ())
    if not SIGNATURE.complaint(asked, body):
        raise AssertionError("a signature was taken for Slack's")


def bodies(data: bytes) -> None:
    """A signed body is read, or refused by what `heard` expects; what was said in it is typed or malformed."""
    try:
        understood = BoltRequest(body=for_bolt(data.decode()), headers={})
    except UNREADABLE:
        return
    with suppress(Malformed):
        read(understood.body)


def payloads(data: bytes) -> None:
    """JSON of any shape is what Slack says, or malformed."""
    with suppress(ValueError, RecursionError):
        said = json.loads(data)
        if isinstance(said, dict):
            with suppress(Malformed):
                read(said)


def forms(data: bytes) -> None:
    """What stands in a form is read, or malformed, by each way of reading it."""
    text = data.decode("utf-8", "surrogateescape")
    for kind in VALUES:
        with suppress(Malformed):
            read_value(kind, text)
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):
        entry = {"value": text, "selected_date_time": len(text)}
    view = {"id": "V1", "type": "modal", "private_metadata": text, "state": {"values": {"a": {"a": entry}}}}
    with suppress(Malformed):
        form = read_payload(FormSubmission, {"user": {"id": "U1"}, "view": view})
        readings: tuple[Callable[[str], object], ...] = (
            form.text,
            form.moment,
            form.person,
            form.people,
            form.choices,
        )
        for reading in readings:
            with suppress(Malformed):
                reading("a")


def typed(data: bytes) -> None:
    """Metrics, numbers, days, groups and ids are read as typed, or refused in words."""
    text = data.decode("utf-8", "surrogateescape")
    read_slack_text(text, marked_person, marked_channel)
    for reader in READERS:
        with suppress(Refused):
            reader(text)
    with suppress(Refused):
        metric = read_metric(text)
        if read_metric(metric.typed) != metric:
            raise AssertionError("a metric that is typed again is another one")


def api(data: bytes) -> None:
    """A machine's body is values, or refused in words."""
    with suppress(NotJson, Refused):
        read_body(data)


def calendar(data: bytes) -> None:
    """No line of a log tells the address of a calendar, whatever stands around it."""
    around = data.decode("utf-8", "replace")
    if HIDDEN in Masks().masked(f"{around} /calendar/{HIDDEN}.ics {around}"):
        raise AssertionError("the secret of a calendar stands in the log")


TARGETS = {one.__name__: one for one in (signature, bodies, payloads, forms, typed, api, calendar)}

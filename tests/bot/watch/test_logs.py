"""The log: one JSON object a line or readable lines, what they are about, and no secret in any of them."""

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from bot.watch.context import doing, reference
from bot.watch.logs import set_up_logging

logger = logging.getLogger("tests.logs")
SIGNING, KEY, DATABASE = "8f742231b10e8888abcd99", "Zm9v-YmFy+YmF6/cXV4", 'p@ss/w"rd-1'
CALENDAR, API_TOKEN = "kJ8s_calendar-secret-3", "assay_" + "Ab3-_" * 8 + "xyz"
SECRETS = {
    "a bot token": "xoxb-1234-secret.part",
    "a token that is renewed": "xoxe.xoxb-1-secret",
    "a refresh token": "xoxe-1-secret",
    "an app token": "xapp-1-A0-secret",
    "a token of the API": API_TOKEN,
    "the signing secret": SIGNING,
    "the encryption key": KEY,
    "the password of the database": DATABASE,
}
WRITTEN = {
    "a bearer": ("Authorization: Bearer abc.def-secret", "abc.def-secret"),
    "a bearer in a dict": ("{'Authorization': 'Bearer tok-secret'}", "tok-secret"),
    "a basic sign-in": ("authorization: basic dXNlcjpwYXNz", "dXNlcjpwYXNz"),
    "a calendar": (f"GET /calendar/{CALENDAR}.ics 200", CALENDAR),
    "a hook": ("posting to https://hooks.slack.com/commands/T1/2/secret3", "secret3"),
    "an address to answer at": ("{'response_url': 'http://127.0.0.1:9/hooks/secret4'}", "secret4"),
    "an address to answer at, in JSON": ('{"response_url":"https://h.example/a/secret5"}', "secret5"),
    "an address of a socket": ("wss://wss.slack.com/link/?ticket=secret6&app_id=1", "secret6"),
    "an address of a database": ("postgresql://assay:secr%40et7@db/assay", "secr%40et7"),
    "a password of a driver": ("host=db user=assay password=secret8", "secret8"),
    "a code of OAuth": ("GET /slack/oauth_redirect?code=secret9&state=1", "secret9"),
    "a signature": ("v0=" + "a1" * 32, "a1" * 32),
}


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Give the tests their own logging back."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook)
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        if handler not in handlers:
            root.removeHandler(handler)
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(False)


def log_of(stream: io.StringIO) -> io.StringIO:
    set_up_logging((SIGNING, KEY, DATABASE), stream)
    return stream


def fail(text: str) -> None:
    raise ValueError(text)


def say(text: str) -> None:
    """Log a text in every way there is."""
    logger.info(text)
    logger.warning("said: %s", text)
    logger.info("with more", extra={"about": {"text": text}, "plain": text})
    logging.getLogger("gunicorn.error").error("Error handling request %s", text)
    try:
        fail(text)
    except ValueError:
        logger.exception("it failed with %r", text)
    warnings.warn(text, stacklevel=1)
    logger.info("%s %s", text)
    logger.info(text, stack_info=True)
    thread = threading.Thread(target=fail, args=[text])
    thread.start()
    thread.join()
    try:
        fail(text)
    except ValueError:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]


@pytest.mark.filterwarnings("always")
@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_no_secret_shows_whatever_is_logged(stream: type[io.StringIO]) -> None:
    out = log_of(stream())
    for secret in SECRETS.values():
        say(f"it is {secret}, they say")
        say(secret)
    for text, _ in WRITTEN.values():
        say(text)
    shown = out.getvalue()
    for name, secret in (*SECRETS.items(), *((name, secret) for name, (_, secret) in WRITTEN.items())):
        for written in (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1]):
            assert written not in shown, name
    assert "they say" in shown


def test_a_line_is_a_json_object_with_what_it_is_about_and_its_trace() -> None:
    out = log_of(io.StringIO())
    with doing("T0LAB", [4, 12]):
        known = reference()
        try:
            fail("two\nlines")
        except ValueError:
            logger.exception("it failed")
        with doing(experiments=[5]):
            logger.info("within")
    logger.info("after")
    first, within, after = (json.loads(line) for line in out.getvalue().splitlines())
    assert (first["workspace"], first["experiments"], first["request"]) == ("T0LAB", "EXP-4 EXP-12", known)
    assert (first["level"], first["logger"], first["message"]) == ("error", "tests.logs", "it failed")
    assert first["time"].endswith("Z")
    assert first["trace"].count("ValueError: two\nlines") == 1
    assert (within["request"], within["workspace"], within["experiments"]) == (known, "T0LAB", "EXP-5")
    assert not {"request", "workspace", "experiments", "trace"} & after.keys()


def test_in_a_terminal_a_line_is_for_people() -> None:
    out = log_of(Terminal())
    with doing("T0LAB", [4]):
        logger.info("a letter went")
        assert out.getvalue().endswith(
            f" INFO tests.logs: a letter went [request={reference()} workspace=T0LAB experiments=EXP-4]\n"
        )


@pytest.mark.parametrize("strange", ["\x00", "\ud800", "\x1b[31m", {"a": b"\xff"}, object()])
def test_whatever_is_logged_is_one_line_of_json(strange: Any) -> None:
    out = log_of(io.StringIO())
    logger.info("strange: %s", strange, extra={"strange": strange})
    assert len(out.getvalue().splitlines()) == 1
    assert json.loads(out.getvalue())["message"].startswith("strange: ")

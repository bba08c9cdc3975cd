"""The secret of a calendar is in no log, whatever goes wrong while it is read."""

import logging

import pytest

from bot.serve.door.callers import Limits
from tests.bot.serve.door.lines import answer, dialled, open_door, request

SECRET = "s3cret_of-a-calendar"
PATH = f"/calendar/{SECRET}.ics"


def test_an_application_that_fails_on_it_tells_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    with open_door(Limits()) as door, dialled(door.port) as line:
        door.door.application = failing
        line.sendall(request(PATH))
        assert answer(line)[0] == 500
    assert "Exception while serving /calendar/..." in caplog.text
    assert SECRET not in caplog.text


def failing(_environ: object, _start: object) -> list[bytes]:
    raise RuntimeError("gone")


def test_what_names_no_calendar_is_told_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("waitress").error("Exception while serving %s", "/api/v1/experiments/EXP-1/metrics")
    assert caplog.messages == ["Exception while serving /api/v1/experiments/EXP-1/metrics"]

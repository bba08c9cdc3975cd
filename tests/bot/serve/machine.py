"""A machine that sends values, with a token of its own."""

import json
from typing import Any

from werkzeug.test import TestResponse

from flows.desk import Desk
from flows.experiments import sheets
from rules.experiments.experiment import Experiment
from tests import stories
from tests.bot.window import Window

GOOD = {"metric": "accuracy", "value": 0.93}


def new_token(desk: Desk, name: str = "ci") -> str:
    return stories.token(desk, name)[1]


class Machine:
    """A machine with a token and an experiment to report on."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.secret = new_token(window.desk)
        self.experiment = stories.running(window.desk)

    def post(self, body: Any, *, key: str = "EXP-1", **headers: str) -> TestResponse:
        """Send a body, as JSON unless it is bytes already."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        wanted = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        wanted |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.window.client.post(
            f"/api/v1/experiments/{key}/metrics",
            data=sent,
            headers={name: value for name, value in wanted.items() if value},
        )

    def refused(self, body: Any, **more: Any) -> tuple[int, dict[str, str], str]:
        """Send what is refused, and return its status, its fields and its sentence; nothing may be recorded."""
        answer = self.post(body, **more)
        assert answer.mimetype == "application/json"
        assert not self.now.measurements
        error = answer.json["error"]
        return answer.status_code, error.get("fields", {}), error["message"]

    @property
    def now(self) -> Experiment:
        """Return the experiment as it is now."""
        return sheets.sheet(self.window.desk, 1).experiment

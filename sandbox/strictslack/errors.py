"""The three ways the sandbox says no: to an app, to a person, and about a file."""

from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """A refusal of the Web API, under the name Slack gives it."""

    def __init__(self, error: str, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages or []
        self.extra = extra

    def body(self) -> Json:
        """The answer an app receives; `messages` carry Slack's `[ERROR]` lines."""
        body: Json = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return body


class Refused(Exception):
    """A refusal of the control API, in one plain sentence."""


GONE = "There is no such element any more."


class BadFile(Exception):
    """A manifest, a workspace description or a state file that cannot be used, and why."""

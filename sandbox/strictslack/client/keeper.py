"""Who keeps the sandbox in a test: moves its clock, orders faults, reads the traffic."""

import time
from typing import Any

from strictslack.client.control_client import get, post
from strictslack.errors import Json


class Keeper:
    """The part of the control API that no person in Slack could use."""

    def __init__(self, url: str) -> None:
        self.url = url

    def advance(self, seconds: float) -> None:
        """Moves the clock forward."""
        post(self.url, "clock", {"advance": seconds})

    def fault(self, target: str, kind: str, **details: Any) -> Json:
        """Orders a fault; see PROTOCOL.md for the targets and kinds."""
        found: Json = post(self.url, "faults", {"target": target, "kind": kind, **details})["fault"]
        return found

    def no_faults(self) -> None:
        """Takes all faults away."""
        post(self.url, "faults", {}, method="DELETE")

    def rates(self, *, enabled: bool) -> None:
        """Keeps Slack's rates, or not."""
        post(self.url, "rates", {"enabled": enabled})

    def run_step(self, function: str, **inputs: Any) -> Json:
        """Runs a custom step and returns its `status`, `outputs` and `error` once it has ended."""
        return self.ended(self.start_step(function, **inputs))

    def start_step(self, function: str, **inputs: Any) -> str:
        """Runs a custom step and returns the id of its execution at once: a step may wait for days."""
        return str(post(self.url, "run", {"function": function, "inputs": inputs})["execution"])

    def step(self, execution: str) -> Json:
        """How an execution of a custom step stands: its `status`, `outputs` and `error`."""
        return post(self.url, "execution", {"id": execution})

    def ended(self, execution: str) -> Json:
        """The same, once the execution has ended."""
        while True:
            anybody = get(self.url, "state")
            found = self.step(execution)
            if found["status"] != "running":
                return found
            user, cursor = anybody["me"]["id"], anybody["cursor"]
            if not get(self.url, "changed", user=user, after=cursor, quiet=1, timeout=10)["ok"]:
                raise AssertionError(f"the step {execution} does not end")

    def install(self, workspace: str = "") -> None:
        """Brings the first app into a workspace, by default the first, without asking anybody."""
        post(self.url, "install", {"workspace": workspace})

    def uninstall(self, workspace: str = "") -> None:
        """Takes the first app out of a workspace, by default the first; it is told of that."""
        post(self.url, "uninstall", {"workspace": workspace})

    def verify(self) -> bool:
        """Whether the app's request URL answers Slack's challenge."""
        return bool(post(self.url, "verify", {})["ok"])

    def change_person(self, name: str, **changes: Any) -> Json:
        """Adds somebody to the workspace, or changes them."""
        found: Json = post(self.url, "person", {"name": name, **changes})["user"]
        return found

    def traffic(self, name: str = "", *, direction: str = "", after: int = 0) -> list[Json]:
        """The exchanges so far, all or those whose name starts so, the oldest first."""
        items: list[Json] = get(self.url, "traffic", after=after, limit=2000)["items"]
        return [one for one in items if one["name"].startswith(name) and direction in ("", one["direction"])]

    def wait_for_traffic(self, name: str, count: int = 1, *, timeout: float = 10.0) -> list[Json]:
        """The same, once there are `count` of them."""
        deadline = time.monotonic() + timeout
        anybody = get(self.url, "state")
        cursor, user = anybody["cursor"], anybody["me"]["id"]
        while len(found := self.traffic(name)) < count:
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"{count} × {name} were awaited, there were {len(found)}")
            cursor = get(self.url, "changed", user=user, after=cursor, timeout=left)["cursor"]
        return found

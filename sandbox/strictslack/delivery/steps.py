"""Custom steps: a workflow runs a function of the app and waits for its outputs."""

from dataclasses import dataclass, field

from strictslack.delivery.events import Events
from strictslack.errors import Json, Refused, SlackError
from strictslack.ground import Ground
from strictslack.identifiers import derived_id, new_id, new_key
from strictslack.workspace.manifest import App


@dataclass
class Execution:
    """One run of one step; `status` is `running`, `completed` or `failed`."""

    id: str
    app_id: str
    team_id: str
    callback_id: str
    token: str
    status: str = "running"
    outputs: Json = field(default_factory=dict)
    error: str = ""


class Steps:
    """Runs steps and takes their results."""

    def __init__(self, ground: Ground, events: Events) -> None:
        self._ground = ground
        self._events = events
        self.runs: dict[str, Execution] = {}

    def run(self, team_id: str, callback_id: str, inputs: Json) -> Execution:
        """Sends `function_executed` to the app whose manifest has the function."""
        for installation in self._ground.installed_in(team_id):
            app = self._ground.apps[installation.app_id]
            if callback_id not in app.functions:
                continue
            run = Execution(new_id("Fx"), app.id, team_id, callback_id, f"xwfp-sandbox-{new_key()}")
            self.runs[run.id] = run
            self._events.raise_for(installation, self._event(app, run, inputs), "function_executed")
            return run
        raise Refused(f"No installed app has a function {callback_id!r}.")

    def _event(self, app: App, run: Execution, inputs: Json) -> Json:
        described = app.functions[run.callback_id]
        missing = [name for name in _required(described["input_parameters"]) if name not in inputs]
        if missing:
            raise Refused(f"The step needs {', '.join(missing)}.")
        return {
            "type": "function_executed",
            "function": {
                "id": derived_id("Fn", app.id, run.callback_id),
                "callback_id": run.callback_id,
                "title": described["title"],
                "description": described.get("description", ""),
                "type": "app",
                "input_parameters": _listed(described["input_parameters"]),
                "output_parameters": _listed(described["output_parameters"]),
                "app_id": app.id,
                "date_created": 0,
                "date_updated": 0,
                "date_deleted": 0,
            },
            "inputs": inputs,
            "function_execution_id": run.id,
            "workflow_execution_id": new_id("Wx"),
            "event_ts": self._ground.state.timestamps.next(self._ground.clock.now()),
            "bot_access_token": run.token,
        }

    def finish(self, app: App, execution_id: str, *, outputs: Json | None = None, error: str = "") -> None:
        """Takes a step's outputs or its failure, once."""
        run = self.runs.get(execution_id)
        if run is None or run.app_id != app.id:
            raise SlackError("function_execution_not_found")
        if run.status != "running":
            raise SlackError("execution_not_in_running_state")
        if outputs is not None:
            known = app.functions[run.callback_id]["output_parameters"]
            if set(outputs) - set(known["properties"]) or set(_required(known)) - set(outputs):
                raise SlackError("parameter_validation_failed")
            run.outputs = outputs
        run.status, run.error = ("failed", error) if outputs is None else ("completed", "")
        self._ground.changes.publish("step", id=run.id, status=run.status)

    def token_owner(self, token: str) -> Execution | None:
        """The running step that a workflow token belongs to; it ends with the step."""
        return next(
            (run for run in self.runs.values() if run.token == token and run.status == "running"), None
        )


def _required(parameters: Json) -> list[str]:
    names: list[str] = parameters.get("required") or []
    return names


def _listed(parameters: Json) -> list[Json]:
    """Parameters as events list them, from the manifest's `properties` and `required`."""
    required = _required(parameters)
    return [
        {"name": name, "is_required": name in required, **one}
        for name, one in parameters["properties"].items()
    ]

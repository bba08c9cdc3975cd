"""The steps that Workflow Builder runs: propose an experiment, and wait for a decision."""

from collections.abc import Callable

from bot.hear import strangers
from bot.hear.event_payloads import Event, FunctionExecuted
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Malformed
from bot.hear.typed_text import input_text, names_at
from bot.ids import WorkflowStep
from flows.workflows import executions
from flows.workflows.executions import StepRun
from rules.experiments.proposals import ProposalDraft
from rules.words import clean
from rules.workflows.executions import StepProposal


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(events={"function_executed": run_step})


def run_step(event: Event, at: Hearing) -> None:
    """Run a step of ours in somebody's workflow; a letter tells how it ended, so that no crash leaves one without an end."""
    if not isinstance(event, FunctionExecuted):
        raise Malformed("a step without its run")
    STEPS.get(event.function.callback_id, strangers.outdated)(event, at)


def propose(step: FunctionExecuted, at: Hearing) -> None:
    """Propose an experiment from what a workflow gives."""
    person = names_at(at.desk)
    title, hypothesis, metrics, project = (
        input_text(step.text(name), person) for name in ("title", "hypothesis", "metrics", "project")
    )
    draft = ProposalDraft(
        title=title,
        hypothesis=hypothesis,
        workstream=step.text("workstream"),
        owner=step.text("owner"),
        project=project,
        metrics=metrics,
        target=clean(step.text("target")),
        risk=clean(step.text("risk")),
    )
    asked = StepProposal(draft=draft, proposer=step.text("proposer"), channel=step.text("channel"))
    executions.propose(at.desk, asked, run_of(step, at))


def wait(step: FunctionExecuted, at: Hearing) -> None:
    """Let a workflow wait for a decision on an experiment."""
    executions.wait(at.desk, step.text("experiment"), step.text("until"), run_of(step, at))


def run_of(step: FunctionExecuted, at: Hearing) -> StepRun:
    """Return which run of a step this is."""
    return StepRun(step.function_execution_id, at.now)


STEPS: dict[str, Callable[[FunctionExecuted, Hearing], None]] = {
    WorkflowStep.PROPOSE: propose,
    WorkflowStep.WAIT: wait,
}

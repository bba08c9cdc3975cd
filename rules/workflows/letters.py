"""The letters that end the runs of workflow steps."""

from dataclasses import dataclass

from rules.experiments.letters import ExperimentLetter
from rules.letters import Letter
from rules.workflows.outcomes import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProposedLetter(ExperimentLetter):
    """Word to a workflow that its experiment is proposed; in the experiment's lane, behind the card that it links to."""

    kind = "step_proposed"
    execution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionLetter(Letter):
    """Word to one run of a workflow step."""

    execution: str

    @property
    def lane(self) -> str:
        """Return the lane of the run."""
        return f"execution:{self.execution}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDecidedLetter(ExecutionLetter):
    """Word to a workflow of the decision that it waits for."""

    kind = "step_decided"
    experiment: int
    outcome: Outcome
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFailedLetter(ExecutionLetter):
    """Word to a workflow that its step cannot be done, and why."""

    kind = "step_failed"
    reasons: tuple[str, ...]

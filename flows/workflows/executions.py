"""The runs of workflow steps: proposing, waiting for a decision, and telling of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flows.desk import Desk
from flows.lifecycle.proposals import propose_in
from rules.complaints import Complaints
from rules.people.accounts import Part
from rules.refusals import Refused
from rules.workflows.executions import (
    StepProposal,
    WaitingExecution,
    input_sentences,
    placed,
    read_wait,
)
from rules.workflows.letters import StepDecidedLetter, StepFailedLetter, StepProposedLetter
from rules.workflows.outcomes import Decided, decided, first_decided, states
from store import outbox
from store.experiments import experiments
from store.journal import journal
from store.people import projects
from store.workflows import executions

# What the fact of a proposal says, for whoever it names pressed no button of ours.
BY_WORKFLOW = "by a workflow in Slack"


@dataclass(frozen=True, slots=True)
class StepRun:
    """One run of a workflow step, and when it is heard."""

    execution: str
    now: datetime

    @property
    def request(self) -> str:
        """Return what tells this run from its repetition: a step is carried out once."""
        return f"execution:{self.execution}"


def propose(desk: Desk, asked: StepProposal, run: StepRun) -> None:
    """Propose what a workflow gives, as a form would, and owe it the key; what is refused fails the step."""
    with failing(desk, run), desk.begin(run.request, run.now) as session:
        draft = placed(asked, projects.every(session), has_review_channel=bool(desk.home_channel(session)))
        complaints = Complaints()
        if draft.owner:
            people = [draft.owner]
            complaints.read("owner", lambda: desk.require_people(session, people, Part.OWNER, "owner"), None)
        if asked.proposer:
            complaints.read("proposer", lambda: desk.person(session, asked.proposer), None)
        complaints.done()
        kept = propose_in(
            session, desk, draft, by=asked.by, channel=asked.channel, now=run.now, said=BY_WORKFLOW
        )
        letter = StepProposedLetter(experiment=kept.number, execution=run.execution)
        outbox.put(session, [letter], run.now)


def wait(desk: Desk, experiment: str, until: str, run: StepRun) -> None:
    """Let a workflow wait for a decision, or owe it one that was made already; what is refused fails the step."""
    with failing(desk, run), desk.begin(run.request, run.now) as session:
        number, awaited = read_wait(experiment, until)
        try:
            # Under its lock, so that a decision is either seen here or finds who waits for it.
            found = experiments.lock(session, number)
        except Refused as refusal:
            raise Refused(fields={"experiment": str(refusal)}) from None
        made = decided(found, awaited)
        if made:
            outbox.put(session, [word_of(run.execution, number, made)], run.now)
            return
        waits = WaitingExecution(
            execution=run.execution,
            experiment=number,
            awaited=awaited,
            facts=found.facts,
            since=run.now,
        )
        executions.keep_waiting(session, waits)


def tell_decided(desk: Desk, number: int, now: datetime) -> None:
    """Owe those who wait for a decision on an experiment word of it, each once; nobody waits for most.

    What was decided is read from the facts since: the experiment may have gone on before anybody looked.
    """
    with desk.look() as session:
        if not executions.waiting_for(session, number):
            return
    with desk.begin() as session:
        then = tuple(states(journal.facts_of(session, experiments.get(session, number).key)))
        for waits in executions.waiting_for(session, number):
            made = first_decided(then, waits.facts, waits.awaited)
            if made and executions.end_waiting(session, waits.execution):
                outbox.put(session, [word_of(waits.execution, number, made)], now)


def word_of(execution: str, number: int, made: Decided) -> StepDecidedLetter:
    """Return word to a run of what was decided."""
    return StepDecidedLetter(
        execution=execution, experiment=number, outcome=made.outcome, by=made.by, reason=made.reason
    )


@contextmanager
def failing(desk: Desk, run: StepRun) -> Iterator[None]:
    """Owe a run that it fails, and why, where what it asks for is refused: nobody else would hear of that."""
    try:
        yield
    except Refused as refusal:
        with desk.begin(run.request, run.now) as session:
            letter = StepFailedLetter(execution=run.execution, reasons=input_sentences(refusal))
            outbox.put(session, [letter], run.now)

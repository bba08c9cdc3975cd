"""A workflow that begins to wait while a decision is made is told of it, whichever comes first."""

from dataclasses import replace

import pytest
from sqlmodel import col, select

from flows.desk import AlreadyDone, Desk
from flows.workflows import executions
from flows.workflows.executions import StepRun
from rules.experiments.proposals import ProposalDraft
from rules.workflows.executions import StepProposal
from rules.workflows.letters import StepDecidedLetter
from store.tables import LetterRow
from tests import stories
from tests.racing import problems, together
from tests.stories import ANA, IVAN, NOW

RUN = StepRun("Fx1", NOW)
DRAFT = ProposalDraft(title="Smaller model", hypothesis="It is faster.", owner=ANA)


def told(desk: Desk) -> list[str]:
    """Return the runs that are owed word of a decision."""
    with desk.look() as session:
        decided = select(LetterRow).where(LetterRow.kind == StepDecidedLetter.kind)
        return [row.facts["execution"] for row in session.exec(decided.order_by(col(LetterRow.id)))]


def test_a_decision_at_the_instant_in_which_a_wait_begins_is_not_missed(desk: Desk, replica: Desk) -> None:
    for number in range(1, 9):
        experiment = stories.in_review(desk)
        run = StepRun(f"Fx{number}", NOW)
        answers = together(
            lambda experiment=experiment: stories.ask_for_changes(desk, experiment),
            lambda experiment=experiment, run=run: executions.wait(
                replica, experiment.key, "board_decision", run
            ),
        )
        assert problems(answers) == []
        executions.tell_decided(desk, experiment.number, NOW)
        assert told(desk)[-1] == run.execution


def test_two_postmen_at_one_card_tell_a_workflow_once(desk: Desk, replica: Desk) -> None:
    experiment = stories.in_review(desk)
    executions.wait(desk, experiment.key, "board_decision", RUN)
    stories.ask_for_changes(desk, experiment)
    answers = together(
        lambda: executions.tell_decided(desk, experiment.number, NOW),
        lambda: executions.tell_decided(replica, experiment.number, NOW),
    )
    assert problems(answers) == []
    assert told(desk) == [RUN.execution]


def test_the_same_run_at_one_instant_proposes_once(desk: Desk, replica: Desk) -> None:
    asked = StepProposal(draft=DRAFT)
    answers = together(
        lambda: executions.propose(desk, asked, RUN), lambda: executions.propose(replica, asked, RUN)
    )
    assert [type(one) for one in problems(answers)] == [AlreadyDone]


def test_a_workflow_of_one_workspace_hears_nothing_of_another(desk: Desk, other_desk: Desk) -> None:
    stories.in_review(desk)
    executions.wait(desk, "EXP-1", "board_decision", RUN)
    stories.ask_for_changes(other_desk, stories.in_review(other_desk))
    executions.tell_decided(other_desk, 1, NOW)
    executions.tell_decided(desk, 1, NOW)
    assert told(desk) == told(other_desk) == []


@pytest.mark.parametrize(("owner", "kind"), [(ANA, "step_proposed"), (IVAN, "step_failed")])
def test_a_target_date_is_read_on_the_day_of_who_proposes(desk: Desk, owner: str, kind: str) -> None:
    # In Berlin, where Ivan lives, that day has passed.
    late = NOW.replace(hour=23, minute=30)
    draft = replace(DRAFT, owner=owner, target=late.date().isoformat())
    executions.propose(desk, StepProposal(draft=draft), StepRun("Fx1", late))
    with desk.look() as session:
        kinds = list(session.exec(select(LetterRow.kind)))
    assert kind in kinds

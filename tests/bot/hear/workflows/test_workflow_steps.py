"""The steps of Workflow Builder: they propose, they wait for a decision, and they fail in the words of a form."""

import re
from typing import Any

import pytest
from slack_bolt import BoltRequest

from bot.draw.answers import LONGEST_FAILURE
from flows.experiments import sheets
from rules.experiments.experiment import ApprovalKind, ReviewKind, Stage
from rules.experiments.forecast_facts import Risk
from rules.journal.entries import Deed
from rules.lifecycle.steps import Step
from rules.people.projects import Workstream
from rules.workflows.outcomes import Awaited
from store.tables import LetterState
from store.workflows import executions
from tests import stories
from tests.backends import contents
from tests.bot import payloads
from tests.bot.lab import Lab, open_lab
from tests.bot.looks import all_words
from tests.stories import ANA, BEN, CHANNEL, GRETA, IVAN

PROPOSE, WAIT = "propose_experiment", "wait_for_decision"
INPUTS = {
    "title": "Smaller router model",
    "hypothesis": "If we route with a smaller model, then answers come faster.",
    "metrics": "accuracy &gt;= 0.92 (now 0.88)\nguardrail: latency <= 800 ms",
    "owner": ANA,
}


def started(lab: Lab, function: str, **inputs: Any) -> str:
    """Run a step, let the app hear of it, and return its execution."""
    heard = len(lab.sandbox.keeper.traffic("function_executed"))
    execution = lab.sandbox.keeper.start_step(function, **inputs)
    lab.sandbox.keeper.wait_for_traffic("function_executed", heard + 1)
    return execution


def ended(lab: Lab, execution: str) -> dict[str, Any]:
    """Deliver what is owed, and return how a step stands."""
    lab.deliver()
    found = lab.sandbox.keeper.step(execution)
    return {
        "status": found["status"],
        **found["outputs"],
        **({"error": found["error"]} if found["error"] else {}),
    }


def ran(lab: Lab, function: str, **inputs: Any) -> dict[str, Any]:
    """Run a step and return how it stands once everything is delivered."""
    return ended(lab, started(lab, function, **inputs))


def wait_for(lab: Lab, until: Awaited = Awaited.BOARD, experiment: str | int = "EXP-1") -> str:
    """Let a workflow wait, and return its execution."""
    execution = started(lab, WAIT, experiment=experiment, until=until.value)
    assert ended(lab, execution) == {"status": "running"}
    return execution


def waiting(lab: Lab) -> list[str]:
    """Return the runs that wait for the first experiment."""
    with lab.desk.look() as session:
        return [one.execution for one in executions.waiting_for(session, 1)]


def executed(function: str, execution: str = "Fx1TwiceO9L", **inputs: Any) -> dict[str, Any]:
    """Return the event of a step, as Slack documents it."""
    return payloads.happening(
        {
            "type": "function_executed",
            "function": {
                "id": "Fn1",
                "callback_id": function,
                "title": "",
                "type": "app",
                "input_parameters": [],
            },
            "inputs": inputs,
            "function_execution_id": execution,
            "workflow_execution_id": "Wx1",
            "event_ts": "1698958075.998738",
            "bot_access_token": "xwfp-of-the-step",
        }
    )


def test_a_workflow_proposes_and_gets_the_key_and_the_link(any_lab: Lab) -> None:
    found = ran(any_lab, PROPOSE, **INPUTS, target="2026-06-30", risk="high", project="")
    link = sheets.sheet(any_lab.desk, 1).link
    assert found == {"status": "completed", "experiment": "EXP-1", "number": 1, "link": link}
    assert link
    experiment = any_lab.experiment()
    assert (experiment.owner, experiment.proposer, experiment.risk) == (ANA, ANA, Risk.HIGH)
    assert [metric.name for metric in experiment.metrics] == ["accuracy", "latency"]
    assert "Smaller router model" in all_words(any_lab.sandbox)


def test_the_history_says_that_a_workflow_proposed_it(sqlite_lab: Lab) -> None:
    ran(sqlite_lab, PROPOSE, **INPUTS)
    _, entries, _ = sheets.history(sqlite_lab.desk, 1)
    assert (entries[0].deed, entries[0].by) == (Deed.PROPOSED, ANA)
    assert entries[0].detail == "Smaller router model (by a workflow in Slack)"


def test_who_started_the_workflow_proposes_and_so_is_a_maker(sqlite_lab: Lab) -> None:
    ran(sqlite_lab, PROPOSE, **INPUTS, proposer=BEN)
    experiment = sqlite_lab.experiment()
    assert (experiment.owner, experiment.proposer) == (ANA, BEN)
    assert BEN in experiment.makers_for_good


def test_a_project_is_named_and_gives_its_workstream(sqlite_lab: Lab) -> None:
    hugo = sqlite_lab.person("hugo")
    hugo.type("/project create", channel="lab")
    for label, value in {"Name": "Search & chat", "Workstream": "optimization"}.items():
        hugo.fill(label, value)
    assert hugo.submit()["ok"]
    ran(sqlite_lab, PROPOSE, **INPUTS, project="search &amp; chat")
    assert sqlite_lab.experiment().project == 1
    assert sqlite_lab.experiment().workstream is Workstream.OPTIMIZATION


def test_what_is_wrong_fails_the_step_and_proposes_nothing(any_lab: Lab) -> None:
    wrong = {"title": "", "metrics": "faster", "target": "2026-01-01", "risk": "huge"}
    found = ran(any_lab, PROPOSE, **{**INPUTS, **wrong})
    assert found["status"] == "failed"
    lines = found["error"].splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "• Title",
        "• Success metrics",
        "• Target date",
        "• Risk",
    ]
    assert "1 January 2026 has passed. Pick today or a later day." in found["error"]
    assert contents(any_lab.office.database)["experiments"] == []


@pytest.mark.parametrize(
    ("changes", "inputs", "said"),
    [
        (
            {"is_restricted": True},
            {"owner": IVAN},
            "Owner: Ivan is a guest here, so they cannot own an experiment.",
        ),
        (
            {"is_restricted": True},
            {"proposer": IVAN},
            "Proposed by: Guests and people of other workspaces can read",
        ),
        ({"home_team": "T0OTHER"}, {"owner": IVAN}, "Owner: Ivan is of another workspace"),
        ({}, {"owner": "bot"}, "Owner: Assay is an app, so it cannot own an experiment."),
        ({}, {"proposer": "bot"}, "Proposed by: Apps decide nothing here."),
        ({}, {"project": "Search"}, "Project: There are no projects yet."),
    ],
)
def test_only_people_of_this_workspace_propose_and_own(
    sqlite_lab: Lab, changes: dict[str, Any], inputs: dict[str, str], said: str
) -> None:
    if changes:
        heard = len(sqlite_lab.sandbox.keeper.traffic("user_change"))
        sqlite_lab.sandbox.keeper.change_person("ivan", **changes)
        sqlite_lab.sandbox.keeper.wait_for_traffic("user_change", heard + 1)
    typed = {name: sqlite_lab.bot_user if one == "bot" else one for name, one in inputs.items()}
    found = ran(sqlite_lab, PROPOSE, **{**INPUTS, **typed})
    assert found["status"] == "failed"
    assert said in found["error"].replace("@Assay", "Assay")
    assert contents(sqlite_lab.office.database)["experiments"] == []


def test_without_a_review_channel_a_workflow_names_the_channel(team_database: Any) -> None:
    with open_lab(team_database, review_channel="") as lab:
        found = ran(lab, PROPOSE, **INPUTS)
        assert found["error"].startswith(
            "Channel: No review channel is set, so the card would stand nowhere."
        )
        assert ran(lab, PROPOSE, **INPUTS, channel=CHANNEL)["experiment"] == "EXP-1"
        assert "Smaller router model" in all_words(lab.sandbox, "lab")


def test_the_same_run_told_twice_proposes_once(mail: Lab) -> None:
    body = executed(PROPOSE, **INPUTS)
    for _ in range(2):
        assert mail.app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
    assert len(contents(mail.office.database)["experiments"]) == 1
    assert [one.kind for one in mail.letters()].count("step_proposed") == 1
    refused = executed(PROPOSE, "Fx2", **{**INPUTS, "title": ""})
    for _ in range(2):
        mail.app.dispatch(BoltRequest(mode="socket_mode", body=refused))
    assert [one.kind for one in mail.letters()].count("step_failed") == 1


def test_no_token_of_a_step_is_used_or_kept(sqlite_lab: Lab) -> None:
    ran(sqlite_lab, PROPOSE, **INPUTS)
    assert "xwfp" not in str(contents(sqlite_lab.office.database))


@pytest.mark.parametrize("experiment", ["EXP-1", "exp 1", "1", 1])
def test_a_workflow_waits_until_the_board_has_approved(any_lab: Lab, experiment: str | int) -> None:
    before = stories.in_review(any_lab.desk)
    execution = wait_for(any_lab, experiment=experiment)
    for kind in (ReviewKind.TECHNICAL, ReviewKind.ETHICS):
        stories.approve(any_lab.desk, before, kind)
    assert ended(any_lab, execution) == {"status": "running"}
    stories.approve(any_lab.desk, before, ReviewKind.BUSINESS)
    found = ended(any_lab, execution)
    link = sheets.sheet(any_lab.desk, 1).link
    assert found == {
        "status": "completed",
        "experiment": "EXP-1",
        "number": 1,
        "outcome": "approved",
        "by": stories.DAVID,
        "reason": "",
        "link": link,
    }
    assert waiting(any_lab) == []


def test_changes_asked_are_told_though_they_were_answered_before_anybody_looked(lab: Lab) -> None:
    before = stories.in_review(lab.desk)
    execution = wait_for(lab)
    stories.submit(lab.desk, stories.ask_for_changes(lab.desk, before, reason="Test it longer."))
    assert lab.experiment().stage is Stage.IN_REVIEW
    found = ended(lab, execution)
    assert (found["outcome"], found["by"], found["reason"]) == ("changes asked", BEN, "Test it longer.")


def test_a_workflow_waits_for_the_promotion_over_a_new_round(lab: Lab) -> None:
    experiment = stories.approved(lab.desk)
    execution = wait_for(lab, Awaited.PROMOTION)
    experiment = stories.promote(lab.desk, experiment)
    assert ended(lab, execution) == {"status": "running"}
    for kind in ApprovalKind:
        experiment = stories.approve_as(lab.desk, experiment, kind)
    found = ended(lab, execution)
    assert (found["outcome"], found["by"]) == ("promoted", GRETA)


@pytest.mark.parametrize("awaited", Awaited)
def test_what_ends_an_experiment_ends_every_wait(sqlite_lab: Lab, awaited: Awaited) -> None:
    experiment = stories.in_review(sqlite_lab.desk)
    execution = wait_for(sqlite_lab, awaited)
    stories.close(sqlite_lab.desk, experiment, Step.WITHDRAW, note="We solve it otherwise.")
    found = ended(sqlite_lab, execution)
    assert (found["outcome"], found["by"], found["reason"]) == ("withdrawn", ANA, "We solve it otherwise.")


def test_several_workflows_wait_and_each_hears_its_own(sqlite_lab: Lab) -> None:
    before = stories.in_review(sqlite_lab.desk)
    board, end = wait_for(sqlite_lab), wait_for(sqlite_lab, Awaited.END)
    stories.ask_for_changes(sqlite_lab.desk, before)
    assert ended(sqlite_lab, board)["outcome"] == "changes asked"
    assert ended(sqlite_lab, end) == {"status": "running"}
    assert waiting(sqlite_lab) == [end]


@pytest.mark.parametrize("stage", [Stage.CHANGES_ASKED, Stage.REJECTED, Stage.APPROVED, Stage.IN_PRODUCTION])
def test_what_is_decided_already_is_told_at_once(lab: Lab, stage: Stage) -> None:
    stories.at(lab.desk, stage)
    found = ran(lab, WAIT, experiment="EXP-1", until="board decision")
    assert found["outcome"] == {"in production": "approved"}.get(stage.words, stage.words)
    assert waiting(lab) == []


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"experiment": "EXP-9", "until": "end"}, "Experiment: There is no EXP-9. “/experiment list” shows"),
        ({"experiment": "the router", "until": "end"}, "Experiment: “the router” is not an experiment's id."),
        ({"experiment": "", "until": "end"}, "Experiment: Which experiment?"),
        (
            {"experiment": "EXP-1", "until": "the board"},
            "Wait for: “the board” is not one of: board decision,",
        ),
        ({"experiment": "EXP-1", "until": ""}, "Wait for: Say what to wait for: board decision,"),
    ],
)
def test_a_wait_for_nothing_fails_in_a_sentence(sqlite_lab: Lab, inputs: dict[str, str], said: str) -> None:
    stories.proposed(sqlite_lab.desk)
    found = ran(sqlite_lab, WAIT, **inputs)
    assert found["status"] == "failed"
    assert found["error"].startswith(said)


def test_the_same_wait_told_twice_waits_once(mail: Lab) -> None:
    stories.in_review(mail.desk)
    body = executed(WAIT, experiment="EXP-1", until="board_decision")
    for _ in range(2):
        mail.app.dispatch(BoltRequest(mode="socket_mode", body=body))
    assert waiting(mail) == ["Fx1TwiceO9L"]


def test_a_decision_survives_slack_being_away(lab: Lab) -> None:
    before = stories.in_review(lab.desk)
    execution = wait_for(lab)
    stories.ask_for_changes(lab.desk, before)
    lab.sandbox.keeper.fault("functions.completeSuccess", "status", status=503)
    assert ended(lab, execution) == {"status": "running"}
    lab.hands.move(minutes=1)
    assert ended(lab, execution)["outcome"] == "changes asked"


def test_a_card_that_slack_refuses_keeps_no_workflow_waiting(lab: Lab) -> None:
    before = stories.in_review(lab.desk)
    execution = wait_for(lab)
    stories.ask_for_changes(lab.desk, before)
    lab.sandbox.keeper.fault("chat.update", "error", error="is_archived", times=None)
    assert ended(lab, execution)["outcome"] == "changes asked"


@pytest.mark.parametrize("error", ["execution_not_in_running_state", "function_execution_not_found"])
def test_a_workflow_that_was_ended_is_told_no_more_and_nobody_is_alarmed(sqlite_lab: Lab, error: str) -> None:
    before = stories.in_review(sqlite_lab.desk)
    wait_for(sqlite_lab)
    stories.ask_for_changes(sqlite_lab.desk, before)
    sqlite_lab.sandbox.keeper.fault("functions.completeSuccess", "error", error=error)
    sqlite_lab.deliver()
    assert sqlite_lab.letters(LetterState.PARKED) == []
    assert waiting(sqlite_lab) == []


def test_a_step_of_an_older_manifest_fails_with_a_sentence(sqlite_lab: Lab) -> None:
    sqlite_lab.app.dispatch(BoltRequest(mode="socket_mode", body=executed("decide_v0")))
    [call] = sqlite_lab.calls("functions.completeError")
    assert "older version of Assay" in str(call)


def test_a_fault_fails_the_step_with_the_reference_under_which_it_is_logged(
    sqlite_lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite_lab.office.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE receipts")
    sqlite_lab.app.dispatch(BoltRequest(mode="socket_mode", body=executed(PROPOSE, **INPUTS)))
    [call] = sqlite_lab.calls("functions.completeError")
    reference = re.search(r"fault ([0-9a-f]{8}) in event_callback", caplog.text)
    assert reference
    assert reference[1] in str(call)


def test_a_step_in_a_workspace_that_is_not_served_fails_and_waits_for_nobody(sqlite_lab: Lab) -> None:
    of_other = {"team_id": stories.OTHER_WORKSPACE}
    body = executed(PROPOSE, **INPUTS)
    body |= {**of_other, "authorizations": [{**body["authorizations"][0], **of_other}]}
    assert sqlite_lab.app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
    [call] = sqlite_lab.calls("functions.completeError")
    assert "This Assay serves another workspace." in str(call)
    assert contents(sqlite_lab.office.database)["experiments"] == []


def test_why_a_step_fails_is_bounded_however_much_is_wrong(sqlite_lab: Lab) -> None:
    lines = "\n".join(f"metric {number} is better" for number in range(60))
    found = ran(sqlite_lab, PROPOSE, **{**INPUTS, "metrics": lines})
    assert found["error"].startswith("• Success metrics: ")
    assert len(found["error"]) <= LONGEST_FAILURE


def test_a_run_that_cannot_be_read_is_acknowledged(sqlite_lab: Lab) -> None:
    body = executed(PROPOSE)
    for broken in ({"function": {}}, {"inputs": "none"}, {"function_execution_id": ""}):
        event = {**body["event"], **broken}
        answer = sqlite_lab.app.dispatch(BoltRequest(mode="socket_mode", body={**body, "event": event}))
        assert answer.status == 200, broken

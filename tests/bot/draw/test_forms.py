"""The forms: labelled exactly as promised, prefilled, and submittable as they open."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.models.views import View

from bot.button_values import (
    CloseValue,
    DeclineValue,
    ExperimentValue,
    ProjectValue,
    ReviewValue,
)
from bot.draw.evidence import value_forms
from bot.draw.lifecycle import override_forms, proposal_forms, reason_forms, submission_forms
from bot.draw.people import team_forms
from bot.ids import Form, Input
from rules.evidence.submissions import prepared
from rules.experiments.experiment import ArtifactKind, Experiment, ReviewKind
from rules.experiments.proposals import ProposalDraft, read_proposal
from rules.lifecycle.steps import Step
from rules.people.accounts import Account
from rules.people.people import Duty, Team
from rules.promotion.rollouts import RolloutDraft, read_rollout
from tests.bot.draw.facts import TEAM, apollo, approved, in_review, promoting, proposed, sheet
from tests.bot.draw.judges import inputs, labels, objects
from tests.stories import ANA, BEN, EVA, NOW

FIRST = ["Title", "Hypothesis", "Success metrics", "Target date"]
PROPOSAL = [*FIRST, "Workstream", "Owner", "Project", "Risk"]
CHECKLIST = [
    "Safety evaluation",
    "Cost projection",
    "Monthly cost",
    "Monthly budget",
    "Documentation",
    "Rollback plan",
]
BESIDES = ["Model", "Prompt", "Dataset or index", "Evaluation report"]
VERDICT = ReviewValue(experiment=12, revision=1, kind=ReviewKind.ETHICS)
STEPS = [Step.ROLL_BACK, Step.RETIRE, Step.WITHDRAW, Step.CONCLUDE]


def propose() -> View:
    """Return the form of a proposal with all that it may say."""
    return proposal_forms.proposal_form(ProposalDraft(owner=ANA), projects=(apollo(),), is_whole=True)


def submit(experiment: Experiment, *, is_whole: bool = False) -> View:
    """Return the form of a submission as it opens, or with all that it may hold."""
    draft = prepared(experiment, None)
    return submission_forms.submission_form(experiment, draft, shown=experiment, is_whole=is_whole)


def test_a_submission_says_how_an_open_item_is_met_that_no_field_is_for() -> None:
    told = str(submit(proposed()).to_dict()["blocks"][0])
    assert (
        "“Model performance meets threshold” takes values, not this form: *Record values* on the card" in told
    )
    assert "takes a metric, not this form" in str(submit(proposed(metrics=())).to_dict()["blocks"][0])
    assert "not this form" not in str(submit(approved()).to_dict()["blocks"][0])


def closing(step: Step) -> View:
    """Return the form of a way of closing."""
    value = CloseValue.model_validate({"experiment": 12, "step": step})
    return reason_forms.close_form(value, sheet(in_review()))


ALL: dict[str, tuple[View, list[str]]] = {
    "propose": (proposal_forms.proposal_form(ProposalDraft(owner=ANA), projects=()), FIRST),
    "all of a proposal": (propose(), PROPOSAL),
    "amend": (proposal_forms.amend_form(sheet(proposed()), (apollo(),)), PROPOSAL),
    "submit": (submit(proposed()), CHECKLIST),
    "all of a submission": (submit(proposed(), is_whole=True), [*CHECKLIST, *BESIDES]),
    "resubmit": (submit(in_review()), [*CHECKLIST, "What changed"]),
    "ask for changes": (reason_forms.review_reason_form(VERDICT), ["Reason"]),
    "decline": (reason_forms.decline_form(DeclineValue(experiment=12, round=1)), ["Reason"]),
    "withdraw": (closing(Step.WITHDRAW), ["Reason"]),
    "roll back": (closing(Step.ROLL_BACK), ["Reason", "Learning"]),
    "retire": (closing(Step.RETIRE), ["Reason"]),
    "conclude": (closing(Step.CONCLUDE), ["Learning"]),
    "override": (override_forms.override_form(in_review()), ["Item", "Reason"]),
    "measure": (
        value_forms.measure_form(sheet(in_review())),
        ["accuracy >= 0.92", "latency <= 800 ms", "Measured at"],
    ),
    "promote": (
        submission_forms.promote_form(sheet(approved())),
        ["Service", "accuracy", "latency", "Traffic steps", "Hours at each step", "Rollback owner"],
    ),
    "project": (team_forms.project_form(None), ["Name", "Workstream", "Members", "Milestones"]),
    "role": (team_forms.role_form(None, TEAM), ["Member", "Role"]),
    "duty": (team_forms.duty_form(None, TEAM), ["Member", "Duties"]),
}
every_form = pytest.mark.parametrize("form", [form for form, _ in ALL.values()], ids=list(ALL))


@pytest.mark.parametrize(("form", "promised"), list(ALL.values()), ids=list(ALL))
def test_the_labels_are_exactly_the_promised_ones(form: View, promised: list[str]) -> None:
    assert labels(form) == promised


@every_form
def test_every_block_bears_the_name_that_a_refusal_uses(form: View) -> None:
    assert {block.partition("_of_")[0] for block in inputs(form)} <= {*Input, *ArtifactKind}


@every_form
def test_every_element_is_named_after_its_block(form: View) -> None:
    assert [element["action_id"] for element in inputs(form).values()] == list(inputs(form))


@every_form
def test_no_form_begins_with_more_than_one_line_of_context(form: View) -> None:
    kinds = [block["type"] for block in form.to_dict()["blocks"]]
    assert kinds.count("context") <= 1


@every_form
def test_every_form_is_one_that_a_listener_can_name(form: View) -> None:
    assert form.callback_id in set(Form)


def test_a_proposal_opens_with_its_owner_and_a_workstream() -> None:
    found = inputs(propose())
    assert found["owner"]["initial_user"] == ANA
    assert found["workstream"]["initial_option"]["value"] == "experimentation"


def test_only_title_and_hypothesis_must_be_typed_in_a_proposal() -> None:
    blocks = [block for block in propose().to_dict()["blocks"] if block["type"] == "input"]
    typed = [
        block["block_id"]
        for block in blocks
        if block["element"]["type"] == "plain_text_input" and not block.get("optional")
    ]
    assert typed == ["title", "hypothesis"]


def test_a_hypothesis_may_be_typed_longer_than_allowed_so_that_our_sentence_answers() -> None:
    assert inputs(propose())["hypothesis"].get("max_length", 3000) >= 3000


def test_a_proposal_without_projects_asks_for_none() -> None:
    assert "Project" not in labels(proposal_forms.proposal_form(ProposalDraft(), projects=(), is_whole=True))


def test_the_project_of_an_experiment_is_offered_although_there_are_hundreds() -> None:
    many = tuple(replace(apollo(), number=number) for number in range(1, 300))
    form = proposal_forms.amend_form(sheet(proposed(project=250)), many)
    assert inputs(form)["project"]["initial_option"]["value"] == "250"


def test_an_edit_that_is_saved_as_it_opens_changes_nothing() -> None:
    experiment = proposed(project=3)
    found = inputs(proposal_forms.amend_form(sheet(experiment), (apollo(),)))
    draft = ProposalDraft(**{name: held(element) for name, element in found.items()})
    kept = read_proposal(draft, NOW.date())
    assert (kept.title, kept.hypothesis, kept.metrics, kept.project, kept.target) == (
        experiment.title,
        experiment.hypothesis,
        experiment.metrics,
        experiment.project,
        experiment.target,
    )


def held(element: dict[str, Any]) -> str:
    """Return what an element holds as it opens."""
    option = element.get("initial_option") or {}
    plain = element.get("initial_value") or element.get("initial_date") or element.get("initial_user")
    return str(plain or option.get("value") or "")


def test_a_submission_is_prefilled_from_the_revision_before() -> None:
    found = inputs(submit(in_review()))
    assert found["documentation"]["initial_value"] == "https://example.com/docs"
    assert found["monthly_cost"]["initial_value"] == "900"


def test_nothing_in_a_submission_must_be_filled_in() -> None:
    blocks = submit(proposed()).to_dict()["blocks"]
    assert all(block.get("optional") for block in blocks if block["type"] == "input")


@pytest.mark.parametrize(
    ("block", "item"),
    [
        ("safety_evaluation", "Safety evaluation passed"),
        ("cost_projection", "Cost projection acceptable"),
        ("documentation", "Documentation complete"),
        ("rollback_plan", "Rollback plan defined"),
        ("monthly_budget", "Cost projection acceptable"),
    ],
)
def test_a_submission_says_which_item_of_the_checklist_each_input_feeds(block: str, item: str) -> None:
    drawn = submit(proposed()).to_dict()["blocks"]
    hint = next(one["hint"]["text"] for one in drawn if one.get("block_id") == block)
    assert hint.endswith(item)


def test_a_promotion_opens_with_what_was_typed_in_its_last_round_and_can_be_submitted_so() -> None:
    found = inputs(submission_forms.promote_form(sheet(promoting())))
    typed = {name: held(element) for name, element in found.items()}
    queries = {name: typed.pop(name) for name in tuple(typed) if name.startswith("query_of_")}
    assert read_rollout(RolloutDraft(**typed, queries=queries), promoting().metrics) == promoting().rollout


def test_a_first_promotion_opens_with_steps_hours_and_the_owner() -> None:
    found = {
        name: held(element)
        for name, element in inputs(submission_forms.promote_form(sheet(approved()))).items()
    }
    assert (found["traffic_steps"], found["bake_hours"], found["rollback_owner"]) == (
        "5, 25, 50, 100",
        "24",
        ANA,
    )


def test_each_metric_has_an_input_of_its_name_that_tells_the_unit_and_what_is_watched() -> None:
    blocks = submission_forms.promote_form(sheet(approved())).to_dict()["blocks"]
    told = {one["label"]["text"]: one["hint"]["text"] for one in blocks if one["type"] == "input"}
    assert (
        told["accuracy"]
        == "PromQL that returns it as a plain number; an alert watches >= 0.92. Empty: no alert is made"
    )
    assert (
        told["latency"] == "PromQL that returns it in ms; an alert watches <= 800 ms. Empty: no alert is made"
    )


def test_somebody_who_has_left_does_not_roll_back() -> None:
    left = Team(
        tuple(
            replace(one, account=Account.DEACTIVATED if one.id == EVA else Account.PERSON)
            for one in TEAM.members
        )
    )
    asked = promoting(rollout=replace(promoting().rollout, rollback_owner=EVA))
    assert (
        inputs(submission_forms.promote_form(sheet(asked, team=left)))["rollback_owner"]["initial_user"]
        == ANA
    )


def test_all_values_are_recorded_in_one_form_that_says_what_there_is() -> None:
    blocks = value_forms.measure_form(sheet(in_review())).to_dict()["blocks"]
    told = {one["label"]["text"]: one["hint"]["text"] for one in blocks if one["type"] == "input"}
    assert told["accuracy >= 0.92"] == "No value yet; a number"
    assert told["latency <= 800 ms"] == "Now 640 ms; a number, in ms"


def test_a_form_for_a_value_without_metrics_can_only_be_read() -> None:
    form = value_forms.measure_form(sheet(proposed(metrics=())))
    assert "submit" not in form.to_dict()


def test_a_retirement_needs_no_reason() -> None:
    reason = next(block for block in closing(Step.RETIRE).to_dict()["blocks"] if block["type"] == "input")
    assert reason["optional"]


@pytest.mark.parametrize("step", STEPS)
def test_a_closing_form_remembers_what_it_closes(step: Step) -> None:
    read = CloseValue.read(closing(step).private_metadata or "")
    assert (read.experiment, read.step) == (12, step)


def test_a_form_about_an_experiment_remembers_which() -> None:
    assert ExperimentValue.read(ALL["submit"][0].private_metadata or "").experiment == 12


def test_a_form_about_a_project_remembers_which_and_where() -> None:
    read = ProjectValue.read(team_forms.project_form(apollo(), "C0LAB").private_metadata or "")
    assert (read.project, read.channel) == (3, "C0LAB")


def test_a_project_opens_with_its_milestones_as_they_would_be_typed() -> None:
    found = inputs(team_forms.project_form(apollo()))
    assert found["milestones"]["initial_value"] == "Alpha, 2026-01-31\nBeta, 2030-01-31"


def test_the_duties_of_a_member_are_ticked() -> None:
    ticked = next(
        one for one in objects(team_forms.duty_form(BEN, TEAM).to_dict()) if one.get("initial_options")
    )
    assert [option["value"] for option in ticked["initial_options"]] == ["technical"]


def test_all_seven_duties_can_be_ticked() -> None:
    assert len(inputs(team_forms.duty_form(None, TEAM))["duties"]["options"]) == len(Duty)


def test_the_ticks_of_one_member_do_not_stay_when_another_is_picked() -> None:
    ids = {inputs(team_forms.duty_form(user, TEAM))["duties"]["action_id"] for user in (ANA, BEN)}
    assert len(ids) == 2

"""The forms: what is wrong is refused beside its field, nothing that was typed is lost, nothing half is written."""

import time
from typing import Any

import pytest
from slack_bolt import BoltRequest
from strictslack.client.person import Person

from flows.experiments import sheets
from rules.evidence.typed_values import value_field
from rules.experiments.experiment import ArtifactKind, Stage
from rules.lifecycle.steps import Step
from rules.people.projects import Workstream
from rules.promotion.rollouts import query_field
from tests import stories
from tests.backends import contents
from tests.bot import payloads
from tests.bot.lab import Lab
from tests.bot.looks import values

GOOD = {
    "Title": "Smaller router model",
    "Hypothesis": "If we route with a smaller model, then answers come faster.",
    "Success metrics": "accuracy >= 0.92 (now 0.88)",
    "Target date": "2026-06-30",
}


def fill(person: Person, fields: dict[str, Any]) -> None:
    for label, value in fields.items():
        person.fill(label, value)


def said_in(person: Person) -> str:
    return str(person.modal()["blocks"])


def open_proposal(lab: Lab, **changes: Any) -> Person:
    ana = lab.person("ana")
    ana.type("/experiment propose", channel="reviews")
    fill(ana, GOOD | changes)
    return ana


@pytest.mark.parametrize(
    ("label", "typed", "block", "sentence"),
    [
        ("Success metrics", "accuracy is good", "metrics", "accuracy is good"),
        ("Success metrics", "accuracy >= 0.9\naccuracy >= 0.8", "metrics", "accuracy"),
        ("Target date", "2026-03-01", "target", "1 March 2026 has passed. Pick today or a later day."),
        ("Hypothesis", "\u200b \u200b", "hypothesis", "Say what you expect to happen"),
        ("Hypothesis", "x" * 2001, "hypothesis", "At most 2,000 characters; this has 2,001."),
        ("Title", "x" * 121, "title", "At most 120 characters; this has 121."),
        ("Title", "\u200b\u200b", "title", "Give a title."),
    ],
)
def test_a_wrong_field_of_a_proposal_is_refused_beside_it_and_keeps_what_was_typed(
    sqlite_lab: Lab, label: str, typed: str, block: str, sentence: str
) -> None:
    before = contents(sqlite_lab.office.database)
    ana = open_proposal(sqlite_lab, **{label: typed})
    answer = ana.submit()
    assert list(answer["errors"]) == [block]
    assert sentence in answer["errors"][block]
    assert values(ana.modal())[block] == typed
    assert values(ana.modal())["hypothesis"] == (typed if block == "hypothesis" else GOOD["Hypothesis"])
    assert contents(sqlite_lab.office.database) == before


def test_everything_wrong_in_a_proposal_is_told_at_once_and_can_be_mended(any_lab: Lab) -> None:
    wrong = {"Success metrics": "fast", "Target date": "2020-01-01", "Hypothesis": "y" * 2500}
    ana = open_proposal(any_lab, **wrong)
    assert set(ana.submit()["errors"]) == {"metrics", "target", "hypothesis"}
    fill(ana, {label: GOOD[label] for label in wrong})
    assert ana.submit()["ok"]
    assert ana.views() == []
    experiment = any_lab.experiment()
    assert (experiment.title, experiment.owner, experiment.channel) == (
        GOOD["Title"],
        stories.ANA,
        "C0REVIEWS",
    )


def test_the_proposal_appears_as_one_card_in_the_review_channel(any_lab: Lab) -> None:
    assert open_proposal(any_lab).submit()["ok"]
    any_lab.deliver()
    ben = any_lab.person("ben")
    ben.sees("EXP-1 · Smaller router model", channel="reviews")
    assert len(ben.messages("reviews")) == 1


def test_the_target_day_is_judged_where_the_person_lives(sqlite_lab: Lab) -> None:
    # 23:30 in London is the next day already in Berlin, where Ivan lives.
    sqlite_lab.hands.now = stories.NOW.replace(hour=23, minute=30)
    ivan = sqlite_lab.person("ivan")
    ivan.type("/experiment propose", channel="reviews")
    fill(ivan, GOOD | {"Target date": "2026-03-02"})
    assert "has passed" in ivan.submit()["errors"]["target"]


def test_a_title_that_was_typed_with_the_command_is_in_the_form(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/experiment propose Fewer <tokens> & less", channel="reviews")
    assert values(ana.modal())["title"] == "Fewer <tokens> & less"


def test_a_proposal_may_have_another_owner_and_a_project(lab: Lab) -> None:
    greta = lab.person("greta")
    greta.type("/project create Router", channel="lab")
    assert greta.submit()["ok"]
    ana = open_proposal(lab)
    ana.click("More")
    fill(ana, {"Owner": "ben", "Project": "Router"})
    assert ana.submit()["ok"]
    experiment = lab.experiment()
    assert (experiment.owner, experiment.proposer, experiment.project) == (stories.BEN, stories.ANA, 1)


def test_more_of_a_proposal_keeps_what_was_typed(lab: Lab) -> None:
    ana = open_proposal(lab, Title="Typed <before> & kept")
    assert set(values(ana.modal())) == {"title", "hypothesis", "metrics", "target"}
    ana.click("More")
    shown = values(ana.modal())
    assert (shown["title"], shown["target"], shown["owner"]) == (
        "Typed <before> & kept",
        GOOD["Target date"],
        stories.ANA,
    )
    ana.fill("Workstream", "Governance")
    assert ana.submit()["ok"]
    experiment = lab.experiment()
    assert (experiment.title, experiment.workstream) == ("Typed <before> & kept", Workstream.GOVERNANCE)


@pytest.mark.parametrize("presses_more", [False, True])
def test_a_proposal_in_the_home_of_a_project_belongs_to_it(sqlite_lab: Lab, presses_more: bool) -> None:
    greta, ana = sqlite_lab.people("greta", "ana")
    greta.type("/project create Router", channel="lab")
    greta.fill("Workstream", "Production")
    assert greta.submit()["ok"]
    ana.type("/experiment propose", channel="lab")
    fill(ana, GOOD)
    if presses_more:
        ana.click("More")
    assert ana.submit()["ok"]
    experiment = sqlite_lab.experiment()
    assert (experiment.project, experiment.workstream) == (1, Workstream.PRODUCTION)


def test_an_experiment_is_edited_in_a_form_that_holds_what_was_proposed(lab: Lab) -> None:
    stories.proposed(lab.desk)
    ana = lab.person("ana")
    ana.type("/experiment edit EXP-1", channel="lab")
    assert values(ana.modal())["metrics"] == stories.PROPOSAL.metrics
    ana.fill("Title", "An even smaller router")
    assert ana.submit()["ok"]
    assert lab.experiment().title == "An even smaller router"


def test_a_submission_is_refused_beside_the_fields_that_are_wrong(lab: Lab) -> None:
    stories.running(lab.desk)
    before = contents(lab.office.database)
    ana = lab.person("ana")
    ana.type("/experiment submit EXP-1", channel="lab")
    ana.click("More")
    fill(
        ana,
        {"Model": "m" * 1001, "Documentation": "the wiki", "Monthly cost": "1.2k", "Monthly budget": "-5"},
    )
    assert set(ana.submit()["errors"]) == {"model", "documentation", "monthly_cost", "monthly_budget"}
    assert contents(lab.office.database) == before
    assert values(ana.modal())["documentation"] == "the wiki"


def test_a_submission_takes_artifacts_by_kind_and_both_amounts(lab: Lab) -> None:
    stories.running(lab.desk)
    ana = lab.person("ana")
    ana.type("/experiment submit EXP-1", channel="lab")
    ana.click("More")
    for kind in ArtifactKind:
        ana.fill(kind.label, f"https://example.com/{kind.value}")
    fill(ana, {"Monthly cost": "1,200.50 €", "Monthly budget": "USD 2000 a month"})
    assert ana.submit()["ok"]
    experiment = lab.experiment()
    assert {artifact.kind for artifact in experiment.artifacts} == set(ArtifactKind)
    assert [str(experiment.budget.monthly_cost), str(experiment.budget.monthly_budget)] == ["1200.50", "2000"]


def test_a_resubmission_is_a_new_revision_prefilled_from_the_one_before(lab: Lab) -> None:
    stories.changes_asked(lab.desk)
    ana = lab.person("ana")
    ana.type("/experiment submit EXP-1", channel="lab")
    assert values(ana.modal())["rollback_plan"] == stories.REFERENCES[ArtifactKind.ROLLBACK_PLAN]
    ana.fill("What changed", "A smaller <model>.")
    ana.click("More")
    assert values(ana.modal())["model"] == stories.REFERENCES[ArtifactKind.MODEL]
    ana.fill("Model", "https://models.example/router-smaller")
    assert ana.submit()["ok"]
    experiment = lab.experiment()
    assert (experiment.revision, experiment.stage) == (2, Stage.IN_REVIEW)
    lab.deliver()
    ana.sees("Review of EXP-1, revision 2", channel="reviews")
    ana.sees("A smaller <model>.", channel="reviews")


def test_what_a_resubmission_does_not_ask_for_stays_as_it_was(sqlite_lab: Lab) -> None:
    before = stories.changes_asked(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type("/experiment submit EXP-1", channel="lab")
    ana.fill("Documentation", "https://docs.example/again")
    assert ana.submit()["ok"]
    after = sqlite_lab.experiment()
    kept = (ArtifactKind.MODEL, ArtifactKind.SAFETY_EVALUATION)
    assert [after.artifact(kind) for kind in kept] == [before.artifact(kind) for kind in kept]


def typing(person: Person, lab: Lab, **texts: str) -> None:
    """Type into fields of the open form, of which the app hears the last."""
    view, held = person.views()[-1], {name: {name: payloads.typed(text)} for name, text in texts.items()}
    for block, text in texts.items():
        person.fill(ArtifactKind(block).label, text)
    action = {"type": "plain_text_input", "action_id": block, "block_id": block, "value": text}
    click = payloads.click_in_view(action, view, view=payloads.view(view, held, id=view["id"]))
    assert lab.app.dispatch(BoltRequest(mode="socket_mode", body=click)).status == 200


def test_the_checklist_counts_while_it_is_filled_in(sqlite_lab: Lab) -> None:
    stories.running(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type("/experiment submit EXP-1", channel="lab")
    assert "Checklist: 0 of 5 met" in said_in(ana)
    typing(ana, sqlite_lab, safety_evaluation="https://s.example/1", documentation="https://d.example/1")
    assert "Checklist: 2 of 5 met" in said_in(ana)
    typing(ana, sqlite_lab, safety_evaluation="https://s.example/1", documentation="see the wiki")
    assert "Checklist: 1 of 5 met" in said_in(ana)
    calls = len(sqlite_lab.calls("views.update"))
    typing(ana, sqlite_lab, safety_evaluation="https://s.example/12", documentation="see the wiki page")
    assert len(sqlite_lab.calls("views.update")) == calls
    ana.click("More")
    assert "Checklist: 1 of 5 met" in said_in(ana)
    assert values(ana.modal())["safety_evaluation"] == "https://s.example/12"


def test_a_first_submission_is_prefilled_from_the_project_where_it_may_be_the_same(sqlite_lab: Lab) -> None:
    stories.proposed(sqlite_lab.desk)
    greta, ana = sqlite_lab.people("greta", "ana")
    greta.type("/project create Router", channel="lab")
    assert greta.submit()["ok"]
    for _ in range(2):
        ana.type("/experiment propose", channel="lab")
        fill(ana, GOOD)
        assert ana.submit()["ok"]
    ana.type("/experiment submit EXP-2", channel="lab")
    fill(
        ana,
        {
            "Rollback plan": "Set the flag.",
            "Monthly budget": "900",
            "Safety evaluation": "https://s.example/2",
        },
    )
    assert ana.submit()["ok"]
    ana.type("/experiment submit EXP-3", channel="lab")
    assert "from EXP-2, the last one of this project" in said_in(ana)
    shown = values(ana.modal())
    assert (shown["rollback_plan"], shown["monthly_budget"]) == ("Set the flag.", "900")
    assert not shown["safety_evaluation"]


def test_all_values_are_recorded_in_one_form(lab: Lab) -> None:
    stories.running(lab.desk)
    lab.deliver()
    ana = lab.person("ana")
    ana.click("Record values", channel="reviews")
    fill(ana, {"accuracy >= 0.92": "0.94", "latency <= 800 ms": "fast"})
    assert list(ana.submit()["errors"]) == [value_field("latency")]
    assert lab.experiment().measurements == ()
    ana.fill("latency <= 800 ms", "620 ms")
    assert ana.submit()["ok"]
    found = [(one.metric, str(one.value)) for one in lab.experiment().measurements]
    assert found == [("accuracy", "0.94"), ("latency", "620")]


def test_what_was_not_measured_stays_empty_and_nothing_at_all_is_asked_back(sqlite_lab: Lab) -> None:
    stories.running(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type("/experiment metric EXP-1", channel="lab")
    assert "at least one metric" in ana.submit()["errors"][value_field("accuracy")]
    ana.fill("latency <= 800 ms", "700")
    assert ana.submit()["ok"]
    (one,) = sqlite_lab.experiment().measurements
    assert (one.metric, str(one.value), one.unit) == ("latency", "700", "ms")


def test_a_promotion_is_refused_beside_each_of_its_fields(lab: Lab) -> None:
    stories.approved(lab.desk)
    ana = lab.person("ana")
    ana.type("/experiment promote EXP-1", channel="lab")
    fill(ana, {"Service": "s" * 81, "Traffic steps": "50, 10", "Hours at each step": "0"})
    fill(ana, {"accuracy": "rate(router_right)", "latency": "max(router_ms) or vector(0)"})
    accuracy, latency = query_field("accuracy"), query_field("latency")
    assert set(ana.submit()["errors"]) == {"service", "traffic_steps", "bake_hours", accuracy, latency}
    fill(ana, {"Service": "router", "Traffic steps": "10 50 100", "Hours at each step": "6"})
    fill(ana, {"accuracy": "avg(router_right)", "latency": "max(router_ms)"})
    assert ana.submit()["ok"]
    rollout = lab.experiment().rollout
    assert [query.expression for query in rollout.queries] == ["avg(router_right)", "max(router_ms)"]
    assert (rollout.traffic_steps, rollout.bake_hours, rollout.rollback_owner) == (
        (10, 50, 100),
        6,
        stories.ANA,
    )


def test_an_expression_that_cannot_work_when_deployed_is_refused_beside_its_field(sqlite_lab: Lab) -> None:
    stories.approved(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type("/experiment promote EXP-1", channel="lab")
    fill(ana, {"Service": "router", "accuracy": "sum by (revision) (x)", "latency": 'avg(x{a="$service"})'})
    errors = ana.submit()["errors"]
    assert "By “revision” two values" in errors[query_field("accuracy")]
    assert "“$service” is a variable of Grafana" in errors[query_field("latency")]
    assert values(ana.modal())[query_field("accuracy")] == "sum by (revision) (x)"
    fill(
        ana,
        {"accuracy": 'sum by (revision) (x{revision="3"})', "latency": "avg(rate({__name__=~'a|b'}[5m]))"},
    )
    errors = ana.submit()["errors"]
    assert list(errors) == [query_field("latency")]
    assert "Tried on series that are one label value apart" in errors[query_field("latency")]


@pytest.mark.parametrize(
    ("word", "before", "after", "label"),
    [
        ("withdraw", Stage.PROPOSED, Stage.WITHDRAWN, "Reason"),
        ("conclude", Stage.RUNNING, Stage.CONCLUDED, "Learning"),
        ("rollback", Stage.IN_PRODUCTION, Stage.ROLLED_BACK, "Reason"),
    ],
)
def test_an_end_needs_a_reason_which_stands_on_the_card(
    lab: Lab, word: str, before: Stage, after: Stage, label: str
) -> None:
    stories.at(lab.desk, before)
    ana = lab.person("ana")
    ana.type(f"/experiment {word} EXP-1", channel="reviews")
    ana.fill(label, "\u200b")
    assert "Give a reason" in ana.submit()["errors"]["reason"]
    ana.fill(label, "It leaks <names> & costs too much.")
    assert ana.submit()["ok"]
    assert lab.experiment().stage is after
    lab.deliver()
    ana.sees("It leaks <names> & costs too much.", channel="reviews")


def test_an_experiment_is_retired_without_a_reason(lab: Lab) -> None:
    stories.in_production(lab.desk)
    ana = lab.person("ana")
    ana.type("/experiment retire EXP-1", channel="reviews")
    assert ana.submit()["ok"]
    assert lab.experiment().stage is Stage.RETIRED


def test_a_form_that_could_not_be_submitted_is_not_opened(sqlite_lab: Lab) -> None:
    stories.proposed(sqlite_lab.desk)
    ben = sqlite_lab.person("ben")
    for word in ("edit", "submit", "withdraw", "conclude", "promote", "rollback", "retire"):
        ben.type(f"/experiment {word} EXP-1", channel="lab")
        assert ben.views() == [], word
    assert len(ben.messages("lab")) == 7


def test_a_form_that_no_longer_fits_is_refused_and_keeps_what_was_typed(lab: Lab) -> None:
    experiment = stories.running(lab.desk)
    ana = lab.person("ana")
    ana.type("/experiment withdraw EXP-1", channel="lab")
    ana.fill("Reason", "A long and careful reason.")
    stories.close(lab.desk, experiment, Step.CONCLUDE)
    answer = ana.submit()
    assert "EXP-1 is concluded" in answer["errors"]["reason"]
    assert values(ana.modal())["reason"] == "A long and careful reason."


def test_a_form_submitted_twice_is_carried_out_once(any_lab: Lab) -> None:
    ana = open_proposal(any_lab)
    any_lab.sandbox.keeper.fault("delivery:interactive", "twice")
    assert ana.submit()["ok"]
    assert sheets.overview(any_lab.desk).total == 1


def test_a_form_that_comes_too_late_for_its_trigger_is_told_in_words(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    sqlite_lab.sandbox.keeper.fault("views.open", "error", error="expired_trigger_id")
    ana.type("/experiment propose", channel="lab")
    ana.sees("Slack closed the door before the form could open. Please try once more.")


def test_a_form_that_slack_leaves_hanging_is_opened_by_the_button_of_a_private_sentence(
    sqlite_lab: Lab,
) -> None:
    ana = sqlite_lab.person("ana")
    sqlite_lab.sandbox.keeper.fault("views.open", "slow", seconds=4)
    started = time.monotonic()
    ana.type("/experiment propose A smaller router", channel="lab")
    ana.sees("Slack did not answer just now. Where no form has opened, please try once more")
    assert time.monotonic() - started < 3
    ana.click("Open the form", channel="lab")
    assert values(ana.modal("Propose an experiment"))["title"] == "A smaller router"


def test_a_button_whose_form_hangs_is_offered_again_and_holds_nobody_else_up(sqlite_lab: Lab) -> None:
    experiment = stories.in_review(sqlite_lab.desk)
    sqlite_lab.deliver()
    ben = sqlite_lab.person("ben")
    sqlite_lab.sandbox.keeper.fault("views.open", "slow", seconds=4)
    ben.click("Reject EXP-1 in the technical review", channel="reviews")
    ben.sees("Slack did not answer just now", channel="reviews")
    ben.click("Open the form", channel="reviews")
    ben.fill("Reason", "The baseline is older than the data.")
    assert ben.submit()["ok"]
    assert sqlite_lab.experiment(experiment.number).stage is Stage.REJECTED


def test_a_form_that_hangs_where_nothing_can_be_told_is_not_acknowledged(sqlite_lab: Lab) -> None:
    sqlite_lab.sandbox.keeper.fault("views.open", "slow", seconds=4)
    used = payloads.shortcut("propose_experiment")
    assert sqlite_lab.app.dispatch(BoltRequest(mode="socket_mode", body=used)).status == 400


def test_people_are_named_beside_a_field_where_slack_shows_plain_text(sqlite_lab: Lab) -> None:
    experiment = stories.in_review(sqlite_lab.desk)
    ben = sqlite_lab.person("ben")
    sqlite_lab.deliver()
    ben.click("Reject EXP-1 in the technical review", channel="reviews")
    ben.fill("Reason", "No.")
    stories.close(sqlite_lab.desk, experiment, Step.WITHDRAW)
    sentence = ben.submit()["errors"]["reason"]
    assert "<@" not in sentence
    assert "EXP-1 is withdrawn" in sentence

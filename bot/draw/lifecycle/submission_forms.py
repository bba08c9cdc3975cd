"""The forms in which a revision is submitted to the board and its promotion is asked for."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.draw.blocks import context
from bot.draw.evidence.checklist_lines import checklist_summary
from bot.draw.inputs import modal, person_input, text_input
from bot.ids import ExperimentValue, Form, Input
from rules.experiments.experiment import ArtifactKind, Experiment
from rules.experiments.metrics import Metric
from rules.experiments.overrides import Item
from rules.experiments.sheets import ExperimentSheet
from rules.numbers.typed_numbers import as_typed
from rules.promotion.alerts import unit_words
from rules.promotion.rollouts import query_field, suggested

FEEDS: dict[ArtifactKind, Item] = {
    ArtifactKind.SAFETY_EVALUATION: Item.SAFETY,
    ArtifactKind.COST_PROJECTION: Item.COST,
    ArtifactKind.DOCUMENTATION: Item.DOCUMENTATION,
    ArtifactKind.ROLLBACK_PLAN: Item.ROLLBACK,
}
WHAT_IS_TYPED: dict[ArtifactKind, str] = {
    ArtifactKind.DOCUMENTATION: "A link",
    ArtifactKind.ROLLBACK_PLAN: "A link, or what to do in a few words",
}
ASIDE = "What is open keeps it from being approved, not from being reviewed."


def submission_form(sheet: ExperimentSheet) -> View:
    """Return the form of a submission, prefilled from the revision before."""
    experiment = sheet.experiment
    blocks = (context(f"{checklist_summary(experiment)}. {ASIDE}"), *submission_inputs(experiment))
    value = ExperimentValue(experiment=experiment.number)
    return modal(Form.SUBMIT, f"Submit {experiment.key}", "Submit for review", value, blocks)


def submission_inputs(experiment: Experiment) -> Iterator[Block]:
    """Yield an input for each kind of artifact, then the two amounts."""
    for kind in ArtifactKind:
        artifact = experiment.artifact(kind)
        reference = artifact.reference if artifact else ""
        yield text_input(kind, kind.label, reference, optional=True, hint=artifact_hint(kind))
    budget = experiment.budget
    for block, label, amount in (
        (Input.MONTHLY_COST, "Monthly cost", budget.monthly_cost),
        (Input.MONTHLY_BUDGET, "Monthly budget", budget.monthly_budget),
    ):
        typed = as_typed(amount) if amount is not None else ""
        hint = f"A number, like 1200. For the checklist: {Item.COST.value}"
        yield text_input(block, label, typed, optional=True, hint=hint)


def artifact_hint(kind: ArtifactKind) -> str:
    """Return what may be typed for an artifact, and which item of the checklist it meets."""
    what = WHAT_IS_TYPED.get(kind, "A link or a reference")
    if kind in FEEDS and kind is not ArtifactKind.DOCUMENTATION:
        what = f"{what}; words alone show as stated, not linked"
    return f"{what}. For the checklist: {FEEDS[kind].value}" if kind in FEEDS else what


def promote_form(sheet: ExperimentSheet, earlier: Sequence[Experiment] = ()) -> View:
    """Return the form that asks what only people know about going to production, with what was typed last time."""
    experiment = sheet.experiment
    rollout = suggested(experiment, earlier)
    steps = ", ".join(str(step) for step in rollout.traffic_steps)
    owner = rollout.rollback_owner if is_here(sheet, rollout.rollback_owner) else experiment.owner
    blocks = (
        context("Next, a technical lead, a product owner and security decide in the thread of the card."),
        text_input(Input.SERVICE, "Service", rollout.service, hint="The service that changes"),
        *(query_input(metric, rollout.query(metric)) for metric in experiment.metrics),
        text_input(Input.TRAFFIC_STEPS, "Traffic steps", steps, hint="In percent, rising, the last one 100"),
        text_input(Input.BAKE_HOURS, "Hours at each step", str(rollout.bake_hours), hint="From 1 to 720"),
        person_input(
            Input.ROLLBACK_OWNER, "Rollback owner", owner, hint="Who rolls back when a value breaks"
        ),
    )
    value = ExperimentValue(experiment=experiment.number)
    return modal(Form.PROMOTE, f"Promote {experiment.key}", "Ask for approvals", value, blocks)


def is_here(sheet: ExperimentSheet, user: str) -> bool:
    """Tell whether somebody is still here to roll back."""
    return any(member.is_person for member in sheet.team.members if member.id == user)


def query_input(metric: Metric, expression: str) -> Block:
    """Return the input for the expression of a metric, whose alert is made from it and from the approved threshold."""
    hint = f"PromQL that returns it {unit_words(metric.unit)}; an alert watches {metric.target}"
    return text_input(query_field(metric.name), metric.name, expression, multiline=True, hint=hint)

"""The forms in which a revision is submitted to the board and its promotion is asked for."""

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.button_values import ExperimentValue, SubmissionValue
from bot.draw.blocks import context
from bot.draw.evidence.checklist_lines import checklist_summary
from bot.draw.inputs import modal, more_row, person_input, text_input
from bot.ids import Act, Form, Input
from rules.evidence.checklist import checklist
from rules.evidence.submissions import SubmissionDraft
from rules.experiments.experiment import ArtifactKind, Experiment
from rules.experiments.metrics import Metric
from rules.experiments.overrides import Item
from rules.experiments.sheets import ExperimentSheet
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
CHECKLIST = "checklist"
# What the checklist does not ask for.
BESIDES = (
    ArtifactKind.MODEL,
    ArtifactKind.PROMPT,
    ArtifactKind.DATASET,
    ArtifactKind.EVALUATION_REPORT,
)
PREFILLED = (
    "What is filled in is from {source}, the last one of this project: look whether it fits this one too."
)
CHANGED_HINT = "What the reviewers should look at again. It stands in the thread of the card with your name"
ASIDE = "What is open keeps it from being approved, not from being reviewed."
# No field of this form is for it, where people look for one.
VALUES_ASIDE = (
    f"“{Item.PERFORMANCE.value}” takes values, not this form: *Record values* on the card, now or later."
)
METRICS_ASIDE = f"“{Item.PERFORMANCE.value}” takes a metric, not this form: *Edit* on the card."


def submission_form(
    experiment: Experiment,
    draft: SubmissionDraft,
    *,
    shown: Experiment,
    source: str = "",
    is_whole: bool = False,
) -> View:
    """Return the form of a submission with what is typed so far, of which `shown` is what comes of it: what the checklist
    needs comes first, the rest only where the form `is_whole`; `source` is the experiment that it is prefilled from."""
    blocks = (
        checklist_block(shown),
        *([context(PREFILLED.format(source=source))] if source else []),
        *checklist_inputs(draft, asks_what_changed=bool(experiment.revision)),
        *(
            (artifact_input(kind, draft) for kind in BESIDES)
            if is_whole
            else [more_row(Act.WHOLE_SUBMISSION, "model, prompt, dataset or index and evaluation report")]
        ),
    )
    value = SubmissionValue(experiment=experiment.number, is_whole=is_whole)
    return modal(Form.SUBMIT, f"Submit {experiment.key}", "Submit for review", value, blocks)


def checklist_block(shown: Experiment) -> Block:
    """Return how much of the checklist is met by what is filled in."""
    block = context(" ".join((f"{checklist_summary(shown)}.", *asides(shown))))
    block.block_id = CHECKLIST
    return block


def asides(shown: Experiment) -> Iterator[str]:
    """Yield what an open item means, and how the one is met that no field of the form is for."""
    still_open = [finding.item for finding in checklist(shown) if finding.is_open]
    if still_open:
        yield ASIDE
    if Item.PERFORMANCE in still_open:
        yield VALUES_ASIDE if shown.metrics else METRICS_ASIDE


def with_checklist(standing: Sequence[dict[str, Any]], shown: Experiment) -> list[dict[str, Any]] | None:
    """Return the blocks of an open form with the checklist as it is met now, or None where they show that already."""
    block = checklist_block(shown).to_dict()
    told = [one for one in standing if one.get("block_id") == CHECKLIST]
    if [[part.get("text") for part in one.get("elements", [])] for one in told] == [
        [part["text"] for part in block["elements"]]
    ]:
        return None
    return [block if one.get("block_id") == CHECKLIST else one for one in standing]


def checklist_inputs(draft: SubmissionDraft, *, asks_what_changed: bool) -> Iterator[Block]:
    """Yield the inputs that the checklist needs, and for a resubmission what changed."""
    yield artifact_input(ArtifactKind.SAFETY_EVALUATION, draft, tells=True)
    yield artifact_input(ArtifactKind.COST_PROJECTION, draft, tells=True)
    for block, label, typed in (
        (Input.MONTHLY_COST, "Monthly cost", draft.monthly_cost),
        (Input.MONTHLY_BUDGET, "Monthly budget", draft.monthly_budget),
    ):
        hint = f"A number, like 1200. For the checklist: {Item.COST.value}"
        yield text_input(block, label, typed, optional=True, hint=hint, tells=True)
    yield artifact_input(ArtifactKind.DOCUMENTATION, draft, tells=True)
    yield artifact_input(ArtifactKind.ROLLBACK_PLAN, draft, tells=True)
    if asks_what_changed:
        yield text_input(
            Input.CHANGED, "What changed", draft.changed, multiline=True, optional=True, hint=CHANGED_HINT
        )


def artifact_input(kind: ArtifactKind, draft: SubmissionDraft, *, tells: bool = False) -> Block:
    """Return the input for an artifact of a kind."""
    reference = draft.references.get(kind, "")
    return text_input(kind, kind.label, reference, optional=True, hint=artifact_hint(kind), tells=tells)


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
    member = sheet.team.by_id.get(user)
    return member is not None and member.is_person


def query_input(metric: Metric, expression: str) -> Block:
    """Return the input for the expression of a metric, whose alert is made from it and from the approved threshold."""
    hint = f"PromQL that returns it {unit_words(metric.unit)}; an alert watches {metric.target}. Empty: no alert is made"
    return text_input(
        query_field(metric.name), metric.name, expression, multiline=True, optional=True, hint=hint
    )

"""The forms in which an experiment is proposed, changed and measured."""

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, InputBlock
from slack_sdk.models.views import View

from bot.draw.blocks import context, section
from bot.draw.inputs import (
    choice_input,
    day_input,
    modal,
    moment_input,
    option,
    person_input,
    text_input,
    worded,
)
from bot.draw.learning.search_results import similar_words
from bot.ids import ExperimentValue, Form, Input, OriginValue
from rules.experiments.experiment import Experiment
from rules.experiments.forecast_facts import Risk
from rules.experiments.metric_lines import EXAMPLE
from rules.experiments.metrics import Measurement
from rules.experiments.proposals import ProposalDraft
from rules.experiments.sheets import ExperimentSheet
from rules.learning.search import Similar
from rules.lifecycle.striking import MOST_OFFERED, mark_of, value_words
from rules.people.projects import Project, Workstream

WELCOME = "Its card appears in the review channel. Everything here can be changed until it is in production."
FROM_A_MESSAGE = (
    "It links to the message it comes from, whose author has a part in it and so decides nothing about it."
)
NOWHERE = OriginValue()
AMENDING = (
    "A review that judged what you change no longer counts. Title, owner, project and target date reset none."
    " Another owner is asked first, and owns it once they accept."
)
METRICS_HINT = (
    f"One on each line, like: {EXAMPLE}. What must not get worse, like: guardrail: latency <= 800 ms"
)
RISK_HINT = "How much can go wrong. Forecasts look at experiments of the same workstream and risk first."
SIMILAR = "similar"
STRIKING = "The value stays, struck out, with your name and your reason, and counts no more: the checklist may open again, or close."
RUN_HINT = "Instead of a value: the link to a run. What it has of these metrics is recorded."
HYPOTHESIS_HINT = "What you expect to happen, and why: If we …, then …, because …"


def proposal_form(
    draft: ProposalDraft,
    *,
    projects: tuple[Project, ...],
    similar: Sequence[Similar] = (),
    origin: OriginValue = NOWHERE,
) -> View:
    """Return the form of a new experiment, with what is typed already and what is like it."""
    welcome = f"{WELCOME} {FROM_A_MESSAGE}" if origin.link else WELCOME
    blocks = (context(welcome), *proposal_inputs(draft, projects, tells=True, similar=similar))
    return modal(Form.PROPOSE, "Propose an experiment", "Propose", origin, blocks)


def with_similar(standing: Sequence[dict[str, Any]], similar: Sequence[Similar]) -> list[dict[str, Any]]:
    """Return the blocks of an open form of a proposal with what is like it below the hypothesis.

    The inputs stay as they stand, so that nothing that is typed meanwhile is lost.
    """
    shown = [block.to_dict() for block in similar_blocks(similar)]
    blocks: list[dict[str, Any]] = []
    for block in standing:
        if block.get("block_id") != SIMILAR:
            blocks.append(block)
        if block.get("block_id") == Input.HYPOTHESIS:
            blocks.extend(shown)
    return blocks


def similar_blocks(similar: Sequence[Similar]) -> Iterator[Block]:
    """Yield what is like a proposal, if anything is."""
    said = similar_words(similar)
    if said:
        block = section(said)
        block.block_id = SIMILAR
        yield block


def shows_similar(standing: Sequence[dict[str, Any]], similar: Sequence[Similar]) -> bool:
    """Tell whether an open form shows this already: Slack takes only so many changes a minute."""
    shown = next((block for block in standing if block.get("block_id") == SIMILAR), None)
    text = (shown or {}).get("text") or {}
    return bool(text.get("text", "") == similar_words(similar))


def amend_form(sheet: ExperimentSheet, projects: tuple[Project, ...]) -> View:
    """Return the form in which what was proposed is changed."""
    experiment = sheet.experiment
    blocks = (context(AMENDING), *proposal_inputs(draft_of(experiment), projects))
    title = f"Edit {experiment.key}"
    return modal(Form.AMEND, title, "Save", ExperimentValue(experiment=experiment.number), blocks)


def draft_of(experiment: Experiment) -> ProposalDraft:
    """Return what was proposed as it would be typed."""
    return ProposalDraft(
        title=experiment.title,
        hypothesis=experiment.hypothesis,
        workstream=experiment.workstream.value,
        owner=experiment.owner,
        project=str(experiment.project) if experiment.project is not None else "",
        metrics="\n".join(metric.typed for metric in experiment.metrics),
        target=experiment.target.isoformat() if experiment.target else "",
        risk=experiment.risk.value,
    )


def proposal_inputs(
    draft: ProposalDraft,
    projects: tuple[Project, ...],
    *,
    tells: bool = False,
    similar: Sequence[Similar] = (),
) -> Iterator[Block]:
    """Yield the inputs of a proposal; the project is asked for only where there are projects."""
    yield text_input(Input.TITLE, "Title", draft.title, tells=tells)
    yield text_input(
        Input.HYPOTHESIS, "Hypothesis", draft.hypothesis, multiline=True, hint=HYPOTHESIS_HINT, tells=tells
    )
    yield from similar_blocks(similar)
    workstream = draft.workstream or Workstream.EXPERIMENTATION.value
    yield choice_input(Input.WORKSTREAM, "Workstream", worded(Workstream), workstream)
    yield person_input(Input.OWNER, "Owner", draft.owner)
    if projects:
        yield project_input(draft, projects)
    yield text_input(
        Input.METRICS, "Success metrics", draft.metrics, multiline=True, optional=True, hint=METRICS_HINT
    )
    yield day_input(Input.TARGET, "Target date", draft.target)
    risk = draft.risk or Risk.MEDIUM.value
    yield choice_input(Input.RISK, "Risk", worded(Risk), risk, optional=True, hint=RISK_HINT)


def project_input(draft: ProposalDraft, projects: tuple[Project, ...]) -> InputBlock:
    """Return the choice of the project."""
    options = [option(project.name, str(project.number)) for project in projects]
    return choice_input(Input.PROJECT, "Project", options, draft.project, optional=True)


def strike_form(experiment: Experiment, found: Sequence[Measurement]) -> View:
    """Return the form in which one of the latest values of somebody's reach is marked as wrong."""
    options = [option(value_words(one), mark_of(one), one.source[:75]) for one in found[:MOST_OFFERED]]
    blocks = (
        context(STRIKING),
        choice_input(Input.MEASUREMENT, "Value", options),
        text_input(Input.REASON, "Reason", multiline=True, hint="What is wrong with it."),
    )
    value = ExperimentValue(experiment=experiment.number)
    return modal(Form.STRIKE, f"Wrong value: {experiment.key}", "Mark", value, blocks)


def measure_form(sheet: ExperimentSheet, *, with_runs: bool = False) -> View:
    """Return the form in which a value is recorded, or a run of MLflow where there is a server; without metrics it
    says how to state one."""
    experiment = sheet.experiment
    value = ExperimentValue(experiment=experiment.number)
    title = f"Value of {experiment.key}"
    if not experiment.metrics:
        advice = f"{experiment.key} states no metric yet, so there is nothing to record. Edit it and add one."
        return modal(Form.MEASURE, title, "", value, (section(advice),))
    options = [option(f"{metric.name} {metric.target}", metric.name) for metric in experiment.metrics]
    first = experiment.metrics[0].name
    blocks = (
        context("The newest value counts. The last evidence that was missing may approve the experiment."),
        choice_input(Input.METRIC, "Metric", options, first),
        text_input(
            Input.VALUE,
            "Value",
            optional=with_runs,
            hint="A number, with or without the metric's unit, like 0.93",
        ),
        moment_input(Input.MEASURED_AT, "Measured at", hint="Only for a value of earlier; empty is now."),
        *([text_input(Input.RUN, "MLflow run", optional=True, hint=RUN_HINT)] if with_runs else []),
    )
    return modal(Form.MEASURE, title, "Record", value, blocks)

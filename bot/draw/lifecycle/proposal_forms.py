"""The forms in which an experiment is proposed and changed."""

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, InputBlock
from slack_sdk.models.views import View

from bot.button_values import ExperimentValue, OriginValue, ProposalValue
from bot.draw.blocks import context, section
from bot.draw.inputs import (
    choice_input,
    day_input,
    modal,
    more_row,
    option,
    person_input,
    text_input,
    worded,
)
from bot.draw.learning.search_results import similar_words
from bot.draw.text import one_line
from bot.ids import Act, Form, Input
from rules.experiments.experiment import Experiment
from rules.experiments.forecast_facts import Risk
from rules.experiments.proposals import ProposalDraft
from rules.experiments.sheets import ExperimentSheet
from rules.learning.search import Similar
from rules.numbers.metric_lines import EXAMPLE
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
MORE = "workstream, owner, project and risk"
HYPOTHESIS_HINT = "What you expect to happen, and why: If we …, then …, because …"


def proposal_form(
    draft: ProposalDraft,
    *,
    projects: tuple[Project, ...],
    similar: Sequence[Similar] = (),
    is_whole: bool = False,
    origin: OriginValue = NOWHERE,
) -> View:
    """Return the form of a new experiment, with what is typed already and what is like it; the four fields that nobody but
    the person knows come first, and the rest only where the form `is_whole`."""
    value = ProposalValue(
        author=origin.author, link=origin.link, project=draft.project, workstream=draft.workstream
    )
    blocks = (
        context(WELCOME, FROM_A_MESSAGE if origin.link else "", home_words(draft, projects)),
        *first_inputs(draft, tells=True, similar=similar),
        *(more_inputs(draft, projects) if is_whole else [more_row(Act.WHOLE_PROPOSAL, MORE)]),
    )
    return modal(Form.PROPOSE, "Propose an experiment", "Propose", value, blocks)


def home_words(draft: ProposalDraft, projects: tuple[Project, ...]) -> str:
    """Return which project the proposal belongs to, where the channel is its home; nothing otherwise."""
    home = next((one for one in projects if draft.project == str(one.number)), None)
    return f"It belongs to {one_line(home.name, 100)}, whose home this channel is." if home else ""


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
    draft = draft_of(experiment)
    blocks = (context(AMENDING), *first_inputs(draft), *more_inputs(draft, projects))
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


def first_inputs(
    draft: ProposalDraft, *, tells: bool = False, similar: Sequence[Similar] = ()
) -> Iterator[Block]:
    """Yield the inputs of a proposal that nobody can guess."""
    yield text_input(Input.TITLE, "Title", draft.title, tells=tells)
    yield text_input(
        Input.HYPOTHESIS, "Hypothesis", draft.hypothesis, multiline=True, hint=HYPOTHESIS_HINT, tells=tells
    )
    yield from similar_blocks(similar)
    yield text_input(
        Input.METRICS, "Success metrics", draft.metrics, multiline=True, optional=True, hint=METRICS_HINT
    )
    yield day_input(Input.TARGET, "Target date", draft.target)


def more_inputs(draft: ProposalDraft, projects: tuple[Project, ...]) -> Iterator[Block]:
    """Yield the inputs of a proposal that have good answers already; the project is asked for only where there are projects."""
    workstream = draft.workstream or Workstream.EXPERIMENTATION.value
    yield choice_input(Input.WORKSTREAM, "Workstream", worded(Workstream), workstream)
    yield person_input(Input.OWNER, "Owner", draft.owner)
    if projects:
        yield project_input(draft, projects)
    risk = draft.risk or Risk.MEDIUM.value
    yield choice_input(Input.RISK, "Risk", worded(Risk), risk, optional=True, hint=RISK_HINT)


def project_input(draft: ProposalDraft, projects: tuple[Project, ...]) -> InputBlock:
    """Return the choice of the project."""
    options = [option(project.name, str(project.number)) for project in projects]
    return choice_input(Input.PROJECT, "Project", options, draft.project, optional=True)

"""What an experiment is judged by: metrics against thresholds, artifacts, the checklist, and what changed."""

from collections.abc import Iterator

from bot.views.text import day, link, one_line
from rules.checklist import Finding, Item, checklist
from rules.experiments import ArtifactKind, Experiment
from rules.metrics import Metric, plain
from rules.sheets import ExperimentSheet
from rules.staleness import Change
from rules.words import listing

LONGEST_LINE = 240


def metric_line(experiment: Experiment, metric: Metric) -> str:
    """Return one metric: its latest value against its threshold."""
    latest = experiment.latest(metric)
    target = f"target {metric.target}" + (" · guardrail" if metric.guardrail else "")
    if latest is None:
        return f"○ {one_line(f'{metric.name}: no value yet · {target}', LONGEST_LINE)}"
    value = metric.quantity(latest.value)
    if metric.met_by(latest.value):
        return f"✓ {one_line(f'{metric.name}: {value} · {target}', LONGEST_LINE)}"
    missed = "guardrail crossed" if metric.guardrail else "not met"
    return f"✗ {one_line(f'{metric.name}: {value}, {missed} · {target}', LONGEST_LINE)}"


def metric_lines(experiment: Experiment) -> tuple[str, ...]:
    """Return every metric as a line, or that there are none."""
    lines = tuple(metric_line(experiment, metric) for metric in experiment.metrics)
    return lines or ("○ No success metric is stated yet.",)


def artifact_lines(experiment: Experiment) -> Iterator[str]:
    """Yield every artifact as a line, in the order of their kinds."""
    for kind in ArtifactKind:
        artifact = experiment.artifact(kind)
        if artifact:
            yield f"*{kind.label}:* {link(artifact.reference)}"


def cost_line(experiment: Experiment) -> str:
    """Return cost and budget a month, as far as they are stated."""
    budget = experiment.budget
    parts = []
    if budget.monthly_cost is not None:
        parts.append(f"*Monthly cost:* {plain(budget.monthly_cost)}")
    if budget.monthly_budget is not None:
        parts.append(f"*Monthly budget:* {plain(budget.monthly_budget)}")
    return " · ".join(parts)


def finding_line(experiment: Experiment, finding: Finding) -> str:
    """Return one item of the checklist: its evidence, or what it lacks and how to mend it."""
    if finding.met:
        shown = link(finding.evidence, 300) if finding.evidence else "met"
        return f"✓ *{finding.item.value}:* {shown}"
    lacks = one_line("; ".join(finding.lacks), 300)
    return f"○ *{finding.item.value}:* {lacks}. {mend(experiment, finding)}"


def mend(experiment: Experiment, finding: Finding) -> str:
    """Return how an open item is mended."""
    if finding.item is not Item.PERFORMANCE:
        return "The next revision can bring it."
    short = [metric for metric in experiment.metrics if not is_met(experiment, metric)]
    if not short:
        return "Edit the experiment and state one."
    example = one_line(short[0].name, 60).replace("`", "'")
    return f"Record it: `/experiment metric {experiment.key} {example} {plain(short[0].threshold)[:20]}`"


def is_met(experiment: Experiment, metric: Metric) -> bool:
    """Tell whether a metric has a value on the right side of its threshold."""
    latest = experiment.latest(metric)
    return latest is not None and metric.met_by(latest.value)


def checklist_lines(experiment: Experiment) -> Iterator[str]:
    """Yield the five items of the checklist as lines."""
    return (finding_line(experiment, finding) for finding in checklist(experiment))


def checklist_summary(experiment: Experiment) -> str:
    """Return the checklist on one line: how much is met and what is open."""
    findings = checklist(experiment)
    still_open = [finding.item.value for finding in findings if not finding.met]
    met = f"Checklist: {len(findings) - len(still_open)} of {len(findings)} met"
    return f"{met} · open: {'; '.join(still_open)}" if still_open else f"✓ {met}"


def change_words(change: Change) -> str:
    """Return the name of a changed field with the reviews that it reset."""
    resets = listing([kind.words for kind in change.resets])
    reviews = "review" if len(change.resets) == 1 else "reviews"
    return f"{change.field.value} (reset the {resets} {reviews})" if resets else change.field.value


def change_summary(sheet: ExperimentSheet) -> str:
    """Return on one line what changed and what it reset; nothing before the first submission."""
    if not sheet.changes or not sheet.experiment.revision:
        return ""
    return f"Changed: {listing([change_words(change) for change in sheet.changes])}"


def change_lines(sheet: ExperimentSheet) -> Iterator[str]:
    """Yield every change with its text before and after."""
    for change in sheet.changes:
        before = one_line(change.before, 120) or "nothing"
        after = one_line(change.after, 120) or "nothing"
        yield f"• *{change_words(change)}:* {before} → {after}"


def facts(sheet: ExperimentSheet, owner: str) -> tuple[str, ...]:
    """Return the short facts of an experiment; `owner` is the owner as this place shows people."""
    experiment = sheet.experiment
    found = [f"*Owner*\n{owner}", f"*Workstream*\n{experiment.workstream.words}"]
    if sheet.project:
        found.append(f"*Project*\n{one_line(sheet.project, 100)}")
    if experiment.target:
        found.append(f"*Target date*\n{day(experiment.target)}")
    return tuple(found)

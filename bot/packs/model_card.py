"""The model card of an experiment in Markdown, under the headings of “Model Cards for Model Reporting” (Mitchell et al.)."""

from collections.abc import Iterator

from bot.draw.markdown import listed, plain, plain_lines, table
from rules.evidence.bias_checks import acceptance_of
from rules.evidence.checklist import checklist
from rules.evidence.evidence_links import CHECKED
from rules.experiments.bias_facts import BiasCheck
from rules.experiments.experiment import Artifact, ArtifactKind, Experiment
from rules.experiments.metrics import Metric
from rules.experiments.overrides import OverrideOutcome
from rules.lifecycle.board import confirmation
from rules.packs.packs import Decision, Evidence, decisions
from rules.placeholders import Worth, worth_of
from rules.typed import shown_number

NOT_STATED = "Not stated."
MARKS = {
    Worth.REFERENCE: "",
    Worth.WORDS: " (stated, not linked)",
    Worth.PLACEHOLDER: " (a placeholder: there is none)",
}
MODEL_KINDS = (ArtifactKind.MODEL, ArtifactKind.PROMPT)


def model_card(evidence: Evidence) -> str:
    """Return the model card; what nobody stated is said to be missing, and nothing is made up."""
    experiment = evidence.experiment
    sections = (
        ("Model details", model_details(evidence)),
        ("Intended use", intended_use(experiment)),
        ("Factors", factors(evidence)),
        ("Metrics", metrics(experiment)),
        ("Evaluation data", reference(experiment, ArtifactKind.EVALUATION_REPORT)),
        ("Training data", reference(experiment, ArtifactKind.DATASET)),
        ("Quantitative analyses", quantitative_analyses(evidence)),
        ("Ethical considerations", ethical_considerations(evidence)),
        ("Decisions", decision_table(evidence)),
        ("Caveats and recommendations", caveats(evidence)),
    )
    head = f"# Model card: {plain(experiment.title)}"
    return "\n\n".join([head, *(f"## {heading}\n\n{text}" for heading, text in sections)]) + "\n"


def model_details(evidence: Evidence) -> str:
    """Return what the model is and who answers for it."""
    experiment = evidence.experiment
    rows = [
        ("Experiment", experiment.key),
        ("Stage", f"{experiment.stage.words}, since {experiment.stage_since:%Y-%m-%d}"),
        ("Revision", str(experiment.revision)),
        ("Owner", plain(evidence.team.name(experiment.owner))),
        *owners_before(evidence),
        ("Workstream", experiment.workstream.words),
        ("Project", plain(evidence.project) or "none"),
        *((kind.label, reference(experiment, kind)) for kind in MODEL_KINDS),
        (ArtifactKind.DOCUMENTATION.label, reference(experiment, ArtifactKind.DOCUMENTATION)),
    ]
    return table(("", ""), rows)


def owners_before(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Yield who owned it before, and until when; nothing where it never changed hands."""
    accepted = (one for one in evidence.experiment.handovers if one.is_accepted)
    told = [f"{plain(evidence.team.name(one.of))}, until {one.settled_at:%Y-%m-%d}" for one in accepted]
    if told:
        yield "Owned before by", "; ".join(told)


def intended_use(experiment: Experiment) -> str:
    """Return what it is meant to do, as it was proposed."""
    service = f"\n\nService: {plain(experiment.rollout.service)}." if experiment.rollout.service else ""
    return f"{plain(experiment.hypothesis) or NOT_STATED}{service}"


def factors(evidence: Evidence) -> str:
    """Return the groups that were told apart."""
    groups = dict.fromkeys(one.group for check in evidence.experiment.bias_checks for one in check.groups)
    return listed(plain(group) for group in groups) or "No groups were told apart."


def metrics(experiment: Experiment) -> str:
    """Return what was promised."""
    rows = [
        (
            plain(metric.name),
            plain(metric.target),
            plain(metric.quantity(metric.baseline)) if metric.baseline is not None else "—",
            "yes" if metric.guardrail else "no",
        )
        for metric in experiment.metrics
    ]
    return table(("Metric", "Threshold", "Baseline", "Guardrail"), rows) if rows else NOT_STATED


def quantitative_analyses(evidence: Evidence) -> str:
    """Return what was measured against what was promised."""
    rows = [measured(evidence.experiment, metric) for metric in evidence.experiment.metrics]
    if not rows:
        return NOT_STATED
    return f"{table(('Metric', 'Latest value', 'Threshold', 'Met', 'Measured'), rows)}\n\nEvery value stands in metrics.csv."


def measured(experiment: Experiment, metric: Metric) -> tuple[str, ...]:
    """Return the latest value of a metric against its threshold; a missing value is not met."""
    latest = experiment.latest(metric)
    if latest is None:
        return plain(metric.name), "no value", plain(metric.target), "no", "—"
    met = "yes" if metric.met_by(latest.value) else "no"
    value = plain(metric.quantity(latest.value))
    return plain(metric.name), value, plain(metric.target), met, f"{latest.at:%Y-%m-%d}"


def ethical_considerations(evidence: Evidence) -> str:
    """Return the safety evaluation and the bias checks."""
    safety = reference(evidence.experiment, ArtifactKind.SAFETY_EVALUATION)
    checks = [bias_check(evidence, check) for check in evidence.experiment.bias_checks]
    return "\n\n".join([f"Safety evaluation: {safety}", *(checks or ["Bias checks: none are recorded."])])


def bias_check(evidence: Evidence, check: BiasCheck) -> str:
    """Return one bias check as a table, with the finding that accepts it where it failed and one does."""
    rows = [
        (plain(row.group), shown_number(row.value), f"{row.ratio:.2f}", "yes" if row.passes else "no")
        for row in check.ratios
    ]
    head = f"Bias check of {plain(check.metric)} on {check.at:%Y-%m-%d}, lowest ratio {check.threshold}:"
    shown = f"{head}\n\n{table(('Group', 'Value', 'Ratio to the best', 'Passes'), rows)}"
    acceptance = None if check.passes else acceptance_of(evidence.experiment, check)
    if acceptance is None:
        return shown
    who = plain(evidence.team.name(acceptance.by))
    return f"{shown}\n\nIt failed, and was accepted by {who} on {acceptance.at:%Y-%m-%d}: {plain(acceptance.finding)}"


def decision_table(evidence: Evidence) -> str:
    """Return who decided what, when and why."""
    rows = [decision_row(evidence, one) for one in decisions(evidence.experiment)]
    return table(("When", "Who", "What", "Revision", "Reason"), rows) if rows else "Nothing was decided yet."


def decision_row(evidence: Evidence, one: Decision) -> tuple[str, ...]:
    """Return one decision as a row."""
    what = f"{one.gate}, {one.kind.replace('_', ' ')}: {one.verdict.replace('_', ' ')}"
    who = plain(evidence.team.name(one.by))
    return one.at[:16].replace("T", " "), who, plain(what), str(one.revision), plain_lines(one.reason)


def caveats(evidence: Evidence) -> str:
    """Return what is open, what was overridden, how to go back, and what was learnt."""
    lines = list(caveat_lines(evidence))
    return listed(lines) or "None are recorded."


def stated_words(evidence: Evidence, artifact: Artifact) -> str:
    """Return that evidence is words and no link, and who confirmed it by name."""
    review = confirmation(evidence.experiment, artifact)
    by = f", confirmed by {plain(evidence.team.name(review.by))}" if review else ""
    return f"stated, not linked{by}: {plain(artifact.reference)}"


def caveat_lines(evidence: Evidence) -> Iterator[str]:
    """Yield every known limit."""
    experiment = evidence.experiment
    for finding in checklist(experiment):
        if finding.lacks:
            yield f"{finding.name}: {plain('; '.join(finding.lacks))}"
        elif finding.stated:
            yield f"{finding.name}: {stated_words(evidence, finding.stated)}"
    for override in experiment.overrides:
        if override.outcome is OverrideOutcome.CONFIRMED:
            yield f"Overridden, {override.item.value}: {plain_lines(override.reason)}"
    for hold in experiment.holds:
        yield f"Held from promotion until: {plain(hold.task)}"
    if experiment.artifact(ArtifactKind.ROLLBACK_PLAN):
        yield f"Rollback plan: {reference(experiment, ArtifactKind.ROLLBACK_PLAN)}"
    if experiment.closing_note:
        yield f"How it ended: {plain_lines(experiment.closing_note)}"
    if experiment.learning:
        yield f"What was learnt: {plain_lines(experiment.learning)}"


def reference(experiment: Experiment, kind: ArtifactKind) -> str:
    """Return where the artifact of a kind is, or that none is stated."""
    artifact = experiment.artifact(kind)
    if artifact is None:
        return NOT_STATED
    said = MARKS[worth_of(artifact.reference)] if kind in CHECKED else ""
    return f"{plain(artifact.reference)}{said}"

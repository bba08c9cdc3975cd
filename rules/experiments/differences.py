"""What differs between two texts of a changed field, so that no change hides among what stayed."""

from rules.experiments.metrics import Metric, stated_metric
from rules.experiments.staleness import Field, FieldChange
from rules.names import name_key
from rules.refusals import Refused
from rules.words import shorten

LONGEST_SIDE = 60


def metric_differences(before: str, after: str) -> tuple[str, ...]:
    """Return each metric that was added, removed or changed, between two texts of metrics; nothing where they do not read."""
    try:
        old, new = by_name(before), by_name(after)
    except Refused:
        return ()
    names = (name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name))
    return tuple(metric_difference(old.get(name), new.get(name)) for name in names)


def by_name(text: str) -> dict[str, Metric]:
    """Return the metrics of a text by their names, however these are written."""
    metrics = (stated_metric(line) for line in text.splitlines() if line.strip())
    return {name_key(metric.name): metric for metric in metrics}


def metric_difference(before: Metric | None, after: Metric | None) -> str:
    """Return one metric before and after, with only what differs."""
    if before is None or after is None:
        return f"added: {after.line}" if after else f"removed: {before.line}" if before else ""
    parts = [pair for pair in zip(said(before), said(after), strict=True) if pair[0] != pair[1]]
    was, now = (", ".join(pair[side] for pair in parts) for side in (0, 1))
    return f"{after.name}: {was} → {now}"


def said(metric: Metric) -> tuple[str, ...]:
    """Return what is stated of a metric, part by part."""
    baseline = f"now {metric.quantity(metric.baseline)}" if metric.baseline is not None else "no value now"
    return metric.name, "guardrail" if metric.guardrail else "no guardrail", metric.target, baseline


def difference_words(change: FieldChange) -> str:
    """Return a change on one line: of metrics what differs, of other fields the two texts where they are short."""
    differences = metric_differences(change.before, change.after) if change.field is Field.METRICS else ()
    if differences:
        return f"{change.field.value}: {'; '.join(differences)}"
    if max(len(change.before), len(change.after)) > LONGEST_SIDE:
        return change.field.value
    was, now = (shorten(text, LONGEST_SIDE) or "nothing" for text in (change.before, change.after))
    return f"{change.field.value}: {was} → {now}"

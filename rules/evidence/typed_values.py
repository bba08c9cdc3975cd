"""The values that people type into one form, a field for each metric: understood all together, or refused field by field."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rules.evidence.measurements import ValueDraft, read_measurement
from rules.experiments.metrics import Metric
from rules.names import field_of
from rules.refusals import Refused
from rules.words import clean

NOTHING_MEASURED = "Nothing is filled in. Give the value of at least one metric."


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesDraft:
    """The form of an experiment's values as typed; `values` by their fields, `measured_at` is None for now."""

    values: Mapping[str, str] = field(default_factory=dict)
    measured_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether no value was typed."""
        return not any(clean(typed) for typed in self.values.values())


def value_field(metric: str) -> str:
    """Return the name of the field for the value of the metric of a name, wherever it stands in the list."""
    return field_of("value", metric)


def read_values(metrics: Iterable[Metric], draft: ValuesDraft, now: datetime) -> tuple[ValueDraft, ...]:
    """Return a draft for each metric of which a value was typed; refuse none at all, and what is wrong with any of them."""
    stated = tuple(metrics)
    typed = tuple(typed_values(stated, draft))
    if stated and not typed:
        raise Refused(fields={value_field(stated[0].name): NOTHING_MEASURED})
    complaints: dict[str, str] = {}
    for one in typed:
        try:
            read_measurement(stated, one, by="", now=now)
        except Refused as refusal:
            named = value_field(one.metric)
            complaints |= {named if name == "value" else name: said for name, said in refusal.fields.items()}
    if complaints:
        raise Refused(fields=complaints)
    return typed


def typed_values(metrics: Iterable[Metric], draft: ValuesDraft) -> Iterator[ValueDraft]:
    """Yield what was typed for each metric, in the order of the metrics; what is empty is left out."""
    for metric in metrics:
        typed = draft.values.get(value_field(metric.name), "")
        if clean(typed):
            yield ValueDraft(metric=metric.name, value=typed, measured_at=draft.measured_at)

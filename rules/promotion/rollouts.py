"""What only people know about going to production: the PromQL expression of each metric, and what was typed last time."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rules.complaints import Complaints
from rules.experiments.experiment import Experiment, Query, Rollout
from rules.experiments.metrics import Metric
from rules.names import field_of, name_key
from rules.numbers.typed_numbers import our_signs, whole_number
from rules.promotion.promql import left_out, misread
from rules.promotion.promql_labels import collision
from rules.refusals import Refused
from rules.typed import read_text
from rules.words import clean, within

LONGEST_QUERY = 2000
# In “2,5; 25; 100” a comma stands inside a number, in “2,5,25,100” between two.
TWO_STEPS_OR_ONE = re.compile(r"\d+,\d+")
PARTED = re.compile(r"[;>→]|,\s|\d\s+\d")


def query_field(metric: str) -> str:
    """Return the name of the field for the expression of the metric of a name, wherever it stands in the list."""
    return field_of("query", metric)


def read_query(text: str, fault: str = "") -> str:
    """Return the PromQL expression of a metric, or nothing where none is given: no alert is made of that metric then. Refuse
    one that is over-long, not understood, at `fault`, or that leaves values out or gives two of them the same labels."""
    kept = clean(text)
    if not kept:
        return ""
    kept = within(kept, LONGEST_QUERY)
    problem = misread(kept) or collision(kept) or fault or left_out(kept)
    if problem:
        raise Refused(problem)
    return kept


def suggested(experiment: Experiment, earlier: Sequence[Experiment]) -> Rollout:
    """Return what a promotion's form holds as it opens: the experiment's own last round, or the last of its project."""
    told = (experiment, *earlier) if experiment.round else earlier
    last = told[0].rollout if told else experiment.rollout
    known = {name_of(metric): query for one in reversed(told) for metric, query in queries_of(one)}
    queries = (
        Query(metric=metric.name, expression=known[name_of(metric)])
        for metric in experiment.metrics
        if name_of(metric) in known
    )
    return replace(last, queries=tuple(queries))


def name_of(metric: Metric) -> tuple[str, str]:
    """Return what makes two metrics the same to a monitoring system: an expression in seconds gives no milliseconds."""
    return name_key(metric.name), metric.unit


def queries_of(experiment: Experiment) -> Iterator[tuple[Metric, str]]:
    """Yield the metrics of an experiment whose expression is known."""
    for metric in experiment.metrics:
        expression = experiment.rollout.query(metric)
        if expression:
            yield metric, expression


LONGEST_SERVICE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutDraft:
    """The rollout questions as typed; `queries` by their fields, `faults` is what Prometheus said of some of them."""

    service: str = ""
    traffic_steps: str = ""
    bake_hours: str = ""
    rollback_owner: str = ""
    queries: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def read_rollout(draft: RolloutDraft, metrics: Iterable[Metric]) -> Rollout:
    """Return the rollout that was typed, with the expressions of those metrics that have one."""
    complaints = Complaints()
    rollout = Rollout(
        service=complaints.read("service", lambda: read_service(draft.service), ""),
        traffic_steps=complaints.read("traffic_steps", lambda: read_steps(draft.traffic_steps), ()),
        bake_hours=complaints.read("bake_hours", lambda: read_hours(draft.bake_hours), 0),
        rollback_owner=draft.rollback_owner,
        queries=tuple(query for query in typed_queries(metrics, draft, complaints) if query.expression),
    )
    complaints.done()
    return rollout


def typed_queries(metrics: Iterable[Metric], draft: RolloutDraft, complaints: Complaints) -> Iterator[Query]:
    """Yield what was typed for each metric, empty or not."""
    return (read_query_of(metric, draft, complaints) for metric in metrics)


def read_query_of(metric: Metric, draft: RolloutDraft, complaints: Complaints) -> Query:
    """Return the expression that was typed for a metric."""
    name = query_field(metric.name)
    typed, fault = draft.queries.get(name, ""), draft.faults.get(name, "")
    return Query(metric=metric.name, expression=complaints.read(name, lambda: read_query(typed, fault), ""))


def read_service(text: str) -> str:
    """Return the name of the service."""
    if not clean(text):
        raise Refused("Give the name of the service that changes.")
    return read_text(text, "name", LONGEST_SERVICE)


def read_steps(text: str) -> tuple[int, ...]:
    """Return traffic steps in percent: rising, between 1 and 100, the last one 100."""
    typed = our_signs(text).replace("%", " ").strip()
    bare = TWO_STEPS_OR_ONE.search(typed)
    if bare and PARTED.search(typed.replace(bare[0], "")):
        raise Refused(
            f"“{bare[0]}” can be read as two steps or as one. Steps are whole, like 5, 25, 50, 100."
        )
    found = [whole_number(part) for part in re.split(r"[\s,;>→]+", typed)]
    steps = tuple(step for step in found if step is not None)
    rising = all(low < high for low, high in pairwise(steps))
    if len(steps) != len(found) or not rising or steps[0] < 1 or steps[-1] != 100:
        raise Refused("Give rising steps in percent that end at 100, like 5, 25, 50, 100.")
    return steps


def read_hours(text: str) -> int:
    """Return the hours each step bakes, 1 to 720."""
    hours = whole_number(text)
    if hours is None or not 1 <= hours <= 720:
        raise Refused("Give the hours to wait at each step as a whole number from 1 to 720.")
    return hours

"""What only people know about going to production: the PromQL expression of each metric, and what was typed last time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from rules.experiments import Experiment, Query, Rollout
from rules.metrics import Metric
from rules.promql import left_open, left_out
from rules.refusals import Refused
from rules.words import clean, fold

LONGEST_QUERY = 2000


def query_field(metric: str) -> str:
    """Return the name of the field for the expression of the metric of a name, wherever it stands in the list."""
    return f"query_of_{sha256(metric.encode()).hexdigest()[:16]}"


def read_query(metric: Metric, text: str, fault: str = "") -> str:
    """Return the PromQL expression of a metric; refuse one that is empty, over-long, left open, at `fault`, or that
    leaves values out."""
    kept = clean(text)
    if not kept:
        raise Refused(f"Give the PromQL expression that returns {metric.name}: its alert is made from it.")
    if len(kept) > LONGEST_QUERY:
        raise Refused(f"At most {LONGEST_QUERY:,} characters; this has {len(kept):,}.")
    problem = left_open(kept) or fault or left_out(kept)
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
    return fold(metric.name), metric.unit


def queries_of(experiment: Experiment) -> Iterator[tuple[Metric, str]]:
    """Yield the metrics of an experiment whose expression is known."""
    for metric in experiment.metrics:
        expression = experiment.rollout.query(metric)
        if expression:
            yield metric, expression

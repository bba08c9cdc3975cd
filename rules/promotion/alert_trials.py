"""The trial of a promotion's alerts: cases in which each must fire, stay quiet, and stand missing data.

promtool runs the cases; what it would pass although it is not there is looked for here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from rules.experiments.metrics import Metric
from rules.promotion.alerts import (
    NAME,
    VALUE,
    Alert,
    Labels,
    Recording,
    missing_alert,
    recording,
    replaced,
    threshold_alert,
)
from rules.promotion.plans import DeploymentPlan


class TrialOutcome(StrEnum):
    """What a case shows of an alert."""

    FIRING = "firing"
    QUIET = "quiet"
    EDGE = "at the threshold"
    NO_DATA = "no data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounding:
    """An alert as it must sound in a case: its labels, and its annotations filled in."""

    labels: Labels
    annotations: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What one alert must do at a minute; nothing in `soundings` means that it stays quiet."""

    alert: str
    minute: int
    soundings: tuple[Sounding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Values of recorded metrics from the first minute on, by selector, and what every alert must then do."""

    outcome: TrialOutcome
    series: Mapping[str, Decimal] = field(default_factory=dict)
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """All that is set up for one round of promotion."""

    title: str
    recordings: tuple[Recording, ...]
    alerts: tuple[Alert, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of running the alerts on their cases: not run where there is no promtool, else its faults."""

    has_run: bool
    faults: tuple[str, ...] = ()


def monitoring(plan: DeploymentPlan, owner: str) -> Monitoring:
    """Return the monitoring of a plan; `owner` is the name of who rolls back. Where nothing is watched, nothing can be missing."""
    thresholds = tuple(threshold_alert(plan, one, owner) for one in plan.watches)
    alerts = (*thresholds, missing_alert(plan, owner)) if thresholds else ()
    return Monitoring(
        title=f"{plan.experiment} revision {plan.revision}",
        recordings=tuple(recording(plan, one) for one in plan.watches),
        alerts=alerts,
        cases=tuple(cases(plan, alerts)),
    )


def cases(plan: DeploymentPlan, alerts: tuple[Alert, ...]) -> Iterator[Case]:
    """Yield a case for each outcome, in which every alert is tried at once."""
    for outcome in TrialOutcome:
        expected = (
            expectation
            for alert in alerts
            for expectation in expectations(alert, tuple(soundings(plan, alert, outcome)))
        )
        yield Case(outcome=outcome, series=series(plan, outcome), expectations=tuple(expected))


def series(plan: DeploymentPlan, outcome: TrialOutcome) -> Mapping[str, Decimal]:
    """Return what the recorded metrics hold in a case."""
    if outcome is TrialOutcome.NO_DATA:
        return {}
    return {recording(plan, one).selector: value_in(one.metric, outcome) for one in plan.watches}


def value_in(metric: Metric, outcome: TrialOutcome) -> Decimal:
    """Return a value on the wrong side of the threshold, on the right side, or right at it."""
    if outcome is TrialOutcome.EDGE:
        return metric.threshold
    is_above = metric.comparison.wants_more is (outcome is TrialOutcome.QUIET)
    step = last_place(metric.threshold)
    return metric.threshold + step if is_above else metric.threshold - step


def last_place(threshold: Decimal) -> Decimal:
    """Return one unit of the last place of a threshold, as far as Prometheus tells numbers apart."""
    exponent = threshold.as_tuple().exponent
    return Decimal(1).scaleb(max(int(exponent), threshold.adjusted() - 8))


def expectations(alert: Alert, sounding: tuple[Sounding, ...]) -> Iterator[Expectation]:
    """Yield what an alert must do in a case: be quiet until its time is over, and then sound, or stay quiet."""
    if sounding:
        yield Expectation(alert=alert.name, minute=alert.held_minutes - 1)
    yield Expectation(alert=alert.name, minute=alert.held_minutes, soundings=sounding)


def soundings(plan: DeploymentPlan, alert: Alert, outcome: TrialOutcome) -> Iterator[Sounding]:
    """Yield how an alert must sound in a case; nothing where it must stay quiet."""
    for watch in plan.watches:
        labels = {**recording(plan, watch).labels, "severity": alert.severity.value}
        if alert.name == plan.missing_data_alert:
            if outcome is TrialOutcome.NO_DATA:
                yield Sounding(labels=labels, annotations=filled(alert, {NAME: watch.metric.name}))
        elif alert.name == watch.alert and outcome is not TrialOutcome.NO_DATA:
            value = value_in(watch.metric, outcome)
            if not watch.metric.met_by(value):
                yield Sounding(labels=labels, annotations=filled(alert, {VALUE: f"{float(value):.6g}"}))


def filled(alert: Alert, known: Mapping[str, str]) -> Labels:
    """Return the annotations as they read once Prometheus has filled them in."""
    return {name: replaced(text, known) for name, text in alert.annotations.items()}


def gaps(set_up: Monitoring) -> Iterator[str]:
    """Yield what a monitoring lacks that promtool would not miss: it passes empty files and misspelt names."""
    if not set_up.recordings:
        yield "There is no metric to watch."
    for one in set_up.recordings:
        if not one.expression:
            yield f"{one.labels['metric']} has no PromQL expression."
    names = {alert.name for alert in set_up.alerts}
    for name in sorted({one.alert for case in set_up.cases for one in case.expectations} ^ names):
        yield f"{name} is tried but is no alert." if name not in names else f"{name} is never tried."
    for alert in set_up.alerts:
        yield from (f"{alert.name} has no case {words}." for words in untried(set_up.cases, alert))


def untried(cases: tuple[Case, ...], alert: Alert) -> Iterator[str]:
    """Yield in which of the cases that every alert needs it is not tried."""
    tried = [
        (case.outcome, bool(one.soundings), one.minute)
        for case in cases
        for one in case.expectations
        if one.alert == alert.name
    ]
    if not any(sounds for _, sounds, _ in tried):
        yield "in which it fires"
    if not any(not sounds and minute >= alert.held_minutes for _, sounds, minute in tried):
        yield "in which it stays quiet"
    if not any(outcome is TrialOutcome.NO_DATA for outcome, _, _ in tried):
        yield "without data"

"""Measured values as they come in, typed or sent by a machine: what is understood, what is refused, what is known already."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

from rules.complaints import Complaints
from rules.dates.typed_moment import moment_advice
from rules.experiments.experiment import Experiment
from rules.experiments.metrics import Measurement, Metric, find_metric, read_value
from rules.experiments.state import MOST_VALUES_KEPT, newest_values
from rules.names import name_key
from rules.numbers.typed_numbers import our_signs
from rules.refusals import Refused, refuse
from rules.words import clean, shorten, within

LONGEST_SOURCE = 200
# Clocks of machines differ a little; what is further ahead is a mistake.
CLOCK_SKEW = timedelta(minutes=5)
# Seconds taken for milliseconds, and years typed with a digit too few, end up long ago.
OLDEST = timedelta(days=3653)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueDraft:
    """One value as typed or sent; `measured_at` is RFC 3339 text, a time, or empty for now, `source` says where it
    came from unless a person typed it here; `unit` is what a machine sent beside the value, and `by_program` says that
    no person typed it. A command has name and value in one `line`, which stands for both."""

    metric: str = ""
    value: str = ""
    line: str = ""
    measured_at: str | datetime | None = None
    source: str = ""
    unit: str = ""
    by_program: bool = False


def read_measurement(metrics: Iterable[Metric], draft: ValueDraft, *, by: str, now: datetime) -> Measurement:
    """Return the measurement that a draft describes; refuse field by field."""
    stated = tuple(metrics)
    name, typed = part_line(stated, draft.line) if draft.line else (draft.metric, draft.value)
    metric = find_metric(stated, name)
    complaints = Complaints()
    reader = partial(read_value, metric, typed, unit=draft.unit, by_program=draft.by_program)
    measurement = Measurement(
        metric=metric.name,
        value=complaints.read("value", reader, Decimal()),
        unit=metric.unit,
        by=by,
        at=complaints.read("measured_at", lambda: read_measured_at(draft.measured_at, now), now),
        source=complaints.read("source", lambda: read_source(draft.source), ""),
    )
    complaints.done()
    return measurement


def part_line(metrics: Iterable[Metric], line: str) -> tuple[str, str]:
    """Return the metric's name and the value of a line like “p95 latency 1 250 ms”; where no metric has that name, the value
    is its last word, with a unit behind it."""
    words, names = line.split(), {name_key(metric.name) for metric in metrics}
    if len(words) < 2:
        raise Refused(
            "Add the metric's name and its value, like: `/experiment metric EXP-1 accuracy 0.93`; with neither, the form of all"
            " its metrics opens."
        )
    has_unit = len(words) > 2 and not any(sign.isdigit() for sign in words[-1])
    named = (cut for cut in range(len(words) - 1, 0, -1) if name_key(bare(words[:cut])) in names)
    cut = next(named, len(words) - (2 if has_unit else 1))
    # A minus that stands alone belongs to the number, or to nothing: that is asked there.
    cut -= cut > 1 and our_signs(words[cut - 1]) == "-"
    return bare(words[:cut]), " ".join(words[cut:])


def bare(words: Sequence[str]) -> str:
    """Return words without the sign behind them that leads to a value, as in “accuracy = 0.93” or “accuracy: 0.93”."""
    return " ".join(words).rstrip(" =:")


def read_measured_at(said: str | datetime | None, now: datetime) -> datetime:
    """Return when a value was measured, now where nothing is said; one a little ahead of our clock is of now."""
    at = read_time(said, now) if isinstance(said, str) else said
    if at is None:
        return now
    if at.tzinfo is None:
        raise Refused("Say in which zone, like 2030-01-31T14:00:00Z or 2030-01-31T14:00:00+02:00.")
    if at - now > CLOCK_SKEW:
        raise Refused(f"{time_words(at)} has not come yet. Give the time at which the value was measured.")
    if now - at > OLDEST:
        raise Refused(f"{time_words(at)} is more than ten years ago. Give the time of the measurement.")
    return min(at.astimezone(UTC), now)


def read_time(text: str, now: datetime) -> datetime | None:
    """Return a typed time, or None for an empty text."""
    kept = clean(text)
    try:
        return datetime.fromisoformat(kept) if kept else None
    except ValueError:
        raise Refused(
            f"“{shorten(kept, 40)}” is not a time.{moment_advice(kept, now.date())} Write it like 2030-01-31T14:00:00Z, or leave it out for now."
        ) from None


def time_words(at: datetime) -> str:
    """Return a time in plain words, in UTC."""
    # A time on the first or last day of the calendar has no UTC.
    return f"{at:%Y-%m-%d %H:%M}" + (" UTC" if at.utcoffset() == timedelta() else f" ({at:%Z})")


def read_source(text: str) -> str:
    """Return where a value came from, on one line; refuse an over-long one."""
    return within(" ".join(clean(text).split()), LONGEST_SOURCE, hint=" A link is enough.")


def with_measurements(experiment: Experiment, found: Iterable[Measurement]) -> Experiment:
    """Return the experiment with what it did not know yet; the same measurement again changes nothing, unless it confirms
    one that was set aside. Refuse what would leave no room for the value that counts."""
    known = list(experiment.measurements)
    for measurement in found:
        if not any(is_same(measurement, one) and (measurement.aside or not one.aside) for one in known):
            known.append(measurement)
    if len(known) == len(experiment.measurements):
        return experiment
    after = replace(experiment, measurements=newest_values(tuple(known)))
    if len(after.measurements) < len(known):
        refuse(crowded_out(experiment, after))
    return after


def crowded_out(before: Experiment, after: Experiment) -> Iterator[str]:
    """Yield each metric whose value that counts would leave the state for values that are older or count for nothing."""
    for metric in before.metrics:
        counting, then = before.latest(metric), after.latest(metric)
        if counting is None or counting in after.measurements or (then and then.at >= counting.at):
            continue
        yield (
            f"{before.key} keeps the last {MOST_VALUES_KEPT:,} values of {metric.name}, and with this its value that counts,"
            f" {metric.quantity(counting.value)}, would no longer be among them. Somebody with a part in {before.key} records"
            " that one anew first."
        )


def fresh_values(before: Experiment, after: Experiment) -> tuple[Measurement, ...]:
    """Return the values that one state knows and the one before it did not."""
    known = set(before.measurements)
    return tuple(one for one in after.measurements if one not in known)


def measured_parts(found: Iterable[Measurement], now: datetime) -> Iterator[str | datetime]:
    """Yield values as the history tells of them: with their time where that is past, and where they came from."""
    for place, one in enumerate(found):
        yield f"{'; ' if place else ''}{one.metric} {one.quantity}"
        if one.at < now:
            yield ", measured "
            yield one.at
        if one.source:
            yield f" ({one.source})"
        if one.aside:
            yield ", set aside: it does not count"


def measured_words(found: Iterable[Measurement], now: datetime) -> str:
    """Return values as plain text."""
    return "".join(one if isinstance(one, str) else time_words(one) for one in measured_parts(found, now))


def is_same(one: Measurement, other: Measurement) -> bool:
    """Tell whether two say the same: the same value of the same metric, taken at the same time in the same place."""
    return identity(one) == identity(other)


def identity(measurement: Measurement) -> tuple[str, Decimal, str, datetime, str]:
    """Return what tells a measurement from every other; who passed it on is no part of it."""
    return measurement.metric, measurement.value, measurement.unit, measurement.at, measurement.source

"""Series on which an expression is tried before it is deployed, a label value apart."""

import re
from collections.abc import Iterator, Mapping

from promql_parser import Matcher, MatchOp, VectorSelector

from rules.promotion.promql_labels import NAME, made_labels, named_labels
from rules.promotion.promql_tree import parts, tree

# Also where no label is named, two instances of a service report.
ANY_LABEL = "instance"
BUCKET = "le"
BUCKETS = ("1", "+Inf")
# What may fit the pattern of a matcher, besides what stands in it.
WORDS = ("a", "b", "1", "2", "200", "201", "500", "501", "/a", "/b")
# A pattern that repeats may be tried in more ways than there is time for.
REPEATING = frozenset("+*?{")
LONGEST_REPEATED = 16
# Python's patterns take these for what Prometheus does not.
OTHERWISE = ("[[", "--", "&&", "~~", "||")
MOST_LABELS = 12
Series = Mapping[str, str]
LABEL = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def probes(query: str) -> Iterator[tuple[Series, ...]]:
    """Yield, for each label by which an expression could keep values apart, series that differ in it alone; a series is
    its labels with its name among them. Nothing where it does not read."""
    try:
        expression = tree(query)
    except ValueError:
        return
    selectors = [part for part in parts(expression) if isinstance(part, VectorSelector)]
    named = {name for name in named_labels(expression) if LABEL.fullmatch(name)} | {ANY_LABEL}
    named -= set(made_labels(expression))
    for label in sorted(named)[:MOST_LABELS]:
        series = [one for selector in selectors for one in series_of(selector, named, label)]
        yield tuple({frozenset(one.items()): one for one in series}.values())


def series_of(selector: VectorSelector, named: set[str], label: str) -> Iterator[Series]:
    """Yield a series that a selector finds, and one that differs from it in a label, where the selector finds that too."""
    matchers = selector.matchers.matchers
    fixed = {NAME: selector.name} if selector.name else {}
    asked = (named | {one.name for one in matchers} | {NAME}) - fixed.keys()
    choices = {name: values_for(name, matchers) for name in sorted(asked)}
    first = fixed | {name: values[0] for name, values in choices.items() if values}
    others = [first | {label: value} for value in choices.get(label, ())[1:]]
    is_counted = BUCKET in asked or first.get(NAME, "").endswith("_bucket")
    for one in (first, *others) if NAME in first else ():
        yield from ({**one, BUCKET: top} for top in BUCKETS) if is_counted else (one,)


def values_for(name: str, matchers: list[Matcher]) -> list[str]:
    """Return up to two values of a label that all of its matchers let through."""
    mine = [one for one in matchers if one.name == name]
    said = [word for one in mine for word in in_pattern(one.value)]
    known = [one for one in dict.fromkeys((*said, *WORDS)) if one and all(lets(one, each) for each in mine)]
    return known[:2]


def in_pattern(pattern: str) -> list[str]:
    """Return what a pattern is likely to let through: its alternatives, each with letters for its signs."""
    bare = pattern.strip("^$()")
    return [
        re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)(?:\.[+*]?|\[[^]]*\][+*]?)", sign, part))
        for part in bare.split("|")
        for sign in ("a", "0", "1")
    ] + [pattern]


def lets(value: str, matcher: Matcher) -> bool:
    """Tell whether a matcher lets a value through, as far as can be told."""
    if matcher.op in (MatchOp.Equal, MatchOp.NotEqual):
        return (value == matcher.value) is (matcher.op == MatchOp.Equal)
    is_long = len(value) > LONGEST_REPEATED and bool(REPEATING & set(matcher.value))
    if is_long or any(signs in matcher.value for signs in OTHERWISE):
        return False
    try:
        fits = re.fullmatch(matcher.value, value) is not None
    except re.error:
        return False
    return fits is (matcher.op == MatchOp.Re)

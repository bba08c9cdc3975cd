"""Which labels tell the values of an expression apart: those that our rules set must not, or two values become one."""

from collections.abc import Iterator
from dataclasses import dataclass

from promql_parser import (
    AggModifierType,
    AggregateExpr,
    BinaryExpr,
    Call,
    Expr,
    LabelModifierType,
    Matcher,
    MatchOp,
    MatrixSelector,
    NumberLiteral,
    ParenExpr,
    StringLiteral,
    SubqueryExpr,
    UnaryExpr,
    VectorMatchCardinality,
    VectorSelector,
)

from rules.promotion.promql_tree import parts, tree
from rules.words import listing

NAME = "__name__"
# The rule that records a metric sets its name and the next four, the rule of an alert the last two.
OURS = frozenset({NAME, "experiment", "metric", "revision", "service", "severity", "alertname"})
NONE: frozenset[str] = frozenset()
CHOOSING = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})
RELABELLING = frozenset({"label_replace", "label_join"})
WITHOUT_LABELS = frozenset({"absent", "absent_over_time", "vector"})
NUMBERS = frozenset({"scalar", "time", "pi"})
PATTERN_SIGNS = frozenset("\\.+*?()|[]{}^$")
COLLIDES = (
    "By {labels} two values of this expression are told apart, and Assay's rules set {such} themselves: Prometheus would"
    " find two values with the same labels, and keep none. Leave {it} out of by (…) and on (…), or choose one value, as in"
    ' {first}="…".'
)


@dataclass(frozen=True, slots=True)
class Apart:
    """Labels of ours in an expression's values: those that may differ, and those that may be all in which two differ."""

    differing: frozenset[str] = NONE
    alone: frozenset[str] = NONE


def collision(query: str) -> str:
    """Return by which of our labels a sound expression keeps values apart, in a sentence with the cure, or nothing."""
    expression = tree(query)
    found = sorted(apart_by(expression).alone & frozenset(named_labels(expression)))
    if not found:
        return ""
    such, it = ("these labels", "them") if len(found) > 1 else ("this label", "it")
    labels = listing([f"“{label}”" for label in found])
    return COLLIDES.format(labels=labels, such=such, it=it, first=found[0])


def named_labels(expression: Expr) -> Iterator[str]:
    """Yield each label by which an expression says that it keeps values apart, or of which it chooses several values."""
    for part in parts(expression):
        if isinstance(part, VectorSelector):
            yield from (one.name for one in part.matchers.matchers if not is_of_one_value(one))
        if isinstance(part, AggregateExpr):
            yield from grouped_by(part)
        if isinstance(part, BinaryExpr) and part.modifier:
            yield from matched_on(part)
        if isinstance(part, Call):
            yield from relabelled(part)[1:]


def relabelled(expression: Call) -> tuple[str, ...]:
    """Return the label that a function makes, and the texts of which it makes it, labels among them."""
    if expression.func.name not in RELABELLING:
        return ()
    return tuple(one.val for one in expression.args if isinstance(one, StringLiteral))


def made_labels(expression: Expr) -> Iterator[str]:
    """Yield each label that an expression makes itself, so that its series need not have it."""
    for part in parts(expression):
        if isinstance(part, Call):
            yield from relabelled(part)[:1]


def is_of_one_value(label: Matcher) -> bool:
    """Tell whether a matcher lets one value of its label through."""
    is_plain = not PATTERN_SIGNS & set(label.value)
    return label.op == MatchOp.Equal or (label.op == MatchOp.Re and is_plain)


def grouped_by(expression: AggregateExpr) -> frozenset[str]:
    """Return the labels that an aggregation keeps by name."""
    modifier = expression.modifier
    counted = {expression.param.val} if isinstance(expression.param, StringLiteral) else NONE
    kept = modifier.labels if modifier and modifier.type == AggModifierType.By else ()
    return frozenset(kept) | counted


def matched_on(expression: BinaryExpr) -> frozenset[str]:
    """Return the labels on which a calculation pairs the values of its two sides."""
    matching = expression.modifier.matching if expression.modifier else None
    return frozenset(matching.labels if matching and matching.type == LabelModifierType.Include else ())


def apart_by(expression: Expr) -> Apart:
    """Return by which of our labels the values of an expression are apart."""
    if isinstance(expression, ParenExpr | UnaryExpr | SubqueryExpr):
        return apart_by(expression.expr)
    if isinstance(expression, AggregateExpr):
        return of_aggregation(expression)
    if isinstance(expression, Call):
        return of_call(expression)
    if isinstance(expression, BinaryExpr):
        return of_calculation(expression)
    return of_series(expression)


def of_series(expression: Expr) -> Apart:
    """Return by which of our labels the series of a selector are apart; a number or a text has none."""
    series = expression.vector_selector if isinstance(expression, MatrixSelector) else expression
    if not isinstance(series, VectorSelector):
        return Apart()
    fixed = {one.name for one in series.matchers.matchers if is_of_one_value(one)}
    free = OURS - fixed - ({NAME} if series.name else NONE)
    return Apart(free, free)


def of_aggregation(expression: AggregateExpr) -> Apart:
    """Return by which of our labels the values of an aggregation are apart."""
    inner, modifier = apart_by(expression.expr), expression.modifier
    if str(expression.op) in CHOOSING:
        return inner
    if modifier is not None and modifier.type == AggModifierType.Without:
        left = inner.differing - frozenset(modifier.labels)
    else:
        left = inner.differing & grouped_by(expression)
    # A counted value is a label too, whatever the series had.
    counted = OURS & ({expression.param.val} if isinstance(expression.param, StringLiteral) else NONE)
    return Apart(left | counted, left | counted)


def of_call(expression: Call) -> Apart:
    """Return by which of our labels the values of a function are apart."""
    if expression.func.name in WITHOUT_LABELS | NUMBERS:
        return Apart()
    inner = [apart_by(one) for one in expression.args]
    whole = united(*inner)
    texts = relabelled(expression)
    # What is made of other labels is apart by these already.
    is_made_of_ours = bool(OURS & set(texts[1:]))
    made = OURS & set(texts[:1])
    return Apart(whole.differing | made, whole.alone if is_made_of_ours else whole.alone - made)


def of_calculation(expression: BinaryExpr) -> Apart:
    """Return by which of our labels the values of a calculation are apart."""
    left, right = apart_by(expression.lhs), apart_by(expression.rhs)
    sign, modifier = str(expression.op), expression.modifier
    if sign in ("and", "unless") or is_number(expression.rhs):
        return left
    if is_number(expression.lhs):
        return right
    if sign == "or":
        return united(left, right)
    if modifier and modifier.card in (VectorMatchCardinality.ManyToOne, VectorMatchCardinality.OneToMany):
        many = left if modifier.card == VectorMatchCardinality.ManyToOne else right
        # What the one side lends follows from what the many sides are paired on.
        lent = OURS & frozenset(modifier.group_labels or ())
        return Apart(many.differing | lent, many.alone - lent)
    paired = left.differing & right.differing
    if modifier and modifier.matching:
        labels = frozenset(modifier.matching.labels)
        paired = paired & labels if matched_on(expression) else paired - labels
    return Apart(paired, paired)


def united(*several: Apart) -> Apart:
    """Return by which labels the values of several expressions together are apart."""
    return Apart(NONE.union(*(one.differing for one in several)), NONE.union(*(one.alone for one in several)))


def is_number(expression: Expr) -> bool:
    """Tell whether an expression is a number and no series."""
    if isinstance(expression, Call):
        return expression.func.name in NUMBERS
    if isinstance(expression, ParenExpr | UnaryExpr):
        return is_number(expression.expr)
    if isinstance(expression, BinaryExpr):
        return is_number(expression.lhs) and is_number(expression.rhs)
    return isinstance(expression, NumberLiteral)

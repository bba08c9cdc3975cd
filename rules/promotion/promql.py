"""What can be told of a PromQL expression without Prometheus: what is wrong with it, and where it leaves values out."""

import re
from collections.abc import Callable, Iterator
from itertools import accumulate

from promql_parser import (
    BinaryExpr,
    Expr,
    Matcher,
    MatchOp,
    ParenExpr,
    UnaryExpr,
    VectorSelector,
)

from rules.promotion.promql_tree import depth, parts, tree
from rules.words import shorten, suggestion

COMPARISONS = frozenset({">", "<", ">=", "<=", "==", "!="})
DROPPING = frozenset({"and", "unless"})
# What stands right of these may leave out what it likes: a / (b > 0) keeps a division from being by nothing.
DIVIDING = frozenset({"/", "%"})
FILTERS = (
    "“{sign}” here leaves values out, so an alert might never see the ones it is for."
    " Leave the comparison out: Assay adds the approved threshold."
)
DROPS = (
    "“{sign}” here leaves values out, so an alert might never see the ones it is for."
    " Leave it out, or put it into what is averaged or summed, as in avg(a {sign} b)."
)
NO_VALUE = "This gives a range or a text, not a value of now. Put it into a function, like avg_over_time(…) or rate(…)."
NO_SERIES = "This is a number that never changes. Name a series."
ENDLESS = "A text that begins with {} does not end."
LINE_END = "A text in quotes must end on its own line; what a backslash in it stands for must be known."

DEEPEST = 150
TOO_DEEP = f"More than {DEEPEST} parts stand within one another here. Record some of them under a name, and use that."
PAIRS = {"(": ")", "[": "]", "{": "}"}
GRAFANAS = re.compile(r"\$(?:[A-Za-z_]\w*|\{[A-Za-z_][^}]*\}?)")
GRAFANAS_TIMES = re.compile(
    r"\$(?:(?:__interval|__rate_interval|__range)\w*|\{(?:__interval|__rate_interval|__range)[^}]*\}?)"
)
# What a template, a script or an example leaves to be filled in; [[:alpha:]] is a class of signs.
TEMPLATES = re.compile(
    r"\{\{.*?(?:\}\}|$)|\[\[\s*\w[^]]*\]\]|%\(\w+\)s|#\{.*|\$\(.*|^\$\d+$|^<[\w .-]+>$", re.DOTALL
)
NOT_FILLED = (
    "“{sign}” is to be filled in by a template, and Prometheus compares with it as it stands."
    " Write what it stands for."
)
CURLY_QUOTES = frozenset("“”„‟‘’‚‛«»")
WORD = re.compile(r"[\w:.]+|\S")
# To find where a long expression goes wrong would take longer than a form waits.
LONGEST_LOCATED = 400
# What is mistyped is mostly one of these.
FUNCTIONS = (
    "abs absent absent_over_time avg avg_over_time bottomk ceil changes clamp clamp_max clamp_min count"
    " count_over_time count_values delta deriv exp floor group histogram_avg histogram_count histogram_fraction"
    " histogram_quantile histogram_sum idelta increase irate label_join label_replace last_over_time ln log10 log2 max"
    " max_over_time min min_over_time predict_linear present_over_time quantile quantile_over_time rate resets round"
    " scalar sgn sort sort_desc sqrt stddev stddev_over_time stdvar stdvar_over_time sum sum_over_time time timestamp"
    " topk vector"
)
TYPES = {
    "vector": "values of now",
    "matrix": "a range of time",
    "scalar": "a number",
    "string": "a text in quotes",
}
CURES = {
    ("matrix", "vector"): " Write a duration behind the series, as in {name}(x[5m]).",
    ("vector", "matrix"): " Leave the duration out, or take avg_over_time(x[5m]) or rate(x[5m]) of it.",
}


def guarded(query: str) -> str:
    """Return an expression that gives no value instead of NaN, as a division does while nothing happens."""
    # On lines of its own: a comment at its end must not swallow what follows.
    return f"(\n{query}\n) >= -Inf"


def misread(query: str) -> str:
    """Return what Prometheus would not understand in an expression, in a sentence with the cure, or nothing."""
    # Guarded, as it will be: a range or a text is an expression too, but gives nothing to compare.
    complaint = complaint_of(query) or complaint_of(guarded(query))
    return sentence_of(complaint, query) if complaint else too_deep(query) or unfilled(query)


def complaint_of(query: str) -> str:
    """Return what the parser has against an expression, in its own words, or nothing."""
    try:
        tree(query)
    except ValueError as error:
        return str(error)
    return ""


def too_deep(query: str) -> str:
    """Return that an expression has more parts within one another than anybody looks through, or nothing."""
    return TOO_DEEP if depth(tree(query)) > DEEPEST else ""


def unfilled(query: str) -> str:
    """Return which label waits for a value that only Grafana would fill in, in a sentence, or nothing."""
    # In label_replace a dollar stands for a group.
    series = (one for one in parts(tree(query)) if isinstance(one, VectorSelector))
    labels = [label for one in series for label in one.matchers.matchers]
    return next((sentence for sentence in map(unfilled_label, labels) if sentence), "")


def to_be_filled(text: str) -> str:
    """Return what of a text a template would fill in, in a sentence, or nothing."""
    found = TEMPLATES.search(text)
    return NOT_FILLED.format(sign=shorten(found[0], 40)) if found else ""


def unfilled_label(label: Matcher) -> str:
    """Return what of a label's value waits to be filled in, in a sentence, or nothing."""
    template = to_be_filled(label.value)
    if template:
        return template
    # A dollar behind a slash may stand for itself, as in /$metadata; in a pattern it never does, unless it is escaped.
    is_pattern = label.op in (MatchOp.Re, MatchOp.NotRe)
    variable = re.search(rf"(?<![{'' if is_pattern else '/'}\\]){GRAFANAS.pattern}", label.value)
    return of_grafana(variable[0]) if variable else ""


def of_grafana(sign: str) -> str:
    """Return that only Grafana knows a variable, and what to write in its place."""
    cure = "a duration, such as [5m]" if GRAFANAS_TIMES.match(sign) else "what it stands for"
    return f"“{sign}” is a variable of Grafana, and Prometheus does not know it. Write {cure}."


def left_out(query: str) -> str:
    """Return by what a sound expression leaves values out at its top level, in a sentence with the cure, or nothing.

    Parentheses around a part of a calculation do not hide it; what is within a function or an aggregation chooses
    among its series, which is fine.
    """
    return next(leaving_out(tree(query)), "")


def leaving_out(expression: Expr) -> Iterator[str]:
    """Yield a sentence for whatever leaves values out of a calculation, in the order of reading."""
    if isinstance(expression, ParenExpr | UnaryExpr):
        yield from leaving_out(expression.expr)
    if isinstance(expression, BinaryExpr):
        sign = str(expression.op)
        yield from leaving_out(expression.lhs)
        if sign in COMPARISONS and not (expression.modifier and expression.modifier.return_bool):
            yield FILTERS.format(sign=sign)
        if sign in DROPPING:
            yield DROPS.format(sign=sign)
        if sign not in DIVIDING:
            yield from leaving_out(expression.rhs)


def sentence_of(complaint: str, query: str) -> str:
    """Return what the parser has against an expression in a sentence for people: what, where and how to mend it."""
    for pattern, say in SENTENCES:
        found = re.search(pattern, complaint, re.DOTALL)
        if found:
            return say(found, query)
    return f"Prometheus does not understand this: {shorten(complaint, 300)}."


def strange(found: re.Match[str], query: str) -> str:
    """Return what to write in place of a sign that PromQL does not know there."""
    sign, inside = found["sign"], found["inside"]
    if sign == "$" and (variable := GRAFANAS_TIMES.search(query) or GRAFANAS.search(query)):
        return of_grafana(variable[0])
    if sign in CURLY_QUOTES:
        return f'{sign} is a curly quote, which Prometheus does not understand. Write a straight one: ".'
    if inside and sign in PAIRS.values():
        return f"“{']' if inside == 'brackets' else '}'}” is missing before “{sign}”."
    if inside == "brackets":
        return f"“{sign}” is not understood within brackets: a duration stands there, such as [5m]."
    # A sign that does not show is told as the parser tells it, by its number.
    return (
        f"“{sign}” is not understood{' within braces' if inside else ''}. Leave it out, or put it in quotes."
    )


def wrong_type(found: re.Match[str], _query: str) -> str:
    """Return what a function or an aggregation wants in place of what it got."""
    name, wanted, got = found["name"], found["wanted"], found["got"]
    who = f"{name}(…)" if name else "A sum or another aggregation"
    return (
        f"{who} needs {TYPES[wanted]}, and got {TYPES[got]}.{CURES.get((wanted, got), '').format(name=name)}"
    )


def unknown(found: re.Match[str], _query: str) -> str:
    """Return that there is no such function, and which one is like it."""
    return f"Prometheus has no function “{found['name']}”.{suggestion(found['name'], FUNCTIONS.split())}"


def not_grammar(_found: re.Match[str], query: str) -> str:
    """Return from where on an expression is none."""
    rest = query[len(understood(query)) :].strip()
    where = f" from “{shorten(rest, 40)}” on" if rest and rest != query.strip() else ""
    hint = "An operator, a comma or a list of labels in parentheses may be missing there."
    return f"Prometheus does not understand this{where}. {hint}"


def understood(query: str) -> str:
    """Return the longest beginning of an expression, up to the end of a word, that would be one if it were closed."""
    if len(query) > LONGEST_LOCATED:
        return ""
    words = list(WORD.finditer(query))
    closing = list(accumulate((word[0] for word in words), with_closed, initial=""))[1:]
    return next(
        (
            query[: word.end()]
            for word, closed in reversed(list(zip(words, closing, strict=True)))
            if not complaint_of(query[: word.end()] + closed)
        ),
        "",
    )


def with_closed(awaited: str, word: str) -> str:
    """Return which brackets must close, in their order, after one more word."""
    return PAIRS[word] + awaited if word in PAIRS else awaited[1:] if word in PAIRS.values() else awaited


def saying(sentence: str) -> Callable[[re.Match[str], str], str]:
    """Return what says a sentence about what was found, by its named groups."""
    return lambda found, _query: sentence.format(**found.groupdict())


# What the parser says, in the order in which it is looked for, and what that means to people.
SENTENCES: tuple[tuple[str, Callable[[re.Match[str], str], str]], ...] = (
    (r"^unexpected '(?P<sign>=)' in label matching", saying("One “=” stands between a label and its value.")),
    (r"^unexpected character(?: inside (?P<inside>\w+))?: '(?P<sign>.+)'$", strange),
    (
        r"^expected type (?P<wanted>\w+) in (?:call to function '(?P<name>\w+)'|aggregation expression), got (?P<got>\w+)",
        wrong_type,
    ),
    (r"^unknown function with name '(?P<name>.+)'", unknown),
    (r"^invalid promql query$|^unexpected <", not_grammar),
    (r"^unclosed left parenthesis", saying("“)” is missing.")),
    (
        r"^unexpected left brace '\{' inside braces",
        lambda found, query: to_be_filled(query) or f"Prometheus does not understand this: {found[0]}.",
    ),
    (r"^unexpected end of input inside braces", saying("“}}” is missing.")),
    (r"^unexpected end of input inside brackets", saying("“]” is missing.")),
    (r"^unexpected right \w+ '(?P<sign>.)'", saying("“{sign}” closes what was not opened.")),
    (r"^unterminated quoted string (?P<quote>.)", lambda found, _query: ENDLESS.format(found["quote"])),
    (r"^invalid syntax$|^escape sequence", saying(LINE_END)),
    (r"^unknown escape sequence '(?P<sign>.)'", saying("Write the backslash twice: “\\\\{sign}”.")),
    (
        r"^unexpected identifier '(?P<word>.+)' in label matching, expected string",
        saying('The value of a label stands in quotes: write "{word}".'),
    ),
    (
        r"^invalid label matcher, .* after '(?P<word>.+)'",
        saying('The label “{word}” lacks its value: write {word}="…", with the value in quotes.'),
    ),
    (
        r"^illegal regex for (?P<text>.*)$",
        saying("“{text}” is no regular expression that Prometheus understands."),
    ),
    (r"^no expression found", saying("This is a comment alone. Write the expression.")),
    (
        r"^vector selector must contain",
        saying("Name the series, or at least one of its labels with a value that is not empty."),
    ),
    (
        r"^(?:bad number or duration syntax|not a valid duration string): (?P<text>.+)$",
        saying("“{text}” is no number and no duration. Write it like 0.5, or like 30s, 5m, 1h or 7d."),
    ),
    (r"^binary expression must contain only", saying(NO_VALUE)),
    (r"^comparisons between scalars", saying(NO_SERIES)),
)

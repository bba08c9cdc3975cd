"""A PromQL expression as the parser understands it, and what it is made of."""

import re
from collections.abc import Iterator

from promql_parser import Expr, Function, ValueType, parse, register_extra_functions

TEXTS = re.compile(r"""#[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?P<raw>[^`]*)`""")
INNER = ("rhs", "lhs", "param", "vector_selector", "expr")

# So it was called until Prometheus 3; the parser knows the new name alone.
register_extra_functions(
    [Function("holt_winters", [ValueType.Matrix, ValueType.Scalar, ValueType.Scalar], ValueType.Vector)]
)


def tree(query: str) -> Expr:
    """Return an expression as the parser understands it; its `ValueError` says what it does not.

    It takes a backslash in a raw text for the beginning of a sign, which Prometheus does not, so it gets none.
    """
    return parse(
        TEXTS.sub(lambda found: found[0] if found["raw"] is None else spelled_out(found["raw"]), query)
    )


def spelled_out(raw: str) -> str:
    """Return a raw text as one in double quotes."""
    escaped = raw.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def parts(expression: Expr) -> Iterator[Expr]:
    """Yield all that an expression is made of, itself first."""
    return (part for part, _ in parts_by_depth(expression))


def depth(expression: Expr) -> int:
    """Return how many parts stand within one another."""
    return max(level for _, level in parts_by_depth(expression))


def parts_by_depth(expression: Expr) -> Iterator[tuple[Expr, int]]:
    """Yield each part and how deep it stands; the parser's own walk makes each part anew, and takes its time."""
    waiting = [(expression, 1)]
    while waiting:
        one, level = waiting.pop()
        yield one, level
        inner = (*(getattr(one, name, None) for name in INNER), *reversed(getattr(one, "args", ())))
        waiting += [(part, level + 1) for part in inner if part is not None]

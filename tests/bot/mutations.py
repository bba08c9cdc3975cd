"""What hostile hands make of what Slack sends: almost its shape, with anything wrong anywhere; and texts nobody types."""

import copy
import json
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot import button_values
from bot.button_values import Value
from tests import stories

Json = Any
HUGE = 10_000
NAUGHTY = (
    "", " ", "\x00", "a\x00b", "\ud800", "a\udfffb", "\u202e", "\ufeff", "\x1b[31m", "<!channel>", "<@U0BEN>", "<#C0LAB|lab>",
    "&lt;", "‮EXP-1", "EXP-1", "EXP-999999999999999999999", "EXP-٣", "-1", "0", "1e999", "-0.0", "NaN", "Infinity", "٣,٤",
    "9" * 4500, "0." + "0" * 4500 + "1", "=cmd|'/c calc'!A0", "'; DROP TABLE experiments; --", "%s%n{0}{}", "../../etc/passwd",
    "javascript:alert(1)", "https://[::1", "http://user:pw@127.0.0.1:1/", "https://x.example/\x00", "2026-02-30", "9999-12-31",
    "0001-01-01", "tomorrow", "in 99999999999 days", "25:61", "10:00-09:00", "a >= 1\n" * 50, "a >= 0.9 (now", "g, 1\n\"g, 2",
    "[" * HUGE, "(" * HUGE, "x" * HUGE, "🦊" * 3000, "e\u0301" * 3000, "\n" * HUGE, "null", "{}", "[]", '{"experiment": 1}',
    "Europe/../../etc/passwd", "approved EXP-1", "avg(up{a=\"b\"}) by (", "__proto__", "constructor",
)  # fmt: skip
hostile_texts = st.one_of(
    st.sampled_from(NAUGHTY),
    st.text(max_size=40),
    st.text(alphabet=st.characters(categories=["Cc", "Cf", "Cs", "Zs", "Mn"]), max_size=12),
    st.lists(st.sampled_from(NAUGHTY[:40]), max_size=4).map("\n".join),
)
numbers = st.sampled_from(
    (-1, 0, 1, 2, 99, 2**31, 2**63, 10**30, -(10**30), 1e308, float("nan"), float("inf"), 0.5)
)
leaves = st.one_of(st.none(), st.booleans(), numbers, hostile_texts)


def of_several(inner: SearchStrategy[Json]) -> SearchStrategy[Json]:
    """Return something, or a list or an object of such things."""
    return st.one_of(
        inner, st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    )


hostile_json = of_several(of_several(leaves))
ODD = (None, True, -1, 0, 10**30, 1e308, float("nan"), [], {}, [[]], {"id": None}, {"": ""}, *NAUGHTY)
DEEP = 60
# No shape of Slack's of which we read anything lies deeper.
DEEPEST = 9
known_ids = st.sampled_from(
    (stories.ANA, stories.BEN, stories.HUGO, stories.IVAN, "U0GHOST", stories.CHANNEL, stories.REVIEW_CHANNEL)
)
VALUES = tuple(
    kind for kind in vars(button_values).values() if isinstance(kind, type) and issubclass(kind, Value)
)


def spots(shape: Json, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to everything within a shape."""
    steps = shape.items() if isinstance(shape, dict) else enumerate(shape) if isinstance(shape, list) else ()
    for step, inner in steps:
        yield (*way, step)
        if len(way) < DEEPEST:
            yield from spots(inner, (*way, step))


def mutated(shape: Json) -> SearchStrategy[Json]:
    """Return shapes with one to three things in them missing, replaced, wrapped up, renamed or moved elsewhere."""
    return st.integers(0, 2**64 - 1).map(lambda seed: mutation(shape, Random(seed)))


def mutation(shape: Json, chance: Random) -> Json:
    """Return one shape with what chance makes wrong in it."""
    body = copy.deepcopy(shape)
    for _ in range(chance.randint(1, 3)):
        if ways := list(spots(body)):
            mutate(body, chance.choice(ways), ways, chance)
    return body


def mutate(body: Json, way: tuple[Any, ...], ways: list[tuple[Any, ...]], chance: Random) -> None:
    """Make what stands at the end of a way wrong, in place."""
    holder, last = at(body, way[:-1]), way[-1]
    match chance.choice(("missing", "wrong", "wrong", "wrapped", "moved", "renamed", "deep")):
        case "missing":
            del holder[last]
        case "wrapped":
            holder[last] = chance.choice(([holder[last]], {"id": holder[last]}, {"value": holder[last]}))
        case "moved":
            holder[last] = copy.deepcopy(at(body, chance.choice(ways)))
        case "renamed" if isinstance(holder, dict):
            holder[chance.choice(NAUGHTY)] = holder.pop(last)
        case "deep":
            holder[last] = json.loads("[" * DEEP + "]" * DEEP)
        case _:
            holder[last] = copy.deepcopy(chance.choice(ODD))


def at(shape: Json, way: tuple[Any, ...]) -> Json:
    """Return what stands at the end of a way."""
    for step in way:
        shape = shape[step]
    return shape


def forged_of(kind: type[Value]) -> SearchStrategy[str]:
    """Return texts of buttons and forms that are a value of this kind, about things that exist or not."""
    return st.fixed_dictionaries(
        {}, optional={name: guesses(field.annotation) for name, field in kind.model_fields.items()}
    ).map(json.dumps)


def guesses(annotation: Any) -> SearchStrategy[Any]:
    """Return what somebody would guess for a field of that type."""
    text = str(annotation)
    if isinstance(annotation, type) and hasattr(annotation, "__members__"):
        return st.one_of(st.sampled_from(annotation).map(str), hostile_texts)
    if "Literal" in text:
        return st.one_of(st.sampled_from(annotation.__args__).map(str), hostile_texts)
    if annotation is int:
        return st.one_of(st.integers(0, 9), numbers)
    if annotation is bool:
        return st.booleans()
    if date.__name__ in text:
        return st.sampled_from(("2026-03-02", "2026-03-09", "0001-01-01", "9999-12-31", "2026-02-30"))
    return st.one_of(known_ids, hostile_texts)


forged = st.one_of(st.sampled_from(VALUES).flatmap(forged_of), hostile_texts, hostile_json.map(json.dumps))

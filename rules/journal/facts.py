"""Facts: what a deed left behind, typed, kept for ever; and the fold by which alone a state comes about.

A fact says who did what when, and what that changed of one subject: fields that were replaced, with before and after, and
what was added to those that only grow. It is the difference between two frozen states, so that whatever a rule may change
of a state is in its facts, and folding them gives exactly that state. Why: docs/decisions/0027-facts.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from rules.journal.entries import Deed

# Who does what follows by itself.
ASSAY = "assay"
S = TypeVar("S")
# What stands beside a state and is not told by its facts.
APART = frozenset({"facts", "deputy"})
# How a field that grows without end is kept short: what the state drops, its facts still hold.
Trim = Callable[[tuple[Any, ...]], tuple[Any, ...]]


class Kind(StrEnum):
    """Of which kind of state a fact tells; what is only noted tells of none."""

    NOTE = ""
    EXPERIMENT = "experiment"
    MEMBER = "member"
    TOKEN = "token"  # noqa: S105  (a word, no secret)
    FOLLOW_UP = "follow_up"
    PROJECT = "project"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Replaced:
    """A field that has another value now; `before` is None where the state is new."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Added:
    """What came to a field that only grows."""

    field: str
    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One deed as it is kept; `number` counts the facts of its subject from 1, `said` is what a person said with it."""

    deed: Deed
    by: str
    at: datetime
    subject: str
    said: str = ""
    kind: Kind = Kind.NOTE
    replaced: tuple[Replaced, ...] = ()
    added: tuple[Added, ...] = ()
    number: int = 0

    def items(self, field: str) -> tuple[Any, ...]:
        """Return what it added to a field."""
        return next((one.items for one in self.added if one.field == field), ())

    def change(self, field: str) -> Replaced | None:
        """Return what it replaced in a field, if it did."""
        return next((one for one in self.replaced if one.field == field), None)


def difference(
    before: S | None, after: S, trims: Mapping[str, Trim] | None = None
) -> tuple[tuple[Replaced, ...], tuple[Added, ...]]:
    """Return what tells one state from another, field by field."""
    replaced: list[Replaced] = []
    added: list[Added] = []
    for name in names_of(after):
        old, new = (getattr(before, name) if before is not None else None), getattr(after, name)
        if before is not None and is_same(old, new):
            continue
        items = None if before is None else grown(old, new, (trims or {}).get(name))
        if items is None:
            replaced.append(Replaced(name, old, new))
        else:
            added.append(Added(name, items))
    return tuple(replaced), tuple(added)


def fact_between(
    kind: Kind,
    subject: str,
    before: S | None,
    after: S,
    deed: Deed,
    *,
    by: str,
    at: datetime,
    said: str = "",
    trims: Mapping[str, Trim] | None = None,
) -> Fact:
    """Return what a deed made of a subject: the difference between two of its states, without a number yet."""
    replaced, added = difference(before, after, trims)
    return Fact(
        deed=deed, by=by, at=at, subject=subject, said=said, kind=kind, replaced=replaced, added=added
    )


def folded(kind: type[S], before: S | None, fact: Fact, trims: Mapping[str, Trim] | None = None) -> S:
    """Return the state after a fact; it is the only way in which a state comes about."""
    changed = {one.field: one.after for one in fact.replaced} | counting(kind, fact)
    if before is None:
        return kind(**changed)
    for one in fact.added:
        whole = (*getattr(before, one.field), *one.items)
        trim = (trims or {}).get(one.field)
        changed[one.field] = trim(whole) if trim else whole
    return replace(before, **changed)  # type: ignore[type-var]


def counting(kind: type[S], fact: Fact) -> dict[str, Any]:
    """Return by how many facts a state is made, where it keeps that."""
    return {"facts": fact.number} if "facts" in kind.__dataclass_fields__ else {}  # type: ignore[attr-defined]


def folded_all(kind: type[S], facts: Iterable[Fact], trims: Mapping[str, Trim] | None = None) -> S | None:
    """Return the state that all facts of a subject give, in their order."""
    state: S | None = None
    for fact in facts:
        if fact.kind:
            state = folded(kind, state, fact, trims)
    return state


def fields_after(before: Mapping[str, Any], fact: Fact) -> dict[str, Any]:
    """Return the fields that facts have named so far, as they are after one more."""
    grown_ones = {one.field: (*before.get(one.field, ()), *one.items) for one in fact.added}
    return {**before, **{one.field: one.after for one in fact.replaced}, **grown_ones}


def names_of(state: object) -> tuple[str, ...]:
    """Return the names of a state's fields, without what is no part of it: how many facts it has, who acts for its owner."""
    return tuple(field.name for field in fields(state) if field.name not in APART)  # type: ignore[arg-type]


def is_same(old: Any, new: Any) -> bool:
    """Tell whether two values are the same down to what their own comparison leaves out."""
    if old is new:
        return True
    if is_dataclass(old) and is_dataclass(new) and type(old) is type(new):
        return all(is_same(getattr(old, name), getattr(new, name)) for name in names_of(old))
    return bool(old == new)


def grown(old: Any, new: Any, trim: Trim | None) -> tuple[Any, ...] | None:
    """Return what a field got at its end, or None where it changed otherwise."""
    if not isinstance(old, tuple) or not isinstance(new, tuple):
        return None
    if len(new) > len(old) and new[: len(old)] == old:
        return new[len(old) :]
    if trim:
        known = set(old)
        items = tuple(one for one in new if one not in known)
        return items if items and trim((*old, *items)) == new else None
    return None

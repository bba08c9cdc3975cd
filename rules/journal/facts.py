"""Facts: what a deed left behind, typed, kept for ever; and the fold by which alone a state comes about.

A fact says who did what when, and what that changed of one subject: fields that were replaced, with before and after, and
what was added to those that only grow. It is the difference between two frozen states, so that whatever a rule may change
of a state is in its facts, and folding them gives exactly that state. Why: docs/decisions/0027-facts.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, Generic, TypeVar

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
    """Return the state after a fact; there is no other way in which a state comes about; of many facts at once, by `Folding`."""
    if before is None:
        return kind(**{one.field: one.after for one in fact.replaced} | counting(kind, fact))
    folding = Folding(before, trims)
    folding.take_in(fact)
    return folding.state


def counting(kind: type[S], fact: Fact) -> dict[str, Any]:
    """Return by how many facts a state is made, where it keeps that."""
    return {"facts": fact.number} if "facts" in kind.__dataclass_fields__ else {}  # type: ignore[attr-defined]


def folded_all(kind: type[S], facts: Iterable[Fact], trims: Mapping[str, Trim] | None = None) -> S | None:
    """Return the state that all facts of a subject give, in their order."""
    folding: Folding[S] | None = None
    for fact in facts:
        if not fact.kind:
            continue
        if folding is None:
            folding = Folding(folded(kind, None, fact), trims)
        else:
            folding.take_in(fact)
    return folding.state if folding else None


class Folding(Generic[S]):
    """A state that facts are folded into: it is frozen, and making one with each fact costs more than reading the fact."""

    def __init__(self, before: S, trims: Mapping[str, Trim] | None = None) -> None:
        self.kind, self.trims = type(before), trims or {}
        kind: Any = self.kind
        self.fields = {name: getattr(before, name) for name in all_names(kind)}

    def take_in(self, fact: Fact) -> None:
        """Take in the next fact; raises LookupError where it tells of a field that the state has not."""
        known = self.fields
        for replaced in fact.replaced:
            if replaced.field not in known:
                raise LookupError(replaced.field)
            known[replaced.field] = replaced.after
        for one in fact.added:
            whole = (*known[one.field], *one.items)
            trim = self.trims.get(one.field)
            known[one.field] = trim(whole) if trim else whole
        if "facts" in known:
            known["facts"] = fact.number

    @property
    def state(self) -> S:
        """Return the state as it is after all that was taken in."""
        return self.kind(**self.fields)


def fields_after(before: Mapping[str, Any], fact: Fact) -> dict[str, Any]:
    """Return the fields that facts have named so far, as they are after one more."""
    grown_ones = {one.field: (*before.get(one.field, ()), *one.items) for one in fact.added}
    return {**before, **{one.field: one.after for one in fact.replaced}, **grown_ones}


def names_of(state: object) -> tuple[str, ...]:
    """Return the names of a state's fields, without what is no part of it: how many facts it has, who acts for its owner."""
    kind: Any = type(state)
    return own_names(kind)


@cache
def own_names(kind: Any) -> tuple[str, ...]:
    """Return the names of the fields that are part of a kind of state."""
    return tuple(name for name in all_names(kind) if name not in APART)


@cache
def all_names(kind: Any) -> tuple[str, ...]:
    """Return the names of all fields of a kind of state."""
    return tuple(field.name for field in fields(kind))


def is_same(old: Any, new: Any) -> bool:
    """Tell whether two values are the same down to what their own comparison leaves out."""
    if old is new:
        return True
    kind: Any = type(old)
    names = compared_names(kind)
    if names is None or kind is not type(new):
        return bool(old == new)
    return all(is_same(getattr(old, name), getattr(new, name)) for name in names)


@cache
def compared_names(kind: Any) -> tuple[str, ...] | None:
    """Return the names of the fields by which values of a kind are compared, or None where they are compared as a whole."""
    own: Any = kind
    return own_names(own) if is_dataclass(kind) else None


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

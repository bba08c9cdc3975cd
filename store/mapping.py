"""The one mapper between rows and frozen values: a row keeps the fields of its value in columns of the same names."""

from collections.abc import Container
from dataclasses import Field
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.orm import Mapped
from sqlmodel import SQLModel, col


class Frozen(Protocol):
    """A fact or a key: any dataclass, which knows its fields by name."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Fact = TypeVar("Fact", bound=Frozen)


def fact_of(kind: type[Fact], row: Any, **instead: Any) -> Fact:
    """Return the fact that a row keeps; what is given by name is taken instead of the row's column."""
    kept = {name: getattr(row, name) for name in kind.__dataclass_fields__ if name not in instead}
    return kind(**kept, **instead)


def asked_of(table: type[SQLModel], kind: type[Frozen]) -> tuple[Mapped[Any], ...]:
    """Return the columns that keep facts of a kind, for a query that makes no object of each row."""
    return tuple(col(getattr(table, name)) for name in kind.__dataclass_fields__)


def where(table: type[SQLModel], *names: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a prepared statement that a row is of its workspace and carries some values, each given by the
    name of its column after `of_`."""
    return tuple(col(getattr(table, name)) == bindparam(f"of_{name}") for name in ("workspace", *names))


def columns_of(fact: Frozen, *, but: Container[str] = ()) -> dict[str, Any]:
    """Return the columns that keep a fact, by name; fields that are kept elsewhere are left out."""
    return {name: getattr(fact, name) for name in fact.__dataclass_fields__ if name not in but}


def matching(table: type[SQLModel], key: Frozen) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a row carries all fields of a key."""
    return tuple(col(getattr(table, name)) == value for name, value in columns_of(key).items())

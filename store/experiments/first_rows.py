"""The first experiments of many: each of some parts is read in the order of its index, and counted up to a bound."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, func, literal, union_all
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from rules.experiments.experiment import Experiment
from rules.paging import MOST_COUNTED
from store.experiments.experiment_tables import ExperimentRow

Conditions = Sequence[ColumnElement[bool]]
# How rows are ordered by their place and their number.
Ordering = Callable[[Any, Any], tuple[Any, ...]]


def earliest(place: Any, number: Any) -> tuple[Any, ...]:
    """Return the order in which what comes first of all comes first."""
    return place, number


def latest(place: Any, number: Any) -> tuple[Any, ...]:
    """Return the order in which what came last comes first."""
    return place.desc(), number.desc()


def first_rows(
    session: Session, parts: Sequence[Conditions], place: Any, order: Ordering, limit: int, skip: int = 0
) -> tuple[Experiment, ...]:
    """Return the first experiments of all parts together, by the column that is their place.

    Neither database reads rows of several stages in the order of a time; of one it does, and of each these are enough.
    """
    number = col(ExperimentRow.number)
    firsts = [
        select_columns(number.label("number"), place.label("place"))
        .where(*conditions)
        .order_by(*order(place, number))
        .limit(skip + limit)
        .subquery()
        for conditions in parts
    ]
    every = union_all(*(select_columns(one.c.number, one.c.place) for one in firsts)).subquery()
    page = (
        select_columns(every.c.number, every.c.place)
        .order_by(*order(every.c.place, every.c.number))
        .offset(skip)
        .limit(limit)
        .subquery()
    )
    rows = session.execute(
        select_columns(col(ExperimentRow.state), col(ExperimentRow.facts))
        .join(page, number == page.c.number)
        .order_by(*order(page.c.place, page.c.number))
    )
    return tuple(replace(state, facts=facts) for state, facts in rows)


def counted_rows(session: Session, parts: Sequence[Conditions], place: Any) -> int:
    """Return how many experiments all parts have together, and one more than `MOST_COUNTED` where they have more.

    Without an order PostgreSQL might look for all of them before it counts the first.
    """
    bounded = (
        select_columns(literal(1))
        .select_from(ExperimentRow)
        .where(*conditions)
        .order_by(place)
        .limit(MOST_COUNTED + 1)
        .subquery()
        for conditions in parts
    )
    counts = (select_columns(func.count()).select_from(one).scalar_subquery() for one in bounded)
    found = session.execute(select_columns(*(one.label(f"part_{at}") for at, one in enumerate(counts)))).one()
    total: int = sum(found)
    return min(total, MOST_COUNTED + 1)

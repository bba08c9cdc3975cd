"""Retrospectives and their votes in and out of their tables."""

from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, select

from rules.ceremonies.retro.retro_actions import RetroAction
from rules.ceremonies.retro.retros import Retro
from rules.ceremony_names import HoldingKey
from rules.refusals import Refused
from store.ceremonies.retro.retro_tables import ActionRow, BallotRow, RetroRow
from store.insert_once import add_once

MOST_SHOWN = 50
MOST_PASSAGES = 500
PLAIN_FIELDS = tuple(field.name for field in fields(Retro))


def begin(session: Session, holding: HoldingKey, retro: Retro) -> bool:
    """Keep a retrospective that opens; tell whether it is new."""
    return add_once(session, RetroRow(**named(holding), **values(retro)))


def get(session: Session, holding: HoldingKey) -> Retro | None:
    """Return what a retrospective holds, None where it never opened."""
    row = session.exec(select(RetroRow).where(*of_holding(RetroRow, holding))).one_or_none()
    return retro_of(row) if row else None


def lock(session: Session, holding: HoldingKey) -> Retro:
    """Return what a retrospective holds, which nobody else can change until this transaction ends."""
    mine = select(RetroRow).where(*of_holding(RetroRow, holding)).with_for_update()
    row = session.exec(mine).one_or_none()
    if row is None:
        raise Refused("This retrospective is no longer there. `/ceremony list` shows what comes next.")
    return retro_of(row)


def save(session: Session, holding: HoldingKey, retro: Retro) -> None:
    """Keep what became of a retrospective."""
    row = session.exec(select(RetroRow).where(*of_holding(RetroRow, holding))).one()
    row.sqlmodel_update(values(retro))
    session.add(row)
    session.flush()


def retro_of(row: RetroRow) -> Retro:
    """Return the retrospective of a row."""
    return Retro(**{name: getattr(row, name) for name in PLAIN_FIELDS})


def keep_ballot(session: Session, holding: HoldingKey, voter: str, choices: tuple[str, ...]) -> None:
    """Keep what somebody votes for, in the place of what they chose before."""
    session.merge(
        BallotRow(workspace=session.info["workspace"], **named(holding), voter=voter, choices=choices)
    )
    session.flush()


def ballot(session: Session, holding: HoldingKey, voter: str) -> tuple[str, ...]:
    """Return what somebody votes for so far."""
    mine = (*of_holding(BallotRow, holding), col(BallotRow.voter) == voter)
    row = session.exec(select(BallotRow).where(*mine)).one_or_none()
    return row.choices if row else ()


def ballots(session: Session, holding: HoldingKey) -> list[tuple[str, ...]]:
    """Return every ballot of a retrospective, without its voter."""
    return [row.choices for row in session.exec(select(BallotRow).where(*of_holding(BallotRow, holding)))]


def voters(session: Session, holding: HoldingKey) -> int:
    """Return how many people have voted."""
    return session.exec(
        select(func.count()).select_from(BallotRow).where(*of_holding(BallotRow, holding))
    ).one()


def forget_ballots(session: Session, holding: HoldingKey) -> None:
    """Forget who voted for what: only the counts stay."""
    session.exec(delete(BallotRow).where(*of_holding(BallotRow, holding)))


def values(fact: Retro | RetroAction) -> dict[str, Any]:
    """Return the fields of a frozen fact by name."""
    return {field.name: getattr(fact, field.name) for field in fields(fact)}


def named(holding: HoldingKey) -> dict[str, Any]:
    """Return the columns that name a holding."""
    return {"channel": holding.channel, "ceremony": holding.ceremony, "day": holding.day}


def of_holding(
    table: type[RetroRow] | type[BallotRow] | type[ActionRow], holding: HoldingKey
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a row belongs to a holding."""
    return (
        col(table.channel) == holding.channel,
        col(table.ceremony) == holding.ceremony,
        col(table.day) == holding.day,
    )

"""Retrospectives and their votes in and out of their tables."""

from sqlmodel import Session, col, delete, func, select

from rules.ceremonies.retro.retros import Retro
from rules.ceremony_names import HoldingKey
from rules.refusals import Refused
from store.ceremonies.retro.retro_tables import BallotRow, RetroRow
from store.insert_once import add_once
from store.mapping import columns_of, fact_of, matching

MOST_SHOWN = 50
MOST_PASSAGES = 500


def begin(session: Session, key: HoldingKey, retro: Retro) -> bool:
    """Keep a retrospective that opens; tell whether it is new."""
    return add_once(session, RetroRow(**columns_of(key), **columns_of(retro)))


def get(session: Session, key: HoldingKey) -> Retro | None:
    """Return what a retrospective holds, None where it never opened."""
    row = session.exec(select(RetroRow).where(*matching(RetroRow, key))).one_or_none()
    return retro_of(row) if row else None


def lock(session: Session, key: HoldingKey) -> Retro:
    """Return what a retrospective holds, which nobody else can change until this transaction ends."""
    mine = select(RetroRow).where(*matching(RetroRow, key)).with_for_update()
    row = session.exec(mine).one_or_none()
    if row is None:
        raise Refused("This retrospective is no longer there. `/ceremony list` shows what comes next.")
    return retro_of(row)


def save(session: Session, key: HoldingKey, retro: Retro) -> None:
    """Keep what became of a retrospective."""
    row = session.exec(select(RetroRow).where(*matching(RetroRow, key))).one()
    row.sqlmodel_update(columns_of(retro))
    session.add(row)
    session.flush()


def retro_of(row: RetroRow) -> Retro:
    """Return the retrospective of a row."""
    return fact_of(Retro, row)


def keep_ballot(session: Session, key: HoldingKey, voter: str, choices: tuple[str, ...]) -> None:
    """Keep what somebody votes for, in the place of what they chose before."""
    session.merge(
        BallotRow(workspace=session.info["workspace"], **columns_of(key), voter=voter, choices=choices)
    )
    session.flush()


def ballot(session: Session, key: HoldingKey, voter: str) -> tuple[str, ...]:
    """Return what somebody votes for so far."""
    mine = (*matching(BallotRow, key), col(BallotRow.voter) == voter)
    row = session.exec(select(BallotRow).where(*mine)).one_or_none()
    return row.choices if row else ()


def ballots(session: Session, key: HoldingKey) -> list[tuple[str, ...]]:
    """Return every ballot of a retrospective, without its voter."""
    return [row.choices for row in session.exec(select(BallotRow).where(*matching(BallotRow, key)))]


def voters(session: Session, key: HoldingKey) -> int:
    """Return how many people have voted."""
    return session.exec(select(func.count()).select_from(BallotRow).where(*matching(BallotRow, key))).one()


def forget_ballots(session: Session, key: HoldingKey) -> None:
    """Forget who voted for what: only the counts stay."""
    session.exec(delete(BallotRow).where(*matching(BallotRow, key)))

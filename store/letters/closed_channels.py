"""The letters that wait for a channel which lets nothing of ours in: archived, or without us. They keep their order."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from rules.letters import Letter
from store.outbox import Errand, row_of, take_up_again
from store.tables import IS_REFUSED, LetterRow, LetterState


def is_closed(session: Session, channel: str) -> bool:
    """Tell whether letters wait for a channel."""
    first = select(LetterRow.id).where(IS_REFUSED, LetterRow.refused_in == channel).limit(1)
    return session.exec(first).first() is not None


def hold_back(session: Session, letter: int, channel: str, problem: str, now: datetime) -> None:
    """Set a letter aside until a channel is open; where one of a kind is enough, one alike that is set aside already serves."""
    row = session.exec(select(LetterRow).where(LetterRow.id == letter)).one()
    if row.alike and has_alike(session, row):
        session.delete(row)
        return
    row.state, row.closed_at, row.problem, row.claimed_until = LetterState.PARKED, now, problem, None
    row.refused_in = channel
    session.add(row)


def has_alike(session: Session, row: LetterRow) -> bool:
    """Tell whether a letter alike waits in the same lane for a channel to be open."""
    alike = (LetterRow.workspace == row.workspace, LetterRow.lane == row.lane, LetterRow.kind == row.kind)
    others = (LetterRow.alike == row.alike, LetterRow.id != row.id)
    held = select(LetterRow.id).where(IS_REFUSED, *alike, *others).limit(1)
    return session.exec(held).first() is not None


def hold_back_followers(session: Session, taken: Sequence[Errand], now: datetime) -> set[int]:
    """Set those of some letters aside that come after others which wait in their lane for a channel; return which."""
    lanes = {errand.lane for errand in taken}
    held = select(LetterRow.workspace, LetterRow.lane, LetterRow.refused_in, LetterRow.problem).where(
        IS_REFUSED, col(LetterRow.lane).in_(lanes)
    )
    found = {(place, lane): (channel, problem) for place, lane, channel, problem in session.exec(held)}
    behind = {
        errand.id: found[errand.workspace, errand.lane]
        for errand in taken
        if (errand.workspace, errand.lane) in found
    }
    for letter, (channel, problem) in behind.items():
        hold_back(session, letter, channel, problem, now)
    return set(behind)


def was_owed(session: Session, letter: Letter, since: datetime, now: datetime) -> bool:
    """Tell whether a letter of which one is enough was owed since a time already."""
    row = row_of(session, letter, now)
    alike = (LetterRow.lane == row["lane"], LetterRow.kind == row["kind"], LetterRow.alike == row["alike"])
    lately = select(LetterRow.id).where(*alike, col(LetterRow.created_at) > since).limit(1)
    return session.exec(lately).first() is not None


def let_go(session: Session, channel: str, now: datetime) -> int:
    """Let all letters go their way that waited for a channel, in their order; return how many."""
    held = select(LetterRow.id).where(IS_REFUSED, LetterRow.refused_in == channel).order_by(col(LetterRow.id))
    letters = session.exec(held).all()
    for letter in letters:
        take_up_again(session, int(letter or 0), now)
    return len(letters)

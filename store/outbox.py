"""The outbox: letters wait here from the transaction that owes them until Slack has them."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, bindparam, func, literal_column
from sqlmodel import Session, col, delete, select, update

from rules.letter_kinds import LETTERS
from rules.letters import Letter
from store.database import OWES
from store.insert_once import PreparedInsert
from store.mapping import fact_of
from store.prepared import Among, Prepared
from store.tables import WAITS_ALONE, LetterRow, LetterState

# Who is on the way with letters holds them anew in time; the letters of one that died are taken over after so long.
CLAIM_SECONDS = 5
# Problems that no success of another letter ends: what Slack told to wait, and, before its reference, a fault of ours.
TOLD_TO_WAIT = ("ratelimited", "rate_limited")
FAULT = "reference"
ADAPTERS: dict[type[Letter], TypeAdapter[Letter]] = {}


# What of a letter's row is written when it is owed.
WRITTEN = (
    *("workspace", "lane", "kind", "facts", "alike"),
    *("state", "attempts", "lost_answers", "due_at", "created_at", "problem", "refused_in"),
)
# The letter that is relied on is touched, and so locked.
OWED = PreparedInsert(
    lambda insert: insert(LetterRow).on_conflict_do_update(
        index_elements=["workspace", "lane", "kind", "alike"],
        index_where=WAITS_ALONE,
        set_={"problem": LetterRow.problem},
    ),
    WRITTEN,
)


def waits(letter: type[LetterRow]) -> ColumnElement[bool]:
    """Return the condition that a letter waits, written out: for a parameter SQLite would not use the index of those."""
    return col(letter.state) == literal_column(f"'{LetterState.WAITING.value}'")


THESE = (Among(col(LetterRow.workspace), "of_workspaces"), Among(col(LetterRow.id), "of_letters"))
HELD = Prepared(
    update(LetterRow).where(*THESE, waits(LetterRow)).values(claimed_until=bindparam("claimed_until"))
)
# What becomes of a letter of which no answer said whether Slack has it, by a deferral or by the death of who had it on the way.
LOST: dict[str, Any] = {
    "lost_answers": col(LetterRow.lost_answers) + 1,
    "lost_since": func.coalesce(LetterRow.lost_since, LetterRow.created_at),
}
SENT = Prepared(
    update(LetterRow)
    .where(*THESE)
    .values(state=LetterState.SENT, closed_at=bindparam("closed_at"), problem="", claimed_until=None)
)


class UnreadableLetter(Exception):
    """A letter that this version cannot read: of an unknown kind, or not what its kind says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One letter that the postman has taken on, as it is kept; `attempts` counts this one."""

    id: int
    workspace: str
    lane: str
    kind: str
    facts: dict[str, Any]
    attempts: int
    created_at: datetime
    lost_answers: int = 0
    lost_since: datetime | None = None

    @property
    def experiments(self) -> tuple[int, ...]:
        """Return the experiment that it is about, where it is about one; it may be a letter that nobody can read."""
        found = self.facts.get("experiment")
        return (found,) if isinstance(found, int) else ()

    @property
    def letter(self) -> Letter:
        """Return the letter; raise `UnreadableLetter` where it is not exactly what its kind says."""
        return letter_of(self.kind, self.facts)

    @property
    def written(self) -> str:
        """Return the letter as JSON."""
        return json.dumps(self.facts)


def letter_of(kind: str, facts: dict[str, Any]) -> Letter:
    """Return the letter of a kind; raise `UnreadableLetter` where its facts are not exactly what the kind says."""
    if kind not in LETTERS:
        raise UnreadableLetter(f"no letter of the kind {kind} is known to this version")
    try:
        return adapter(LETTERS[kind]).validate_json(json.dumps(facts), strict=True, extra="forbid")
    except ValidationError as error:
        raise UnreadableLetter(f"a letter of the kind {kind} from another version") from error


def facts_of(letter: Letter) -> dict[str, Any]:
    """Return what a letter says, as it is kept."""
    return dict(adapter(type(letter)).dump_python(letter, mode="json"))


def adapter(of: type[Letter]) -> TypeAdapter[Letter]:
    """Return what writes and reads a class of letters as JSON, made once."""
    if of not in ADAPTERS:
        ADAPTERS[of] = TypeAdapter(of)
    return ADAPTERS[of]


def put(session: Session, letters: Iterable[Letter], now: datetime, due_at: datetime | None = None) -> None:
    """Owe letters, in order, from now on or from a time; where one of a kind is enough, a letter alike that waits in its
    lane serves.

    A letter that is relied on is locked until this transaction ends, so that nobody draws it with yesterday's state; one
    that was taken on already is on its way with that state, and is not enough.
    """
    rows = list(
        {row_key(row): row for row in (row_of(session, letter, now, due_at) for letter in letters)}.values()
    )
    OWED.execute(session, *rows)
    session.info[OWES] = True


def row_of(session: Session, letter: Letter, now: datetime, due_at: datetime | None = None) -> dict[str, Any]:
    """Return the row of a letter that is owed."""
    facts = facts_of(letter)
    alike = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    return {
        "workspace": session.info["workspace"],
        "lane": letter.lane,
        "kind": letter.kind,
        "facts": facts,
        "alike": alike if letter.one_is_enough else None,
        "state": LetterState.WAITING,
        "attempts": 0,
        "lost_answers": 0,
        "due_at": due_at or now,
        "created_at": now,
        "problem": "",
        "refused_in": "",
    }


def row_key(row: dict[str, Any]) -> object:
    """Return what two letters of one deed must share to be one."""
    return (row["lane"], row["kind"], row["alike"]) if row["alike"] else id(row)


def hold(session: Session, letters: Iterable[int], now: datetime) -> None:
    """Keep letters that are on their way from everybody else for a while longer."""
    until = now + timedelta(seconds=CLAIM_SECONDS)
    mine = {"of_workspaces": served(session), "of_letters": list(letters)}
    HELD.execute(session, {**mine, "claimed_until": until})


def close_sent(session: Session, letters: Iterable[int], now: datetime) -> None:
    """Record that letters were sent."""
    mine = {"of_workspaces": served(session), "of_letters": list(letters)}
    SENT.execute(session, {**mine, "closed_at": now})


def errand_of(row: Any) -> Errand:
    """Return the errand of a letter."""
    return fact_of(Errand, row)


def served(session: Session) -> list[str]:
    """Return the workspaces that a session sees: those that the postman serves, or the one of a desk."""
    info = session.info
    return list(info["workspaces"] if "workspaces" in info else [info["workspace"]])


def close(session: Session, letter: int, state: LetterState, now: datetime, problem: str = "") -> None:
    """Record that a letter was sent, or parked with the problem that nobody but a person can solve."""
    row = session.exec(select(LetterRow).where(LetterRow.id == letter)).one()
    row.state, row.closed_at, row.problem, row.claimed_until = state, now, problem, None
    session.add(row)


def defer(
    session: Session, letter: int, until: datetime, problem: str, *, is_answer_lost: bool = False
) -> None:
    """Record that a letter must be tried again, not before a time, and whether Slack may have it all the same."""
    if is_answer_lost:
        session.exec(update(LetterRow).where(col(LetterRow.id) == letter).values(**LOST))
    row = session.exec(select(LetterRow).where(LetterRow.id == letter)).one()
    if row.alike and (newer := waiting_alike(session, row)):
        # What was owed since says the same, and shows today's state: it takes the place of the older one.
        newer.due_at, newer.problem = until, problem
        newer.attempts, newer.created_at = row.attempts, row.created_at
        newer.lost_answers, newer.lost_since = row.lost_answers, row.lost_since
        session.add(newer)
        session.delete(row)
        return
    row.due_at, row.problem, row.claimed_until = until, problem, None
    session.add(row)


def release(session: Session, now: datetime, *, most: int) -> int:
    """Make some of the letters due that wait because Slack was away, those due first; return how many."""
    held_up = (
        waits(LetterRow),
        col(LetterRow.due_at) > now,
        col(LetterRow.claimed_until).is_(None),
        col(LetterRow.problem).not_in(("", *TOLD_TO_WAIT)),
        col(LetterRow.problem).not_like(f"{FAULT} %"),
    )
    first = select(LetterRow).where(*held_up).order_by(col(LetterRow.due_at)).limit(most)
    rows = session.exec(first.with_for_update(skip_locked=True)).all()
    for row in rows:
        row.due_at = now
        session.add(row)
    return len(rows)


def waiting_alike(session: Session, row: LetterRow) -> LetterRow | None:
    """Return the other letter alike that waits in a lane and that nobody has taken on, if there is one."""
    mine = (
        LetterRow.lane == row.lane,
        LetterRow.kind == row.kind,
        LetterRow.alike == row.alike,
        LetterRow.state == LetterState.WAITING,
        col(LetterRow.claimed_until).is_(None),
        LetterRow.id != row.id,
    )
    return session.exec(select(LetterRow).where(*mine).with_for_update()).one_or_none()


def take_up_again(session: Session, letter: int, now: datetime) -> bool:
    """Let a letter that was set aside go its way once more, as if it were new; tell whether it still was set aside."""
    parked = (LetterRow.id == letter, LetterRow.state == LetterState.PARKED)
    row = session.exec(select(LetterRow).where(*parked).with_for_update()).one_or_none()
    if row is None:
        return False
    if row.alike and waiting_alike(session, row):
        # What was owed since says the same, and is on its way.
        session.delete(row)
        return True
    row.state, row.attempts, row.due_at, row.created_at = LetterState.WAITING, 0, now, now
    row.closed_at, row.problem, row.claimed_until, row.refused_in = None, "", None, ""
    session.add(row)
    session.info[OWES] = True
    return True


def forget_sent(session: Session, before: datetime) -> None:
    """Remove letters that were sent before a time."""
    old = (col(LetterRow.state) == LetterState.SENT, col(LetterRow.closed_at) < before)
    session.exec(delete(LetterRow).where(*old))

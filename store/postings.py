"""Where our messages stand in Slack: one table, one function to find one and one to keep it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from rules.message_keys import CARD, MessageKey, card_of, experiment_of
from store.insert_once import taking_the_place
from store.mapping import asked_of, columns_of, fact_of, where
from store.prepared import Prepared, within
from store.tables import MessageRow


@dataclass(frozen=True, slots=True)
class Posting:
    """One message in Slack: its channel, its time stamp, which is its identity there, and its permalink."""

    channel: str
    ts: str
    link: str = ""


PLACE = tuple(Posting.__dataclass_fields__)
AT_ONCE = 500
# Every letter asks where its message stands, and keeps where it stands now.
ONE = Prepared(select_columns(*asked_of(MessageRow, Posting)).where(*where(MessageRow, "subject", "part")))
KEPT = taking_the_place(MessageRow, PLACE)


def find(session: Session, key: MessageKey) -> Posting | None:
    """Return where a message stands, if it was posted."""
    row = ONE.one(session, within(session, **columns_of(key)))
    return fact_of(Posting, row) if row else None


def standing(session: Session, keys: Sequence[MessageKey]) -> frozenset[MessageKey]:
    """Return those of these messages that were posted."""
    found: set[MessageKey] = set()
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        mine = (
            col(MessageRow.subject).in_({key.subject for key in some}),
            col(MessageRow.part).in_({key.part for key in some}),
        )
        rows = session.execute(select_columns(col(MessageRow.subject), col(MessageRow.part)).where(*mine))
        found |= {MessageKey(subject, part) for subject, part in rows}
    return frozenset(found.intersection(keys))


def keep_posting(session: Session, key: MessageKey, posting: Posting) -> None:
    """Keep where a message stands."""
    mine = {"workspace": session.info["workspace"], **columns_of(key)}
    KEPT.execute(session, {**mine, **columns_of(posting)})


def card_links(session: Session, experiments: Iterable[int]) -> dict[int, str]:
    """Return the permalinks of the cards of these experiments."""
    numbers = {card_of(number).subject: number for number in experiments}
    cards = (MessageRow.part == CARD, col(MessageRow.subject).in_(numbers))
    rows = session.exec(select(MessageRow).where(*cards))
    return {numbers[row.subject]: row.link for row in rows if row.link}


def experiment_at(session: Session, channel: str, ts: str) -> int | None:
    """Return the experiment of which a message stands at a place in Slack, its card or one in the card's thread."""
    here = (MessageRow.channel == channel, MessageRow.ts == ts)
    rows = session.exec(select(MessageRow).where(*here))
    found = (experiment_of(MessageKey(row.subject, row.part)) for row in rows)
    return next((number for number in found if number is not None), None)


def subjects_with_messages(session: Session, subjects: Iterable[str]) -> frozenset[str]:
    """Return those of these subjects of which any message stands in Slack."""
    mine = col(MessageRow.subject).in_(list(subjects))
    return frozenset(session.exec(select(MessageRow.subject).where(mine)))

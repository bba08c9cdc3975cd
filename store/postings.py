"""Where our messages stand in Slack: one table, one function to find one and one to keep it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from rules.message_keys import CARD, MessageKey, card_of, experiment_of
from store.tables import MessageRow


@dataclass(frozen=True, slots=True)
class Posting:
    """One message in Slack: its channel, its time stamp, which is its identity there, and its permalink."""

    channel: str
    ts: str
    link: str = ""


def find(session: Session, key: MessageKey) -> Posting | None:
    """Return where a message stands, if it was posted."""
    mine = (MessageRow.subject == key.subject, MessageRow.part == key.part)
    row = session.exec(select(MessageRow).where(*mine)).one_or_none()
    return Posting(row.channel, row.ts, row.link) if row else None


def keep_posting(session: Session, key: MessageKey, posting: Posting) -> None:
    """Keep where a message stands."""
    session.merge(
        MessageRow(
            workspace=session.info["workspace"],
            subject=key.subject,
            part=key.part,
            channel=posting.channel,
            ts=posting.ts,
            link=posting.link,
        )
    )


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

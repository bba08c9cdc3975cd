"""Messages whose buttons are to go once nothing is left to press, in and out of their table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from store.experiments.live_message_tables import LiveMessageRow
from store.mapping import columns_of, fact_of
from store.postings import Posting


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveMessage:
    """One message with buttons: where it stands, of which letter it was drawn, and the digest of its buttons."""

    channel: str
    ts: str
    kind: str
    facts: dict[str, Any]
    shown: str
    at: datetime

    @property
    def posting(self) -> Posting:
        """Return where it stands."""
        return Posting(self.channel, self.ts)


def live_of(session: Session, experiment: int) -> tuple[LiveMessage, ...]:
    """Return the messages with buttons that are about an experiment, the oldest first."""
    mine = select(LiveMessageRow).where(LiveMessageRow.experiment == experiment)
    rows = session.exec(mine.order_by(col(LiveMessageRow.at), col(LiveMessageRow.ts)))
    return tuple(fact_of(LiveMessage, row) for row in rows)


def has_live(session: Session, experiment: int) -> bool:
    """Tell whether any message with buttons is about an experiment."""
    mine = select(LiveMessageRow.ts).where(LiveMessageRow.experiment == experiment).limit(1)
    return session.exec(mine).one_or_none() is not None


def keep_live(session: Session, live: LiveMessage, experiments: Iterable[int]) -> None:
    """Keep a message with buttons, and which experiments it is about; one about none is forgotten."""
    here = (col(LiveMessageRow.channel) == live.channel, col(LiveMessageRow.ts) == live.ts)
    session.exec(delete(LiveMessageRow).where(*here))
    session.add_all(
        LiveMessageRow(experiment=number, **columns_of(live)) for number in sorted(set(experiments))
    )
    session.flush()


def forget_live(session: Session, before: datetime) -> None:
    """Forget messages that were posted long ago, in a session over all workspaces."""
    session.exec(delete(LiveMessageRow).where(col(LiveMessageRow.at) < before))

"""Messages with buttons that nobody edits otherwise: kept as long as anything in them can be pressed."""

from collections.abc import Iterable
from datetime import datetime

from flows.desk import Desk
from rules.experiments.letters import LiveMessagesLetter
from rules.letters import Letter
from store import outbox
from store.experiments.live_messages import LiveMessage, has_live, keep_live, live_of
from store.outbox import letter_of
from store.postings import Posting


def keep_message(
    desk: Desk, letter: Letter, posting: Posting, experiments: Iterable[int], shown: str, now: datetime
) -> None:
    """Keep where a message stands that was drawn of a letter, if it shows any buttons; forget it otherwise."""
    with desk.begin() as session:
        live = LiveMessage(
            channel=posting.channel,
            ts=posting.ts,
            kind=letter.kind,
            facts=outbox.facts_of(letter),
            shown=shown,
            at=now,
        )
        keep_live(session, live, experiments if shown else ())


def owe_redrawn(desk: Desk, number: int, now: datetime) -> None:
    """Owe the messages about an experiment anew that still have buttons, if there are any."""
    with desk.look() as session:
        if not has_live(session, number):
            return
    with desk.begin() as session:
        outbox.put(session, [LiveMessagesLetter(experiment=number)], now)


def live(desk: Desk, number: int) -> tuple[tuple[LiveMessage, Letter], ...]:
    """Return the messages about an experiment that still have buttons, each with the letter of which it is drawn."""
    with desk.look() as session:
        return tuple((one, letter_of(one.kind, one.facts)) for one in live_of(session, number))

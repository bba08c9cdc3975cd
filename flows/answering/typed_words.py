"""Answering what is typed in the thread of an experiment's card."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flows.desk import Desk
from rules.answering.answerable import is_answered
from rules.answering.letters import TypedDecisionLetter
from rules.answering.typed_decisions import TypedDecision
from store import outbox, postings, receipts
from store.experiments import experiments


@dataclass(frozen=True, slots=True)
class TypedWords:
    """Where and by whom something was typed: `ts` is the message, `thread` the one whose thread it stands in, or empty."""

    by: str
    channel: str
    ts: str
    thread: str = ""

    @property
    def request(self) -> str:
        """Return what tells this message from another, however often Slack tells of it."""
        return f"message:{self.channel}:{self.ts}"


def answer_decision(
    desk: Desk, typed: TypedWords, said: TypedDecision, named: Collection[int], *, now: datetime
) -> bool:
    """Owe who typed a decision in a card's thread the button that decides it, once; tell whether this is such a thread, and
    the words `named` its experiment or none."""
    with desk.begin() as session:
        number = postings.experiment_at(session, typed.channel, typed.thread)
        if number is None or (named and number not in named):
            return False
        member = desk.member(session, typed.by)
        experiment = experiments.get(session, number)
        is_due = member.is_person and is_answered(experiment, desk.concerned(session), member.person, said)
        if is_due and receipts.is_first(session, typed.request, now):
            letter = TypedDecisionLetter(
                user=typed.by,
                channel=typed.channel,
                thread=typed.thread,
                experiment=number,
                verdict=said.verdict,
            )
            outbox.put(session, [letter], now)
        return True

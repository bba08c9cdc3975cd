"""Answering what somebody says to Assay itself, by name in a channel or in a direct message."""

from datetime import datetime

from sqlmodel import Session

from flows.answering.typed_words import TypedWords
from flows.desk import Desk
from rules.answering.asked import LONGEST_TEXT, MOST_ASKED
from rules.answering.letters import HelpLetter
from rules.answering.typed_decisions import typed_decision
from rules.people.viewing import Viewer
from rules.typed_keys import keys_in
from rules.words import clean
from store import outbox, postings, receipts
from store.experiments import experiments, viewing


def answer(desk: Desk, typed: TypedWords, text: str, *, is_direct: bool, now: datetime) -> None:
    """Owe somebody an answer to what they said to Assay, once."""
    with desk.begin() as session:
        if not receipts.is_first(session, typed.request, now):
            return
        # Who reads along from another workspace, or as a guest, is told the commands and nothing else.
        is_ours = desk.member(session, typed.by).is_person
        said = typed_decision(text) if is_ours else None
        letter = HelpLetter(
            user=typed.by,
            channel=typed.channel,
            thread=typed.thread,
            ts=typed.ts,
            is_direct=is_direct,
            text=clean(text)[:LONGEST_TEXT] if is_ours else "",
            experiments=about(session, typed, text) if is_ours else (),
            verdict=said.verdict if said else None,
        )
        outbox.put(session, [letter], now)


def about(session: Session, typed: TypedWords, text: str) -> tuple[int, ...]:
    """Return the experiments that somebody speaks of: those they name, or the one in whose thread they speak."""
    with viewing.shown_to(session, Viewer(typed.by, typed.channel)):
        named = experiments.known_numbers(session, keys_in(text)[:MOST_ASKED])
    if named or not typed.thread:
        return named
    number = postings.experiment_at(session, typed.channel, typed.thread)
    return (number,) if number is not None else ()

"""Answering a message of a channel that speaks of experiments, once for each in a thread."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from flows.answering.typed_words import TypedWords
from flows.desk import Desk
from rules.answering.letters import NamedLetter
from rules.answering.named import MOST_NAMED, named_experiments, places_in
from rules.message_keys import answer_of
from rules.people.viewing import Viewer
from store import outbox, postings, receipts, workspaces
from store.experiments import experiments, viewing
from store.postings import Posting


def answer_named(desk: Desk, typed: TypedWords, text: str, raw: str, *, now: datetime) -> None:
    """Owe a message that speaks of experiments, in its text or by the links of its `raw` text, where they stand: in its
    thread, of each that was not answered there before."""
    numbers, places = named_experiments(text), places_in(raw)
    if not numbers and not places:
        return
    with desk.begin() as session:
        if not workspaces.answers_named(session) or not desk.member(session, typed.by).is_person:
            return
        here = postings.experiment_at(session, typed.channel, typed.thread or typed.ts)
        linked = (postings.experiment_at(session, *place) for place in places)
        wanted = [number for number in (*numbers, *linked) if number is not None and number != here]
        found = shown_in(session, typed.channel, wanted)[:MOST_NAMED]
        root = typed.thread or typed.ts
        new = tuple(number for number in found if is_new(session, typed.channel, root, number, now))
        if new:
            letter = NamedLetter(channel=typed.channel, thread=root, experiments=new)
            outbox.put(session, [letter], now)


def shown_in(session: Session, channel: str, wanted: Iterable[int]) -> tuple[int, ...]:
    """Return those of some numbers whose experiments all who read a channel are shown."""
    with viewing.shown_to(session, Viewer(channel=channel)):
        return experiments.known_numbers(session, wanted)


def is_new(session: Session, channel: str, thread: str, number: int, now: datetime) -> bool:
    """Tell whether a thread has no answer about an experiment yet, and none is on its way."""
    if postings.find(session, answer_of(channel, thread, number)):
        return False
    return receipts.is_first(session, f"named:{channel}:{thread}:{number}", now)


def unanswered(desk: Desk, letter: NamedLetter) -> tuple[int, ...]:
    """Return the experiments of a letter about which its thread has no answer yet, and may have one."""
    with desk.look() as session:
        return tuple(
            number
            for number in shown_in(session, letter.channel, letter.experiments)
            if not postings.find(session, answer_of(letter.channel, letter.thread, number))
        )


def keep_answered(desk: Desk, letter: NamedLetter, numbers: Iterable[int], posting: Posting) -> None:
    """Remember that a thread has its answer about some experiments."""
    with desk.begin() as session:
        for number in numbers:
            postings.keep_posting(session, answer_of(letter.channel, letter.thread, number), posting)

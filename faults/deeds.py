"""What people know of what they did in a campaign, and what they do it with."""

import itertools
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from random import Random

from strictslack.delivery.deliveries import Ack

from bot.hear.errors import DATABASE_AWAY
from bot.outside.own_messages import mark_of
from faults.slack_house import Json, LocalSlack, button
from rules.ceremonies.retro.retros import MOST_CARDS
from rules.experiments.experiment import ApprovalKind, ReviewKind
from rules.journal.entries import Deed

# What is said where it is known that nothing was changed, and where it is not known.
UNCHANGED = (DATABASE_AWAY, "nothing was changed", "Slack did not answer just now")
IN_DOUBT = ("did not say whether this was kept", "after a change was kept")
SeatKind = ReviewKind | ApprovalKind


class Outcome(StrEnum):
    """What somebody knows of what they did."""

    ACKNOWLEDGED = "acknowledged"
    UNCHANGED = "told that nothing was changed"
    UNKNOWN = "not acknowledged"


class Kept(Enum):
    """Where what somebody did is kept: as a fact, as a card of a retrospective, as somebody's answer to a standup, or as
    word to those of whom something is awaited."""

    FACT = "fact"
    CARD = "card"
    ANSWER = "answer"
    WORD = "word"


@dataclass
class Done:
    """One thing that somebody did, and how what is kept tells of it: by which deed on which subject, with which words."""

    deed: Deed | None
    subject: str
    words: str
    outcome: Outcome
    click: str = ""
    times: int = 1
    kept: Kept = Kept.FACT


@dataclass(frozen=True)
class Ground:
    """What people work on: experiments that run, those before the board and at the gate, and the day in their channels."""

    running: list[int]
    boards: list[int]
    gates: list[int]
    day: date


@dataclass
class People:
    """Many people at work: what they do is drawn from one source of luck, and kept."""

    slack: LocalSlack
    ground: Ground
    luck: Random
    done: list[Done] = field(default_factory=list)
    repeats: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    # One person has one form open at a time.
    forms: dict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(100_000))

    def __post_init__(self) -> None:
        self.seats: list[tuple[int, SeatKind]] = [
            *((number, kind) for kind in ReviewKind for number in self.ground.boards),
            *((number, kind) for kind in ApprovalKind for number in self.ground.gates),
        ]
        self.luck.shuffle(self.seats)
        self.unreminded = list(self.ground.boards)
        self.cards = MOST_CARDS - 1

    def keep(self, done: Done) -> None:
        """Keep what was done."""
        with self.lock:
            self.done.append(done)

    def fill(self, by: str, label: str, typed: str) -> Outcome | None:
        """Fill one field of the form that is open before somebody, and submit it; None where none is open."""
        answer = self.slack.submit(by, label, typed)
        if not answer:
            return None
        if answer.get("errors"):
            return Outcome.UNCHANGED if any(one in str(answer) for one in UNCHANGED) else Outcome.UNKNOWN
        return Outcome.ACKNOWLEDGED if answer["ok"] else Outcome.UNKNOWN

    def known(self) -> list[Done]:
        """Return all that was done, with what who clicked was told privately."""
        for one in self.done:
            if told := self.slack.answers.said.get(one.click):
                one.outcome = told_of(told, one.times)
        return self.done


def told_of(told: list[str], times: int) -> Outcome:
    """Return what somebody knows who was told privately what became of a click, done so many times at once: where one of two
    changed nothing, the other may have."""
    changed_nothing = [said for said in told if any(words in said for words in UNCHANGED)]
    return Outcome.UNCHANGED if len(changed_nothing) >= times else Outcome.UNKNOWN


def outcome(acks: list[Ack]) -> Outcome:
    """Return what somebody knows whose deed was delivered so many times at once: one acknowledgement is enough."""
    found = {outcome_of(ack) for ack in acks}
    for one in (Outcome.ACKNOWLEDGED, Outcome.UNKNOWN):
        if one in found:
            return one
    return Outcome.UNCHANGED


def outcome_of(ack: Ack) -> Outcome:
    """Return what one delivery tells."""
    said = str(ack.body or "")
    if ack.error or any(words in said for words in IN_DOUBT):
        return Outcome.UNKNOWN
    return Outcome.UNCHANGED if any(words in said for words in UNCHANGED) else Outcome.ACKNOWLEDGED


def marked(messages: list[Json], mark: str) -> Json | None:
    """Return the message with a mark, if it stands."""
    return next((one for one in messages if mark_of(one) == mark), None)


def action_of(message: Json, act: str, *wanted: str) -> str:
    """Return the action of the first button with an act whose value has some words in it; nothing where there is none."""
    for block in message.get("blocks", []):
        for element in block.get("elements", ()):
            value = str(element.get("value"))
            if element.get("action_id") == act and all(words in value for words in wanted):
                action = f"{act} {value}"
                button(message, action)
                return action
    return ""

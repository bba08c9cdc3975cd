"""What people do in a campaign, and what was acknowledged of it."""

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from strictslack.delivery.deliveries import Ack

from bot.hear.errors import DATABASE_AWAY
from bot.ids import Act, ReviewValue
from bot.outside.own_messages import mark_of
from demo.story import ANA, REVIEWERS, REVIEWS
from faults.slack_house import Json, LocalSlack, button
from rules.experiments.experiment import ReviewKind
from rules.journal.entries import Deed
from rules.message_keys import board_of

# What is said where it is known that nothing was changed, and where it is not known.
UNCHANGED = (DATABASE_AWAY, "nothing was changed", "Slack did not answer just now")
IN_DOUBT = ("did not say whether this was kept", "after a change was kept")
TWICE_OF_TEN = 0.2


class Outcome(StrEnum):
    """What somebody knows of what they did."""

    ACKNOWLEDGED = "acknowledged"
    UNCHANGED = "told that nothing was changed"
    UNKNOWN = "not acknowledged"


@dataclass
class Done:
    """One thing that somebody did, and how the journal tells of it: by which deed on which subject, with which words."""

    deed: Deed
    subject: str
    words: str
    outcome: Outcome
    click: str = ""


@dataclass
class People:
    """Many people at work: what they do is drawn from one source of luck, and kept."""

    slack: LocalSlack
    experiments: list[int]
    boards: list[int]
    luck: Random
    done: list[Done] = field(default_factory=list)
    repeats: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    # One person has one form open at a time.
    form: threading.Lock = field(default_factory=threading.Lock)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(100_000))

    def __post_init__(self) -> None:
        self.seats = [(number, kind) for kind in ReviewKind for number in self.boards]
        self.luck.shuffle(self.seats)

    def do_something(self) -> None:
        """Do one deed."""
        with self.lock:
            luck, number = self.luck.random(), next(self.numbers)
            times = 2 if self.luck.random() < TWICE_OF_TEN else 1
            experiment = self.luck.choice(self.experiments)
            seat = self.seats.pop() if self.seats and luck < 0.4 else None
            self.repeats += times - 1
        if seat:
            self.approve(*seat, number, times)
        elif luck > 0.95:
            self.propose(number)
        else:
            self.record(experiment, number, times)

    def keep(self, done: Done) -> None:
        """Keep what was done."""
        with self.lock:
            self.done.append(done)

    def record(self, experiment: int, number: int, times: int) -> None:
        """Record a value that nobody else records."""
        value = f"0.{number}7"
        said = f"/experiment metric EXP-{experiment} accuracy {value}"
        acks = self.slack.command(ANA, REVIEWS, said, times)
        self.keep(Done(Deed.MEASURED, f"EXP-{experiment}", value, outcome(acks)))

    def propose(self, number: int) -> None:
        """Propose an experiment by the form."""
        title = f"Proposal {number}"
        with self.form:
            acks = self.slack.command(ANA, REVIEWS, f"/experiment propose {title}")
            answer = self.slack.submit(ANA, "Hypothesis", "If it is smaller, then it is faster.")
        if not answer or outcome(acks) is not Outcome.ACKNOWLEDGED:
            return
        if answer.get("errors"):
            found = Outcome.UNCHANGED if any(one in str(answer) for one in UNCHANGED) else Outcome.UNKNOWN
        else:
            found = Outcome.ACKNOWLEDGED if answer["ok"] else Outcome.UNKNOWN
        self.keep(Done(Deed.PROPOSED, "", title, found))

    def approve(self, experiment: int, kind: ReviewKind, number: int, times: int) -> None:
        """Approve in a seat of a board, where its message stands already."""
        mark = board_of(experiment, 1)
        board = marked(self.slack.messages(REVIEWS), f"{mark.subject} {mark.part}")
        action = approve_button(board, kind) if board else ""
        if not board or not action:
            with self.lock:
                self.seats.insert(0, (experiment, kind))
            return
        click = str(number)
        acks = self.slack.click(REVIEWERS[kind], REVIEWS, board, action, click, times)
        words = f'"{kind.value}"'
        self.keep(Done(Deed.APPROVED_REVIEW, f"EXP-{experiment}", words, outcome(acks), click))

    def known(self) -> list[Done]:
        """Return all that was done, with what who clicked was told privately."""
        for one in self.done:
            said = self.slack.answers.said.get(one.click, "")
            if said and any(words in said for words in UNCHANGED):
                one.outcome = Outcome.UNCHANGED
            elif said:
                one.outcome = Outcome.UNKNOWN
        return self.done


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


def approve_button(board: Json, kind: ReviewKind) -> str:
    """Return the action of the button that approves in a seat, if it is there."""
    for block in board.get("blocks", []):
        for element in block.get("elements", ()):
            if element.get("action_id") == Act.APPROVE_REVIEW:
                value = str(element.get("value"))
                if ReviewValue.read(value).kind is kind:
                    action = f"{Act.APPROVE_REVIEW} {value}"
                    button(board, action)
                    return action
    return ""

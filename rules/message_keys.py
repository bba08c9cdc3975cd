"""Which of our messages is meant: of what, and which of its parts; where it stands in Slack is found by that."""

from dataclasses import dataclass
from datetime import date

from rules.ceremony_names import HoldingKey

CARD = "card"


@dataclass(frozen=True, slots=True)
class MessageKey:
    """One message of ours: `subject` says of which experiment, holding, person or thread, `part` which of its messages."""

    subject: str
    part: str


def card_of(experiment: int) -> MessageKey:
    """Return the card of an experiment."""
    return MessageKey(f"experiment:{experiment}", CARD)


def experiment_of(message: MessageKey) -> int | None:
    """Return the experiment that a message is about: its card or one in its thread; None for any other."""
    kind, _, number = message.subject.partition(":")
    return int(number) if kind == "experiment" and number.isdecimal() else None


def board_of(experiment: int, revision: int) -> MessageKey:
    """Return the review board of a revision."""
    return MessageKey(f"experiment:{experiment}", f"board:{revision}")


def gate_of(experiment: int, round_: int) -> MessageKey:
    """Return the promotion gate of a round."""
    return MessageKey(f"experiment:{experiment}", f"gate:{round_}")


def handover_of(experiment: int, place: int) -> MessageKey:
    """Return the question whether somebody takes an experiment over."""
    return MessageKey(f"experiment:{experiment}", f"handover:{place}")


def question_of(experiment: int, place: int) -> MessageKey:
    """Return the question on a seat that waits for the owner's answer."""
    return MessageKey(f"experiment:{experiment}", f"question:{place}")


def override_of(experiment: int, place: int) -> MessageKey:
    """Return the notice that asks a second person to confirm an override."""
    return MessageKey(f"experiment:{experiment}", f"override:{place}")


def moment_of(experiment: int, topic: str, number: int) -> MessageKey:
    """Return the word of a moment that the whole channel sees, of a revision or a round by its number."""
    return MessageKey(f"experiment:{experiment}", f"moment:{topic}:{number}")


def reminder_of(user: str, day: date) -> MessageKey:
    """Return the one message of a day that lists what waits for somebody."""
    return MessageKey(f"person:{user}", f"reminder:{day.isoformat()}")


def follow_up_of(number: int) -> MessageKey:
    """Return the message that gives somebody a follow-up."""
    return MessageKey(f"follow_up:{number}", "given")


def subject_of(holding: HoldingKey) -> str:
    """Return the subject under which the messages of a holding are found."""
    return f"holding:{holding.text}"


def part_of(holding: HoldingKey, part: str) -> MessageKey:
    """Return a message of a holding: its prompt, agenda, board, summary, record ..."""
    return MessageKey(subject_of(holding), part)


def ask_of(holding: HoldingKey, user: str) -> MessageKey:
    """Return the message that asks somebody for their check-in."""
    return part_of(holding, f"ask:{user}")


def nudge_of(holding: HoldingKey, user: str) -> MessageKey:
    """Return the message that reminds somebody of their check-in."""
    return part_of(holding, f"nudge:{user}")


def call_of(holding: HoldingKey, blocker: int) -> MessageKey:
    """Return the message that asks who takes care of a blocker."""
    return part_of(holding, f"call:{blocker}")


def named_of(blocker: int) -> MessageKey:
    """Return the message that tells of a blocker as soon as it is named."""
    return MessageKey(f"blocker:{blocker}", "named")


def answer_of(channel: str, thread: str, experiment: int) -> MessageKey:
    """Return the answer in a thread that says where an experiment stands of which it speaks."""
    return MessageKey(f"thread:{channel}:{thread}", f"named:{experiment}")

"""Each thing that people do in a campaign. A row each."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bot.ids import Act
from bot.outside.own_messages import mark_of
from demo.story import ANA, APPROVERS, GENERAL, REVIEWERS, REVIEWS, ROLES
from faults.deeds import Done, Kept, Outcome, People, SeatKind, action_of, marked, outcome
from faults.slack_house import Json
from rules.experiments.experiment import ReviewKind
from rules.journal.entries import Deed
from rules.message_keys import board_of, gate_of

TWICE_OF_TEN = 0.2
BY_MESSAGE = "by message"


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's turn: by a number of its own, so many times at once, with luck of its own."""

    number: int
    times: int
    luck: Random


def do_something(people: People) -> None:
    """Do one deed, drawn by luck; where there is none of that kind to do, record a value."""
    with people.lock:
        turn = Turn(next(people.numbers), 1, Random(people.luck.random()))  # noqa: S311  (can be drawn again)
        doing = people.luck.choices(DOINGS, [one.tickets for one in DOINGS])[0]
        if doing.can_be_twice and people.luck.random() < TWICE_OF_TEN:
            turn = Turn(turn.number, 2, turn.luck)
            people.repeats += 1
    if not doing.do(people, turn):
        record(people, turn)


def record(people: People, turn: Turn) -> bool:
    """Record a value that nobody else records."""
    experiment, value = turn.luck.choice(people.ground.running), f"0.{turn.number}7"
    said = f"/experiment metric EXP-{experiment} accuracy {value}"
    acks = people.slack.command(ANA, REVIEWS, said, turn.times)
    people.keep(Done(Deed.MEASURED, f"EXP-{experiment}", value, outcome(acks)))
    return True


def propose(people: People, turn: Turn) -> bool:
    """Propose an experiment by the form."""
    title = f"Proposal {turn.number}"
    with people.forms[ANA]:
        acks = people.slack.command(ANA, REVIEWS, f"/experiment propose {title}")
        found = people.fill(ANA, "Hypothesis", "If it is smaller, then it is faster.")
    if found and outcome(acks) is Outcome.ACKNOWLEDGED:
        people.keep(Done(Deed.PROPOSED, "", title, found))
    return True


def approve(people: People, turn: Turn) -> bool:
    """Approve in a seat of a board or a gate, where its message stands already; who saw it fail comes back later."""
    with people.lock:
        if not people.seats:
            return False
        experiment, kind = people.seats.pop()
    by, deed, act, message = seat_of(people, experiment, kind)
    action = action_of(message, act, f'"{kind.value}"') if message else ""
    if not message or not action:
        with people.lock:
            people.seats.insert(0, (experiment, kind))
        return False
    acks = people.slack.click(by, REVIEWS, message, action, str(turn.number), turn.times)
    found = outcome(acks)
    people.keep(Done(deed, f"EXP-{experiment}", f'"{kind.value}"', found, str(turn.number), times=turn.times))
    if found is Outcome.UNKNOWN:
        with people.lock:
            people.seats.insert(0, (experiment, kind))
    return True


def seat_of(people: People, experiment: int, kind: SeatKind) -> tuple[str, Deed, str, Json | None]:
    """Return who decides in a seat, by which deed, with which button, and the message in which it is, if that stands."""
    found: tuple[str, Deed, str]
    if isinstance(kind, ReviewKind):
        found, key = (REVIEWERS[kind], Deed.APPROVED_REVIEW, Act.APPROVE_REVIEW), board_of(experiment, 1)
    else:
        found, key = (APPROVERS[kind], Deed.APPROVED_PROMOTION, Act.APPROVE_PROMOTION), gate_of(experiment, 1)
    return *found, marked(people.slack.messages(REVIEWS), f"{key.subject} {key.part}")


def ask(people: People, turn: Turn) -> bool:
    """Ask a question before deciding in a seat that is still open."""
    with people.lock:
        if not people.seats:
            return False
        experiment, kind = turn.luck.choice(people.seats)
    by, _, _, message = seat_of(people, experiment, kind)
    action = action_of(message, Act.OPEN_QUESTION) if message else ""
    text = f"Question {turn.number}"
    return bool(message and action) and by_form(
        people, by, message or {}, action, "Question", text, Deed.ASKED_QUESTION
    )


def answer(people: People, turn: Turn) -> bool:
    """Answer a question that waits."""
    waiting = [
        (message, action)
        for message in people.slack.messages(REVIEWS)
        if " question:" in mark_of(message) and (action := action_of(message, Act.OPEN_ANSWER))
    ]
    if not waiting:
        return False
    message, action = turn.luck.choice(waiting)
    return by_form(people, ANA, message, action, "Answer", f"Answer {turn.number}", Deed.ANSWERED_QUESTION)


def by_form(people: People, by: str, message: Json, action: str, label: str, text: str, deed: Deed) -> bool:
    """Open a form by a button, fill it in and submit it; where none opens nothing is done."""
    with people.forms[by]:
        people.slack.click(by, REVIEWS, message, action, text.replace(" ", "-"))
        found = people.fill(by, label, text)
    if found:
        people.keep(Done(deed, "", text, found))
    return True


def check_in(people: People, turn: Turn) -> bool:
    """Answer the standup of a channel, or answer it anew."""
    by, where, text = (
        turn.luck.choice(list(ROLES)),
        turn.luck.choice([REVIEWS, GENERAL]),
        f"Did {turn.number}",
    )
    with people.forms[by]:
        acks = people.slack.command(by, where, "/standup checkin")
        found = people.fill(by, "Progress", text)
        if found and outcome(acks) is Outcome.ACKNOWLEDGED:
            people.keep(Done(None, f"{where} {by}", text, found, kept=Kept.ANSWER))
    return True


def add_card(people: People, turn: Turn) -> bool:
    """Add a card to the retrospective, as long as it has room."""
    with people.lock:
        people.cards -= 1
        if people.cards < 0:
            return False
    text = f"Card {turn.number}"
    acks = people.slack.command(turn.luck.choice(list(ROLES)), GENERAL, f"/retro well {text}", turn.times)
    people.keep(Done(None, "", text, outcome(acks), kept=Kept.CARD))
    return True


def remind(people: People, turn: Turn) -> bool:
    """Remind those of whom a decision is awaited."""
    with people.lock:
        if not people.unreminded:
            return False
        experiment = people.unreminded.pop()
    acks = people.slack.command(ANA, REVIEWS, f"/experiment remind EXP-{experiment}", turn.times)
    is_told_now = any(BY_MESSAGE in str(ack.body) for ack in acks)
    found = outcome(acks) if is_told_now else Outcome.UNKNOWN
    people.keep(Done(None, f"EXP-{experiment}", "", found, kept=Kept.WORD))
    return True


@dataclass(frozen=True, slots=True)
class Doing:
    """One kind of deed: how it is done, of so many tickets in the draw, and whether it is also done twice at once; it
    tells whether there was anything to do."""

    do: Callable[[People, Turn], bool]
    tickets: int
    can_be_twice: bool = False


DOINGS = (
    Doing(record, 8, can_be_twice=True),
    Doing(approve, 5, can_be_twice=True),
    Doing(propose, 1),
    Doing(ask, 1),
    Doing(answer, 1),
    Doing(check_in, 2),
    Doing(add_card, 2, can_be_twice=True),
    Doing(remind, 1, can_be_twice=True),
)

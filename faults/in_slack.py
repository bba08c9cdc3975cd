"""What must agree in the end in Slack: nothing twice, all in order, no button of what is decided, nothing stale."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlmodel import select

from bot.button_values import ApprovalValue, QuestionValue, ReviewValue
from bot.deliver import retro_deliveries, standup_deliveries
from bot.ids import Act
from bot.outside.own_messages import mark_of
from faults.slack_house import Json
from faults.world import World
from flows import outbox
from flows.ceremonies.review.agendas import AGENDA_PART
from flows.desk import Desk
from flows.experiments import sheets
from rules.ceremonies.ceremonies import Standing
from rules.ceremonies.standup.letters import StandupPromptLetter
from rules.ceremony_names import Ceremony, HoldingKey
from rules.experiments.experiment import Experiment
from rules.experiments.letters import BoardLetter, CardLetter, GateLetter, QuestionLetter
from rules.letters import Letter
from rules.message_keys import card_of, part_of, subject_of
from store.ceremonies.ceremony_tables import HoldingRow
from store.journal.journal_tables import JournalRow
from store.outbox import put
from store.tables import LetterRow, LetterState

SETTLED_WITHIN = 240.0
BUTTONS_GONE_WITHIN = 60.0
LOOK_SECONDS = 0.5
# So long after its time a ceremony has begun, on whatever machine.
BEGUN_WITHIN = 60.0
LETTER = re.compile(r"letter:(\d+):(\d+)")
# The message that each ceremony begins with.
FIRST = {
    Ceremony.STANDUP: standup_deliveries.PROMPT,
    Ceremony.REVIEW: AGENDA_PART,
    Ceremony.ETHICS: AGENDA_PART,
    Ceremony.RETRO: retro_deliveries.BOARD,
}


def settle(desk: Desk) -> float:
    """Wait until every letter is sent or set aside; return how long it took."""
    began = time.monotonic()
    while outbox.waiting(desk.database).get(LetterState.WAITING.value):
        if time.monotonic() - began > SETTLED_WITHIN:
            break
        time.sleep(LOOK_SECONDS)
    return time.monotonic() - began


def doubles(messages: list[Json], most: int = 1) -> Iterator[str]:
    """Yield the messages of ours that stand more often than they may."""
    marks = Counter(mark for one in messages if (mark := mark_of(one)))
    for mark, times in marks.items():
        if times > most:
            words = next(one["text"] for one in messages if mark_of(one) == mark)
            yield f"{mark} stands {times} times: {words[:80]}"


def all_doubles(world: World) -> Iterator[str]:
    """Yield what stands twice in a channel, or three times before one person: there nobody can look for it."""
    for place, messages in world.slack.everywhere().items():
        yield from doubles(messages, 2 if is_private(place) else 1)


def is_private(place: str) -> bool:
    """Tell whether a conversation is that with one person."""
    return place.startswith("D")


def disorders(messages: list[Json]) -> Iterator[str]:
    """Yield the threads in which a later letter stands before an earlier one."""
    latest: dict[str, tuple[int, int]] = {}
    for one in sorted(messages, key=lambda message: float(message["ts"])):
        found = LETTER.fullmatch(mark_of(one))
        if not found:
            continue
        thread, letter = str(one.get("thread_ts")), (int(found[1]), int(found[2]))
        if letter < latest.get(thread, (0, 0)):
            yield f"letter {letter[0]} stands after letter {latest[thread][0]} in thread {thread}"
        latest[thread] = max(letter, latest.get(thread, (0, 0)))


def left_buttons(desk: Desk, world: World) -> list[str]:
    """Return what is decided and still has its button a minute after all is calm."""
    until = time.monotonic() + BUTTONS_GONE_WITHIN
    while (found := list(live_buttons(desk, world.slack.everywhere()))) and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
    return found


def live_buttons(desk: Desk, everywhere: dict[str, list[Json]]) -> Iterator[str]:
    """Yield what is decided and still has its button, in channels and before one person."""
    told, known = set_aside(desk), Sheets(desk)
    for place, messages in everywhere.items():
        # What stands twice before one person is kept true where it stood last.
        latest = {mark_of(one): one for one in messages if mark_of(one)}
        for mark, message in latest.items():
            for number, words in offered(message, known):
                if f"experiment:{number}" not in told:
                    yield f"EXP-{number} still offers {words} in {place}, {mark}"


class Sheets:
    """Experiments, each read once."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.known: dict[int, Experiment] = {}

    def of(self, number: int) -> Experiment:
        """Return an experiment."""
        if number not in self.known:
            self.known[number] = sheets.sheet(self.desk, number).experiment
        return self.known[number]


def offered(message: Json, known: Sheets) -> Iterator[tuple[int, str]]:
    """Yield the experiments of which a message offers what is decided, and what that is."""
    for block in message.get("blocks", []):
        for element in block.get("elements", ()):
            act, value = element.get("action_id"), str(element.get("value"))
            if act == Act.APPROVE_REVIEW:
                review = ReviewValue.read(value)
                decided = [one.kind for one in known.of(review.experiment).reviews]
                if review.kind in decided:
                    yield review.experiment, f"to approve its {review.kind.value} review"
            elif act == Act.APPROVE_PROMOTION:
                approval = ApprovalValue.read(value)
                if approval.kind in [one.kind for one in known.of(approval.experiment).approvals]:
                    yield approval.experiment, f"to approve its promotion as {approval.kind.value}"
            elif act == Act.OPEN_ANSWER:
                question = QuestionValue.read(value)
                if known.of(question.experiment).questions[question.place].answer:
                    yield question.experiment, f"to answer question {question.place}"


def set_aside(desk: Desk) -> set[str]:
    """Return the subjects of which a letter is set aside: an admin knows, and Slack may show less than there is."""
    with desk.look() as session:
        rows = session.exec(select(LetterRow.facts).where(LetterRow.state == LetterState.PARKED)).all()
    holdings = (facts["holding"] for facts in rows if isinstance(facts.get("holding"), dict))
    return {f"experiment:{facts.get('experiment')}" for facts in rows} | {
        f"holding:{one['channel']}:{one['ceremony']}" for one in holdings
    }


def drawn_anew(desk: Desk, world: World, experiments: list[int]) -> Iterator[Letter]:
    """Yield the letters that draw every message anew which is kept true."""
    yield from (CardLetter(experiment=number) for number in experiments)
    yield from (BoardLetter(experiment=number, revision=1) for number in world.people.ground.boards)
    yield from (GateLetter(experiment=number, round=1) for number in world.people.ground.gates)
    for number in (*world.people.ground.boards, *world.people.ground.gates):
        questions = sheets.sheet(desk, number).experiment.questions
        yield from (QuestionLetter(experiment=number, place=place) for place in range(len(questions)))
    # An agenda and a board of cards show what was there when they were drawn; a prompt shows who has answered.
    prompts = (key for key in begun(desk) if key.ceremony is Ceremony.STANDUP)
    yield from (StandupPromptLetter(holding=key) for key in prompts)


def begun(desk: Desk) -> list[HoldingKey]:
    """Return the ceremonies that were opened."""
    with desk.look() as session:
        rows = session.exec(select(HoldingRow)).all()
        opened = (one for one in rows if one.standing in (Standing.OPEN, Standing.CLOSED))
        return [HoldingKey(one.channel, one.ceremony, one.day) for one in opened]


def stale(desk: Desk, world: World) -> Iterator[str]:
    """Yield the messages that look otherwise once they are drawn anew, and those that do not stand and should."""
    told, before = set_aside(desk), by_mark(world)
    with desk.look() as session:
        subjects = session.exec(select(JournalRow.subject).distinct()).all()
    experiments = sorted(int(one[4:]) for one in subjects if one.startswith("EXP-"))
    letters = list(drawn_anew(desk, world, experiments))
    with desk.begin() as session:
        put(session, letters, datetime.now(UTC))
    settle(desk)
    after = by_mark(world)
    for mark in (f"{key.subject} {key.part}" for key in map(card_of, experiments)):
        if mark not in after:
            yield f"{mark} does not stand"
    for key in begun(desk):
        first = part_of(key, FIRST[key.ceremony])
        if f"{first.subject} {first.part}" not in before and aside_of(key) not in told:
            yield f"{first.subject} {first.part} does not stand"
    tolerated = {*told, *(subject_of(key) for key in begun(desk) if aside_of(key) in told)}
    for mark, blocks in before.items():
        is_judged = mark and not LETTER.fullmatch(mark) and mark.partition(" ")[0] not in tolerated
        if is_judged and without_ids(blocks) != without_ids(after.get(mark)):
            yield f"{mark} was stale: {difference(without_ids(blocks), without_ids(after.get(mark)))}"


def aside_of(key: HoldingKey) -> str:
    """Return the subject under which a letter of a ceremony is set aside."""
    return f"holding:{key.channel}:{key.ceremony.value}"


def by_mark(world: World) -> dict[str, object]:
    """Return the blocks of every message in a channel, by its mark."""
    channels = (messages for place, messages in world.slack.everywhere().items() if not is_private(place))
    return {mark_of(one): one.get("blocks") for messages in channels for one in messages}


def without_ids(blocks: object) -> str:
    """Return blocks without the ids that Slack gives them."""
    return re.sub(r"'block_id': '[^']*'", "", str(blocks))


def difference(before: str, after: str) -> str:
    """Return what the first difference is."""
    place = next((n for n, (one, two) in enumerate(zip(before, after, strict=False)) if one != two), 0)
    start = max(place - 40, 0)
    return f"{before[start : place + 80]!r}, and then {after[start : place + 80]!r}"

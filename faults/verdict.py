"""What must agree in the end: what was acknowledged, the journal, the tables, and what stands in Slack."""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import func
from sqlmodel import col, select

from bot.ids import Act, ReviewValue
from bot.outside.own_messages import mark_of
from demo.house import WORKSPACE
from demo.processes import ROOT
from demo.story import REVIEWS
from faults.deeds import Done, Outcome
from faults.slack_house import Json
from faults.world import World
from flows import outbox
from flows.desk import Desk
from flows.experiments import sheets
from rules.experiments.letters import BoardLetter, CardLetter
from rules.message_keys import board_of, card_of
from store.database import Database
from store.journal.journal_tables import JournalRow
from store.outbox import put
from store.tables import LetterRow, LetterState

SETTLED_WITHIN = 240.0
BUTTONS_GONE_WITHIN = 60.0
LOOK_SECONDS = 0.5
LETTER = re.compile(r"letter:(\d+):(\d+)")


def settle(desk: Desk) -> float:
    """Wait until every letter is sent or set aside; return how long it took."""
    began = time.monotonic()
    while outbox.waiting(desk.database).get(LetterState.WAITING.value):
        if time.monotonic() - began > SETTLED_WITHIN:
            break
        time.sleep(LOOK_SECONDS)
    return time.monotonic() - began


def findings(world: World) -> Iterator[str]:
    """Yield a sentence for everything that does not agree, once all is calm."""
    database = Database(world.database.url)
    desk = Desk(database, WORKSPACE, REVIEWS)
    try:
        yield from left_buttons(desk, world)
        took = settle(desk)
        world.say(f"  settled after {took:.0f} s; {told_of_letters(desk)}")
        if took > SETTLED_WITHIN:
            yield f"letters still wait after {SETTLED_WITHIN:.0f} s"
        yield from what_was_done(desk, world.people.known())
        messages = world.slack.messages(REVIEWS)
        yield from doubles(messages)
        yield from disorders(messages)
        yield from stale(desk, world)
    finally:
        database.close()
    yield from audited(world)


def told_of_letters(desk: Desk) -> str:
    """Return in words how many letters there are, and why some are set aside."""
    states = outbox.waiting(desk.database)
    with desk.look() as session:
        reasons = select(LetterRow.problem, func.count()).where(LetterRow.state == LetterState.PARKED)
        parked = session.exec(reasons.group_by(col(LetterRow.problem))).all()
    return f"letters {states}, set aside: {[f'{reason} ({number})' for reason, number in parked]}"


def what_was_done(desk: Desk, done: list[Done]) -> Iterator[str]:
    """Yield what was acknowledged and is not there, what was called unchanged and is, and what is there twice."""
    with desk.look() as session:
        rows = session.exec(select(JournalRow.deed, JournalRow.subject, JournalRow.fact)).all()
    for one in done:
        kept = sum(
            deed is one.deed and one.subject in ("", subject) and one.words in fact
            for deed, subject, fact in rows
        )
        fewest, most = {
            Outcome.ACKNOWLEDGED: (1, 1),
            Outcome.UNCHANGED: (0, 0),
            Outcome.UNKNOWN: (0, 1),
        }[one.outcome]
        if not fewest <= kept <= most:
            yield f"{one.deed.value} {one.subject} {one.words}: {one.outcome.value}, and kept {kept} times"


def doubles(messages: list[Json]) -> Iterator[str]:
    """Yield the messages of ours that stand twice."""
    marks = Counter(mark for one in messages if (mark := mark_of(one)))
    for mark, times in marks.items():
        if times > 1:
            words = next(one["text"] for one in messages if mark_of(one) == mark)
            yield f"{mark} stands {times} times: {words[:80]}"


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
    """Return the seats that are decided and still have their button a minute after all is calm."""
    until = time.monotonic() + BUTTONS_GONE_WITHIN
    while (
        found := list(live_buttons(desk, world, world.slack.messages(REVIEWS)))
    ) and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
    return found


def live_buttons(desk: Desk, world: World, messages: list[Json]) -> Iterator[str]:
    """Yield the seats that are decided and still have their button."""
    told = set_aside(desk)
    for number in world.people.boards:
        if f"experiment:{number}" in told:
            continue
        decided = {review.kind for review in sheets.sheet(desk, number).experiment.reviews}
        key = board_of(number, 1)
        for message in messages:
            if mark_of(message) == f"{key.subject} {key.part}":
                kinds = decided & set(offered(message))
                yield from (f"EXP-{number} still offers to approve its {kind.value} review" for kind in kinds)


def offered(message: Json) -> Iterator[object]:
    """Yield the seats that a board offers to approve in."""
    for block in message.get("blocks", []):
        for element in block.get("elements", ()):
            if element.get("action_id") == Act.APPROVE_REVIEW:
                yield ReviewValue.read(str(element["value"])).kind


def set_aside(desk: Desk) -> set[str]:
    """Return the subjects of which a letter is set aside: an admin knows, and Slack may show less than there is."""
    with desk.look() as session:
        rows = session.exec(select(LetterRow.facts).where(LetterRow.state == LetterState.PARKED)).all()
    return {f"experiment:{facts.get('experiment')}" for facts in rows}


def stale(desk: Desk, world: World) -> Iterator[str]:
    """Yield the messages that look otherwise once they are drawn anew, and the cards that do not stand."""
    told = set_aside(desk)
    before = {mark_of(one): one.get("blocks") for one in world.slack.messages(REVIEWS)}
    with desk.look() as session:
        subjects = session.exec(select(JournalRow.subject).distinct()).all()
    experiments = sorted(int(one[4:]) for one in subjects if one.startswith("EXP-"))
    with desk.begin() as session:
        put(session, [CardLetter(experiment=number) for number in experiments], datetime.now(UTC))
        boards = [BoardLetter(experiment=number, revision=1) for number in world.people.boards]
        put(session, boards, datetime.now(UTC))
    settle(desk)
    after = {mark_of(one): one.get("blocks") for one in world.slack.messages(REVIEWS)}
    for mark in (f"{key.subject} {key.part}" for key in map(card_of, experiments)):
        if mark not in after:
            yield f"{mark} does not stand"
    for mark, blocks in before.items():
        is_judged = mark and not LETTER.fullmatch(mark) and mark.partition(" ")[0] not in told
        if is_judged and without_ids(blocks) != without_ids(after.get(mark)):
            yield f"{mark} was stale: {difference(without_ids(blocks), without_ids(after.get(mark)))}"


def without_ids(blocks: object) -> str:
    """Return blocks without the ids that Slack gives them."""
    return re.sub(r"'block_id': '[^']*'", "", str(blocks))


def difference(before: str, after: str) -> str:
    """Return what the first difference is."""
    place = next((n for n, (one, two) in enumerate(zip(before, after, strict=False)) if one != two), 0)
    start = max(place - 40, 0)
    return f"{before[start : place + 80]!r}, and then {after[start : place + 80]!r}"


def audited(world: World) -> Iterator[str]:
    """Yield what `audit verify` finds."""
    words = [sys.executable, "-m", "bot", "audit", "verify"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": world.database.url}
    found = subprocess.run(
        words, cwd=world.folder, env=environment, capture_output=True, text=True, check=False
    )
    if found.returncode:
        yield f"audit verify: {found.stdout} {found.stderr}"

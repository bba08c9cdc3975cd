"""What must agree in the end: what was acknowledged, the journal, the tables, and what stands in Slack."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from demo.house import WORKSPACE
from demo.processes import ROOT
from demo.story import GENERAL, REVIEWS
from faults.deeds import Done, Kept, Outcome
from faults.in_slack import (
    BEGUN_WITHIN,
    SETTLED_WITHIN,
    all_doubles,
    disorders,
    is_private,
    left_buttons,
    set_aside,
    settle,
    stale,
)
from faults.slack_house import Json
from faults.world import World
from flows import outbox
from flows.desk import Desk
from flows.experiments import sheets
from rules.ceremonies.ceremonies import Standing
from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind, Stage
from rules.journal.entries import Deed
from store.ceremonies.ceremony_tables import HoldingRow
from store.ceremonies.retro.retro_tables import RetroRow
from store.ceremonies.standup.standup_tables import CheckInRow
from store.database import Database
from store.journal.journal_tables import JournalRow
from store.tables import LetterRow, LetterState

# How often at least and at most something is there by what is known of it.
TIMES = {Outcome.ACKNOWLEDGED: (1, 1), Outcome.UNKNOWN: (0, 1), Outcome.UNCHANGED: (0, 0)}


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
        done = world.people.known()
        yield from what_was_done(desk, done)
        yield from what_was_answered(desk, done)
        yield from who_was_not_told(desk, done, world.slack.everywhere())
        yield from plans(desk, world)
        yield from ceremonies(desk)
        yield from all_doubles(world)
        for channel in (REVIEWS, GENERAL):
            yield from disorders(world.slack.messages(channel))
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
    """Yield what was acknowledged and is not there, what was called unchanged and is, and what is there twice; of what
    somebody tried again one acknowledgement is enough."""
    with desk.look() as session:
        rows = session.exec(select(JournalRow.deed, JournalRow.subject, JournalRow.fact)).all()
        cards = [card.text for row in session.exec(select(RetroRow)).all() for card in row.cards]
    tries: dict[tuple[Kept, Deed | None, str, str], set[Outcome]] = defaultdict(set)
    for one in done:
        if one.kept in (Kept.FACT, Kept.CARD):
            tries[one.kept, one.deed, one.subject, one.words].add(one.outcome)
    for (where, wanted, subject, words), outcomes in tries.items():
        known = next(one for one in TIMES if one in outcomes)
        kept = (
            cards.count(words)
            if where is Kept.CARD
            else sum(
                deed is wanted and subject in ("", about) and is_new(words, fact)
                for deed, about, fact in rows
            )
        )
        fewest, most = TIMES[known]
        if not fewest <= kept <= most:
            yield f"{wanted.value if wanted else where.value} {subject} {words}: {known.value}, and kept {kept} times"


def is_new(words: str, fact: str) -> bool:
    """Tell whether a fact brought some words: what it replaced had them not."""
    before = [pair[0] for pair in json.loads(fact).get("replaced", {}).values()]
    return words in fact and words not in json.dumps(before)


def what_was_answered(desk: Desk, done: list[Done]) -> Iterator[str]:
    """Yield whose answer to a standup is neither the last one that was acknowledged nor one of those after it of which
    nothing is known."""
    with desk.look() as session:
        rows = session.exec(select(CheckInRow)).all()
        kept = {f"{row.channel} {row.user}": row.progress for row in rows}
    possible: dict[str, list[str]] = defaultdict(list)
    for one in done:
        if one.kept is not Kept.ANSWER or one.outcome is Outcome.UNCHANGED:
            continue
        earlier = possible[one.subject] or [""]
        possible[one.subject] = [one.words] if one.outcome is Outcome.ACKNOWLEDGED else [*earlier, one.words]
    for subject, answers in possible.items():
        if kept.get(subject, "") not in answers:
            yield f"the answer of {subject} is {kept.get(subject)!r}, and should be one of {answers}"


def who_was_not_told(desk: Desk, done: list[Done], everywhere: dict[str, list[Json]]) -> Iterator[str]:
    """Yield the experiments that somebody reminded of whose seats are still open though nobody was told privately."""
    told = " ".join(str(messages) for place, messages in everywhere.items() if is_private(place))
    for one in done:
        if one.kept is Kept.WORD and one.outcome is Outcome.ACKNOWLEDGED:
            found = sheets.sheet(desk, int(one.subject[4:])).experiment
            if len(found.reviews) == 0 and f"{one.subject} " not in told and f'{one.subject}"' not in told:
                yield f"nobody was told that {one.subject} waits"


def plans(desk: Desk, world: World) -> Iterator[str]:
    """Yield the promotions that are not where their approvals bring them, and those whose deployment plan does not stand
    exactly once."""
    said, told = [str(one) for one in world.slack.messages(REVIEWS)], set_aside(desk)
    for number in world.people.ground.gates:
        found = sheets.sheet(desk, number).experiment
        is_through = found.stage is Stage.IN_PRODUCTION
        if is_through != (len(approved(found)) == len(ApprovalKind)):
            yield f"EXP-{number} is {found.stage.words} with {len(approved(found))} approvals"
        stands = sum(f"Deployment plan of EXP-{number}," in one for one in said)
        if stands != is_through and f"experiment:{number}" not in told:
            yield f"the deployment plan of EXP-{number} stands {stands} times"
    for number in world.people.ground.boards:
        found = sheets.sheet(desk, number).experiment
        if (found.stage is Stage.APPROVED) != (len({one.kind for one in found.reviews}) == len(ReviewKind)):
            yield f"EXP-{number} is {found.stage.words} with {len(found.reviews)} reviews"


def approved(found: Experiment) -> set[ApprovalKind]:
    """Return which approvals of a promotion are given."""
    return {one.kind for one in found.approvals}


def ceremonies(desk: Desk) -> Iterator[str]:
    """Yield the ceremonies that did not begin at their time, or never will; that each is held once its key sees to."""
    now = datetime.now(UTC)
    with desk.look() as session:
        for row in session.exec(select(HoldingRow)).all():
            what = f"{row.ceremony.value} of {row.day} in {row.channel}"
            if row.standing is Standing.MISSED:
                yield f"the {what} was missed"
            if row.standing is Standing.PLANNED and row.starts_at + timedelta(seconds=BEGUN_WITHIN) < now:
                yield f"the {what} has not begun"


def audited(world: World) -> Iterator[str]:
    """Yield what `audit verify` finds."""
    words = [sys.executable, "-m", "bot", "audit", "verify"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": world.database.url}
    found = subprocess.run(
        words, cwd=world.folder, env=environment, capture_output=True, text=True, check=False
    )
    if found.returncode:
        yield f"audit verify: {found.stdout} {found.stderr}"

"""Experiments before the board, made by the real flows, and the clicks that decide them as Slack sends them."""

import json
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import event, func, update
from sqlmodel import col, select

from bench.ground import Ground
from bot.button_values import ReviewValue
from bot.draw.lifecycle.board_message import board
from bot.ids import Act
from demo.house import TEAM, WORKSPACE
from demo.seed import seed_team
from demo.story import ADA, ANA, DUTIES, REVIEWERS, REVIEWS, ROLES
from flows.desk import Desk
from flows.evidence.measure import record_value
from flows.experiments import sheets
from flows.lifecycle import closings, proposals, submissions
from flows.people import team
from rules.evidence.measurements import ValueDraft
from rules.evidence.submissions import SubmissionDraft
from rules.experiments.experiment import ArtifactKind, Experiment, ReviewKind, Verdict
from rules.experiments.proposals import ProposalDraft
from rules.journal.entries import Deed
from rules.people.people import Member
from store import migrate
from store.database import Database
from store.experiments.experiment_tables import ReviewRow
from store.journal.journal_tables import JournalRow
from store.tables import LetterRow, LetterState

Json = dict[str, Any]
KINDS_OF_REVIEW = len(ReviewKind)
PROPOSAL = ProposalDraft(
    title="Distil the intent classifier",
    hypothesis="If we distil the intent classifier into a model a tenth of its size, cost falls by two thirds and "
    "accuracy stays, because most queries are easy.",
    workstream="optimization",
    owner=ANA,
    metrics="accuracy >= 0.92 (now 0.88)\nguardrail: latency <= 800 ms (now 900 ms)",
)
PEOPLE = [
    *(Member(id=user, name=user) for user in sorted({*ROLES, *DUTIES})),
    Member(id=ADA, name=ADA, is_slack_admin=True),
]
VALUES = (("accuracy", "0.925"), ("latency", "620 ms"))
WIKI = "https://wiki.example.com/intent"
SUBMISSION = SubmissionDraft(
    references={
        ArtifactKind.MODEL: "models:/intent-small/2",
        ArtifactKind.EVALUATION_REPORT: f"{WIKI}/evaluation",
        ArtifactKind.SAFETY_EVALUATION: f"{WIKI}/safety",
        ArtifactKind.COST_PROJECTION: f"{WIKI}/cost",
        ArtifactKind.DOCUMENTATION: WIKI,
        ArtifactKind.ROLLBACK_PLAN: "Route all traffic back to intent-large; it stays deployed for two weeks.",
    },
    monthly_cost="210",
    monthly_budget="400",
)


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@contextmanager
def desk_in(url: str) -> Iterator[Desk]:
    """Open the desk of a database."""
    with closing(Database(url)) as database:
        yield Desk(database, WORKSPACE, REVIEWS)


@contextmanager
def careless(url: str) -> Iterator[Desk]:
    """Open the desk of a database that waits for no disk: what is being prepared may be lost, and is not measured."""
    database = Database(url if url.startswith("sqlite") else f"{url}&options=-c%20synchronous_commit%3Doff")
    if database.is_sqlite:
        event.listen(database.engine, "connect", prepare_carelessly)
    try:
        yield Desk(database, WORKSPACE, REVIEWS)
    finally:
        database.close()


def prepare_carelessly(raw: Any, _record: Any) -> None:
    """Let a connection of SQLite wait for no disk, and hold half a gigabyte before it writes anything there."""
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("PRAGMA cache_size=-500000")


@dataclass(frozen=True, slots=True)
class Board:
    """A database with experiments before the board, never to be opened but to be copied, and each one's message."""

    url: str
    messages: tuple[Json, ...]


def board_in(ground: Ground, kind: str, seats: int) -> Board:
    """Return a board with at least so many seats, in a database of a kind; rows that need the same share one."""
    experiments = -(-seats // KINDS_OF_REVIEW)
    return ground.once(f"{experiments} before the board, {kind}", lambda: prepare(ground, kind, experiments))


def prepare(ground: Ground, kind: str, experiments: int) -> Board:
    """Return a board whose letters all wait."""
    began, url = time.monotonic(), ground.database(kind)
    with careless(url) as desk:
        migrate.upgrade(desk.database)
        team.record_workspace(desk, TEAM, now=now())
        seed_team(desk, PEOPLE, now())
        found = [in_review(desk) for _ in range(experiments)]
        messages = tuple(board(sheets.sheet(desk, one.number), one.revision).payload() for one in found)
    ground.say(f"  {experiments} experiments before the board, {kind}, in {time.monotonic() - began:.0f} s")
    return Board(url, messages)


def in_review(desk: Desk) -> Experiment:
    """Return a new experiment before the board, with all its evidence."""
    number = proposals.propose(desk, PROPOSAL, by=ANA, channel=REVIEWS, now=now(), request=new_mark()).number
    closings.start(desk, number, by=ANA, now=now())
    for metric, value in VALUES:
        draft = ValueDraft(metric=metric, value=value)
        record_value(desk, number, draft, by=ANA, now=now(), request=new_mark())
    return submissions.submit(desk, number, SUBMISSION, by=ANA, now=now(), request=new_mark())


def new_mark() -> str:
    """Return what no other request is called."""
    return secrets.token_hex(16)


def call_letters_sent(url: str) -> None:
    """Take the waiting letters for delivered, as they are by the time somebody clicks."""
    with careless(url) as desk, desk.begin() as session:
        session.exec(update(LetterRow).values(state=LetterState.SENT, closed_at=now()))


def clicks(messages: Iterable[Json]) -> list[str]:
    """Return the bodies of one Approve click for each seat: all technical reviews, then the next kind, so that no two
    that are on their way at once are about the same experiment."""
    drawn = list(messages)
    return [encoded(click(one, kind)) for kind in ReviewKind for one in drawn]


def clicks_in_parts(messages: Iterable[Json], sizes: Iterable[int]) -> list[list[str]]:
    """Return clicks in parts of these sizes, no seat twice, and each part with all three kinds."""
    waiting = iter(messages)
    return [clicks(islice(waiting, size // KINDS_OF_REVIEW)) for size in sizes]


def click(drawn: Json, kind: ReviewKind) -> Json:
    """Return a click on the Approve button of one review, with the message it stands in, as Slack sends it."""
    user, ts = REVIEWERS[kind], "1596530361.000100"
    return {
        "type": "block_actions",
        "enterprise": None,
        "team": {"id": WORKSPACE, "domain": "northwind-ai"},
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": WORKSPACE},
        "api_app_id": "A0ASSAY",
        "token": "verification-token-of-old",
        "trigger_id": f"12466734323.1395872398.{new_mark()}",
        "is_enterprise_install": False,
        "bot_access_token": None,
        "function_data": None,
        "interactivity": None,
        "container": {
            "type": "message",
            "message_ts": ts,
            "channel_id": REVIEWS,
            "is_ephemeral": False,
            "is_app_unfurl": False,
            "app_unfurl_url": None,
        },
        "channel": {"id": REVIEWS, "name": "experiment-reviews"},
        "message": {
            "bot_id": "B0ASSAY",
            "type": "message",
            "user": "U0ASSAYBOT",
            "ts": ts,
            "app_id": "A0ASSAY",
            "team": WORKSPACE,
            **drawn,
        },
        "state": {"values": {}},
        # Nobody listens there: an Approve that is in order has nothing to say to it.
        "response_url": "http://127.0.0.1:9/actions/T0DEMO/1/x",
        "actions": [
            {**approve_button(drawn, kind), "block_id": "hspI", "action_ts": "1596530385.194939"},
        ],
    }


def approve_button(drawn: Json, kind: ReviewKind) -> Json:
    """Return the Approve button of one review as it was drawn."""
    buttons = (one for block in drawn["blocks"] for one in block.get("elements", ()))
    return next(
        dict(one)
        for one in buttons
        if one.get("action_id") == Act.APPROVE_REVIEW and ReviewValue.read(one["value"]).kind is kind
    )


def encoded(payload: Json) -> str:
    """Return a payload as it travels in the body of a request."""
    return urlencode({"payload": json.dumps(payload)})


def approvals_kept(url: str) -> tuple[int, int]:
    """Return how many approvals the reviews hold, and how many the journal tells of."""
    with desk_in(url) as desk, desk.look() as session:
        reviews = select(func.count()).select_from(ReviewRow).where(ReviewRow.verdict == Verdict.APPROVE)
        lines = select(func.count()).select_from(JournalRow).where(JournalRow.deed == Deed.APPROVED_REVIEW)
        return session.exec(reviews).one(), session.exec(lines).one()


def letters_by_state(url: str) -> dict[str, int]:
    """Return how many letters there are in each state."""
    with desk_in(url) as desk, desk.look() as session:
        counted = select(LetterRow.state, func.count()).group_by(col(LetterRow.state))
        return {LetterState(state).value: number for state, number in session.exec(counted)}

"""Large houses: a small one made by the real flows, and as many experiments like its own as are wanted, written in bulk.

Nine in ten of the experiments have ended, the others are in production; what is before the board, and the ceremonies that are held,
are as many in a house of a thousand as in one of a hundred thousand, as in a team whose archive grows.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import delete, inspect, update
from sqlmodel import Session, col, func, select

from bench.bulk import Bulk, analyze, bulk, raw_rows
from bench.ground import SQLITE, Ground
from bench.seats import PEOPLE, PROPOSAL, Json, careless, in_review, new_mark, now
from bot.draw.lifecycle.board_message import board
from demo.house import TEAM
from demo.seed import in_production, seed_team, set_up_ceremonies, two_projects
from demo.story import ADA, ANA, GENERAL, Story
from flows.ceremonies import schedules
from flows.desk import Desk
from flows.evidence.measure import record_value
from flows.experiments import sheets
from flows.journal import sealing
from flows.lifecycle import closings, proposals
from flows.people import team
from rules.ceremonies.ceremonies import Holding
from rules.ceremony_names import Ceremony
from rules.evidence.measurements import ValueDraft
from rules.experiments.experiment import Stage
from rules.journal.lines import Line, canonical
from rules.journal.merkle import leaf_of
from rules.lifecycle.steps import Step
from store import migrate
from store.experiments.experiment_tables import ExperimentRow
from store.journal import seals
from store.journal.seal_tables import UnsealedRow
from store.tables import WorkspaceRow

WAITING = 60
LONG_AGO = timedelta(days=200)
ENDED = ("Distil the ranker", "Cache the answers", "Ask twice")
# Each of so many people owns an equal part of the archive.
OWNERS = 400
FACTS_EACH = 10
# What is written of each experiment beside its row and its facts, by the column that names it.
BESIDE = ("reviews", "plans", "search_texts")
OFTEN = 20
AT_ONCE = 2000
# Numbers that occur in no entry, and are put right in each copy.
POSITION, BEFORE, NUMBER = 9_100_000_000_000_001, 9_100_000_000_000_002, 9_100_000_000_000_003
SUBJECT = "EXP-@"


@dataclass(frozen=True, slots=True)
class Archive:
    """A database with many experiments, never to be opened but to be copied; `messages` are those of the board of each
    that waits, `holdings` what is open, by ceremony."""

    url: str
    experiments: int
    facts: int
    messages: tuple[Json, ...]
    holdings: dict[Ceremony, Holding]


@dataclass(frozen=True, slots=True)
class Model:
    """One experiment as the tables keep it, to be copied: its row, its facts as they are kept and as they are sealed."""

    number: int
    row: dict[str, Any]
    facts: list[dict[str, Any]]
    beside: dict[str, list[dict[str, Any]]]
    sealed: list[bytes]

    def renumbered(self, words: Any, number: int) -> Any:
        """Return what is kept of this experiment as it is kept of another one."""
        if not isinstance(words, str):
            return words
        mine, other = f"EXP-{self.number}", f"EXP-{number}"
        return (
            words.replace(ANA, owner(number))
            .replace(f'"number":[null,{self.number}]', f'"number":[null,{number}]')
            .replace(f'{{"number":{self.number},', f'{{"number":{number},')
            .replace(mine, other)
            .replace(f"Exp{self.number}", f"Exp{number}")
        )

    def experiment_row(self, number: int) -> dict[str, Any]:
        """Return the row of a copy."""
        kept = {name: self.renumbered(value, number) for name, value in self.row.items()}
        return kept | {"number": number}

    def fact_row(self, place: int, number: int) -> dict[str, Any]:
        """Return one fact of a copy."""
        row = self.facts[place]
        fact = self.renumbered(row["fact"], number)
        return row | {"subject": f"EXP-{number}", "by": row["by"].replace(ANA, owner(number)), "fact": fact}

    def rows_beside(self, table: str, number: int) -> Iterator[dict[str, Any]]:
        """Yield the rows of a copy in another table."""
        for row in self.beside[table]:
            kept = {name: self.renumbered(value, number) for name, value in row.items()}
            yield kept | {"experiment": number}

    def leaf(self, place: int, number: int, position: int, before: int) -> bytes:
        """Return the hash of a fact of a copy."""
        entry = self.sealed[place].replace(str(POSITION).encode(), str(position).encode())
        entry = entry.replace(str(BEFORE).encode(), str(before).encode())
        entry = entry.replace(ANA.encode(), owner(number).encode())
        entry = entry.replace(str(NUMBER).encode(), str(number).encode())
        return leaf_of(entry.replace(SUBJECT.encode(), f"EXP-{number}".encode()))


def owner(number: int) -> str:
    """Return whose experiment of the archive it is."""
    return f"U0P{number % OWNERS:03}"


def archive(ground: Ground, kind: str, experiments: int) -> Archive:
    """Return a house with so many experiments; rows that need the same share one."""
    return ground.once(f"{experiments} experiments, {kind}", lambda: built(ground, kind, experiments))


def built(ground: Ground, kind: str, experiments: int) -> Archive:
    """Return a new house with so many experiments."""
    began, url = time.monotonic(), ground.database(kind)
    with careless(url) as desk:
        facts = fill(desk, experiments, past(desk, now() - LONG_AGO))
        messages, holdings = present(desk)
        if kind == SQLITE:
            sealing.seal(desk, now())
        analyze(desk.database)
    ground.say(f"  {experiments:,} experiments, {facts:,} facts, {kind}, in {time.monotonic() - began:.0f} s")
    return Archive(url, experiments, facts, messages, holdings)


class AtOnce(Story):
    """Tells the demo's story as if it all happened now: a journal is written in the order of its times."""

    def ago(self, days: int) -> datetime:  # noqa: ARG002
        """Return the time."""
        return self.today

    def request(self) -> str:
        """Return a new request id."""
        return new_mark()


def past(desk: Desk, then: datetime) -> list[int]:
    """Make what is copied, by the real flows; return its numbers, what is in production last."""
    migrate.upgrade(desk.database)
    team.record_workspace(desk, TEAM, now=then)
    story = AtOnce(desk, then)
    seed_team(desk, PEOPLE, then)
    in_production(story, *two_projects(story))
    ended = [concluded(desk, title, then) for title in ENDED]
    with desk.look() as session:
        live = select(ExperimentRow.number).where(ExperimentRow.stage == Stage.IN_PRODUCTION)
        return [*ended, *session.exec(live)]


def present(desk: Desk) -> tuple[tuple[Json, ...], dict[Ceremony, Holding]]:
    """Bring experiments before the board and hold the ceremonies; return the messages of the one, and the others."""
    found = [in_review(desk) for _ in range(WAITING)]
    messages = tuple(board(sheets.sheet(desk, one.number), one.revision).payload() for one in found)
    set_up_ceremonies(AtOnce(desk, now()))
    holdings = {
        one: schedules.run_now(desk, GENERAL, one, by=ADA, now=now(), request=new_mark()) for one in Ceremony
    }
    return messages, holdings


def concluded(desk: Desk, title: str, today: datetime) -> int:
    """Return the number of an experiment that has ended, with as many facts as all shall have."""
    draft, channel = replace(PROPOSAL, title=title), desk.review_channel
    number = proposals.propose(desk, draft, by=ANA, channel=channel, now=today, request=new_mark()).number
    experiment = closings.start(desk, number, by=ANA, now=today)
    while experiment.facts < FACTS_EACH - 2:
        value = ValueDraft(metric="accuracy", value=f"0.8{experiment.facts}")
        experiment = record_value(desk, number, value, by=ANA, now=today, request=new_mark())
    note = "Accuracy fell by two points, and nothing else was won."
    closings.close(
        desk, number, Step.CONCLUDE, by=ANA, note=note, learning=note, now=today, request=new_mark()
    )
    return number


def fill(desk: Desk, experiments: int, known: Sequence[int]) -> int:
    """Write so many experiments like those that are known; return how many entries the journal has then."""
    sealing.seal(desk, now())
    models = [model_of(desk, number) for number in known]
    with desk.begin() as session:
        first = 1 + (session.exec(select(func.max(col(ExperimentRow.number)))).one() or 0)
        standing, entry = seals.standing(session), last_entry(session)
        session.exec(update(WorkspaceRow).values(experiments=experiments))
    copies = Copies(models, standing, entry)
    numbers = iter(range(first, experiments + 1))
    with bulk(desk.database, desk.workspace) as written:
        while some := list(islice(numbers, AT_ONCE)):
            copies.write(written, some)
    with desk.begin() as session:
        # The database lets each entry wait to be sealed; these are, or shall never be.
        session.exec(delete(UnsealedRow))
        if desk.database.is_sqlite:
            seals.save(session, copies.standing)
    return copies.entry


def last_entry(session: Session) -> int:
    """Return the id of the last entry of the journal."""
    return int(session.connection().exec_driver_sql("SELECT max(id) FROM journal").scalar_one())


class Copies:
    """Writes experiments like some, their facts in turns, as those of many people come in."""

    def __init__(self, models: Sequence[Model], standing: seals.JournalStanding, entry: int) -> None:
        self.models, self.standing, self.entry = models, standing, entry

    def model(self, number: int) -> Model:
        """Return what an experiment is a copy of: one in so many is in production, which is the last one."""
        ended = self.models[:-1]
        return self.models[-1] if number % OFTEN == 0 else ended[number % len(ended)]

    def write(self, written: Bulk, numbers: Sequence[int]) -> None:
        """Write some experiments."""
        mine = [(number, self.model(number)) for number in numbers]
        written.add("experiments", [one.experiment_row(number) for number, one in mine])
        for table in BESIDE:
            written.add(table, [row for number, one in mine for row in one.rows_beside(table, number)])
        facts, sealed = list[dict[str, Any]](), list[dict[str, Any]]()
        before = dict.fromkeys(numbers, 0)
        for place in range(max(len(one.facts) for _, one in mine)):
            for number, one in mine:
                if place >= len(one.facts):
                    continue
                self.entry += 1
                facts.append(one.fact_row(place, number) | {"id": self.entry})
                if written.is_sqlite:
                    sealed.append(self.seal(one, place, number, before[number]))
                    before[number] = self.standing.tree.size
        written.add("journal", facts)
        written.add("seals", sealed)

    def seal(self, one: Model, place: int, number: int, before: int) -> dict[str, Any]:
        """Seal one entry at the end of the journal."""
        position = self.standing.tree.size + 1
        leaf = one.leaf(place, number, position, before)
        self.standing = replace(self.standing, tree=self.standing.tree.grown(leaf))
        return {
            "position": position,
            "entry": self.entry,
            "before": before,
            "subject": f"EXP-{number}",
            "leaf": leaf.hex(),
            "head": self.standing.tree.root.hex(),
        }


def model_of(desk: Desk, number: int) -> Model:
    """Return an experiment to be copied."""
    subject = f"EXP-{number}"
    with desk.look() as session:
        sealed = [sealed_bytes(one.line, number) for one in seals.about(session, subject) if one.line]
    with desk.database.reading.connect() as connection:
        ids = {table: "id" for table in BESIDE if "id" in columns_of(connection, table)}
        (row,) = raw_rows(connection, "experiments", "number", number)
        facts = raw_rows(connection, "journal", "subject", subject)
        beside = {
            table: [
                {name: value for name, value in one.items() if name not in (ids.get(table), "vector")}
                for one in raw_rows(connection, table, "experiment", number)
            ]
            for table in BESIDE
        }
    return Model(number, row, sorted(facts, key=lambda one: int(one["number"])), beside, sealed)


def columns_of(connection: Any, table: str) -> set[str]:
    """Return the names of the columns of a table."""
    return {str(one["name"]) for one in inspect(connection).get_columns(table)}


def sealed_bytes(line: Line, number: int) -> bytes:
    """Return the bytes that are sealed of an entry, with signs in place of what differs in each copy."""
    entry = replace(line, position=POSITION, before=BEFORE, subject=SUBJECT)
    text = canonical(entry).decode()
    return text.replace(f'"number":[null,{number}]', f'"number":[null,{NUMBER}]').encode()

"""No list, agenda, form or Home reads a table that grows from its beginning to its end."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text

from flows.ceremonies import schedules
from flows.ceremonies.retro import retros
from flows.ceremonies.review import agendas
from flows.desk import Desk
from flows.experiments import sheets
from flows.experiments.sheets import Wanted
from flows.lifecycle.timed_sheets import timed_sheet
from flows.waiting import homes, reminders, waits
from rules.ceremonies.ceremonies import Holding, Options, Standing
from rules.ceremony_names import Ceremony
from rules.experiments.experiment import Experiment, Stage
from rules.journal.entries import Deed
from rules.journal.facts import Kind
from rules.people.accounts import Account
from rules.people.projects import Workstream
from store.ceremonies.ceremony_tables import HoldingRow
from store.ceremonies.retro.retro_tables import ActionRow
from store.experiments import experiments
from store.experiments.experiment_tables import ExperimentRow
from store.experiments.follow_up_tables import FollowUpRow
from store.journal.journal_tables import JournalRow
from store.people.member_tables import MemberRow
from store.tables import MessageRow
from tests import stories
from tests.begun import begun
from tests.flows import gatherings
from tests.flows.plans_of_queries import asked, read_whole
from tests.stories import ANA, CHANNEL, CLARA, HUGO, IVAN, NOW, WORKSPACE

MANY = 1500
STAGES = (Stage.RUNNING, Stage.IN_REVIEW, Stage.APPROVED, Stage.IN_PRODUCTION, Stage.CONCLUDED)
LOOKS: dict[str, Callable[[Desk], Any]] = {
    "all": lambda desk: sheets.page(desk, Wanted()),
    "a later page": lambda desk: sheets.page(desk, Wanted(place=9)),
    "a stage": lambda desk: sheets.page(desk, Wanted(stages=[Stage.RUNNING])),
    "stages": lambda desk: sheets.page(desk, Wanted(stages=STAGES)),
    "somebody's": lambda desk: sheets.page(desk, Wanted(owner=IVAN)),
    "somebody's of stages": lambda desk: sheets.page(desk, Wanted(owner=IVAN, stages=STAGES)),
    "a workstream": lambda desk: sheets.page(desk, Wanted(workstream=Workstream.GOVERNANCE)),
    "a project": lambda desk: sheets.page(desk, Wanted(project=1)),
    "what is late": lambda desk: sheets.page(desk, Wanted(late_on=NOW.date(), stages=STAGES)),
    "a card": lambda desk: timed_sheet(desk, 1, NOW),
    "the waits of one": lambda desk: waits.waits_for(desk, CLARA, NOW),
    "the waits of who decides nothing": lambda desk: waits.waits_for(desk, IVAN, NOW),
    "all waits": lambda desk: waits.waits_for_anybody(desk, NOW),
    "the list of a day": lambda desk: reminders.digest(desk, CLARA, NOW),
    "a Home": lambda desk: homes.home(desk, ANA, NOW),
}
GATHERED: dict[str, Callable[[Desk, Holding], Any]] = {
    "an agenda": lambda desk, holding: agendas.agenda(desk, holding.key, NOW),
    "choices": lambda desk, holding: agendas.choices(desk, holding.key),
}


@pytest.fixture
def crowded(desk: Desk) -> Desk:
    """Return the desk of a workspace with many people, and experiments of many stages."""
    begun(desk, crowd)
    with desk.database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return desk


def crowd(desk: Desk) -> None:
    """Let many people come, with experiments of many stages."""
    made = {stage: stories.at(desk, stage) for stage in STAGES}
    with desk.begin() as session:
        states = {stage: experiments.get(session, one.number) for stage, one in made.items()}
        session.execute(insert(MemberRow), [member(number) for number in range(MANY)])
        session.execute(insert(ExperimentRow), list(copies(states)))
        session.execute(insert(MessageRow), [message(number) for number in range(MANY)])
        session.execute(insert(HoldingRow), [held(number) for number in range(MANY)])
        session.execute(insert(FollowUpRow), [follow_up(number) for number in range(MANY)])
        session.execute(insert(ActionRow), [action(number) for number in range(MANY)])


def member(number: int) -> dict[str, Any]:
    """Return the row of somebody with no part in the team."""
    names = {"id": f"U1M{number:05}", "name": f"Person {number}", "duties": (), "zone": "UTC"}
    return names | {"workspace": WORKSPACE, "is_slack_admin": False, "account": Account.PERSON, "role": None}


def message(number: int) -> dict[str, Any]:
    """Return the row of where a card stands."""
    subject = {"subject": f"EXP-{100 + number}", "part": "card", "link": ""}
    return subject | {"workspace": WORKSPACE, "channel": CHANNEL, "ts": f"{number}.1"}


def day_of(number: int) -> dict[str, Any]:
    """Return what names one of many holdings."""
    day = NOW.date() - timedelta(days=14 + number)
    return {"workspace": WORKSPACE, "channel": CHANNEL, "ceremony": Ceremony.ETHICS, "day": day}


def held(number: int) -> dict[str, Any]:
    """Return the row of a holding that is over."""
    starts_at = NOW - timedelta(days=14 + number)
    return day_of(number) | {"starts_at": starts_at, "standing": Standing.CLOSED, "options": Options()}


def follow_up(number: int) -> dict[str, Any]:
    """Return the row of a follow-up that is done."""
    words = dict.fromkeys(("decision", "reason", "task", "accepts", "finding"), "x")
    return day_of(number) | words | {"owner": IVAN, "by": CLARA, "at": NOW, "done_by": IVAN, "done_at": NOW}


def action(number: int) -> dict[str, Any]:
    """Return the row of an action that is done."""
    done = {"done_by": IVAN, "done_at": NOW}
    return day_of(number) | done | {"text": "x", "owner": IVAN, "due": NOW.date(), "by": ANA, "at": NOW}


def copies(states: dict[Stage, Experiment]) -> Iterator[dict[str, Any]]:
    """Yield the rows of many experiments like some; most of them have ended."""
    for number in range(MANY):
        like = states[STAGES[number // 20 % len(STAGES)] if number % 20 == 0 else Stage.CONCLUDED]
        since = NOW - timedelta(days=number)
        one = replace(like, number=100 + number, owner=(ANA, IVAN)[number % 2], stage_since=since)
        yield (
            {"workspace": WORKSPACE, "number": one.number} | {"state": one} | experiments.columns_beside(one)
        )


@pytest.mark.parametrize("look", LOOKS)
def test_no_look_at_experiments_reads_all_of_them(crowded: Desk, look: str) -> None:
    with asked(crowded.database) as queries:
        LOOKS[look](crowded)
    assert queries
    assert read_whole(crowded.database, queries) == []


@pytest.mark.parametrize("gathered", GATHERED)
@pytest.mark.parametrize("ceremony", ["review", "ethics"])
def test_no_review_reads_all_experiments(crowded: Desk, ceremony: str, gathered: str) -> None:
    gatherings.set_up(crowded, ceremony, by=HUGO)
    gatherings.change(schedules.run_now, crowded, ceremony, by=HUGO)
    holding = gatherings.holdings_of(crowded, ceremony)[-1]
    with asked(crowded.database) as queries:
        GATHERED[gathered](crowded, holding)
    assert queries
    assert read_whole(crowded.database, queries) == []


def test_a_query_that_reads_all_is_found(crowded: Desk) -> None:
    with asked(crowded.database) as queries, crowded.look() as session:
        session.execute(text("SELECT count(*) FROM experiments"))
        session.execute(text("SELECT number FROM experiments WHERE title = 'x'"))
        session.execute(
            text(f"SELECT number FROM experiments WHERE workspace = '{WORKSPACE}' AND title = 'x'")
        )
        session.execute(text(f"SELECT id FROM members WHERE workspace = '{WORKSPACE}' ORDER BY name LIMIT 3"))
    assert len(read_whole(crowded.database, queries)) == len(queries)


def test_no_retrospective_reads_a_table_from_its_beginning_to_its_end(crowded: Desk) -> None:
    gatherings.set_up(crowded, "retro", by=HUGO)
    gatherings.change(schedules.run_now, crowded, "retro", by=HUGO)
    holding = gatherings.holdings_of(crowded, "retro")[-1]
    with crowded.begin() as session:
        session.execute(insert(JournalRow), [noted(number) for number in range(MANY)])
    with crowded.database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    with asked(crowded.database) as queries:
        retros.sheet(crowded, holding.key, NOW)
    assert queries
    assert read_whole(crowded.database, queries) == []


def noted(number: int) -> dict[str, Any]:
    """Return the row of one of many entries."""
    words = {"by": ANA, "deed": Deed.CHANGED, "detail": "", "changes": (), "fact": ""}
    about = {"subject": f"EXP-{100 + number}", "number": 1, "version": 2, "kind": Kind.NOTE}
    return words | about | {"workspace": WORKSPACE, "at": NOW}

"""No deed of one workspace changes another that holds the same numbers, and nothing that is looked at shows anything of it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy.exc import NoResultFound
from sqlmodel import col, func, select

from flows import due_kinds, outbox
from flows.ceremonies.retro import retro_actions
from flows.ceremonies.review import agendas, follow_ups
from flows.ceremonies.standup import blockers, standups
from flows.desk import Desk
from flows.due import run_due
from flows.evidence import measure
from flows.experiments import as_it_was, project_sheets, sheets
from flows.experiments.sheets import Wanted
from flows.journal import verification
from flows.learning import forecasts, insights, search
from flows.lifecycle.timed_sheets import timed_sheet
from flows.people import absences, projects, team, tokens
from flows.waiting import homes, waits
from rules.learning.choices import InsightsChoice
from rules.people.projects import ProjectDraft
from rules.people.tokens import TokenDraft
from rules.refusals import Refused
from store.ceremonies.retro.retro_tables import ActionRow
from store.experiments.blocker_tables import BlockerRow
from store.experiments.follow_up_tables import FollowUpRow
from store.people.token_tables import TokenRow
from store.tables import LetterRow
from tests import stories
from tests.flows import gatherings, retrospectives
from tests.flows.deeds import DEEDS, Doing, named
from tests.store.test_workspaces_apart import LATER, fill, rows_of
from tests.stories import ANA, CHANNEL, CLARA, HUGO, NOW, new_request

LOOKS: dict[str, Callable[[Desk], Any]] = {
    "a list": lambda desk: sheets.page(desk, Wanted()),
    "a later page": lambda desk: sheets.page(desk, Wanted(place=3)),
    "somebody's list": lambda desk: sheets.page(desk, Wanted(owner=ANA)),
    "a card": lambda desk: sheets.sheet(desk, 1),
    "a card with its times": lambda desk: timed_sheet(desk, 1, NOW),
    "a card as it was": lambda desk: as_it_was.as_it_was(desk, 1, 2),
    "a forecast": lambda desk: forecasts.sheet_now(desk, 1, NOW),
    "a history": lambda desk: sheets.history(desk, 1),
    "what is found by words": lambda desk: search.search(desk, "Title"),
    "what was tried before": lambda desk: search.similar(desk, "Title ours", "Something about titles"),
    "insights": lambda desk: insights.insights(desk, InsightsChoice(), NOW),
    "the values of one": lambda desk: measure.strikable(desk, 1, ANA),
    "a project": lambda desk: project_sheets.project(desk, 1),
    "the projects": projects.all_projects,
    "the team": team.everybody,
    "who is away": lambda desk: absences.current(desk, NOW),
    "the tokens": lambda desk: tokens.sheet(desk, by=HUGO, now=NOW),
    "what waits for one": lambda desk: waits.waits_for(desk, CLARA, NOW),
    "what waits for anybody": lambda desk: waits.waits_for_anybody(desk, NOW),
    "a Home": lambda desk: homes.home(desk, ANA, NOW),
    "an admin's Home": lambda desk: homes.home(desk, HUGO, NOW),
    "open actions": lambda desk: retro_actions.open_actions(desk, CHANNEL),
    "what verification finds": lambda desk: list(verification.verify(desk).findings),
}
# What is named by a number that the database counts up over all workspaces, and so could be guessed of another one.
GUESSED: dict[str, tuple[Any, Callable[[Desk, int], Any]]] = {
    "a blocker to take on": (
        BlockerRow.number,
        lambda desk, number: blockers.take_on(desk, number, by=ANA, now=NOW),
    ),
    "a blocker to solve": (
        BlockerRow.number,
        lambda desk, number: blockers.solve(desk, [number], by=ANA, now=NOW),
    ),
    "a blocker to show": (BlockerRow.number, blockers.called_for),
    "an action to complete": (
        ActionRow.number,
        lambda desk, number: retro_actions.complete(desk, number, by=HUGO, now=NOW),
    ),
    "a follow-up to complete": (
        FollowUpRow.number,
        lambda desk, number: follow_ups.complete(desk, number, by=CLARA, now=NOW),
    ),
    "a follow-up to lift": (
        FollowUpRow.number,
        lambda desk, number: follow_ups.lift(desk, number, "Done.", by=CLARA, now=NOW, request=new_request()),
    ),
    "a follow-up to show": (FollowUpRow.number, follow_ups.follow_up),
    "a token": (TokenRow.number, lambda desk, number: tokens.revoke(desk, number, by=HUGO, now=NOW)),
    "a letter": (LetterRow.id, lambda desk, letter: outbox.defer(desk, letter, LATER, "guessed")),
}


def peopled(desk: Desk, name: str) -> None:
    """Leave something to look at of every kind; `name` makes it differ from another workspace's."""
    draft = ProjectDraft(name=f"Project {name}", workstream="governance", milestones="Beta, 2026-05-01")
    project = projects.create(desk, draft, by=ANA, channel=CHANNEL, now=NOW, request=name)
    stories.in_production(desk, title=f"Title {name}", project=str(project.number))
    stories.in_review(desk, title=f"Another {name}")
    tokens.make(desk, TokenDraft(name=f"Token {name}"), by=HUGO, now=NOW, request=f"token {name}")
    retrospectives.agree(desk, retrospectives.opened(desk), f"Action {name}")


@pytest.mark.parametrize("doing", DEEDS, ids=named)
def test_a_deed_changes_nothing_of_another_workspace(desk: Desk, other_desk: Desk, doing: Doing) -> None:
    doing.prepare(other_desk)
    prepared = doing.prepare(desk)
    ours, theirs = (rows_of(desk.database, one.workspace) for one in (desk, other_desk))
    doing.do(desk, prepared)
    assert rows_of(desk.database, other_desk.workspace) == theirs
    assert rows_of(desk.database, desk.workspace) != ours


def test_nothing_that_is_looked_at_hangs_on_another_workspace(desk: Desk, other_desk: Desk) -> None:
    peopled(desk, "ours")
    alone = {name: look(desk) for name, look in LOOKS.items()}
    peopled(other_desk, "theirs")
    beside = {name: look(desk) for name, look in LOOKS.items()}
    assert [name for name in LOOKS if beside[name] != alone[name]] == []
    assert [name for name in LOOKS if "theirs" in repr(beside[name])] == []


@pytest.mark.parametrize("what", GUESSED)
def test_a_guessed_number_of_another_workspace_leads_nowhere(desk: Desk, other_desk: Desk, what: str) -> None:
    fill(other_desk, "theirs")
    number, do = GUESSED[what]
    with other_desk.look() as session:
        guessed = int(session.exec(select(func.max(col(number)))).one())
    every = {one.workspace: rows_of(desk.database, one.workspace) for one in (desk, other_desk)}
    found = None
    with suppress(Refused, NoResultFound):
        found = do(desk, guessed)
    assert found is None
    assert {one: rows_of(desk.database, one) for one in every} == every


def test_ceremonies_of_one_workspace_leave_those_of_another_as_they_are(desk: Desk, other_desk: Desk) -> None:
    for one in (desk, other_desk):
        stories.in_review(one)
        gatherings.set_up(one, by=HUGO)
    theirs = rows_of(desk.database, other_desk.workspace)
    for word in ("standup", "review", "ethics", "retro"):
        gatherings.run(desk, word, by=HUGO)
    gatherings.tick(desk, NOW)
    [review] = gatherings.holdings_of(desk, "review")[-1:]
    [standup] = gatherings.holdings_of(desk, "standup")[-1:]
    told = repr((agendas.agenda(desk, review.key, NOW), standups.sheet(desk, standup.key)))
    assert rows_of(desk.database, other_desk.workspace) == theirs
    assert other_desk.workspace not in told


def test_the_clock_does_for_one_workspace_nothing_to_another(desk: Desk, other_desk: Desk) -> None:
    for one in (desk, other_desk):
        stories.in_review(one)
        gatherings.set_up(one, by=HUGO)
    theirs = rows_of(desk.database, other_desk.workspace)
    for kinds in (due_kinds.CEREMONIES, due_kinds.REMINDERS, due_kinds.DIGESTS, due_kinds.SEALING):
        run_due(kinds, desk.database, {desk.workspace: desk}.get, LATER)
    assert rows_of(desk.database, other_desk.workspace) == theirs

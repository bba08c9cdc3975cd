"""Projects: created, changed and shown, with experiments that name theirs."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from flows.desk import Desk
from flows.experiments import project_sheets, sheets
from flows.people import projects, team
from rules.journal.entries import Deed
from rules.people.people import Member
from rules.people.projects import Milestone, ProjectDraft, Workstream
from rules.refusals import Refused
from tests import stories
from tests.backends import contents
from tests.flows.deeds import ROUTER, entries_of, new_project
from tests.stories import ANA, BEN, CHANNEL, HUGO, NOW, new_request


def revise(desk: Desk, number: int, draft: ProjectDraft, by: str = ANA) -> object:
    """Change a project."""
    return projects.revise(desk, number, draft, by=by, now=NOW, request=new_request())


def test_a_project_is_shown_as_it_was_created(desk: Desk) -> None:
    created = new_project(desk)
    assert project_sheets.project(desk, created.number).project == created
    assert (created.name, created.workstream, created.members, created.milestones) == (
        "Router",
        Workstream.PRODUCTION,
        (ANA,),
        (Milestone(title="Beta", due=date(2026, 5, 1)),),
    )


def test_who_creates_a_project_belongs_to_it_where_nobody_is_named(desk: Desk) -> None:
    assert new_project(desk, ProjectDraft(name="Alone", workstream="governance")).members == (ANA,)


def test_projects_and_experiments_are_numbered_apart(desk: Desk) -> None:
    stories.proposed(desk)
    assert (new_project(desk).number, stories.proposed(desk).number) == (1, 2)


def test_a_project_is_found_by_its_name_however_it_is_written(desk: Desk) -> None:
    created = new_project(desk)
    assert project_sheets.project_named(desk, " rOUTER! ").project == created


def test_a_name_that_nearly_fits_is_answered_with_the_nearest(desk: Desk) -> None:
    new_project(desk)
    with pytest.raises(Refused, match="Did you mean “Router”"):
        project_sheets.project_named(desk, "Ruoter")


def test_a_project_shows_its_experiments_and_no_others(desk: Desk) -> None:
    project = new_project(desk)
    stories.proposed(desk, title="Elsewhere")
    stories.proposed(desk, title="Here", project=str(project.number))
    shown = project_sheets.project(desk, project.number).overview
    assert ([one.title for one in shown.experiments], shown.total) == (["Here"], 1)
    assert sheets.sheet(desk, 2).project == "Router"


def test_a_done_milestone_stays_done_when_the_project_is_changed(desk: Desk) -> None:
    number = new_project(desk).number
    projects.complete(desk, number, "beta", by=ANA, now=NOW)
    draft = ProjectDraft(name="Router two", workstream="production", milestones="Beta, 2026-06-01")
    revise(desk, number, draft)
    (milestone,) = project_sheets.project(desk, number).project.milestones
    assert (milestone.due, milestone.done_at) == (date(2026, 6, 1), NOW)


def test_the_day_of_a_milestone_is_seen_from_the_today_of_who_types_it(desk: Desk) -> None:
    team.record_roster(desk, [Member(id=ANA, name="Ana", zone="Pacific/Auckland")], now=NOW)
    # In UTC it is the second of March still.
    evening = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    typed = ProjectDraft(name="Router", workstream="production", milestones="Beta, tomorrow")
    created = projects.create(desk, typed, by=ANA, channel=CHANNEL, now=evening, request=new_request())
    assert created.milestones == (Milestone(title="Beta", due=date(2026, 3, 4)),)
    later = replace(typed, milestones="Beta, in 2 days")
    changed = projects.revise(desk, created.number, later, by=ANA, now=evening, request=new_request())
    assert changed.milestones == (Milestone(title="Beta", due=date(2026, 3, 5)),)


def test_a_milestone_done_twice_leaves_one_entry(desk: Desk) -> None:
    number = new_project(desk).number
    projects.complete(desk, number, "Beta", by=ANA, now=NOW)
    before = contents(desk.database)
    projects.complete(desk, number, "beta", by=ANA, now=NOW)
    assert contents(desk.database) == before


def test_a_change_of_nothing_leaves_nothing_but_the_receipt(desk: Desk) -> None:
    number = new_project(desk).number
    before = len(entries_of(desk))
    revise(desk, number, ROUTER)
    assert len(entries_of(desk)) == before


def test_an_admin_may_change_a_project_of_others(desk: Desk) -> None:
    number = new_project(desk).number
    revise(desk, number, ProjectDraft(name="Renamed", workstream="governance", members=(BEN,)), by=HUGO)
    assert project_sheets.project(desk, number).project.name == "Renamed"
    assert entries_of(desk)[-1].deed is Deed.CHANGED_PROJECT


def test_a_project_may_keep_its_own_name(desk: Desk) -> None:
    number = new_project(desk).number
    revise(desk, number, ProjectDraft(name="ROUTER", workstream="governance", members=(ANA,)))
    assert project_sheets.project(desk, number).project.name == "ROUTER"


def test_all_projects_are_listed_by_name(desk: Desk) -> None:
    for name in ("zeta", "Alpha", "mid"):
        new_project(desk, ProjectDraft(name=name, workstream="governance"))
    assert [project.name for project in projects.all_projects(desk)] == ["Alpha", "mid", "zeta"]

"""Insights of a span and a project, through the deeds and on both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from flows.desk import Desk
from flows.learning import insights
from flows.people.projects import create
from flows.waiting import questions
from rules.dates.typed_past import Lately
from rules.dates.typed_span import Span
from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind
from rules.learning.choices import InsightsChoice
from rules.learning.seat_waits import DutyWait, settled_seats
from rules.lifecycle.steps import Step
from rules.people.accounts import Account
from rules.people.people import Duty
from rules.people.projects import Project, ProjectDraft
from rules.refusals import Refused
from store.people import members
from tests import stories
from tests.backends import on_sqlite
from tests.stories import ANA, BEN, NOW

LATER = NOW + timedelta(days=1)


def proposed(desk: Desk, ago: int, **typed: Any) -> Experiment:
    """Return an experiment that was proposed some days before NOW."""
    return stories.proposed(desk, now=NOW - timedelta(days=ago), **{"target": "", **typed})


def search(desk: Desk) -> Project:
    """Return a new project."""
    draft = ProjectDraft(name="Search", workstream="production")
    return create(desk, draft, by=ANA, channel="C0LAB", now=NOW, request="search")


def numbers(desk: Desk, choice: InsightsChoice) -> list[int]:
    """Return the numbers of the experiments that a choice has, the newest first."""
    return [one.number for one in insights.insights(desk, choice, NOW).studied]


def test_a_choice_has_what_was_proposed_in_its_days_and_in_its_project(desk: Desk) -> None:
    project = search(desk)
    for ago in (100, 89, 10, 0):
        proposed(desk, ago)
    proposed(desk, 10, project=str(project.number))
    today = NOW.date()
    assert numbers(desk, InsightsChoice()) == [5, 4, 3, 2, 1]
    assert numbers(desk, InsightsChoice(None, Lately(90))) == [5, 4, 3, 2]
    assert numbers(desk, InsightsChoice(None, Lately(1))) == [4]
    assert numbers(desk, InsightsChoice(project.number)) == [5]
    assert numbers(desk, InsightsChoice(project.number, Lately(5))) == []
    ten_ago = today - timedelta(days=10)
    assert numbers(desk, InsightsChoice(None, Span(today - timedelta(days=89), ten_ago))) == [5, 3, 2]


def test_another_workspace_is_no_history(desk: Desk, other_desk: Desk) -> None:
    stories.in_production(other_desk)
    assert insights.insights(desk, InsightsChoice(), LATER).found.total == 0


def test_a_project_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused):
        insights.insights(desk, InsightsChoice(7), NOW)


def test_only_so_many_of_the_newest_are_read_and_that_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        proposed(desk, 1)
    monkeypatch.setattr(insights, "NEWEST", 3)
    sheet = insights.insights(desk, InsightsChoice(), NOW)
    assert ([one.number for one in sheet.studied], sheet.is_cut) == ([4, 3, 2], True)


@on_sqlite
def test_insights_take_as_many_statements_for_many_as_for_one(desk: Desk) -> None:
    def statements() -> int:
        seen: list[str] = []
        engine = desk.database.engine

        def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", hear)
        insights.insights(desk, InsightsChoice(), LATER)
        event.remove(engine, "before_cursor_execute", hear)
        return sum(one.startswith("SELECT") for one in seen)

    stories.in_production(desk)
    alone = statements()
    for _ in range(5):
        stories.in_review(desk)
    assert statements() == alone <= 4


def test_seats_wait_from_their_submission_and_from_when_promotion_was_asked_for(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    for hours, kind in enumerate(ReviewKind, start=5):
        stories.approve(desk, experiment, kind, now=NOW + timedelta(hours=hours))
    promoting = stories.promote(desk, experiment, now=NOW + timedelta(hours=24))
    stories.approve_as(desk, promoting, ApprovalKind.SECURITY, now=NOW + timedelta(hours=26))
    (one,) = insights.insights(desk, InsightsChoice(), LATER + timedelta(days=1)).studied
    found = {seat.duty: seat.waited / timedelta(hours=1) for seat in settled_seats(one)}
    assert found == {Duty.TECHNICAL: 5, Duty.ETHICS: 6, Duty.BUSINESS: 7, Duty.SECURITY: 2}


def test_the_time_of_a_question_and_what_came_again_are_counted_as_the_board_does(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    seat = stories.seat(experiment, ReviewKind.TECHNICAL)
    questions.ask(desk, seat, "Which data?", by=BEN, now=NOW + timedelta(hours=1), request="ask")
    questions.answer(desk, experiment.number, 0, "All.", by=ANA, now=NOW + timedelta(hours=4), request="say")
    stories.approve(desk, experiment, ReviewKind.TECHNICAL, now=NOW + timedelta(hours=6))
    found = insights.insights(desk, InsightsChoice(), LATER).found
    assert found.waits == (DutyWait(duty=Duty.TECHNICAL, seats=1),)
    (one,) = insights.insights(desk, InsightsChoice(), LATER).studied
    assert [seat.waited for seat in settled_seats(one)] == [timedelta(hours=3)]


def test_forecasts_and_results_are_read_as_they_are_kept(desk: Desk) -> None:
    for days in (4, 6, 8, 10):
        stories.close(desk, proposed(desk, days), Step.CONCLUDE, note="No gain.")
    stories.proposed(desk)
    sheet = insights.insights(desk, InsightsChoice(), LATER)
    (pace,) = sheet.found.paces
    assert (pace.finished, pace.running) == (4, 1)
    forecast = sheet.studied[0].forecast
    assert forecast
    assert [bound.days for bound in forecast.bounds] == [8, 10]


def test_words_are_read_where_who_types_them_lives(desk: Desk) -> None:
    search(desk)
    choice = insights.choice_of(desk, "project search last 90 days", by=ANA, now=NOW)
    assert choice == InsightsChoice(1, Lately(90))


def test_who_is_no_person_here_gets_no_data(desk: Desk) -> None:
    with desk.begin() as session:
        members.save(session, replace(members.get(session, BEN), account=Account.GUEST))
    with pytest.raises(Refused):
        insights.ask_for_data(desk, InsightsChoice(), by=BEN, now=NOW)

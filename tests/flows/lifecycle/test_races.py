"""Two at the same instant: in one process, and in two processes on one database.

`desk` and `replica` are two processes' desks of one workspace, so that no lock of one process helps the other.
"""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from flows.desk import AlreadyDone, Desk
from flows.experiments import sheets
from flows.lifecycle import proposals, submissions
from flows.people import projects, team
from flows.promotion import plans
from rules.experiments.experiment import ApprovalKind, ReviewKind, Stage
from rules.journal.entries import Deed
from rules.lifecycle.steps import Step
from rules.marks import mention
from rules.people.people import Duty, Member
from rules.people.projects import ProjectDraft
from rules.refusals import Refused
from store.database import Database
from store.experiments import experiments
from tests import stories
from tests.backends import on_postgresql
from tests.flows.deeds import ROUTER, entries_of, new_project
from tests.racing import problems, together
from tests.stories import ANA, BEN, CHANNEL, CLARA, HUGO, IVAN, NOW, new_request

ROUNDS = 3
Pair = tuple[Desk, Desk]


@pytest.fixture(params=["one process", "two processes"])
def pair(request: pytest.FixtureRequest, desk: Desk, replica: Desk) -> Pair:
    """Return the desks that two people meet at."""
    return (desk, replica if request.param == "two processes" else desk)


def deeds_of(desk: Desk, *deeds: Deed) -> list[str]:
    """Return by whom entries of these deeds were made, in order."""
    return [entry.by for entry in entries_of(desk) if entry.deed in deeds]


def test_two_reviewers_at_the_same_instant_both_count(pair: Pair) -> None:
    desk, replica = pair
    for _ in range(ROUNDS):
        experiment = stories.in_review(desk)
        answers = together(
            partial(stories.approve, desk, experiment, ReviewKind.TECHNICAL),
            partial(stories.approve, replica, experiment, ReviewKind.ETHICS),
        )
        assert problems(answers) == []
        kept = sheets.sheet(desk, experiment.number).experiment
        assert {review.by for review in kept.reviews} == {BEN, CLARA}


def test_three_reviewers_at_the_same_instant_approve_the_experiment_once(pair: Pair) -> None:
    desk, replica = pair
    experiment = stories.in_review(desk)
    answers = together(
        lambda: stories.approve(desk, experiment, ReviewKind.TECHNICAL),
        lambda: stories.approve(replica, experiment, ReviewKind.ETHICS),
        lambda: stories.approve(desk, experiment, ReviewKind.BUSINESS),
    )
    assert problems(answers) == []
    assert sheets.sheet(desk, experiment.number).experiment.stage is Stage.APPROVED
    assert len(deeds_of(desk, Deed.PASSED_BOARD)) == 1


def test_three_approvers_at_the_same_instant_make_one_plan(pair: Pair) -> None:
    desk, replica = pair
    experiment = stories.promoting(desk)
    answers = together(
        lambda: stories.approve_as(desk, experiment, ApprovalKind.TECHNICAL_LEAD),
        lambda: stories.approve_as(replica, experiment, ApprovalKind.PRODUCT_OWNER),
        lambda: stories.approve_as(desk, experiment, ApprovalKind.SECURITY),
    )
    assert problems(answers) == []
    assert len(plans.plan(desk, experiment.number, experiment.round).approvals) == 3
    assert len(deeds_of(desk, Deed.PASSED_GATE)) == 1


def test_the_same_seat_by_two_people_at_once_counts_once_and_tells_the_other_who_has_it(pair: Pair) -> None:
    desk, replica = pair
    team.give_duty(desk, IVAN, Duty.TECHNICAL, by=HUGO, now=NOW)
    for _ in range(ROUNDS):
        experiment = stories.in_review(desk)
        answers = together(
            partial(stories.approve, desk, experiment, ReviewKind.TECHNICAL, by=BEN),
            partial(stories.approve, replica, experiment, ReviewKind.TECHNICAL, by=IVAN),
        )
        (refusal,) = problems(answers)
        (review,) = sheets.sheet(desk, experiment.number).experiment.reviews
        assert str(refusal) == f"{mention(review.by)} has already decided the technical review."


def test_the_same_approval_by_two_people_at_once_counts_once_and_tells_the_other_who_has_it(
    pair: Pair,
) -> None:
    desk, replica = pair
    team.give_duty(desk, IVAN, Duty.SECURITY, by=HUGO, now=NOW)
    experiment = stories.promoting(desk)
    answers = together(
        lambda: stories.approve_as(desk, experiment, ApprovalKind.SECURITY),
        lambda: stories.approve_as(replica, experiment, ApprovalKind.SECURITY, by=IVAN),
    )
    (refusal,) = problems(answers)
    (approval,) = sheets.sheet(desk, experiment.number).experiment.approvals
    assert str(refusal) == f"{mention(approval.by)} has already decided as security."


def test_one_person_in_two_seats_at_once_fills_one(pair: Pair) -> None:
    desk, replica = pair
    team.give_duty(desk, BEN, Duty.ETHICS, by=HUGO, now=NOW)
    experiment = stories.in_review(desk)
    answers = together(
        lambda: stories.approve(desk, experiment, ReviewKind.TECHNICAL, by=BEN),
        lambda: stories.approve(replica, experiment, ReviewKind.ETHICS, by=BEN),
    )
    (refusal,) = problems(answers)
    assert "one person fills one seat" in str(refusal)
    assert len(sheets.sheet(desk, experiment.number).experiment.reviews) == 1


def test_a_double_click_counts_once(pair: Pair) -> None:
    desk, replica = pair
    for _ in range(ROUNDS):
        experiment = stories.in_review(desk)
        answers = together(
            *[
                partial(stories.approve, one, experiment, ReviewKind.TECHNICAL)
                for one in (desk, replica, desk)
            ]
        )
        assert problems(answers) == []
        assert len(sheets.sheet(desk, experiment.number).experiment.reviews) == 1
    assert deeds_of(desk, Deed.APPROVED_REVIEW) == [BEN] * ROUNDS


def test_the_same_request_by_two_replicas_is_done_once(pair: Pair) -> None:
    desk, replica = pair

    def once(one: Desk) -> Any:
        return proposals.propose(one, stories.PROPOSAL, by=ANA, channel=CHANNEL, now=NOW, request="view V1")

    answers = together(lambda: once(desk), lambda: once(replica))
    (refusal,) = problems(answers)
    assert isinstance(refusal, AlreadyDone)
    assert sheets.overview(desk).total == 1


def test_proposals_at_the_same_instant_get_numbers_of_their_own(pair: Pair) -> None:
    answers = together(*[partial(stories.proposed, one) for one in pair * 4])
    assert problems(answers) == []
    assert sorted(experiment.number for experiment in answers) == list(range(1, 9))


def test_an_approval_and_a_withdrawal_at_once_never_cross(pair: Pair) -> None:
    desk, replica = pair
    for _ in range(ROUNDS):
        experiment = stories.in_review(desk)
        answers = together(
            partial(stories.approve, desk, experiment, ReviewKind.TECHNICAL),
            partial(stories.close, replica, experiment, Step.WITHDRAW),
        )
        kept = sheets.sheet(desk, experiment.number).experiment
        assert kept.stage is Stage.WITHDRAWN
        assert len(kept.reviews) == 1 - len(problems(answers))


def test_two_submissions_of_the_same_at_once_make_one_revision(pair: Pair) -> None:
    desk, replica = pair
    experiment = stories.measured(desk)
    answers = together(
        lambda: stories.submit(desk, experiment),
        lambda: stories.submit(replica, experiment, by=HUGO),
    )
    (refusal,) = problems(answers)
    assert isinstance(refusal, Refused)
    assert sheets.sheet(desk, experiment.number).experiment.revision == 1


def test_two_requests_for_promotion_at_once_make_one_round(pair: Pair) -> None:
    desk, replica = pair
    experiment = stories.approved(desk)
    answers = together(
        lambda: stories.promote(desk, experiment),
        lambda: submissions.promote(
            replica, experiment.number, stories.ROLLOUT, by=HUGO, now=NOW, request=new_request()
        ),
    )
    assert len(problems(answers)) == 1
    assert sheets.sheet(desk, experiment.number).experiment.round == 1


def test_values_recorded_at_the_same_instant_are_all_kept(pair: Pair) -> None:
    desk, _ = pair
    experiment = stories.running(desk)
    answers = together(
        *[
            lambda one=one, value=value: stories.measure(one, experiment, "accuracy", f"0.{value}")
            for value, one in enumerate(pair * 3, start=1)
        ]
    )
    assert problems(answers) == []
    kept = sheets.sheet(desk, experiment.number).experiment.measurements
    assert sorted(str(one.value) for one in kept) == ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6"]


def test_two_projects_of_one_name_at_once_become_one(pair: Pair) -> None:
    desk, replica = pair
    answers = together(
        lambda: new_project(desk),
        lambda: new_project(replica, replace(ROUTER, name=" ROUTER! ")),
    )
    (refusal,) = problems(answers)
    assert isinstance(refusal, Refused)
    assert set(refusal.fields) == {"name"}
    assert len(projects.all_projects(desk)) == 1


def test_two_projects_renamed_alike_at_once_do_not_share_a_name(pair: Pair) -> None:
    desk, replica = pair
    numbers = [new_project(desk, replace(ROUTER, name=name)).number for name in ("One", "Two")]

    def rename(one: Desk, number: int) -> Any:
        draft = ProjectDraft(name="Three", workstream="governance", members=(ANA,))
        return projects.revise(one, number, draft, by=ANA, now=NOW, request=new_request())

    answers = together(lambda: rename(desk, numbers[0]), lambda: rename(replica, numbers[1]))
    (refusal,) = problems(answers)
    assert isinstance(refusal, Refused)


def test_two_duties_given_to_one_person_at_once_are_both_kept(pair: Pair) -> None:
    desk, replica = pair
    answers = together(
        lambda: team.give_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=NOW),
        lambda: team.give_duty(replica, IVAN, Duty.SECURITY, by=HUGO, now=NOW),
    )
    assert problems(answers) == []
    assert team.member_of(desk, IVAN).duties == {Duty.ETHICS, Duty.SECURITY}


def test_two_duties_given_at_once_to_somebody_never_seen_are_both_kept(pair: Pair) -> None:
    desk, replica = pair
    for number in range(ROUNDS):
        answers = together(
            partial(team.give_duty, desk, f"U0NEW{number}", Duty.ETHICS, by=HUGO, now=NOW),
            partial(team.give_duty, replica, f"U0NEW{number}", Duty.SECURITY, by=HUGO, now=NOW),
        )
        assert problems(answers) == []
        assert team.member_of(desk, f"U0NEW{number}").duties == {Duty.ETHICS, Duty.SECURITY}


def test_a_duty_given_while_the_roster_is_read_is_kept(pair: Pair) -> None:
    desk, replica = pair
    for _ in range(ROUNDS):
        answers = together(
            lambda: team.record_roster(desk, roster(), now=NOW),
            lambda: team.give_duty(replica, IVAN, Duty.ETHICS, by=HUGO, now=NOW),
        )
        assert problems(answers) == []
        assert team.member_of(desk, IVAN).duties == {Duty.ETHICS}
        team.take_duty(desk, IVAN, Duty.ETHICS, by=HUGO, now=NOW)


def roster(*, reverse: bool = False) -> list[Member]:
    """Return forty people as Slack lists them, Ivan among them."""
    people = [Member(id=f"U0P{number}", name=f"Person {number}") for number in range(39)]
    people.append(Member(id=IVAN, name="Ivan", zone="Europe/Berlin"))
    return people[::-1] if reverse else people


def test_two_processes_that_start_at_once_both_know_the_workspace_and_its_people(database: Database) -> None:
    pair = (stories.desk_of(database, "T0NEW"), stories.desk_of(database, "T0NEW"))

    def start(desk: Desk, reverse: bool) -> None:
        team.record_workspace(desk, "New lab", now=NOW)
        team.record_roster(desk, roster(reverse=reverse), now=NOW)

    assert problems(together(lambda: start(pair[0], False), lambda: start(pair[1], True))) == []
    assert len(team.everybody(pair[0]).members) == 40


@on_postgresql
def test_nobody_waits_for_a_deed_on_another_experiment(desk: Desk, replica: Desk) -> None:
    one, two = stories.in_review(desk), stories.in_review(desk)
    with desk.begin() as session:
        experiments.lock(session, one.number)
        stories.approve(replica, two, ReviewKind.TECHNICAL)
    assert len(sheets.sheet(desk, two.number).experiment.reviews) == 1

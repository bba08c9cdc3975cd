"""Whatever the facts, every drawing is one that Slack takes, and nothing typed becomes markup."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.button_values import CloseValue, DeclineValue, ReviewValue
from bot.draw import answers
from bot.draw.evidence import value_forms
from bot.draw.experiments.details import details
from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.experiments.history_list import history
from bot.draw.experiments.overview_list import overview
from bot.draw.experiments.project_list import project_card, project_list
from bot.draw.help import help_message
from bot.draw.lifecycle import proposal_forms, reason_forms, submission_forms
from bot.draw.lifecycle.board_message import board
from bot.draw.lifecycle.gate_message import gate
from bot.draw.lifecycle.handover_message import handover
from bot.draw.lifecycle.notices import notice
from bot.draw.people import team_forms
from bot.draw.people.team_list import team_list
from bot.draw.promotion.plan_message import plan_message
from bot.ids import Command
from rules.evidence.submissions import prepared
from rules.experiments.experiment import Experiment, ReviewKind
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.proposals import ProposalDraft
from rules.experiments.sheets import ExperimentSheet, Overview, ProjectSheet
from rules.journal.entries import Deed, Entry
from rules.lifecycle.steps import Step
from rules.people.people import Team
from rules.people.projects import Project
from rules.promotion.plans import deployment_plan
from tests.bot.draw import hostile
from tests.bot.draw.judges import CARD_BLOCKS, buttons, form_problems, problems
from tests.stories import NOW

# The worst facts are long by design, and so is their repr when a test fails.
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
thorough = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


@thorough
@given(hostile.sheets())
def test_every_card_is_one_that_slack_takes(sheet: ExperimentSheet) -> None:
    assert problems(experiment_card(sheet)) == []


@thorough
@given(hostile.sheets())
def test_no_card_has_more_than_twelve_blocks(sheet: ExperimentSheet) -> None:
    assert len(experiment_card(sheet).blocks) <= CARD_BLOCKS


@thorough
@given(hostile.sheets())
def test_no_card_has_more_than_one_primary_button(sheet: ExperimentSheet) -> None:
    primary = [button for button in buttons(experiment_card(sheet)) if button.get("style") == "primary"]
    assert len(primary) <= 1


@thorough
@given(hostile.sheets(), st.integers(1, 3))
def test_every_review_thread_is_one_that_slack_takes(sheet: ExperimentSheet, revision: int) -> None:
    assert problems(board(sheet, min(revision, max(1, sheet.experiment.revision)))) == []


@thorough
@given(hostile.sheets(), st.integers(1, 2))
def test_every_promotion_thread_is_one_that_slack_takes(sheet: ExperimentSheet, round: int) -> None:
    assert problems(gate(sheet, min(round, max(1, sheet.experiment.round)))) == []


@given(hostile.sheets())
def test_every_handover_is_a_message_that_slack_takes(sheet: ExperimentSheet) -> None:
    for place in range(len(sheet.experiment.handovers)):
        assert problems(handover(sheet, place)) == []


@thorough
@given(hostile.sheets())
def test_details_are_what_slack_takes(sheet: ExperimentSheet) -> None:
    assert problems(details(sheet)) == []


@thorough
@given(hostile.overviews())
def test_every_list_is_one_that_slack_takes(page: Overview) -> None:
    assert problems(overview(page)) == []


entries = st.builds(
    Entry,
    at=hostile.moments,
    by=hostile.users | st.sampled_from(["", "assay", "<!channel>"]),
    deed=st.sampled_from(Deed),
    subject=st.just("EXP-1"),
    detail=st.just("") | hostile.reasons,
)


@thorough
@given(hostile.experiments(), st.lists(entries, max_size=5), st.integers(0, 60))
def test_every_history_is_one_that_slack_takes(
    experiment: Experiment, found: list[Entry], times: int
) -> None:
    assert problems(history(experiment, found * times, len(found) * times + times)) == []


notices = st.builds(
    Notice,
    topic=st.sampled_from(NoticeTopic),
    by=hostile.users,
    reason=st.just("") | hostile.reasons,
    to=st.lists(hostile.users, max_size=3).map(tuple),
)


@thorough
@given(hostile.sheets(), notices)
def test_every_notice_is_one_that_slack_takes(sheet: ExperimentSheet, found: Notice) -> None:
    assert problems(notice(sheet, found)) == []


@thorough
@given(hostile.sheets())
def test_every_plan_is_one_that_slack_takes(sheet: ExperimentSheet) -> None:
    assert problems(plan_message(sheet, deployment_plan(sheet.experiment, NOW), "Tried.")) == []


@thorough
@given(hostile.teams, st.booleans())
def test_every_team_is_one_that_slack_takes(team: Team, viewer_is_admin: bool) -> None:
    assert problems(team_list(team, viewer_is_admin=viewer_is_admin)) == []


@thorough
@given(st.lists(hostile.projects, max_size=3), st.integers(0, 60))
def test_every_list_of_projects_is_one_that_slack_takes(found: list[Project], times: int) -> None:
    assert problems(project_list(tuple(found * times))) == []


@thorough
@given(hostile.projects, hostile.overviews(), st.booleans())
def test_every_project_is_one_that_slack_takes(project: Project, page: Overview, may_change: bool) -> None:
    assert problems(project_card(ProjectSheet(project=project, overview=page), may_change=may_change)) == []


@thorough
@given(st.lists(hostile.reasons, min_size=1, max_size=30))
def test_every_refusal_is_one_that_slack_takes(reasons: list[str]) -> None:
    assert problems(answers.refusal(tuple(reasons))) == []


@given(st.sampled_from(Command))
def test_every_help_is_one_that_slack_takes(command: Command) -> None:
    assert problems(help_message(command)) == []


drafts = st.builds(
    ProposalDraft,
    title=hostile.texts(3000),
    hypothesis=hostile.texts(3000, lines=True) | st.just(""),
    workstream=st.sampled_from(["", "production", "nonsense"]),
    owner=hostile.users | st.just(""),
    project=st.sampled_from(["", "1", "120", "999"]),
    metrics=hostile.texts(3000, lines=True) | st.just(""),
    target=st.sampled_from(["", "2030-01-31", "tomorrow"]),
)


@thorough
@given(drafts, hostile.projects, st.integers(0, 150))
def test_every_proposal_form_is_one_that_slack_takes(
    draft: ProposalDraft, project: Project, count: int
) -> None:
    found = tuple(numbered(project, number) for number in range(1, count + 1))
    assert form_problems(proposal_forms.proposal_form(draft, projects=found)) == []


@thorough
@given(hostile.sheets())
def test_every_form_about_an_experiment_is_one_that_slack_takes(sheet: ExperimentSheet) -> None:
    drawn = (
        *(
            submission_forms.submission_form(
                sheet.experiment, prepared(sheet.experiment, None), shown=sheet.experiment, is_whole=is_whole
            )
            for is_whole in (False, True)
        ),
        submission_forms.promote_form(sheet),
        value_forms.measure_form(sheet, with_runs=True),
        *(reason_forms.close_form(close_value(sheet, step), sheet) for step in CLOSING),
    )
    assert [problem for form in drawn for problem in form_problems(form)] == []


CLOSING = (Step.ROLL_BACK, Step.RETIRE, Step.WITHDRAW, Step.CONCLUDE)


def close_value(sheet: ExperimentSheet, step: Step) -> CloseValue:
    """Return which experiment is closed, and how."""
    return CloseValue.model_validate({"experiment": sheet.experiment.number, "step": step})


@given(
    st.integers(1, 999_999_999), st.sampled_from(ReviewKind), st.sampled_from(["ask_for_changes", "reject"])
)
def test_every_form_for_a_verdict_is_one_that_slack_takes(
    number: int, kind: ReviewKind, verdict: str
) -> None:
    value = ReviewValue.model_validate(
        {"experiment": number, "revision": 1, "kind": kind, "verdict": verdict}
    )
    declined = reason_forms.decline_form(DeclineValue(experiment=number, round=1))
    assert form_problems(reason_forms.review_reason_form(value)) + form_problems(declined) == []


@thorough
@given(hostile.teams, hostile.users, hostile.projects)
def test_every_form_about_the_team_is_one_that_slack_takes(team: Team, user: str, project: Project) -> None:
    drawn = (
        team_forms.role_form(user, team),
        team_forms.duty_form(user, team),
        team_forms.role_form(None, team),
        team_forms.duty_form(None, team),
        team_forms.project_form(None),
        team_forms.project_form(replace(project, members=project.members[:20])),
    )
    assert [problem for form in drawn for problem in form_problems(form)] == []


def numbered(project: Project, number: int) -> Project:
    """Return the project under another number."""
    return replace(project, number=number)

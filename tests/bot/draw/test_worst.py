"""The largest facts that the rules let through still make drawings that Slack takes."""

import pytest

from bot.draw import answers
from bot.draw.evidence import value_forms
from bot.draw.experiments.details import details
from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.experiments.history_list import history
from bot.draw.experiments.overview_list import overview
from bot.draw.experiments.project_list import project_card, project_list
from bot.draw.lifecycle import proposal_forms, submission_forms
from bot.draw.lifecycle.board_message import board
from bot.draw.lifecycle.gate_message import gate
from bot.draw.lifecycle.notices import notice
from bot.draw.people import team_forms
from bot.draw.people.team_list import team_list
from rules.evidence.submissions import prepared
from rules.experiments.experiment import Stage
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.sheets import Overview, ProjectSheet
from rules.journal.entries import Deed, Entry
from rules.people.projects import Milestone, Project, Workstream
from tests.bot.draw.hostile import crowd, worst_hindered, worst_sheet
from tests.bot.draw.judges import CARD_BLOCKS, form_problems, problems
from tests.stories import NOW

every_stage = pytest.mark.parametrize("stage", Stage)
every_sign = pytest.mark.parametrize("sign", ["<", "&", "x", "😀"])
WORST_PROJECT = Project(
    number=1,
    name="<" * 60,
    workstream=Workstream.EXPERIMENTATION,
    members=tuple(member.id for member in crowd.members),
    milestones=tuple(Milestone(title=f"{number:02}" + "<" * 78, due=NOW.date()) for number in range(30)),
)


@every_stage
@every_sign
def test_the_largest_card_fits(stage: Stage, sign: str) -> None:
    assert problems(experiment_card(worst_sheet(stage, sign))) == []


@every_stage
@every_sign
def test_the_largest_review_thread_fits(stage: Stage, sign: str) -> None:
    assert problems(board(worst_sheet(stage, sign), 3)) == []


@every_stage
@every_sign
def test_the_largest_promotion_thread_fits(stage: Stage, sign: str) -> None:
    assert problems(gate(worst_sheet(stage, sign), 2)) == []


@every_stage
@every_sign
def test_the_largest_details_fit(stage: Stage, sign: str) -> None:
    assert problems(details(worst_sheet(stage, sign))) == []


@every_stage
@every_sign
@pytest.mark.parametrize("count", [0, 2, 150])
def test_the_largest_that_is_blocked_and_held_fits(stage: Stage, sign: str, count: int) -> None:
    worst = worst_hindered(stage, sign, count)
    card = experiment_card(worst)
    drawn = (card, gate(worst, 2), details(worst, viewer_is_admin=True))
    assert [problems(one) for one in drawn] == [[], [], []]
    assert len(card.blocks) <= CARD_BLOCKS


@every_sign
def test_the_largest_notice_fits(sign: str) -> None:
    members = tuple(member.id for member in crowd.members)
    said = Notice(topic=NoticeTopic.CHANGES_ASKED, by=members[0], reason=f"{sign}\n" * 1000, to=members)
    assert problems(notice(worst_sheet(Stage.CHANGES_ASKED, sign), said)) == []


@every_sign
def test_the_largest_list_fits(sign: str) -> None:
    one = worst_sheet(Stage.IN_REVIEW, sign).experiment
    page = Overview(experiments=(one,) * 20, total=100_000, links={}, only=sign * 1000)
    assert problems(overview(page)) == []


@every_sign
def test_the_largest_history_fits(sign: str) -> None:
    entry = Entry(NOW, "U0ANA", Deed.ASKED_FOR_CHANGES, "EXP-1", sign * 2000)
    drawn = history(worst_sheet(Stage.IN_REVIEW, sign).experiment, (entry,) * 60, 100_000)
    assert problems(drawn) == []


def test_the_largest_team_fits() -> None:
    assert problems(team_list(crowd, viewer_is_admin=True)) == []


def test_the_largest_list_of_projects_fits() -> None:
    assert problems(project_list((WORST_PROJECT,) * 500)) == []


def test_the_largest_project_fits() -> None:
    page = Overview(
        experiments=(worst_sheet(Stage.IN_REVIEW).experiment,) * 20, total=100_000, links={}, only="<" * 500
    )
    assert problems(project_card(ProjectSheet(project=WORST_PROJECT, overview=page), may_change=True)) == []


def test_the_largest_refusal_fits() -> None:
    assert problems(answers.refusal(("<" * 3000,) * 10)) == []


@every_sign
def test_the_largest_forms_open(sign: str) -> None:
    sheet = worst_sheet(Stage.APPROVED, sign)
    drawn = (
        proposal_forms.amend_form(sheet, (WORST_PROJECT,) * 150),
        submission_forms.submission_form(
            sheet.experiment, prepared(sheet.experiment, None), shown=sheet.experiment, is_whole=True
        ),
        submission_forms.promote_form(sheet),
        value_forms.measure_form(sheet, with_runs=True),
        team_forms.project_form(WORST_PROJECT),
    )
    assert [problem for form in drawn for problem in form_problems(form)] == []

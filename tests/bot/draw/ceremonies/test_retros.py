"""The retrospective as it is drawn: true in each step, within Slack's limits, and silent about who wrote what."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.draw.ceremonies.retro import retro_board, retro_forms
from bot.draw.message import Message
from rules.ceremonies.retro.retro_figures import Figures, Passage, Stuck
from rules.ceremonies.retro.retros import BallotSheet, Retro, RetroSheet, RetroStep
from tests import stories
from tests.bot.draw import judges, retrospectives
from tests.bot.draw.retrospectives import action, full, sheet

MARK = "0" * 32


@pytest.mark.parametrize("draw", [sheet, full], ids=["usual", "full"])
@pytest.mark.parametrize("step", RetroStep)
def test_slack_takes_every_board(step: RetroStep, draw: object) -> None:
    drawn = retro_board.board(draw(step))  # type: ignore[operator]
    assert judges.problems(drawn) == []
    assert len(drawn.blocks) <= judges.CARD_BLOCKS


@pytest.mark.parametrize("draw", [sheet, full], ids=["usual", "full"])
def test_slack_takes_every_summary_and_list(draw: object) -> None:
    shown = draw(RetroStep.OVER)  # type: ignore[operator]
    for drawn in (
        retro_board.summary(shown),
        retro_board.action_list(shown.actions, shown.team),
        retro_board.thanks(action(1)),
    ):
        assert judges.problems(drawn) == []


@pytest.mark.parametrize("draw", [sheet, full], ids=["usual", "full"])
def test_slack_takes_every_form(draw: object) -> None:
    shown = draw(RetroStep.VOTING)  # type: ignore[operator]
    drawn = (
        retro_forms.card_form(shown, mark=MARK),
        retro_forms.card_form(shown, mark=MARK, is_next=True),
        retro_forms.ballot_form(BallotSheet(shown, frozenset({shown.topics[0].id}))),
        retro_forms.groups_form(shown),
        retro_forms.action_form(shown, stories.ANA),
    )
    for form in drawn:
        assert judges.form_problems(form) == []


def test_nothing_of_the_cards_shows_while_people_write() -> None:
    shown = judges.words(retro_board.board(sheet(RetroStep.WRITING)))
    assert "Cards are anonymous" in shown
    assert "Reviews wait" not in shown
    assert "so far" not in shown


def test_named_cards_say_so_before_and_show_their_author_after() -> None:
    assert "Cards carry your name" in judges.words(
        retro_board.board(sheet(RetroStep.WRITING, anonymous=False))
    )
    assert "Reviews wait too long — Ben" in judges.words(
        retro_board.board(sheet(RetroStep.VOTING, anonymous=False))
    )


def test_votes_are_hidden_until_voting_ends() -> None:
    voting = judges.words(retro_board.board(sheet(RetroStep.VOTING)))
    assert "2 people have voted so far" in voting
    untouched = judges.words(retro_board.board(sheet(RetroStep.VOTING, voters=0)))
    assert "Nobody has voted yet." in untouched
    assert "█" not in voting.split("What went well")[1]
    results = judges.words(retro_board.board(sheet(RetroStep.DISCUSSING)))
    assert results.index("`███ 3` *Slow reviews*") < results.index("`█ 1` The eval set")


def test_what_took_hardly_any_time_is_no_bar_of_nothing() -> None:
    quick = Figures(
        decided=(Passage(1, "Router", 0.02),),
        produced=(Passage(1, "Router", 1.0),),
        stuck=(Stuck("Waiting for GPU quota", stories.BEN, 0, 2),),
        standups=1,
        check_ins=1,
    )
    held = sheet(RetroStep.WRITING)
    shown = judges.words(
        retro_board.board(replace(held, retro=replace(held.retro, figures=quick), last=None))
    )
    assert "less than a day (1 experiment)" in shown
    assert "1 day (1 experiment)" in shown
    assert "\nless than a day: EXP-2 · Waiting for GPU quota" in shown
    assert "1 standup since last time, 1 check-in on average" in shown


def test_it_opens_with_figures_against_last_time_blockers_actions_and_wins() -> None:
    shown = judges.words(retro_board.board(sheet(RetroStep.WRITING)))
    for line in (
        "to decision   ████████░░░░░░░░ 5 days (2 experiments)",
        "  last time   ████████████████ 10 days (1 experiment)",
        "6 days: EXP-2 · Waiting for GPU quota · Ben",
        "2 blockers solved since last time",
        "9 standups since last time, 5.7 check-ins on average",
        "EXP-1 Router went to production",
    ):
        assert line in shown
    fates = [shown.index(word) for word in (":warning: overdue:", "○ open:", "✓ done:")]
    assert fates == sorted(fates)


@pytest.mark.parametrize("drawn", [retro_board.board, retro_board.summary])
def test_what_was_rolled_back_is_told_and_not_celebrated(drawn: Callable[[RetroSheet], Message]) -> None:
    step = RetroStep.OVER if drawn is retro_board.summary else RetroStep.WRITING
    shown = judges.words(drawn(sheet(step, fallen=frozenset({1}))))
    assert ":tada:" not in shown
    assert ":rewind: EXP-1 Router went to production and was rolled back" in shown


def test_the_summary_pings_the_owners_and_nobody_else() -> None:
    drawn = retro_board.summary(sheet(RetroStep.OVER))
    assert judges.mentioned(drawn) == {stories.BEN}
    shown = judges.words(drawn)
    for line in (
        "Slow reviews",
        "A fixed review hour",
        "Write the runbook",
        "Thanks to Clara",
        "EXP-1 Router",
    ):
        assert line in shown


def test_what_the_summary_says_is_not_said_twice() -> None:
    over = judges.words(retro_board.board(sheet(RetroStep.OVER)))
    assert "Slow reviews" not in over
    assert "went to production" not in over


def test_a_retrospective_without_cards_says_so() -> None:
    empty = sheet(RetroStep.VOTING, retro=Retro())
    drawn = retro_board.board(empty)
    assert "Nobody wrote a card" in judges.words(drawn)
    assert judges.button_texts(drawn) == ["Show results", "Swap facilitator"]
    assert (
        judges.problems(retro_board.summary(replace(empty, holding=retrospectives.holding(RetroStep.OVER))))
        == []
    )


def test_a_small_group_is_told_how_far_anonymity_carries() -> None:
    small, large = sheet(RetroStep.WRITING), sheet(RetroStep.WRITING, expected=12)
    assert "your style" in str(retro_forms.card_form(small, mark=MARK).to_dict())
    assert "your style" not in str(retro_forms.card_form(large, mark=MARK).to_dict())
    alone = sheet(RetroStep.WRITING, expected=1)
    assert "Only 1 person is expected here" in str(retro_forms.card_form(alone, mark=MARK).to_dict())


def test_a_form_drawn_for_the_next_card_is_empty_and_says_that_one_is_in() -> None:
    first, following = (
        retro_forms.card_form(sheet(RetroStep.WRITING), mark=MARK, is_next=one) for one in (False, True)
    )
    assert judges.inputs(first)["card"]["action_id"] != judges.inputs(following)["card"]["action_id"]
    assert "Your card is in" in str(following.to_dict())


def test_the_labels_of_an_action_are_those_of_the_contract() -> None:
    assert judges.labels(retro_forms.action_form(sheet(RetroStep.DISCUSSING), stories.ANA)) == [
        "Action",
        "Owner",
        "Due date",
    ]

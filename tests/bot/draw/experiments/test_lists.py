"""Lists and private answers: details, experiments, history, the team, projects and help."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.button_values import ProjectValue
from bot.draw.answers import unknown_fault
from bot.draw.experiments.details import details
from bot.draw.experiments.history_list import history
from bot.draw.experiments.overview_list import overview
from bot.draw.experiments.project_list import project_card, project_list
from bot.draw.help import WORDS, help_message
from bot.draw.people.team_list import team_list
from bot.draw.text import moment
from bot.ids import Command
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.sheets import Overview, ProjectSheet
from rules.journal.entries import Deed, Entry
from rules.marks import mention
from rules.people.accounts import Account
from rules.people.people import RESPONSIBILITIES, Duty, Role, Team
from tests.bot.draw.facts import TEAM, apollo, approved, in_review, promoting, proposed, running, sheet
from tests.bot.draw.judges import button_texts, buttons, words
from tests.stories import ANA, BEN, NOW

LINK = "https://example.slack.com/archives/C1/p1"


def page(*experiments: Experiment, total: int = 0, only: str = "", link: str = "") -> Overview:
    """Return a page of experiments."""
    links = {experiment.number: link for experiment in experiments if link}
    return Overview(experiments=experiments, total=total or len(experiments), links=links, only=only)


def test_details_show_the_whole_hypothesis() -> None:
    hypothesis = "If we wait, then it gets better. " * 60
    assert words(details(sheet(proposed(hypothesis=hypothesis)))).count("it gets better") == 60


@pytest.mark.parametrize("experiment", [proposed(), in_review(), approved(), promoting()])
def test_details_have_no_buttons(experiment: Experiment) -> None:
    assert buttons(details(sheet(experiment))) == []


def test_details_say_who_may_do_what_now() -> None:
    assert "The owner or an admin can start, submit, conclude, change or reassign EXP-12." in words(
        details(sheet(proposed()))
    )


def test_details_say_why_a_seat_cannot_be_filled() -> None:
    nobody = replace(TEAM, members=())
    assert "Ethics review: Nobody holds the duty “ethics”." in words(details(sheet(in_review(), team=nobody)))


def test_details_lead_to_the_card() -> None:
    assert f"<{LINK}|Open its card>" in words(details(sheet(proposed(), link=LINK)))


def test_details_of_what_is_closed_say_so() -> None:
    assert "EXP-12 is closed" in words(details(sheet(proposed(stage=Stage.WITHDRAWN))))


def test_an_empty_list_says_how_to_make_the_first_experiment() -> None:
    assert (
        words(overview(page())) == "There are no experiments yet. `/experiment propose` makes the first one."
    )


def test_a_list_without_a_match_says_what_it_looked_for() -> None:
    assert "No experiment matches: running." in words(overview(page(only="running")))


def test_a_list_shows_each_experiment_on_one_line() -> None:
    assert (
        f":test_tube: *EXP-12* Rank answers with the small model · running · <@{ANA}>"
        in words(overview(page(running()))).splitlines()
    )


def test_a_key_leads_to_its_card() -> None:
    assert f"*<{LINK}|EXP-12>*" in words(overview(page(running(), link=LINK)))


def test_a_list_says_how_many_more_there_are() -> None:
    assert "41 more." in words(overview(page(running(), total=42)))


def test_a_list_of_more_than_are_counted_says_so() -> None:
    said = words(overview(page(running(), total=1001)))
    assert "*more than 1,000 experiments*" in said
    assert "More than 999 more." in said
    turned = words(overview(replace(page(running(), total=1001), asked="running", pages=51)))
    assert "Page 1 of more than 50" in turned


def test_a_list_says_what_it_shows_in_words() -> None:
    assert "*1 experiment: in review*" in words(overview(page(running(), only="in review")))


def entry(number: int) -> Entry:
    """Return one entry of a journal."""
    return Entry(NOW + timedelta(hours=number), ANA, Deed.MEASURED, "EXP-12", f"accuracy 0.{number:03}")


def test_a_history_says_when_who_did_what() -> None:
    line = words(history(proposed(), (entry(1),))).splitlines()[1]
    assert line.startswith("<!date^")
    assert line.endswith(f"<@{ANA}> recorded a value: accuracy 0.001")


def test_a_list_says_of_whom_it_is() -> None:
    assert f"*1 experiment: owned by <@{BEN}>*" in words(
        overview(page(running(), only=f"owned by {mention(BEN)}"))
    )


def test_a_history_tells_a_time_of_earlier_in_the_readers_zone_and_shows_marks_as_typed() -> None:
    detail = "accuracy 0.94, measured 2026-03-02 09:30 UTC (*run* `x`, measured 2026-99-02 09:30 UTC)"
    line = words(history(proposed(), (replace(entry(1), detail=detail),))).splitlines()[1]
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert line.endswith(f"accuracy 0.94, measured {moment(at)} (∗run∗ ˋxˋ, measured 2026-99-02 09:30 UTC)")


@pytest.mark.parametrize("said", ["Late, measured 2026-03-02 09:30 UTC", f"@{BEN}"])
def test_a_history_reads_nothing_out_of_what_somebody_said(said: str) -> None:
    line = words(history(proposed(), (replace(entry(1), deed=Deed.NOTED, detail=said),))).splitlines()[1]
    assert line.endswith(f": {said}")


def test_a_history_ends_with_the_newest() -> None:
    assert words(history(proposed(), (entry(1), entry(2)))).splitlines()[-1].endswith("accuracy 0.002")


def test_a_long_history_says_how_many_earlier_entries_are_left_out() -> None:
    assert "40 earlier entries left out here." in words(history(proposed(), (entry(1), entry(2)), 42))


def test_a_history_without_entries_says_so() -> None:
    assert "Nothing has happened yet." in words(history(proposed(), ()))


def test_a_team_shows_each_member_with_their_duties() -> None:
    assert f"<@{BEN}> · technical" in words(team_list(TEAM, viewer_is_admin=False))


@pytest.mark.parametrize("role", Role)
def test_a_team_shows_the_responsibilities_of_every_role(role: Role) -> None:
    drawn = words(team_list(TEAM, viewer_is_admin=False))
    assert all(responsibility in drawn for responsibility in RESPONSIBILITIES[role])


def test_a_team_names_the_duties_that_nobody_holds() -> None:
    without = Team(tuple(replace(one, duties=one.duties - {Duty.ETHICS}) for one in TEAM.members))
    assert "*Nobody holds:* ethics" in words(team_list(without, viewer_is_admin=False))


def test_who_has_left_is_not_in_the_team() -> None:
    left = Team(
        tuple(
            replace(one, account=Account.DEACTIVATED if one.id == BEN else Account.PERSON)
            for one in TEAM.members
        )
    )
    assert BEN not in words(team_list(left, viewer_is_admin=False))


def test_an_admin_can_change_the_team_from_its_list() -> None:
    assert button_texts(team_list(TEAM, viewer_is_admin=True)) == ["Set a role", "Give or take duties"]


def test_nobody_else_is_offered_to_change_the_team() -> None:
    assert button_texts(team_list(TEAM, viewer_is_admin=False)) == []


def test_an_empty_list_of_projects_says_how_to_make_the_first() -> None:
    assert "`/project create` makes the first one" in words(project_list(()))


def test_a_list_of_projects_shows_what_comes_next() -> None:
    line = "*Apollo* · production · 2 members · 1 of 2 milestones done · next: Beta, 31 Jan 2030"
    assert line in words(project_list((apollo(),))).splitlines()


def test_a_project_shows_its_experiments() -> None:
    drawn = project_card(ProjectSheet(project=apollo(), overview=page(running())), may_change=False)
    assert "*EXP-12* Rank answers" in words(drawn)


def test_an_open_milestone_can_be_marked_as_done() -> None:
    drawn = project_card(ProjectSheet(project=apollo(), overview=page()), may_change=True)
    button = buttons(drawn)[0]
    assert ProjectValue.read(button["value"]).milestone == "Beta"
    assert button["accessibility_label"] == "Mark milestone 2 as done: Beta"


def test_who_may_not_change_a_project_is_offered_nothing() -> None:
    drawn = project_card(ProjectSheet(project=apollo(), overview=page()), may_change=False)
    assert button_texts(drawn) == []


@pytest.mark.parametrize(
    ("command", "promised"),
    [
        (
            Command.EXPERIMENT,
            "propose waiting list show start edit handover metric submit override promote rollback retire withdraw conclude remind history search insights help",
        ),
        (Command.PROJECT, "create list show edit done help"),
        (Command.TEAM, "list role give take seats values links settings away back hours due tokens help"),
        (Command.STANDUP, "checkin summary message help"),
    ],
)
def test_the_words_of_a_command_are_the_promised_ones(command: Command, promised: str) -> None:
    assert [word.name for word in WORDS[command]] == promised.split()


@pytest.mark.parametrize("command", Command)
def test_help_shows_every_word(command: Command) -> None:
    drawn = words(help_message(command))
    assert all(f"`{command.value} {word.name}" in drawn for word in WORDS[command])


def test_an_unknown_fault_shows_its_reference_and_nothing_else_of_it() -> None:
    assert words(unknown_fault("a1b2")).endswith("tell an admin this reference: `a1b2`")

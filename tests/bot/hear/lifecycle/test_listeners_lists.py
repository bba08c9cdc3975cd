"""What waits for who asks, and lists of experiments: sorted, in pages, and in step with what is settled in them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from flows.people import projects
from rules.experiments.experiment import ReviewKind
from rules.people.projects import ProjectDraft
from tests import stories
from tests.bot.draw.judges import Json
from tests.bot.hear.waiting.test_app_home import fill_with_many
from tests.bot.lab import Lab
from tests.bot.looks import buttons, words
from tests.stories import NOW, new_request

REVIEW = "Approve the ethics review of EXP-1"


def answer(lab: Lab, name: str, typed: str) -> Json:
    """Return what somebody is answered who types in the channel of the lab."""
    person = lab.person(name)
    person.type(f"/experiment {typed}".strip(), channel="lab")
    return newest(lab, name)


def newest(lab: Lab, name: str) -> Json:
    """Return the last message that the channel of the lab shows to somebody."""
    return lab.person(name).messages("lab")[-1]


def titles(lab: Lab, name: str, typed: str) -> list[int]:
    """Return the numbers of the experiments of a list, in its order."""
    found = words(answer(lab, name, typed))
    return sorted(
        (number for number in range(1, 60) if f"*EXP-{number}*" in found),
        key=lambda number: found.index(f"*EXP-{number}*"),
    )


@pytest.mark.parametrize("typed", ["", "waiting", "list waiting", "list WAITING for me"])
def test_what_waits_is_answered_with_the_buttons_that_settle_it(lab: Lab, typed: str) -> None:
    stories.in_review(lab.desk)
    shown = answer(lab, "clara", typed)
    assert "1 thing waits for you" in words(shown)
    assert REVIEW in buttons(shown)
    assert "Nothing waits for you." in words(answer(lab, "ana", typed))


def test_what_is_settled_in_the_answer_leaves_it(lab: Lab) -> None:
    first, second = stories.in_review(lab.desk), stories.in_review(lab.desk)
    assert second.number == 2
    clara = lab.person("clara")
    assert "2 things wait for you" in words(answer(lab, "clara", ""))
    clara.click(REVIEW, channel="lab")
    assert [one.by for one in lab.experiment(first.number).reviews] == [stories.CLARA]
    shown = newest(lab, "clara")
    assert "1 thing waits for you" in words(shown)
    assert REVIEW not in buttons(shown)
    clara.click("Approve the ethics review of EXP-2", channel="lab")
    assert "Nothing waits for you." in words(newest(lab, "clara"))


def test_what_is_refused_in_the_answer_is_told_beside_it(lab: Lab) -> None:
    experiment = stories.in_review(lab.desk)
    clara = lab.person("clara")
    answer(lab, "clara", "")
    stories.close(lab.desk, experiment, stories.Step.WITHDRAW)
    clara.click(REVIEW, channel="lab")
    clara.sees("you can review it only while it is in review", channel="lab")


def test_an_approval_in_the_thread_redraws_no_list(lab: Lab) -> None:
    stories.in_review(lab.desk)
    lab.deliver()
    clara = lab.person("clara")
    clara.click(REVIEW, channel="reviews")
    assert [one.kind for one in lab.experiment().reviews] == [ReviewKind.ETHICS]
    assert clara.sees_nothing_of("waits for you", channel="reviews")


def test_a_thousand_that_wait_are_turned_through(lab: Lab) -> None:
    fill_with_many(lab)
    shown = answer(lab, "clara", "")
    assert "1,000 things wait for you" in words(shown)
    assert "Page 1 of 100" in words(shown)
    clara = lab.person("clara")
    clara.click("Next page of what waits for you", channel="lab")
    assert "Page 2 of 100" in words(newest(lab, "clara"))
    clara.click("Approve the ethics review of EXP-11", channel="lab")
    assert "Page 2 of 100" in words(newest(lab, "clara"))
    assert "EXP-21" in words(newest(lab, "clara"))


def test_a_thousand_experiments_are_turned_through(lab: Lab) -> None:
    fill_with_many(lab)
    shown = answer(lab, "ivan", "list")
    assert "1000 experiments" in words(shown)
    assert "Page 1 of 50" in words(shown)
    assert "*EXP-1000*" in words(shown)
    ivan = lab.person("ivan")
    ivan.click("Next page of this list", channel="lab")
    assert "*EXP-980*" in words(newest(lab, "ivan"))
    ivan.click("Previous page of this list", channel="lab")
    assert "*EXP-1000*" in words(newest(lab, "ivan"))


def test_a_page_of_a_narrowed_list_stays_narrowed(lab: Lab) -> None:
    fill_with_many(lab)
    answer(lab, "ana", "list in review")
    lab.person("ana").click("Next page of this list", channel="lab")
    assert "1000 experiments: in review" in words(newest(lab, "ana"))


def test_a_list_of_a_project_shows_its_experiments_alone(lab: Lab) -> None:
    draft = ProjectDraft(name="Apollo <&>", workstream="governance")
    projects.create(lab.desk, draft, by=stories.ANA, channel="C0LAB", now=NOW, request=new_request())
    stories.proposed(lab.desk)
    stories.proposed(lab.desk, project="1")
    assert titles(lab, "ana", "list project apollo <&>") == [2]
    assert "project Apollo &lt;&amp;&gt;" in words(newest(lab, "ana"))
    assert "There is no project “Apolo”. Did you mean" in words(answer(lab, "ana", "list project Apolo"))


def test_a_part_of_a_projects_name_finds_the_one_that_has_it(lab: Lab) -> None:
    draft = ProjectDraft(name="Support assistant", workstream="governance")
    projects.create(lab.desk, draft, by=stories.ANA, channel="C0LAB", now=NOW, request=new_request())
    assert "Did you mean “Support assistant”?" in words(answer(lab, "ana", "list project support"))


def test_a_list_of_a_workstream_shows_its_experiments_alone(lab: Lab) -> None:
    stories.proposed(lab.desk)
    stories.proposed(lab.desk, workstream="governance")
    assert titles(lab, "ana", "list workstream Governance") == [2]
    assert titles(lab, "ana", "list workstream optimization") == [1]
    assert "is not one of" in words(answer(lab, "ana", "list workstream gardening"))


def test_a_mistyped_list_is_answered_with_the_nearest_and_with_all_there_are(lab: Lab) -> None:
    said = words(answer(lab, "ana", "list oerdue"))
    assert "“oerdue” is not one of: proposed, running" in said
    assert "mine, @who, project NAME, workstream NAME, overdue and waiting. Did you mean “overdue”?" in said


def test_what_is_overdue_stands_by_its_day_the_longest_late_first(lab: Lab) -> None:
    today = NOW.date()
    for days in (3, 1, 2):
        stories.proposed(lab.desk, target=str(today + timedelta(days=days)))
    stories.proposed(lab.desk, target="")
    closed = stories.proposed(lab.desk, target=str(today + timedelta(days=1)))
    stories.close(lab.desk, closed, stories.Step.WITHDRAW)
    assert "No experiment matches: overdue" in words(answer(lab, "ana", "list overdue"))
    lab.hands.move(days=3)
    assert titles(lab, "ana", "list overdue") == [2, 3]
    assert "2 days late" in words(newest(lab, "ana"))
    lab.hands.move(days=1)
    assert titles(lab, "ana", "list overdue") == [2, 3, 1]


def test_a_day_is_over_where_who_asks_lives(lab: Lab) -> None:
    day: date = NOW.date()
    stories.proposed(lab.desk, target=str(day))
    lab.hands.now = NOW.replace(hour=23, minute=30)
    assert titles(lab, "ana", "list overdue") == []
    # In Berlin, where Ivan lives, it is tomorrow.
    assert titles(lab, "ivan", "list overdue") == [1]


def test_what_another_workspace_has_is_not_listed(lab: Lab) -> None:
    other = replace(lab.desk, workspace=stories.OTHER_WORKSPACE)
    stories.in_review(other)
    assert "Nothing waits for you." in words(answer(lab, "clara", ""))
    assert "There are no experiments yet." in words(answer(lab, "clara", "list"))

"""What people look at: pages of experiments, their history, their links."""

from datetime import timedelta

import pytest

from flows import outbox
from flows.desk import Desk
from flows.experiments import sheets
from flows.experiments.sheets import Wanted
from flows.people import team
from rules.experiments.experiment import Stage
from rules.journal.entries import Deed
from rules.message_keys import card_of
from rules.refusals import Refused
from store.experiments import first_rows
from store.postings import Posting
from tests import stories
from tests.stories import ANA, BEN, IVAN, NOW


def test_an_overview_is_empty_before_the_first_proposal(desk: Desk) -> None:
    found = sheets.overview(desk)
    assert (found.experiments, found.total) == ((), 0)


def test_an_overview_shows_the_newest_and_counts_them_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "PAGE", 3)
    for _ in range(5):
        stories.proposed(desk)
    found = sheets.overview(desk)
    assert ([one.number for one in found.experiments], found.total) == ([5, 4, 3], 5)


def test_an_overview_of_stages_shows_and_counts_only_them(desk: Desk) -> None:
    stories.proposed(desk)
    stories.running(desk)
    stories.in_review(desk)
    found = sheets.overview(desk, stages=(Stage.RUNNING, Stage.IN_REVIEW))
    assert ([one.number for one in found.experiments], found.total) == ([3, 2], 2)


def test_an_overview_of_an_owner_shows_and_counts_only_theirs(desk: Desk) -> None:
    stories.proposed(desk)
    stories.proposed(desk, owner=IVAN)
    found = sheets.overview(desk, owner=IVAN)
    assert ([one.number for one in found.experiments], found.total) == ([2], 1)


def test_an_overview_links_to_the_cards_that_were_posted(desk: Desk) -> None:
    stories.proposed(desk)
    stories.proposed(desk)
    outbox.keep_posting(desk, card_of(2), Posting("C1", "1.1", "https://slack.example/2"))
    assert sheets.overview(desk).links == {2: "https://slack.example/2"}
    assert sheets.sheet(desk, 2).link == "https://slack.example/2"


def test_a_history_is_told_oldest_first(desk: Desk) -> None:
    stories.in_review(desk)
    _, entries, total = sheets.history(desk, 1)
    assert [entry.deed for entry in entries] == [
        Deed.PROPOSED,
        Deed.STARTED,
        Deed.MEASURED,
        Deed.MEASURED,
        Deed.SUBMITTED,
    ]
    assert total == 5


def test_a_long_history_shows_its_newest_and_counts_them_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "HISTORY", 3)
    experiment = stories.running(desk)
    for number in range(4):
        stories.measure(desk, experiment, "accuracy", f"0.9{number}", now=NOW + timedelta(seconds=number))
    _, entries, total = sheets.history(desk, 1)
    assert [entry.detail for entry in entries] == ["accuracy 0.91", "accuracy 0.92", "accuracy 0.93"]
    assert total == 6


def test_the_history_of_one_experiment_tells_nothing_of_another(desk: Desk) -> None:
    for _ in range(11):
        stories.proposed(desk)
    _, entries, total = sheets.history(desk, 1)
    assert ([entry.subject for entry in entries], total) == (["EXP-1"], 1)


@pytest.mark.parametrize("look", [sheets.sheet, sheets.history])
def test_a_number_that_does_not_exist_is_refused(desk: Desk, look: object) -> None:
    with pytest.raises(Refused, match=r"There is no EXP-404\. `/experiment list`"):
        look(desk, 404)  # type: ignore[operator]


def test_somebody_never_seen_is_a_member_without_duties(desk: Desk) -> None:
    assert team.member_of(desk, "U0NEW").duties == frozenset()


def test_the_team_is_told_by_name(desk: Desk) -> None:
    assert [member.id for member in team.everybody(desk).members][:2] == [ANA, BEN]


def test_a_list_of_more_than_are_counted_can_be_turned_as_far_as_it_goes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "PAGE", 2)
    for module in (sheets, first_rows):
        monkeypatch.setattr(module, "MOST_COUNTED", 3)
    for _ in range(7):
        stories.proposed(desk)
    pages = [sheets.page(desk, Wanted(place=place)) for place in range(4)]
    assert [[one.number for one in page.experiments] for page in pages] == [[7, 6], [5, 4], [3, 2], [1]]
    assert [(page.total, page.pages) for page in pages] == [(4, 2), (4, 3), (4, 4), (4, 4)]


def test_a_list_of_several_stages_is_in_one_order(desk: Desk) -> None:
    made = [stories.at(desk, stage) for stage in (Stage.RUNNING, Stage.IN_REVIEW, Stage.RUNNING)]
    found = sheets.page(desk, Wanted(stages=(Stage.IN_REVIEW, Stage.RUNNING)))
    assert [one.number for one in found.experiments] == [one.number for one in reversed(made)]

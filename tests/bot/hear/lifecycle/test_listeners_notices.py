"""The buttons under the words of an experiment's thread, pressed where the words stand."""

import pytest

from rules.experiments.experiment import Stage
from rules.experiments.overrides import OverrideOutcome
from tests import stories
from tests.bot.lab import Lab


@pytest.mark.parametrize(
    ("stage", "said", "button", "title"),
    [
        (Stage.APPROVED, "The board has approved", "Promote", "Promote EXP-1"),
        (Stage.REJECTED, "rejected revision 1", "Conclude", "Conclude EXP-1"),
        (Stage.CHANGES_ASKED, "asked for changes", "Resubmit", "Submit EXP-1"),
        (Stage.IN_PRODUCTION, "Deployment plan of EXP-1", "Roll back", "Roll back EXP-1"),
    ],
)
def test_what_comes_next_is_a_button_where_it_is_told(
    sqlite_lab: Lab, stage: Stage, said: str, button: str, title: str
) -> None:
    stories.at(sqlite_lab.desk, stage)
    sqlite_lab.deliver()
    ana = sqlite_lab.person("ana")
    ana.click(button, channel="reviews", near=said)
    assert ana.modal()["title"]["text"] == title


def test_a_button_of_a_notice_asks_who_may_at_the_click(sqlite_lab: Lab) -> None:
    stories.rejected(sqlite_lab.desk)
    sqlite_lab.deliver()
    ben = sqlite_lab.person("ben")
    ben.click("Conclude", channel="reviews", near="rejected revision 1")
    assert ben.views() == []
    ben.sees("or an admin can conclude EXP-1", channel="reviews")


def test_the_second_person_confirms_in_the_notice(sqlite_lab: Lab) -> None:
    experiment = stories.unrehearsed(sqlite_lab.desk)
    stories.ask_override(sqlite_lab.desk, experiment)
    sqlite_lab.deliver()
    clara = sqlite_lab.person("clara")
    clara.click("Confirm override", channel="reviews", near="asks to override")
    assert sqlite_lab.experiment().overrides[0].outcome is OverrideOutcome.CONFIRMED

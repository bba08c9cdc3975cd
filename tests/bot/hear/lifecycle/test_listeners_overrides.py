"""Overrides in Slack: the form, the two buttons, old buttons, and a time that was picked for a value."""

from datetime import timedelta

import pytest

from rules.experiments.experiment import ReviewKind, Stage
from rules.experiments.overrides import Item, OverrideOutcome
from tests import stories
from tests.backends import contents
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, words

ITEM = Item.ROLLBACK.value
CONFIRM, REFUSE = f"Confirm override of EXP-1: {ITEM}", f"Refuse override of EXP-1: {ITEM}"


def seen(lab: Lab) -> str:
    """Return every word in the channel."""
    return "\n".join(words(message) for message in all_messages(lab))


def asked(lab: Lab) -> None:
    """Leave an override in Slack that Ben has asked for, with every review given."""
    experiment = stories.unrehearsed(lab.desk)
    for kind in ReviewKind:
        stories.approve(lab.desk, experiment, kind)
    stories.ask_override(lab.desk, experiment)
    lab.deliver()


def test_one_person_asks_by_the_board_and_another_confirms(lab: Lab) -> None:
    stories.unrehearsed(lab.desk)
    lab.deliver()
    ben, clara = lab.people("ben", "clara")
    ben.click("Override an item of EXP-1", channel="reviews")
    ben.fill("Reason", "The flag is enough.")
    assert ben.submit()["ok"]
    lab.deliver()
    clara.click(CONFIRM, channel="reviews")
    lab.deliver()
    (one,) = lab.experiment().overrides
    assert (one.outcome, one.asked_by, one.settled_by) == (
        OverrideOutcome.CONFIRMED,
        stories.BEN,
        stories.CLARA,
    )
    assert "overridden: asked by Ben, confirmed by Clara" in seen(lab)


def test_the_command_opens_the_same_form_and_an_empty_reason_stays_in_it(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    stories.unrehearsed(lab.desk)
    before = contents(lab.office.database)
    ana = lab.person("ana")
    ana.type("/experiment override EXP-1", channel="reviews")
    ana.fill("Reason", "\u200b")
    assert list(ana.submit()["errors"]) == ["reason"]
    assert contents(lab.office.database) == before


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("ben", "You asked for this override, so somebody else decides"),
        ("ana", "you hold none of these duties"),
        ("ivan", "you hold none of these duties"),
    ],
)
def test_who_is_no_second_person_is_told_why_and_nothing_changes(
    sqlite_lab: Lab, who: str, said: str
) -> None:
    lab = sqlite_lab
    asked(lab)
    before = contents(lab.office.database)
    person = lab.person(who)
    person.click(CONFIRM, channel="reviews")
    assert person.sees(said, channel="reviews")["is_ephemeral"]
    assert contents(lab.office.database) == before


def test_an_old_button_says_who_was_first(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    asked(lab)
    clara, david = lab.people("clara", "david")
    clara.click(CONFIRM, channel="reviews")
    david.click(REFUSE, channel="reviews")
    assert david.sees("has confirmed the override", channel="reviews")["is_ephemeral"]
    assert lab.experiment().stage is Stage.APPROVED


def test_a_double_click_counts_once(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    asked(lab)
    clara = lab.person("clara")
    for _ in range(2):
        clara.click(CONFIRM, channel="reviews")
    assert [one.settled_by for one in lab.experiment().overrides] == [stories.CLARA]


def test_who_asked_withdraws_by_the_same_button(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    asked(lab)
    lab.person("ben").click(REFUSE, channel="reviews")
    lab.deliver()
    assert lab.experiment().overrides[0].outcome is OverrideOutcome.WITHDRAWN
    assert "Ben withdrew the override of EXP-1" in seen(lab)


def test_where_nothing_is_open_no_form_opens(sqlite_lab: Lab) -> None:
    stories.in_review(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type("/experiment override EXP-1", channel="reviews")
    assert ana.views() == []
    assert "Nothing in the checklist of EXP-1 is open" in words(ana.messages("reviews")[-1])


def test_a_value_of_earlier_is_kept_at_its_time_and_one_to_come_is_refused(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    stories.proposed(lab.desk)
    lab.deliver()
    ana = lab.person("ana")
    now = lab.hands()
    ana.click("Record values: EXP-1", channel="reviews")
    ana.fill("accuracy >= 0.92", "0.93")
    ana.fill("Measured at", int((now + timedelta(hours=1)).timestamp()))
    assert "has not come yet" in ana.submit()["errors"]["measured_at"]
    earlier = (now - timedelta(days=1)).replace(microsecond=0)
    ana.fill("Measured at", int(earlier.timestamp()))
    assert ana.submit()["ok"]
    assert [one.at for one in lab.experiment().measurements] == [earlier]

"""Values in Slack: marking one as wrong, and who may record them."""

from rules.experiments.experiment import Stage
from tests import stories
from tests.backends import contents
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, words


def seen(lab: Lab) -> str:
    """Return every word in the channel."""
    return "\n".join(words(message) for message in all_messages(lab))


def test_the_owner_marks_a_value_as_wrong_and_it_shows_struck_out(lab: Lab) -> None:
    stories.approved(lab.desk)
    lab.deliver()
    ana = lab.person("ana")
    ana.type("/experiment show EXP-1", channel="reviews")
    ana.click("Mark a value of EXP-1 as wrong", channel="reviews")
    ana.fill("Value", "latency 620 ms, 2026-03-02 09:30 UTC")
    ana.fill("Reason", "It ran on the training set.")
    assert ana.submit()["ok"]
    lab.deliver()
    experiment = lab.experiment()
    assert [one.value.metric for one in experiment.strikes] == ["latency"]
    assert experiment.stage is Stage.IN_REVIEW
    assert "“Model performance meets threshold” is open again: latency has no value yet" in seen(lab)
    ana.type("/experiment show EXP-1", channel="reviews")
    ana.sees("marked as wrong by Ana: “It ran on the training set.”", channel="reviews")


def test_an_empty_reason_stays_in_the_form(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    stories.measured(lab.desk)
    before = contents(lab.office.database)
    ana = lab.person("ana")
    ana.type("/experiment show EXP-1", channel="reviews")
    ana.click("Mark a value of EXP-1 as wrong", channel="reviews")
    ana.fill("Value", "latency 620 ms, 2026-03-02 09:30 UTC")
    ana.fill("Reason", "\u200b")
    assert list(ana.submit()["errors"]) == ["reason"]
    assert contents(lab.office.database) == before


def test_an_admin_lets_everybody_record(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    stories.running(lab.desk)
    hugo, ivan = lab.people("hugo", "ivan")
    ivan.type("/experiment metric EXP-1 accuracy 0.94", channel="lab")
    ivan.sees("An admin can open this to the whole team: /team values everybody", channel="lab")
    ivan.type("/team values", channel="lab")
    ivan.sees("Values are recorded by those with a part in the experiment.", channel="lab")
    hugo.type("/team values everybody", channel="lab")
    hugo.sees("Values are recorded by everybody in the team, from now on.", channel="lab")
    ivan.type("/experiment metric EXP-1 accuracy 0.94", channel="lab")
    ivan.sees("accuracy of EXP-1 is 0.94; it meets", channel="lab")


def test_who_has_no_part_is_told_that_the_value_is_set_aside(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    stories.promoting(lab.desk)
    lab.person("hugo").type("/team values everybody", channel="lab")
    ivan = lab.person("ivan")
    ivan.type("/experiment metric EXP-1 latency 950", channel="lab")
    ivan.sees("what you recorded is set aside", channel="lab")
    lab.deliver()
    assert lab.experiment().stage is Stage.PROMOTING
    assert "who has no part in EXP-1, recorded latency 950 ms" in seen(lab)

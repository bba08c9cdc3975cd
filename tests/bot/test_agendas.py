"""The experiment review and the AI ethics review as people hold them in Slack."""

from rules.experiments import Stage
from tests import stories
from tests.bot.lab import Lab
from tests.flows.gatherings import tick


def hold(lab: Lab, word: str) -> None:
    """Set up a ceremony in the channel of the reviews, as Ana, and hold it now."""
    ana = lab.person("ana")
    ana.type("/ceremony setup", channel="reviews")
    assert ana.submit()["ok"]
    ana.type(f"/ceremony run {word}", channel="reviews")
    lab.deliver()


def test_a_note_goes_from_the_agenda_to_the_history(sqlite_lab: Lab) -> None:
    lab, ana = sqlite_lab, sqlite_lab.person("ana")
    experiment = stories.in_review(lab.desk)
    hold(lab, "review")
    ana.sees("Waiting for a decision", channel="reviews")
    ana.click("Add a note", channel="reviews", near="Waiting for a decision")
    ana.fill("Experiment", f"{experiment.key} {experiment.title}")
    ana.fill("Note", "Try it on <!channel> long texts")
    assert ana.submit()["ok"]
    lab.deliver()
    ana.sees("Try it on <!channel> long texts", channel="reviews")
    ana.type(f"/experiment history {experiment.key}", channel="reviews")
    ana.sees("experiment review: Try it on <!channel> long texts", channel="reviews")


def test_what_was_discussed_leaves_the_menu_and_stands_in_the_record(sqlite_lab: Lab) -> None:
    lab, ana = sqlite_lab, sqlite_lab.person("ana")
    experiment = stories.in_review(lab.desk)
    hold(lab, "review")
    ana.choose("Mark as discussed", f"{experiment.key} {experiment.title}", channel="reviews")
    lab.deliver()
    ana.sees("✓", channel="reviews")
    lab.hands.move(hours=2)
    tick(lab.desk, lab.hands.now)
    lab.deliver()
    ana.sees(f"Discussed: {experiment.key}", channel="reviews")


def test_a_hold_keeps_an_experiment_from_promotion_until_its_follow_up_is_done(sqlite_lab: Lab) -> None:
    lab, ana = sqlite_lab, sqlite_lab.person("ana")
    experiment = stories.approved(lab.desk)
    hold(lab, "ethics")
    ana.click("Record a decision", channel="reviews", near="AI ethics review")
    ana.fill("Experiment", f"{experiment.key} {experiment.title}")
    ana.fill("Decision", "Not for minors")
    ana.fill("Reason", "The red team found gaps")
    ana.fill("Hold", ["Hold the experiment from promotion until the follow-up is done"])
    assert set(ana.submit()["errors"]) == {"task"}
    ana.fill("Follow-up", "Repeat the red team")
    ana.fill("Owner", "ben")
    ana.fill("Due date", "2026-03-31")
    assert ana.submit()["ok"]
    lab.deliver()
    ana.sees("Held by the AI ethics review until Ben has done: Repeat the red team", channel="reviews")
    ana.type(f"/experiment promote {experiment.key}", channel="reviews")
    ana.sees("is held by the AI ethics review", channel="reviews")
    lab.person("ben").choose("Mark a follow-up as done", "Repeat the red team", channel="reviews")
    stories.promote(lab.desk, experiment)
    assert lab.experiment(experiment.number).stage is Stage.PROMOTING


def test_a_bias_check_is_refused_beside_its_field_and_then_shown_as_a_table(sqlite_lab: Lab) -> None:
    lab, ana = sqlite_lab, sqlite_lab.person("ana")
    experiment = stories.in_review(lab.desk)
    hold(lab, "ethics")
    ana.click("Add a bias check", channel="reviews", near="AI ethics review")
    ana.fill("Experiment", f"{experiment.key} {experiment.title}")
    ana.fill("Metric", "accepted answers")
    ana.fill("Groups", "women, 0.7")
    assert "2 to 30 groups" in ana.submit()["errors"]["groups"]
    ana.fill("Groups", "group,rate\nwomen,0.7\nmen,0.9")
    assert ana.submit()["ok"]
    lab.deliver()
    ana.sees("the four-fifths rule does not hold", channel="reviews")

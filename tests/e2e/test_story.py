"""An experiment from its proposal to production, in a real browser, the bot connected over Socket Mode."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect
from strictslack.server import Sandbox

from demo.story import ANA, BEN, CHLOE, DEV, EMI, FAY, GUS
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e


REVIEWERS = {"technical": BEN, "ethics": CHLOE, "business": DEV}
APPROVERS = {"technical lead": EMI, "product owner": FAY, "security": GUS}
NAMES = {BEN: "Ben Okoro", CHLOE: "Chloe Martin", DEV: "Dev Patel"}


NAMES |= {EMI: "Emi Tanaka", FAY: "Fay Lindqvist", GUS: "Gus Moreira"}


EVIDENCE = {
    "Model": "models:/cache/1",
    "Safety_evaluation": "https://wiki.example.com/safety",
    "Cost_projection": "https://wiki.example.com/cost",
    "Documentation": "https://wiki.example.com/cache",
    "Rollback_plan": "Switch the cache off.",
    "Monthly_cost": "100",
    "Monthly_budget": "200",
}
HOSTILE = '<!channel> <b>x</b> & "quotes" <@U0ADA>'
# Somebody's id between Slack's signs is read as their name, wherever it is typed; it pings nobody.
SHOWN = HOSTILE.replace("<@U0ADA>", "@Ada Brandt")


def test_a_proposal_goes_to_production(visitor: Visitor, tmp_path: Path) -> None:
    """Propose, measure, submit, three reviews, three approvals, the plan with its monitoring, the history."""
    key = visitor.propose("Cache the answers", metrics="accuracy >= 0.92 (now 0.88)")

    visitor.say(f"/experiment metric {key} accuracy 0.93")
    expect(visitor.card(key)).to_contain_text("✓ accuracy: 0.93")

    visitor.press(visitor.card(key), f"Submit for review: {key}")
    visitor.form.get_by_role("button", name="More").click()
    expect(visitor.form.get_by_label("Model", exact=True)).to_be_visible()
    visitor.fill(**EVIDENCE)
    expect(visitor.form).to_contain_text("Checklist: 4 of 5 met · 1 stated, not linked")
    visitor.submit("Submit for review")
    expect(visitor.card(key)).to_contain_text("Checklist: 4 of 5 met · 1 stated, not linked")

    visitor.open_thread(key)
    for kind, user in REVIEWERS.items():
        review(visitor, key, kind, user)
    expect(visitor.card(key)).to_contain_text("Approved")

    visitor.become(ANA)
    visitor.press(visitor.card(key), f"Promote: {key}")
    visitor.fill(Service="answers", accuracy="rate(answers_right)")
    visitor.form.get_by_role("button", name="Ask for approvals").click()
    wrong = re.compile(re.escape("Write a duration behind the series, as in rate(x[5m])."))
    expect(visitor.form.get_by_label("accuracy", exact=True)).to_have_accessible_description(wrong)
    visitor.fill(accuracy="avg(answers_right)")
    visitor.submit("Ask for approvals")
    expect(visitor.thread).to_contain_text(
        "approved: no · missing: technical lead, product owner and security"
    )
    for kind, user in APPROVERS.items():
        approve(visitor, key, kind, user)

    expect(visitor.card(key)).to_contain_text("In production")
    expect(visitor.thread).to_contain_text(f"Deployment plan of {key}, revision 1")
    file = visitor.thread.get_by_role("group", name=f"File {key}-revision-1-deployment-plan.md")
    expect(file).to_contain_text(f"# Deployment plan of {key}, revision 1")
    expect(visitor.thread).to_contain_text(
        "2 alerts for Prometheus with their unit tests, and a Grafana dashboard."
    )
    for end in ("rules.yml", "tests.yml", "dashboard.json"):
        (tmp_path / f"{key}-revision-1.{end}").write_bytes(visitor.download(f"{key}-revision-1.{end}"))
    for verb, end in (("check", "rules.yml"), ("test", "tests.yml")):
        command = ["promtool", verb, "rules", f"{key}-revision-1.{end}"]
        assert subprocess.run(command, cwd=tmp_path, check=False).returncode == 0
    dashboard = json.loads((tmp_path / f"{key}-revision-1.dashboard.json").read_text())
    assert [panel["title"] for panel in dashboard["panels"]] == ["accuracy"]

    visitor.say(f"/experiment history {key}")
    for line in ("Ana Ruiz proposed", "Chloe Martin approved: ethics", "Gus Moreira approved the promotion"):
        expect(visitor.private_answer()).to_contain_text(line)


def review(visitor: Visitor, key: str, kind: str, user: str) -> None:
    """Approve as a reviewer: the buttons of the seat go, and who decided stays."""
    visitor.become(user)
    visitor.press(visitor.thread, f"Approve the {kind} review of {key}")
    decided = re.compile(rf"✓ {kind.capitalize()} review: approved by {NAMES[user]}, Today at ")
    expect(visitor.thread).to_contain_text(decided)
    buttons = visitor.thread.get_by_role("button", name=re.compile(rf"\b{kind} review( of {key})?$"))
    expect(buttons).to_have_count(0)


def approve(visitor: Visitor, key: str, kind: str, user: str) -> None:
    """Approve a promotion: the button of the seat goes, and who approved stays."""
    visitor.become(user)
    button = f"Approve the promotion of {key} as {kind}"
    visitor.press(visitor.thread, button)
    decided = re.compile(rf"✓ {kind.capitalize()}: approved by {NAMES[user]}, Today at ")
    expect(visitor.thread).to_contain_text(decided)
    expect(visitor.thread.get_by_role("button", name=button)).to_have_count(0)


def test_what_does_not_fit_is_refused_beside_its_field(visitor: Visitor) -> None:
    """Every wrong field says how to mend it, and what was typed stays."""
    wrong = {
        "Title": "Refused at first",
        "Hypothesis": "x" * 2001,
        "Success_metrics": "accuracy is good",
        "Target_date": "2020-01-01",
    }
    visitor.say("/experiment propose")
    visitor.fill(**wrong)
    visitor.form.get_by_role("button", name="Propose").click()

    field = visitor.form.get_by_label
    expect(field("Hypothesis")).to_have_accessible_description(re.compile("At most 2,000 characters"))
    expect(field("Success metrics")).to_have_accessible_description(re.compile("does not read as a metric"))
    expect(field("Target date")).to_have_accessible_description(re.compile("has passed"))
    expect(field("Title")).not_to_have_attribute("aria-invalid", "true")
    for label, text in wrong.items():
        expect(field(label.replace("_", " "))).to_have_value(text)

    visitor.fill(Hypothesis="If we mend it, it fits.", Success_metrics="accuracy >= 0.92", Target_date="")
    visitor.submit("Propose")
    expect(visitor.card("Refused at first")).to_contain_text("If we mend it, it fits.")


def test_changes_that_are_asked_for_come_back_as_revision_two(visitor: Visitor) -> None:
    """The reason stands in the thread, and the second revision has a board of its own."""
    key = submitted(visitor, "Mended once")
    visitor.open_thread(key)

    visitor.become(CHLOE)
    visitor.press(visitor.thread, f"Ask for changes in the ethics review of {key}")
    visitor.fill(Reason="The bias check is missing.")
    visitor.submit("Ask for changes")
    expect(visitor.card(key)).to_contain_text("Changes asked")
    expect(visitor.thread).to_contain_text("The bias check is missing.")

    visitor.become(ANA)
    visitor.press(visitor.card(key), f"Resubmit: {key}")
    visitor.fill(Safety_evaluation="https://wiki.example.com/bias")
    visitor.submit("Submit for review")
    expect(visitor.card(key)).to_contain_text("In review · revision 2")
    expect(visitor.thread).to_contain_text(f"Review of {key}, revision 2")
    # The board of the first revision has no buttons any more, that of the second has them.
    approve = visitor.thread.get_by_role("button", name=f"Approve the ethics review of {key}")
    expect(approve).to_have_count(1)


def test_a_click_on_an_old_button_gets_a_sentence(visitor: Visitor, slack: Sandbox) -> None:
    """While Slack is too busy to show the new state, an old button still answers, and changes nothing."""
    key = submitted(visitor, "Withdrawn meanwhile")
    visitor.open_thread(key)
    slack.keeper.fault("chat.update", "ratelimited", times=None, retry_after=1)

    visitor.say(f"/experiment withdraw {key}")
    visitor.fill(Reason="Overtaken by events.")
    visitor.submit("Withdraw")
    visitor.become(BEN)
    button = visitor.thread.get_by_role("button", name=f"Approve the technical review of {key}")
    button.click()
    expect(visitor.private_answer()).to_contain_text(f"{key} is withdrawn")

    slack.keeper.no_faults()
    expect(button).to_have_count(0)
    expect(visitor.card(key)).to_contain_text("Withdrawn")
    expect(visitor.thread).not_to_contain_text("approved by")


def test_what_people_type_is_shown_as_typed(visitor: Visitor) -> None:
    """Markup in a title, a hypothesis, a metric's name or a plan stays text and pings nobody."""
    title, shown = f"Hostile {HOSTILE}", f"Hostile {SHOWN}"
    key = visitor.propose(title, hypothesis=f"If {HOSTILE}, then", metrics='"a" & b >= 1', shown=shown)
    expect(visitor.card(key)).to_contain_text(f"If {SHOWN}, then")
    expect(visitor.card(key)).to_contain_text('"a" & b: no value yet')

    visitor.press(visitor.card(key), f"Submit for review: {key}")
    visitor.fill(Rollback_plan=f"Plan {HOSTILE}")
    visitor.submit("Submit for review")
    visitor.open_thread(key)
    expect(visitor.thread).to_contain_text(f"Rollback plan: Plan {SHOWN}")

    for command in ("list", f"show {key}", f"history {key}"):
        visitor.say(f"/experiment {command}")
        expect(visitor.private_answer()).to_contain_text(shown)


def submitted(visitor: Visitor, title: str) -> str:
    """Propose an experiment and bring it before the board, both as Ana; return its key."""
    key = visitor.propose(title)
    visitor.press(visitor.card(key), f"Submit for review: {key}")
    visitor.fill(Documentation="https://wiki.example.com")
    visitor.submit("Submit for review")
    expect(visitor.card(key)).to_contain_text("In review")
    return key

"""Evidence in words through the form, the board, the card, the history, the gate, and the interface for machines."""

from rules.experiments.experiment import ApprovalKind, ArtifactKind, ReviewKind, Stage
from tests import stories
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, words

PLAN = "Route all traffic back to the large model."


def submit(lab: Lab, **fields: str) -> None:
    """Submit EXP-1 by the form, with links for what is not given."""
    stories.measured(lab.desk)
    ana = lab.person("ana")
    ana.type("/experiment submit EXP-1", channel="lab")
    ana.click("More")
    for kind, reference in stories.REFERENCES.items():
        ana.fill(kind.label, fields.get(kind.value, reference))
    ana.fill("Monthly cost", "900")
    ana.fill("Monthly budget", "1200")
    assert ana.submit()["ok"]
    lab.deliver()


def seen(lab: Lab) -> str:
    """Return every word in the review channel."""
    return "\n".join(words(message) for message in all_messages(lab))


def test_a_placeholder_is_kept_and_leaves_its_item_open_with_the_reason(sqlite_lab: Lab) -> None:
    submit(sqlite_lab, safety_evaluation="pending legal", rollback_plan="to be confirmed")
    assert "○ *Safety evaluation:* the safety evaluation only says “pending legal”" in seen(sqlite_lab)
    assert "○ *Rollback plan:* the rollback plan only says “to be confirmed”" in seen(sqlite_lab)
    for kind in ReviewKind:
        stories.approve(sqlite_lab.desk, sqlite_lab.experiment(), kind)
    assert sqlite_lab.experiment().stage is Stage.IN_REVIEW


def test_words_are_confirmed_by_name_with_the_approval_and_nothing_says_passed(lab: Lab) -> None:
    submit(lab, safety_evaluation="No harmful outputs found in 500 prompts", rollback_plan=PLAN)
    said = seen(lab)
    assert "◐ *Safety evaluation:* stated, not linked, to be confirmed by name in the ethics review" in said
    assert "Safety evaluation passed" not in said
    assert (
        f"Approving confirms by name what is stated, not linked: the rollback plan “{PLAN.removesuffix('.')}”."
        in said
    )
    ben, clara, david = lab.people("ben", "clara", "david")
    for person, kind in ((ben, "technical"), (clara, "ethics"), (david, "business")):
        person.click(f"Approve the {kind} review of EXP-1", channel="reviews")
        lab.deliver()
    assert "◐ *Safety evaluation:* stated, not linked, confirmed by Clara" in seen(lab)
    assert lab.experiment().stage is Stage.APPROVED
    ben.type("/experiment history EXP-1", channel="lab")
    ben.sees(f"confirming by name what is stated, not linked: “{PLAN}”", channel="lab")
    stories.promote(lab.desk, lab.experiment())
    lab.deliver()
    gates = [words(one) for one in all_messages(lab) if "Promotion of EXP-1" in words(one)]
    assert "◐ *Rollback plan:* stated, not linked, confirmed by Ben" in gates[-1]


def test_what_was_confirmed_stays_on_the_card_in_production(sqlite_lab: Lab) -> None:
    submit(sqlite_lab, rollback_plan=PLAN)
    for kind in ReviewKind:
        stories.approve(sqlite_lab.desk, sqlite_lab.experiment(), kind)
    stories.promote(sqlite_lab.desk, sqlite_lab.experiment())
    for approval in ApprovalKind:
        stories.approve_as(sqlite_lab.desk, sqlite_lab.experiment(), approval)
    sqlite_lab.deliver()
    assert "◐ *Rollback plan:* stated, not linked, confirmed by Ben" in seen(sqlite_lab)
    assert sqlite_lab.experiment().artifact(ArtifactKind.ROLLBACK_PLAN) is not None

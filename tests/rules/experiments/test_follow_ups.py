"""The decisions of the AI ethics review: read or refused field by field, and who marks a follow-up as done."""

from datetime import timedelta

import pytest

from rules.experiments.follow_ups import DecisionDraft, read_decision, require_may_complete
from rules.marks import mention
from rules.people.people import Duty, Person
from rules.refusals import Refused
from tests.rules.stages import NOW

TODAY = NOW.date()
WHOLE = DecisionDraft(
    experiment="3",
    decision="Keep it off for minors",
    reason="The red team found gaps",
    task="Repeat the red team",
    owner="U0BEN",
    due=(TODAY + timedelta(days=7)).isoformat(),
    holds=True,
)


def refused_fields(draft: DecisionDraft) -> set[str]:
    with pytest.raises(Refused) as refusal:
        read_decision(draft, by="U0A", now=NOW, today=TODAY)
    return set(refusal.value.fields)


def test_a_whole_decision_is_read() -> None:
    decision = read_decision(WHOLE, by="U0A", now=NOW, today=TODAY)
    assert (decision.experiment, decision.owner, decision.holds, decision.is_open) == (3, "U0BEN", True, True)


def test_a_decision_without_a_follow_up_leaves_nothing_to_do() -> None:
    decision = read_decision(
        DecisionDraft(decision="Go on", reason="All is well"), by="U0A", now=NOW, today=TODAY
    )
    assert not decision.is_open


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (DecisionDraft(), {"decision", "reason"}),
        (DecisionDraft(decision="a", reason="b", task="c"), {"follow_up_owner", "due"}),
        (DecisionDraft(decision="a", reason="b", holds=True), {"task", "experiment"}),
        (DecisionDraft(decision="a" * 1001, reason="b"), {"decision"}),
        (DecisionDraft(decision="a", reason="b", due="2001-01-01"), {"due"}),
        (DecisionDraft(decision="a", reason="b", due="soon"), {"due"}),
    ],
)
def test_what_a_decision_lacks_is_said_beside_its_fields(draft: DecisionDraft, fields: set[str]) -> None:
    assert refused_fields(draft) == fields


@pytest.mark.parametrize(
    "by", [Person("U0BEN"), Person("U0LEAD"), Person("U0X", duties=frozenset({Duty.ADMIN}))]
)
def test_its_owner_the_facilitator_and_an_admin_mark_it_as_done(by: Person) -> None:
    decision = read_decision(WHOLE, by="U0A", now=NOW, today=TODAY)
    require_may_complete(decision, by, frozenset({"U0LEAD"}))


def test_nobody_else_marks_it_as_done() -> None:
    decision = read_decision(WHOLE, by="U0A", now=NOW, today=TODAY)
    with pytest.raises(Refused, match=f"Only {mention('U0BEN')}, the facilitator or an admin"):
        require_may_complete(decision, Person("U0X"), frozenset())

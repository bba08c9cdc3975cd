"""The decisions of the AI ethics review: who records them, read or refused field by field, and who ends what they ask for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.experiments.follow_ups import (
    DecisionDraft,
    FollowUp,
    deciders,
    lifters,
    read_decision,
    read_finding,
    require_may_complete,
    require_may_decide,
    require_may_lift,
)
from rules.marks import mention
from rules.people.people import Duty, Person
from rules.refusals import Refused
from tests.rules.cast import ANA, BEN, CLARA, DAVID, HUGO, IVAN, MARA, OTTO, team_of
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
        (DecisionDraft(decision="a", reason="b", task="c", owner="U0BEN", due="2126-03-02"), {"due"}),
    ],
)
def test_what_a_decision_lacks_is_said_beside_its_fields(draft: DecisionDraft, fields: set[str]) -> None:
    assert refused_fields(draft) == fields


def test_the_lines_of_a_reason_and_of_a_finding_are_kept() -> None:
    typed = "The red team found gaps:\n- in German\n- in Thai"
    draft = replace(WHOLE, reason=f" {typed}\n")
    assert read_decision(draft, by="U0A", now=NOW, today=TODAY).reason == typed
    assert read_finding(typed) == typed


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


TEAM = team_of(ANA, BEN, CLARA, DAVID, HUGO, IVAN, OTTO)
MADE = frozenset({ANA.id})


def holding() -> FollowUp:
    """Return a follow-up of Ben's that holds EXP-3."""
    return replace(read_decision(WHOLE, by=CLARA.id, now=NOW, today=TODAY), number=1)


@pytest.mark.parametrize("by", [CLARA, OTTO, HUGO])
def test_who_holds_the_ethics_duty_the_facilitator_and_an_admin_decide(by: Person) -> None:
    require_may_decide(by, frozenset({OTTO.id}), TEAM)


@pytest.mark.parametrize("by", [ANA, BEN, DAVID, IVAN])
def test_nobody_else_decides_and_the_refusal_says_who_could(by: Person) -> None:
    with pytest.raises(Refused, match="Only who holds the duty “ethics”") as refusal:
        require_may_decide(by, frozenset({OTTO.id}), TEAM)
    assert all(one.mention in str(refusal.value) for one in (CLARA, OTTO, HUGO))


def test_where_nobody_can_decide_the_refusal_says_so() -> None:
    assert deciders(team_of(ANA), frozenset()) == ()
    with pytest.raises(Refused, match="nobody can now"):
        require_may_decide(ANA, frozenset(), team_of(ANA))


@pytest.mark.parametrize("by", [CLARA, OTTO, HUGO])
def test_who_decides_and_made_no_part_of_it_lifts_a_hold(by: Person) -> None:
    require_may_lift(holding(), MADE, by, frozenset({OTTO.id}), TEAM)


@pytest.mark.parametrize(
    ("by", "made", "why"),
    [
        (IVAN, MADE, "Only who holds the duty"),
        (BEN, MADE, "Only who holds the duty"),
        (ANA, MADE, "Only who holds the duty"),
        (CLARA, MADE | {CLARA.id}, "You made a part of EXP-3"),
        (HUGO, MADE | {HUGO.id}, "You made a part of EXP-3"),
        (OTTO, MADE | {OTTO.id}, "You made a part of EXP-3"),
    ],
)
def test_nobody_else_lifts_a_hold_and_the_refusal_says_who_could(
    by: Person, made: frozenset[str], why: str
) -> None:
    with pytest.raises(Refused, match=why) as refusal:
        require_may_lift(holding(), made, by, frozenset({OTTO.id}), TEAM)
    could = {CLARA, OTTO, HUGO} - {one for one in (CLARA, OTTO, HUGO) if one.id in made}
    assert could
    assert all(one.mention in str(refusal.value) for one in could)


def test_who_is_to_do_it_does_not_lift_its_hold_whatever_they_hold() -> None:
    theirs = replace(holding(), owner=MARA.id)
    team = team_of(CLARA, MARA)
    assert lifters(theirs, MADE, team, frozenset()) == (CLARA.id,)
    with pytest.raises(Refused, match="You are to do what EXP-3 is held for"):
        require_may_lift(theirs, MADE, MARA, frozenset(), team)


def test_where_nobody_can_lift_a_hold_the_refusal_says_what_helps() -> None:
    with pytest.raises(Refused, match="Nobody can now: an admin gives the duty “ethics”"):
        require_may_lift(holding(), frozenset({CLARA.id}), CLARA, frozenset(), team_of(CLARA))


def test_what_is_lifted_is_not_lifted_again() -> None:
    lifted = replace(holding(), lifted_by=CLARA.id, lifted_at=NOW)
    assert not lifted.is_holding
    with pytest.raises(Refused, match=f"no longer holds EXP-3 from promotion. {CLARA.mention} lifted it"):
        require_may_lift(lifted, MADE, HUGO, frozenset(), TEAM)


def test_what_is_done_still_holds() -> None:
    done = replace(holding(), done_by=BEN.id, done_at=NOW)
    assert (done.is_open, done.is_holding) == (False, True)
    require_may_lift(done, MADE, CLARA, frozenset(), TEAM)


def test_a_finding_has_words_a_thousand_characters_at_most() -> None:
    assert read_finding(" The gaps are closed ") == "The gaps are closed"
    assert len(read_finding("a" * 1000)) == 1000
    for text in ("", " \n", "a" * 1001):
        with pytest.raises(Refused) as refusal:
            read_finding(text)
        assert set(refusal.value.fields) == {"finding"}

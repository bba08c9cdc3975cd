"""A bias check that failed stands until a later one passes or a decision accepts it, on both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flows.ceremonies import facilitators
from flows.ceremonies.review import agendas, follow_ups
from flows.desk import Desk
from flows.experiments import as_it_was, sheets
from flows.journal import sealing, verification
from flows.packs import evidence
from flows.people import team
from rules.ceremonies.ceremonies import Holding
from rules.ceremony_names import Ceremony
from rules.evidence.bias_checks import BiasDraft, acceptance_of, failures
from rules.experiments.bias_facts import BiasCheck
from rules.experiments.experiment import Experiment
from rules.experiments.follow_ups import DecisionDraft
from rules.experiments.letters import CardLetter, GateLetter, NoticeLetter
from rules.journal.entries import Deed
from rules.packs.packs import decisions
from rules.people.people import Duty
from rules.refusals import Refused
from store.experiments import experiments
from tests import stories
from tests.flows import gatherings
from tests.flows.ceremonies.review.test_agendas import LATER, held
from tests.flows.ceremonies.review.test_follow_ups import someone_else
from tests.flows.gatherings import letters
from tests.stories import ANA, CLARA, DAVID, HUGO, NOW, new_request

FINDING = "The smaller group has twelve people; the gap is chance"


def check(desk: Desk, holding: Holding, low: str, metric: str = "accuracy") -> BiasCheck:
    """Check the first experiment for bias; one group has 0.9."""
    draft = BiasDraft(experiment=1, metric=metric, groups=f"women, {low}\nmen, 0.9")
    return agendas.check_bias(desk, holding.key, draft, by=ANA, now=LATER, request=new_request())


def accept(desk: Desk, holding: Holding, number: int = 1, *, by: str = CLARA, **typed: Any) -> None:
    """Record a decision that accepts a failed bias check of the first experiment."""
    draft = DecisionDraft(
        **{"decision": "It may go on", "reason": FINDING, "accepts": f"1-{number}", **typed}
    )
    follow_ups.decide(desk, holding.key, draft, by=by, now=LATER, request=new_request())


def current(desk: Desk) -> Experiment:
    """Return the first experiment as it is now."""
    return sheets.sheet(desk, 1).experiment


@pytest.fixture
def failed(desk: Desk) -> tuple[Desk, Holding]:
    """Return a desk where the bias check of a promoting experiment failed, and the review in which that was found."""
    stories.promote(desk, stories.approved(desk))
    holding = held(desk, Ceremony.ETHICS)
    check(desk, holding, "0.5")
    return desk, holding


def test_a_decision_accepts_it_with_its_finding(failed: tuple[Desk, Holding]) -> None:
    desk, holding = failed
    [standing] = failures(current(desk))
    accept(desk, holding)
    assert failures(current(desk)) == ()
    acceptance = acceptance_of(current(desk), standing)
    assert acceptance
    assert (acceptance.by, acceptance.finding, acceptance.metric) == (CLARA, FINDING, "accuracy")
    [decision] = agendas.agenda(desk, holding.key, LATER).decisions
    assert (decision.experiment, decision.by, decision.reason) == (1, CLARA, FINDING)
    assert decision.accepts.startswith("accuracy: women 0.56 of the best group")
    _, entries, _ = sheets.history(desk, 1)
    assert entries[-1].deed is Deed.DECIDED_ETHICS
    assert entries[-1].detail.endswith("(accepts the failed bias check of accuracy)")


def test_whom_a_maker_named_to_facilitate_accepts_none(failed: tuple[Desk, Holding]) -> None:
    desk, holding = failed
    team.give_duty(desk, ANA, Duty.ETHICS, by=HUGO, now=NOW, request=new_request())
    facilitators.swap(desk, holding.key, DAVID, by=ANA, now=LATER)
    with pytest.raises(Refused) as told:
        accept(desk, holding, by=DAVID)
    assert "chooses no facilitator for that" in told.value.fields["accepts"]
    assert f"@{CLARA}" in told.value.fields["accepts"]
    assert failures(current(desk)) != ()


def test_card_gate_and_thread_tell_of_it(failed: tuple[Desk, Holding]) -> None:
    desk, holding = failed
    before = len(letters(desk.database))
    accept(desk, holding)
    owed = letters(desk.database)[before:]
    kinds = {row.kind for row in letters(desk.database)}
    assert {CardLetter.kind, GateLetter.kind} <= kinds
    [told] = [row.facts["notice"] for row in owed if row.kind == NoticeLetter.kind]
    assert (told["topic"], told["reason"], told["to"]) == ("bias_accepted", FINDING, [ANA])


def test_who_may_not_decide_or_made_a_part_of_it_does_not_accept_it(failed: tuple[Desk, Holding]) -> None:
    desk, holding = failed
    with pytest.raises(Refused, match="records a decision"):
        accept(desk, holding, by=someone_else(holding))
    with desk.begin() as session:
        experiments.save(session, current(desk), replace(current(desk), owner=CLARA))
    with pytest.raises(Refused, match="You made a part of EXP-1") as refusal:
        accept(desk, holding)
    assert set(refusal.value.fields) == {"accepts"}
    assert f"@{HUGO}" in str(refusal.value)
    assert len(failures(current(desk))) == 1


def test_it_needs_a_finding_in_words(failed: tuple[Desk, Holding]) -> None:
    desk, holding = failed
    with pytest.raises(Refused) as refusal:
        accept(desk, holding, reason="  ")
    assert "reason" in refusal.value.fields
    assert len(failures(current(desk))) == 1


@pytest.mark.parametrize("number", [2, 7])
def test_only_what_stands_as_failed_is_accepted_and_once(failed: tuple[Desk, Holding], number: int) -> None:
    desk, holding = failed
    check(desk, holding, "0.89", metric="recall")
    with pytest.raises(Refused, match="no longer stands as failed"):
        accept(desk, holding, number)
    accept(desk, holding)
    with pytest.raises(Refused, match="no longer stands as failed"):
        accept(desk, holding)


def test_the_form_names_one_experiment(failed: tuple[Desk, Holding]) -> None:
    desk, holding = failed
    stories.in_review(desk)
    with pytest.raises(Refused) as refusal:
        accept(desk, holding, experiment="2")
    assert set(refusal.value.fields) == {"experiment"}


def test_a_later_check_that_fails_stands_again_and_one_that_passes_ends_it(
    failed: tuple[Desk, Holding],
) -> None:
    desk, holding = failed
    accept(desk, holding)
    check(desk, holding, "0.4", metric="Accuracy")
    assert [one.number for one in failures(current(desk))] == [2]
    check(desk, holding, "0.89")
    assert failures(current(desk)) == ()


def test_an_acceptance_by_somebody_who_takes_part_since_counts_no_more(failed: tuple[Desk, Holding]) -> None:
    desk, holding = failed
    accept(desk, holding)
    assert len(failures(replace(current(desk), owner=CLARA))) == 1


def test_the_form_offers_what_stands_as_failed_and_nothing_else(failed: tuple[Desk, Holding]) -> None:
    desk, holding = failed
    assert [one.key for one in agendas.choices(desk, holding.key).failing] == ["EXP-1"]
    accept(desk, holding)
    assert agendas.choices(desk, holding.key).failing == ()


def test_the_past_shows_the_checks_of_then(failed: tuple[Desk, Holding]) -> None:
    desk, holding = failed
    at = current(desk).facts
    accept(desk, holding)
    check(desk, holding, "0.89")
    then = as_it_was.as_it_was(desk, 1, at).experiment
    assert [(one.number, one.passes) for one in then.bias_checks] == [(1, False)]
    assert len(failures(then)) == 1
    assert as_it_was.as_it_was(desk, 1, at - 1).experiment.bias_checks == ()
    assert len(failures(as_it_was.as_it_was(desk, 1, at + 1).experiment)) == 0


def test_a_pack_lists_it_among_the_decisions_and_the_journal_is_sound(failed: tuple[Desk, Holding]) -> None:
    desk, holding = failed
    accept(desk, holding)
    found = evidence.evidence_of(desk, 1, NOW + timedelta(hours=1))
    [told] = [one for one in decisions(found.experiment) if one.gate == "bias check"]
    assert (told.kind, told.verdict, told.by, told.reason) == ("accuracy", "accepted", CLARA, FINDING)
    sealing.seal(desk, NOW)
    assert verification.verify(desk).findings == ()


@pytest.mark.parametrize(("by", "ratio"), [(ANA, 0.8), (CLARA, 0.01), (HUGO, 0.01)])
def test_nobody_passes_a_check_by_the_ratio_of_a_review_of_their_own(
    desk: Desk, by: str, ratio: float
) -> None:
    stories.in_review(desk)
    gatherings.set_up(desk, Ceremony.ETHICS.value, by=by, fairness="0.01")
    holding = gatherings.run(desk, Ceremony.ETHICS.value, by=by)
    assert agendas.choices(desk, holding.key).fairness_ratio == ratio
    assert check(desk, holding, "0.5").threshold == ratio
    assert len(failures(current(desk))) == (1 if ratio == 0.8 else 0)


def test_a_review_of_whoever_set_it_up_may_judge_more_strictly(desk: Desk) -> None:
    stories.in_review(desk)
    gatherings.set_up(desk, Ceremony.ETHICS.value, fairness="0.95")
    holding = gatherings.run(desk, Ceremony.ETHICS.value)
    assert check(desk, holding, "0.8").threshold == 0.95

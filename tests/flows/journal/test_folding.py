"""Whatever a team does to an experiment, its facts give exactly the state that its row holds."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.ceremonies.review import agendas, follow_ups
from flows.desk import Desk
from flows.journal import verification
from flows.lifecycle import closings, decisions, overrides
from flows.people import team
from flows.waiting import questions
from rules.ceremony_names import Ceremony, HoldingKey
from rules.evidence.bias_checks import BiasDraft, failures
from rules.experiments.experiment import ApprovalKind, ArtifactKind, Experiment, ReviewKind, Stage, Verdict
from rules.experiments.follow_ups import DecisionDraft
from rules.experiments.overrides import Item
from rules.experiments.state import experiment_of
from rules.journal.entries import Deed, Entry
from rules.journal.facts import is_same
from rules.lifecycle.steps import Step
from rules.people.people import Duty
from rules.refusals import Refused
from store.experiments import experiments
from store.journal import journal
from store.journal.fact_json import payload_of, told_in
from tests import stories
from tests.backends import on_sqlite
from tests.flows import deeds, gatherings
from tests.flows.ceremonies.review import test_agendas
from tests.stories import NOW, REFERENCES, new_request

Click = Callable[[Desk, Experiment, str], Any]


def judged(kind: ReviewKind, verdict: Verdict) -> Click:
    """Return a click on a seat of the board."""
    return lambda desk, one, by: decisions.review(
        desk, stories.seat(one, kind), verdict, by=by, now=NOW, reason="Because."
    )


def asked(item: Item) -> Click:
    """Return the wish to override an item."""
    return lambda desk, one, by: stories.ask_override(desk, one, item, by=by)


def amended(**typed: Any) -> Click:
    """Return a change of what was proposed."""
    return lambda desk, one, by: stories.amend(desk, one, by=by, **typed)


def submitted(**typed: Any) -> Click:
    """Return a submission."""
    return lambda desk, one, by: stories.submit(desk, one, by=by, **typed)


def allowed(kind: ApprovalKind) -> Click:
    """Return a click on a seat of the gate."""
    return lambda desk, one, by: decisions.approve(desk, stories.approval_seat(one, kind), by=by, now=NOW)


def closed(step: Step) -> Click:
    """Return what ends an experiment."""
    return lambda desk, one, by: stories.close(desk, one, step, by=by)


def measured(metric: str, value: str) -> Click:
    """Return a measured value."""
    return lambda desk, one, by: stories.measure(desk, one, metric, value, by=by)


def note(desk: Desk, one: Experiment, by: str) -> None:
    """Leave an entry that tells of no state."""
    with desk.begin() as session:
        journal.add(session, Entry(at=NOW, by=by, deed=Deed.NOTED, subject=one.key, detail="Hm."))


def answered(desk: Desk, one: Experiment, by: str) -> None:
    """Answer the last question."""
    place = len(one.questions) - 1
    questions.answer(desk, one.number, place, "All of May.", by=by, now=NOW, request=new_request())


def handed_on(desk: Desk, one: Experiment, by: str, to: str) -> None:
    """Hand over the seat of the ethics review to somebody, who holds its duty from now on."""
    team.give_duty(desk, to, Duty.ETHICS, by=stories.HUGO, now=NOW)
    deeds.hand_over_seat(desk, one, by, to)


def ethics_review(desk: Desk) -> HoldingKey:
    """Return the AI ethics review that is open, which begins where none is."""
    found = gatherings.holdings_of(desk, Ceremony.ETHICS.value)
    return (found[0] if found else test_agendas.held(desk, Ceremony.ETHICS)).key


def checked(desk: Desk, one: Experiment, by: str, low: str) -> None:
    """Enter a bias check."""
    draft = BiasDraft(experiment=one.number, metric="Accuracy", groups=f"women, {low}\nmen, 1")
    agendas.check_bias(desk, ethics_review(desk), draft, by=by, now=NOW, request=new_request())


def held(desk: Desk, one: Experiment, by: str) -> None:
    """Record a decision that holds an experiment, and accepts the bias check that stands as failed."""
    failed = [f"{one.number}-{check.number}" for check in failures(one)]
    decision = DecisionDraft(
        experiment=str(one.number),
        decision="Wait",
        reason="The groups are small",
        task="Look again",
        owner=stories.BEN,
        due="2030-01-01",
        holds=True,
        accepts="".join(failed[:1]),
    )
    follow_ups.decide(desk, ethics_review(desk), decision, by=by, now=NOW, request=new_request())


def lifted(desk: Desk, one: Experiment, by: str) -> None:
    """Say that what holds an experiment is done, and lift it."""
    for hold in one.holds[:1]:
        follow_ups.complete(desk, hold.number, by=stories.BEN, now=NOW)
        why = "The second look found nothing"
        follow_ups.lift(desk, hold.number, why, by=by, now=NOW, request=new_request())


WITHOUT_PLAN = {kind: one for kind, one in REFERENCES.items() if kind is not ArtifactKind.ROLLBACK_PLAN}
CLICKS: tuple[Click, ...] = (
    lambda desk, one, by: closings.start(desk, one.number, by=by, now=NOW),
    *[measured("accuracy", value) for value in ("0.94", "0.5")],
    measured("latency", "620 ms"),
    submitted(),
    submitted(monthly_cost="800"),
    submitted(references=WITHOUT_PLAN),
    *[judged(kind, Verdict.APPROVE) for kind in ReviewKind],
    judged(ReviewKind.ETHICS, Verdict.ASK_FOR_CHANGES),
    judged(ReviewKind.ETHICS, Verdict.REJECT),
    asked(Item.ROLLBACK),
    *[lambda desk, one, by, end=end: end(desk, one.number, 0, by=by, now=NOW) for end in (
        overrides.confirm, overrides.dismiss
    )],
    deeds.ask_question,
    answered,
    *[partial(handed_on, to=to) for to in (stories.CLARA, stories.IVAN)],
    lambda desk, one, by: deeds.strike_first(desk, one, by),
    *[partial(checked, low=low) for low in ("0.5", "0.9")],
    held,
    lifted,
    lambda desk, one, by: stories.promote(desk, one, by=by),
    *[allowed(kind) for kind in ApprovalKind],
    lambda desk, one, by: decisions.decline(
        desk, one.number, one.round, by=by, now=NOW, reason="No.", request=new_request()
    ),
    amended(title="Another"),
    amended(hypothesis="Something else."),
    amended(owner=stories.BEN, target="2026-07-01"),
    amended(metrics="accuracy >= 0.90"),
    *[closed(step) for step in (Step.ROLL_BACK, Step.WITHDRAW, Step.CONCLUDE)],
    note,
)  # fmt: skip
PEOPLE = [member.id for member in stories.TEAM]


@on_sqlite
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stage=st.sampled_from(Stage),
    clicks=st.lists(st.tuples(st.sampled_from(CLICKS), st.sampled_from(PEOPLE)), max_size=12),
)
def test_facts_give_what_the_row_holds(desk: Desk, stage: Stage, clicks: list[tuple[Click, str]]) -> None:
    number = stories.at(desk, stage).number
    for click, by in clicks:
        try:
            click(desk, held_of(desk, number), by)
        except Refused:
            continue
    assert_folded(desk, number)


@pytest.mark.parametrize("stage", Stage)
def test_facts_give_each_stage(desk: Desk, stage: Stage) -> None:
    assert_folded(desk, stories.at(desk, stage).number)
    assert verification.verify(desk).findings == ()


def held_of(desk: Desk, number: int) -> Experiment:
    """Return an experiment as its row holds it."""
    with desk.look() as session:
        return experiments.get(session, number)


def assert_folded(desk: Desk, number: int) -> None:
    """Hold what the facts of an experiment give against its row, and their number against what it counts."""
    with desk.look() as session:
        held = experiments.get(session, number)
        facts = list(journal.facts_of(session, held.key))
        _, total = journal.of_subject(session, held.key, 1)
    assert is_same(experiment_of(facts), held)
    assert held.facts == total
    assert [fact.number for fact in facts] == sorted({fact.number for fact in facts})
    for fact in facts:
        replaced, added = told_in(fact.kind, payload_of(fact))
        assert replace(fact, replaced=replaced, added=added) == fact


def test_the_state_as_it_was_then_is_what_the_facts_up_to_it_give(desk: Desk) -> None:
    before = held_of(desk, stories.in_review(desk).number)
    stories.ask_for_changes(desk, before)
    with desk.look() as session:
        then = experiment_of(journal.facts_of(session, before.key, up_to=before.facts))
    assert is_same(then, before)


@on_sqlite
@pytest.mark.parametrize("doing", deeds.RICH, ids=deeds.named)
def test_no_state_is_read_out_of_a_sentence(desk: Desk, doing: deeds.Doing) -> None:
    doing.do(desk, doing.prepare(desk))
    before = held_of(desk, 1)
    with desk.look() as session:
        told = [
            replace(fact, said="revision 9: ownership from A to B")
            for fact in journal.facts_of(session, "EXP-1")
        ]
    assert is_same(experiment_of(told), before)


@on_sqlite
@pytest.mark.parametrize("doing", deeds.DEEDS, ids=deeds.named)
def test_facts_give_what_the_tables_hold_after_each_deed(desk: Desk, doing: deeds.Doing) -> None:
    doing.do(desk, doing.prepare(desk))
    with desk.look() as session:
        numbers = experiments.numbers(session)
    for number in numbers:
        assert_folded(desk, number)
    assert verification.verify(desk).findings == ()


@on_sqlite
def test_facts_give_what_the_ethics_review_decided(desk: Desk) -> None:
    number = stories.in_review(desk).number
    for click, by in (
        (partial(checked, low="0.5"), stories.ANA),
        (held, stories.CLARA),
        (lifted, stories.CLARA),
        (partial(checked, low="0.9"), stories.IVAN),
    ):
        before = held_of(desk, number)
        click(desk, before, by)
        assert held_of(desk, number) != before
        assert_folded(desk, number)
    assert verification.verify(desk).findings == ()

"""The table of moves: every stage with every step, who may take it, and what a step demands."""

from dataclasses import replace
from itertools import product

import pytest

from rules.experiments.experiment import Experiment, Stage
from rules.lifecycle.steps import MOVES, Step, Who, advance, close, entitled_words, objections, start
from rules.marks import mention
from rules.people.people import Person
from tests.rules.cast import ANA, BEN, EVA, EVERYBODY, FELIX, GRETA, HUGO, IVAN, MARA, NILS
from tests.rules.refusal import reasons_of, refusal_of
from tests.rules.stages import LATER, NOW, at, proposed

# The life of an experiment as design.md §2 tells it, written down a second time on purpose.
BEFORE_REVIEW = {Stage.PROPOSED, Stage.RUNNING}
SENT_BACK = {Stage.CHANGES_ASKED, Stage.REJECTED}
AT_THE_GATE = {Stage.APPROVED, Stage.PROMOTING, Stage.DECLINED}
OPEN = BEFORE_REVIEW | {Stage.IN_REVIEW} | SENT_BACK | AT_THE_GATE
CLOSED = {Stage.RETIRED, Stage.WITHDRAWN, Stage.CONCLUDED}
LEADS: dict[Step, tuple[set[Stage], Stage | None]] = {
    Step.START: ({Stage.PROPOSED}, Stage.RUNNING),
    Step.SUBMIT: (BEFORE_REVIEW, Stage.IN_REVIEW),
    Step.RESUBMIT: (SENT_BACK | {Stage.IN_REVIEW, Stage.DECLINED, Stage.ROLLED_BACK}, Stage.IN_REVIEW),
    Step.REVIEW: ({Stage.IN_REVIEW}, None),
    Step.ASK_FOR_CHANGES: ({Stage.IN_REVIEW}, Stage.CHANGES_ASKED),
    Step.REJECT: ({Stage.IN_REVIEW}, Stage.REJECTED),
    Step.PASS_BOARD: ({Stage.IN_REVIEW}, Stage.APPROVED),
    Step.REOPEN: (AT_THE_GATE, Stage.IN_REVIEW),
    Step.PROMOTE: ({Stage.APPROVED, Stage.DECLINED}, Stage.PROMOTING),
    Step.APPROVE: ({Stage.PROMOTING}, None),
    Step.DECLINE: ({Stage.PROMOTING}, Stage.DECLINED),
    Step.PASS_GATE: ({Stage.PROMOTING}, Stage.IN_PRODUCTION),
    Step.ROLL_BACK: ({Stage.IN_PRODUCTION}, Stage.ROLLED_BACK),
    Step.RETIRE: ({Stage.IN_PRODUCTION}, Stage.RETIRED),
    Step.WITHDRAW: (OPEN, Stage.WITHDRAWN),
    Step.CONCLUDE: (OPEN | {Stage.ROLLED_BACK}, Stage.CONCLUDED),
    Step.AMEND: (OPEN | {Stage.ROLLED_BACK}, None),
    Step.MEASURE: (OPEN | {Stage.IN_PRODUCTION, Stage.ROLLED_BACK}, None),
    Step.STRIKE: (OPEN | {Stage.IN_PRODUCTION, Stage.ROLLED_BACK}, None),
    Step.OVERRIDE: ({Stage.IN_REVIEW}, None),
    Step.SETTLE_OVERRIDE: ({Stage.IN_REVIEW}, None),
    Step.HAND_OVER: (OPEN | {Stage.IN_PRODUCTION, Stage.ROLLED_BACK}, None),
    Step.ANSWER_HANDOVER: (OPEN | {Stage.IN_PRODUCTION, Stage.ROLLED_BACK}, None),
    Step.ASK: ({Stage.IN_REVIEW, Stage.PROMOTING}, None),
    Step.ANSWER: ({Stage.IN_REVIEW, Stage.PROMOTING}, None),
    Step.REMIND: ({Stage.IN_REVIEW, Stage.PROMOTING}, None),
    Step.PASS_SEAT: ({Stage.IN_REVIEW, Stage.PROMOTING}, None),
}
CLOSING = {Step.ROLL_BACK, Step.RETIRE, Step.WITHDRAW, Step.CONCLUDE}
BY_ASSAY = {Step.PASS_BOARD, Step.REOPEN, Step.PASS_GATE}
WITH_REASON = {
    Step.ASK_FOR_CHANGES,
    Step.REJECT,
    Step.DECLINE,
    Step.ROLL_BACK,
    Step.WITHDRAW,
    Step.CONCLUDE,
    Step.OVERRIDE,
    Step.STRIKE,
}
OWNER_WITH_EVERY_DUTY = Person(ANA.id, MARA.duties)


def in_stage(stage: Stage) -> Experiment:
    """Return Ana's experiment, put into a stage."""
    return replace(proposed(), stage=stage)


@pytest.mark.parametrize(("stage", "step"), list(product(Stage, Step)))
def test_a_step_can_be_taken_exactly_from_the_stages_of_the_design(stage: Stage, step: Step) -> None:
    allowed = stage in LEADS[step][0] and step not in BY_ASSAY
    assert (not list(objections(in_stage(stage), step, OWNER_WITH_EVERY_DUTY))) == allowed


@pytest.mark.parametrize(("stage", "step"), list(product(Stage, Step)))
def test_a_step_leads_exactly_where_the_design_says(stage: Stage, step: Step) -> None:
    sources, target = LEADS[step]
    if stage in sources and target:
        moved = advance(in_stage(stage), step, LATER)
        assert (moved.stage, moved.stage_since) == (target, LATER)
    else:
        with pytest.raises(ValueError, match="does not lead on"):
            advance(in_stage(stage), step, LATER)


def test_the_table_has_one_row_for_each_step() -> None:
    assert sorted(move.step for move in MOVES) == sorted(Step)


def test_the_steps_that_need_a_reason_are_those_of_the_design() -> None:
    assert {move.step for move in MOVES if move.needs_reason} == WITH_REASON


@pytest.mark.parametrize("stage", sorted(CLOSED))
def test_nothing_leads_out_of_a_closed_stage(stage: Stage) -> None:
    assert not [move.step for move in MOVES if stage in move.sources]


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_is_reached_by_deeds(stage: Stage) -> None:
    assert at(stage).stage is stage


@pytest.mark.parametrize("stage", sorted(set(Stage) - CLOSED))
def test_every_open_stage_has_a_way_on_for_its_owner(stage: Stage) -> None:
    steps = [step for step in Step if not list(objections(at(stage), step, ANA))]
    assert any(LEADS[step][1] for step in steps)


@pytest.mark.parametrize(
    ("step", "stage", "entitled"),
    [
        (Step.START, Stage.PROPOSED, {ANA, HUGO, MARA, NILS}),
        (Step.SUBMIT, Stage.RUNNING, {ANA, HUGO, MARA, NILS}),
        (Step.RESUBMIT, Stage.REJECTED, {ANA, HUGO, MARA, NILS}),
        (Step.PROMOTE, Stage.APPROVED, {ANA, HUGO, MARA, NILS}),
        (Step.AMEND, Stage.PROPOSED, {ANA, HUGO, MARA, NILS}),
        (Step.RETIRE, Stage.IN_PRODUCTION, {ANA, HUGO, MARA, NILS}),
        (Step.CONCLUDE, Stage.RUNNING, {ANA, HUGO, MARA, NILS}),
        (Step.WITHDRAW, Stage.RUNNING, {ANA}),
        (Step.ROLL_BACK, Stage.IN_PRODUCTION, {ANA, HUGO, MARA, NILS, EVA, FELIX, GRETA}),
        (Step.MEASURE, Stage.RUNNING, set(EVERYBODY)),
        (Step.REMIND, Stage.PROMOTING, {ANA, HUGO, MARA, NILS}),
        (Step.ANSWER, Stage.IN_REVIEW, {ANA, HUGO, MARA, NILS}),
        (Step.PASS_BOARD, Stage.IN_REVIEW, set()),
        (Step.REOPEN, Stage.APPROVED, set()),
        (Step.PASS_GATE, Stage.PROMOTING, set()),
    ],
)
def test_only_the_entitled_take_a_step(step: Step, stage: Stage, entitled: set[Person]) -> None:
    could = {person for person in EVERYBODY if not list(objections(in_stage(stage), step, person))}
    assert could == entitled


def test_every_reason_is_told_at_once() -> None:
    reasons = list(objections(in_stage(Stage.RETIRED), Step.WITHDRAW, IVAN))
    assert len(reasons) == 2
    assert "EXP-12 is retired" in reasons[0]
    assert mention("U0ANA") in reasons[1]


def test_starting_sets_the_experiment_running_from_then_on() -> None:
    started = start(proposed(), ANA, LATER)
    assert (started.stage, started.stage_since) == (Stage.RUNNING, LATER)


@pytest.mark.parametrize("step", [Step.ROLL_BACK, Step.WITHDRAW, Step.CONCLUDE])
@pytest.mark.parametrize("reason", ["", "  \n", "\u200b", "\x00", "x" * 2001])
def test_an_empty_or_endless_reason_is_refused_beside_its_field(step: Step, reason: str) -> None:
    stage = Stage.IN_PRODUCTION if step is Step.ROLL_BACK else Stage.RUNNING
    refusal = refusal_of(lambda: close(in_stage(stage), step, ANA, reason, NOW))
    assert set(refusal.fields) == {"reason"}


def test_a_reason_is_kept_without_the_signs_that_are_no_text() -> None:
    closed = close(proposed(), Step.WITHDRAW, ANA, " too\x00 slow\ud800 ", NOW)
    assert closed.closing_note == "too slow"


def test_retiring_needs_no_reason() -> None:
    assert close(in_stage(Stage.IN_PRODUCTION), Step.RETIRE, ANA, "", NOW).stage is Stage.RETIRED


def test_who_may_not_close_is_told_so_before_the_reason_is_looked_at() -> None:
    deed = f"the owner, {mention('U0ANA')}, can withdraw EXP-12"
    assert deed in reasons_of(lambda: close(proposed(), Step.WITHDRAW, BEN, "", NOW))


def test_an_admin_who_may_not_withdraw_is_told_what_they_can_do() -> None:
    told = "An admin can conclude it, or hand it over."
    assert told in reasons_of(lambda: close(proposed(), Step.WITHDRAW, HUGO, "Stale.", NOW))
    assert told not in reasons_of(lambda: close(proposed(), Step.WITHDRAW, BEN, "Stale.", NOW))


@pytest.mark.parametrize("step", sorted(set(Step) - CLOSING))
def test_only_a_closing_step_can_close(step: Step) -> None:
    source = next(iter(LEADS[step][0]))
    with pytest.raises(ValueError, match="closes nothing"):
        close(in_stage(source), step, OWNER_WITH_EVERY_DUTY, "Because.", NOW)


@pytest.mark.parametrize("who", Who)
def test_everyone_in_the_table_is_somebody(who: Who) -> None:
    assert any(move.who is who for move in MOVES)


@pytest.mark.parametrize("who", Who)
def test_who_is_entitled_reads_with_one_comma_at_a_time(who: Who) -> None:
    assert ",," not in entitled_words(proposed(), who)

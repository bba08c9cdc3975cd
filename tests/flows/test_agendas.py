"""The experiment review and the AI ethics review: agendas from state, marks, notes, decisions, holds, on both databases."""

from datetime import date, timedelta

import pytest

from flows import agendas, read, schedules
from flows.desk import Desk
from rules.agendas import Agenda, DecisionDraft
from rules.ceremonies import Ceremony, Holding, Occurrence
from rules.experiments import Stage
from rules.fairness import BiasDraft
from rules.refusals import Refused
from tests import stories
from tests.flows.gatherings import change, letters, occurrences, set_up, tick
from tests.stories import ANA, BEN, HUGO, IVAN, NOW, new_request

LATER = NOW + timedelta(minutes=5)
DUE = (NOW + timedelta(days=7)).date().isoformat()


def held(desk: Desk, ceremony: Ceremony) -> Occurrence:
    """Hold a ceremony now, facilitated by whoever's turn it is."""
    set_up(desk, ceremony.value)
    change(schedules.run_now, desk, ceremony.value)
    return next(one for one in occurrences(desk, ceremony.value))


def shown(desk: Desk, ceremony: Ceremony) -> Agenda:
    """Return the agenda of a ceremony that is held now."""
    return agendas.agenda(desk, held(desk, ceremony).holding)


def keys(experiments: tuple[object, ...]) -> list[str]:
    return [one.key for one in experiments]  # type: ignore[attr-defined]


def test_the_review_shows_what_waits_what_passed_and_what_was_learnt(desk: Desk) -> None:
    waiting, passed = stories.in_review(desk), stories.approved(desk)
    taught = stories.at(desk, Stage.CONCLUDED)
    agenda = shown(desk, Ceremony.REVIEW)
    assert keys(agenda.waiting) == [waiting.key]
    assert keys(agenda.results) == [passed.key]
    assert keys(agenda.learnings) == [taught.key]


def test_what_runs_past_the_day_its_owner_forecast_is_on_the_agenda(desk: Desk) -> None:
    late = stories.running(desk, target=(NOW + timedelta(days=1)).date().isoformat())
    agenda = shown(desk, Ceremony.REVIEW)
    assert keys(agenda.past_forecast(NOW.date() + timedelta(days=1))) == []
    assert keys(agenda.past_forecast(NOW.date() + timedelta(days=2))) == [late.key]


def test_the_agenda_looks_back_to_the_last_holding(desk: Desk) -> None:
    first = held(desk, Ceremony.REVIEW)
    tick(desk, NOW + timedelta(hours=2))
    change(schedules.run_now, desk, "review", now=NOW + timedelta(days=1))
    second = occurrences(desk, "review")[-1]
    assert agendas.agenda(desk, second.holding).since == first.starts_at


def test_a_marked_experiment_is_discussed_and_marking_it_twice_changes_nothing(desk: Desk) -> None:
    experiment, occurrence = stories.in_review(desk), held(desk, Ceremony.REVIEW)
    for _ in range(2):
        agendas.mark_discussed(
            desk, occurrence.holding, experiment.number, by=occurrence.facilitator, now=LATER
        )
    assert agendas.agenda(desk, occurrence.holding).discussed == {experiment.number}


def test_only_the_facilitator_who_set_it_up_or_an_admin_marks(desk: Desk) -> None:
    experiment, occurrence = stories.in_review(desk), held(desk, Ceremony.REVIEW)
    stranger = next(user for user in (BEN, IVAN) if user != occurrence.facilitator)
    with pytest.raises(Refused, match="The facilitator marks"):
        agendas.mark_discussed(desk, occurrence.holding, experiment.number, by=stranger, now=LATER)
    agendas.mark_discussed(desk, occurrence.holding, experiment.number, by=HUGO, now=LATER)


def test_a_note_stands_in_the_agenda_and_in_the_history_of_its_experiment(desk: Desk) -> None:
    experiment, occurrence = stories.in_review(desk), held(desk, Ceremony.REVIEW)
    agendas.add_note(
        desk, occurrence.holding, experiment.number, "Try it on long texts", by=BEN, now=LATER, request="note"
    )
    _, entries, _ = read.history(desk, experiment.number)
    assert entries[-1].detail == "experiment review: Try it on long texts"
    assert [note.text for note in agendas.agenda(desk, occurrence.holding).notes] == ["Try it on long texts"]


def decide(desk: Desk, holding: Holding, number: int, *, holds: bool) -> None:
    """Record a decision with a follow-up of Ben's."""
    draft = DecisionDraft(
        experiment=str(number),
        decision="Not for minors",
        reason="The red team found gaps",
        task="Repeat the red team",
        owner=BEN,
        due=DUE,
        holds=holds,
    )
    agendas.decide(desk, holding, draft, by=ANA, now=LATER, request=new_request())


def test_a_held_experiment_cannot_be_promoted_until_the_follow_up_is_done(desk: Desk) -> None:
    experiment, occurrence = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, occurrence.holding, experiment.number, holds=True)
    with pytest.raises(Refused, match="held by the AI ethics review"):
        stories.promote(desk, experiment)
    [follow_up] = agendas.agenda(desk, occurrence.holding).open_follow_ups
    agendas.complete(desk, occurrence.holding, follow_up.number, by=BEN, now=LATER)
    assert stories.promote(desk, experiment).stage is Stage.PROMOTING


def test_a_follow_up_without_a_hold_keeps_nobody_from_promotion(desk: Desk) -> None:
    experiment, occurrence = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, occurrence.holding, experiment.number, holds=False)
    assert stories.promote(desk, experiment).stage is Stage.PROMOTING


def test_only_its_owner_the_facilitator_or_an_admin_does_a_follow_up(desk: Desk) -> None:
    experiment, occurrence = stories.approved(desk), held(desk, Ceremony.ETHICS)
    decide(desk, occurrence.holding, experiment.number, holds=True)
    [follow_up] = agendas.agenda(desk, occurrence.holding).open_follow_ups
    stranger = next(user for user in (IVAN, stories.CLARA) if user != occurrence.facilitator)
    with pytest.raises(Refused, match="can mark this as done"):
        agendas.complete(desk, occurrence.holding, follow_up.number, by=stranger, now=LATER)


def test_the_ethics_review_asks_for_evidence_that_is_absent(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    agenda = shown(desk, Ceremony.ETHICS)
    assert keys(agenda.unchecked()) == [experiment.key]
    assert agenda.safety_gaps(NOW) == ()
    assert [gap for _, gap in agenda.safety_gaps(NOW + timedelta(days=91))] == [
        "its safety evaluation is 91 days old"
    ]


def test_a_bias_check_is_judged_by_the_ratio_that_the_channel_has_set(desk: Desk) -> None:
    experiment, occurrence = stories.in_review(desk), held(desk, Ceremony.ETHICS)
    draft = BiasDraft(experiment=experiment.number, metric="accepted", groups="women, 0.7\nmen, 0.9")
    check = agendas.check_bias(desk, occurrence.holding, draft, by=ANA, now=LATER, request="bias")
    agenda = agendas.agenda(desk, occurrence.holding)
    assert (check.passes, agenda.bias_checks, agenda.unchecked()) == (False, (check,), ())


def test_the_agenda_goes_out_a_day_ahead_at_the_start_and_with_its_record_at_the_end(desk: Desk) -> None:
    set_up(desk, "review")
    start = NOW.replace(day=4, hour=13, minute=0)
    for moment in (start - timedelta(days=1), start, start + timedelta(hours=1)):
        tick(desk, moment)
    kinds = [row.kind for row in letters(desk.database) if row.kind in ("agenda", "agenda_opened", "record")]
    assert kinds[-2:] == ["agenda_opened", "record"]
    assert "agenda" in kinds
    assert occurrences(desk, "review")[0].day == date(2026, 3, 4)

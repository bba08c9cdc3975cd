"""The experiment review and the AI ethics review: agendas from state, marks, notes and checks, on both databases."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from flows.ceremonies import schedules
from flows.ceremonies.review import agendas
from flows.desk import Desk
from flows.experiments import sheets
from flows.people import absences
from rules.ceremonies.ceremonies import Holding
from rules.ceremonies.review.agendas import Agenda, AgendaPart
from rules.ceremonies.review.letters import AgendaLetter
from rules.ceremony_names import Ceremony
from rules.evidence.bias_checks import BiasDraft
from rules.experiments.experiment import Experiment, Stage
from rules.lifecycle.steps import Step
from rules.refusals import Refused
from store.ceremonies.review import agenda_parts
from store.experiments import experiments, first_rows
from tests import stories
from tests.flows.gatherings import change, holdings_of, letters, set_up, tick
from tests.stories import ANA, BEN, HUGO, IVAN, NOW, new_request

LATER = NOW + timedelta(minutes=5)


def held(desk: Desk, ceremony: Ceremony) -> Holding:
    """Hold a ceremony now, facilitated by whoever's turn it is."""
    # Where who set up an AI ethics review may decide in it, its facilitator may too.
    by = HUGO if ceremony is Ceremony.ETHICS else ANA
    set_up(desk, ceremony.value, by=by)
    change(schedules.run_now, desk, ceremony.value, by=by)
    return next(one for one in holdings_of(desk, ceremony.value))


def shown(desk: Desk, ceremony: Ceremony, now: datetime = NOW) -> Agenda:
    """Return the agenda of a ceremony that is held now."""
    return agendas.agenda(desk, held(desk, ceremony).key, now)


def keys(part: AgendaPart[Experiment]) -> list[str]:
    return [one.key for one in part.first]


def test_the_review_shows_what_waits_what_passed_and_what_was_learnt(desk: Desk) -> None:
    waiting, passed = stories.in_review(desk), stories.approved(desk)
    taught = stories.at(desk, Stage.CONCLUDED)
    agenda = shown(desk, Ceremony.REVIEW)
    assert keys(agenda.waiting) == [waiting.key]
    assert keys(agenda.results) == [passed.key]
    assert keys(agenda.learnings) == [taught.key]


def test_what_runs_past_the_day_its_owner_forecast_is_on_the_agenda(desk: Desk) -> None:
    late = stories.running(desk, target=(NOW + timedelta(days=1)).date().isoformat())
    key = held(desk, Ceremony.REVIEW).key
    on_day, after = (agendas.agenda(desk, key, NOW + timedelta(days=days)) for days in (1, 2))
    assert (keys(on_day.late), keys(after.late)) == ([], [late.key])


def test_what_is_late_is_so_by_the_day_of_its_channel(desk: Desk) -> None:
    late = stories.running(desk, target=NOW.date().isoformat())
    set_up(desk, "review", zone="Pacific/Kiritimati")
    change(schedules.run_now, desk, "review")
    (holding,) = [one for one in holdings_of(desk, "review") if one.starts_at == NOW]
    # Before noon in London it is the next day on Kiritimati.
    agenda = agendas.agenda(desk, holding.key, NOW + timedelta(hours=1))
    assert (keys(agenda.late), agenda.today) == ([late.key], NOW.date() + timedelta(days=1))


def test_the_agenda_looks_back_to_the_last_holding(desk: Desk) -> None:
    first = held(desk, Ceremony.REVIEW)
    tick(desk, NOW + timedelta(hours=2))
    change(schedules.run_now, desk, "review", now=NOW + timedelta(days=1))
    second = holdings_of(desk, "review")[-1]
    assert agendas.agenda(desk, second.key, LATER).since == first.starts_at


def test_a_marked_experiment_is_discussed_and_marking_it_twice_changes_nothing(desk: Desk) -> None:
    experiment, holding = stories.in_review(desk), held(desk, Ceremony.REVIEW)
    for _ in range(2):
        agendas.mark_discussed(desk, holding.key, experiment.number, by=holding.facilitator, now=LATER)
    assert agendas.agenda(desk, holding.key, LATER).discussed == {experiment.number}


def test_only_the_facilitator_who_set_it_up_or_an_admin_marks(desk: Desk) -> None:
    experiment, holding = stories.in_review(desk), held(desk, Ceremony.REVIEW)
    stranger = next(user for user in (BEN, IVAN) if user != holding.facilitator)
    with pytest.raises(Refused, match="The facilitator marks"):
        agendas.mark_discussed(desk, holding.key, experiment.number, by=stranger, now=LATER)
    agendas.mark_discussed(desk, holding.key, experiment.number, by=HUGO, now=LATER)


def test_a_note_stands_in_the_agenda_and_in_the_history_of_its_experiment(desk: Desk) -> None:
    experiment, holding = stories.in_review(desk), held(desk, Ceremony.REVIEW)
    agendas.add_note(
        desk, holding.key, experiment.number, "Try it on long texts", by=BEN, now=LATER, request="note"
    )
    _, entries, _ = sheets.history(desk, experiment.number)
    assert entries[-1].detail == "experiment review: Try it on long texts"
    assert [note.text for note in agendas.agenda(desk, holding.key, LATER).notes] == ["Try it on long texts"]


def test_the_ethics_review_asks_for_evidence_that_is_absent(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    agenda = shown(desk, Ceremony.ETHICS)
    assert keys(agenda.unchecked) == [experiment.key]
    assert agenda.safety.first == ()
    later = agendas.agenda(desk, agenda.holding.key, NOW + timedelta(days=91))
    assert [gap for _, gap in later.safety.first] == ["its safety evaluation is 91 days old"]


def test_a_bias_check_is_judged_by_the_ratio_that_the_channel_has_set(desk: Desk) -> None:
    experiment, holding = stories.in_review(desk), held(desk, Ceremony.ETHICS)
    draft = BiasDraft(experiment=experiment.number, metric="accepted", groups="women, 0.7\nmen, 0.9")
    check = agendas.check_bias(desk, holding.key, draft, by=ANA, now=LATER, request="bias")
    agenda = agendas.agenda(desk, holding.key, LATER)
    assert (check.passes, agenda.entered, agenda.unchecked.total) == (False, (check,), 0)
    assert [one for _, one in agenda.bias.first] == [check]


def test_the_agenda_goes_out_a_day_ahead_at_the_start_and_with_its_record_at_the_end(desk: Desk) -> None:
    set_up(desk, "review")
    start = NOW.replace(day=4, hour=13, minute=0)
    for moment in (start - timedelta(days=1), start, start + timedelta(hours=1)):
        tick(desk, moment)
    kinds = [row.kind for row in letters(desk.database) if row.kind in ("agenda", "agenda_opened", "record")]
    assert kinds[-2:] == ["agenda_opened", "record"]
    assert "agenda" in kinds
    assert holdings_of(desk, "review")[0].day == date(2026, 3, 4)


def test_a_review_that_is_skipped_before_its_agenda_went_out_posts_none(desk: Desk) -> None:
    set_up(desk, "review")
    change(schedules.skip, desk, "review")
    change(schedules.resume, desk, "review")
    assert [row.kind for row in letters(desk.database) if row.kind == AgendaLetter.kind] == []


def many(desk: Desk, first: Experiment, count: int, **changes: object) -> None:
    """Add copies of an experiment, numbered from 1001, each a minute younger than the one before."""
    with desk.begin() as session:
        for place in range(count):
            since = first.stage_since + timedelta(minutes=place + 1)
            facts = {"number": 1001 + place, "stage_since": since, **changes}
            experiments.add(session, replace(first, **facts))  # type: ignore[arg-type]


def test_what_waits_longest_stays_on_the_agenda_however_much_happens_elsewhere(desk: Desk) -> None:
    waiting = stories.in_review(desk)
    many(desk, waiting, 70, stage=Stage.CONCLUDED)
    agenda = shown(desk, Ceremony.REVIEW)
    assert keys(agenda.waiting) == [waiting.key]
    assert (len(agenda.learnings.first), agenda.learnings.total) == (30, 70)


def test_evidence_that_is_absent_in_production_is_asked_for_however_old_it_is(desk: Desk) -> None:
    live = stories.at(desk, Stage.IN_PRODUCTION)
    many(desk, live, 70, stage=Stage.CONCLUDED)
    agenda = shown(desk, Ceremony.ETHICS, NOW + timedelta(days=200))
    assert [one.key for one, _ in agenda.safety.first] == [live.key]
    assert keys(agenda.unchecked) == [live.key]


def test_the_forms_offer_what_waits_longest_and_what_moved_last(desk: Desk) -> None:
    waiting = stories.in_review(desk)
    many(desk, waiting, 120, stage=Stage.CONCLUDED)
    offered = [one.number for one in agendas.choices(desk, held(desk, Ceremony.REVIEW).key).experiments]
    assert (offered[:2], len(offered)) == ([waiting.number, 1120], 100)


def test_each_review_speaks_of_what_stands_on_its_agenda_alone(desk: Desk) -> None:
    waiting, live = stories.in_review(desk), stories.at(desk, Stage.IN_PRODUCTION)
    taught = stories.at(desk, Stage.CONCLUDED)
    review, ethics = (shown(desk, one) for one in (Ceremony.REVIEW, Ceremony.ETHICS))
    assert set(review.numbers) == {waiting.number, live.number, taught.number}
    assert set(ethics.numbers) == {waiting.number, live.number}
    assert ethics.titles[live.number] == live.title


def test_the_agenda_knows_who_is_away(desk: Desk) -> None:
    absences.go_away(desk, BEN, "until 2026-03-10", by=BEN, now=NOW, request=new_request())
    assert shown(desk, Ceremony.REVIEW, LATER).away == {BEN}


def test_what_is_in_production_comes_first_where_safety_is_in_question(desk: Desk) -> None:
    waiting, live = stories.in_review(desk), stories.in_production(desk)
    later = NOW + timedelta(days=200)
    agenda = agendas.agenda(desk, held(desk, Ceremony.ETHICS).key, later)
    assert [one.key for one, _ in agenda.safety.first] == [live.key, waiting.key]


def test_what_an_experiment_is_late_or_unchecked_for_follows_each_deed_on_it(desk: Desk) -> None:
    late = stories.running(desk, target=(NOW + timedelta(days=1)).date().isoformat())
    key, then = held(desk, Ceremony.REVIEW).key, NOW + timedelta(days=5)
    stories.amend(desk, late, target=(NOW + timedelta(days=9)).date().isoformat())
    assert keys(agendas.agenda(desk, key, then).late) == []
    assert keys(agendas.agenda(desk, key, then + timedelta(days=9)).late) == [late.key]
    stories.close(desk, late, Step.WITHDRAW)
    assert keys(agendas.agenda(desk, key, then + timedelta(days=9)).late) == []


def test_a_part_is_counted_up_to_a_bound(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda_parts, "MOST_OF_A_PART", 1)
    monkeypatch.setattr(first_rows, "MOST_COUNTED", 2)
    for _ in range(5):
        stories.in_review(desk)
    part = shown(desk, Ceremony.REVIEW).waiting
    assert (keys(part), part.total) == (["EXP-1"], 3)

"""The experiment review and the AI ethics review: their phases, and what is marked, noted and checked in them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows.ceremonies.attendance import away
from flows.ceremonies.phases import PhaseHandlers
from flows.ceremonies.review.ethics_facilitators import fairness_ratio
from flows.desk import Desk
from flows.experiments.record import Doing, keep_facts
from flows.lifecycle.timed_sheets import seat_waits
from rules.ceremonies.ceremonies import Holding, Phase
from rules.ceremonies.review.agendas import (
    ENDED_STAGES,
    FIRST_LOOK_BACK,
    MOST_OF_A_PART,
    RESULT_STAGES,
    Agenda,
    Choices,
    Note,
    checks_in_order,
    is_ethics,
    read_note,
    require_facilitator,
    safe_until,
    safety_gaps,
)
from rules.ceremonies.review.letters import AgendaLetter, AgendaOpenedLetter, review_messages
from rules.ceremony_names import HoldingKey
from rules.evidence.bias_checks import BiasDraft, read_check, with_check
from rules.experiments.bias_facts import BiasCheck
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.letters import BoardLetter, CardLetter, GateLetter
from rules.journal.entries import Deed, Entry
from rules.letters import Letter
from rules.local_time import local_day
from rules.message_keys import part_of
from rules.refusals import Refused
from store import outbox, postings
from store.ceremonies import holdings, schedules
from store.ceremonies.review import agenda_parts, agendas
from store.evidence import bias_checks
from store.experiments import experiments
from store.journal import journal

AGENDA_PART = "agenda"


def prepare(session: Session, _desk: Desk, holding: Holding, now: datetime) -> None:
    """Owe the agenda, a day ahead."""
    outbox.put(session, [AgendaLetter(holding=holding.key)], now)


def open_holding(session: Session, _desk: Desk, holding: Holding, now: datetime) -> None:
    """Owe the agenda as it is now, and word to the facilitator that it begins."""
    key = holding.key
    outbox.put(session, [AgendaLetter(holding=key), AgendaOpenedLetter(holding=key)], now)


def close_holding(session: Session, _desk: Desk, holding: Holding, now: datetime) -> None:
    """Owe the record of what was discussed and decided, and the agenda without its buttons."""
    outbox.put(session, review_messages(holding), now)


def redraw(session: Session, _desk: Desk, holding: Holding, now: datetime) -> None:
    """Owe the agenda, drawn anew; one that was never posted has nothing to draw."""
    if postings.find(session, part_of(holding.key, AGENDA_PART)):
        outbox.put(session, [AgendaLetter(holding=holding.key)], now)


PHASE_HANDLERS = PhaseHandlers(
    {Phase.PREPARE: prepare, Phase.OPEN: open_holding, Phase.CLOSE: close_holding},
    refresh=redraw,
)


def agenda(desk: Desk, key: HoldingKey, now: datetime) -> Agenda:
    """Return what a holding talks about, from the state of now; refuse a holding that is not known."""
    with desk.look() as session:
        return agenda_of(session, desk, existing_holding(holdings.get(session, key)), now)


def choices(desk: Desk, key: HoldingKey) -> Choices:
    """Return what the forms of a holding offer; refuse a holding that is not known."""
    with desk.look() as session:
        holding = existing_holding(holdings.get(session, key))
        offered = Choices(holding, agenda_parts.choices(session))
        if not is_ethics(holding):
            return offered
        ratio = fairness_ratio(session, desk, holding)
        return replace(offered, failing=agenda_parts.failing(session), fairness_ratio=ratio)


def existing_holding(holding: Holding | None) -> Holding:
    """Return a holding that should be there."""
    if holding is None:
        raise Refused("This ceremony is no longer there. `/ceremony list` shows what comes next.")
    return holding


def agenda_of(session: Session, desk: Desk, holding: Holding, now: datetime) -> Agenda:
    """Return the agenda of a holding."""
    before = holdings.held_before(session, holding)
    key = holding.key
    schedule = schedules.schedule(session, key.channel, key.ceremony)
    shown = Agenda(
        holding=holding,
        today=local_day(now, schedule.zone if schedule else "UTC"),
        since=before.starts_at if before else holding.starts_at - FIRST_LOOK_BACK,
        team=desk.concerned(session),
        away=away(session, now),
        discussed=agendas.discussed(session, key),
        notes=agendas.notes(session, key),
        decisions=agendas.decisions(session, key),
        entered=bias_checks.bias_checks_of(session, key),
    )
    shown = (with_evidence if is_ethics(holding) else with_progress)(session, shown, now)
    titles = agenda_parts.titles(session, sorted(shown.named))
    shown = shown.of_known(titles)
    return replace(
        shown, team=desk.concerned(session, shown), links=postings.card_links(session, sorted(titles))
    )


def with_progress(session: Session, shown: Agenda, now: datetime) -> Agenda:
    """Return the agenda of an experiment review: what waits, what runs late, what passed, and what was learnt."""
    waiting = agenda_parts.waiting(session)
    return replace(
        shown,
        waiting=waiting,
        waits=seat_waits(session, waiting.first, shown.team, now),
        late=agenda_parts.late(session, shown.today),
        results=agenda_parts.entered(session, RESULT_STAGES, shown.since),
        learnings=agenda_parts.entered(session, ENDED_STAGES, shown.since),
    )


def with_evidence(session: Session, shown: Agenda, now: datetime) -> Agenda:
    """Return the agenda of an AI ethics review: what was let pass, and what evidence is absent, old or bad."""
    oldest = shown.holding.options.safety_age_days
    return replace(
        shown,
        promotions=agenda_parts.entered(session, (Stage.IN_PRODUCTION,), shown.since),
        overrides=agenda_parts.overrides(session, shown.since),
        safety=safety_gaps(agenda_parts.unsafe(session, safe_until(oldest, now)), oldest, now),
        bias=checks_in_order(agenda_parts.checked(session), oldest, now),
        unchecked=agenda_parts.unchecked(session),
        follow_ups=agendas.open_follow_ups(session, shown.holding.channel, MOST_OF_A_PART),
    )


def mark_discussed(desk: Desk, key: HoldingKey, number: int, *, by: str, now: datetime) -> None:
    """Mark an experiment as discussed; doing so twice changes nothing."""
    with desk.begin() as session:
        holding = existing_holding(holdings.lock(session, key))
        schedule = schedules.schedule(session, key.channel, key.ceremony)
        require_facilitator(holding, schedule, desk.person(session, by))
        experiment = experiments.get(session, number)
        if agendas.mark_discussed(session, key, experiment.number, by, now):
            outbox.put(session, review_messages(holding), now)


def add_note(
    desk: Desk, key: HoldingKey, number: int, text: str, *, by: str, now: datetime, request: str
) -> None:
    """Take a note about an experiment: it stands in the record, and in the experiment's history."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        holding = existing_holding(holdings.lock(session, key))
        experiment = experiments.get(session, number)
        note = Note(experiment=number, text=read_note(text), by=by, at=now)
        agendas.add_note(session, key, note)
        detail = f"{key.ceremony.words}: {note.text}"
        journal.add(session, Entry(at=now, by=by, deed=Deed.NOTED, subject=experiment.key, detail=detail))
        outbox.put(session, review_messages(holding), now)


def check_bias(
    desk: Desk, key: HoldingKey, draft: BiasDraft, *, by: str, now: datetime, request: str
) -> BiasCheck:
    """Keep a bias check: a metric by group, judged by the ratio of the review."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        holding = existing_holding(holdings.get(session, key))
        before = experiments.lock(session, draft.experiment)
        read = read_check(draft, fairness_ratio(session, desk, holding), by=by, now=now)
        entered = replace(read, channel=key.channel, ceremony=key.ceremony, day=key.day)
        experiment = with_check(before, entered)
        check = experiment.bias_checks[-1]
        bias_checks.add_bias_check(session, check)
        keep_facts(session, before, experiment, Doing(deed=Deed.CHECKED_BIAS, by=by, now=now))
        outbox.put(session, review_messages(holding), now)
        # A check that fails stands on the card, and where the promotion is approved.
        outbox.put(session, cards(experiment), now)
        return check


def cards(experiment: Experiment | None) -> Iterator[Letter]:
    """Yield the letters that show whether an experiment is held, and which bias checks it failed."""
    if experiment:
        yield CardLetter(experiment=experiment.number)
        if experiment.revision:
            yield BoardLetter(experiment=experiment.number, revision=experiment.revision)
        if experiment.round:
            yield GateLetter(experiment=experiment.number, round=experiment.round)

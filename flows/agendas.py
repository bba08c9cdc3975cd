"""The experiment review and the AI ethics review: their phases, and what is marked, noted and checked in them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows import letters
from flows.attendance import away
from flows.deeds import Deeds
from flows.desk import Desk
from flows.letters import Letter, LetterKind
from rules import agendas as rules
from rules.agendas import FIRST_LOOK_BACK, MOST_OF_A_PART, Agenda, Choices, Note
from rules.ceremonies import Holding, Occurrence, Phase, Standing
from rules.experiments import Stage
from rules.fairness import BiasCheck, BiasDraft, read_check
from rules.refusals import Refused
from rules.sheets import Deed, Entry
from store import agenda_parts as parts
from store import agendas as store
from store import ceremonies, experiments, journal, postings

AGENDA_PART = "agenda"


def prepare(session: Session, _desk: Desk, occurrence: Occurrence, now: datetime) -> None:
    """Owe the agenda, a day ahead."""
    letters.put(session, iter([about(occurrence.holding, LetterKind.AGENDA)]), now)


def open_holding(session: Session, _desk: Desk, occurrence: Occurrence, now: datetime) -> None:
    """Owe the agenda as it is now, and word to the facilitator that it begins."""
    begins = [about(occurrence.holding, kind) for kind in (LetterKind.AGENDA, LetterKind.AGENDA_OPENED)]
    letters.put(session, iter(begins), now)


def close_holding(session: Session, _desk: Desk, occurrence: Occurrence, now: datetime) -> None:
    """Owe the record of what was discussed and decided, and the agenda without its buttons."""
    ends = [about(occurrence.holding, kind) for kind in (LetterKind.AGENDA, LetterKind.RECORD)]
    letters.put(session, iter(ends), now)


def about(holding: Holding, kind: LetterKind) -> Letter:
    """Return a letter about a holding, in its ceremony's lane."""
    return letters.of_ceremony(holding.channel, holding.ceremony, kind, holding=holding.text)


def redraw(session: Session, _desk: Desk, occurrence: Occurrence, now: datetime) -> None:
    """Owe the agenda, drawn anew; one that was never posted has nothing to draw."""
    if ceremonies.find_part(session, occurrence.holding, AGENDA_PART):
        letters.put(session, iter([about(occurrence.holding, LetterKind.AGENDA)]), now)


DEEDS = Deeds({Phase.PREPARE: prepare, Phase.OPEN: open_holding, Phase.CLOSE: close_holding}, refresh=redraw)


def redrawn(occurrence: Occurrence) -> Iterator[Letter]:
    """Yield the letters that show what changed in a holding: its agenda, and its record once that is posted."""
    yield about(occurrence.holding, LetterKind.AGENDA)
    if occurrence.standing is Standing.CLOSED:
        yield about(occurrence.holding, LetterKind.RECORD)


def agenda(desk: Desk, holding: Holding, now: datetime) -> Agenda:
    """Return what a holding talks about, from the state of now; refuse a holding that is not known."""
    with desk.look() as session:
        return agenda_of(session, desk, existing(ceremonies.get(session, holding)), now)


def choices(desk: Desk, holding: Holding) -> Choices:
    """Return what the forms of a holding offer; refuse a holding that is not known."""
    with desk.look() as session:
        return Choices(existing(ceremonies.get(session, holding)), parts.choices(session))


def existing(occurrence: Occurrence | None) -> Occurrence:
    """Return a holding that should be there."""
    if occurrence is None:
        raise Refused("This ceremony is no longer there. `/ceremony list` shows what comes next.")
    return occurrence


def agenda_of(session: Session, desk: Desk, occurrence: Occurrence, now: datetime) -> Agenda:
    """Return the agenda of a holding."""
    before = ceremonies.held_before(session, occurrence)
    holding = occurrence.holding
    shown = Agenda(
        occurrence=occurrence,
        since=before.starts_at if before else occurrence.starts_at - FIRST_LOOK_BACK,
        team=desk.team(session),
        away=away(session, now),
        discussed=store.discussed(session, holding),
        notes=store.notes(session, holding),
        decisions=store.decisions(session, holding),
        entered=store.bias_checks_of(session, holding),
    )
    shown = (with_evidence if rules.is_ethics(occurrence) else with_progress)(session, shown, now)
    numbers = sorted(shown.named)
    return replace(shown, titles=parts.titles(session, numbers), links=postings.card_links(session, numbers))


def with_progress(session: Session, shown: Agenda, now: datetime) -> Agenda:
    """Return the agenda of an experiment review: what waits, what runs late, what passed, and what was learnt."""
    return replace(
        shown,
        waiting=parts.waiting(session),
        late=rules.late_ones(parts.every(session, rules.FORECAST_STAGES), now.date()),
        results=parts.entered(session, rules.RESULT_STAGES, shown.since),
        learnings=parts.entered(session, rules.ENDED_STAGES, shown.since),
    )


def with_evidence(session: Session, shown: Agenda, now: datetime) -> Agenda:
    """Return the agenda of an AI ethics review: what was let pass, and what evidence is absent, old or bad."""
    oldest = shown.occurrence.options.safety_age_days
    return replace(
        shown,
        promotions=parts.entered(session, (Stage.IN_PRODUCTION,), shown.since),
        overrides=parts.overrides(session, shown.since),
        safety=rules.safety_gaps(parts.every(session, rules.SAFETY_STAGES), oldest, now),
        bias=rules.newest_checks(parts.bias_checks(session), oldest, now),
        unchecked=parts.unchecked(session),
        follow_ups=store.open_follow_ups(session, shown.occurrence.channel, MOST_OF_A_PART),
    )


def mark_discussed(desk: Desk, holding: Holding, number: int, *, by: str, now: datetime) -> None:
    """Mark an experiment as discussed; doing so twice changes nothing."""
    with desk.begin() as session:
        occurrence = existing(ceremonies.lock(session, holding))
        schedule = ceremonies.schedule(session, holding.channel, holding.ceremony)
        rules.require_facilitator(occurrence, schedule, desk.person(session, by))
        experiment = experiments.get(session, number)
        if store.mark_discussed(session, holding, experiment.number, by, now):
            letters.put(session, redrawn(occurrence), now)


def add_note(
    desk: Desk, holding: Holding, number: int, text: str, *, by: str, now: datetime, request: str
) -> None:
    """Take a note about an experiment: it stands in the record, and in the experiment's history."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        occurrence = existing(ceremonies.lock(session, holding))
        experiment = experiments.get(session, number)
        note = Note(experiment=number, text=rules.read_note(text), by=by, at=now)
        store.add_note(session, holding, note)
        detail = f"{holding.ceremony.words}: {note.text}"
        journal.add(session, Entry(at=now, by=by, deed=Deed.NOTED, subject=experiment.key, detail=detail))
        letters.put(session, redrawn(occurrence), now)


def check_bias(
    desk: Desk, holding: Holding, draft: BiasDraft, *, by: str, now: datetime, request: str
) -> BiasCheck:
    """Keep a bias check: a metric by group, judged by the ratio that the channel has set."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        occurrence = existing(ceremonies.get(session, holding))
        experiment = experiments.get(session, draft.experiment)
        check = read_check(draft, occurrence.options.fairness_ratio, by=by, now=now)
        store.add_bias_check(session, holding, check)
        worst = check.ratios[-1]
        detail = f"{check.metric}: the lowest ratio is {worst.ratio:.2f}, of {worst.group}"
        entry = Entry(at=now, by=by, deed=Deed.CHECKED_BIAS, subject=experiment.key, detail=detail)
        journal.add(session, entry)
        letters.put(session, redrawn(occurrence), now)
        return check

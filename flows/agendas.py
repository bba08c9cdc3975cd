"""The experiment review and the AI ethics review: their phases, and what is marked, noted, decided and checked in them."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows import letters
from flows.deeds import Deeds
from flows.desk import Desk
from flows.letters import Letter, LetterKind
from rules import agendas as rules
from rules.agendas import AGENDA_STAGES, FIRST_LOOK_BACK, Agenda, DecisionDraft, Note
from rules.ceremonies import Holding, Occurrence, Phase
from rules.experiments import Experiment
from rules.fairness import BiasCheck, BiasDraft, read_check
from rules.refusals import Refused
from rules.sheets import Deed, Entry
from store import agendas as store
from store import ceremonies, experiments, journal, members, postings

MOST_EXPERIMENTS = 60


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


DEEDS = Deeds({Phase.PREPARE: prepare, Phase.OPEN: open_holding, Phase.CLOSE: close_holding}, refresh=prepare)


def agenda(desk: Desk, holding: Holding) -> Agenda:
    """Return what a holding talks about, from the state of now; refuse a holding that is not known."""
    with desk.look() as session:
        return agenda_of(session, desk, existing(ceremonies.get(session, holding)))


def existing(occurrence: Occurrence | None) -> Occurrence:
    """Return a holding that should be there."""
    if occurrence is None:
        raise Refused("This ceremony is no longer there. `/ceremony list` shows what comes next.")
    return occurrence


def agenda_of(session: Session, desk: Desk, occurrence: Occurrence) -> Agenda:
    """Return the agenda of a holding."""
    before = ceremonies.held_before(session, occurrence)
    holding = occurrence.holding
    found = experiments.whole_in(session, AGENDA_STAGES, MOST_EXPERIMENTS)
    return Agenda(
        occurrence=occurrence,
        since=before.starts_at if before else occurrence.starts_at - FIRST_LOOK_BACK,
        team=desk.team(session),
        experiments=found,
        links=postings.card_links(session, [one.number for one in found]),
        discussed=store.discussed(session, holding),
        notes=store.notes(session, holding),
        decisions=store.decisions(session, holding),
        open_follow_ups=store.open_follow_ups(session, holding.channel),
        bias_checks=store.latest_bias_checks(session),
    )


def mark_discussed(desk: Desk, holding: Holding, number: int, *, by: str, now: datetime) -> None:
    """Mark an experiment as discussed; doing so twice changes nothing."""
    with desk.begin() as session:
        occurrence = existing(ceremonies.lock(session, holding))
        schedule = ceremonies.schedule(session, holding.channel, holding.ceremony)
        rules.require_facilitator(occurrence, schedule, desk.person(session, by))
        experiment = experiments.get(session, number)
        if store.mark_discussed(session, holding, experiment.number, by, now):
            letters.put(session, iter([about(holding, LetterKind.AGENDA)]), now)


def add_note(
    desk: Desk, holding: Holding, number: int, text: str, *, by: str, now: datetime, request: str
) -> None:
    """Take a note about an experiment: it stands in the record, and in the experiment's history."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        existing(ceremonies.lock(session, holding))
        experiment = experiments.get(session, number)
        note = Note(experiment=number, text=rules.read_note(text), by=by, at=now)
        store.add_note(session, holding, note)
        detail = f"{holding.ceremony.words}: {note.text}"
        journal.add(session, Entry(at=now, by=by, deed=Deed.NOTED, subject=experiment.key, detail=detail))
        letters.put(session, iter([about(holding, LetterKind.AGENDA)]), now)


def decide(
    desk: Desk, holding: Holding, draft: DecisionDraft, *, by: str, now: datetime, request: str
) -> None:
    """Record a decision of the AI ethics review, with its follow-up and hold if it has them."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        existing(ceremonies.lock(session, holding))
        today = now.astimezone(ZoneInfo(members.get(session, by).zone)).date()
        decision = rules.read_decision(draft, by=by, now=now, today=today)
        experiment = experiments.lock(session, decision.experiment) if decision.experiment else None
        store.add_decision(session, holding, decision)
        subject = experiment.key if experiment else "AI ethics review"
        detail = f"{decision.decision}: {decision.reason}"
        journal.add(session, Entry(at=now, by=by, deed=Deed.DECIDED_ETHICS, subject=subject, detail=detail))
        letters.put(session, redrawn(holding, experiment), now)


def complete(desk: Desk, holding: Holding, number: int, *, by: str, now: datetime) -> None:
    """Mark a follow-up as done, which lifts its hold; doing so twice changes nothing."""
    with desk.begin() as session:
        follow_up = store.lock_follow_up(session, number)
        person = desk.person(session, by)
        occurrence = existing(ceremonies.get(session, holding))
        if not follow_up.is_open:
            return
        if person.id not in (follow_up.owner, occurrence.facilitator) and not person.is_admin:
            raise Refused(f"Only <@{follow_up.owner}>, the facilitator or an admin can mark this as done.")
        store.complete(session, number, by, now)
        experiment = experiments.lock(session, follow_up.experiment) if follow_up.experiment else None
        subject = experiment.key if experiment else "AI ethics review"
        entry = Entry(at=now, by=by, deed=Deed.COMPLETED_FOLLOW_UP, subject=subject, detail=follow_up.task)
        journal.add(session, entry)
        letters.put(session, redrawn(holding, experiment), now)


def redrawn(holding: Holding, experiment: Experiment | None) -> Iterator[Letter]:
    """Yield the letters that show a decision: the agenda, and the cards of its experiment."""
    yield about(holding, LetterKind.AGENDA)
    if experiment:
        yield letters.letter(experiment, LetterKind.CARD)
        if experiment.round:
            yield letters.letter(experiment, LetterKind.GATE, round=experiment.round)


def check_bias(
    desk: Desk, holding: Holding, draft: BiasDraft, *, by: str, now: datetime, request: str
) -> BiasCheck:
    """Keep a bias check: a metric by group, judged by the ratio that the channel has set."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        occurrence = existing(ceremonies.get(session, holding))
        experiment = experiments.get(session, draft.experiment)
        check = read_check(draft, occurrence.options.fairness_ratio, by=by, now=now)
        store.add_bias_check(session, check)
        worst = check.ratios[-1]
        detail = f"{check.metric}: the lowest ratio is {worst.ratio:.2f}, of {worst.group}"
        entry = Entry(at=now, by=by, deed=Deed.CHECKED_BIAS, subject=experiment.key, detail=detail)
        journal.add(session, entry)
        letters.put(session, iter([about(holding, LetterKind.AGENDA)]), now)
        return check

"""Values pulled from a run of MLflow: asked for by a person, read by the worker, recorded once."""

from datetime import datetime

from flows.desk import Desk
from flows.evidence.measure import aside_news
from flows.experiments.record import Doing, record
from rules.evidence.letters import ReadRunLetter
from rules.evidence.mlflow_runs import Run, harvest, read_run, report
from rules.evidence.typed_values import ValuesDraft
from rules.journal.entries import Deed
from rules.letters import AnswerLetter
from rules.lifecycle.recorders import aside_words, record_objections
from rules.lifecycle.recording import measure_all
from rules.refusals import Refused, refuse
from store import outbox, workspaces
from store.experiments import experiments


def ask(desk: Desk, number: int, typed: str, *, by: str, channel: str, now: datetime, request: str) -> None:
    """Owe the reading of the run that a link or an id names; refuse now what could not be recorded later."""
    with desk.begin(request, now) as session:
        experiment = experiments.get(session, number)
        person, recorders = desk.person(session, by), workspaces.recorders(session)
        refuse(record_objections(experiment, person, recorders))
        try:
            run = read_run(typed, desk.tracking)
        except Refused as refusal:
            raise Refused(fields={"run": str(refusal)}) from None
        if not experiment.metrics:
            raise Refused(f"{experiment.key} states no metric yet. Edit it and add one, then read the run.")
        outbox.put(session, [ReadRunLetter(experiment=number, run=run, user=by, channel=channel)], now)


def require_either(draft: ValuesDraft) -> None:
    """Refuse neither values nor run."""
    if draft.is_empty:
        raise Refused(fields={"run": "Give a value, or the run that has it."})


def require_alone(draft: ValuesDraft) -> None:
    """Refuse values that were typed beside a run: they would be lost."""
    if not draft.is_empty:
        raise Refused(fields={"run": "Give either values or a run. Empty one of the two."})


def record_run(desk: Desk, wanted: ReadRunLetter, run: Run, *, now: datetime) -> None:
    """Record what an experiment asks for and a run has, and owe word of it; read twice, it is recorded once."""
    with desk.begin() as session:
        before = experiments.lock(session, wanted.experiment)
        try:
            found = harvest(before, run, now)
            person, recorders = desk.person(session, wanted.user), workspaces.recorders(session)
            after = measure_all(before, found.drafts, person, now, recorders)
        except Refused as refusal:
            # Since it was asked for, the experiment may have ended, or who asked may have left.
            said = f"{run.words} was not recorded. {refusal}"
        else:
            news = aside_news(before, after, wanted.user)
            aside = f" {aside_words(after)}" if news else ""
            said = f"{report(before, run, found)}{aside}"
            record(session, before, after, Doing(deed=Deed.MEASURED, by=wanted.user, now=now, news=news))
        outbox.put(session, [AnswerLetter(user=wanted.user, channel=wanted.channel, text=said)], now)


def give_up(desk: Desk, wanted: ReadRunLetter, said: str, *, now: datetime) -> None:
    """Owe word that a run could not be read."""
    text = f"The run for EXP-{wanted.experiment} could not be read. {said}"
    with desk.begin() as session:
        outbox.put(session, [AnswerLetter(user=wanted.user, channel=wanted.channel, text=text)], now)

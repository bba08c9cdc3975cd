"""Values pulled from a run of MLflow: asked for by a person, read by the worker, recorded once."""

from datetime import datetime

from flows.desk import Desk
from flows.experiments.record import Doing, record
from rules.evidence.letters import ReadRunLetter
from rules.evidence.mlflow_runs import Run, harvest, read_run, report
from rules.journal.entries import Deed
from rules.letters import AnswerLetter
from rules.lifecycle.recording import measure_all
from rules.lifecycle.steps import Step, objections
from rules.refusals import Refused, refuse
from store import outbox
from store.experiments import experiments


def ask(desk: Desk, number: int, typed: str, *, by: str, channel: str, now: datetime, request: str) -> None:
    """Owe the reading of the run that a link or an id names; refuse now what could not be recorded later."""
    with desk.begin(request, now) as session:
        experiment = experiments.get(session, number)
        refuse(objections(experiment, Step.MEASURE, desk.person(session, by)))
        try:
            run = read_run(typed, desk.tracking)
        except Refused as refusal:
            raise Refused(fields={"run": str(refusal)}) from None
        if not experiment.metrics:
            raise Refused(f"{experiment.key} states no metric yet. Edit it and add one, then read the run.")
        outbox.put(session, [ReadRunLetter(experiment=number, run=run, user=by, channel=channel)], now)


def require_either(value: str) -> None:
    """Refuse neither value nor run."""
    if not value.strip():
        raise Refused(fields={"value": "Give a value, or the run that has it."})


def require_alone(value: str) -> None:
    """Refuse a value that was typed beside a run: it would be lost."""
    if value.strip():
        raise Refused(fields={"run": "Give either a value or a run. Empty one of the two."})


def record_run(desk: Desk, wanted: ReadRunLetter, run: Run, *, now: datetime) -> None:
    """Record what an experiment asks for and a run has, and owe word of it; read twice, it is recorded once."""
    with desk.begin() as session:
        before = experiments.lock(session, wanted.experiment)
        try:
            found = harvest(before, run, now)
            after = measure_all(before, found.drafts, desk.person(session, wanted.user), now)
        except Refused as refusal:
            # Since it was asked for, the experiment may have ended, or who asked may have left.
            said = f"{run.words} was not recorded. {refusal}"
        else:
            said = report(before, run, found)
            record(session, before, after, Doing(deed=Deed.MEASURED, by=wanted.user, now=now))
        outbox.put(session, [AnswerLetter(user=wanted.user, channel=wanted.channel, text=said)], now)


def give_up(desk: Desk, wanted: ReadRunLetter, said: str, *, now: datetime) -> None:
    """Owe word that a run could not be read."""
    text = f"The run for EXP-{wanted.experiment} could not be read. {said}"
    with desk.begin() as session:
        outbox.put(session, [AnswerLetter(user=wanted.user, channel=wanted.channel, text=text)], now)

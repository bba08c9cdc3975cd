"""Recording the values that a machine sends, once however often it sends them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from flows.experiments.record import Doing, record
from flows.people.tokens import Badge
from rules.evidence.checklist import checklist
from rules.evidence.measurements import fresh_values
from rules.evidence.readings import Reading
from rules.experiments.experiment import Experiment
from rules.experiments.metrics import Measurement, find_metric
from rules.journal.entries import Deed
from rules.lifecycle.recording import record_readings
from rules.message_keys import card_of
from rules.people.people import Person
from rules.people.tokens import Token
from rules.refusals import Refused
from rules.typed import plain_number
from store import postings
from store.experiments import experiments
from store.people import projects, tokens


class NoSuchExperiment(Exception):
    """A number that does not exist as far as the token reaches; says so in a sentence."""


class OtherRequest(Exception):
    """A key that named another request before."""


@dataclass(frozen=True, slots=True)
class Order:
    """What names a request so that its repetition changes nothing: the sender's key, and the digest of all it says."""

    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a machine is answered; `is_replayed` where it was answered so before."""

    facts: dict[str, Any]
    is_replayed: bool = False


def record_values(
    badge: Badge, number: int, readings: Sequence[Reading], order: Order | None, *, now: datetime
) -> Answer:
    """Record what a machine sent, all of it or nothing; a request that is repeated is answered as before."""
    with badge.desk.begin() as session:
        if order:
            before = tokens.take_receipt(session, badge.token.number, order.key, order.digest, now)
            if before and before.body != order.digest:
                raise OtherRequest
            if before:
                return Answer(before.answer, is_replayed=True)
        facts = recorded(session, badge, number, readings, now)
        if order:
            tokens.keep_answer(session, badge.token.number, order.key, facts)
        return Answer(facts)


def recorded(
    session: Session, badge: Badge, number: int, readings: Sequence[Reading], now: datetime
) -> dict[str, Any]:
    """Record values within a transaction, and return what is answered."""
    before = locked(session, badge.token, number)
    by = badge.token.signer
    after = record_readings(before, readings, Person(by, is_machine=True), now)
    record(session, before, after, Doing(deed=Deed.MEASURED, by=by, now=now))
    fresh = fresh_values(before, after)
    card = postings.find(session, card_of(number))
    return facts_of(after, fresh, len(readings), card.link if card else "")


def locked(session: Session, token: Token, number: int) -> Experiment:
    """Return an experiment, locked; one beyond the token's reach is no refusal of a rule but a wrong address."""
    try:
        experiment = experiments.lock(session, number)
    except Refused:
        # Commands in Slack, of which the refusal speaks, are no help to a machine.
        raise NoSuchExperiment(missing(session, token, number)) from None
    if not token.covers(experiment.project):
        # The same words as for one that does not exist: a limited token cannot ask which experiments there are.
        raise NoSuchExperiment(missing(session, token, number))
    return experiment


def missing(session: Session, token: Token, number: int) -> str:
    """Return the sentence that there is no such experiment where the token may record."""
    if token.project is None:
        return f"There is no EXP-{number}. Check the id."
    name = projects.get(session, token.project).name
    return (
        f"There is no EXP-{number} in the project “{name}”, and this token records for no other."
        " Check the id, or ask an admin for another token."
    )


def facts_of(experiment: Experiment, fresh: Sequence[Measurement], sent: int, link: str) -> dict[str, Any]:
    """Return what a machine is told: what was recorded, and where the experiment stands now."""
    findings = checklist(experiment)
    stated = [one.name for one in findings if one.stated and not one.lacks]
    return {
        "experiment": experiment.key,
        "stage": experiment.stage.value,
        "link": link or None,
        "recorded": [value_facts(experiment, one) for one in fresh],
        "known_already": sent - len(fresh),
        "checklist": {
            "met": sum(finding.met for finding in findings),
            "of": len(findings),
            "open": {finding.item.value: list(finding.lacks) for finding in findings if finding.lacks},
            **({"stated_not_linked": stated} if stated else {}),
        },
    }


def value_facts(experiment: Experiment, measurement: Measurement) -> dict[str, Any]:
    """Return one recorded value, and whether it meets its threshold; numbers as text, digit by digit."""
    metric = find_metric(experiment.metrics, measurement.metric)
    return {
        "metric": metric.name,
        "value": plain_number(measurement.value),
        "unit": measurement.unit,
        "measured_at": measurement.at.isoformat().replace("+00:00", "Z"),
        "source": measurement.source,
        "threshold": metric.target,
        "meets_threshold": metric.met_by(measurement.value),
    }

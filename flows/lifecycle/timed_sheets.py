"""How the open seats of experiments wait, for their cards and for agendas: since when, of whom, and until when."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.experiments.sheets import sheet_of
from flows.people.working_times import clocks_of
from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.steps import SEATED
from rules.people.people import Duty, Team
from rules.people.seat_facts import SeatWait
from rules.waiting.clocks import Clocks
from rules.waiting.experiment_waits import experiment_waits
from rules.waiting.waits import Waiting, WaitKind
from store.experiments import experiments
from store.people.absences import absences_at

SEAT_KINDS: Mapping[WaitKind, type[ReviewKind] | type[ApprovalKind]] = {
    WaitKind.REVIEW: ReviewKind,
    WaitKind.APPROVAL: ApprovalKind,
}


def timed_sheet(desk: Desk, number: int, now: datetime) -> ExperimentSheet:
    """Return all that the cards of an experiment show, with how its open seats wait now."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        sheet = sheet_of(session, desk, experiment)
        return replace(sheet, waits=seat_waits(session, [experiment], sheet.team, now).get(number, {}))


def with_waits(desk: Desk, sheet: ExperimentSheet, now: datetime) -> ExperimentSheet:
    """Return a sheet with how the open seats of its experiment wait now."""
    with desk.look() as session:
        found = seat_waits(session, [sheet.experiment], sheet.team, now)
        return replace(sheet, waits=found.get(sheet.experiment.number, {}))


def seat_waits(
    session: Session, looked_at: Iterable[Experiment], team: Team, now: datetime
) -> Mapping[int, Mapping[Duty, SeatWait]]:
    """Return how the open seats of experiments wait, by number and duty; the store is asked once for all of them."""
    seated = [one for one in looked_at if one.stage in SEATED]
    if not seated:
        return {}
    gone = absences_at(session, now)
    found = (wait for one in seated for wait in experiment_waits(one, team, absences=gone))
    seats = [one for one in found if one.kind in SEAT_KINDS]
    clocks = clocks_of(session, seats, now)
    kept: dict[int, dict[Duty, SeatWait]] = {}
    for one in seats:
        kept.setdefault(one.experiment, {})[SEAT_KINDS[one.kind](one.seat).duty] = seat_wait(one, clocks)
    return kept


def seat_wait(one: Waiting, clocks: Clocks) -> SeatWait:
    """Return how one seat waits."""
    timed = clocks.timed(one)
    return SeatWait(
        since=one.since, asked=one.asked, due=timed.until, is_late=timed.is_late, is_stopped=one.is_stopped
    )

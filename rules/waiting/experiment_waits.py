"""What of an experiment waits: its seats that nobody fills, overrides to confirm, and the question who owns it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind, Stage
from rules.experiments.staleness import digest
from rules.lifecycle.board import board_gaps
from rules.lifecycle.gate import approver_objections, lapsing, standing_approval
from rules.lifecycle.handing_over import awaited
from rules.lifecycle.overriding import is_answerable, seconds, why_nobody
from rules.lifecycle.seats import gap
from rules.people.people import Member, Team
from rules.people.standing_in import NOBODY_AWAY, Absences
from rules.waiting.asked import asked_of, could_fill, handed_to
from rules.waiting.questioning import is_awaited, pauses, still_open
from rules.waiting.waits import Waiting, WaitKind


def experiment_waits(
    experiment: Experiment, team: Team, me: Member | None = None, absences: Absences = NOBODY_AWAY
) -> Iterator[Waiting]:
    """Yield what of an experiment waits for one person, or all that waits of it, also what nobody in the team could settle.

    The `team` are those who hold duties: it says whose approvals still count, and of whom a seat is awaited that was
    handed over, or whose holders are away by the `absences` of now.
    """
    people = Team((me,)) if me else team
    seats = (*review_waits(experiment, people, me), *approval_waits(experiment, team, people))
    found = (
        *(awaited_of(experiment, one, team, absences, is_whole=me is None) for one in seats),
        *override_waits(experiment, people),
        *handover_waits(experiment),
        *question_waits(experiment),
    )
    yield from (one for one in found if me is None or one.waits_for(me.id))


def concerned(experiment: Experiment, team: Team) -> frozenset[str]:
    """Return everybody whose work a deed on an experiment may change: its makers, whom it was offered to, who decides."""
    asked = {handover.to for handover in experiment.handovers}
    deciders = {member.id for member in team.members if member.person.duties}
    return experiment.makers | asked | deciders


def review_waits(experiment: Experiment, people: Team, me: Member | None = None) -> Iterator[Waiting]:
    """Yield the reviews that are missing while the board sits; for one person those alone that they could give."""
    if experiment.stage is not Stage.IN_REVIEW:
        return
    for missing in board_gaps(experiment, people):
        if me and not missing.could:
            continue
        kind = ReviewKind(missing.kind)
        before = [one.at for one in experiment.reviews if one.kind is kind]
        fell = [experiment.board_reset_at] if before and experiment.board_reset_at else []
        yield waiting(
            experiment,
            WaitKind.REVIEW,
            # A review that fell was there until a change took it back.
            since=max((experiment.stage_since, *before, *fell)),
            could=missing.could,
            why_nobody=missing.why_nobody,
            seat=kind.value,
            place=experiment.revision,
            seen=digest(experiment, kind),
        )


def approval_waits(experiment: Experiment, team: Team, people: Team) -> Iterator[Waiting]:
    """Yield the approvals that are missing or asked again, unless a hold keeps everybody from approving."""
    if experiment.stage is not Stage.PROMOTING or experiment.holds:
        return
    for kind in experiment.requirements.approvals:
        if standing_approval(experiment, kind) is not None and not lapsing(experiment, kind, team):
            continue
        missing = gap(kind, people, partial(approver_objections, experiment, kind))
        given = (one.at for one in experiment.approvals if one.kind is kind)
        lapsed = (one.at for one in experiment.lapses if one.kind is kind)
        yield waiting(
            experiment,
            WaitKind.APPROVAL,
            since=max((experiment.stage_since, *given, *lapsed)),
            could=missing.could,
            why_nobody=missing.why_nobody,
            seat=kind.value,
            place=experiment.round,
        )


def awaited_of(
    experiment: Experiment, one: Waiting, team: Team, absences: Absences, *, is_whole: bool
) -> Waiting:
    """Return a seat with those of whom it is awaited, and how its clock goes; unless `is_whole`, it says of one person alone
    whether they could fill it."""
    kind = (ReviewKind if one.kind is WaitKind.REVIEW else ApprovalKind)(one.seat)
    to = handed_to(experiment, kind.duty, one.place)
    is_rerouted = one.could and (to or absences)
    could = could_fill(experiment, kind, team) if is_rerouted and not is_whole else one.could
    return replace(
        one,
        asked=asked_of(could, absences, to),
        pauses=pauses(experiment, kind.duty, one.place),
        is_stopped=bool(still_open(experiment, kind.duty, one.place)),
    )


def question_waits(experiment: Experiment) -> Iterator[Waiting]:
    """Yield the questions on seats that wait for the owner's answer."""
    for place, question in enumerate(experiment.questions):
        if is_awaited(experiment, question):
            yield waiting(
                experiment,
                WaitKind.QUESTION,
                since=question.at,
                could=(experiment.deputy or experiment.owner,),
                seat=question.duty.value,
                place=place,
                owner=question.by,
                about=question.text,
            )


def override_waits(experiment: Experiment, people: Team) -> Iterator[Waiting]:
    """Yield the overrides that a second person could confirm."""
    if experiment.stage is not Stage.IN_REVIEW:
        return
    for place, override in enumerate(experiment.overrides):
        if override.is_awaited and is_answerable(experiment, override):
            yield waiting(
                experiment,
                WaitKind.OVERRIDE,
                since=override.asked_at,
                could=seconds(experiment, override, people),
                why_nobody=why_nobody(experiment, override, people),
                seat=override.item.value,
                place=place,
                owner=override.asked_by,
                about=override.reason,
            )


def handover_waits(experiment: Experiment) -> Iterator[Waiting]:
    """Yield the question to somebody whether they own it."""
    handover = awaited(experiment)
    if handover:
        place = len(experiment.handovers) - 1
        yield waiting(
            experiment,
            WaitKind.HANDOVER,
            since=handover.asked_at,
            could=(handover.to,),
            place=place,
            owner=handover.asked_by,
        )


def waiting(
    experiment: Experiment, kind: WaitKind, *, since: datetime, could: tuple[str, ...], **more: Any
) -> Waiting:
    """Return one thing that waits of an experiment."""
    shared: dict[str, Any] = {
        "number": experiment.number,
        "title": experiment.title,
        "owner": experiment.owner,
        "experiment": experiment.number,
        "workstream": experiment.workstream,
        "project": experiment.project,
    }
    return Waiting(kind=kind, since=since, could=could, **(shared | more))

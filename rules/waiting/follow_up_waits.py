"""What of the decisions of AI ethics reviews waits: follow-ups to do, and holds that await a finding."""

from rules.experiments.experiment import Experiment
from rules.experiments.follow_ups import FollowUp, lifters
from rules.people.people import Team
from rules.waiting.waits import Waiting, WaitKind


def follow_up_wait(follow_up: FollowUp, experiment: Experiment | None, team: Team) -> Waiting | None:
    """Return what a follow-up waits for: that its owner does it, then, where it holds an experiment, a finding."""
    if follow_up.is_open:
        return waiting(follow_up, experiment, WaitKind.FOLLOW_UP, (follow_up.owner,))
    if experiment is None or not follow_up.is_holding:
        return None
    could = lifters(follow_up, experiment.makers, team, frozenset())
    why = "" if could else "Nobody who holds the duty “ethics” or is an admin made no part of it."
    return waiting(follow_up, experiment, WaitKind.FINDING, could, why)


def waiting(
    follow_up: FollowUp, experiment: Experiment | None, kind: WaitKind, could: tuple[str, ...], why: str = ""
) -> Waiting:
    """Return one thing that waits of a follow-up."""
    return Waiting(
        kind=kind,
        number=follow_up.number,
        title=follow_up.task,
        since=follow_up.done_at or follow_up.at,
        could=could,
        why_nobody=why,
        owner=experiment.owner if experiment else follow_up.by,
        about=follow_up.decision,
        experiment=follow_up.experiment,
        workstream=experiment.workstream if experiment else None,
        project=experiment.project if experiment else None,
        holding=follow_up.holding,
        due=None if follow_up.done_at else follow_up.due,
    )

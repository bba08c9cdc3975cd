"""Bias checks: reading one, the four-fifths rule, which of them stand as failed, and accepting one by a decision."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from rules.complaints import Complaints
from rules.evidence.bias_groups import read_groups
from rules.experiments.bias_facts import BiasAcceptance, BiasCheck, GroupValue, newest_of_each
from rules.experiments.experiment import Experiment
from rules.experiments.follow_ups import FollowUp, chosen_by_makers, deciders, is_decider
from rules.experiments.metrics import LONGEST_NAME
from rules.people.people import Person, Team, mentions
from rules.refusals import Refused
from rules.typed import read_text
from rules.words import capital

# A group whose rate is under four fifths of the best group's is taken as evidence of adverse impact
# (Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D); a channel may set another ratio.
FOUR_FIFTHS = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasDraft:
    """A bias check as typed; `groups` has one on each line."""

    experiment: int
    metric: str = ""
    higher_is_better: bool = True
    groups: str = ""


def read_check(draft: BiasDraft, threshold: float, *, by: str, now: datetime) -> BiasCheck:
    """Return the bias check that was typed, judged by the ratio that the channel has set."""
    complaints = Complaints()
    nothing: tuple[GroupValue, ...] = ()
    check = BiasCheck(
        experiment=draft.experiment,
        metric=complaints.read("metric", lambda: read_text(draft.metric, "metric", LONGEST_NAME), ""),
        higher_is_better=draft.higher_is_better,
        groups=complaints.read("groups", lambda: read_groups(draft.groups), nothing),
        threshold=threshold,
        by=by,
        at=now,
    )
    complaints.done()
    return check


def ratio_of(wanted: float, *, is_by_decider: bool) -> float:
    """Return by which ratio the checks of a review are judged: a lower one than four fifths, under which what failed elsewhere
    passes, counts only where somebody wants it who may decide in any review."""
    return wanted if is_by_decider else max(wanted, FOUR_FIFTHS)


def with_check(experiment: Experiment, check: BiasCheck) -> Experiment:
    """Return an experiment with one more bias check, which takes the place of the one before it of the same metric."""
    number = max((one.number for one in experiment.bias_checks), default=0) + 1
    entered = (*experiment.bias_checks, replace(check, number=number))
    return replace(experiment, bias_checks=newest_of_each(entered))


def acceptance_of(experiment: Experiment, check: BiasCheck) -> BiasAcceptance | None:
    """Return the decision that accepts a failed check, if one does; that of somebody with a part in the experiment counts
    no more."""
    mine = (one for one in reversed(experiment.bias_acceptances) if one.number == check.number)
    return next((one for one in mine if one.by not in experiment.makers), None)


def failures(experiment: Experiment) -> tuple[BiasCheck, ...]:
    """Return the checks that stand as failed: no later one of their metric passed, and no decision accepts them."""
    failed = (check for check in experiment.bias_checks if not check.passes)
    return tuple(check for check in failed if acceptance_of(experiment, check) is None)


def accepted(experiment: Experiment) -> Iterator[tuple[BiasCheck, BiasAcceptance]]:
    """Yield the failed checks that a decision accepts, each with that decision."""
    for check in experiment.bias_checks:
        acceptance = None if check.passes else acceptance_of(experiment, check)
        if acceptance:
            yield check, acceptance


def failing_words(check: BiasCheck) -> str:
    """Return a check that fails, in short: its metric, the groups that are too far from the best one, and the limit."""
    groups = ", ".join(f"{row.group} {row.ratio:.2f}" for row in check.ratios if not row.passes)
    return f"{check.metric}: {groups} of the best group; {check.threshold} is the lowest that passes"


def accept(
    experiment: Experiment,
    number: int,
    decision: FollowUp,
    by: Person,
    team: Team,
    facilitators: frozenset[str],
) -> Experiment:
    """Return an experiment whose failed check is accepted by a decision, the reason of which is the finding; refuse a check
    that does not stand as failed, and who has a part in what was checked."""
    check = next((one for one in failures(experiment) if one.number == number), None)
    if check is None:
        raise Refused(
            fields={
                "accepts": f"This bias check of {experiment.key} no longer stands as failed: a later one took its place, or it is accepted already."
            }
        )
    why = ""
    if by.id in experiment.makers:
        why = f"You made a part of {experiment.key}"
    elif not is_decider(by, facilitators):
        why = capital(chosen_by_makers(experiment.key))
    if why:
        could = tuple(user for user in deciders(team, facilitators) if user not in experiment.makers)
        others = mentions(could) or "nobody can now"
        raise Refused(fields={"accepts": f"{why}, so somebody else accepts its failed bias check: {others}."})
    acceptance = BiasAcceptance(
        number=number,
        metric=check.metric,
        revision=experiment.revision,
        finding=decision.reason,
        by=by.id,
        at=decision.at,
    )
    return replace(experiment, bias_acceptances=(*experiment.bias_acceptances, acceptance))


def accepted_words(before: Experiment, after: Experiment) -> str:
    """Return which failed check a decision accepted, in short; nothing where it accepted none."""
    numbers = {one.number for one in after.bias_acceptances[len(before.bias_acceptances) :]}
    return "; ".join(failing_words(check) for check in after.bias_checks if check.number in numbers)

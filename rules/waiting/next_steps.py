"""What the owner of an experiment does next, in words, and by which step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rules.evidence.checklist import checklist
from rules.experiments.experiment import Approval, Experiment, Review, Stage, Verdict
from rules.experiments.overrides import Item
from rules.lifecycle.board import board_is_content, standing_review
from rules.lifecycle.gate import standing_approval
from rules.lifecycle.steps import Step
from rules.words import counted, listing


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next of an experiment: words after its title, and the owner's step if it is their turn."""

    words: str
    step: Step | None = None
    reason: str = ""


HELD = NextStep("the AI ethics review holds it; a finding lifts the hold")


def next_step(experiment: Experiment) -> NextStep:
    """Return what comes next of an experiment; nothing of one that is over."""
    found = NEXT_STEPS.get(experiment.stage)
    return found(experiment) if found else NextStep("")


def while_running(experiment: Experiment) -> NextStep:
    """Return that values are recorded, and, once there are some, that it is submitted."""
    lacking = [metric.name for metric in experiment.metrics if experiment.latest(metric) is None]
    if lacking:
        return NextStep(f"record {counted(len(lacking), 'value')}: {listing(lacking[:3])}", Step.MEASURE)
    return NextStep("submit it for review", Step.SUBMIT)


def before_the_board(experiment: Experiment) -> NextStep:
    """Return which reviews are missing, or what of the checklist still keeps it from being approved."""
    missing = [
        kind.words for kind in experiment.requirements.reviews if standing_review(experiment, kind) is None
    ]
    if not board_is_content(experiment):
        return NextStep(f"the board decides; missing: {listing(missing)}")
    lacking = [one.item for one in checklist(experiment) if one.is_open]
    step = Step.MEASURE if Item.PERFORMANCE in lacking else Step.RESUBMIT
    are = "is" if len(lacking) == 1 else "are"
    open_items = listing([f"“{item}”" for item in lacking])
    return NextStep(f"every review stands, but {open_items} {are} open", step)


def before_the_gate(experiment: Experiment) -> NextStep:
    """Return which approvals are missing, or that a hold keeps everybody from approving."""
    if experiment.holds:
        return HELD
    missing = [
        kind.words
        for kind in experiment.requirements.approvals
        if standing_approval(experiment, kind) is None
    ]
    return NextStep(f"the gate decides; missing: {listing(missing)}")


def approved(experiment: Experiment) -> NextStep:
    """Return that the promotion is asked for, unless something holds it."""
    return HELD if experiment.holds else NextStep("ask for its promotion", Step.PROMOTE)


def changes_asked(experiment: Experiment) -> NextStep:
    """Return that the board asked for changes, with its reason."""
    said = last_reason(experiment.reviews, Verdict.ASK_FOR_CHANGES)
    return NextStep("changes are asked for: mend them and resubmit", Step.RESUBMIT, said)


def rejected(experiment: Experiment) -> NextStep:
    """Return that the board rejected it, with its reason."""
    said = last_reason(experiment.reviews, Verdict.REJECT)
    return NextStep("it was rejected: resubmit a new revision, or conclude it", Step.RESUBMIT, said)


def declined(experiment: Experiment) -> NextStep:
    """Return that the gate declined it, with its reason."""
    said = last_reason(experiment.approvals, Verdict.DECLINE)
    return NextStep("its promotion was declined: mend it and resubmit, or ask again", Step.RESUBMIT, said)


def last_reason(words: Sequence[Review | Approval], verdict: Verdict) -> str:
    """Return the reason of the last word of a kind, or nothing."""
    return next((one.reason for one in reversed(words) if one.verdict is verdict), "")


NEXT_STEPS: dict[Stage, Callable[[Experiment], NextStep]] = {
    Stage.PROPOSED: lambda _one: NextStep("start it, or submit it for review", Step.START),
    Stage.RUNNING: while_running,
    Stage.IN_REVIEW: before_the_board,
    Stage.CHANGES_ASKED: changes_asked,
    Stage.REJECTED: rejected,
    Stage.APPROVED: approved,
    Stage.PROMOTING: before_the_gate,
    Stage.DECLINED: declined,
    Stage.IN_PRODUCTION: lambda _one: NextStep("watch its thresholds; roll back when one breaks"),
    Stage.ROLLED_BACK: lambda one: NextStep(
        "mend it and resubmit, or conclude it", Step.RESUBMIT, one.closing_note
    ),
}

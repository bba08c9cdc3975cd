"""What a workflow may wait for, and what came of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rules.experiments.experiment import Approval, Experiment, Review, Stage, Verdict
from rules.experiments.state import after
from rules.journal.facts import Fact
from rules.words import Worded


class Awaited(Worded):
    """What a workflow waits for."""

    BOARD = "board_decision"
    PROMOTION = "promotion_decision"
    END = "end"


class Outcome(Worded):
    """What came of it, in the words that a workflow compares."""

    APPROVED = "approved"
    CHANGES_ASKED = "changes_asked"
    REJECTED = "rejected"
    PROMOTED = "promoted"
    DECLINED = "declined"
    ROLLED_BACK = "rolled_back"
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"
    CONCLUDED = "concluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided, by whom, and why."""

    outcome: Outcome
    by: str
    reason: str = ""


# What ends an experiment ends every wait for it: the decision that was awaited comes no more, or was taken back.
ENDS = {
    Stage.ROLLED_BACK: Outcome.ROLLED_BACK,
    Stage.RETIRED: Outcome.RETIRED,
    Stage.WITHDRAWN: Outcome.WITHDRAWN,
    Stage.CONCLUDED: Outcome.CONCLUDED,
}
OUTCOMES: dict[Awaited, dict[Stage, Outcome]] = {
    Awaited.BOARD: {
        Stage.CHANGES_ASKED: Outcome.CHANGES_ASKED,
        Stage.REJECTED: Outcome.REJECTED,
        # The board has approved what is on its way to production, whatever becomes of it there.
        Stage.APPROVED: Outcome.APPROVED,
        Stage.PROMOTING: Outcome.APPROVED,
        Stage.DECLINED: Outcome.APPROVED,
        Stage.IN_PRODUCTION: Outcome.APPROVED,
        **ENDS,
    },
    Awaited.PROMOTION: {
        Stage.DECLINED: Outcome.DECLINED,
        Stage.IN_PRODUCTION: Outcome.PROMOTED,
        **ENDS,
    },
    Awaited.END: ENDS,
}
REVIEWED = {
    Outcome.APPROVED: Verdict.APPROVE,
    Outcome.CHANGES_ASKED: Verdict.ASK_FOR_CHANGES,
    Outcome.REJECTED: Verdict.REJECT,
}
APPROVALS = {Outcome.PROMOTED: Verdict.APPROVE, Outcome.DECLINED: Verdict.DECLINE}


def decided(experiment: Experiment, awaited: Awaited) -> Decided | None:
    """Return what was decided of what a workflow waits for, as things stand; None while it is open."""
    outcome = OUTCOMES[awaited].get(experiment.stage)
    if outcome is None:
        return None
    if outcome in REVIEWED:
        return last_word(outcome, experiment.reviews, REVIEWED[outcome])
    if outcome in APPROVALS:
        return last_word(outcome, experiment.approvals, APPROVALS[outcome])
    return Decided(outcome=outcome, by=experiment.closed_by, reason=experiment.closing_note)


def last_word(outcome: Outcome, words: Sequence[Review | Approval], verdict: Verdict) -> Decided:
    """Return an outcome with who gave the last word that led to it, and why."""
    last = next((one for one in reversed(words) if one.verdict is verdict), None)
    return Decided(outcome=outcome, by=last.by if last else "", reason=last.reason if last else "")


def states(facts: Iterable[Fact]) -> Iterator[Experiment]:
    """Yield an experiment as it was after each of its facts."""
    state: Experiment | None = None
    for fact in facts:
        state = after(state, fact)
        yield state


def first_decided(then: Iterable[Experiment], since: int, awaited: Awaited) -> Decided | None:
    """Return the first decision after so many facts: it counts, though the experiment may have gone on since."""
    found = (decided(state, awaited) for state in then if state.facts > since)
    return next((one for one in found if one), None)

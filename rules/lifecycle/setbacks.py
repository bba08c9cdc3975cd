"""What a deed takes back: approvals that no longer count, items that are open again, overrides that are overtaken."""

from collections.abc import Iterable, Iterator
from itertools import chain

from rules.evidence.checklist import checklist
from rules.experiments.differences import difference_words
from rules.experiments.experiment import Experiment, ReviewKind, Stage, Verdict
from rules.experiments.overrides import Override
from rules.experiments.staleness import changes
from rules.lifecycle.board import standing_review
from rules.lifecycle.gate import standing_approval
from rules.lifecycle.overriding import is_answerable


def approved_kinds(experiment: Experiment) -> dict[ReviewKind, str]:
    """Return the reviews that stand approved, each with who gave it."""
    standing = (standing_review(experiment, kind) for kind in experiment.requirements.reviews)
    return {one.kind: one.by for one in standing if one and one.verdict is Verdict.APPROVE}


def fallen(before: Experiment, after: Experiment) -> dict[ReviewKind, str]:
    """Return the reviews that stood approved and no longer do, each with who gave it."""
    stood = approved_kinds(before)
    kept = approved_kinds(after) if stood else {}
    return {kind: by for kind, by in stood.items() if kind not in kept}


def ended_approvals(before: Experiment, after: Experiment) -> tuple[str, ...]:
    """Return who had approved a promotion that ended because the experiment is back before its board."""
    if before.stage is not Stage.PROMOTING or after.stage is not Stage.IN_REVIEW:
        return ()
    standing = (standing_approval(before, kind) for kind in before.requirements.approvals)
    return tuple(one.by for one in standing if one and one.verdict is Verdict.APPROVE)


def why_fallen(before: Experiment, after: Experiment) -> Iterator[str]:
    """Yield what changed of that which the fallen reviews had judged."""
    lost = fallen(before, after).keys()
    if before.owner != after.owner and lost:
        yield "it has another owner"
    elif any(by in after.makers - before.makers for by in fallen(before, after).values()):
        yield "who had approved it has a part in it now"
    yield from (difference_words(one) for one in changes(before, after) if lost & set(one.resets))


def open_again(before: Experiment, after: Experiment) -> Iterator[str]:
    """Yield each item that a deed opened, with what it lacks now."""
    was_open = {one.item for one in checklist(before) if one.is_open}
    for one in checklist(after):
        if one.is_open and one.item not in was_open:
            yield f"“{one.item}” is open again: {'; '.join(one.open_lacks)}"


def setback_words(before: Experiment, after: Experiment) -> str:
    """Return why an experiment is back before its board: what changed, and what is open again."""
    return "; ".join(chain(why_fallen(before, after), open_again(before, after)))


def overtaken(before: Experiment, after: Experiment) -> Iterable[Override]:
    """Yield the overrides that a second person could confirm before, and nobody can any more."""
    for was, now in zip(before.overrides, after.overrides, strict=False):
        if is_answerable(before, was) and now.is_awaited and not is_answerable(after, now):
            yield now

"""Who is a maker of an experiment: everybody who ever owned, proposed or contributed to it, in any revision."""

from collections.abc import Iterator
from dataclasses import replace

from rules.experiments.experiment import Experiment
from rules.experiments.makers import PartKind, PastPart
from rules.experiments.staleness import changes
from rules.people.people import Person


def with_parts(before: Experiment, after: Experiment, by: Person) -> Experiment:
    """Return what a deed made of an experiment, with everybody kept for good who has a part in it now or had one before."""
    found: dict[str, PastPart] = {}
    for part in parts_of(before, after, by):
        # The first part is enough: it never ends, and what names it in a refusal is true for ever.
        if part.by not in after.makers_for_good:
            found.setdefault(part.by, part)
    return replace(after, parts=(*after.parts, *found.values())) if found else after


def parts_of(before: Experiment, after: Experiment, by: Person) -> Iterator[PastPart]:
    """Yield the parts that a deed shows: whose artifacts stand, whose it brings, and who changed what a review judges."""
    for artifact in before.artifacts:
        yield PastPart(by=artifact.added_by, kind=PartKind.CONTRIBUTED, revision=before.revision)
    for artifact in after.artifacts:
        yield PastPart(by=artifact.added_by, kind=PartKind.CONTRIBUTED, revision=after.revision)
    if any(change.resets for change in changes(before, after)):
        yield PastPart(by=by.id, kind=PartKind.CHANGED, revision=after.revision)


def maker_objections(experiment: Experiment, by: Person) -> Iterator[str]:
    """Yield why a maker decides nothing about an experiment."""
    if by.id in experiment.makers:
        yield f"You {made_words(experiment, by)}, so somebody else decides: two pairs of eyes."


def made_words(experiment: Experiment, by: Person) -> str:
    """Return what makes a person a maker, as it follows “You”."""
    if by.id == experiment.owner:
        return f"own {experiment.key}"
    if by.id == experiment.proposer:
        return f"proposed {experiment.key}"
    handed = next(
        (one for one in reversed(experiment.handovers) if one.is_accepted and one.of == by.id), None
    )
    if handed and handed.settled_at:
        until = handed.settled_at
        return f"owned {experiment.key} until {until.day} {until:%B %Y}"
    part = next((one for one in experiment.parts if one.by == by.id), None)
    if part and part.kind is PartKind.SUGGESTED:
        return f"wrote the message from which {experiment.key} was proposed"
    if part and part.kind is PartKind.CHANGED:
        return f"changed what the reviews of {experiment.key} judge"
    revision = f"revision {part.revision}" if part else "this revision"
    return f"contributed an artifact to {revision} of {experiment.key}"

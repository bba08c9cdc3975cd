"""The review thread's message: one revision before its board, and what became of it."""

from collections.abc import Iterable, Iterator

from slack_sdk.models.blocks import Block

from bot.draw.blocks import actions, context, header, section
from bot.draw.evidence.checklist_lines import (
    ROOM,
    checklist_lines,
    confirming_words,
    override_blocks,
    override_lines,
)
from bot.draw.evidence.evidence_lines import artifact_lines, cost_line, metric_lines
from bot.draw.lifecycle.change_lines import change_lines
from bot.draw.lifecycle.follow_up_lines import held_line
from bot.draw.lifecycle.seat_buttons import review_buttons, review_value
from bot.draw.lifecycle.seat_lines import (
    asked_mentions,
    nobody_can,
    overtaken,
    seat_name,
    seats_shared,
    since_words,
    verdict_line,
)
from bot.draw.message import Message
from bot.draw.text import bold, fit, joined
from rules.experiments.experiment import Experiment, Review, ReviewKind, Stage
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.board import board_gaps, standing_review
from rules.lifecycle.seats import Gap

LEFT_THE_BOARD: dict[Stage, str] = {
    Stage.CHANGES_ASKED: "Changes are asked for. The next revision opens a new board.",
    Stage.REJECTED: "{key} was rejected. That is final for revision {revision}; the next one opens a new board.",
    Stage.WITHDRAWN: "{key} was withdrawn.",
    Stage.CONCLUDED: "{key} was concluded and kept as a learning.",
}
SUBMITTED = "*Show everything* of the card has what was submitted."
PASSED = "The board has approved revision {revision}."


def board(sheet: ExperimentSheet, revision: int) -> Message:
    """Return the message of one revision: with buttons while its board sits, without them ever after."""
    key = sheet.experiment.key
    if is_open(sheet.experiment, revision):
        return Message(f"Revision {revision} of {key} is before the review board.", tuple(sitting(sheet)))
    text = f"The board on revision {revision} of {key} is closed."
    return Message(text, tuple(closed(sheet, revision)))


def is_open(experiment: Experiment, revision: int) -> bool:
    """Tell whether the board of a revision sits now."""
    return revision == experiment.revision and experiment.stage is Stage.IN_REVIEW


def heading(experiment: Experiment, revision: int) -> Block:
    """Return the first line, which names the revision."""
    return header(f"Review of {experiment.key}, revision {revision}")


def sitting(sheet: ExperimentSheet) -> Iterator[Block]:
    """Yield the evidence and its overrides, then each seat with its buttons or its verdict."""
    experiment = sheet.experiment
    yield from evidence(sheet)
    yield from override_blocks(sheet)
    gaps = {gap.kind: gap for gap in board_gaps(experiment, sheet.team)}
    for kind in experiment.requirements.reviews:
        yield from seat(sheet, kind, gaps.get(kind))
    asides = tuple(filter(None, (held_line(experiment), seats_shared(experiment))))
    if asides:
        yield context(*asides)


def evidence(sheet: ExperimentSheet) -> Iterator[Block]:
    """Yield what the board judges: the idea, values, artifacts, cost, what changed, and the checklist."""
    experiment = sheet.experiment
    yield heading(experiment, experiment.revision)
    yield section(f"{bold(experiment.title, 600)}\n{fit(experiment.hypothesis, 900)}")
    material = [*artifact_lines(experiment), cost_line(experiment)]
    changed = f"*What changed since revision {experiment.revision - 1}*" if experiment.revision > 1 else ""
    for heading_, lines, room in (
        ("*Success metrics*", metric_lines(experiment), 1500),
        ("*What was submitted*", tuple(line for line in material if line), 1700),
        (changed or "*What changed*", tuple(change_lines(sheet)), 1200),
        ("*Checklist*", tuple(checklist_lines(sheet)), ROOM),
    ):
        if lines:
            yield section(f"{heading_}\n{joined(lines, room)}")


def seat(sheet: ExperimentSheet, kind: ReviewKind, gap: Gap | None) -> Iterator[Block]:
    """Yield one seat: its verdict, or who can give it with the three buttons."""
    experiment = sheet.experiment
    standing = standing_review(experiment, kind)
    if standing:
        yield section(verdict_line(standing, sheet.team, revision=experiment.revision))
    elif gap:
        yield section(awaited(sheet, kind, gap))
        yield actions(*review_buttons(review_value(experiment, kind)))


def awaited(sheet: ExperimentSheet, kind: ReviewKind, gap: Gap) -> str:
    """Return an open seat: it pings those of whom it is awaited, or says why nobody can, and what an approval confirms."""
    asked = f"awaited from {asked_mentions(sheet, gap)}{since_words(sheet, gap)}"
    lines = (
        f"○ *{seat_name(kind)}:* {nobody_can(gap, sheet.team) if gap.why_nobody else asked}",
        overtaken(sheet.experiment, kind, sheet.team),
        confirming_words(sheet.experiment, kind),
    )
    return "\n".join(line for line in lines if line)


def closed(sheet: ExperimentSheet, revision: int) -> Iterator[Block]:
    """Yield every override and verdict of a revision whose board no longer sits, and why it does not; it repeats
    no evidence."""
    experiment = sheet.experiment
    yield heading(experiment, revision)
    overridden = tuple(override_lines(sheet, revision))
    if overridden:
        yield section(f"*Overrides*\n{joined(overridden, 900)}")
    brief, reasoned = parted(verdicts(experiment, revision))
    if brief:
        yield section("\n".join(verdict_line(review, sheet.team, revision=revision) for review in brief))
    for review in reasoned:
        yield section(verdict_line(review, sheet.team, revision=revision))
    is_latest = revision == experiment.revision
    asides = (why_closed(experiment, revision), *((held_line(experiment), SUBMITTED) if is_latest else ()))
    yield context(*filter(None, asides))


def parted(reviews: Iterable[Review]) -> tuple[list[Review], list[Review]]:
    """Return the verdicts of which one line says all, and those with a reason or a confirmation."""
    given = list(reviews)
    reasoned = [review for review in given if review.reason or review.confirms]
    return [review for review in given if review not in reasoned], reasoned


def verdicts(experiment: Experiment, revision: int) -> Iterator[Review]:
    """Yield the last verdict of each kind that counted on a revision."""
    for kind in ReviewKind:
        given = [review for review in experiment.reviews if review.kind is kind]
        own = [review for review in given if review.revision == revision]
        standing = standing_review(experiment, kind) if revision == experiment.revision else None
        last = standing or next(reversed(own), None)
        if last:
            yield last


def why_closed(experiment: Experiment, revision: int) -> str:
    """Return why the board of a revision no longer sits."""
    if revision < experiment.revision:
        return f"Revision {experiment.revision} has taken its place."
    words = LEFT_THE_BOARD.get(experiment.stage, PASSED)
    return words.format(key=experiment.key, revision=revision)

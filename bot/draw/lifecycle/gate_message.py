"""The promotion thread's message: who has approved, who is missing, and what the gate will guard."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.button_values import ApprovalValue
from bot.draw.blocks import actions, context, header, section
from bot.draw.evidence.bias_lines import bias_summary
from bot.draw.evidence.checklist_lines import override_summary, stated_summary
from bot.draw.evidence.evidence_lines import metric_lines
from bot.draw.lifecycle.follow_up_lines import hold_blocks, lift_controls
from bot.draw.lifecycle.seat_buttons import approve_promotion_button, decline_button, more_seat_buttons
from bot.draw.lifecycle.seat_lines import (
    asked_mentions,
    lost_words,
    nobody_can,
    once_lifted,
    seat_name,
    since_words,
    verdict_line,
)
from bot.draw.message import Message
from bot.draw.stage_words import title_as_typed
from bot.draw.text import PLAIN_SIGNS, joined, names, one_line, unmarked
from rules.experiments.experiment import Approval, ApprovalKind, Experiment, Stage, Verdict
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.gate import gate_gaps, standing_approval
from rules.lifecycle.seats import Gap
from rules.words import counted, listing

NOT_PASSED: dict[Stage, str] = {
    Stage.DECLINED: "The promotion was declined.",
    Stage.IN_REVIEW: "What was approved has changed, so {key} is back before the board.",
    Stage.WITHDRAWN: "{key} was withdrawn.",
    Stage.CONCLUDED: "{key} was concluded and kept as a learning.",
}
OVERTAKEN = "This promotion ended before its approvals were complete. The card shows where {key} stands."


def gate(sheet: ExperimentSheet, round: int) -> Message:
    """Return the message of one promotion: with buttons while it is open, without them ever after."""
    key = sheet.experiment.key
    if is_open(sheet.experiment, round):
        awaits = "is held by the AI ethics review" if sheet.experiment.holds else "awaits its approvals"
        return Message(f"The promotion of {key} {awaits}.", tuple(asking(sheet)))
    answer = "yes" if has_passed(sheet.experiment, round) else "no"
    return Message(f"The promotion of {key} is closed. approved: {answer}", tuple(closed(sheet, round)))


def is_open(experiment: Experiment, round: int) -> bool:
    """Tell whether a promotion awaits approvals now."""
    return round == experiment.round and experiment.stage is Stage.PROMOTING


def has_passed(experiment: Experiment, round: int) -> bool:
    """Tell whether every approval of a round was given."""
    ended = {lapse.place for lapse in experiment.lapses}
    words = [word for place, word in enumerate(experiment.approvals) if place not in ended]
    given = {word.kind for word in words if word.round == round and word.verdict is Verdict.APPROVE}
    return given >= set(experiment.requirements.approvals)


def words_of(experiment: Experiment, round: int) -> tuple[Approval, ...]:
    """Return every word of the approvers in a round."""
    return tuple(word for word in experiment.approvals if word.round == round)


def heading(experiment: Experiment) -> Block:
    """Return the first line."""
    return header(f"Promotion of {experiment.key} to production")


def asking(sheet: ExperimentSheet) -> Iterator[Block]:
    """Yield the answer with what is missing, what holds it, what the gate guards, each seat, and the way to decline."""
    experiment = sheet.experiment
    gaps = gate_gaps(experiment, sheet.team)
    yield heading(experiment)
    missing = listing([gap.kind.words for gap in gaps])
    held = " · held by the AI ethics review" if experiment.holds else ""
    yield section(f"*approved: no*{held} · missing: {missing}\n{title_as_typed(experiment.title, 600)}")
    yield from hold_blocks(sheet)
    yield from terms(sheet)
    for kind in experiment.requirements.approvals:
        yield seat(sheet, kind, {gap.kind: gap for gap in gaps}.get(kind))
    # A seat has its one button beside it; what else can be done with it finds out whose seat is meant.
    asks = more_seat_buttons(experiment.number, experiment.round, None, f"the promotion of {experiment.key}")
    yield actions(decline_button(experiment.number, experiment.round), *asks, *lift_controls(sheet))


def terms(sheet: ExperimentSheet) -> Iterator[Block]:
    """Yield the rollout that is asked for, the thresholds that will be guarded during it and by which expressions, and what failed, was overridden or is words alone."""
    rollout = sheet.experiment.rollout
    steps = " → ".join(f"{step}%" for step in rollout.traffic_steps)
    lines = (
        f"*Service:* {one_line(rollout.service, 400) or 'not stated'}",
        f"*Traffic:* {steps}, {counted(rollout.bake_hours, 'hour')} at each step",
        f"*Rollback owner:* {names((rollout.rollback_owner or sheet.experiment.owner,), sheet.team)}",
    )
    yield section("\n".join(lines))
    yield section(f"*Guarded during the rollout*\n{joined(metric_lines(sheet.experiment), 1500)}")
    queries = joined(
        query_lines(sheet.experiment), 1600, "more expressions; the deployment plan has them all"
    )
    if queries:
        yield section(f"*Watched by*\n{queries}")
    for concern in (bias_summary(sheet), override_summary(sheet), stated_summary(sheet)):
        if concern:
            yield section(concern)


def query_lines(experiment: Experiment) -> Iterator[str]:
    """Yield the PromQL of each metric, which the alerts will be made of, or that no alert will be."""
    for metric in experiment.metrics:
        expression = one_line(experiment.rollout.query(metric), 280).replace("`", PLAIN_SIGNS["`"])
        shown = f"`{expression}`" if expression else "no PromQL was given, so no alert will watch it"
        yield f"{unmarked(one_line(metric.name, 60))}: {shown}"


def seat(sheet: ExperimentSheet, kind: ApprovalKind, gap: Gap | None) -> Block:
    """Return one seat: its word, or who can give it with the button beside it."""
    experiment = sheet.experiment
    standing = standing_approval(experiment, kind)
    if gap is None:
        said = verdict_line(standing, sheet.team) if standing else f"○ *{seat_name(kind)}:* not decided"
        return section(said)
    lost = lost_words(sheet, kind)
    if experiment.holds and not gap.why_nobody:
        # Nobody is called upon, nor given a button, for what the hold would refuse.
        return section(f"○ *{seat_name(kind)}:* {lost}{once_lifted(gap, sheet.team)}")
    asked = f"awaited from {asked_mentions(sheet, gap)}{since_words(sheet, gap)}"
    who = nobody_can(gap, sheet.team) if gap.why_nobody else asked
    value = ApprovalValue(experiment=experiment.number, round=experiment.round, kind=kind)
    # Each button stands in a block of its own: an action id may occur once in a block.
    return section(f"○ *{seat_name(kind)}:* {lost}{who}", approve_promotion_button(value))


def closed(sheet: ExperimentSheet, round: int) -> Iterator[Block]:
    """Yield every word of a round that is over, and why it is."""
    experiment = sheet.experiment
    answer = "yes" if has_passed(experiment, round) else "no"
    yield heading(experiment)
    words = words_of(experiment, round)
    brief = [verdict_line(word, sheet.team) for word in words if not word.reason]
    yield section("\n".join((f"*approved: {answer}*", *brief)))
    for word in words:
        if word.reason:
            yield section(verdict_line(word, sheet.team))
    lost = tuple(lost_lines(sheet, round))
    if lost:
        yield section("\n".join(lost))
    yield context(why_closed(experiment, round))


def lost_lines(sheet: ExperimentSheet, round: int) -> Iterator[str]:
    """Yield the approvals of a round that ended because their givers lost the duty before the gate opened."""
    for lapse in sheet.experiment.lapses:
        if sheet.experiment.approvals[lapse.place].round == round:
            who = names((lapse.by,), sheet.team)
            yield f"The approval by {who} as {lapse.kind.words} counts no more: the duty was lost since."


def why_closed(experiment: Experiment, round: int) -> str:
    """Return why a promotion is over."""
    if has_passed(experiment, round):
        return "All approvals were given. The deployment plan stands in this thread."
    if round < experiment.round:
        return "A later promotion has taken its place."
    return NOT_PASSED.get(experiment.stage, OVERTAKEN).format(key=experiment.key)

"""The one card of an experiment in its channel: always true, never more than twelve blocks."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, ButtonElement, Option, OverflowMenuElement

from bot.button_values import MoreValue
from bot.draw.blocks import actions, context, fields, header, section
from bot.draw.evidence.bias_lines import bias_summary
from bot.draw.evidence.checklist_lines import checklist_summary, override_summary, stated_summary
from bot.draw.evidence.evidence_lines import facts, metric_lines
from bot.draw.experiments.blocker_lines import blocker_lines, solved_button
from bot.draw.experiments.origin_lines import origin_line
from bot.draw.lifecycle.change_lines import change_summary
from bot.draw.lifecycle.follow_up_lines import hold_blocks, lift_controls
from bot.draw.lifecycle.seat_lines import BEFORE_THE_GATE, folded_seats, seats_shared
from bot.draw.message import Message
from bot.draw.room import ROOM, shown
from bot.draw.stage_words import next_line, stage_line, title_line
from bot.draw.step_buttons import step_buttons
from bot.draw.text import folded, joined, names, one_line
from bot.ids import Act
from rules.experiments.experiment import Approval, Experiment, Review, Stage, Verdict
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.steps import BY_STEP, Step

STEPS = (
    Step.SUBMIT,
    Step.RESUBMIT,
    Step.PROMOTE,
    Step.ROLL_BACK,
    Step.START,
    Step.MEASURE,
    Step.REMIND,
)
# The overflow menu holds five choices at most: these and, always, the whole and its history.
MORE: tuple[tuple[Step, str, str], ...] = (
    (Step.AMEND, "amend", "Edit"),
    (Step.WITHDRAW, "withdraw", "Withdraw"),
    (Step.CONCLUDE, "conclude", "Conclude as a learning"),
    (Step.RETIRE, "retire", "Retire"),
)
NOTES = {Stage.CONCLUDED: "Learning", Stage.RETIRED: "Note"}
# The metrics get what everything else leaves of the message, which is all they need but in the worst of cases.
LONGEST_METRICS, SHORTEST_METRICS = 2200, 300
SENT_BACK = {
    Stage.CHANGES_ASKED: Verdict.ASK_FOR_CHANGES,
    Stage.REJECTED: Verdict.REJECT,
    Stage.DECLINED: Verdict.DECLINE,
}


def experiment_card(sheet: ExperimentSheet) -> Message:
    """Return the card, from the key and title down to the next deed."""
    return Message(title_line(sheet.experiment), tuple(card_blocks(sheet)))


def card_blocks(sheet: ExperimentSheet) -> Iterator[Block]:
    """Yield the blocks of a card in the order in which they are read."""
    top, bottom = tuple(top_blocks(sheet)), tuple(bottom_blocks(sheet))
    room = max(SHORTEST_METRICS, min(LONGEST_METRICS, ROOM - shown(*top, *bottom)))
    yield from top
    yield section(joined(metric_lines(sheet.experiment), room))
    yield from bottom


def top_blocks(sheet: ExperimentSheet) -> Iterator[Block]:
    """Yield what stands above the metrics: the stage, what it is about, and the short facts."""
    experiment = sheet.experiment
    yield header(f"{experiment.key} · {experiment.title}")
    # What holds it up stands with its stage: a card has twelve blocks at most.
    yield section(
        "\n".join(filter(None, (stage_line(experiment), blocker_lines(sheet)))), solved_button(sheet)
    )
    yield section("\n".join(filter(None, (one_line(experiment.hypothesis, 280), origin_line(sheet)))))
    yield fields(*facts(sheet, names((experiment.owner,), sheet.team)))


def bottom_blocks(sheet: ExperimentSheet) -> Iterator[Block]:
    """Yield what stands below the metrics: seats, small print and buttons."""
    yield from seat_blocks(sheet)
    yield from small_print(sheet)
    yield actions(*card_buttons(sheet.experiment), *lift_controls(sheet), more_menu(sheet.experiment))


def paragraph(text: str) -> Iterator[Block]:
    """Yield a paragraph unless it is empty."""
    if text:
        yield section(text)


def seat_blocks(sheet: ExperimentSheet) -> Iterator[Block]:
    """Yield the seats of the board and of the gate, and the word that closed or returned it."""
    yield from paragraph("\n".join(folded_seats(sheet)))
    yield from paragraph(closing_words(sheet))


def closing_words(sheet: ExperimentSheet) -> str:
    """Return the note or the reason that goes with the stage, with who gave it."""
    experiment = sheet.experiment
    if experiment.closing_note:
        by = f", from {names((experiment.closed_by,), sheet.team)}" if experiment.closed_by else ""
        said = f"*{NOTES.get(experiment.stage, 'Reason')}*{by}: {folded(experiment.closing_note, 900)}"
        return "\n".join(filter(None, (said, learning_words(experiment))))
    verdict = SENT_BACK.get(experiment.stage)
    words: tuple[Review | Approval, ...] = (*experiment.reviews, *experiment.approvals)
    last = next((word for word in reversed(words) if word.verdict is verdict), None)
    return f"*Reason*, from {names((last.by,), sheet.team)}: {folded(last.reason, 900)}" if last else ""


def learning_words(experiment: Experiment) -> str:
    """Return what was learnt, where the note that closed it says something else."""
    if not experiment.learning or experiment.learning == experiment.closing_note:
        return ""
    return f"*Learning*: {folded(experiment.learning, 900)}"


def small_print(sheet: ExperimentSheet) -> Iterator[Block]:
    """Yield what still matters of the evidence: the checklist with the overrides that count, the bias checks that fail,
    and what changed while the board looks at it; then what comes next."""
    experiment = sheet.experiment
    is_judged = experiment.revision and experiment.stage in BEFORE_THE_GATE
    evidence = (
        checklist_summary(experiment) if is_judged else "",
        stated_summary(sheet) if experiment.revision else "",
        override_summary(sheet),
        bias_summary(sheet),
        change_summary(sheet) if experiment.stage is Stage.IN_REVIEW else "",
    )
    if any(evidence):
        yield context(*evidence)
    yield from hold_blocks(sheet)
    closing = (next_line(experiment), seats_shared(experiment) if experiment.revision else "")
    if any(closing):
        yield context(*closing)


def card_buttons(experiment: Experiment) -> Iterator[ButtonElement]:
    """Yield the deeds that the table of moves allows in this stage."""
    # In review it is the board's turn; the next revision is possible, not asked for.
    return step_buttons(experiment, STEPS, may_be_primary=experiment.stage is not Stage.IN_REVIEW)


def more_menu(experiment: Experiment) -> OverflowMenuElement:
    """Return the menu with what is done less often, and always the whole and its history."""
    allowed = [(choice, text) for step, choice, text in MORE if experiment.stage in BY_STEP[step].sources]
    options = [("show", "Show everything"), *allowed, ("history", "History")]
    return OverflowMenuElement(
        action_id=Act.MORE.value,
        options=[more_option(experiment, choice, text) for choice, text in options],
    )


def more_option(experiment: Experiment, choice: str, text: str) -> Option:
    """Return one choice of the overflow menu."""
    value = MoreValue.model_validate({"experiment": experiment.number, "choice": choice})
    return Option(text=text, value=value.write())

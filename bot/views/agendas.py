"""The agendas of the experiment review and the AI ethics review, and the records of what came of them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from slack_sdk.models.blocks import Block, Option, StaticSelectElement

from bot.ids import Act, HoldingItemValue, HoldingValue
from bot.views.blocks import actions, button, context, header, section
from bot.views.ceremonies import swap_button
from bot.views.message import Message
from bot.views.seats import seat_name
from bot.views.stages import GLYPHS
from bot.views.text import day, fit, joined, moment, names, one_line, people
from rules.agendas import Agenda, FollowUp
from rules.ceremonies import FORMATS, Ceremony, Standing
from rules.experiments import Experiment, Stage
from rules.fairness import BiasCheck
from rules.gates import board_gaps, gate_gaps
from rules.words import counted, shorten

MOST_LINES = 12
# Characters of one part: all parts together stay within what a message holds.
ROOM = 1500


def agenda(shown: Agenda, now: datetime) -> Message:
    """Return the agenda of a holding: what is waiting, late, new and learnt, or the questions of ethics."""
    occurrence = shown.occurrence
    parts = ETHICS_PARTS if occurrence.ceremony is Ceremony.ETHICS else REVIEW_PARTS
    blocks: list[Block] = [header(title(shown)), context(when(shown))]
    for heading, lines in parts:
        blocks.extend(part(heading, tuple(lines(shown, now))))
    blocks.extend(said(shown))
    if occurrence.standing in (Standing.PLANNED, Standing.OPEN):
        blocks.extend(buttons(shown))
    return Message(f"Agenda of the {occurrence.ceremony.words}", tuple(blocks))


def title(shown: Agenda) -> str:
    """Return the ceremony's name with a capital letter."""
    words = shown.occurrence.ceremony.words
    return words[:1].upper() + words[1:]


def when(shown: Agenda) -> str:
    """Return when it is, how long, about what, and who facilitates."""
    occurrence, format_ = shown.occurrence, FORMATS[shown.occurrence.ceremony]
    late = " · opened late" if occurrence.late else ""
    who = f" · facilitator: {names((occurrence.facilitator,), shown.team)}" if occurrence.facilitator else ""
    return f"{moment(occurrence.starts_at)}{late} · {format_.duration} · {format_.focus}{who}"


def part(heading: str, lines: tuple[str, ...]) -> Iterator[Block]:
    """Yield one part of an agenda, or nothing where there is nothing to say."""
    if lines:
        yield section(f"*{heading}*\n" + joined(lines[:MOST_LINES], ROOM, "more"))


def named(shown: Agenda, experiment: Experiment) -> str:
    """Return an experiment with a link to its card."""
    done = " ✓" if experiment.number in shown.discussed else ""
    link = shown.links.get(experiment.number, "")
    key = f"<{link}|{experiment.key}>" if link else experiment.key
    return f"{GLYPHS[experiment.stage]} {key} {one_line(experiment.title, 80)}{done}"


def waiting_lines(shown: Agenda, now: datetime) -> Iterator[str]:
    """Yield what waits for whom and how long."""
    for one in shown.waiting:
        gaps = gate_gaps(one, shown.team) if one.stage is Stage.PROMOTING else board_gaps(one, shown.team)
        awaited = "; ".join(
            f"{seat_name(gap.kind)} from {names(gap.could, shown.team) or 'nobody: see its thread'}"
            for gap in gaps
        )
        yield f"{named(shown, one)} · for {age(one, now)} · {awaited or 'its evidence is incomplete'}"


def age(experiment: Experiment, now: datetime) -> str:
    """Return how long an experiment has been in its stage."""
    return counted(max((now - experiment.stage_since).days, 0), "day")


def late_lines(shown: Agenda, now: datetime) -> Iterator[str]:
    """Yield what runs past the day its owner forecast."""
    for one in shown.past_forecast(now.date()):
        if one.target:
            late = counted((now.date() - one.target).days, "day")
            yield f"{named(shown, one)} · {late} past {day(one.target)} · {names((one.owner,), shown.team)}"


def result_lines(shown: Agenda, _now: datetime) -> Iterator[str]:
    """Yield what passed its board or its gate, with its latest values."""
    for one in shown.results:
        values = [
            f"{one_line(metric.name, 40)} {metric.quantity(latest.value)}"
            for metric in one.metrics[:3]
            if (latest := one.latest(metric))
        ]
        yield f"{named(shown, one)} · {one.stage.words}{': ' + ', '.join(values) if values else ''}"


def learning_lines(shown: Agenda, _now: datetime) -> Iterator[str]:
    """Yield what ended, and what it taught."""
    for one in shown.learnings:
        note = one.closing_note or next(
            (review.reason for review in reversed(one.reviews) if review.reason), ""
        )
        yield f"{named(shown, one)} · {one.stage.words}{': ' + one_line(note, 240) if note else ''}"


def promotion_lines(shown: Agenda, _now: datetime) -> Iterator[str]:
    """Yield what went to production, and who approved it."""
    for one in shown.promotions:
        approvers = tuple(approval.by for approval in one.approvals if approval.round == one.round)
        yield f"{named(shown, one)} · approved by {names(approvers, shown.team)}"


def safety_lines(shown: Agenda, now: datetime) -> Iterator[str]:
    """Yield whose safety evaluation is absent or too old."""
    for one, gap in shown.safety_gaps(now):
        yield f"{named(shown, one)} · {gap} · {names((one.owner,), shown.team)}"


def bias_lines(shown: Agenda, _now: datetime) -> Iterator[str]:
    """Yield the tables of the bias checks, and what was never checked."""
    known = {one.number: one for one in shown.experiments}
    for check in shown.bias_checks:
        if check.experiment in known:
            yield f"{named(shown, known[check.experiment])}\n{bias_table(check)}"
    unchecked = [one.key for one in shown.unchecked()]
    if unchecked:
        yield f"Not checked yet: {', '.join(unchecked[:20])}"


def bias_table(check: BiasCheck) -> str:
    """Return a metric by group, each with its ratio to the best group and whether the four-fifths rule holds."""
    rows = check.ratios
    width = max(len(row.group) for row in rows)
    lines = [
        f"{row.group:<{width}}  {row.value!s:>8}  {row.ratio:>5.2f}  {'ok' if row.passes else 'below'}"
        for row in rows[:10]
    ]
    best = "highest" if check.higher_is_better else "lowest"
    rule = "four-fifths rule" if check.threshold == 0.8 else f"ratio of at least {check.threshold:g}"
    held = "holds" if check.passes else "does not hold"
    said = f"{one_line(check.metric, 60)} by group, ratio to the {best}: the {rule} {held}"
    return f"{said}\n```{fit(chr(10).join(lines), 900)}```"


def follow_up_lines(shown: Agenda, now: datetime) -> Iterator[str]:
    """Yield what is still to be done from earlier decisions."""
    for one in shown.open_follow_ups:
        late = " · *overdue*" if one.due and one.due < now.date() else ""
        yield f"○ {follow_up(shown, one)}{late}"


def follow_up(shown: Agenda, one: FollowUp) -> str:
    """Return a follow-up: what, who, until when, and what it holds."""
    due = f" until {day(one.due)}" if one.due else ""
    holds = f" · holds EXP-{one.experiment} from promotion" if one.holds and one.is_open else ""
    return f"{one_line(one.task, 200)} · {names((one.owner,), shown.team)}{due}{holds}"


def said(shown: Agenda) -> Iterator[Block]:
    """Yield what was noted and decided so far."""
    yield from part("Notes", tuple(note_lines(shown)))
    yield from part("Decisions", tuple(decision_lines(shown)))


def note_lines(shown: Agenda) -> Iterator[str]:
    """Yield the notes of a holding."""
    for note in shown.notes:
        yield f"EXP-{note.experiment}: {one_line(note.text, 300)} ({names((note.by,), shown.team)})"


def decision_lines(shown: Agenda) -> Iterator[str]:
    """Yield the decisions of a holding, each with its reason and its follow-up."""
    for one in shown.decisions:
        about = f"EXP-{one.experiment}: " if one.experiment else ""
        task = f"\n   → {follow_up(shown, one)}{' · done' if one.done_at else ''}" if one.task else ""
        yield f"{about}{one_line(one.decision, 200)} · because {one_line(one.reason, 200)}{task}"


def buttons(shown: Agenda) -> Iterator[Block]:
    """Yield what can be done in a holding."""
    holding = HoldingValue.of(shown.occurrence.holding)
    elements = [button("Add a note", Act.OPEN_NOTE, holding)]
    if shown.occurrence.ceremony is Ceremony.ETHICS:
        elements = [
            button("Record a decision", Act.OPEN_DECISION, holding),
            button("Add a bias check", Act.OPEN_BIAS, holding),
            *elements,
        ]
    yield actions(*elements, swap_button(shown.occurrence.holding))
    menus = [
        menu(shown, "Mark as discussed", Act.MARK_DISCUSSED, discussable(shown)),
        menu(shown, "Mark a follow-up as done", Act.COMPLETE_FOLLOW_UP, doable(shown)),
    ]
    chosen = [element for element in menus if element]
    if chosen:
        yield actions(*chosen)


def discussable(shown: Agenda) -> Iterable[tuple[str, int]]:
    """Yield the experiments of the agenda that were not discussed yet."""
    mentioned = {one.number: one for one in (*shown.waiting, *shown.results, *shown.learnings)}
    for one in shown.items:
        if one.number in mentioned or one.target:
            yield f"{one.key} {one.title}", one.number


def doable(shown: Agenda) -> Iterable[tuple[str, int]]:
    """Yield the follow-ups that are still to be done."""
    for one in shown.open_follow_ups:
        yield one.task, one.number


def menu(
    shown: Agenda, words: str, act: Act, choices: Iterable[tuple[str, int]]
) -> StaticSelectElement | None:
    """Return a menu that acts at once, or None where there is nothing to choose."""
    holding = shown.occurrence.holding
    options = [
        Option(text=shorten(text, 75), value=HoldingItemValue.of(holding, number=number).write())
        for text, number in choices
    ][:100]
    return StaticSelectElement(placeholder=words, action_id=act.value, options=options) if options else None


def opened(shown: Agenda) -> Message:
    """Return the reply that tells the facilitator that it begins."""
    who = (
        people((shown.occurrence.facilitator,))
        if shown.occurrence.facilitator
        else "Nobody is here to facilitate."
    )
    waiting = (
        counted(len(shown.waiting), "decision") + " waiting"
        if shown.waiting
        else "nothing waits for a decision"
    )
    text = f"{who} The {shown.occurrence.ceremony.words} begins: {waiting}. Mark what was discussed in the agenda above."
    return Message(text, (section(text),))


def record(shown: Agenda) -> Message:
    """Return the record of a holding: what was discussed, noted and decided."""
    discussed = ", ".join(f"EXP-{number}" for number in sorted(shown.discussed))
    blocks: list[Block] = [
        header(f"Record of the {shown.occurrence.ceremony.words}"),
        section(f"*Discussed:* {discussed or 'nothing was marked as discussed.'}"),
        *said(shown),
        context("The notes stand in the history of their experiments, too."),
    ]
    return Message(f"Record of the {shown.occurrence.ceremony.words}", tuple(blocks))


Lines = Callable[[Agenda, datetime], Iterator[str]]
REVIEW_PARTS: tuple[tuple[str, Lines], ...] = (
    ("Waiting for a decision", waiting_lines),
    ("Running past their forecast", late_lines),
    ("Results since last time", result_lines),
    ("Learnings since last time", learning_lines),
)
ETHICS_PARTS: tuple[tuple[str, Lines], ...] = (
    ("Promotions since last time", promotion_lines),
    ("Safety evaluations to look at", safety_lines),
    ("Bias checks", bias_lines),
    ("Follow-ups", follow_up_lines),
)

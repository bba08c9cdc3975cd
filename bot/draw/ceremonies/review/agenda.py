"""The agendas of the experiment review and the AI ethics review: what is waiting, late, new, learnt, and to look at."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from slack_sdk.models.blocks import Block, Option, StaticSelectElement

from bot.button_values import HoldingItemValue, HoldingValue
from bot.draw.blocks import actions, button, context, header, section
from bot.draw.ceremonies.schedule_messages import swap_button
from bot.draw.evidence.bias_lines import acceptance_words, bias_line, bias_table
from bot.draw.lifecycle.follow_up_lines import menus
from bot.draw.lifecycle.seat_lines import seat_name
from bot.draw.message import Message
from bot.draw.stage_words import GLYPHS, standing, title_as_typed
from bot.draw.text import (
    MOST_NAMED,
    because,
    card_link,
    day,
    folded,
    joined,
    moment,
    more_people,
    names,
    one_line,
)
from bot.ids import Act
from rules.answering.answerable import open_gaps
from rules.ceremonies.ceremonies import FORMATS, Standing
from rules.ceremonies.review.agendas import Agenda, is_ethics, passed_days
from rules.evidence.bias_checks import acceptance_of
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.follow_ups import FollowUp
from rules.lifecycle.seats import Gap
from rules.people.people import Duty
from rules.people.seat_facts import SeatWait
from rules.words import capital, counted, listing, shorten

MOST_LINES = 12
# Characters of one part: all parts together stay within what a message holds.
ROOM = 1500
MOST_UNCHECKED = 10


def agenda(shown: Agenda, now: datetime) -> Message:
    """Return the agenda of a holding: what is waiting, late, new and learnt, or the questions of ethics."""
    holding = shown.holding
    blocks: list[Block] = [header(capital(holding.ceremony.words)), context(when(shown))]
    for heading, lines, count in ETHICS_PARTS if is_ethics(holding) else REVIEW_PARTS:
        blocks.extend(part(heading, tuple(lines(shown, now)), count(shown)))
    blocks.extend(said(shown))
    if holding.standing in (Standing.PLANNED, Standing.OPEN):
        blocks.extend(buttons(shown))
    return Message(f"Agenda of the {holding.ceremony.words}", tuple(blocks))


def when(shown: Agenda) -> str:
    """Return when it is, how long, about what, and who facilitates."""
    holding, format_ = shown.holding, FORMATS[shown.holding.ceremony]
    late = " · opened late" if holding.late else ""
    who = f" · facilitator: {names((holding.facilitator,), shown.team)}" if holding.facilitator else ""
    return f"{moment(holding.starts_at)}{late} · {format_.duration} · {format_.focus}{who}"


def part(heading: str, lines: tuple[str, ...], total: int = 0) -> Iterator[Block]:
    """Yield one part of an agenda with how many it leaves out of all there are, or nothing where there is nothing to say."""
    if lines:
        every = max(total, len(lines))
        yield section(f"*{heading}*\n" + joined(lines[:MOST_LINES], ROOM, "more", total=every))


def named(shown: Agenda, experiment: Experiment) -> str:
    """Return an experiment with its stage and a link to its card."""
    return f"{GLYPHS[experiment.stage]} {subject(shown, experiment.number)}"


def subject(shown: Agenda, number: int, length: int = 80) -> str:
    """Return an experiment by its number: key, link, title, and whether it was discussed."""
    done = " ✓" if number in shown.discussed else ""
    key = card_link(f"EXP-{number}", shown.links.get(number, ""))
    return f"{key} {title_as_typed(shown.titles.get(number, ''), length)}".rstrip() + done


def who(shown: Agenda, *users: str) -> str:
    """Return the names of those who must act, without pinging them: who is away comes last and is called so."""
    ordered = sorted(users, key=lambda user: user in shown.away)
    called = [
        names((user,), shown.team) + (" (away)" if user in shown.away else "")
        for user in ordered[:MOST_NAMED]
    ]
    return ", ".join(called) + more_people(len(users))


def waiting_lines(shown: Agenda, now: datetime) -> Iterator[str]:
    """Yield what waits for whom and how long, and what is held."""
    for one in shown.waiting.first:
        awaited = "; ".join(
            f"{seat_name(gap.kind)} from {awaited_from(shown, gap, shown.waits.get(one.number, {}))}"
            for gap in open_gaps(one, shown.team)
        )
        held = " · :lock: held by the AI ethics review" if one.holds else ""
        # While it is held from promotion nobody can approve it.
        then = "once it is no longer held: " if one.holds and one.stage is Stage.PROMOTING and awaited else ""
        yield f"{named(shown, one)} · for {age(one, now)}{held} · {then}{awaited or 'its evidence is incomplete'}"


def awaited_from(shown: Agenda, gap: Gap, waits: Mapping[Duty, SeatWait]) -> str:
    """Return of whom a seat is awaited, and until when: by the clock by which they are reminded."""
    wait = waits.get(gap.kind.duty)
    asked = who(shown, *(one.user for one in wait.asked)) if wait else who(shown, *gap.could)
    if not asked:
        return "nobody: see its thread"
    if wait and wait.is_stopped:
        return f"{asked}, once a question is answered"
    if wait is None or wait.due is None:
        return asked
    return f"{asked}, {':hourglass: overdue since' if wait.is_late else 'due'} {moment(wait.due)}"


def age(experiment: Experiment, now: datetime) -> str:
    """Return how long an experiment has been in its stage."""
    return counted(max((now - experiment.stage_since).days, 0), "day")


def late_lines(shown: Agenda, _now: datetime) -> Iterator[str]:
    """Yield what runs past its forecast from history, or past its owner's date."""
    for one in shown.late.first:
        late = listing(
            [
                f"{counted((shown.today - passed).days, 'day')} past the {whose} {day(passed)}"
                for whose, passed in passed_days(one, shown.today)
            ]
        )
        yield f"{named(shown, one)} · {late} · {who(shown, one.owner)}"


def result_lines(shown: Agenda, _now: datetime) -> Iterator[str]:
    """Yield what passed its board or its gate, with its latest values."""
    for one in shown.results.first:
        values = [
            f"{one_line(metric.name, 40)} {metric.quantity(latest.value)}"
            for metric in one.metrics[:3]
            if (latest := one.latest(metric))
        ]
        yield f"{named(shown, one)} · {standing(one)}{': ' + ', '.join(values) if values else ''}"


def learning_lines(shown: Agenda, _now: datetime) -> Iterator[str]:
    """Yield what ended, and what it taught."""
    for one in shown.learnings.first:
        note = (
            one.learning
            or one.closing_note
            or next((review.reason for review in reversed(one.reviews) if review.reason), "")
        )
        yield f"{named(shown, one)} · {standing(one)}{': ' + folded(note, 240) if note else ''}"


def promotion_lines(shown: Agenda, _now: datetime) -> Iterator[str]:
    """Yield what went to production, and who approved it."""
    for one in shown.promotions.first:
        approvers = tuple(approval.by for approval in one.approvals if approval.round == one.round)
        yield f"{named(shown, one)} · approved by {names(approvers, shown.team)}"


def override_lines(shown: Agenda, _now: datetime) -> Iterator[str]:
    """Yield what was let pass without its evidence, by whom, and why."""
    for one, override in shown.overrides.first:
        asker, second = (names((user,), shown.team) for user in (override.asked_by, override.settled_by))
        yield (
            f"{named(shown, one)} · *{override.item.value}:* {one_line('; '.join(override.lacks), 160)}"
            f" · asked by {asker}, confirmed by {second}: “{folded(override.reason, 160)}”"
        )


def safety_lines(shown: Agenda, _now: datetime) -> Iterator[str]:
    """Yield whose safety evaluation is absent or too old."""
    for one, gap in shown.safety.first:
        yield f"{named(shown, one)} · {gap} · {who(shown, one.owner)}"


def bias_lines(shown: Agenda, now: datetime) -> Iterator[str]:
    """Yield the newest check of each metric: a table where a rule does not hold or the check is new, a line elsewhere."""
    for one, check in shown.bias.first:
        acceptance = acceptance_of(one, check)
        said = f" ·{acceptance_words(acceptance, shown.team)}" if acceptance else ""
        if shown.is_old(check, now):
            yield f"{named(shown, one)} · {bias_line(check)}: {(now - check.at).days} days old{said}"
        elif (check.passes or acceptance) and not shown.is_new(check):
            yield f"{named(shown, one)} · {bias_line(check)}{said}"
        else:
            yield f"{named(shown, one)}{said}\n{bias_table(check)}"


def unchecked_lines(shown: Agenda, _now: datetime) -> Iterator[str]:
    """Yield what was never checked."""
    for one in shown.unchecked.first[:MOST_UNCHECKED]:
        yield f"{named(shown, one)} · {who(shown, one.owner)}"


def follow_up_lines(shown: Agenda, _now: datetime) -> Iterator[str]:
    """Yield what is still to be done from earlier decisions."""
    for one in shown.follow_ups.first:
        late = " · *overdue*" if one.is_open and one.due and one.due < shown.today else ""
        yield f"○ {follow_up(shown, one)}{late} · decided by {names((one.by,), shown.team)}"


def follow_up(shown: Agenda, one: FollowUp, *, is_named: bool = False) -> str:
    """Return a follow-up: what, who, until when, what it holds, and what came of it; `is_named` where that stands just before."""
    due = f" until {day(one.due)}" if one.due else ""
    held = "it" if is_named else subject(shown, one.experiment, 60)
    holds = f" · holds {held} from promotion" if one.is_holding else ""
    done = (" · done, awaits a finding" if one.is_holding else " · done") if one.done_at else ""
    return f"{one_line(one.task, 200)} · {who(shown, one.owner)}{due}{holds}{done}{lifted(shown, one)}"


def lifted(shown: Agenda, one: FollowUp) -> str:
    """Return by whom a hold was lifted, and with which finding; nothing where none was."""
    if not one.lifted_by:
        return ""
    said = f": “{folded(one.finding, 300)}”" if one.finding else ""
    return f" · hold lifted by {names((one.lifted_by,), shown.team)}{said}"


def said(shown: Agenda) -> Iterator[Block]:
    """Yield what was noted and decided so far."""
    yield from part("Notes", tuple(note_lines(shown)))
    yield from part("Decisions", tuple(decision_lines(shown)))


def note_lines(shown: Agenda) -> Iterator[str]:
    """Yield the notes of a holding."""
    for note in shown.notes:
        about = subject(shown, note.experiment, 60)
        yield f"{about}: {folded(note.text, 300)} ({names((note.by,), shown.team)})"


def decision_lines(shown: Agenda) -> Iterator[str]:
    """Yield the decisions of a holding, each with its reason, who recorded it and its follow-up."""
    for one in shown.decisions:
        about = f"{subject(shown, one.experiment, 60)}: " if one.experiment else ""
        task = f"\n   → {follow_up(shown, one, is_named=True)}" if one.task else ""
        by = names((one.by,), shown.team)
        accepts = f" · accepts the failed bias check of {one_line(one.accepts, 160)}" if one.accepts else ""
        reason = because(one.reason, 200)
        yield f"{about}{one_line(one.decision, 200)} · {reason}{accepts} · decided by {by}{task}"


def buttons(shown: Agenda) -> Iterator[Block]:
    """Yield what can be done in a holding."""
    value = HoldingValue.of(shown.holding.key)
    elements = [button("Add a note", Act.OPEN_NOTE, value)]
    if is_ethics(shown.holding):
        elements = [
            button("Record a decision", Act.OPEN_DECISION, value),
            button("Add a bias check", Act.OPEN_BIAS, value),
            *elements,
        ]
    yield actions(*elements, swap_button(shown.holding.key))
    chosen = [element for element in (discuss_menu(shown), *menus(shown.follow_ups.first)) if element]
    if chosen:
        yield actions(*chosen)


def discuss_menu(shown: Agenda) -> StaticSelectElement | None:
    """Return the menu of what stands on the agenda and was not discussed yet, or None where that is nothing."""
    key = shown.holding.key
    options = [
        Option(
            text=shorten(f"EXP-{number} {shown.titles.get(number, '')}", 75),
            value=HoldingItemValue.of(key, number=number).write(),
        )
        for number in shown.numbers
        if number not in shown.discussed
    ][:100]
    act = Act.MARK_DISCUSSED.value
    menu = StaticSelectElement(placeholder="Mark as discussed", action_id=act, options=options)
    return menu if options else None


Lines = Callable[[Agenda, datetime], Iterator[str]]
Count = Callable[[Agenda], int]
REVIEW_PARTS: tuple[tuple[str, Lines, Count], ...] = (
    ("Waiting for a decision", waiting_lines, lambda shown: shown.waiting.total),
    ("Running past their forecast", late_lines, lambda shown: shown.late.total),
    ("Results since last time", result_lines, lambda shown: shown.results.total),
    ("Learnings since last time", learning_lines, lambda shown: shown.learnings.total),
)
ETHICS_PARTS: tuple[tuple[str, Lines, Count], ...] = (
    ("Promotions since last time", promotion_lines, lambda shown: shown.promotions.total),
    ("Overrides since last time", override_lines, lambda shown: shown.overrides.total),
    ("Safety evaluations to look at", safety_lines, lambda shown: shown.safety.total),
    ("Bias checks", bias_lines, lambda shown: shown.bias.total),
    ("Not checked for bias yet", unchecked_lines, lambda shown: shown.unchecked.total),
    ("Follow-ups", follow_up_lines, lambda shown: shown.follow_ups.total),
)

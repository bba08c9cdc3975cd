"""The history of an experiment: what happened, who did it, when."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from bot.button_values import ThenValue
from bot.draw.blocks import button, context, header, section
from bot.draw.message import Message
from bot.draw.text import fit, folded, linked, moment, moments_in, person, pieces, unmarked
from bot.ids import Act
from rules.experiments.experiment import Experiment
from rules.journal.entries import Deed, Entry
from rules.words import counted

ROOM = 8000
LOOKING = "*As it was then* shows everything as it was at that decision. It is only to look at: nothing can be pressed there."
# Of a line, typed or measured, so much is shown; a time takes so much of that.
LONGEST, LONG_AS_A_TIME = 300, 20
# A message has 50 blocks at most: a decision with its button takes one, the lines up to it another.
MOST_OFFERED = 20
# As entries of version 1 tell of a value of earlier: in prose alone. Nothing else is read out of a sentence.
MEASURED = re.compile(r"(?<=, measured )(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d) UTC", re.ASCII)
# These follow from the deed before them; whoever did that one did not decide them alone.
FOLLOWING = frozenset({Deed.PASSED_BOARD, Deed.REOPENED, Deed.PASSED_GATE, Deed.SCORED_FORECAST})

# What people look back at: what was decided, and what it was decided on.
DECISIONS = frozenset(
    {
        Deed.SUBMITTED,
        Deed.APPROVED_REVIEW,
        Deed.ASKED_FOR_CHANGES,
        Deed.REJECTED,
        Deed.ASKED_OVERRIDE,
        Deed.CONFIRMED_OVERRIDE,
        Deed.REFUSED_OVERRIDE,
        Deed.ASKED_FOR_PROMOTION,
        Deed.APPROVED_PROMOTION,
        Deed.DECLINED,
        Deed.DECIDED_ETHICS,
        Deed.LIFTED_HOLD,
        Deed.ROLLED_BACK,
        Deed.RETIRED,
        Deed.WITHDREW,
        Deed.CONCLUDED,
    }
)


def history(experiment: Experiment, entries: Sequence[Entry], total: int | None = None) -> Message:
    """Return the newest entries that fit, newest last; `total` counts all there are, these among them.

    Beside the newest decisions stands the button that shows the experiment as it was then.
    """
    lines = newest_lines(entries)
    left_out = max(total or 0, len(entries)) - len(lines)
    earlier = [f"{counted(left_out, 'earlier entry', 'earlier entries')} left out here."]
    shown = [
        *((line, None) for line in (earlier if left_out else [])),
        *zip(lines, entries[len(entries) - len(lines) :], strict=True),
    ]
    text = f"History of {experiment.key}, the newest last"
    blocks = tuple(history_blocks(experiment, shown))
    can_look_back = any(isinstance(block, SectionBlock) and block.accessory for block in blocks)
    return Message(
        text,
        (header(f"History of {experiment.key}"), *([context(LOOKING)] if can_look_back else []), *blocks),
    )


def history_blocks(experiment: Experiment, shown: Sequence[tuple[str, Entry | None]]) -> Iterator[Block]:
    """Yield lines as paragraphs; a decision that has its button stands in one of its own."""
    decisions = [entry for _, entry in shown if entry and entry.tells and entry.deed in DECISIONS]
    offered = decisions[-MOST_OFFERED:]
    plain: list[str] = []
    for line, entry in shown:
        if entry is None or not any(entry is one for one in offered):
            plain.append(line)
            continue
        yield from map(section, pieces("\n".join(plain)))
        plain = []
        yield section(f"{line} · entry {entry.number}", then_button(experiment, entry))
    yield from map(section, pieces("\n".join(plain) or ("" if shown else "Nothing has happened yet.")))


def then_button(experiment: Experiment, entry: Entry) -> ButtonElement:
    """Return the button that shows an experiment as it was at an entry."""
    value = ThenValue(experiment=experiment.number, entry=entry.number)
    label = f"{experiment.key} as it was at entry {entry.number}"
    return button("As it was then", Act.AS_IT_WAS, value, label=label)


def newest_lines(entries: Sequence[Entry]) -> list[str]:
    """Return the newest entries as lines, as many as fit, the newest last."""
    lines: list[str] = []
    for entry in reversed(entries):
        line = entry_line(entry)
        if sum(len(one) + 1 for one in lines) + len(line) > ROOM:
            break
        lines.append(line)
    return lines[::-1]


def detail_words(entry: Entry) -> str:
    """Return what an entry tells besides its deed."""
    if entry.parts:
        return told_parts(entry.parts)
    said = linked(unmarked(folded(entry.detail, LONGEST)))
    return moments_in(said, MEASURED) if entry.deed is Deed.MEASURED else said


def told_parts(parts: Sequence[str | datetime]) -> str:
    """Return words with the times in them, each of which everybody reads in their own zone, cut to what a line holds."""
    said, room = "", LONGEST
    for part in parts:
        if room <= 0:
            return f"{said.rstrip()} …"
        said += words_as_typed(part, max(room, 2)) if isinstance(part, str) else moment(part)
        room -= len(part) if isinstance(part, str) else LONG_AS_A_TIME
    return said


def words_as_typed(part: str, room: int) -> str:
    """Return words of an entry within their room; the blanks at their ends part them from the times beside them."""
    return unmarked(folded(part, room) if "\n" in part else fit(part, room))


def entry_line(entry: Entry) -> str:
    """Return one entry on one line."""
    said = detail_words(entry)
    detail = f": {said}" if said else ""
    doer = "→" if entry.deed in FOLLOWING else person(entry.by)
    return f"{moment(entry.at)} · {doer} {entry.deed.words}{detail}"

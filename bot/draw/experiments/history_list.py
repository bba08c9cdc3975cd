"""The history of an experiment: what happened, who did it, when."""

import re
from collections.abc import Sequence

from bot.draw.blocks import header, section
from bot.draw.message import Message
from bot.draw.text import moment, moments_in, one_line, person, pieces, unmarked
from rules.experiments.experiment import Experiment
from rules.journal.entries import Deed, Entry
from rules.words import counted

ROOM = 8000
# As rules/measurements.py tells of a value of earlier.
MEASURED = re.compile(r"(?<=, measured )(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d) UTC", re.ASCII)
# Who was chosen to facilitate; earlier versions wrote it as Slack does.
CHOSEN = re.compile(r"<?@([UW][A-Z0-9]{1,20})>?")
# These follow from the deed before them; whoever did that one did not decide them alone.
FOLLOWING = frozenset({Deed.PASSED_BOARD, Deed.REOPENED, Deed.PASSED_GATE, Deed.SCORED_FORECAST})


def history(experiment: Experiment, entries: Sequence[Entry], total: int | None = None) -> Message:
    """Return the newest entries that fit, newest last; `total` counts all there are, these among them."""
    lines = newest_lines(entries)
    left_out = max(total or 0, len(entries)) - len(lines)
    earlier = [f"{counted(left_out, 'earlier entry').replace('entrys', 'entries')} left out here."]
    shown = "\n".join([*(earlier if left_out else []), *lines]) or "Nothing has happened yet."
    text = f"History of {experiment.key}, the newest last"
    blocks = (header(f"History of {experiment.key}"), *(section(piece) for piece in pieces(shown)))
    return Message(text, blocks)


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
    """Return what an entry tells besides its deed; only a detail that we wrote as a person is shown as one."""
    chosen = CHOSEN.fullmatch(entry.detail) if entry.deed is Deed.SWAPPED_FACILITATOR else None
    return person(chosen[1]) if chosen else moments_in(unmarked(one_line(entry.detail, 300)), MEASURED)


def entry_line(entry: Entry) -> str:
    """Return one entry on one line."""
    said = detail_words(entry)
    detail = f": {said}" if said else ""
    doer = "→" if entry.deed in FOLLOWING else person(entry.by)
    return f"{moment(entry.at)} · {doer} {entry.deed.words}{detail}"

"""The data of the insights as files for a spreadsheet: the experiments, and the seats that were filled. No person is in them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from bot.draw.blocks import context, section
from bot.draw.message import Message
from bot.draw.spreadsheets import table
from bot.draw.text import fit
from rules.journal.lines import instant
from rules.learning.forecasts import PERCENTAGES, PROMISED, due, is_hit, owner_date
from rules.learning.insights import InsightsSheet, past_of
from rules.learning.seat_waits import SettledSeat, settled_seats
from rules.learning.studied import Studied
from rules.words import counted

EXPERIMENTS, SEATS = "insights-experiments.csv", "insights-seats.csv"
ASKED = "The data of these insights is being written; it comes to you as a direct message."
# Others read these: they stay as they are.
EXPERIMENT_HEADS = (
    *("experiment", "title", "project", "workstream", "risk"),
    *("proposed_at", "stage", "stage_since", "first_result_at", "days_to_result"),
    *(f"forecast_{percent}_days" for percent in PERCENTAGES),
    *(f"forecast_{PROMISED}_date", f"forecast_{PROMISED}_kept", "owner_date", "owner_date_kept"),
)
SEAT_HEADS = ("experiment", "duty", "turn", "opened_at", "decided_at", "hours_waited")


def data_message(sheet: InsightsSheet) -> Message:
    """Return the message under which the data is attached."""
    said = f"The data of the insights: {counted(sheet.found.total, 'experiment')} {sheet.words}."
    cut = " These are the newest; a shorter span of time has all." if sheet.is_cut else ""
    text = fit(f"{said}{cut} Each file is a table for a spreadsheet; no person is in it.", 2900)
    small = "Times are UTC. `turn` is the revision of the board or the round of the gate; empty is what is not known yet."
    return Message(text, (section(text), context(small)))


def data_files(sheet: InsightsSheet) -> list[dict[str, str]]:
    """Return the files as slack-sdk takes them."""
    seats = (seat for one in sheet.studied for seat in settled_seats(one))
    return [
        {
            "filename": EXPERIMENTS,
            "title": "Experiments of the insights",
            "content": table(EXPERIMENT_HEADS, (experiment_row(sheet, one) for one in sheet.studied)),
        },
        {
            "filename": SEATS,
            "title": "Seats of the insights",
            "content": table(SEAT_HEADS, map(seat_row, seats)),
        },
    ]


def experiment_row(sheet: InsightsSheet, one: Studied) -> Sequence[str]:
    """Return one experiment."""
    cycle = past_of(one).cycle(one.stage_since)
    promised, own = due(one), owner_date(one)
    return (
        *(one.key, one.title, sheet.name_of(one.project), one.workstream.value, one.risk.value),
        *(instant(one.proposed_at), one.stage.value, instant(one.stage_since), at_words(one.finished_at)),
        str(cycle.days) if cycle.finished else "",
        *forecast_days(one),
        *(day_words(promised), kept_words(one, promised, sheet.today)),
        *(day_words(own), kept_words(one, own, sheet.today)),
    )


def forecast_days(one: Studied) -> Iterator[str]:
    """Yield the days of each percentage that was forecast."""
    for percent in PERCENTAGES:
        bound = one.forecast.bound(percent) if one.forecast else None
        yield str(bound.days) if bound else ""


def seat_row(seat: SettledSeat) -> Sequence[str]:
    """Return one seat that was filled."""
    hours = f"{seat.waited / timedelta(hours=1):.2f}"
    opened, decided = instant(seat.open_for.begins), instant(seat.open_for.ends)
    return f"EXP-{seat.experiment}", seat.duty.value, str(seat.turn), opened, decided, hours


def at_words(moment: datetime | None) -> str:
    """Return a time in UTC; nothing where there is none."""
    return instant(moment) if moment else ""


def day_words(day: date | None) -> str:
    """Return a day; nothing where there is none."""
    return day.isoformat() if day else ""


def kept_words(one: Studied, day: date | None, today: date) -> str:
    """Return whether a result came by a day; nothing while that is open, and for what ended without one."""
    hit = is_hit(one, day, today) if day else None
    return "" if hit is None else "yes" if hit else "no"

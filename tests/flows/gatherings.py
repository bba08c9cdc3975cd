"""Ceremonies for tests: set up by the real flow, and ticked at instants of a test's own.

The channel is `stories.CHANNEL`, the zone Europe/Berlin; everything typed can be changed by name:
`set_up(desk, "standup", zone="Australia/Lord_Howe")`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from flows import due_kinds
from flows.ceremonies import next_holdings, schedules, setups
from flows.desk import Desk
from flows.due import run_due
from rules.ceremonies.ceremonies import FORMATS, Holding, Standing
from rules.ceremonies.ceremony_sheets import ScheduleSheet
from rules.ceremonies.letters import CeremonyNewsLetter
from rules.ceremonies.setups import CeremonyDraft, SetupDraft, time_words
from rules.ceremony_names import Ceremony
from store.ceremonies.ceremony_tables import HoldingRow
from store.ceremonies.holdings import holding_of
from store.database import Database
from store.tables import LetterRow
from tests.stories import ANA, CHANNEL, NOW, new_request

BERLIN = "Europe/Berlin"


def draft(*chosen: str, **typed: Any) -> SetupDraft:
    """Return the form with the defaults, for these ceremonies; `standup="10:15"` types a time, `standup_days=("4",)` days."""
    ceremonies_ = {
        one: CeremonyDraft(
            weekdays=typed.pop(f"{one.value}_days", tuple(str(day) for day in FORMATS[one].weekdays)),
            at=typed.pop(one.value, time_words(FORMATS[one].at)),
            first=typed.pop(f"{one.value}_first", ""),
        )
        for one in Ceremony
    }
    return SetupDraft(chosen=chosen, ceremonies=ceremonies_, **{"zone": BERLIN, **typed})


def set_up(
    desk: Desk, *chosen: str, channel: str = CHANNEL, by: str = ANA, now: datetime = NOW, **typed: Any
) -> tuple[ScheduleSheet, ...]:
    """Set up ceremonies; without a name all four."""
    wanted = draft(*(chosen or tuple(one.value for one in Ceremony)), **typed)
    setups.set_up(desk, channel, wanted, by=by, now=now, request=new_request())
    return next_holdings.sheets(desk, channel, now)


@dataclass(frozen=True)
class Changed:
    """What a deed on a ceremony told the channel, and what comes next."""

    news: Any
    sheet: ScheduleSheet


def change(
    deed: Callable[..., object],
    desk: Desk,
    word: str,
    *,
    by: str = ANA,
    now: datetime = NOW,
    **more: Any,
) -> Changed:
    """Do one of the deeds on a ceremony."""
    news = deed(desk, CHANNEL, Ceremony(word), by=by, now=now, request=new_request(), **more)
    sheets = next_holdings.sheets(desk, CHANNEL, now)
    return Changed(news, next(one for one in sheets if one.schedule.ceremony is Ceremony(word)))


def run(desk: Desk, word: str, *, by: str = ANA, now: datetime = NOW) -> Holding:
    """Hold a ceremony now."""
    return schedules.run_now(desk, CHANNEL, Ceremony(word), by=by, now=now, request=new_request())


def move(desk: Desk, word: str, words: str, *, by: str = ANA, now: datetime = NOW) -> Changed:
    """Move a ceremony."""
    return change(schedules.move, desk, word, by=by, now=now, words=words)


def tick(desk: Desk, now: datetime) -> int:
    """Tick once at an instant, for this desk's workspace."""
    return run_due(due_kinds.CEREMONIES, desk.database, {desk.workspace: desk}.get, now)


def tick_through(desk: Desk, first: datetime, last: datetime, step: timedelta) -> None:
    """Tick from one instant to another, both included."""
    now = first
    while now < last:
        tick(desk, now)
        now += step
    tick(desk, last)


def holdings_of(desk: Desk, word: str = "") -> list[Holding]:
    """Return the holdings of the channel, by when they start."""
    with desk.look() as session:
        rows = session.exec(select(HoldingRow).order_by(col(HoldingRow.starts_at)))
        found = [holding_of(row) for row in rows]
    return [one for one in found if not word or one.ceremony is Ceremony(word)]


def standings(desk: Desk, word: str = "standup") -> dict[str, Standing]:
    """Return what became of each holding, by its day."""
    return {one.day.isoformat(): one.standing for one in holdings_of(desk, word)}


def letters(database: Database, kind: str = "") -> list[LetterRow]:
    """Return the letters that were put, of one kind, in order."""
    with database.look_everywhere() as session:
        rows = session.exec(select(LetterRow).order_by(col(LetterRow.id))).all()
        session.expunge_all()
    return [row for row in rows if not kind or row.kind == kind]


def dates(sheet: ScheduleSheet) -> list[str]:
    """Return the next dates of a ceremony, in UTC."""
    return [f"{one.starts_at:%Y-%m-%d %H:%M}" for one in sheet.next_holdings]


def news(desk: Desk) -> list[str]:
    """Return what the channel was told."""
    return [row.facts["news"]["topic"] for row in letters(desk.database, CeremonyNewsLetter.kind)]

"""What a calendar shows of a channel's ceremonies: one entry for each holding, past and to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.ceremonies.ceremonies import FORMATS, Holding, Standing
from rules.ceremonies.ceremony_sheets import NextHolding
from rules.ceremony_names import Ceremony, HoldingKey

MINUTES: dict[Ceremony, int] = {
    Ceremony.STANDUP: 15,
    Ceremony.REVIEW: 60,
    Ceremony.ETHICS: 60,
    Ceremony.RETRO: 60,
}


class FeedState(StrEnum):
    """How things stand with the calendar of a channel: its address is shown to whoever has it made, once."""

    NOT_PUBLIC = "not_public"
    NOT_MADE = "not_made"
    MADE = "made"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One holding in a calendar; `uid` stays the same however it is moved."""

    uid: str
    ceremony: Ceremony
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = False
    facilitator: str = ""

    @property
    def about(self) -> str:
        """Return what the ceremony is about."""
        return FORMATS[self.ceremony].focus


def entry_of(
    uid: str, ceremony: Ceremony, starts_at: datetime, facilitator: str, standing: Standing
) -> CalendarEntry:
    """Return the calendar's entry for a holding."""
    return CalendarEntry(
        uid=uid,
        ceremony=ceremony,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=MINUTES[ceremony]),
        is_cancelled=standing in (Standing.SKIPPED, Standing.MISSED),
        facilitator=facilitator,
    )


def entries(
    channel: str, known: Iterable[Holding], ahead: Iterable[tuple[Ceremony, NextHolding]]
) -> tuple[CalendarEntry, ...]:
    """Return what a calendar shows: the holdings known by name, and those of the schedules ahead."""
    by_name = {
        one.key.text: entry_of(one.key.text, one.ceremony, one.starts_at, one.facilitator, one.standing)
        for one in known
    }
    for ceremony, one in ahead:
        uid = HoldingKey(channel, ceremony, one.day).text
        entry = entry_of(uid, ceremony, one.starts_at, one.facilitator, Standing.PLANNED)
        by_name.setdefault(uid, entry)
    return tuple(sorted(by_name.values(), key=lambda entry: (entry.starts_at, entry.uid)))

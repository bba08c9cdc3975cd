"""Ceremonies for drawings to draw: all four of a channel, with their next three dates."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from rules.ceremonies.ceremonies import Schedule
from rules.ceremonies.ceremony_sheets import News, NewsTopic, NextHolding, ScheduleSheet, SetupSheet
from rules.ceremonies.setups import Setter, default_schedule
from rules.ceremony_names import Ceremony, HoldingKey
from tests.bot.draw.facts import TEAM
from tests.stories import ANA, BEN, CHANNEL, NOW

HOLDING = HoldingKey(CHANNEL, Ceremony.REVIEW, date(2026, 3, 4))
SCHEDULES = {
    one: replace(default_schedule(one, Setter(CHANNEL, ANA, NOW), "Europe/Berlin"), country="DE")
    for one in Ceremony
}
DATES = tuple(
    NextHolding(day=date(2026, 3, 3 + number), starts_at=datetime(2026, 3, 3 + number, 8, 30, tzinfo=UTC))
    for number in range(3)
)


def sheet(ceremony: Ceremony = Ceremony.STANDUP, **changes: Any) -> ScheduleSheet:
    """Return a ceremony with its next three dates."""
    facts: dict[str, Any] = {"schedule": SCHEDULES[ceremony], "next_holdings": DATES, "facilitator": BEN}
    return ScheduleSheet(**{**facts, **changes})


def news(topic: NewsTopic, *ceremonies: Ceremony, **more: Any) -> News:
    """Return one thing that Ana did."""
    return News(topic=topic, by=ANA, ceremonies=ceremonies or (Ceremony.STANDUP,), **more)


def setup_sheet(schedules: dict[Ceremony, Schedule]) -> SetupSheet:
    """Return what the form of the ceremonies shows."""
    return SetupSheet(
        channel=CHANNEL,
        schedules=schedules,
        first_days={Ceremony.ETHICS: date(2026, 3, 5), Ceremony.RETRO: date(2026, 3, 6)},
        zone="Europe/Berlin",
        country="Germany",
        expected=(ANA, BEN),
        team=TEAM,
    )

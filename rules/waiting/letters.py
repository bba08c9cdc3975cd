"""The letters that remind people of what waits for them."""

from dataclasses import dataclass
from datetime import date

from rules.letters import PersonLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderLetter(PersonLetter):
    """The one message of a day that lists what waits for somebody; `day` is their own."""

    kind = "reminder"
    one_is_enough = True
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerReminderLetter(PersonLetter):
    """Word that the owner of an experiment asks somebody for what it waits for."""

    kind = "owner_reminder"
    experiment: int
    by: str

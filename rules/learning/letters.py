"""The letters with what the team's own history says, and with the data it says that by."""

from dataclasses import dataclass, field

from rules.learning.choices import InsightsChoice
from rules.letters import PersonLetter, PrivateLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightsLetter(PrivateLetter):
    """The insights, for who asked."""

    kind = "insights"
    choice: InsightsChoice = field(default_factory=InsightsChoice)


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightsDataLetter(PersonLetter):
    """The data of the insights, for who asked."""

    kind = "insights_data"
    one_is_enough = True
    choice: InsightsChoice = field(default_factory=InsightsChoice)

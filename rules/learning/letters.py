"""The letter with what the team's own history says."""

from dataclasses import dataclass

from rules.letters import PrivateLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightsLetter(PrivateLetter):
    """The insights, for who asked."""

    kind = "insights"

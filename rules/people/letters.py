"""The letters about the tokens of machines."""

from dataclasses import dataclass

from rules.letters import PersonLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenExpiringLetter(PersonLetter):
    """Word to an admin that a token expires within a week."""

    kind = "token_expiring"
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenEndedLetter(PersonLetter):
    """Word to an admin that a token ended because its maker may make none any more."""

    kind = "token_ended"
    token: int

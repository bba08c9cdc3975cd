"""The letter to who installed Assay."""

from dataclasses import dataclass

from rules.letters import PersonLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeLetter(PersonLetter):
    """The first three steps, for who installed Assay."""

    kind = "welcome"
    one_is_enough = True

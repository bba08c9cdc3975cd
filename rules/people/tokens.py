"""The tokens with which machines record values: their names, how many live at once, how often each may ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.refusals import Refused, refuse
from rules.typed import read_text
from rules.words import fold

LONGEST_NAME = 40
# Each stands in one answer with its button.
MOST_TOKENS = 15
REQUESTS_A_MINUTE = 120
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token as people see it; of the secret itself only the `hint`, its last four signs, is kept."""

    number: int
    name: str
    hint: str
    made_by: str
    made_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def signer(self) -> str:
        """Return who stands in the journal and beside a value that came with this token."""
        return f"API token {self.number}"

    @property
    def source(self) -> str:
        """Return where a value came from, unless its sender says so."""
        return f"API token “{self.name}”"


@dataclass(frozen=True, slots=True)
class Usage:
    """How many requests a token made in the minute that began `since`."""

    since: datetime
    count: int


class TooOften(Exception):
    """A token that asked too often; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"wait {seconds} s")


def read_name(typed: str, live: Iterable[Token]) -> str:
    """Return the name of a new token; refuse one that is empty, over-long or taken, beside its field."""
    try:
        name = read_text(typed, "name", LONGEST_NAME)
        refuse(objections(name, tuple(live)))
    except Refused as refusal:
        raise Refused(fields={"name": str(refusal)}) from None
    return name


def objections(name: str, live: tuple[Token, ...]) -> Iterable[str]:
    """Yield why a token of this name cannot be made beside those that live."""
    if not fold(name):
        yield "Use letters or digits, so that people can tell it from others."
    elif any(fold(token.name) == fold(name) for token in live):
        yield f"There is a token “{name}” already. Take another name, or revoke that one first."
    if len(live) >= MOST_TOKENS:
        yield f"At most {MOST_TOKENS} tokens live at once. Revoke one that is no longer used."


def used_again(usage: Usage, now: datetime) -> Usage:
    """Return the usage with one more request; refuse what is too often, and say how long to wait."""
    # A clock that was set back would keep its tokens waiting for as long.
    is_over = not usage.since <= now < usage.since + MINUTE
    if is_over:
        return Usage(now, 1)
    if usage.count >= REQUESTS_A_MINUTE:
        raise TooOften(max(1, round((usage.since + MINUTE - now).total_seconds())))
    return Usage(usage.since, usage.count + 1)

"""The letters to people, about the tokens of machines and their Homes; and the question to Slack about a channel."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

from rules.letters import Letter, PersonLetter

LONGEST_WAIT = timedelta(minutes=10)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeLetter(Letter):
    """The Home of somebody who has opened it, drawn anew."""

    kind = "home"
    one_is_enough = True
    user: str

    @property
    def lane(self) -> str:
        """Return the lane of the person's Home, which waits for no message to them."""
        return f"home:{self.user}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedChannelLetter(Letter):
    """The question to Slack whether a channel is open by now for which letters wait; it was asked `looks` times before."""

    kind = "closed_channel"
    one_is_enough = True
    channel: str
    looks: int = 0

    @property
    def lane(self) -> str:
        """Return the lane of what is asked about the channel, which waits for no message there."""
        return f"look:{self.channel}"

    @property
    def wait(self) -> timedelta:
        """Return how long it is until this look: a minute at first, and ten in the end."""
        return min(timedelta(minutes=self.looks + 1), LONGEST_WAIT)

    @property
    def next(self) -> Self:
        """Return the look after this one."""
        return replace(self, looks=self.looks + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLetter(Letter):
    """The question to Slack whether a channel is private, and who is in it."""

    kind = "channel"
    one_is_enough = True
    channel: str

    @property
    def lane(self) -> str:
        """Return the lane of what is asked about the channel, which waits for no message there."""
        return f"look:{self.channel}"

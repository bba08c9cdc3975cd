"""What Slack grants where somebody installs Assay, and when a token is to be renewed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

# Slack's tokens that end live twelve hours: so there is time for many tries.
RENEW_BEFORE = timedelta(hours=3)
# How long one process may take over a renewal before another one tries.
RENEWAL_TAKES = timedelta(minutes=1)
# A refresh token that Slack does not know will be known no better in a moment; an operator may mend the rest.
REFUSED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The token of a bot, and what renews it where it ends."""

    bot: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What somebody granted: where, to which app with which scopes, and the tokens of its bot.

    A whole organisation grants without naming a workspace; its grant serves all that are in it.
    """

    team: str
    enterprise: str
    is_org_wide: bool
    name: str
    app: str
    bot_user: str
    scopes: tuple[str, ...]
    installed_by: str
    tokens: Tokens

    @property
    def workspace(self) -> str:
        """Return under which id it is kept: the workspace's, or that of the whole organisation."""
        return self.enterprise if self.is_org_wide else self.team

"""The tables of installing: who installed Assay where, and the states of installations that are under way."""

from datetime import datetime

from sqlalchemy import Index

from store.columns import moment, prose, words
from store.tables import Bounded

# A state belongs to no workspace yet: which one it will be is chosen at Slack.
OF_NO_WORKSPACE = ""


class InstallationRow(Bounded, table=True):
    """One installation; its `workspace` is the team's id, or that of the organisation where it is installed in all of it.

    Tokens are kept sealed, and gone once Slack has taken the app out.
    """

    __tablename__ = "installations"
    __table_args__ = (
        Index("installations_by_enterprise", "enterprise"),
        Index("installations_by_end", "ended_at"),
        Index("installations_by_expiry", "expires_at"),
    )

    enterprise: str = words(20, default="")
    is_org_wide: bool = False
    name: str = words(255, default="")
    app: str = words(20, default="")
    bot_user: str = words(20, default="")
    bot_token: str = prose()
    refresh_token: str = prose()
    expires_at: datetime | None = moment(nullable=True)
    renewing_until: datetime | None = moment(nullable=True)
    scopes: str = prose()
    installed_by: str = words(20, default="")
    installed_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)


class InstallStateRow(Bounded, table=True):
    """One installation that somebody began in a browser; both are kept as digests."""

    __tablename__ = "install_states"

    state: str = words(64, key=True)
    browser: str = words(64)
    expires_at: datetime = moment(index=True)

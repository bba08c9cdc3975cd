"""Renewing tokens that end, well before they do, by one process alone."""

from datetime import datetime
from typing import Protocol

from rules.installing.grants import REFUSED_FOR, RENEWAL_TAKES, Tokens
from store.database import Database
from store.installing import installations
from store.installing.installations import OfInstallation
from store.installing.vault import Vault


class RefreshRefused(Exception):
    """Slack does not take a refresh token, or not from us."""


class Renew(Protocol):
    """Who asks Slack for new tokens: a refresh token is good once."""

    def __call__(self, refresh: str, now: datetime) -> Tokens:
        """Return the tokens that come in its place; raises `RefreshRefused`."""


def expiring(database: Database, now: datetime) -> list[OfInstallation]:
    """Return the installations whose token is to be renewed now."""
    with database.look_everywhere() as session:
        return installations.expiring(session, now)


def renew(database: Database, vault: Vault, installed_as: str, ask: Renew, now: datetime) -> bool:
    """Renew the token of an installation; tell whether this process did.

    The row is locked to take the renewal on and to keep what came of it, not while Slack is asked: that may take seconds,
    in which nobody could click. Who took it on has a minute, in which nobody else does.
    """
    with database.begin(installed_as) as session:
        refresh = installations.take_renewal(session, vault, now, now + RENEWAL_TAKES)
    if not refresh:
        return False
    try:
        tokens = ask(refresh, now)
    except RefreshRefused:
        with database.begin(installed_as) as session:
            installations.put_renewal_off(session, now + REFUSED_FOR)
        raise
    with database.begin(installed_as) as session:
        return installations.keep_renewed(session, vault, refresh, tokens)

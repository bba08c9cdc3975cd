"""The one-time states by which an installation that comes back from Slack is known as one that began here, in this browser."""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from store.database import Database
from store.installing import install_states
from store.installing.installation_tables import OF_NO_WORKSPACE

LIFETIME = timedelta(minutes=10)


class StateStanding(StrEnum):
    """What a state is worth that came back."""

    GOOD = "good"
    GONE = "gone"
    OF_ANOTHER_BROWSER = "of another browser"


def new_secret() -> str:
    """Return what nobody guesses: a state, or the name of a browser."""
    return secrets.token_urlsafe(32)


def begin_state(database: Database, browser: str, now: datetime) -> str:
    """Return a state that is good once, for this browser, for ten minutes."""
    state = new_secret()
    with database.begin(OF_NO_WORKSPACE) as session:
        install_states.add(session, digest(state), digest(browser), now + LIFETIME, now)
    return state


def use_state(database: Database, state: str, browser: str, now: datetime) -> StateStanding:
    """Use a state up, and say what it was worth; one of another browser stays good for that one."""
    with database.begin(OF_NO_WORKSPACE) as session:
        if install_states.use(session, digest(state), digest(browser), now):
            return StateStanding.GOOD
        is_of_another = install_states.is_of_another(session, digest(state), digest(browser))
    return StateStanding.OF_ANOTHER_BROWSER if is_of_another else StateStanding.GONE


def digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()

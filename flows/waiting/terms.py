"""In how many working days what waits is due: a setting of the workspace and of each workstream."""

from datetime import datetime

from flows.desk import Desk
from flows.people.settings import changing_settings
from flows.people.team import require_admin
from rules.journal.entries import Deed
from rules.waiting.clock import Terms
from rules.waiting.terms import read_terms, terms_words
from store import workspaces
from store.waiting.terms import keep_terms, kept_terms


def terms(desk: Desk) -> Terms:
    """Return in how many working days what waits is due."""
    with desk.look() as session:
        return kept_terms(session)


def set_terms(desk: Desk, words: str, *, by: str, now: datetime, request: str = "") -> Terms:
    """Say in how many working days what waits is due; it holds at once, for what waits already too."""
    with desk.begin(request, now) as session:
        require_admin(desk.person(session, by))
        # What is typed changes what is kept now: two at once wait for each other.
        workspaces.locked(session)
        after = read_terms(words, kept_terms(session))
        with changing_settings(session, desk, Deed.SET_TERMS, terms_words(after), by=by, now=now):
            keep_terms(session, after)
        return after

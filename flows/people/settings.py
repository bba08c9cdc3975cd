"""Changing the settings of a workspace: each change is a fact, against which they are verified."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from rules.journal.entries import Deed
from rules.journal.facts import Kind, fact_between
from rules.letters import AnswerLetter
from rules.marks import mention
from rules.people.people import Duty
from rules.waiting.settings.settings_drafts import changes_between
from store import outbox, workspaces
from store.journal import journal
from store.waiting.settings import kept_settings


@contextmanager
def changing_settings(
    session: Session, desk: Desk, deed: Deed, said: str, *, by: str, now: datetime
) -> Iterator[None]:
    """Keep as a fact what is changed of the settings meanwhile, and tell the other admins; two at once wait for each other."""
    workspaces.locked(session)
    before = kept_settings(session)
    yield
    after = kept_settings(session)
    if after != before:
        text = f"{mention(by)} {deed.words}. {'. '.join(changes_between(before, after))}."
        others = [admin for admin in desk.concerned(session).holders(Duty.ADMIN) if admin != by]
        outbox.put(session, [AnswerLetter(user=admin, channel="", text=text) for admin in others], now)
        fact = fact_between(Kind.SETTINGS, desk.workspace, before, after, deed, by=by, at=now, said=said)
        journal.add_fact(session, fact)

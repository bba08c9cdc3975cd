"""The desk of one workspace: where every deed begins, and who is doing it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from rules.people.people import Duty, Member, Person, Team
from rules.refusals import Refused
from store import receipts
from store.database import Database
from store.people import members


class AlreadyDone(Exception):
    """The request was carried out before; nothing is to be done, and nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One workspace's desk; `review_channel` may be empty, `admins` are those that the settings name, and `public_url` is where calendar
    programs reach us, or empty; `tracking` is the address of the MLflow server, or empty."""

    database: Database
    workspace: str
    review_channel: str = ""
    admins: frozenset[str] = frozenset()
    public_url: str = ""
    tracking: str = ""

    @contextmanager
    def begin(self, request: str = "", now: datetime | None = None) -> Iterator[Session]:
        """Open the transaction of a deed; a request that was carried out before raises `AlreadyDone`."""
        with self.database.begin(self.workspace) as session:
            if request and now and not receipts.is_first(session, request, now):
                raise AlreadyDone(request)
            yield session

    @contextmanager
    def look(self) -> Iterator[Session]:
        """Open a transaction that only reads."""
        with self.database.look(self.workspace) as session:
            yield session

    def person(self, session: Session, user: str) -> Person:
        """Return who does a deed, with the duties the store holds at this moment; refuse who was deactivated."""
        member = self.member(session, user)
        if not member.is_active:
            raise Refused("Your Slack account is deactivated here, so this cannot be done in your name.")
        return member.person

    def member(self, session: Session, user: str) -> Member:
        """Return a member with all their duties."""
        return self.with_settings(members.get(session, user))

    def team(self, session: Session) -> Team:
        """Return everybody with all their duties."""
        return Team(tuple(self.with_settings(member) for member in members.team(session).members))

    def with_settings(self, member: Member) -> Member:
        """Return the member with what the settings grant: who is named there administers the desk."""
        if member.id not in self.admins:
            return member
        return replace(member, duties=member.duties | {Duty.ADMIN})

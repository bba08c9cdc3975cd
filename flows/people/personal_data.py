"""The data of one person: gathered for them, and erased while the journal stays whole."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from flows.desk import Desk
from flows.people.homes import owe
from flows.people.team import keep_fact
from rules.journal.entries import Deed, Entry
from rules.people.erasing import without_part, without_profile
from rules.people.people import Member
from rules.refusals import Refused
from store.every_table import METADATA
from store.journal import journal
from store.people import erasures, members


def data_of(desk: Desk, user: str) -> Mapping[str, list[dict[str, Any]]]:
    """Return every row that names a person, by its table."""
    with desk.look() as session:
        require_known(session, user)
        found: dict[str, list[dict[str, Any]]] = {}
        for table, row in erasures.rows_naming(session, METADATA, user):
            found.setdefault(table, []).append(row)
        return found


def erase(desk: Desk, user: str, *, by: str, now: datetime) -> bool:
    """Erase the name and the profile of a person, and what is about nobody else; tell whether it was not done before.

    What they decided stays, under their id: else nobody could verify it. They hold no role and no duty from then on.
    """
    with desk.begin() as session:
        require_known(session, user)
        known = members.lock(session, user)
        if known.is_slack_admin or user in desk.admins:
            raise Refused(
                f"{user} is an admin by Slack or by the settings. End that first, so that nobody decides without a name."
            )
        is_new = erasures.keep_erasure(session, user, by, now)
        after = without_profile(without_part(known))
        if known != without_part(known):
            keep_fact(session, known, without_part(known), Deed.ERASED, "", by, now)
        elif is_new:
            journal.add(session, Entry(at=now, by=by, deed=Deed.ERASED, subject=user, detail=""))
        members.save(session, after)
        erasures.erase_rows(session, METADATA, user)
        # Whom a seat waits for hangs on all who hold its duty.
        owe(session, None, now)
        return is_new


def lift(desk: Desk, user: str, *, by: str, now: datetime) -> None:
    """Let the name of a person be kept again, from Slack's next word of them on; what was erased stays so."""
    with desk.begin() as session:
        require_known(session, user)
        erasures.lift_erasure(session, user)
        journal.add(session, Entry(at=now, by=by, deed=Deed.LIFTED_ERASURE, subject=user, detail=""))


def require_known(session: Session, user: str) -> Member:
    """Return a member whom the store knows; refuse anybody else."""
    found = members.some(session, [user])
    if not found:
        raise Refused(
            f"Nobody here has the id {user[:40]}. It is shown in Slack's profile, and looks like U0123456789."
        )
    return found[0]

"""Leaving a workspace: its tokens are erased at once, its data after a while, unless it is installed anew."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from flows.desk import Desk
from flows.due import DueKind
from store.database import Database
from store.installing import erasure, installations
from store.installing.erasure import Leftover

logger = logging.getLogger(__name__)


def leave(database: Database, installed_as: str, *, told_at: datetime, now: datetime) -> bool:
    """Erase the tokens of an installation that Slack has ended; tell whether it had not been ended before."""
    with database.begin(installed_as) as session:
        return installations.end(session, told_at, now)


def shut_out(
    database: Database, organisation: str, teams: Iterable[str], *, told_at: datetime, now: datetime
) -> tuple[str, ...]:
    """Leave workspaces that an organisation took out of its installation; return those that nothing serves any more."""
    with database.look(organisation) as session:
        wide = installations.installation(session)
    if wide is None or not wide.is_org_wide or told_at < wide.installed_at.replace(microsecond=0):
        return ()
    left = []
    for one in teams:
        with database.begin(one) as session:
            if installations.shut_out(session, organisation, now):
                left.append(one)
    return tuple(left)


def let_in(database: Database, organisation: str, teams: Iterable[str]) -> None:
    """Let workspaces be served again that an organisation took into its installation."""
    with database.look(organisation) as session:
        wide = installations.installation(session)
    if wide is None or not wide.is_org_wide:
        return
    for one in teams:
        with database.begin(one) as session:
            installations.let_in(session)


def erasures(kept: timedelta) -> DueKind[Leftover]:
    """Return the kind of erasing what was left so long ago."""

    def long_left(session: Session, now: datetime) -> Iterable[Leftover]:
        """Return what was left so long ago."""
        return erasure.leftovers(session, now - kept)

    def erase(desk: Desk, due: Leftover, now: datetime) -> int:
        """Erase all that is kept of a workspace."""
        with desk.database.begin_in(due.workspaces) as session:
            erased = erasure.erase_leftover(session, due, now - kept)
        if erased:
            logger.warning("erased the workspace %s, which was left: %s rows", due.workspace, erased)
        return bool(erased)

    return DueKind(long_left, erase, lambda due: f"erasing {due.workspace}, which was left", of_left=True)

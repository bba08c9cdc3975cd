"""App Homes in and out of their table: nobody's is drawn who never opened it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select, update

from store.insert_once import add_once
from store.mapping import fact_of, where
from store.people.home_tables import HomeRow
from store.prepared import Among, Prepared, within

MOST_DUE = 1000
# Many a deed, every holding among them, asks whose Home shows it.
LATELY = (*where(HomeRow), col(HomeRow.opened_at) >= bindparam("since"))
EVERY_OPENER = Prepared(select_columns(col(HomeRow.user)).where(*LATELY).order_by(col(HomeRow.user)))
OPENERS = Prepared(
    select_columns(col(HomeRow.user))
    .where(*LATELY, Among(col(HomeRow.user), "of_users"))
    .order_by(col(HomeRow.user))
)


@dataclass(frozen=True, slots=True)
class OpenedHome:
    """The Home of somebody who has opened it."""

    user: str
    opened_at: datetime
    waits_page: int = 0
    own_page: int = 0
    drawn: str = ""


@dataclass(frozen=True, slots=True)
class DueHome:
    """One Home of any workspace that is drawn anew by now."""

    workspace: str
    user: str


def keep_opened(session: Session, user: str, now: datetime) -> None:
    """Keep that somebody has opened their Home, on its first pages; whatever it shows is drawn anew."""
    if not add_once(session, HomeRow(user=user, opened_at=now)):
        change(session, user, opened_at=now, drawn="", waits_page=0, own_page=0)


def keep_page(session: Session, user: str, part: str, place: int) -> None:
    """Keep which page a part of somebody's Home shows."""
    change(session, user, **{f"{part}_page": place})


def keep_drawn(session: Session, user: str, digest: str, redraw_at: datetime | None) -> None:
    """Keep what somebody's Home shows, and when it is drawn anew by itself."""
    change(session, user, drawn=digest, redraw_at=redraw_at)


def change(session: Session, user: str, **values: object) -> None:
    """Change the row of somebody's Home."""
    session.exec(update(HomeRow).where(col(HomeRow.user) == user).values(**values))


def find_home(session: Session, user: str) -> OpenedHome | None:
    """Return somebody's Home, if they have opened it."""
    row = session.exec(select(HomeRow).where(HomeRow.user == user)).one_or_none()
    return fact_of(OpenedHome, row) if row else None


def openers(session: Session, since: datetime, users: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return who has opened their Home since a time, of some users or of all."""
    asked = {**within(session), "since": since}
    if users is None:
        return tuple(row.user for row in EVERY_OPENER.all(session, asked))
    return tuple(row.user for row in OPENERS.all(session, {**asked, "of_users": list(users)}))


def due_homes(session: Session, now: datetime) -> list[DueHome]:
    """Return the Homes of all workspaces that are drawn anew by now, the longest due first."""
    due = select(HomeRow.workspace, HomeRow.user).where(col(HomeRow.redraw_at) <= now)
    return [DueHome(*row) for row in session.exec(due.order_by(col(HomeRow.redraw_at)).limit(MOST_DUE))]


def take_due(session: Session, user: str, now: datetime) -> bool:
    """Take on that a Home is drawn anew, once; false if another worker does, or it is due no longer."""
    mine = (HomeRow.user == user, col(HomeRow.redraw_at) <= now)
    row = session.exec(select(HomeRow).where(*mine).with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return False
    row.redraw_at = None
    session.add(row)
    return True

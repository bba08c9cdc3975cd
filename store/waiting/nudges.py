"""What was told to whom of what waits, in and out of its tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, true
from sqlmodel import Session, col, delete, select

from rules.people.accounts import Account
from rules.people.working_hours import STANDARD, WorkingHours
from rules.waiting.clock import Nudge
from rules.waiting.waits import Waiting
from store.insert_once import add_once, taking_the_place
from store.people.hours import EVERYBODY
from store.people.hours_tables import HoursRow
from store.people.member_tables import MemberRow
from store.waiting.nudge_tables import MorningRow, NudgeRow, PushRow, RemindedRow

# What somebody was told of which thing, by whom and by its key.
Told = dict[tuple[str, str], Nudge]
TOLD_KEPT = taking_the_place(NudgeRow, ("since", "nudge", "experiment", "day", "at"))
PUSH_KEPT = taking_the_place(PushRow, ("by", "at"))
REMINDED_KEPT = taking_the_place(RemindedRow, ("by", "at"))


@dataclass(frozen=True, slots=True)
class Morning:
    """The morning of those in one workspace who live in a zone and work in the same hours."""

    workspace: str
    zone: str
    hours: WorkingHours = STANDARD

    @property
    def key(self) -> str:
        """Return under what it is kept that they were reminded: the zone, with their hours where these are not the usual."""
        return self.zone if self.hours.span == STANDARD.span else f"{self.zone} {self.hours.span}"


def mornings(session: Session) -> list[tuple[Morning, date | None]]:
    """Return the mornings of the people of all workspaces, each with the last day on which these were reminded."""
    people = MemberRow.account == Account.PERSON
    homes = select(col(MemberRow.workspace), col(MemberRow.zone)).where(people).distinct()
    rows = session.exec(select(HoursRow).where(HoursRow.user == EVERYBODY))
    usual = {row.workspace: WorkingHours(begins=row.begins, ends=row.ends) for row in rows}
    found = {
        Morning(workspace, zone, usual.get(workspace, STANDARD)) for workspace, zone in session.exec(homes)
    }
    lives = (col(MemberRow.workspace) == col(HoursRow.workspace), col(MemberRow.id) == col(HoursRow.user))
    own = select(col(HoursRow.workspace), col(MemberRow.zone), col(HoursRow.begins), col(HoursRow.ends))
    found |= {
        Morning(workspace, zone, WorkingHours(begins=begins, ends=ends))
        for workspace, zone, begins, ends in session.exec(own.join(MemberRow, and_(*lives)).where(people))
    }
    done = {(row.workspace, row.zone): row.day for row in session.exec(select(MorningRow))}
    return [
        (one, done.get((one.workspace, one.key)))
        for one in sorted(found, key=lambda one: (one.workspace, one.key))
    ]


def take_morning(session: Session, key: str, day: date) -> bool:
    """Take on a morning by its key; false where another worker has gone through it."""
    if add_once(session, MorningRow(zone=key, day=day)):
        return True
    row = session.exec(select(MorningRow).where(MorningRow.zone == key).with_for_update()).one()
    if row.day >= day:
        return False
    row.day = day
    session.add(row)
    return True


def words_told(session: Session, waits: Iterable[Waiting], user: str = "") -> Told:
    """Return what was told of things that wait, to everybody or to one person, as long as they wait since the same moment."""
    since = {one.key: one.since for one in waits}
    rows = session.exec(select(NudgeRow).where(col(NudgeRow.user) == user if user else true()))
    return {(row.user, row.item): row.nudge for row in rows if row.nudge and since.get(row.item) == row.since}


def keep_told(
    session: Session, user: str, listed: Iterable[tuple[Waiting, Nudge | None]], day: date, now: datetime
) -> None:
    """Keep what stood in somebody's message of a day, each with the last word that they were told of it."""
    rows = (
        {
            "workspace": session.info["workspace"],
            "user": user,
            "item": one.key,
            "since": one.since,
            "nudge": nudge,
            "experiment": one.experiment,
            "day": day,
            "at": now,
        }
        for one, nudge in listed
    )
    TOLD_KEPT.execute(session, *rows)


def last_day(session: Session, user: str, before: date) -> date | None:
    """Return the last day before another on which somebody was told anything that is not told anew since."""
    mine = (NudgeRow.user == user, col(NudgeRow.day) < before)
    return session.exec(select(func.max(col(NudgeRow.day))).where(*mine)).one()


def told_of(session: Session, experiment: int, since: date) -> tuple[tuple[str, date], ...]:
    """Return who was told of an experiment from a day on, each with the latest such day."""
    mine = (NudgeRow.experiment == experiment, col(NudgeRow.day) >= since)
    rows = session.exec(
        select(col(NudgeRow.user), col(NudgeRow.day)).where(*mine).order_by(col(NudgeRow.day))
    )
    return tuple(dict(rows.all()).items())


def told_of_item(session: Session, item: str, since: date) -> tuple[tuple[str, date], ...]:
    """Return who was told of one thing that waits from a day on, each with the day on which it was listed last."""
    mine = (NudgeRow.item == item, col(NudgeRow.day) >= since)
    rows = session.exec(
        select(col(NudgeRow.user), col(NudgeRow.day)).where(*mine).order_by(col(NudgeRow.user))
    )
    return tuple(rows.all())


def forget_told(session: Session, before: datetime) -> None:
    """Forget what was told long ago, in a session over all workspaces."""
    session.exec(delete(NudgeRow).where(col(NudgeRow.at) < before))


def pushes(session: Session, user: str = "") -> dict[str, dict[int, str]]:
    """Return of which experiments owners remind people in their next morning, by person: each with who does."""
    found: dict[str, dict[int, str]] = {}
    for row in session.exec(select(PushRow).where(col(PushRow.user) == user if user else true())):
        found.setdefault(row.user, {})[row.experiment] = row.by
    return found


def keep_push(session: Session, user: str, experiment: int, by: str, now: datetime) -> None:
    """Keep that an owner reminds somebody in their next morning."""
    mine = {"workspace": session.info["workspace"], "user": user, "experiment": experiment}
    PUSH_KEPT.execute(session, {**mine, "by": by, "at": now})


def end_pushes(session: Session, user: str) -> None:
    """Forget whom somebody was to be reminded by: they were."""
    session.exec(delete(PushRow).where(col(PushRow.user) == user))


def last_reminded(session: Session, experiment: int) -> datetime | None:
    """Return when an owner reminded of an experiment last."""
    row = session.exec(select(RemindedRow).where(RemindedRow.experiment == experiment)).one_or_none()
    return row.at if row else None


def keep_reminded(session: Session, experiment: int, by: str, now: datetime) -> None:
    """Keep that an owner has reminded now."""
    mine = {"workspace": session.info["workspace"], "experiment": experiment}
    REMINDED_KEPT.execute(session, {**mine, "by": by, "at": now})

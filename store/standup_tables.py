"""The tables of the daily standup: check-ins, whom to ask when, blockers, and absences."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from store.columns import document, moment, prose, row_id, words
from store.tables import EXPERIMENT_KEY, Bounded


class CheckInRow(Bounded, table=True):
    """One person's answer to the standup of a day, which need not have opened yet; a later answer takes its place."""

    __tablename__ = "check_ins"
    __table_args__ = (Index("check_ins_by_user", "workspace", "channel", "user", "day"),)

    channel: str = words(20, key=True)
    day: date = Field(primary_key=True)
    user: str = words(20, key=True)
    at: datetime = moment()
    edited_at: datetime | None = moment(nullable=True)
    progress: str = prose()
    next: str = prose()
    blockers: str = prose()
    help: str = prose()
    experiment: int | None = None


class AskRow(Bounded, table=True):
    """One person to be asked by message for one standup; `due_at` is empty once that is done, `ts` says where."""

    __tablename__ = "asks"
    __table_args__ = (Index("asks_by_time", "due_at"),)

    channel: str = words(20, key=True)
    day: date = Field(primary_key=True)
    user: str = words(20, key=True)
    due_at: datetime | None = moment(nullable=True)
    posted_in: str = words(20, default="")
    ts: str = words(32, default="")


class BlockerRow(Bounded, table=True):
    """One blocker; the standups that name it lie between `first_day` and `last_day`. At `ages_at` it is a day older."""

    __tablename__ = "blockers"
    __table_args__ = (
        ForeignKeyConstraint(*EXPERIMENT_KEY),
        Index("blockers_by_experiment", "workspace", "experiment", "solved_at"),
        Index("blockers_by_user", "workspace", "channel", "user", "solved_at"),
        Index("blockers_by_day", "workspace", "channel", "last_day"),
        Index("blockers_by_time", "ages_at"),
    )

    workspace: str = words(20)
    number: int | None = row_id()
    channel: str = words(20)
    user: str = words(20)
    text: str = words(400)
    experiment: int | None = None
    since: datetime = moment()
    seen: tuple[date, ...] = document(tuple[date, ...])
    first_day: date
    last_day: date
    days: int = 0
    ages_at: datetime | None = moment(nullable=True)
    called_on: date | None = None
    owner: str = words(20, default="")
    solved_by: str = words(20, default="")
    solved_at: datetime | None = moment(nullable=True)


class AbsenceRow(Bounded, table=True):
    """One absence, over at `until`; going away again while away changes it, coming back ends it."""

    __tablename__ = "absences"
    __table_args__ = (
        Index("absences_by_time", "workspace", "until"),
        Index("absences_by_user", "workspace", "user", "until"),
    )

    workspace: str = words(20)
    id: int | None = row_id()
    user: str = words(20)
    since: datetime = moment()
    until: datetime = moment()
    last_day: date
    set_by: str = words(20)

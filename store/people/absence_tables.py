"""The table of absences."""

from datetime import date, datetime

from sqlalchemy import Index

from store.columns import bounded_id, moment, row_id, words
from store.tables import Bounded


class AbsenceRow(Bounded, table=True):
    """One absence, over at `until`; going away again while away changes it, coming back ends it."""

    __tablename__ = "absences"
    __mapper_args__ = bounded_id("id")
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
    stand_in: str = words(20, default="")

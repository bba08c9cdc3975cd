"""The table of working hours."""

from datetime import time

from store.columns import document, words
from store.tables import Bounded


class HoursRow(Bounded, table=True):
    """The working hours of a person, or, where `user` is empty, those of everybody in the workspace who set none."""

    __tablename__ = "hours"

    user: str = words(20, key=True)
    begins: time
    ends: time
    weekdays: tuple[int, ...] = document(tuple[int, ...])

"""The table of those whose personal data was erased."""

from datetime import datetime

from store.columns import moment, words
from store.tables import Bounded


class ErasureRow(Bounded, table=True):
    """Somebody whose name and profile are kept no more, whatever Slack tells of them, since when and by whom."""

    __tablename__ = "erasures"

    user: str = words(20, key=True)
    at: datetime = moment()
    by: str = words(20)

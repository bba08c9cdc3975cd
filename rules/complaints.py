"""What is wrong with a form, collected field by field, so that a person hears of everything at once."""

from collections.abc import Callable
from typing import TypeVar

from rules.refusals import Refused

T = TypeVar("T")


class Complaints:
    """Collects what is wrong, field by field, so that a person hears of everything at once."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}

    def read(self, name: str, reader: Callable[[], T], fallback: T) -> T:
        """Return what the reader understands; keep its refusal for this field otherwise."""
        try:
            return reader()
        except Refused as refusal:
            self.fields[name] = str(refusal)
            return fallback

    def done(self) -> None:
        """Refuse, if anything was wrong."""
        if self.fields:
            raise Refused(fields=self.fields)

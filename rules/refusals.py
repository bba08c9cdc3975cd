"""How a rule says no: once, with every reason, in sentences for people."""

from collections.abc import Iterable, Mapping


class Refused(Exception):
    """A deed that may not be done; `reasons` are sentences, `fields` are sentences by form field, each on a line."""

    def __init__(self, *reasons: str, fields: Mapping[str, str] | None = None) -> None:
        self.fields = dict(fields or {})
        self.reasons = reasons or tuple(self.fields.values())
        super().__init__("\n".join(self.reasons))


def refuse(objections: Iterable[str]) -> None:
    """Raise `Refused` with all the objections, if there are any."""
    reasons = tuple(objections)
    if reasons:
        raise Refused(*reasons)

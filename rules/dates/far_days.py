"""Days so far ahead that the year may be mistyped."""

from datetime import date, timedelta

from rules.refusals import Refused

FURTHEST = timedelta(days=3653)


def ask_if_far(day: date, today: date, or_else: str = "") -> None:
    """Ask whether the year is right where a day is more than ten years away; `or_else` says what else can be done."""
    if day - today > FURTHEST:
        raise Refused(
            f"{day.day} {day:%B %Y} is {day.year - today.year} years away: is the year right?"
            f" Pick a day within ten years{or_else}."
        )

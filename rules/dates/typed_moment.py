"""A moment that is not written as machines write it: which one was probably meant, to be asked back."""

import re
from datetime import date, time

from rules.dates.typed_day import days_meant, normalised, typed_days
from rules.dates.typed_times import TIME, read_time
from rules.refusals import Refused

DAY_AND_TIME = re.compile(
    r"(?P<day>.+?)(?:[T\s,]+(?P<time>\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?)?))?\s*Z?", re.IGNORECASE
)


def moment_advice(text: str, today: date) -> str:
    """Return “ Did you mean …?” for a moment in another spelling, or with all that it can mean; nothing for no moment."""
    found = DAY_AND_TIME.fullmatch(text.strip()[:80])
    if not found:
        return ""
    try:
        days = sorted(past_days(normalised(found["day"]), today))
        at = read_time(found["time"]) if found["time"] and TIME.match(found["time"]) else time(0)
    except Refused:
        return ""
    meant = " or ".join(f"“{day}T{at:%H:%M:%S}Z”" for day in days[:3])
    return f" Did you mean {meant}?" if meant else ""


def past_days(text: str, today: date) -> set[date]:
    """Return every day that a text can mean of what was measured: one whose year is open has been already."""
    been = {day for one in typed_days(text, today) if one.month and (day := one.last_until(today))}
    return been or days_meant(text, today)

"""What people type into the form of a channel's ceremonies, understood or refused field by field, and who may change them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial

from rules.ceremonies.calendar import next_days
from rules.ceremonies.ceremonies import FORMATS, Options, Schedule
from rules.ceremony_names import Ceremony
from rules.complaints import Complaints
from rules.dates.typed_day import read_day
from rules.dates.typed_times import read_time, read_weekdays, read_zone
from rules.local_time import local_day
from rules.marks import mention
from rules.numbers.typed_numbers import Quantity, is_percent, read_quantity, read_whole, shifted
from rules.people.people import Person
from rules.refusals import Refused

MOST_VOTES = 20
OLDEST_EVALUATION_DAYS = 3650
MOST_EXPECTED = 100
ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True, kw_only=True)
class CeremonyDraft:
    """When one ceremony is to be held, as typed; `first` is an ISO date or empty."""

    weekdays: tuple[str, ...] = ()
    at: str = ""
    first: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupDraft:
    """The form of a channel's ceremonies as typed; `chosen` are the ceremonies that are to be held."""

    chosen: tuple[str, ...] = ()
    zone: str = ""
    country: str = ""
    expected: tuple[str, ...] = ()
    ceremonies: Mapping[Ceremony, CeremonyDraft] = field(default_factory=dict)
    anonymity: str = ANONYMOUS
    votes: str = "3"
    safety_age: str = "90"
    fairness: str = "0.8"


@dataclass(frozen=True, slots=True)
class Setter:
    """Who sets up ceremonies, where and when."""

    channel: str
    by: str
    now: datetime


def read_setup(
    draft: SetupDraft,
    setter: Setter,
    before: Mapping[Ceremony, Schedule],
    read_country: Callable[[str], str],
) -> tuple[Schedule, ...]:
    """Return the schedules that a form describes; refuse with a sentence beside each field that is wrong."""
    complaints = Complaints()
    nobody: tuple[str, ...] = ()
    nothing: tuple[Ceremony, ...] = ()
    zone = complaints.read("zone", lambda: read_zone(draft.zone), "UTC")
    country = complaints.read("country", lambda: read_country(draft.country), "")
    options = read_options(draft, complaints)
    expected = complaints.read("expected", lambda: read_expected(draft.expected), nobody)
    chosen = complaints.read("ceremonies", lambda: read_chosen(draft.chosen), nothing)
    schedules = []
    for ceremony in chosen:
        known = before.get(ceremony)
        base = known or default_schedule(ceremony, setter, zone)
        shared = replace(base, zone=zone, country=country, expected=expected, options=options)
        typed = draft.ceremonies.get(ceremony, CeremonyDraft())
        schedules.append(timed(shared, typed, known, setter.now, complaints))
    complaints.done()
    return tuple(schedules)


def timed(
    shared: Schedule, typed: CeremonyDraft, before: Schedule | None, now: datetime, complaints: Complaints
) -> Schedule:
    """Return a schedule with the days, the time and the rhythm that were typed for it."""
    name = shared.ceremony.value
    found = replace(
        shared,
        weekdays=complaints.read(f"{name}_days", lambda: read_weekdays(typed.weekdays), shared.weekdays),
        at=complaints.read(f"{name}_time", lambda: read_time(typed.at), shared.at),
    )
    if shared.every_weeks == 1:
        return found
    reader = partial(read_anchor, found, typed.first, before, now)
    return replace(found, anchor=complaints.read(f"{name}_first", reader, found.anchor))


def read_anchor(schedule: Schedule, first: str, before: Schedule | None, now: datetime) -> date:
    """Return a day of a week in which a ceremony is held that is not held every week."""
    if first:
        return read_day(first, local_day(now, schedule.zone))
    return before.anchor if before else first_day(schedule, now)


def first_day(schedule: Schedule, now: datetime) -> date:
    """Return the first day from now on which a ceremony that starts its rhythm could be held."""
    weekly = replace(schedule, every_weeks=1, anchor=local_day(now, schedule.zone))
    return next_days(weekly, now, count=1)[0].day


def read_chosen(chosen: tuple[str, ...]) -> tuple[Ceremony, ...]:
    """Return the chosen ceremonies in their order; refuse when there is none."""
    found = tuple(ceremony for ceremony in Ceremony if ceremony.value in chosen)
    if not found:
        raise Refused("Choose at least one. To stop them for a while there is `/ceremony pause`.")
    return found


def read_expected(expected: tuple[str, ...]) -> tuple[str, ...]:
    """Return who is expected, each once."""
    if len(expected) > MOST_EXPECTED:
        raise Refused(f"At most {MOST_EXPECTED} people; leave it empty for everybody.")
    return tuple(dict.fromkeys(expected))


def read_options(draft: SetupDraft, complaints: Complaints) -> Options:
    """Return the options that were typed."""
    votes = partial(read_whole, draft.votes, 1, MOST_VOTES)
    age = partial(read_whole, draft.safety_age, 1, OLDEST_EVALUATION_DAYS)
    return Options(
        anonymous=draft.anonymity == ANONYMOUS,
        votes=complaints.read("votes", votes, 3),
        safety_age_days=complaints.read("safety_age", age, 90),
        fairness_ratio=complaints.read("fairness", lambda: read_ratio(draft.fairness), 0.8),
    )


def read_ratio(text: str) -> float:
    """Return a typed ratio above 0 and up to 1, written as 0.8 or 80%."""
    try:
        found = read_quantity(text, [Decimal(1)])
    except Refused:
        found = Quantity(Decimal(-1))
    ratio = shifted(found.number, -2) if is_percent(found.unit) else found.number
    if (found.unit and not is_percent(found.unit)) or not 0 < ratio <= 1:
        raise Refused("Give a ratio above 0 and up to 1, like 0.8, or 80%.")
    return float(ratio)


def require_manager(
    schedule: Schedule, by: Person, *, owner_is_here: bool, facilitator: str = "", what: str = ""
) -> None:
    """Refuse who may not change a ceremony, or `what` goes with it: that is for who set it up and for admins, and where one
    holding alone is concerned, for its `facilitator` too.

    Once who set it up has left the workspace, it is for anybody: a team must not be stuck with its schedule.
    """
    if by.id not in (schedule.owner, facilitator) and not by.is_admin and owner_is_here:
        is_one = facilitator == schedule.owner
        others = f" {mention(facilitator)}, who facilitates it," if facilitator and not is_one else ""
        both = " and facilitates it" if is_one else ""
        raise Refused(
            f"Only {mention(schedule.owner)}, who set it up{both},{others} or an admin can change the"
            f" {what or schedule.ceremony.words}."
        )


def require_channel(channel: str) -> None:
    """Refuse a direct message as the home of ceremonies: they are held where a team talks."""
    if channel.startswith("D"):
        raise Refused(
            "Ceremonies are held in a channel, not in a direct message. Go to the channel of your team and type"
            " `/ceremony setup` there; invite Assay first with `/invite @Assay`."
        )


def is_same_rhythm(one: Schedule, other: Schedule) -> bool:
    """Tell whether two schedules are held at the same times, apart from holidays."""
    return (one.zone, one.at, one.weekdays, one.every_weeks, one.anchor) == (
        other.zone,
        other.at,
        other.weekdays,
        other.every_weeks,
        other.anchor,
    )


def default_schedule(ceremony: Ceremony, setter: Setter, zone: str) -> Schedule:
    """Return the schedule that the form proposes for a ceremony."""
    defaults = FORMATS[ceremony]
    today = local_day(setter.now, zone)
    return Schedule(
        channel=setter.channel,
        ceremony=ceremony,
        zone=zone,
        at=defaults.at,
        weekdays=defaults.weekdays,
        every_weeks=defaults.every_weeks,
        anchor=today,
        owner=setter.by,
    )


def time_words(at: time) -> str:
    """Return a time of day as people read and type it."""
    return at.isoformat("minutes")

"""The calendar of a channel: the secret address it is given, and what calendar programs read there."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from bot.serve.calendars import calendar_file
from flows.ceremonies import feeds, phase_handlers, schedules
from flows.ceremonies.phases import PhaseHandlers
from flows.desk import Desk
from rules.ceremonies.feeds import FeedState
from rules.ceremony_names import Ceremony
from rules.journal.entries import Deed
from rules.refusals import Refused
from tests.backends import contents
from tests.flows.deeds import entries_of
from tests.flows.gatherings import change, move, set_up, tick, tick_through
from tests.stories import ANA, BEN, CHANNEL, NOW, desk_of


@pytest.fixture(autouse=True)
def ceremonies_without_deeds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the ceremonies do nothing in their phases."""
    for ceremony in Ceremony:
        monkeypatch.setitem(phase_handlers.HANDLERS, ceremony, PhaseHandlers({}))


@pytest.fixture
def public(desk: Desk) -> Desk:
    """Return the desk as it is where the public address is known."""
    return Desk(desk.database, desk.workspace, public_url="https://assay.example.com")


def at(text: str) -> datetime:
    """Return an instant that was written as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def new_secret(desk: Desk) -> str:
    """Return a new secret of the channel's calendar, as an address has it."""
    return feeds.renew(desk, CHANNEL, by=ANA, now=NOW).rpartition("/")[2].removesuffix(".ics")


def is_read(desk: Desk, secret: str) -> bool:
    """Tell whether a calendar program reads something at a secret address."""
    return feeds.calendar(desk.database, lambda _workspace: desk, secret, NOW) is not None


def events(desk: Desk, now: datetime = NOW) -> list[Event]:
    """Return the events of the calendar, as a calendar program reads them."""
    found = feeds.calendar(
        desk.database, lambda workspace: desk_of(desk.database, workspace), new_secret(desk), now
    )
    assert found
    read = Calendar.from_ical(calendar_file(*found, now))
    assert read.errors == []
    return [event for event in read.walk("VEVENT") if isinstance(event, Event)]


def starts(desk: Desk, now: datetime = NOW) -> list[tuple[str, str]]:
    """Return when the first events start, and their status."""
    return [(f"{one.start:%m-%d %H:%M}", str(one["STATUS"])) for one in events(desk, now)[:3]]


def test_a_calendar_program_reads_the_coming_half_year_in_utc(public: Desk) -> None:
    set_up(public, "retro")
    found = events(public)
    assert [f"{one.start:%Y-%m-%d %H:%M%z}" for one in found[:3]] == [
        "2026-03-06 14:00+0000",
        "2026-03-20 14:00+0000",
        "2026-04-03 13:00+0000",
    ]
    assert len(found) == 14
    assert {one.duration for one in found} == {timedelta(hours=1)}
    assert {str(one["SUMMARY"]) for one in found} == {"Retrospective"}
    assert len({str(one["UID"]) for one in found}) == 14


def test_one_that_is_moved_keeps_its_name_and_one_that_is_skipped_is_cancelled(public: Desk) -> None:
    set_up(public, "review")
    before = {str(one["UID"]) for one in events(public)}
    move(public, "review", "2026-03-05 16:00")
    assert starts(public)[0] == ("03-05 15:00", "CONFIRMED")
    assert {str(one["UID"]) for one in events(public)} == before
    change(schedules.skip, public, "review")
    assert starts(public)[:2] == [("03-05 15:00", "CANCELLED"), ("03-11 13:00", "CONFIRMED")]
    assert {str(one["UID"]) for one in events(public)} == before


def test_what_was_held_stays_in_the_calendar_and_keeps_its_name(public: Desk) -> None:
    set_up(public, "standup")
    before = [str(one["UID"]) for one in events(public)]
    tick_through(public, NOW, at("2026-03-04 12:00"), timedelta(minutes=30))
    assert [str(one["UID"]) for one in events(public, at("2026-03-04 12:00"))][:5] == before[:5]


def test_what_a_pause_leaves_out_is_not_in_the_calendar(public: Desk) -> None:
    set_up(public, "standup")
    change(schedules.pause, public, "standup")
    assert events(public) == []


def test_who_facilitates_is_named_as_text_whatever_the_name(public: Desk) -> None:
    set_up(public, "review", expected=(ANA,))
    tick(public, at("2026-03-03 13:00"))
    assert "Facilitator: Ana" in str(events(public)[0]["DESCRIPTION"])


def test_who_may_change_the_ceremonies_has_an_address_made_and_nobody_is_told_it_again(public: Desk) -> None:
    set_up(public, "standup")
    assert feeds.state(public, CHANNEL, by=BEN) is FeedState.NOT_MADE
    with pytest.raises(Refused):
        feeds.renew(public, CHANNEL, by=BEN, now=NOW)
    address = feeds.renew(public, CHANNEL, by=ANA, now=NOW)
    assert address.startswith("https://assay.example.com/calendar/")
    set_up(public, "standup", "retro")
    assert [feeds.state(public, CHANNEL, by=one) for one in (ANA, BEN)] == [FeedState.MADE] * 2
    assert feeds.may_manage(public, CHANNEL, ANA)
    assert not feeds.may_manage(public, CHANNEL, BEN)


def test_the_database_keeps_no_secret_and_what_it_keeps_opens_nothing(public: Desk) -> None:
    set_up(public, "standup")
    secret = new_secret(public)
    kept = contents(public.database)["feeds"]
    assert is_read(public, secret)
    assert secret not in repr(contents(public.database))
    assert not any(is_read(public, str(word)) for row in kept for word in row)


def test_a_new_address_ends_the_old_one(public: Desk) -> None:
    set_up(public, "standup")
    old, new = new_secret(public), new_secret(public)
    assert (is_read(public, old), is_read(public, new)) == (False, True)
    assert [one.deed for one in entries_of(public)[-2:]] == [Deed.RENEWED_FEED] * 2


@pytest.mark.parametrize("secret", ["", "x", "%", "' or 1=1", "a" * 5000, "\x00"])
def test_another_address_leads_nowhere(public: Desk, secret: str) -> None:
    set_up(public, "standup")
    before = contents(public.database)
    assert feeds.calendar(public.database, lambda _workspace: public, secret, NOW) is None
    assert contents(public.database) == before


def test_a_workspace_that_is_not_served_has_no_calendar(public: Desk) -> None:
    set_up(public, "standup")
    assert feeds.calendar(public.database, lambda _workspace: None, new_secret(public), NOW) is None


def test_without_a_public_address_there_is_none(desk: Desk) -> None:
    set_up(desk, "standup")
    assert feeds.state(desk, CHANNEL, by=ANA) is FeedState.NOT_PUBLIC
    assert feeds.renew(desk, CHANNEL, by=ANA, now=NOW) == ""

"""/ceremony in a Slack: the form, each word and its answer, what the channel is told, and the calendar."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from strictslack.client.person import Person

from bot.draw.blocks import actions
from bot.draw.ceremonies.schedule_messages import swap_button
from bot.serve.clock import hold_ceremonies
from bot.serve.readiness import Readiness
from bot.serve.web import create_web, serve_calendars
from flows.ceremonies import feeds, next_holdings, phase_handlers, setups
from flows.ceremonies.phases import PhaseHandlers
from rules.ceremony_names import Ceremony, HoldingKey
from store.database import Database
from tests.bot.lab import SOCKET, Lab, open_lab
from tests.flows.gatherings import draft, holdings_of
from tests.stories import ANA, NOW, new_request

CHANNEL = "C0REVIEWS"


@pytest.fixture(autouse=True)
def ceremonies_without_deeds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the ceremonies do nothing in their phases: these tests are about /ceremony itself."""
    for ceremony in Ceremony:
        monkeypatch.setitem(phase_handlers.HANDLERS, ceremony, PhaseHandlers({}))


def set_up(lab: Lab, *chosen: str, **typed: Any) -> None:
    """Set up ceremonies of the channel, by Ana."""
    wanted = draft(*(chosen or ("standup", "review", "ethics", "retro")), **typed)
    setups.set_up(lab.desk, CHANNEL, wanted, by=ANA, now=NOW, request=new_request())


def says(person: Person, text: str, answer: str) -> None:
    """Type a command; its answer shows this text to the person alone."""
    person.type(text, channel="reviews")
    person.sees(answer)


def test_a_channel_is_set_up_by_its_form(any_lab: Lab) -> None:
    ana, ben = any_lab.people("ana", "ben")
    ana.type("/ceremony setup", channel="reviews")
    ana.fill("Daily standup: time", "10:15")
    ana.click("More")
    ana.fill("Time zone", "Europe/Berlin")
    ana.fill("Country of holidays", "Germany")
    ana.fill("Who is expected", ["ana", "ben"])
    assert ana.submit()["ok"]
    any_lab.deliver()
    assert len([one for one in ana.messages("reviews") if "set up the ceremonies" in str(one)]) == 1
    ben.sees("Ana set up the ceremonies of this channel", channel="reviews")
    sheets = next_holdings.sheets(any_lab.desk, CHANNEL, NOW)
    assert [sheet.schedule.ceremony for sheet in sheets] == list(Ceremony)
    standup = sheets[0].schedule
    assert (f"{standup.at:%H:%M}", standup.zone, standup.country) == ("10:15", "Europe/Berlin", "DE")
    assert len(standup.expected) == 2


def test_which_and_when_are_enough_and_the_members_of_the_channel_are_expected(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/ceremony setup", channel="reviews")
    ana.fill("Ceremonies", ["Daily standup"])
    ana.fill("Daily standup: time", "10:15")
    assert ana.submit()["ok"]
    (sheet,) = next_holdings.sheets(sqlite_lab.desk, CHANNEL, NOW)
    here = set(sqlite_lab.sandbox.core.state.channels[CHANNEL].members) - {sqlite_lab.bot_user}
    assert set(sheet.schedule.expected) == here
    assert f"{sheet.schedule.at:%H:%M}" == "10:15"


def test_a_form_opens_although_slack_does_not_tell_who_is_there(sqlite_lab: Lab) -> None:
    sqlite_lab.sandbox.keeper.fault("conversations.members", "error", error="missing_scope")
    ana = sqlite_lab.person("ana")
    ana.type("/ceremony setup", channel="reviews")
    assert ana.submit()["ok"]


def test_what_is_typed_wrong_is_told_beside_its_field_and_kept(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/ceremony setup", channel="reviews")
    ana.click("More")
    ana.fill("Time zone", "Europe/Berln")
    ana.fill("Country of holidays", "Grmany")
    ana.fill("Daily standup: time", "25:00")
    errors = ana.submit()["errors"]
    assert errors.keys() == {"zone", "country", "standup_time"}
    assert "Did you mean “Europe/Berlin”?" in errors["zone"]
    assert "Did you mean “Germany”?" in errors["country"]
    ana.fill("Time zone", "Europe/Berlin")
    ana.fill("Country of holidays", "Germany")
    ana.fill("Daily standup: time", "09:30")
    assert ana.submit()["ok"]


def test_an_error_beside_a_field_shows_code_in_quotes(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/ceremony setup", channel="reviews")
    ana.fill("Ceremonies", [])
    assert "there is “/ceremony pause”" in ana.submit()["errors"]["ceremonies"]


def test_the_form_opens_again_with_what_is_set_up(sqlite_lab: Lab) -> None:
    set_up(sqlite_lab, "retro", retro="16:45", votes="5", anonymity="named")
    ana = sqlite_lab.person("ana")
    ana.type("/ceremony setup", channel="reviews")
    assert ana.submit()["ok"]
    (sheet,) = next_holdings.sheets(sqlite_lab.desk, CHANNEL, NOW)
    assert f"{sheet.schedule.at:%H:%M}" == "16:45"
    assert (sheet.schedule.options.votes, sheet.schedule.options.anonymous) == (5, False)


def test_a_channel_without_ceremonies_is_told_how_to_begin(sqlite_lab: Lab) -> None:
    says(sqlite_lab.person("ana"), "/ceremony list", "No ceremonies in this channel yet")
    says(sqlite_lab.person("ana"), "/ceremony", "No ceremonies in this channel yet")
    says(sqlite_lab.person("ana"), "/ceremony pause standup", "does it")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("list", "Monday to Friday at 09:30 (Europe/Berlin)"),
        ("resume standup", "goes on as planned"),
        ("move retro 03/04 16:00", "“03/04 16:00” can mean “4 Mar 2026 16:00” or “3 Apr 2026 16:00”"),
        ("move retro 1-1-99999999999999999999", "No calendar has the day"),
        ("skip standup 7 mar", "No daily standup is to come on 7 Mar 2026. The next one is on 3 Mar 2026."),
        ("pause standup until friday", "To leave out some days: /ceremony skip standup"),
        ("run standup tomorrow", "so name nothing beside the ceremony"),
        ("reschedule standup 10:15", "Did you mean “move”? Write /ceremony move standup 10:15"),
        ("move", "Which one?"),
        ("pause standap", "Did you mean “standup”?"),
        ("move standup fryday", "Did you mean “Friday”?"),
        ("move standup 25:00", "No clock shows 25:00"),
        ("lst", "Did you mean “list”?"),
        ("feed", "ASSAY_PUBLIC_URL"),
        ("feed old", "for a new address"),
        ("help", "The four ceremonies of a channel hold themselves"),
    ],
)
def test_each_word_is_answered(sqlite_lab: Lab, typed: str, answer: str) -> None:
    set_up(sqlite_lab)
    says(sqlite_lab.person("ana"), f"/ceremony {typed}", answer)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("move standup 10:15", "moved the daily standup for good: Monday to Friday at 10:15"),
        ("move review friday 15:00", "moved the experiment review for good: Friday at 15:00"),
        ("move retro 2030-01-31 16:00", ", this once, to"),
        ("move retro 31 jan 16:00", ", this once, to"),
        ("move daily standup 10:15", "moved the daily standup for good: Monday to Friday at 10:15"),
        ("pause standup", "paused the daily standup"),
        ("skip review", "skipped the experiment review of"),
        ("skip standup 4 mar - 6 mar", "skipped the 3 daily standups from"),
    ],
)
def test_each_change_is_told_once_in_the_channel_and_to_nobody_apart(
    sqlite_lab: Lab, typed: str, told: str
) -> None:
    set_up(sqlite_lab)
    sqlite_lab.deliver()
    ana = sqlite_lab.person("ana")
    before = len(ana.messages("reviews"))
    ana.type(f"/ceremony {typed}", channel="reviews")
    sqlite_lab.deliver()
    (said,) = ana.messages("reviews")[before:]
    assert told in str(said)


@pytest.mark.parametrize("typed", ["run retro", "run retro now"])
def test_what_is_run_now_is_told_by_what_it_opens_and_by_nothing_else(sqlite_lab: Lab, typed: str) -> None:
    set_up(sqlite_lab)
    sqlite_lab.deliver()
    ana = sqlite_lab.person("ana")
    before = ana.messages("reviews")
    ana.type(f"/ceremony {typed}", channel="reviews")
    sqlite_lab.deliver()
    assert ana.messages("reviews") == before
    says(ana, "/ceremony run retro", "is open right now, in this channel")


def test_who_may_not_change_it_is_told_who_may_and_may_list_it(sqlite_lab: Lab) -> None:
    set_up(sqlite_lab)
    ben = sqlite_lab.person("ben")
    says(ben, "/ceremony pause standup", "who set it up, or an admin can change the daily standup")
    says(ben, "/ceremony list", "The ceremonies of this channel")
    says(ben, "/ceremony setup", "who set it up, or an admin")


def test_ceremonies_belong_to_a_channel_and_a_direct_message_says_so(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    for typed in ("setup", "list", "feed", "run standup"):
        ana.type(f"/ceremony {typed}", channel=ana.direct("assay"))
        ana.sees("Ceremonies are held in a channel, not in a direct message.", channel=ana.direct("assay"))
    assert ana.views() == []


def test_anybody_hears_of_the_calendar_and_who_may_change_it_gives_the_address(sqlite_lab: Lab) -> None:
    set_up(sqlite_lab)
    says(sqlite_lab.person("ben"), "/ceremony feed", "ASSAY_PUBLIC_URL")
    says(
        sqlite_lab.person("ben"), "/ceremony feed new", "or an admin can change the calendar of this channel"
    )


def test_the_clock_holds_what_is_due_and_tells_the_owner_what_was_missed(lab: Lab) -> None:
    set_up(lab, "standup")
    lab.deliver()
    lab.hands.now = datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
    hold_ceremonies(lab.office)
    lab.deliver()
    ana = lab.person("ana")
    ana.sees("was not held on 3 Mar 2026", channel=ana.direct("assay"))


def test_what_is_skipped_is_told_to_the_channel(sqlite_lab: Lab) -> None:
    set_up(sqlite_lab)
    sqlite_lab.person("ana").type("/ceremony skip standup", channel="reviews")
    sqlite_lab.deliver()
    sqlite_lab.person("ben").sees("Ana skipped the daily standup of", channel="reviews")


@pytest.fixture
def public_lab(team_database: Database) -> Any:
    """Yield a lab whose public address is known."""
    with open_lab(team_database, SOCKET, public_url="https://assay.example.com") as opened:
        yield opened


def test_the_calendar_is_read_at_its_secret_address_alone(public_lab: Lab) -> None:
    set_up(public_lab, "retro")
    ana = public_lab.person("ana")
    says(ana, "/ceremony feed", "has no address yet")
    says(ana, "/ceremony feed new", "shows it this once")
    says(ana, "/ceremony feed", "which was shown once")
    path = feeds.renew(public_lab.desk, CHANNEL, by=ANA, now=NOW).removeprefix("https://assay.example.com")
    web = create_web(lambda: Readiness(True))
    serve_calendars(web, public_lab.office)
    browser = web.test_client()
    answer = browser.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    read = Calendar.from_ical(answer.data)
    assert read.errors == []
    assert [event.start.date() for event in read.walk("VEVENT")][:2] == [date(2026, 3, 6), date(2026, 3, 20)]
    for wrong in ("/calendar/x.ics", "/calendar/%00.ics", path.removesuffix(".ics"), path[:-5] + ".ics"):
        assert browser.get(wrong).status_code == 404
    assert browser.post(path).status_code == 405
    feeds.renew(public_lab.desk, CHANNEL, by=ANA, now=NOW)
    assert browser.get(path).status_code == 404


def test_a_swap_by_the_button_of_a_message_takes_whose_turn_is_next(sqlite_lab: Lab) -> None:
    set_up(sqlite_lab, "review", expected=("U0BEN", ANA))
    sqlite_lab.hands.now = NOW + timedelta(days=1, hours=4)
    hold_ceremonies(sqlite_lab.office)
    holding = HoldingKey(CHANNEL, Ceremony.REVIEW, date(2026, 3, 4))
    sqlite_lab.client.chat_postMessage(
        channel=CHANNEL, text="Agenda", blocks=[actions(swap_button(holding)).to_dict()]
    )
    ana = sqlite_lab.person("ana")
    ana.click("Swap facilitator", channel="reviews")
    assert ana.submit()["ok"]
    sqlite_lab.deliver()
    ana.sees("@ben facilitates the experiment review now", channel="reviews")
    (held,) = [one for one in holdings_of(sqlite_lab.desk, "review") if one.key == holding]
    assert held.facilitator == "U0BEN"

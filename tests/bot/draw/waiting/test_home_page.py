"""App Home as it is drawn: its parts, and Slack's limits however much there is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strictslack.blockkit.surfaces import checked_view

from bot.draw.message import Message
from bot.draw.waiting.home_page import home
from bot.draw.waiting.waits_message import waits_message
from rules.people.projects import Milestone
from rules.waiting.home import HomeSheet
from rules.waiting.waits import WaitKind
from tests.bot.draw import facts, hostile
from tests.bot.draw.judges import alike, button_texts, objects, problems, unescaped, words
from tests.bot.draw.waiting import waiting_facts
from tests.bot.draw.waiting.waiting_facts import TODAY

MOST_BLOCKS = 100
MOST_SIGNS = 250_000


def drawn(sheet: HomeSheet) -> Message:
    """Return a Home as a message has it, for those who judge messages."""
    return Message("Home", tuple(home(sheet).blocks or ()))


def shown(sheet: HomeSheet) -> str:
    """Return all that a Home shows."""
    return words(drawn(sheet))


def home_problems(sheet: HomeSheet) -> list[str]:
    """Return everything that Slack would refuse about a Home, or show wrongly."""
    view = home(sheet).to_dict()
    checked_view(view, "home")
    found = [f"not escaped: {text[:100]}" for text in unescaped(view["blocks"])]
    found += list(alike(drawn(sheet)))
    if len(view["blocks"]) > MOST_BLOCKS or len(str(view)) > MOST_SIGNS:
        found.append(f"{len(view['blocks'])} blocks, {len(str(view))} signs")
    return found


def largest(**changes: Any) -> HomeSheet:
    """Return a Home in which nothing more has room."""
    project = facts.apollo(
        milestones=tuple(Milestone(title=f"{place} " + "<" * 110, due=TODAY) for place in range(30))
    )
    return waiting_facts.home(
        waits=waiting_facts.many_waits(1000, title="<" * 120),
        own=tuple(replace(facts.proposed(title="&" * 120), number=number) for number in range(1, 1001)),
        projects=tuple(replace(project, number=number) for number in range(1, 41)),
        **changes,
    )


@pytest.mark.parametrize("place", [0, 1, 55, 10_000])
def test_a_thousand_of_everything_stays_within_slacks_limits(place: int) -> None:
    assert home_problems(largest(waits_page=place, own_page=place)) == []


def test_every_one_of_a_thousand_stands_on_one_page() -> None:
    keys = [
        one["text"]["text"].split()[1]
        for place in range(60)
        for one in home(
            waiting_facts.home(waits=waiting_facts.many_waits(), own=(), waits_page=place)
        ).to_dict()["blocks"]
        if one["type"] == "section" and ":mag:" in one.get("text", {}).get("text", "")
    ]
    # Pages behind the last one show the last.
    assert list(dict.fromkeys(keys)) == [f"EXP-{n}" for n in range(1, 12)] + [
        "<https://slack.example/12|EXP-12>"
    ] + [f"EXP-{n}" for n in range(13, 1001)]


@settings(max_examples=40, deadline=None)
@given(title=hostile.texts(120), about=hostile.texts(300))
def test_nothing_typed_becomes_markup(title: str, about: str) -> None:
    waits = tuple(replace(one, title=title, about=about) for one in waiting_facts.every_wait())
    own = (facts.proposed(title=title),)
    assert home_problems(waiting_facts.home(waits=waits, own=own)) == []
    assert problems(waits_message(waits, {})) == []


SEAT = ("Ask a question", "Hand over my seat")


def test_each_kind_has_the_buttons_that_settle_it() -> None:
    buttons = {
        kind: button_texts(drawn(HomeSheet(today=TODAY, waits=(waiting_facts.wait(kind),))))
        for kind in WaitKind
    }
    own = {
        kind: [text for text in found if text not in ("Propose", "Show")] for kind, found in buttons.items()
    }
    assert own == {
        WaitKind.REVIEW: ["Check in", "Approve", "Ask for changes", "Reject", *SEAT],
        WaitKind.APPROVAL: ["Check in", "Approve as security", "Decline", *SEAT],
        WaitKind.OVERRIDE: ["Check in", "Confirm override", "Refuse override"],
        WaitKind.QUESTION: ["Check in", "Answer"],
        WaitKind.HANDOVER: ["Check in", "Accept", "Decline"],
        WaitKind.FINDING: ["Check in", "Lift the hold"],
        WaitKind.FOLLOW_UP: ["Check in", "Mark as done"],
        WaitKind.ACTION: ["Check in", "Mark as done"],
        WaitKind.CHECK_IN: ["Check in", "Check in"],
    }


def test_a_key_leads_to_its_card() -> None:
    assert "<https://slack.example/12|EXP-12>" in shown(waiting_facts.home())


def test_an_empty_home_tells_how_to_begin() -> None:
    empty = shown(HomeSheet(today=TODAY))
    assert "Three steps to begin" in empty
    assert "Waits for you" not in empty


def test_where_others_are_at_work_nobody_is_told_how_to_begin() -> None:
    idle = shown(HomeSheet(today=TODAY, is_at_work=True))
    assert "Three steps to begin" not in idle
    assert "Nothing waits for you." in idle
    assert "You own no experiment that is under way." in idle


def test_an_admin_opens_the_settings_from_home_and_nobody_else_does() -> None:
    assert "Settings" in button_texts(drawn(waiting_facts.home()))
    assert "Settings" not in button_texts(drawn(waiting_facts.home(health=None)))


def test_an_own_experiment_shows_its_next_step_with_its_button() -> None:
    sheet = HomeSheet(today=TODAY, own=(facts.proposed(),))
    assert "next: start it, or submit it for review" in shown(sheet)
    assert button_texts(drawn(sheet)) == ["Propose", "Check in", "Start"]


@pytest.mark.parametrize(("days", "late"), [(-1, True), (0, False), (1, False)])
def test_a_milestone_is_late_from_the_day_after_its_own(days: int, late: bool) -> None:
    project = facts.apollo(milestones=(Milestone(title="Beta", due=TODAY + timedelta(days=days)),))
    assert ("1 day late" in shown(HomeSheet(today=TODAY, projects=(project,)))) is late


def test_only_who_administers_sees_the_health_of_the_desk() -> None:
    assert "health" in shown(waiting_facts.home())
    assert "health" not in shown(waiting_facts.home(health=None))


def test_the_health_names_what_lacks_and_how_to_mend_it() -> None:
    found = shown(waiting_facts.home())
    assert "Nobody holds: ethics and security" in found
    assert "`is_archived`" in found
    assert "4 older messages set aside" in found
    assert "expires" in found
    assert "at entry 1,234" in found


def test_a_desk_that_is_well_says_so() -> None:
    well = waiting_facts.health(parked=(), parked_in_all=0, unheld=(), expiring=(), head=None)
    found = shown(waiting_facts.home(health=well))
    assert "Every message was delivered" in found
    assert "Slack was told no head" in found


def test_a_ceremony_keeps_its_capital_letters() -> None:
    assert "*AI ethics review* in" in shown(waiting_facts.home())


def test_the_home_has_one_primary_button() -> None:
    primary = [one for one in objects(home(waiting_facts.home()).to_dict()) if one.get("style") == "primary"]
    assert len(primary) == 1


@pytest.mark.parametrize("place", [0, 3, 99, 5000])
def test_a_thousand_waits_in_a_message_stay_within_slacks_limits(place: int) -> None:
    assert problems(waits_message(waiting_facts.many_waits(1000, "<" * 120), {}, place)) == []


def test_a_list_of_what_waits_counts_all_and_turns() -> None:
    message = waits_message(waiting_facts.many_waits(25), {}, 1)
    assert message.text == "25 things wait for you"
    assert button_texts(message)[-2:] == ["Previous", "Next"]
    assert "Page 2 of 3" in words(message)


@given(st.integers(1, 9))
def test_one_page_has_no_way_to_others(count: int) -> None:
    assert "Next" not in button_texts(waits_message(waiting_facts.many_waits(count), {}))


def test_nothing_that_waits_says_what_there_is_to_do() -> None:
    assert "`/experiment propose`" in words(waits_message((), {}))

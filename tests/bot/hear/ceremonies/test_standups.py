"""The daily standup as people live it in Slack: prompt, check-in, reminder, summary, blockers, absences."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.serve.clock import hold_ceremonies
from tests import stories
from tests.bot.lab import Lab
from tests.bot.looks import buttons, values, words
from tests.flows.gatherings import set_up
from tests.stories import ANA, BEN, CLARA, DAVID

OPEN = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)


@pytest.fixture
def standup(lab: Lab) -> Lab:
    """Return a lab with a standup of four in the channel #lab, on the eve of its first day."""
    set_up(lab.desk, "standup", expected=(ANA, BEN, CLARA, DAVID))
    lab.deliver()
    return lab


def go_to(lab: Lab, when: datetime) -> None:
    """Let it be a time: the clock ticks, and the letters are delivered."""
    lab.hands.now = when
    hold_ceremonies(lab.office)
    lab.deliver()


def check_in(lab: Lab, name: str, **typed: str) -> None:
    """Check in by the button of the prompt."""
    person = lab.person(name)
    person.click("Check in", channel="lab", near="What did you do")
    for label, text in typed.items():
        person.fill(label.replace("_", " "), text)
    assert person.submit()["ok"]
    lab.deliver()


def through(lab: Lab) -> None:
    """Go on to the summary."""
    for hours in (1, 2):
        go_to(lab, OPEN + timedelta(hours=hours))


def test_a_standup_from_its_prompt_to_its_summary(standup: Lab) -> None:
    lab = standup
    ana, ben, clara = lab.people("ana", "ben", "clara")
    go_to(lab, OPEN)
    prompt = ana.sees("Daily standup · Tuesday 3 March", channel="lab")
    assert "0 of 4 checked in" in words(prompt)
    assert "<@U0ANA> facilitates" in words(prompt)
    check_in(
        lab, "ana", Progress="Trained the router", Next="Measure it", Help_needed="@ben, can you look at it?"
    )
    assert "1 of 4 checked in: Ana" in words(ana.sees("Daily standup", channel="lab"))
    answer = ana.sees("You have checked in", channel="lab")
    assert answer["is_ephemeral"]
    assert ben.sees_nothing_of("You have checked in", channel="lab")
    ben.type("/team away until friday", channel="lab")
    assert "up to and including Friday 6 March" in words(ben.sees("You are away", channel="lab"))
    check_in(lab, "clara", Progress="Labelled the data", Blockers="No annotators")
    through(lab)
    summary = clara.sees("Standup of Tuesday 3 March", channel="lab")
    said = words(summary)
    assert said.index("No annotators") < said.index("can you look at it") < said.index("Trained the router")
    assert "2 of 3 checked in" in said
    assert "Away: Ben (until 6 Mar 2026)" in said
    assert "No check-in: David" in said
    assert [user for user in (ANA, BEN, CLARA, DAVID) if f"<@{user}>" in said] == [BEN]


def test_a_late_answer_folds_into_the_summary_where_it_stands(standup: Lab) -> None:
    lab = standup
    ana = lab.person("ana")
    go_to(lab, OPEN)
    check_in(lab, "ana", Next="Measure it")
    through(lab)
    before = ana.sees("Standup of Tuesday", channel="lab")
    david = lab.person("david")
    david.click("Check in", channel="lab", near="Daily standup")
    david.fill("Progress", "Signed the contract")
    assert david.submit()["ok"]
    lab.deliver()
    after = ana.sees("Signed the contract", channel="lab")
    assert after["ts"] == before["ts"]
    assert "in the summary now" in words(david.sees("You have checked in", channel="lab"))


def test_the_form_is_prefilled_edited_and_refuses_an_empty_answer(standup: Lab) -> None:
    lab = standup
    ana = lab.person("ana")
    go_to(lab, OPEN)
    ana.click("Check in", channel="lab")
    refused = ana.submit()
    assert "at least one" in refused["errors"]["progress"]
    ana.fill("Next", "Measure it")
    assert ana.submit()["ok"]
    ana.click("Check in", channel="lab", near="What did you do")
    assert values(ana.modal())["next"] == "Measure it"
    ana.fill("Next", "Measure it twice")
    assert ana.submit()["ok"]
    through(lab)
    assert "Measure it twice" in words(ana.sees("Standup of Tuesday", channel="lab"))
    go_to(lab, OPEN + timedelta(days=1))
    ana.type("/standup", channel="lab")
    assert values(ana.modal())["progress"] == "Measure it twice"


def test_the_lines_of_an_answer_stay_lines_folded_after_a_few_and_are_kept_whole(standup: Lab) -> None:
    lab = standup
    ana = lab.person("ana")
    go_to(lab, OPEN)
    progress = "\n".join(f"Step {number}" for number in range(1, 10))
    check_in(lab, "ana", Progress=progress, Next="Measure it\nWrite it up", Help_needed="Two eyes\n@ben?")
    through(lab)
    said = words(ana.sees("Standup of Tuesday 3 March", channel="lab"))
    assert "✓ Step 1\\nStep 2\\n" in said
    assert "Step 6\\n… and 3 more lines" in said
    assert "Step 7" not in said
    assert "→ Measure it\\nWrite it up" in said
    assert "Two eyes\\n@ben? → <@U0BEN>" in said
    ana.click("Change your answer", channel="lab")
    assert values(ana.modal())["progress"] == progress


def test_nobody_in_means_no_summary_and_a_prompt_that_explains(standup: Lab) -> None:
    lab = standup
    go_to(lab, OPEN)
    through(lab)
    ana = lab.person("ana")
    assert "No check-in: Ana, Ben, Clara, David" in words(ana.sees("Nobody checked in", channel="lab"))
    assert ana.sees_nothing_of("Standup of", channel="lab")


def test_the_facilitator_brings_the_summary_early(standup: Lab) -> None:
    lab = standup
    ana, ben = lab.people("ana", "ben")
    go_to(lab, OPEN)
    check_in(lab, "ben", Next="Review it")
    ben.click("Summary now", channel="lab")
    ben.sees("facilitates this standup", channel="lab")
    ana.click("Summary now", channel="lab")
    lab.deliver()
    assert "1 of 4 checked in" in words(ana.sees("Standup of Tuesday", channel="lab"))


def test_who_is_silent_is_reminded_once_by_message(standup: Lab) -> None:
    lab = standup
    go_to(lab, OPEN)
    check_in(lab, "ana", Next="Measure it")
    go_to(lab, OPEN + timedelta(hours=1))
    for name in ("clara", "david"):
        lab.person(name).sees("still missing", channel=lab.person(name).direct("assay"))
    ben = lab.person("ben")
    direct = ben.direct("assay")
    ben.sees("still missing", channel=direct)
    ben.click("Check in", channel=direct)
    ben.fill("Next", "Review it")
    assert ben.submit()["ok"]
    lab.deliver()
    ben.sees("✓ You have checked in", channel=direct)
    assert len(ben.messages(direct)) == 1
    assert lab.person("ana").messages(lab.person("ana").direct("assay")) == []


def test_a_person_chooses_to_be_asked_by_message(standup: Lab) -> None:
    lab = standup
    ana = lab.person("ana")
    go_to(lab, OPEN)
    check_in(lab, "ana", Next="Measure it")
    ana.click("Ask me by message", channel="lab")
    assert "at 09:30 of your own day" in words(ana.sees("You are asked by message", channel="lab"))
    through(lab)
    # Ana lives in UTC: her half past nine is an hour after the one of Berlin.
    go_to(lab, OPEN + timedelta(days=1))
    direct = ana.direct("assay")
    assert ana.messages(direct) == []
    go_to(lab, OPEN + timedelta(days=1, hours=1))
    ana.sees("Standup of", channel=direct)
    ana.click("Check in", channel=direct)
    assert values(ana.modal())["progress"] == "Measure it"
    assert ana.submit()["ok"]
    lab.deliver()
    ana.sees("✓ You have checked in", channel=direct)
    assert len(ana.messages(direct)) == 1
    ana.type("/standup message off", channel="lab")
    ana.sees("You are asked here", channel="lab")


def test_a_blocker_stands_on_its_card_until_it_is_solved(standup: Lab) -> None:
    lab = standup
    stories.running(lab.desk)
    go_to(lab, OPEN)
    check_in(
        lab, "ana", Blockers="EXP-1: waiting for the GPU quota", Experiment="EXP-1 · Smaller router model"
    )
    ben = lab.person("ben")
    assert "*Blocked:* waiting for the GPU quota (Ana)" in words(ben.sees("Blocked", channel="reviews"))
    go_to(lab, OPEN + timedelta(days=3))
    ben.sees("Blocked for 3 days", channel="reviews")
    ben.type("/experiment show EXP-1", channel="lab")
    assert "Mark the blocker of EXP-1 as solved" in buttons(ben.sees("Blocked for 3 days", channel="lab"))
    ben.click("Mark the blocker of EXP-1 as solved", channel="reviews")
    lab.deliver()
    assert ben.sees_nothing_of("Blocked", channel="reviews")
    ben.type("/experiment history EXP-1", channel="lab")
    assert "marked a blocker as solved" in words(ben.sees("History of EXP-1", channel="lab"))


def test_of_several_blockers_one_says_which_are_solved(standup: Lab) -> None:
    lab = standup
    stories.running(lab.desk)
    go_to(lab, OPEN)
    check_in(lab, "ana", Blockers="EXP-1: no GPU\nEXP-1: no data")
    ben = lab.person("ben")
    ben.click("Say which blockers of EXP-1 are solved", channel="reviews")
    assert "Tick what is solved" in str(ben.submit()["errors"])
    ben.fill("Solved blockers", ["Ana: no data"])
    assert ben.submit()["ok"]
    lab.deliver()
    assert "no GPU" in words(ben.sees("Blocked", channel="reviews"))
    assert ben.sees_nothing_of("no data", channel="reviews")


def test_the_third_time_somebody_takes_it(standup: Lab) -> None:
    lab = standup
    for day in range(3):
        go_to(lab, OPEN + timedelta(days=day))
        check_in(lab, "ana", Blockers="Nobody reviews my change")
        for hours in (1, 2):
            go_to(lab, OPEN + timedelta(days=day, hours=hours))
    ben = lab.person("ben")
    thread = ben.sees("Standup of Thursday 5 March", channel="lab")["ts"]
    assert "3 check-ins in a row" in words(ben.sees("Who takes care", channel="lab", thread=thread))
    ben.click("I take it", channel="lab")
    lab.deliver()
    ben.sees("Ben takes care of it", channel="lab", thread=thread)
    assert "Ben takes care of it" in words(ben.sees("Standup of Thursday", channel="lab"))


def test_the_command_teaches_where_no_standup_is(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/standup", channel="lab")
    ana.sees("/ceremony setup", channel="lab")
    ana.type("/standup message", channel="lab")
    ana.sees("/standup message on", channel="lab")
    ana.type("/standup sumary", channel="lab")
    ana.sees("Did you mean “summary”?", channel="lab")
    ana.type("/standup help", channel="lab")
    ana.sees("opens your check-in", channel="lab")


def test_a_summary_so_far_is_private(standup: Lab) -> None:
    lab = standup
    ana = lab.person("ana")
    go_to(lab, OPEN)
    ana.type("/standup summary", channel="lab")
    assert ana.sees("Yours is the first one", channel="lab")["is_ephemeral"]
    check_in(lab, "ben", Next="Review it")
    ana.type("/standup summary", channel="lab")
    assert ana.sees("Review it", channel="lab")["is_ephemeral"]
    assert lab.person("clara").sees_nothing_of("Review it", channel="lab")


def test_absences_by_command(sqlite_lab: Lab) -> None:
    ana, hugo, ben = sqlite_lab.people("ana", "hugo", "ben")
    ana.type("/team away", channel="lab")
    ana.sees("Until when?", channel="lab")
    ana.type("/team away until frdiay", channel="lab")
    ana.sees("Did you mean “Friday”?", channel="lab")
    ana.type("/team away @ben until friday", channel="lab")
    ana.sees("Only an admin", channel="lab")
    hugo.type("/team away @ben until friday", channel="lab")
    hugo.sees("is away up to and including Friday 6 March", channel="lab")
    ana.type("/team list", channel="lab")
    assert "<@U0BEN> · technical · away until 6 Mar 2026" in words(ana.sees("The team:", channel="lab"))
    ben.type("/team back", channel="lab")
    ben.sees("You are back", channel="lab")
    ben.type("/team back", channel="lab")
    ben.sees("You are not away", channel="lab")

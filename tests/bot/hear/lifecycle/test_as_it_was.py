"""As it was then: an experiment as an entry of its history left it, from the history's buttons and by words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from strictslack.blockkit.forms import elements
from strictslack.blockkit.surfaces import check_message_blocks

from bot.draw.experiments import details
from bot.draw.experiments.history_list import MOST_OFFERED, history
from bot.draw.message import Message
from bot.ids import Act
from flows.desk import Desk
from flows.experiments.as_it_was import as_it_was
from flows.people import projects, team
from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind
from rules.journal.entries import Deed, Entry
from rules.lifecycle.steps import Step
from rules.people.people import Duty
from rules.refusals import Refused
from tests import stories
from tests.backends import on_sqlite
from tests.bot.draw.facts import proposed
from tests.bot.lab import Lab
from tests.bot.packs.packing import carry_over
from tests.flows.deeds import ROUTER, new_project
from tests.stories import NOW


def told_twice(desk: Desk) -> Iterator[Experiment]:
    """Yield an experiment after each deed of a life in which it is sent back, changed, promoted and rolled back."""
    yield (one := stories.proposed(desk))
    yield (one := stories.measure(desk, one, "accuracy", "0.90"))
    yield (one := stories.measure(desk, one, "accuracy", "0.95", now=NOW + timedelta(hours=1)))
    yield (one := stories.measure(desk, one, "latency", "620 ms"))
    yield (one := stories.submit(desk, one))
    yield (one := stories.approve(desk, one, ReviewKind.ETHICS))
    yield (one := stories.ask_for_changes(desk, one, reason="Test it with real questions."))
    yield (one := stories.amend(desk, one, title="A smaller router"))
    yield (one := stories.submit(desk, one))
    for kind in ReviewKind:
        yield (one := stories.approve(desk, one, kind))
    yield (one := stories.promote(desk, one))


def test_at_each_entry_an_experiment_is_exactly_as_it_was(desk: Desk) -> None:
    states = list(told_twice(desk))
    for state in states:
        then = as_it_was(desk, 1, state.facts)
        assert replace(then.experiment, deputy="") == replace(state, deputy="")
        assert then.then is not None
        assert then.then.number == state.facts
    assert [str(one.value) for one in as_it_was(desk, 1, 3).experiment.measurements] == ["0.90", "0.95"]
    assert len(states[-1].measurements) == 3


def test_its_project_is_called_as_it_was_then(desk: Desk) -> None:
    project = new_project(desk)
    one = stories.in_review(desk, project=str(project.number))
    renamed = replace(ROUTER, name="Renamed since")
    later = NOW + timedelta(hours=1)
    projects.revise(desk, project.number, renamed, by=stories.ANA, now=later, request="renamed")
    assert as_it_was(desk, 1, one.facts).project == "Router"
    stories.measure(desk, one, "accuracy", "0.95", now=later)
    assert as_it_was(desk, 1, one.facts + 1).project == "Renamed since"


def test_who_lost_a_duty_since_had_it_then(desk: Desk) -> None:
    one = stories.approve_as(desk, stories.promoting(desk), ApprovalKind.TECHNICAL_LEAD)
    drawn = [details.as_it_was(as_it_was(desk, 1, number)) for number in range(1, one.facts + 1)]
    for user, duty in ((stories.EVA, Duty.TECHNICAL_LEAD), (stories.BEN, Duty.TECHNICAL)):
        team.take_duty(desk, user, duty, by=stories.HUGO, now=NOW)
    assert "approved by Eva" in said(drawn[-1])
    since = [details.as_it_was(as_it_was(desk, 1, number)) for number in range(1, one.facts + 1)]
    assert list(map(said, since)) == list(map(said, drawn))


def said(message: Message) -> str:
    """Return all that a message says."""
    return str([block.to_dict() for block in message.blocks])


def pressable(blocks: list[Any]) -> list[Any]:
    """Return everything in blocks that acts."""
    return [element for _, element in elements(blocks) if element.get("action_id")]


def test_a_button_beside_each_decision_shows_it_as_it_was_with_nothing_to_press(lab: Lab) -> None:
    experiment = stories.in_review(lab.desk)
    stories.ask_for_changes(lab.desk, experiment, reason="Test it with real questions.")
    stories.amend(lab.desk, lab.experiment(), title="Renamed since")
    ana = lab.person("ana")
    ana.type("/experiment history EXP-1", channel="lab")
    told = ana.sees("History of EXP-1", channel="lab")
    found = [one for one in pressable(told["blocks"]) if one["action_id"] == Act.AS_IT_WAS]
    assert [one["accessibility_label"] for one in found] == [
        "EXP-1 as it was at entry 5",
        "EXP-1 as it was at entry 6",
    ]
    assert "· entry 6" in str(told["blocks"])
    assert "It is only to look at: nothing can be pressed there." in str(told["blocks"])
    ana.click("As it was then", channel="lab")
    shown = ana.sees("As it was at entry 5", channel="lab")
    words = str(shown["blocks"])
    assert "Smaller router model" in words
    assert "Renamed since" not in words
    assert ":mag: *In review*" in words
    assert "What is possible now" not in words
    assert "awaited" not in words
    assert pressable(shown["blocks"]) == []


@on_sqlite
def test_every_entry_of_a_whole_life_can_be_typed_and_fits(desk: Desk) -> None:
    experiment = stories.in_production(desk)
    stories.close(desk, experiment, Step.ROLL_BACK, note="Errors at noon.")
    last = as_it_was(desk, 1, 1)
    for number in range(1, experiment.facts + 2):
        last = as_it_was(desk, 1, number)
        payload = details.as_it_was(last).payload()
        assert check_message_blocks(payload["blocks"]) == []
        assert f"*As it was at entry {number}*, 2 Mar 2026" in str(payload["blocks"])
        assert pressable(payload["blocks"]) == []
    assert last.experiment.closing_note == "Errors at noon."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("EXP-1 at 99", "EXP-1 has no entry 99: its history has the entries 1 to 5."),
        ("EXP-1 at twelve", "“twelve” is no number of an entry."),
        ("EXP-1 at 0", "“0” is no number of an entry."),
        ("EXP-1 at -3", "“-3” is no number of an entry."),
        ("EXP-1 at ٣", "As it was at entry 3"),
        ("EXP-1 at 1,2", "“1,2” is no number of an entry."),
        ("EXP-1 at 99999999999999999999", "is no number of an entry."),
        ("EXP-1 at", "Add the number of an entry, like: /experiment show EXP-1 at 12"),
        ("EXP-9 at 1", "There is no EXP-9."),
        ("EXP-1 AT 3", "As it was at entry 3"),
        ("EXP-1 at #5", "As it was at entry 5"),
    ],
)
def test_what_is_typed_is_shown_or_refused_in_a_sentence(sqlite_lab: Lab, typed: str, said: str) -> None:
    stories.in_review(sqlite_lab.desk)
    ivan = sqlite_lab.person("ivan")
    ivan.type(f"/experiment show {typed}", channel="lab")
    ivan.sees(said, channel="lab")


@on_sqlite
def test_what_was_written_before_facts_were_kept_cannot_be_shown(desk: Desk) -> None:
    stories.in_review(desk)
    carry_over(desk)
    with pytest.raises(
        Refused, match=r"Entry 3 of EXP-1 was written before facts were kept.* from entry 6 on"
    ):
        as_it_was(desk, 1, 3)
    assert as_it_was(desk, 1, 6).experiment.revision == 1


def decision(number: int, **changes: Any) -> Entry:
    """Return one decision of a history."""
    entry = Entry(NOW, stories.BEN, Deed.APPROVED_REVIEW, "EXP-1", "x" * 90, number, (), True)
    return replace(entry, **changes)


def test_a_long_history_of_decisions_stays_within_what_slack_takes() -> None:
    entries = [
        decision(number, deed=Deed.MEASURED if number % 2 else Deed.APPROVED_REVIEW)
        for number in range(1, 61)
    ]
    payload = history(proposed(number=1), entries, 500).payload()
    assert check_message_blocks(payload["blocks"]) == []
    assert len(payload["blocks"]) <= 50
    buttons = pressable(payload["blocks"])
    assert 0 < len(buttons) <= MOST_OFFERED
    assert buttons[-1]["accessibility_label"] == "EXP-1 as it was at entry 60"


def test_an_entry_of_the_first_version_has_no_button() -> None:
    payload = history(proposed(number=1), [decision(1, tells=False)]).payload()
    assert pressable(payload["blocks"]) == []


def test_times_of_values_are_dates_of_slack_and_nothing_is_read_out_of_words() -> None:
    forged = ("accuracy 0.94, measured 2026-03-02 09:30 UTC", ", measured ", NOW, " (*run*)")
    entry = decision(1, deed=Deed.MEASURED, parts=forged)
    words = str(history(proposed(number=1), [entry]).payload()["blocks"])
    assert words.count("<!date^") == 2
    assert "measured 2026-03-02 09:30 UTC, measured <!date^" in words
    assert "(∗run∗)" in words

"""Overrides in and out of the database, who hears of them, and two people at the same instant."""

from functools import partial

import pytest

from flows.desk import AlreadyDone, Desk
from flows.experiments import sheets
from flows.lifecycle import overrides
from rules.experiments.experiment import Experiment, ReviewKind, Stage
from rules.experiments.letters import NoticeLetter
from rules.experiments.overrides import Item, OverrideOutcome
from rules.journal.entries import Deed
from rules.marks import mention
from rules.refusals import Refused
from tests import stories
from tests.flows.deeds import entries_of, letters_owed
from tests.racing import problems, together
from tests.stories import ANA, BEN, CLARA, DAVID, EVA, FELIX, GRETA, NOW


def kept(desk: Desk, experiment: Experiment) -> Experiment:
    """Return an experiment as the database has it."""
    return sheets.sheet(desk, experiment.number).experiment


def notices(desk: Desk) -> list[tuple[str, list[str]]]:
    """Return the notices that are owed: what each is about, and whom it pings."""
    owed = [letter.facts["notice"] for letter in letters_owed(desk) if letter.kind == NoticeLetter.kind]
    return [(notice["topic"], notice["to"]) for notice in owed]


def test_an_override_is_kept_as_it_was_asked_for_and_answered(desk: Desk) -> None:
    asked = stories.ask_override(desk, stories.unrehearsed(desk))
    assert kept(desk, asked) == asked
    confirmed = stories.confirm_override(desk, asked)
    assert kept(desk, asked) == confirmed
    (one,) = confirmed.overrides
    assert (one.item, one.outcome, one.asked_by, one.settled_by) == (
        Item.ROLLBACK,
        OverrideOutcome.CONFIRMED,
        BEN,
        CLARA,
    )
    assert one.lacks == ("no rollback plan is attached",)


def test_whoever_could_be_the_second_person_is_called_and_then_who_asked(desk: Desk) -> None:
    asked = stories.ask_override(desk, stories.unrehearsed(desk))
    stories.confirm_override(desk, asked)
    assert notices(desk) == [
        ("submitted", []),
        ("override_asked", [CLARA, DAVID, EVA, FELIX, GRETA]),
        ("override_confirmed", [BEN]),
    ]


def test_the_history_tells_the_item_what_it_lacks_and_why(desk: Desk) -> None:
    stories.confirm_override(desk, stories.ask_override(desk, stories.unrehearsed(desk)))
    about = "Rollback plan defined, although no rollback plan is attached"
    assert [(one.by, one.deed, one.detail) for one in entries_of(desk)[-2:]] == [
        (BEN, Deed.ASKED_OVERRIDE, f"{about}: The flag is enough."),
        (CLARA, Deed.CONFIRMED_OVERRIDE, about),
    ]


def test_the_form_sent_twice_asks_once(desk: Desk) -> None:
    experiment = stories.unrehearsed(desk)
    send = partial(
        overrides.ask,
        desk,
        experiment.number,
        Item.ROLLBACK.value,
        "Why not.",
        by=BEN,
        now=NOW,
        request="view:V1",
    )
    send()
    with pytest.raises(AlreadyDone):
        send()
    assert len(kept(desk, experiment).overrides) == 1


def test_a_double_click_confirms_once(desk: Desk) -> None:
    asked = stories.ask_override(desk, stories.unrehearsed(desk))
    for _ in range(2):
        stories.confirm_override(desk, asked)
    assert [one.deed for one in entries_of(desk)].count(Deed.CONFIRMED_OVERRIDE) == 1


def test_of_two_people_who_answer_at_once_one_decides_and_the_other_hears_who(
    desk: Desk, replica: Desk
) -> None:
    asked = stories.ask_override(desk, stories.unrehearsed(desk))
    answers = together(
        partial(stories.confirm_override, desk, asked, by=CLARA),
        partial(overrides.dismiss, replica, asked.number, 0, by=DAVID, now=NOW),
    )
    (problem,) = problems(answers)
    assert isinstance(problem, Refused)
    (one,) = kept(desk, asked).overrides
    assert f"{mention(one.settled_by)} has {one.outcome}" in str(problem)


def test_two_who_ask_for_the_same_item_at_once_ask_once(desk: Desk, replica: Desk) -> None:
    experiment = stories.unrehearsed(desk)
    answers = together(
        partial(stories.ask_override, desk, experiment, by=BEN),
        partial(stories.ask_override, replica, experiment, by=DAVID),
    )
    assert len(problems(answers)) == 1
    assert len(kept(desk, experiment).overrides) == 1


def test_the_last_review_and_the_confirmation_at_once_pass_the_board_once(desk: Desk, replica: Desk) -> None:
    experiment = stories.unrehearsed(desk)
    for kind in (ReviewKind.TECHNICAL, ReviewKind.ETHICS):
        stories.approve(desk, experiment, kind)
    asked = stories.ask_override(desk, experiment)
    answers = together(
        partial(stories.confirm_override, desk, asked, by=EVA),
        partial(stories.approve, replica, asked, ReviewKind.BUSINESS),
    )
    assert problems(answers) == []
    assert kept(desk, asked).stage is Stage.APPROVED
    assert [one.deed for one in entries_of(desk)].count(Deed.PASSED_BOARD) == 1


def test_the_form_is_not_opened_for_nothing(desk: Desk) -> None:
    with pytest.raises(Refused, match="Nothing in the checklist"):
        overrides.overridable(desk, stories.in_review(desk).number, ANA)


def test_a_workspace_knows_nothing_of_the_overrides_of_another(desk: Desk, other_desk: Desk) -> None:
    stories.ask_override(desk, stories.unrehearsed(desk))
    theirs = stories.unrehearsed(other_desk)
    assert kept(other_desk, theirs).overrides == ()
    with pytest.raises(Refused, match="no such override"):
        stories.confirm_override(other_desk, theirs)

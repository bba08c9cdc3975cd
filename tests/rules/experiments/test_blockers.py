"""Blockers: what a check-in names, what it repeats, how it ages, and when somebody should take care of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rules.experiments.blockers import (
    Blocker,
    NamedBlocker,
    age_words,
    aged,
    ages_at,
    left_out,
    matched,
    named_in,
    no_longer,
    recorded,
    repeated,
    solve,
    taken_on,
    wants_owner,
)
from rules.marks import mention
from tests.rules.refusal import reasons_of, refusal_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


def blocker(text: str = "Waiting for the GPU quota", **changes: Any) -> Blocker:
    """Return a blocker that Monday's check-in named."""
    facts = {"number": 1, "channel": "C0LAB", "user": "U0ANA", "since": NOW, "seen": (MONDAY,)}
    return Blocker(**{"text": text, **facts, **changes})


@pytest.mark.parametrize(
    ("text", "experiment", "named"),
    [
        ("", None, ()),
        ("\n  \n", 7, ()),
        ("Waiting for data", None, (NamedBlocker("Waiting for data"),)),
        ("Waiting for data", 7, (NamedBlocker("Waiting for data", 7),)),
        ("EXP-12: no GPU", 7, (NamedBlocker("EXP-12: no GPU", 12),)),
        (
            "exp 12 and EXP_13 stand",
            None,
            (NamedBlocker("exp 12 and EXP_13 stand", 12), NamedBlocker("exp 12 and EXP_13 stand", 13)),
        ),
        (
            "- one\n* two\n3. three",
            None,
            (NamedBlocker("one"), NamedBlocker("two"), NamedBlocker("three")),
        ),
        ("the experts are on leave", None, (NamedBlocker("the experts are on leave"),)),
    ],
)
def test_each_line_is_a_blocker_on_what_it_names(
    text: str, experiment: int | None, named: tuple[NamedBlocker, ...]
) -> None:
    assert named_in(text, experiment) == named


def test_a_long_list_and_a_long_line_are_cut() -> None:
    found = named_in("\n".join(["x" * 900] * 90), None)
    assert len(found) == 10
    assert max(len(one.text) for one in found) <= 300


def known_of(
    known: list[Blocker], named: NamedBlocker, day: date = TUESDAY, last: date | None = MONDAY
) -> Blocker | None:
    """Return the blocker that one named on a day repeats."""
    return matched(known, [named], day, last)[0].known


@pytest.mark.parametrize(
    ("before", "now", "is_same"),
    [
        (blocker(), NamedBlocker("waiting for the GPU quota."), True),
        (blocker(), NamedBlocker("Still waiting for the GPU quota"), True),
        (blocker(), NamedBlocker("Nobody reviews my change"), False),
        (blocker(experiment=12), NamedBlocker("Nobody reviews my change", 12), True),
        (blocker(experiment=12), NamedBlocker("Waiting for the GPU quota", 13), False),
        (blocker(experiment=12), NamedBlocker("Waiting for the GPU quota"), True),
    ],
)
def test_a_blocker_comes_back_by_its_words_or_its_experiment(
    before: Blocker, now: NamedBlocker, is_same: bool
) -> None:
    assert (known_of([before], now) is before) == is_same


def test_what_is_on_no_experiment_is_forgotten_once_a_check_in_leaves_it_out() -> None:
    same = NamedBlocker("Waiting for the GPU quota")
    assert known_of([blocker()], same, day=WEDNESDAY, last=TUESDAY) is None
    assert known_of([blocker(experiment=12)], same, day=WEDNESDAY, last=TUESDAY) is not None


def test_two_blockers_of_one_experiment_stay_two() -> None:
    quota, data = blocker(experiment=12), blocker("No labelled data", number=2, experiment=12)
    named = [
        NamedBlocker("EXP-12: still no labelled data", 12),
        NamedBlocker("EXP-12: waiting for the GPU quota", 12),
    ]
    assert [match.known for match in matched([quota, data], named, TUESDAY, MONDAY)] == [data, quota]


def test_a_repeated_blocker_has_its_newest_words_and_the_day() -> None:
    after = repeated(blocker(), NamedBlocker("EXP-12: no GPU quota", 12), TUESDAY)
    assert (after.text, after.experiment, after.seen) == ("EXP-12: no GPU quota", 12, (MONDAY, TUESDAY))
    assert repeated(after, NamedBlocker("no GPU", 12), TUESDAY).seen == (MONDAY, TUESDAY)
    assert no_longer(after, TUESDAY).seen == (MONDAY,)


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, True),
        ({"seen": (MONDAY, WEDNESDAY)}, False),
        ({"owner": "U0BEN"}, False),
        ({"called_on": TUESDAY}, False),
        ({"solved_at": NOW}, False),
    ],
)
def test_an_owner_is_wanted_after_three_check_ins_in_a_row(changes: dict[str, Any], wanted: bool) -> None:
    days = (WEDNESDAY, TUESDAY, MONDAY)
    assert wants_owner(blocker(**{"seen": (MONDAY, TUESDAY, WEDNESDAY), **changes}), days) == wanted


def test_two_check_ins_are_not_three() -> None:
    assert not wants_owner(blocker(seen=(MONDAY, TUESDAY)), (TUESDAY, MONDAY))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("EXP-12: no GPU", "no GPU"),
        ("exp 12 - no GPU", "no GPU"),
        ("EXP-12 still has no GPU", "still has no GPU"),
        ("EXP-13: no GPU", "EXP-13: no GPU"),
        ("EXP-12 and EXP-13 stand", "EXP-12 and EXP-13 stand"),
        ("EXP-12:", "EXP-12:"),
        ("no GPU for EXP-12", "no GPU for EXP-12"),
    ],
)
def test_its_words_leave_out_the_key_before_them(text: str, words: str) -> None:
    assert blocker(text, experiment=12).words == words


def test_it_ages_by_whole_days() -> None:
    young = aged(blocker(), NOW + timedelta(hours=23))
    old = aged(blocker(), NOW + timedelta(days=3, hours=1))
    assert (age_words(young), age_words(old)) == ("", "for 3 days")
    assert (ages_at(young), ages_at(old)) == (NOW + timedelta(days=1), NOW + timedelta(days=4))
    assert age_words(aged(blocker(), NOW + timedelta(days=1))) == "for 1 day"


def test_who_solved_it_first_stays_named() -> None:
    once = solve(blocker(), "U0BEN", NOW)
    assert solve(once, "U0EVA", NOW + timedelta(hours=1)) == once
    assert (once.solved_by, once.solved_at) == ("U0BEN", NOW)


def test_one_person_takes_care_of_it() -> None:
    taken = taken_on(blocker(), "U0BEN")
    assert taken_on(taken, "U0BEN") == taken
    assert f"{mention('U0BEN')} takes care of it already" in reasons_of(lambda: taken_on(taken, "U0EVA"))
    assert "solved already" in reasons_of(lambda: taken_on(solve(blocker(), "U0EVA", NOW), "U0BEN"))


def test_what_is_recorded_beside_check_ins_stands_whatever_todays_check_in_says() -> None:
    made = recorded(7, "- Waiting\nfor GPUs ", channel="C0LAB", user="U0ANA", day=MONDAY, now=NOW)
    assert (made.text, made.experiment, made.key) == ("Waiting for GPUs", 7, "EXP-7")
    assert left_out(made, MONDAY, NOW) == made
    assert left_out(made, TUESDAY, NOW) == made


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "- "])
def test_a_blocker_that_says_nothing_is_refused_beside_its_field(text: str) -> None:
    refused = refusal_of(lambda: recorded(7, text, channel="C0LAB", user="U0ANA", day=MONDAY, now=NOW))
    assert refused.fields == {"blockers": "Say what holds it up."}

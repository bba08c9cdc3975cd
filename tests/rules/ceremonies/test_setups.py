"""The form of the ceremonies: everything wrong is told at once, beside its field."""

from dataclasses import replace
from datetime import date, time

import pytest

from rules.ceremonies.ceremonies import Options, Schedule
from rules.ceremonies.setups import CeremonyDraft, Setter, SetupDraft, read_setup, require_manager
from rules.ceremony_names import Ceremony
from rules.marks import mention
from rules.people.people import Duty, Person
from rules.refusals import Refused
from tests.stories import ANA, BEN, CHANNEL, NOW

SETTER = Setter(CHANNEL, ANA, NOW)
GOOD = SetupDraft(
    chosen=("standup", "retro"),
    zone="Europe/Berlin",
    ceremonies={
        Ceremony.STANDUP: CeremonyDraft(weekdays=("0", "4"), at="9:45"),
        Ceremony.RETRO: CeremonyDraft(weekdays=("4",), at="3 pm"),
    },
)


def read(draft: SetupDraft, **before: Schedule) -> dict[Ceremony, Schedule]:
    """Return the schedules of a form."""
    known = {Ceremony(name): schedule for name, schedule in before.items()}
    return {one.ceremony: one for one in read_setup(draft, SETTER, known, lambda text: text)}


def refused(draft: SetupDraft) -> dict[str, str]:
    """Return what is said beside the fields of a form that is refused."""
    with pytest.raises(Refused) as refusal:
        read(draft)
    return refusal.value.fields


def test_a_form_becomes_the_chosen_schedules() -> None:
    found = read(GOOD)
    assert list(found) == [Ceremony.STANDUP, Ceremony.RETRO]
    standup, retro = found.values()
    assert (standup.weekdays, standup.at, standup.every_weeks) == ((0, 4), time(9, 45), 1)
    assert (retro.weekdays, retro.at, retro.every_weeks) == ((4,), time(15), 2)
    assert standup.owner == ANA
    assert standup.options == Options()


def test_a_rhythm_of_two_weeks_begins_with_the_next_day_or_the_one_that_is_named() -> None:
    assert read(GOOD)[Ceremony.RETRO].anchor == date(2026, 3, 6)
    later = replace(GOOD.ceremonies[Ceremony.RETRO], first="2026-03-13")
    named = replace(GOOD, ceremonies={**GOOD.ceremonies, Ceremony.RETRO: later})
    assert read(named)[Ceremony.RETRO].anchor == date(2026, 3, 13)


def test_what_the_form_does_not_ask_for_stays() -> None:
    before = replace(read(GOOD)[Ceremony.STANDUP], owner=BEN, by_message=(BEN,), paused=True)
    after = read(GOOD, standup=before)[Ceremony.STANDUP]
    assert (after.owner, after.by_message, after.paused) == (BEN, (BEN,), True)


def test_everything_wrong_is_told_at_once_beside_its_field() -> None:
    wrong = replace(
        GOOD,
        zone="Europe/Berln",
        votes="0",
        safety_age="never",
        fairness="4/5",
        ceremonies={
            Ceremony.STANDUP: CeremonyDraft(at="25:00"),
            Ceremony.RETRO: CeremonyDraft(weekdays=("4",), at="15:00", first="2026-02-30"),
        },
    )
    said = refused(wrong)
    assert said.keys() == {
        "zone",
        "votes",
        "safety_age",
        "fairness",
        "standup_days",
        "standup_time",
        "retro_first",
    }
    assert "Europe/Berlin" in said["zone"]
    assert said["standup_time"] == "No clock shows 25:00: a day goes from 00:00 to 23:59."


def test_of_a_ceremony_that_is_not_chosen_nothing_is_asked() -> None:
    wrong = {**GOOD.ceremonies, Ceremony.REVIEW: CeremonyDraft(at="25:00")}
    assert Ceremony.REVIEW not in read(replace(GOOD, ceremonies=wrong))


def test_none_chosen_is_refused() -> None:
    assert refused(replace(GOOD, chosen=())).keys() == {"ceremonies"}


@pytest.mark.parametrize(("typed", "ratio"), [("0.8", 0.8), ("80%", 0.8), ("1", 1.0), (" .75", 0.75)])
def test_a_fairness_threshold_is_a_ratio_or_in_percent(typed: str, ratio: float) -> None:
    assert read(replace(GOOD, fairness=typed))[Ceremony.STANDUP].options.fairness_ratio == ratio


@pytest.mark.parametrize("typed", ["0", "1.1", "-0.8", "80", "80 ms", "", "101%"])
def test_another_fairness_threshold_is_refused(typed: str) -> None:
    assert refused(replace(GOOD, fairness=typed)).keys() == {"fairness"}


def test_who_set_it_up_and_admins_may_change_it_and_anybody_once_the_owner_has_left() -> None:
    schedule = read(GOOD)[Ceremony.STANDUP]
    require_manager(schedule, Person(ANA), owner_is_here=True)
    require_manager(schedule, Person(BEN, frozenset({Duty.ADMIN})), owner_is_here=True)
    require_manager(schedule, Person(BEN), owner_is_here=False)
    with pytest.raises(Refused, match=f"Only {mention(ANA)}, who set it up, or an admin"):
        require_manager(schedule, Person(BEN), owner_is_here=True)


def test_who_set_it_up_and_facilitates_is_named_once() -> None:
    schedule = read(GOOD)[Ceremony.STANDUP]
    with pytest.raises(Refused, match=f"Only {mention(ANA)}, who set it up and facilitates it, or an admin"):
        require_manager(schedule, Person(BEN), owner_is_here=True, facilitator=ANA)

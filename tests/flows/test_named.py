"""Whom values name: in a field of their own, and within what was typed."""

from dataclasses import replace

import pytest

from flows.desk import Desk
from flows.experiments import sheets
from flows.named import users_in
from flows.people import team
from rules.marks import mention
from rules.people.people import Duty, Member
from store.people import members
from tests import stories
from tests.stories import ANA, BEN, HUGO, IVAN


@pytest.mark.parametrize(
    "value",
    [
        IVAN,
        f"asks @{IVAN}",
        f"first line\n{IVAN} on the second",
        mention(IVAN),
        {IVAN: 1},
        {1: frozenset({IVAN})},
        Member(id=IVAN, name="Ivan"),
        [None, (b"\xff", IVAN)],
    ],
)
def test_whom_a_value_names_is_found_wherever_it_stands(value: object) -> None:
    assert IVAN in users_in(value)


def test_what_is_no_id_is_nobodys() -> None:
    assert users_in(f"X{IVAN}", "u0ivan", "U", 7) == frozenset()


def test_a_sheet_knows_whom_it_names_and_who_holds_a_duty_and_none_of_the_others(desk: Desk) -> None:
    crowd = [Member(id=f"U1M{number:04}", name=f"Person {number}") for number in range(50)]
    with desk.begin() as session:
        members.save(session, *crowd)
    experiment = stories.in_review(desk)
    known = sheets.sheet(desk, experiment.number).team
    assert {ANA, BEN, HUGO} <= set(known.by_id)
    assert not {member.id for member in crowd} & set(known.by_id)
    assert sheets.sheet(desk, experiment.number, crowd[7].id).team.name(crowd[7].id) == "Person 7"


def test_who_could_decide_is_the_same_as_among_everybody(desk: Desk) -> None:
    named = replace(desk, admins=frozenset({IVAN}), bot="U0ASSAY")
    with named.look() as session:
        few, everybody = named.concerned(session), named.team(session)
    assert {duty: few.holders(duty) for duty in Duty} == {duty: everybody.holders(duty) for duty in Duty}
    assert few.name("U0ASSAY") == "Assay"
    assert team.named(named, BEN).by_id[BEN] == everybody.by_id[BEN]

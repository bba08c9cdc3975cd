"""Nothing in the database joins a person to an anonymous card: looked at as a dump, before, between and after."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from flows.ceremonies.retro import retros
from flows.desk import Desk
from rules.ceremonies.ceremonies import Phase
from store.ceremonies.retro.retros import save
from store.database import Database
from tests.backends import contents, on_postgresql
from tests.flows.retrospectives import add, advance, opened, sheet
from tests.stories import ANA, BEN, CLARA, DAVID, EVA, NOW

WRITERS = (ANA, BEN, CLARA, DAVID, EVA)


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the rows of each table that are new or different."""
    found = {name: [row for row in rows if row not in before[name]] for name, rows in after.items()}
    return {name: rows for name, rows in found.items() if rows}


def test_a_card_changes_one_row_and_that_row_names_nobody(desk: Desk) -> None:
    key = opened(desk)
    for writer in WRITERS:
        before = contents(desk.database)
        add(desk, key, f"Something that {len(writer)} letters say", by=writer)
        difference = changed(before, contents(desk.database))
        # No receipt, no letter, no journal entry, nothing about the person: only the document with all cards.
        assert list(difference) == ["retros"]
        assert len(difference["retros"]) == 1
        assert not [user for user in WRITERS if user in repr(difference)]
        assert str(NOW.year) not in repr(difference["retros"][0][4])


def test_the_dump_is_the_same_whoever_wrote_which_card_and_in_which_order(desk: Desk) -> None:
    """Swap the writers, the order and the hour of the same requests: not one byte of the dump changes."""
    key = opened(desk)
    said = [("well", f"card {number}", f"card:{number:032x}") for number in range(4)]
    start = sheet(desk, key).retro
    dumps = set()
    for turn, order in enumerate(itertools.islice(itertools.permutations(said), 6)):
        for writer, (kind, words, request) in zip(WRITERS, order, strict=False):
            now = NOW + timedelta(minutes=turn)
            retros.add_card(desk, key, kind, words, by=writer, now=now, request=request)
        dumps.add(repr(contents(desk.database)))
        with desk.begin() as session:
            save(session, key, start)
    assert len(dumps) == 1


def test_cards_stand_in_an_order_of_their_random_ids_alone(desk: Desk) -> None:
    key = opened(desk)
    for number, writer in enumerate(WRITERS):
        add(desk, key, f"card {number}", by=writer)
    cards = sheet(desk, key).retro.cards
    assert [card.id for card in cards] == sorted(card.id for card in cards)


def test_nothing_is_left_of_who_voted_once_the_votes_are_counted(desk: Desk) -> None:
    key = opened(desk)
    add(desk, key, "one")
    advance(desk, key, Phase.VOTE)
    for voter in WRITERS:
        chosen = [topic.id for topic in sheet(desk, key).topics]
        retros.vote(desk, key, chosen, by=voter, now=NOW)
    advance(desk, key, Phase.DISCUSS)
    after = contents(desk.database)
    assert after["ballots"] == []
    assert not [user for user in WRITERS if user in repr(after["retros"])]


@on_postgresql
def test_postgresql_keeps_one_row_version_for_all_cards(desk: Desk, database: Database) -> None:
    """Rows of their own would carry xmin and ctid, which tell their order: here all cards share one of each."""
    key = opened(desk)
    for number, writer in enumerate(WRITERS):
        add(desk, key, f"card {number}", by=writer)
    with database.reading.connect() as connection:
        rows = connection.execute(text("SELECT xmin, ctid FROM retros")).all()
        last = rows[0].xmin
        tables = [name for name in contents(database) if name != "retros"]
        joined = [
            name
            for name in tables
            if connection.execute(text(f"SELECT count(*) FROM \"{name}\" WHERE xmin = '{last}'")).scalar()
        ]
    assert len(rows) == 1
    assert joined == []


def test_nothing_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    key = opened(desk)
    caplog.clear()
    add(desk, key, "one", by=CLARA)
    assert caplog.text == ""

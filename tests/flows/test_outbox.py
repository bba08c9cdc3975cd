"""What the postman records: what was sent, what waits, what was set aside and who hears of it."""

from datetime import datetime, timedelta

import pytest

from flows import outbox
from flows.desk import Desk
from flows.people import team
from rules.experiments.letters import CardLetter
from rules.message_keys import board_of, card_of
from rules.people.people import Duty
from store.outbox import Errand
from store.postings import Posting
from tests import stories
from tests.flows.deeds import letters_owed
from tests.stories import EVA, HUGO, NOW

KEEP_SENT = timedelta(days=7)


def claim(desk: Desk, now: datetime) -> Errand | None:
    """Take on the next letter."""
    return next(iter(outbox.take_on(desk.database, [desk.workspace], now, most=1)), None)


@pytest.fixture
def errand(desk: Desk) -> Errand:
    """Return the card of a new experiment, taken on."""
    stories.proposed(desk)
    taken = claim(desk, NOW)
    assert taken is not None
    return taken


def test_a_new_experiment_owes_its_card(errand: Errand, desk: Desk) -> None:
    assert (errand.workspace, errand.kind, errand.facts) == (
        desk.workspace,
        CardLetter.kind,
        {"experiment": 1},
    )


def test_letters_of_a_workspace_that_is_not_served_here_are_left_alone(desk: Desk) -> None:
    stories.proposed(desk)
    assert outbox.take_on(desk.database, ["T0ELSE"], NOW, most=1) == ()
    assert outbox.take_on(desk.database, [], NOW, most=1) == ()
    assert len(letters_owed(desk)) == 1


def test_a_sent_letter_is_owed_no_more(desk: Desk, errand: Errand) -> None:
    outbox.take_on(desk.database, [desk.workspace], NOW, most=0, sent=[errand.id])
    assert letters_owed(desk) == []
    assert outbox.waiting(desk.database) == {"sent": 1}


def test_a_deferred_letter_is_owed_still(desk: Desk, errand: Errand) -> None:
    outbox.defer(desk, errand.id, NOW + timedelta(seconds=30), "Slack asked to wait.")
    assert claim(desk, NOW) is None
    again = claim(desk, NOW + timedelta(seconds=30))
    assert again is not None
    assert (again.id, again.attempts) == (errand.id, 2)


def test_a_posting_is_remembered_and_replaced(desk: Desk, errand: Errand) -> None:
    assert outbox.posted(desk, card_of(1)) is None
    for ts in ("1.1", "2.2"):
        outbox.keep_posting(desk, card_of(1), Posting("C1", ts))
    assert outbox.posted(desk, card_of(1)) == Posting("C1", "2.2")


def test_the_threads_of_two_revisions_are_remembered_apart(desk: Desk, errand: Errand) -> None:
    for revision in (1, 2):
        outbox.keep_posting(desk, board_of(1, revision), Posting("C1", f"{revision}.0"))
    assert outbox.posted(desk, board_of(1, 1)) == Posting("C1", "1.0")
    assert outbox.posted(desk, board_of(1, 2)) == Posting("C1", "2.0")


def test_each_admin_hears_once_of_a_letter_that_was_set_aside(desk: Desk, errand: Errand) -> None:
    team.give_duty(desk, EVA, Duty.ADMIN, by=HUGO, now=NOW)
    outbox.park(desk, errand, "The channel is archived.", NOW)
    told = {letter.lane: letter.facts for letter in letters_owed(desk)}
    facts = {
        "letter": "card",
        "problem": "The channel is archived.",
        "experiment": 1,
        "channel": "",
        "ceremony": "",
    }
    assert told == {
        f"admin:{EVA}": {"to": EVA, **facts},
        f"admin:{HUGO}": {"to": HUGO, **facts},
    }


def test_word_of_a_parked_letter_that_is_parked_itself_tells_nobody(desk: Desk, errand: Errand) -> None:
    outbox.park(desk, errand, "The channel is archived.", NOW)
    word = claim(desk, NOW)
    assert word is not None
    outbox.park(desk, word, "The account is gone.", NOW)
    assert letters_owed(desk) == []


def test_what_was_sent_long_ago_is_forgotten_and_what_waits_is_not(desk: Desk, errand: Errand) -> None:
    outbox.take_on(desk.database, [desk.workspace], NOW, most=0, sent=[errand.id])
    stories.proposed(desk)
    outbox.tidy(desk.database, NOW + KEEP_SENT)
    assert outbox.waiting(desk.database) == {"sent": 1, "waiting": 1}
    outbox.tidy(desk.database, NOW + KEEP_SENT + timedelta(seconds=1))
    assert outbox.waiting(desk.database) == {"waiting": 1}

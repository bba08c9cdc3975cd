"""The one message of a day: what it says of each thing, and that it stays within Slack's limits."""

from dataclasses import replace

import pytest

from bot.draw.waiting.reminder_message import decided, owner_reminder, reminder
from tests.bot.draw.judges import button_texts, problems, texts, words
from tests.bot.draw.waiting.reminder_facts import digest, worst_digest
from tests.stories import ANA


def test_each_thing_says_why_it_is_told() -> None:
    said = words(reminder(digest()))
    for expected in (
        ":alarm_clock: *Due soon* · Ana reminds you",
        ":hourglass: *Overdue* · you stand in for Clara",
        "stands still until a question is answered",
        ":rotating_light: *Overdue for more than a working day* · others were asked first; you could settle it too",
        "○ The ethics review: awaited from Clara, was due",
        "Nobody holds it.",
    ):
        assert expected in said


def test_only_who_is_to_settle_something_gets_its_buttons() -> None:
    whole = digest()
    owned = replace(whole, items=whole.items[-2:], total=2)
    assert button_texts(reminder(owned)) == ["Remind", "Remind"]
    assert texts(reminder(owned))[0] == "Others let wait what you own"
    assert {"Approve", "Approve as security", "Answer", "Mark as done", "Accept"} <= set(
        button_texts(reminder(whole))
    )


def test_what_is_left_out_is_counted() -> None:
    whole = replace(digest(), total=45)
    left_out = 45 - len(whole.items)
    assert f"and {left_out} more: `/experiment` alone shows" in words(reminder(whole))


def test_when_nothing_is_left_it_says_so() -> None:
    assert "Nothing of this waits for you any more" in words(reminder(replace(digest(), items=(), total=0)))


def test_an_owner_asks_for_what_waits() -> None:
    first = replace(digest(), items=digest().items[:1])
    drawn = owner_reminder(first, ANA)
    assert drawn.text == f"<@{ANA}> asks you for your decision on EXP-12."
    assert button_texts(drawn)[0] == "Approve"
    assert button_texts(decided(12)) == problems(decided(12)) == []


@pytest.mark.parametrize("sign", ["<", "&", "x", "😀"])
def test_the_longest_message_fits(sign: str) -> None:
    assert problems(reminder(worst_digest(sign))) == []


def test_every_kind_fits() -> None:
    assert problems(reminder(digest())) == []

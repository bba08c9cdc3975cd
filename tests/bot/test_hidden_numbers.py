"""Whatever is pressed, submitted or typed with the number of a hidden experiment is answered as with one that nobody has."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from bot.draw.help import WORDS
from bot.hear.hearing import Hearing
from bot.hear.listeners import TABLE
from bot.hear.payloads import Click, FormSubmission, Malformed, read, viewer_of
from bot.ids import Command
from bot.outside.promtool import NO_PROMTOOL
from flows.desk import AlreadyDone
from flows.people import channels
from rules.people.viewing import ChannelFound
from rules.refusals import Refused
from tests import stories
from tests.backends import on_sqlite
from tests.bot import payloads
from tests.bot.window import Window
from tests.flows import gatherings
from tests.stories import ANA, CHANNEL, HUGO, IVAN, NOW, REVIEW_CHANNEL

# EXP-1 to EXP-4 are hidden, in the stages in which most can be done; nobody has the others.
HIDDEN, ABSENT = (1, 2, 3, 4), (81, 82, 83, 84)
SUBMITTED = {
    "reason": payloads.typed("No."),
    "finding": payloads.typed("Fine."),
    "title": payloads.typed("A title"),
    "note": payloads.typed("Weak"),
    "text": payloads.typed("No GPU"),
    "groups": payloads.typed("women, 0.9\nmen, 0.8"),
    "metric": payloads.typed("accuracy"),
    "passed_to": payloads.picked(IVAN),
    "owner": payloads.picked(IVAN),
    "progress": payloads.typed("Trained"),
}


@pytest.fixture
def hiding(window: Window) -> Window:
    """Return the window of a workspace whose cards stand in a private channel."""
    desk = window.desk
    stories.running(desk)
    stories.in_review(desk)
    stories.promoting(desk)
    stories.in_production(desk)
    gatherings.set_up(desk, "ethics")
    gatherings.run(desk, "ethics", by=HUGO)
    channels.keep_found(desk, REVIEW_CHANNEL, ChannelFound(is_private=True, people=frozenset({ANA})))
    return window


def value_of(number: int, kind: str) -> str:
    """Return what a button or a form of any kind may carry about an experiment."""
    place = {
        "place": 0,
        "revision": 1,
        "round": 1,
        "turn": 1,
        "entry": 1,
        "milestone": "",
        "channel": CHANNEL,
    }
    holding = {"held_in": CHANNEL, "ceremony": "ethics", "day": NOW.date().isoformat(), "number": number}
    chosen = {"step": "withdraw", "choice": "show", "verdict": "reject", "duty": "ethics", "kind": kind}
    return json.dumps({"experiment": number, **place, **holding, **chosen, "is_whole": True, "text": "x"})


def answered(window: Window, said: payloads.Json, number: int) -> str:
    """Return how something is answered, with its number left out."""
    typed = read(said)
    desk = replace(window.desk, viewer=viewer_of(typed))
    at = Hearing(desk, NOW, window.office.slack(desk.workspace), NO_PROMTOOL, window.office.bots)
    try:
        found: Any = listener_of(typed)(typed, at)
    except Refused as refusal:
        found = (refusal.reasons, refusal.fields)
    except (Malformed, AlreadyDone, OSError) as problem:
        found = type(problem)
    shown = found.payload() if hasattr(found, "payload") else found
    return str(shown).replace(f"EXP-{number}", "EXP-n")


def listener_of(typed: Any) -> Callable[..., Any]:
    """Return who hears what was said."""
    match typed:
        case Click():
            return TABLE.actions[typed.actions[0].action_id]
        case FormSubmission():
            return TABLE.forms[typed.view.callback_id]
        case _:
            return TABLE.commands[typed.command]


def clicked(act: str, number: int, kind: str, user: str) -> payloads.Json:
    """Return a click in a public channel."""
    click = payloads.click(payloads.button(act, value_of(number, kind)), user=user)
    click["channel"] = {"id": CHANNEL, "name": "lab"}
    click["container"] |= {"channel_id": CHANNEL}
    return click


def submitted(form: str, number: int, kind: str, user: str) -> payloads.Json:
    """Return a form that was submitted."""
    values = {name: {name: one} for name, one in SUBMITTED.items()}
    values["experiment"] = {"experiment": payloads.chosen(str(number))}
    drawn = {"callback_id": form, "private_metadata": value_of(number, kind)}
    return payloads.submission(
        drawn, values, user=user, id=f"V{kind}{number}{form}".replace("_", "").upper()[:20]
    )


def typed(word: str, number: int, more: str, user: str) -> payloads.Json:
    """Return a command about an experiment, in a public channel."""
    text = f"{word} EXP-{number}{more}"
    return payloads.command(Command.EXPERIMENT, text, user=user, channel=CHANNEL)


Say = Callable[[int, str, str], payloads.Json]
WAYS: dict[str, Say] = {
    **{f"button {act}": partial(clicked, act) for act in TABLE.actions},
    **{f"form {form}": partial(submitted, form) for form in TABLE.forms},
    # The text of help names EXP-1 as its example.
    **{
        f"word {one.name}": partial(typed, one.name)
        for one in WORDS[Command.EXPERIMENT]
        if one.name != "help"
    },
}
MORE = {
    "button": ("ethics", "security"),
    "form": ("ethics", "security"),
    "word": ("", " accuracy 0.9", " at 1", " @ivan"),
}


def telling(window: Window, user: str) -> set[str]:
    """Return the ways that answer somebody otherwise about an experiment than about one that nobody has."""
    return {
        way
        for way, say in WAYS.items()
        for more in MORE[way.split()[0]]
        for number, absent in zip(HIDDEN, ABSENT, strict=True)
        if answered(window, say(number, more, user), number)
        != answered(window, say(absent, more, user), absent)
    }


@on_sqlite
@pytest.mark.parametrize("user", [IVAN, HUGO])
def test_nothing_tells_of_what_is_hidden(hiding: Window, user: str) -> None:
    assert telling(hiding, user) == set()


@on_sqlite
def test_who_is_in_the_channel_is_answered_otherwise(hiding: Window) -> None:
    assert {"button show", "form note", "word history", "word metric"} <= telling(hiding, ANA)
    assert len(telling(hiding, ANA)) > 40

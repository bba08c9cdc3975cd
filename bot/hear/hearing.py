"""What a listener is: a function of what was said and of where it is heard, which returns its answer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from slack_sdk import WebClient
from slack_sdk.models.views import View

from bot.bots import Bots
from bot.draw.message import Message
from bot.hear.aside import Instead
from bot.hear.event_payloads import Event
from bot.hear.payloads import Click, FormSubmission, SlashCommand
from bot.hear.shortcut_payloads import ShortcutUse
from bot.outside.promtool import Promtool
from flows.desk import Desk


@dataclass(frozen=True, slots=True)
class Hearing:
    """At which desk and when something is heard, with the Slack client and the promtool for this request, and the bots of this
    process, which may have to forget a token."""

    desk: Desk
    now: datetime
    client: WebClient
    promtool: Promtool
    bots: Bots


# Nothing returned is a plain acknowledgement. A message is for who clicked or typed alone; a form follows in the
# place of the one that was submitted. A refusal is raised, never returned.
ClickListener = Callable[[Click, Hearing], Message | Instead | None]
FormListener = Callable[[FormSubmission, Hearing], View | None]
CommandListener = Callable[[SlashCommand, Hearing], Message | None]
ShortcutListener = Callable[[ShortcutUse, Hearing], None]
EventListener = Callable[[Event, Hearing], None]
L = TypeVar("L")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listeners:
    """Who hears what: a function for each id of a button or menu, of a form, of a command, of a shortcut, of an event."""

    actions: Mapping[str, ClickListener] = field(default_factory=dict)
    forms: Mapping[str, FormListener] = field(default_factory=dict)
    commands: Mapping[str, CommandListener] = field(default_factory=dict)
    shortcuts: Mapping[str, ShortcutListener] = field(default_factory=dict)
    events: Mapping[str, EventListener] = field(default_factory=dict)


def joined(tables: Iterable[Listeners]) -> Listeners:
    """Return one table of several; raise ValueError where two listeners wait for the same."""
    every = tuple(tables)
    return Listeners(
        actions=union(one.actions for one in every),
        forms=union(one.forms for one in every),
        commands=union(one.commands for one in every),
        shortcuts=union(one.shortcuts for one in every),
        events=union(one.events for one in every),
    )


def union(parts: Iterable[Mapping[str, L]]) -> dict[str, L]:
    """Return all that the parts hold; an id in two of them is a mistake of ours, found at the start."""
    whole: dict[str, L] = {}
    for part in parts:
        twice = whole.keys() & part.keys()
        if twice:
            raise ValueError(f"two listeners for {', '.join(sorted(twice))}")
        whole |= part
    return whole

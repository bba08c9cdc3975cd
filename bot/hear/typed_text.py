"""What people typed into forms and after commands, with names where Slack names people by their ids."""

from functools import cache
from typing import Any

from bot.hear.payload import Payload
from bot.hear.payloads import Click, FormState, FormSubmission
from bot.outside.slack_text import Naming, read_slack_text
from flows.desk import Desk
from flows.people.team import named
from rules.marks import MARKED
from rules.words import clean, printable

SOMEBODY, SOME_CHANNEL = "somebody", "a channel"


def with_forms_read(said: Payload, desk: Desk) -> Payload:
    """Return what was said; of a form, with the texts in its inputs as a reader sees them."""
    view = said.view if isinstance(said, Click | FormSubmission) else None
    if view is None:
        return said
    person = names_at(desk)
    values: dict[str, dict[str, dict[str, Any] | None] | None] = {
        block: {action: read_element(held, person) for action, held in (elements or {}).items()}
        for block, elements in view.state.values.items()
    }
    return said.model_copy(update={"view": view.model_copy(update={"state": FormState(values=values)})})


def read_element(held: dict[str, Any] | None, person: Naming) -> dict[str, Any] | None:
    """Return what an input holds, a typed text as a reader sees it."""
    typed = held.get("value") if held else None
    if not held or not isinstance(typed, str):
        return held
    return held | {"value": input_text(typed, person)}


def input_text(typed: str, person: Naming) -> str:
    """Return what was typed into an input as a reader sees it."""
    return read_slack_text(printable(typed), person, named_channel, calls=False)


def as_read(text: str, desk: Desk) -> str:
    """Return the text of a message as a reader sees it, with people and channels by their names."""
    return clean(read_slack_text(text, names_at(desk), named_channel))


def with_names(text: str, desk: Desk) -> str:
    """Return what a command says with names for the people that it mentions, for what is kept, shown and looked for."""
    person = names_at(desk)
    return MARKED.sub(
        lambda found: person(found[1][1:], "") if found[1].startswith("@") else SOME_CHANNEL, text
    )


def names_at(desk: Desk) -> Naming:
    """Return how people are named at a desk; each of those who are named is looked up once."""

    @cache
    def team_name(user: str) -> str:
        known = named(desk, user).name(user)
        return known if known != user else ""

    return lambda user, name: f"@{team_name(user) or name or SOMEBODY}"


def named_channel(_channel: str, name: str) -> str:
    """Return a channel by its name; of a private one Slack gives none."""
    return f"#{name}" if name else SOME_CHANNEL

"""The inputs that forms are made of; a block and its element share one id, by which a refusal finds its place."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    CheckboxesElement,
    DatePickerElement,
    DateTimePickerElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticMultiSelectElement,
    StaticSelectElement,
    UserMultiSelectElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.views import View

from bot.button_values import Value
from bot.draw.blocks import actions, button
from bot.ids import Act, Form
from rules.words import Worded, capital, shorten

MOST_OPTIONS = 100
AT_EACH_CHARACTER = DispatchActionConfig(trigger_actions_on=["on_character_entered"])


def modal(form: Form, title: str, submit: str, value: Value, blocks: Iterable[Block]) -> View:
    """Return a form; without a word on its submit button it can only be read and closed."""
    return View(
        type="modal",
        callback_id=form.value,
        title=plain(title),
        submit=plain(submit) if submit else None,
        close=plain("Cancel" if submit else "Close"),
        private_metadata=value.write(),
        blocks=list(blocks),
    )


def more_row(act: Act, what: str) -> ActionsBlock:
    """Return the button that shows the rest of a form, below what is asked for first; `what` says what that is."""
    return actions(button("More", act, Value(), label=f"More: {what}"))


def plain(text: str) -> PlainTextObject:
    """Return plain text."""
    return PlainTextObject(text=text, emoji=True)


def labelled(
    block: str,
    label: str,
    element: InputInteractiveElement,
    *,
    optional: bool = False,
    hint: str = "",
    tells: bool = False,
) -> InputBlock:
    """Return an input with its label and a hint below it; `tells` lets us hear of each choice at once."""
    return InputBlock(
        block_id=str(block),
        label=plain(label),
        element=element,
        optional=optional,
        hint=plain(hint) if hint else None,
        dispatch_action=tells or None,
    )


def text_input(
    block: str,
    label: str,
    value: str = "",
    *,
    multiline: bool = False,
    optional: bool = False,
    hint: str = "",
    of: str = "",
    tells: bool = False,
) -> InputBlock:
    """Return an input for text; its length is judged by the rules, whose sentence says how to mend it.

    `tells` lets us hear of what is typed while it is typed.
    """
    element = PlainTextInputElement(
        action_id=element_of(block, of),
        initial_value=value or None,
        multiline=multiline,
        max_length=3000,
        dispatch_action_config=AT_EACH_CHARACTER if tells else None,
    )
    return labelled(block, label, element, optional=optional, hint=hint, tells=tells)


def person_input(
    block: StrEnum, label: str, user: str, *, hint: str = "", tells: bool = False, optional: bool = False
) -> InputBlock:
    """Return a picker for one person."""
    element = UserSelectElement(action_id=block.value, initial_user=user or None)
    return labelled(block, label, element, hint=hint, tells=tells, optional=optional)


def people_input(block: StrEnum, label: str, users: Sequence[str], *, hint: str = "") -> InputBlock:
    """Return a picker for several people, which may stay empty."""
    element = UserMultiSelectElement(action_id=block.value, initial_users=list(users) or None)
    return labelled(block, label, element, optional=True, hint=hint)


def moment_input(block: StrEnum, label: str, *, hint: str = "") -> InputBlock:
    """Return a picker for a time, which may stay empty."""
    return labelled(block, label, DateTimePickerElement(action_id=block.value), optional=True, hint=hint)


def day_input(block: StrEnum, label: str, day: str, *, hint: str = "") -> InputBlock:
    """Return a picker for a day, which may stay empty; a text that is no ISO date is left out."""
    element = DatePickerElement(action_id=block.value, initial_date=day if is_day(day) else None)
    return labelled(block, label, element, optional=True, hint=hint)


def is_day(text: str) -> bool:
    """Tell whether a text is an ISO date."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def choice_input(
    block: StrEnum,
    label: str,
    options: Sequence[Option],
    chosen: str = "",
    *,
    optional: bool = False,
    hint: str = "",
    of: str = "",
) -> InputBlock:
    """Return a menu of at most a hundred options, the one of the chosen value always among them."""
    first = next((option for option in options if option.value == chosen), None)
    shown = list(options[:MOST_OPTIONS])
    if first and first not in shown:
        shown[-1] = first
    element = StaticSelectElement(action_id=element_of(block, of), options=shown, initial_option=first)
    return labelled(block, label, element, optional=optional, hint=hint)


def ticks_input(
    block: StrEnum,
    label: str,
    options: Sequence[Option],
    ticked: Iterable[str],
    *,
    hint: str = "",
    of: str = "",
) -> InputBlock:
    """Return tick boxes, all of which may stay empty."""
    values = frozenset(ticked)
    initial = [option for option in options if option.value in values]
    element = CheckboxesElement(
        action_id=element_of(block, of), options=list(options), initial_options=initial or None
    )
    return labelled(block, label, element, optional=True, hint=hint)


def many_input(
    block: StrEnum, label: str, options: Sequence[Option], chosen: Iterable[str], *, hint: str = ""
) -> InputBlock:
    """Return a menu of which several may be chosen, all of which may stay empty."""
    values = frozenset(chosen)
    initial = [option for option in options if option.value in values]
    element = StaticMultiSelectElement(
        action_id=block.value, options=list(options), initial_options=initial or None
    )
    return labelled(block, label, element, optional=True, hint=hint)


def element_of(block: str, of: str) -> str:
    """Return the id of an element; one that shows the facts `of` somebody has an id of its own for each of them.

    Slack keeps what an element holds while its ids stay, and would show one member's duties under another's name.
    """
    return f"{block}_{of}" if of else str(block)


def option(text: str, value: str, description: str = "") -> Option:
    """Return one choice, cut to what an option holds."""
    return Option(text=plain(shorten(text, 75)), value=value, description=description or None)


def worded(words: Iterable[Worded]) -> list[Option]:
    """Return an enumeration as choices."""
    return [option(capital(word.words), word.value) for word in words]

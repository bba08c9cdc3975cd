"""Block elements and what Slack demands of each."""

from strictslack.blockkit import limits
from strictslack.blockkit.objects import (
    any_text,
    choice_option,
    confirm,
    conversation_filter,
    dispatch_config,
    distinct_values,
    identifier,
    image_element,
    initial_is_offered,
    option_group,
    overflow_option,
    plain_text,
    select_option,
    workflow,
)
from strictslack.blockkit.rich_text import rich_text
from strictslack.blockkit.schema import (
    Check,
    Report,
    Rule,
    boolean,
    exactly_one,
    integer,
    items,
    link,
    one_of,
    shape,
    string,
    typed,
)
from strictslack.errors import Json

_ID: dict[str, Check] = {"action_id": identifier}
_PLACEHOLDER: dict[str, Check] = {"placeholder": plain_text(limits.PLACEHOLDER)}
_COMMON: dict[str, Check] = {**_ID, **_PLACEHOLDER, "confirm": confirm, "focus_on_load": boolean}
_TYPED: dict[str, Check] = {
    **_ID,
    **_PLACEHOLDER,
    "focus_on_load": boolean,
    "dispatch_action_config": dispatch_config,
}
_DATE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_NUMBER = r"-?\d+(\.\d+)?"


def _bounds(low: str, high: str) -> Rule:
    def rule(value: Json, pointer: str, report: Report) -> None:
        if (
            value.get(low) is not None
            and value.get(high) is not None
            and float(value[low]) > float(value[high])
        ):
            report.add(f"{low} must not be greater than {high}", f"{pointer}/{low}")

    return rule


def _initial_fits(value: Json, pointer: str, report: Report) -> None:
    initial = value.get("initial_value")
    if initial is None:
        return
    if len(initial) > value.get("max_length", limits.PLAIN_TEXT_INPUT):
        report.add("initial_value must not be longer than max_length", f"{pointer}/initial_value")


def _few_enough_at_first(name: str) -> Rule:
    def rule(value: Json, pointer: str, report: Report) -> None:
        most = value.get("max_selected_items")
        if most is not None and len(value.get(name) or []) > most:
            report.add(f"no more than {most} items allowed", f"{pointer}/{name}")

    return rule


_BUTTON = typed(
    "button",
    {"text": plain_text(limits.BUTTON_TEXT)},
    {
        **_ID,
        "url": link(limits.URL),
        "value": string(limits.BUTTON_VALUE),
        "style": one_of("primary", "danger"),
        "confirm": confirm,
        "accessibility_label": string(limits.ACCESSIBILITY_LABEL),
        "agent_prompt": string(limits.AGENT_PROMPT, 1),
        "agent_prompt_display": string(limits.BUTTON_TEXT, 1),
        "visible_to_user_ids": items(string(least=1), limits.VISIBLE_TO),
    },
)
_STATIC: dict[str, Check] = {
    "options": items(select_option, limits.OPTIONS, least=1),
    "option_groups": items(option_group, limits.OPTION_GROUPS, least=1),
}
_MULTI: dict[str, Check] = {**_COMMON, "max_selected_items": integer(1)}

SELECTS: dict[str, Check] = {
    "static_select": typed(
        "static_select",
        {},
        {**_COMMON, **_STATIC, "initial_option": select_option},
        (exactly_one("options", "option_groups"), initial_is_offered),
    ),
    "external_select": typed(
        "external_select", {}, {**_COMMON, "initial_option": select_option, "min_query_length": integer(0)}
    ),
    "users_select": typed("users_select", {}, {**_COMMON, "initial_user": string(least=1)}),
    "conversations_select": typed(
        "conversations_select",
        {},
        {
            **_COMMON,
            "initial_conversation": string(least=1),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": conversation_filter,
        },
    ),
    "channels_select": typed(
        "channels_select",
        {},
        {**_COMMON, "initial_channel": string(least=1), "response_url_enabled": boolean},
    ),
    "multi_static_select": typed(
        "multi_static_select",
        {},
        {**_MULTI, **_STATIC, "initial_options": items(select_option, limits.OPTIONS, least=1)},
        (
            exactly_one("options", "option_groups"),
            initial_is_offered,
            _few_enough_at_first("initial_options"),
        ),
    ),
    "multi_external_select": typed(
        "multi_external_select",
        {},
        {
            **_MULTI,
            "initial_options": items(select_option, limits.OPTIONS, least=1),
            "min_query_length": integer(0),
        },
        (_few_enough_at_first("initial_options"),),
    ),
    "multi_users_select": typed(
        "multi_users_select",
        {},
        {**_MULTI, "initial_users": items(string(least=1))},
        (_few_enough_at_first("initial_users"),),
    ),
    "multi_conversations_select": typed(
        "multi_conversations_select",
        {},
        {
            **_MULTI,
            "initial_conversations": items(string(least=1)),
            "default_to_current_conversation": boolean,
            "filter": conversation_filter,
        },
        (_few_enough_at_first("initial_conversations"),),
    ),
    "multi_channels_select": typed(
        "multi_channels_select",
        {},
        {**_MULTI, "initial_channels": items(string(least=1))},
        (_few_enough_at_first("initial_channels"),),
    ),
}
_CHOICES: dict[str, Check] = {
    "checkboxes": typed(
        "checkboxes",
        {"options": items(choice_option, limits.CHECKBOXES, least=1)},
        {
            **_ID,
            "initial_options": items(choice_option, limits.CHECKBOXES, least=1),
            "confirm": confirm,
            "focus_on_load": boolean,
        },
        (initial_is_offered, distinct_values),
    ),
    "radio_buttons": typed(
        "radio_buttons",
        {"options": items(choice_option, limits.RADIO_BUTTONS, least=1)},
        {**_ID, "initial_option": choice_option, "confirm": confirm, "focus_on_load": boolean},
        (initial_is_offered, distinct_values),
    ),
}
_TIMES: dict[str, Check] = {
    "datepicker": typed("datepicker", {}, {**_COMMON, "initial_date": string(pattern=_DATE)}),
    "timepicker": typed(
        "timepicker",
        {},
        {**_COMMON, "initial_time": string(pattern=r"([01]\d|2[0-3]):[0-5]\d"), "timezone": string(least=1)},
    ),
    "datetimepicker": typed(
        "datetimepicker",
        {},
        {
            **_ID,
            "initial_date_time": integer(1_000_000_000, 9_999_999_999),
            "confirm": confirm,
            "focus_on_load": boolean,
        },
    ),
}
_INPUTS: dict[str, Check] = {
    "plain_text_input": typed(
        "plain_text_input",
        {},
        {
            **_TYPED,
            "initial_value": string(),
            "multiline": boolean,
            "min_length": integer(0, limits.PLAIN_TEXT_INPUT),
            "max_length": integer(1, limits.PLAIN_TEXT_INPUT),
        },
        (_bounds("min_length", "max_length"), _initial_fits),
    ),
    "email_text_input": typed("email_text_input", {}, {**_TYPED, "initial_value": string()}),
    "url_text_input": typed("url_text_input", {}, {**_TYPED, "initial_value": string()}),
    "number_input": typed(
        "number_input",
        {"is_decimal_allowed": boolean},
        {
            **_TYPED,
            "initial_value": string(pattern=_NUMBER),
            "min_value": string(pattern=_NUMBER),
            "max_value": string(pattern=_NUMBER),
        },
        (_bounds("min_value", "max_value"),),
    ),
    "rich_text_input": typed(
        "rich_text_input",
        {},
        {**_TYPED, "initial_value": rich_text, "min_lines": integer(1, 100), "max_lines": integer(1, 100)},
    ),
    "file_input": typed(
        "file_input", {}, {**_ID, "filetypes": items(string(least=1)), "max_files": integer(1, limits.FILES)}
    ),
}
OVERFLOW: dict[str, Check] = {
    "overflow": typed(
        "overflow",
        {"options": items(overflow_option, limits.OVERFLOW, least=1)},
        {**_ID, "confirm": confirm},
        (distinct_values,),
    )
}
BUTTONS: dict[str, Check] = {
    "button": _BUTTON,
    "workflow_button": typed(
        "workflow_button",
        {"text": plain_text(limits.BUTTON_TEXT), "workflow": workflow},
        {
            **_ID,
            "style": one_of("primary", "danger"),
            "confirm": confirm,
            "accessibility_label": string(limits.ACCESSIBILITY_LABEL),
        },
    ),
}
_FEEDBACK_BUTTON = shape(
    {"text": plain_text(limits.BUTTON_TEXT), "value": string(limits.BUTTON_VALUE)},
    {"accessibility_label": string(limits.ACCESSIBILITY_LABEL)},
)
CONTEXT_ACTION_ELEMENTS: dict[str, Check] = {
    "feedback_buttons": typed(
        "feedback_buttons", {"positive_button": _FEEDBACK_BUTTON, "negative_button": _FEEDBACK_BUTTON}, _ID
    ),
    "icon_button": typed(
        "icon_button",
        {"icon": string(least=1), "text": plain_text(limits.BUTTON_TEXT)},
        {
            **_ID,
            "value": string(limits.BUTTON_VALUE),
            "confirm": confirm,
            "accessibility_label": string(limits.ACCESSIBILITY_LABEL),
            "visible_to_user_ids": items(string(least=1), limits.VISIBLE_TO),
        },
    ),
}
ACTION_ELEMENTS: dict[str, Check] = {**BUTTONS, **OVERFLOW, **SELECTS, **_CHOICES, **_TIMES}
ACCESSORIES: dict[str, Check] = {**ACTION_ELEMENTS, "image": image_element}
INPUT_ELEMENTS: dict[str, Check] = {**SELECTS, **_CHOICES, **_TIMES, **_INPUTS}
CONTEXT_ELEMENTS: dict[str, Check] = {
    "image": image_element,
    "plain_text": any_text(limits.TEXT),
    "mrkdwn": any_text(limits.TEXT),
}

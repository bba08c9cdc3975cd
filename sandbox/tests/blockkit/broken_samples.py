"""Blocks and views that break a validator of slack-sdk and none of the limits that slackblocks knows."""

from typing import Any

from tests.blockkit.limit_samples import cells, video, view
from tests.blockkit.test_limits_oracle import actions, button, confirm, field, options, section, select, words

Json = dict[str, Any]


def without(block: Json, name: str) -> Json:
    return {key: one for key, one in block.items() if key != name}


GROUP: Json = {"label": words(1), "options": options(1)}
BROKEN: list[Json] = [
    section(),
    actions(button(style="huge")),
    confirm(style="huge"),
    select(),
    select(options=options(1), option_groups=[GROUP]),
    *(
        field({"type": "multi_static_select", **wrong})
        for wrong in (
            {},
            {"options": options(1), "option_groups": [GROUP]},
            {"options": options(101)},
            {"option_groups": [GROUP] * 101},
        )
    ),
    field({"type": "datepicker", "initial_date": "17 May"}),
    field({"type": "timepicker", "initial_time": "noon"}),
    field({"type": "datetimepicker", "initial_date_time": -1}),
    field(button()),
    {"type": "alert"},
    {"type": "alert", "text": words(1), "level": "loud"},
    {"type": "card"},
    {"type": "container", "child_blocks": [{"type": "divider"}]},
    {"type": "container", "title": words(1)},
    {"type": "container", "title": words(1), "child_blocks": [{"type": "divider"}], "width": "huge"},
    {
        "type": "container",
        "title": words(1),
        "child_blocks": [{"type": "divider"}],
        "is_collapsible": True,
        "has_header_divider": True,
    },
    {"type": "context_actions", "elements": []},
    {"type": "header"},
    {"type": "markdown"},
    {"type": "table", "rows": []},
    {"type": "task_card", "task_id": "1", "title": "t", "status": "tired"},
    *(without(video(), name) for name in ("alt_text", "thumbnail_url", "title", "video_url")),
]
VIEWS: list[Json] = [
    view(title=words(25)),
    {"type": "home", "blocks": [{"type": "divider"}], "submit": words(1), "close": words(1)},
    {"type": "window", "title": words(1), "blocks": [{"type": "divider"}]},
]
CELLS: list[Json] = [
    {"type": "data_table", "caption": "c", "rows": [*cells(1), [cell]]}
    for cell in ({"type": "raw_text", "text": ""}, {"type": "raw_number", "value": 1, "text": ""})
]

"""The blocks that the tests' app posts: a card as a bot would draw it, and one of everything."""

from typing import Any

Block = dict[str, Any]

# What a hostile person would type into every field there is.
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>\'"` & <b>bold</b>'


def words(text: str) -> Block:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Block:
    """A mrkdwn text object."""
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str | None = None) -> Block:
    """One option of a select."""
    return {"text": words(text), "value": value or text.lower()}


KINDS = [option("Pressure"), option("Temperature"), option("Flow")]


def escaped(text: str) -> str:
    """As an app must escape what people typed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def card(title: str, decided: str = "") -> list[Block]:
    """A card with fields, an overflow menu and, while nobody decided, its buttons."""
    ending: list[Block] = (
        [{"type": "section", "block_id": "decided", "text": marked(decided)}] if decided else []
    )
    buttons: list[Block] = [
        {
            "type": "button",
            "action_id": "approve",
            "style": "primary",
            "text": words("Approve"),
            "accessibility_label": f"Approve {title}",
            "value": title,
        },
        {"type": "button", "action_id": "stubborn", "text": words("Ask for changes"), "value": title},
        {
            "type": "button",
            "action_id": "reject",
            "style": "danger",
            "text": words("Reject"),
            "value": title,
            "confirm": {
                "title": words("Reject this reading?"),
                "text": marked("This is *final*."),
                "confirm": words("Reject it"),
                "deny": words("Keep it"),
                "style": "danger",
            },
        },
    ]
    return [
        {"type": "header", "block_id": "head", "text": words(title)},
        {
            "type": "section",
            "block_id": "about",
            "text": marked(
                ":large_blue_circle: *In review*, revision 2\nPressure stays below the limit at full load."
            ),
            "accessory": {
                "type": "overflow",
                "action_id": "more",
                "options": [option("Show history", "history"), option("Withdraw", "withdraw")],
            },
        },
        {
            "type": "section",
            "block_id": "facts",
            "fields": [
                marked("*Owner*\n<@U02BEN>"),
                marked("*Where*\n<#C02REV>"),
                marked("*limit* <= 0.92\n0.87 :white_check_mark:"),
                marked("*drift* <= 0.04\n0.02 :white_check_mark:"),
            ],
        },
        *(ending or [{"type": "actions", "block_id": "decide", "elements": buttons}]),
        {"type": "context", "block_id": "foot", "elements": [marked("Posted by *Gauge*")]},
    ]


def inputs(optional: bool = True) -> list[Block]:
    """A field of every kind, in input blocks."""
    kinds: list[tuple[str, Block]] = [
        ("Notes", {"type": "plain_text_input", "multiline": True, "max_length": 200}),
        ("Value", {"type": "number_input", "is_decimal_allowed": True}),
        ("Mail", {"type": "email_text_input"}),
        ("Link", {"type": "url_text_input"}),
        ("Kind", {"type": "static_select", "options": KINDS, "placeholder": words("Choose a kind")}),
        ("Owner", {"type": "users_select", "initial_user": "U01ANA"}),
        ("Place", {"type": "channels_select"}),
        ("Talk", {"type": "conversations_select", "default_to_current_conversation": True}),
        ("Source", {"type": "external_select", "min_query_length": 1}),
        ("Tags", {"type": "multi_static_select", "options": KINDS, "initial_options": [KINDS[0]]}),
        ("Watchers", {"type": "multi_users_select", "placeholder": words("Select people")}),
        ("Day", {"type": "datepicker", "initial_date": "2030-05-17"}),
        ("Hour", {"type": "timepicker", "initial_time": "09:30"}),
        ("Moment", {"type": "datetimepicker"}),
        ("Checks", {"type": "checkboxes", "options": KINDS}),
        ("Risk", {"type": "radio_buttons", "options": KINDS, "initial_option": KINDS[1]}),
        ("Report", {"type": "rich_text_input"}),
        ("Evidence", {"type": "file_input", "filetypes": ["md", "txt"], "max_files": 2}),
    ]
    return [
        {
            "type": "input",
            "block_id": name.lower(),
            "optional": optional,
            "label": words(name),
            "hint": words(f"About {name.lower()}."),
            "element": {"action_id": "set", **element},
        }
        for name, element in kinds
    ]


def form(text: str = "Record a reading") -> Block:
    """The short form: title, limit, people."""
    return {
        "type": "modal",
        "callback_id": "reading",
        "title": words(text),
        "submit": words("Record"),
        "close": words("Cancel"),
        "notify_on_close": True,
        "blocks": [
            {
                "type": "input",
                "block_id": "title",
                "label": words("Title"),
                "element": {
                    "type": "plain_text_input",
                    "action_id": "set",
                    "max_length": 60,
                    "min_length": 3,
                },
            },
            *inputs(),
        ],
    }


def live_form(heard: str = "Nothing yet.", kind: str = "") -> Block:
    """A form whose fields tell the app what was typed, and that grows a field for one choice."""
    typing = {
        "type": "plain_text_input",
        "action_id": "typed",
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    sure = {
        "title": words("Change the kind?"),
        "text": words("Fields may go."),
        "confirm": words("Change"),
        "deny": words("Leave"),
    }
    choosing = {"type": "static_select", "action_id": "chosen", "options": KINDS, "confirm": sure}
    shown: list[Block] = [
        {"type": "section", "block_id": "heard", "text": words(heard)},
        {
            "type": "input",
            "block_id": "typing",
            "dispatch_action": True,
            "label": words("Say"),
            "element": typing,
        },
        {
            "type": "input",
            "block_id": "choosing",
            "dispatch_action": True,
            "label": words("Kind"),
            "element": choosing,
        },
    ]
    if kind == "flow":
        entering = {"type": "plain_text_input", "action_id": "entered"}
        shown.append(
            {
                "type": "input",
                "block_id": "entering",
                "dispatch_action": True,
                "label": words("Litres"),
                "element": entering,
            }
        )
    return {
        "type": "modal",
        "callback_id": "live",
        "title": words("Live form"),
        "submit": words("Done"),
        "blocks": shown,
    }


def text_blocks() -> list[Block]:
    """What a message can show besides cards."""
    rich = [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Rich "},
                {"type": "text", "text": "words", "style": {"bold": True}},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": one}]}
                for one in ("first", "second")
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}]},
    ]
    cells = [["Metric", "Value"], ["limit", "0.87"], ["drift", "0.02"]]
    return [
        {"type": "section", "text": marked("*bold* _italics_ ~strike~ `code` <https://example.com/a|a link> <@U02BEN> <#C02REV> <!here> :tada:")},
        {"type": "section", "text": marked("> a quote\nsnake_case_name 2 * 3 * 4 a*b*c &lt;b&gt; &amp;amp;\n```for x in y:\n    *pass*```")},
        {"type": "section", "text": marked("<!date^1392734382^Posted {date_num} at {time}|long ago> and <!date^x^{nothing}|the fallback>")},
        {"type": "rich_text", "elements": rich},
        {"type": "table", "column_settings": [{}, {"align": "right"}], "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in cells]},
        chart(),
        {"type": "divider"},
        {"type": "image", "image_url": "https://example.invalid/none.png", "alt_text": "A chart of the pressure"},
    ]  # fmt: skip


def chart() -> Block:
    """Bars of as many colours as there are."""
    kinds = ["experimentation", "governance"]
    names = ("half", "most", "nearly all", "all")
    series = [
        {"name": name, "data": [{"label": kind, "value": number} for kind in kinds]}
        for number, name in enumerate(names, start=1)
    ]
    drawn = {"type": "bar", "series": series, "axis_config": {"categories": kinds, "y_label": "days"}}
    return {"type": "data_visualization", "title": "How long it takes", "chart": drawn}


def markdown_blocks() -> list[Block]:
    """Markdown stands in a message of its own."""
    return [
        {
            "type": "markdown",
            "text": "## Heading\n\n**bold** and *italics*\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        }
    ]


def acting_blocks() -> list[Block]:
    """Elements that act at once, in a message."""
    return [
        {
            "type": "section",
            "block_id": "pick",
            "text": marked("*Which kind?*"),
            "accessory": {
                "type": "static_select",
                "action_id": "picked",
                "placeholder": words("Pick a kind"),
                "options": KINDS,
            },
        },
        {
            "type": "actions",
            "block_id": "row",
            "elements": [
                {"type": "users_select", "action_id": "picked_person", "placeholder": words("Pick a person")},
                {
                    "type": "multi_users_select",
                    "action_id": "picked_people",
                    "placeholder": words("Pick people"),
                },
                {"type": "datepicker", "action_id": "picked_day", "placeholder": words("Pick a day")},
                {
                    "type": "button",
                    "action_id": "link",
                    "text": words("Read more"),
                    "url": "https://example.com/docs",
                },
            ],
        },
        {
            "type": "section",
            "block_id": "boxes",
            "text": marked("*Checklist*"),
            "accessory": {"type": "checkboxes", "action_id": "checked", "options": KINDS},
        },
    ]


def hostile_blocks() -> list[Block]:
    """Hostile words wherever an app can put words."""
    safe = escaped(HOSTILE)
    return [
        {"type": "header", "text": words(HOSTILE)},
        {"type": "section", "text": marked(safe), "fields": [marked(safe), words(HOSTILE)]},
        {"type": "section", "text": marked("<javascript:alert(1)|a trap> <https://example.com|" + escaped("<b>x</b>") + ">")},
        {"type": "context", "elements": [words(HOSTILE)]},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": HOSTILE}]}]},
        {"type": "actions", "elements": [{"type": "button", "action_id": "x", "text": words(HOSTILE[:70]), "accessibility_label": HOSTILE[:75]}]},
    ]  # fmt: skip

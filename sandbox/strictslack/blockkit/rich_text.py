"""Rich text: sections, lists, quotes and preformatted text, down to single words."""

from strictslack.blockkit import limits
from strictslack.blockkit.objects import anything, identifier
from strictslack.blockkit.schema import (
    Check,
    boolean,
    by_type,
    integer,
    items,
    link,
    one_of,
    shape,
    string,
    typed,
)

_STYLE = shape(
    {},
    {
        "bold": boolean,
        "italic": boolean,
        "strike": boolean,
        "code": boolean,
        "underline": boolean,
        "highlight": boolean,
        "client_highlight": boolean,
        "unlink": boolean,
    },
)
_STYLED: dict[str, Check] = {"style": _STYLE}
_PARTS = by_type(
    {
        "text": typed("text", {"text": string(least=1)}, _STYLED),
        "link": typed("link", {"url": link()}, {**_STYLED, "text": string(), "unsafe": boolean}),
        "user": typed("user", {"user_id": string(least=1)}, _STYLED),
        "usergroup": typed("usergroup", {"usergroup_id": string(least=1)}, _STYLED),
        "team": typed("team", {"team_id": string(least=1)}, _STYLED),
        "channel": typed("channel", {"channel_id": string(least=1)}, _STYLED),
        "broadcast": typed("broadcast", {"range": one_of("here", "channel", "everyone")}, _STYLED),
        "emoji": typed(
            "emoji", {"name": string(least=1)}, {**_STYLED, "unicode": string(), "skin_tone": integer(2, 6)}
        ),
        "color": typed("color", {"value": string(least=1)}, _STYLED),
        "date": typed(
            "date",
            {"timestamp": integer(0), "format": string(least=1)},
            {**_STYLED, "url": link(), "fallback": string()},
        ),
    }
)
_SECTION = typed("rich_text_section", {"elements": items(_PARTS)})
_BORDER: dict[str, Check] = {"border": integer(0, 1)}

rich_text = typed(
    "rich_text",
    {
        "elements": items(
            by_type(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_list": typed(
                        "rich_text_list",
                        {"style": one_of("bullet", "ordered"), "elements": items(_SECTION, least=1)},
                        {**_BORDER, "indent": integer(0, limits.LIST_INDENT), "offset": integer(0)},
                    ),
                    "rich_text_quote": typed("rich_text_quote", {"elements": items(_PARTS)}, _BORDER),
                    "rich_text_preformatted": typed(
                        "rich_text_preformatted",
                        {"elements": items(_PARTS)},
                        {**_BORDER, "language": string()},
                    ),
                }
            ),
            least=1,
        )
    },
    {"block_id": identifier, "metadata": anything},
)

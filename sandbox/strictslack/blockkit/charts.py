"""The blocks of numbers: data tables and charts."""

from typing import Any

from strictslack.blockkit import limits
from strictslack.blockkit.objects import identifier
from strictslack.blockkit.rich_text import rich_text
from strictslack.blockkit.schema import Check, Report, by_type, integer, items, number, shape, string, typed
from strictslack.errors import Json

_HEAD_CELL = by_type(
    {
        "raw_text": typed("raw_text", {"text": string(least=1)}),
        "raw_number": typed("raw_number", {"value": number, "text": string(least=1)}),
    }
)
_DATA_CELL = by_type(
    {
        "raw_text": typed("raw_text", {"text": string(least=1)}),
        "raw_number": typed("raw_number", {"value": number, "text": string(least=1)}),
        "rich_text": rich_text,
    }
)


def _table_is_even(value: Json, pointer: str, report: Report) -> None:
    widths = {len(row) for row in value["rows"]}
    if len(widths) > 1:
        report.add("all rows must have the same number of cells", f"{pointer}/rows")
    if any(cell.get("type") == "rich_text" for cell in value["rows"][0]):
        report.add("header cells cannot contain rich text", f"{pointer}/rows/0")
    if text_length(value["rows"]) > limits.DATA_TEXT:
        report.add(f"must be less than {limits.DATA_TEXT + 1} characters", f"{pointer}/rows")
    if (value.get("row_header_column_index") or 0) >= min(widths):
        report.add(f"must be less than {min(widths)}", f"{pointer}/row_header_column_index")


def text_length(value: Any) -> int:
    """How many characters stand in these rows."""
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(text_length(one) for one in value.values() if not isinstance(one, str))
    return sum(text_length(one) for one in value) if isinstance(value, list) else 0


data_table = typed(
    "data_table",
    {
        "rows": items(items(_DATA_CELL, limits.TABLE_COLUMNS, least=1), limits.DATA_ROWS, least=2),
        "caption": string(least=1),
    },
    {
        "block_id": identifier,
        "page_size": integer(1, limits.DATA_PAGE),
        "row_header_column_index": integer(0, limits.TABLE_COLUMNS - 1),
    },
    (_table_is_even,),
)


def _positive(value: Any, pointer: str, report: Report) -> None:
    number(value, pointer, report)
    if isinstance(value, int | float) and value <= 0:
        report.add("must be more than 0", pointer)


_LABEL = string(limits.CHART_LABEL, 1)
_PIE = typed(
    "pie",
    {"segments": items(shape({"label": _LABEL, "value": _positive}), limits.CHART_SEGMENTS, least=1)},
)


def _points_match_categories(value: Json, pointer: str, report: Report) -> None:
    categories = value["axis_config"]["categories"]
    names = [series["name"] for series in value["series"]]
    if len(set(categories)) != len(categories):
        report.add("categories must be unique", f"{pointer}/axis_config/categories")
    if len(set(names)) != len(names):
        report.add("series names must be unique", f"{pointer}/series")
    for index, series in enumerate(value["series"]):
        labels = [point["label"] for point in series["data"]]
        if sorted(labels) != sorted(categories):
            report.add("data must have one point for every category", f"{pointer}/series/{index}/data")


def _axis_chart(kind: str) -> Check:
    points = items(shape({"label": _LABEL, "value": number}), limits.CHART_POINTS, least=1)
    axis = string(limits.CHART_TITLE)
    return typed(
        kind,
        {
            "series": items(shape({"name": _LABEL, "data": points}), limits.CHART_SEGMENTS, least=1),
            "axis_config": shape(
                {"categories": items(_LABEL, limits.CHART_POINTS, least=1)},
                {"x_label": axis, "y_label": axis},
            ),
        },
        {},
        (_points_match_categories,),
    )


data_visualization = typed(
    "data_visualization",
    {
        "title": string(limits.CHART_TITLE, 1),
        "chart": by_type({"pie": _PIE, **{kind: _axis_chart(kind) for kind in ("bar", "area", "line")}}),
    },
    {"block_id": identifier},
)

"""Charts that Slack draws itself: readable in light and dark, and without a picture to upload."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from rules.words import shorten

LONGEST_LABEL, LONGEST_TITLE = 20, 50


class BarChart(Block):
    """A bar chart, Slack's block `data_visualization`, which slack-sdk has no class for yet."""

    type = "data_visualization"

    def __init__(
        self, title: str, unit: str, bars: Sequence[str], series: Mapping[str, Sequence[int]]
    ) -> None:
        super().__init__(type=self.type)
        self.title, self.unit = shorten(title, LONGEST_TITLE), shorten(unit, LONGEST_TITLE)
        self.bars = [shorten(bar, LONGEST_LABEL) for bar in bars]
        self.series = series

    def to_dict(self) -> dict[str, Any]:
        """Return the block as Slack takes it."""
        series = [
            {
                "name": shorten(name, LONGEST_LABEL),
                "data": [
                    {"label": bar, "value": value} for bar, value in zip(self.bars, values, strict=True)
                ],
            }
            for name, values in self.series.items()
        ]
        axes = {"categories": self.bars, "y_label": self.unit}
        chart = {"type": "bar", "series": series, "axis_config": axes}
        return {"type": self.type, "title": self.title, "chart": chart}

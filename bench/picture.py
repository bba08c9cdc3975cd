"""The picture of a run: one bar for each row, against the line of what is promised; further right is better."""

from collections.abc import Iterator, Sequence
from html import escape
from math import isnan

from bench.frame import Result, Verdict
from bench.machine import Machine

WIDTH, LEFT, TOP, STEP, BAR = 920, 20, 96, 64, 18
# Where the promise stands, and how far beyond it a bar is still drawn.
PROMISED, MOST = 560, 1.5
COLOURS = {
    Verdict.KEPT: "#2e7d4f",
    Verdict.MISSED: "#b7791f",
    Verdict.NOT_DONE: "#b3372f",
    Verdict.FAILED: "#6b7280",
}


def picture(machine: Machine, results: Sequence[Result], *, is_quick: bool) -> str:
    """Return the picture as SVG."""
    height = TOP + STEP * len(results) + 12
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
            f'height="{height}" font-family="system-ui, sans-serif" font-size="14" role="img" '
            f'aria-label="Promises about speed, and what was measured">',
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            text(LEFT, 28, "Promises about speed" + (" (a quick run)" if is_quick else ""), size=18),
            *(
                text(LEFT, 48 + 16 * place, line, size=11)
                for place, line in enumerate((machine.lines[0], machine.lines[-1]))
            ),
            text(LEFT + PROMISED, TOP - 8, "promised", size=11, anchor="middle"),
            *(part for place, one in enumerate(results) for part in bar(one, TOP + STEP * place)),
            "</svg>\n",
        )
    )


def bar(result: Result, top: int) -> Iterator[str]:
    """Yield the lines and the bar of one row."""
    promise, colour = result.row.promise, COLOURS[result.verdict]
    width = round(PROMISED * min(MOST, kept_share(result)))
    yield text(LEFT, top + 16, f"{promise.what}: {promise.at_least}")
    yield f'<rect x="{LEFT}" y="{top + 24}" width="{max(width, 2)}" height="{BAR}" rx="3" fill="{colour}"/>'
    yield (
        f'<line x1="{LEFT + PROMISED}" y1="{top + 20}" x2="{LEFT + PROMISED}" y2="{top + 28 + BAR}" '
        'stroke="#1f2937" stroke-width="2"/>'
    )
    # Inside a long bar, and beside a short one.
    place, fill = (LEFT + 8, "#ffffff") if width > PROMISED * 0.7 else (LEFT + width + 8, "#1f2937")
    yield text(place, top + 38, f"{result.measured.words}: {result.verdict}", size=12, fill=fill)


def kept_share(result: Result) -> float:
    """Return how much of a promise is kept: 1 is all of it."""
    promise, figure = result.row.promise, result.measured.figure
    if isnan(figure):
        return 0
    if promise.less_is_better:
        return promise.goal / figure if figure else MOST
    return figure / promise.goal


def text(x: int, y: int, words: str, *, size: int = 14, fill: str = "#1f2937", anchor: str = "start") -> str:
    """Return one line of text."""
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}" text-anchor="{anchor}">{escape(words)}</text>'

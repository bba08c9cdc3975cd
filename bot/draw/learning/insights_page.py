"""What a team's own history says, in two charts and, for every reader, in words."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.draw.blocks import context, header, section
from bot.draw.charts import BarChart
from bot.draw.message import Message
from bot.draw.stage_words import GLYPHS
from bot.draw.text import fit
from rules.learning.insights import Insights, Pace, Score
from rules.words import counted

EMPTY = (
    "Nothing has come to a result yet, so there is nothing to learn from. Once experiments are in production or"
    " concluded, this shows how long they take, whether forecasts and dates are kept, and how long reviews wait."
    " `/experiment propose` makes the next one."
)
ABOUT = (
    "A result is the first time in production, or a conclusion. A forecast that is passed without a result counts as"
    " missed. Dates are the team's, all owners together."
)


def insights_message(found: Insights, *, charts: bool = True) -> Message:
    """Return the insights; without charts where Slack cannot draw them."""
    if not found.paces:
        return Message(EMPTY, (section(EMPTY),))
    parts = dict(paragraphs(found))
    text = fit("Insights. " + " ".join(f"{heading}: {said}" for heading, said in parts.items()), 3900)
    return Message(text, tuple(blocks(found, parts, charts=charts)))


def blocks(found: Insights, parts: dict[str, str], *, charts: bool) -> Iterator[Block]:
    """Yield the charts and the paragraphs."""
    yield header(f"Insights from {counted(found.total, 'experiment')}")
    if charts:
        yield pace_chart(found.paces)
    if charts and found.forecasts:
        yield calibration_chart(found.forecasts)
    for heading, said in parts.items():
        yield section(f"*{heading}*\n{said}")
    yield context(ABOUT)


def pace_chart(paces: tuple[Pace, ...]) -> BarChart:
    """Return how long each workstream takes."""
    supported = all(pace.most for pace in paces)
    series = {"half within" if supported else "median": [pace.half for pace in paces]}
    if supported:
        series["80% within"] = [pace.most.days if pace.most else 0 for pace in paces]
    return BarChart("Days from proposal to result", "days", [pace.workstream.words for pace in paces], series)


def calibration_chart(scores: tuple[Score, ...]) -> BarChart:
    """Return what was promised beside what was kept."""
    series = {
        "promised %": [score.percent for score in scores],
        "kept %": [score.share for score in scores],
    }
    return BarChart("Forecasts: promised and kept", "%", [f"{score.percent}%" for score in scores], series)


def paragraphs(found: Insights) -> Iterator[tuple[str, str]]:
    """Yield each heading with its numbers in words; what is not known yet is left out."""
    yield "From proposal to result", "\n".join(pace_line(pace) for pace in found.paces)
    yield "Forecasts", "\n".join(forecast_lines(found))
    if found.owners.known:
        late = (
            f", the others {counted(found.owners_late, 'day')} late at the median"
            if found.owners_late
            else ""
        )
        yield "Owners' dates", f"{found.owners.kept} of {found.owners.known} kept{late}"
    ends = " · ".join(f"{GLYPHS[stage]} {stage.words} {count}" for stage, count in found.ends)
    if ends:
        yield "How they stand or ended", ends
    waits = " · ".join(f"{kind.words} {hours_words(hours)} ({count})" for kind, hours, count in found.waits)
    if waits:
        yield "Waiting for a review, at the median", waits


def pace_line(pace: Pace) -> str:
    """Return how long the experiments of one workstream took."""
    half = counted(pace.half, "day")
    took = (
        f"half within {half}, 80% within {counted(pace.most.days, 'day')}"
        if pace.most
        else f"{half} at the median"
    )
    results = counted(pace.finished, "result")
    running = f", {pace.running} without one yet" if pace.running else ""
    name = pace.workstream.words.capitalize()
    return f"{name}: {took} · {results}{running}"


def forecast_lines(found: Insights) -> Iterator[str]:
    """Yield how often each percentage was kept."""
    for score in found.forecasts:
        kept = f"kept {score.kept} of {score.known} times ({score.share}%)"
        yield f"The {score.percent}% forecast was {kept}"
    if not found.forecasts:
        yield "None has come due yet. Forecasts are made at proposal, once there are four results."


def hours_words(hours: float) -> str:
    """Return hours as people speak of them."""
    return counted(round(hours), "hour") if hours < 48 else counted(round(hours / 24), "day")

"""What a team's own history says, in two charts and, for every reader, in words."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from slack_sdk.models.blocks import Block

from bot.draw.blocks import context, header, section
from bot.draw.charts import BarChart
from bot.draw.learning.insights_controls import MORE_PROJECTS, controls, is_whole
from bot.draw.message import Message
from bot.draw.stage_words import GLYPHS
from bot.draw.text import fit, name_as_text
from rules.learning.choices import choice_words
from rules.learning.insights import Insights, InsightsSheet, Pace
from rules.learning.seat_waits import DutyWait
from rules.learning.small_numbers import FEWEST, TOO_FEW, few_words, fewest, is_enough
from rules.waiting.questioning import seat_noun
from rules.words import capital, counted

EMPTY = (
    "Nothing has come to a result yet, so there is nothing to learn from. Once experiments are in production or"
    " concluded, this shows how long they take, whether forecasts and dates are kept, and how long seats wait."
    " `/experiment propose` makes the next one."
)
NOTHING = "No experiment was. Choose another span of time or another project."
NO_RESULT = "No result yet."
ABOUT = (
    "A result is the first time in production, or a conclusion. A forecast that is passed without a result counts as"
    " missed. Dates and seats are the team's: nobody is ranked. A seat waits from when it opens until somebody decides"
    " in it, without the time of a question that waits for its answer; seats that still wait are not counted."
    f" Fewer than {FEWEST} are too few to tell; 90% needs {fewest(90)}."
)


def insights_message(sheet: InsightsSheet, *, charts: bool = True) -> Message:
    """Return the insights; without charts where Slack cannot draw them."""
    if sheet.choice.is_all and not (sheet.found.paces or sheet.found.waits):
        return Message(EMPTY, (section(EMPTY),))
    parts = dict(paragraphs(sheet.found))
    said = [f"{heading}: {text}" for heading, text in parts.items()]
    text = fit(" ".join([f"{title(sheet)}, {sheet.words}.", *(said or [NOTHING])]), 3900)
    return Message(text, tuple(blocks(sheet, parts, charts=charts)))


def title(sheet: InsightsSheet) -> str:
    """Return how many experiments the insights are made of."""
    return f"Insights from {counted(sheet.found.total, 'experiment')}"


def blocks(sheet: InsightsSheet, parts: dict[str, str], *, charts: bool) -> Iterator[Block]:
    """Yield what is chosen, the charts and the paragraphs."""
    yield header(title(sheet))
    words = choice_words(sheet.choice, f"*{name_as_text(sheet.project, 60)}*", sheet.today)
    cut = (
        f"\nThe newest {sheet.found.total} of these; a shorter span of time has all." if sheet.is_cut else ""
    )
    yield section(f"{capital(words)}{cut}")
    yield controls(sheet)
    if not is_whole(sheet):
        yield context(MORE_PROJECTS)
    if charts:
        yield from chart_blocks(sheet.found)
    for heading, said in parts.items():
        yield section(f"*{heading}*\n{said}")
    yield context(ABOUT) if parts else section(NOTHING)


def chart_blocks(found: Insights) -> Iterator[Block]:
    """Yield a chart of what is enough to be seen as one."""
    paces = [pace for pace in found.paces if pace.half is not None]
    if paces:
        yield pace_chart(paces)
    shares = [(score.percent, score.share) for score in found.forecasts if score.share is not None]
    if shares:
        yield calibration_chart(shares)


def pace_chart(paces: list[Pace]) -> BarChart:
    """Return how long each workstream takes."""
    supported = all(pace.most for pace in paces)
    series = {"half within" if supported else "median": [pace.half or 0 for pace in paces]}
    if supported:
        series["80% within"] = [pace.most.days if pace.most else 0 for pace in paces]
    return BarChart(
        "From proposal to result", "days", [pace.workstream.words.capitalize() for pace in paces], series
    )


def calibration_chart(shares: list[tuple[int, int]]) -> BarChart:
    """Return what was promised beside what was kept."""
    series = {"promised": [percent for percent, _ in shares], "kept": [share for _, share in shares]}
    return BarChart("Forecasts: promised and kept", "%", [f"{percent}%" for percent, _ in shares], series)


def paragraphs(found: Insights) -> Iterator[tuple[str, str]]:
    """Yield each heading with its numbers in words; what is not known yet is left out."""
    if not found.total:
        return
    yield "From proposal to result", "\n".join(pace_line(pace) for pace in found.paces) or NO_RESULT
    yield "Forecasts", "\n".join(forecast_lines(found))
    if found.owners.known:
        yield "Owners' dates", owners_line(found)
    # A sign stands on one line with what it means.
    ends = (f"{GLYPHS[stage]} {stage.words} {count}".replace(" ", "\u00a0") for stage, count in found.ends)
    yield "How they stand or ended", " · ".join(ends)
    if found.waits:
        yield "How long a seat waited, by duty", "\n".join(wait_lines(found.waits))


def pace_line(pace: Pace) -> str:
    """Return how long the experiments of one workstream took."""
    name = pace.workstream.words.capitalize()
    running = f", {pace.running} without one yet" if pace.running else ""
    if pace.half is None:
        return f"{name}: {few_words(pace.finished, 'result')}{running}"
    half = counted(pace.half, "day")
    took = (
        f"half within {half}, 80% within {counted(pace.most.days, 'day')}"
        if pace.most
        else f"{half} at the median"
    )
    return f"{name}: {took} · {counted(pace.finished, 'result')}{running}"


def forecast_lines(found: Insights) -> Iterator[str]:
    """Yield how often each percentage was kept."""
    for score in found.forecasts:
        share = TOO_FEW if score.share is None else f"{score.share}%"
        yield f"The {score.percent}% forecast was kept {score.kept} of {score.known} times ({share})"
    if not found.forecasts:
        yield f"None has come due yet. Forecasts are made at proposal, once there are {FEWEST} results."


def owners_line(found: Insights) -> str:
    """Return how many of the owners' dates were kept, and by how much the others were missed."""
    few = "" if is_enough(found.owners.known) else f" ({TOO_FEW})"
    late = (
        ""
        if found.owners_late is None
        else f", the late ones by {counted(found.owners_late, 'day')} at the median"
    )
    return f"{found.owners.kept} of {found.owners.known} kept{few}{late}"


def wait_lines(waits: Sequence[DutyWait]) -> Iterator[str]:
    """Yield how long the seats of each duty waited, then those that are too few."""
    yield from (wait_line(wait, wait.half) for wait in waits if wait.half is not None)
    few = [f"{seat_noun(wait.duty)} {wait.seats}" for wait in waits if wait.half is None]
    if few:
        yield f"{TOO_FEW.capitalize()}: {', '.join(few)}"


def wait_line(wait: DutyWait, half: timedelta) -> str:
    """Return how long the seats of one duty waited."""
    most = f", 90% within {length_words(wait.most)}" if wait.most is not None else ""
    name = seat_noun(wait.duty).capitalize()
    return f"{name}: {length_words(half)} at the median{most} · {counted(wait.seats, 'seat')}"


def length_words(length: timedelta) -> str:
    """Return a length of time as people speak of it."""
    minutes = round(length / timedelta(minutes=1))
    if minutes < 90:
        return counted(minutes, "minute")
    hours = round(length / timedelta(hours=1))
    return counted(hours, "hour") if hours < 48 else counted(round(hours / 24), "day")

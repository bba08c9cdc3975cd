"""What history says about how long an experiment takes, and whether that was kept."""

from collections.abc import Iterator

from bot.draw.text import day
from rules.experiments.experiment import Experiment
from rules.experiments.forecast_facts import Forecast, Likeness
from rules.experiments.sheets import ExperimentSheet
from rules.learning.forecasts import GIVEN_UP, PROMISED, day_after, due, owner_date
from rules.learning.small_numbers import FEWEST
from rules.words import counted

WHOSE: dict[Likeness, str] = {
    Likeness.SAME_KIND: "similar experiment",
    Likeness.SAME_WORKSTREAM: "experiment of this workstream",
    Likeness.ALL: "experiment of all kinds",
}


def forecast_fact(experiment: Experiment) -> str:
    """Return the forecast that was made at proposal on one short line, and once it is known whether it was kept."""
    made, promised = experiment.forecast, due(experiment)
    bound = made.bound(PROMISED) if made else None
    if made is None or not (made.bounds or made.finished):
        return ""
    if bound is None or promised is None:
        return f"*Forecast*\ntoo little history ({made.finished} of {FEWEST} results)"
    if experiment.finished_at:
        kept = "kept" if experiment.finished_at.date() <= promised else "missed"
        return (
            f"*Forecast*\n{PROMISED}% by {day(promised)}: {kept}, result {day(experiment.finished_at.date())}"
        )
    return f"*Forecast*\n{PROMISED}% within {counted(bound.days, 'day')} (by {day(promised)}), {base(made)}"


def base(made: Forecast) -> str:
    """Return what a forecast rests on."""
    whose = WHOSE[made.likeness]
    total = made.finished + made.running
    still = f", {made.running} without result yet" if made.running else ""
    # “experiments of all kinds”: the noun takes the plural, not what follows it.
    return f"from {total} {whose.replace('experiment', 'experiments', 1) if total != 1 else whose}{still}"


def forecast_lines(sheet: ExperimentSheet) -> Iterator[str]:
    """Yield the forecast as made at proposal, the owner's date beside it, and the forecast as it is now."""
    experiment = sheet.experiment
    made = experiment.forecast
    if made is None:
        return
    yield f"At proposal: {range_words(experiment, made)}"
    own = owner_date(experiment)
    if own:
        yield f"The owner's date at proposal: {day(own)}"
    if experiment.finished_at:
        yield outcome(experiment)
    elif sheet.outlook and experiment.stage not in GIVEN_UP:
        yield f"Now: {range_words(experiment, sheet.outlook)}"


def range_words(experiment: Experiment, forecast: Forecast) -> str:
    """Return every percentage that history supports with its days, or that there is too little history."""
    if not forecast.bounds:
        few = counted(forecast.finished, "result")
        return f"too little history to tell ({few} {forecast.likeness.words}; {FEWEST} are the fewest)"
    said = ", ".join(
        f"{bound.percent}% by {day(day_after(experiment.proposed_at, bound.days))} ({counted(bound.days, 'day')})"
        for bound in forecast.bounds
    )
    return f"{said}, {base(forecast)}"


def outcome(experiment: Experiment) -> str:
    """Return when the first result came, and which forecasts it kept."""
    if experiment.finished_at is None or experiment.forecast is None:
        return ""
    came = experiment.finished_at.date()
    kept = [
        f"{bound.percent}% {'kept' if came <= day_after(experiment.proposed_at, bound.days) else 'missed'}"
        for bound in experiment.forecast.bounds
    ]
    own = owner_date(experiment)
    if own:
        kept.append(f"the owner's date {'kept' if came <= own else 'missed'}")
    return f"First result {day(came)}{': ' + ', '.join(kept) if kept else ''}"

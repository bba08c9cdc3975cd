"""From which message an experiment was proposed."""

from bot.draw.text import escape, names
from rules.experiments.sheets import ExperimentSheet


def origin_line(sheet: ExperimentSheet) -> str:
    """Return the link to the message that an experiment comes from, with its author; nothing where it comes from none."""
    part = next((one for one in sheet.experiment.parts if one.link), None)
    if part is None:
        return ""
    by = f" by {names((part.by,), sheet.team)}" if part.by != sheet.experiment.proposer else ""
    return f":speech_balloon: From <{escape(part.link)}|a message>{by}"

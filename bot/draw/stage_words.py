"""The stage of an experiment in one glyph and its word, and what comes next in each stage."""

from bot.draw.text import moment, one_line, unmarked
from rules.evidence.checklist import checklist, is_complete
from rules.experiments.experiment import Experiment, Stage
from rules.lifecycle.board import board_is_content
from rules.words import listing

GLYPHS: dict[Stage, str] = {
    Stage.PROPOSED: ":seedling:",
    Stage.RUNNING: ":test_tube:",
    Stage.IN_REVIEW: ":mag:",
    Stage.CHANGES_ASKED: ":pencil2:",
    Stage.APPROVED: ":white_check_mark:",
    Stage.PROMOTING: ":rocket:",
    Stage.DECLINED: ":hand:",
    Stage.IN_PRODUCTION: ":large_green_circle:",
    Stage.ROLLED_BACK: ":rewind:",
    Stage.RETIRED: ":package:",
    Stage.REJECTED: ":no_entry:",
    Stage.WITHDRAWN: ":wastebasket:",
    Stage.CONCLUDED: ":books:",
}
NEXT: dict[Stage, str] = {
    Stage.PROPOSED: "Next: the owner or an admin submits it for review, or starts it first and records values.",
    Stage.RUNNING: "Next: values are recorded as they come in, then the owner or an admin submits it for review.",
    Stage.IN_REVIEW: "Next: the board decides, in the thread of this card.",
    Stage.CHANGES_ASKED: "Next: the owner mends what was asked for and resubmits.",
    Stage.APPROVED: "Next: the owner or an admin asks for the promotion to production.",
    Stage.PROMOTING: "Next: the approvals that are missing, in the thread of this card.",
    Stage.DECLINED: "Next: the owner mends what was declined and resubmits, or asks for the promotion again.",
    Stage.IN_PRODUCTION: "Next: watch the thresholds. When one breaks, the owner, an admin or an approver rolls back.",
    Stage.ROLLED_BACK: "Next: the owner mends it and resubmits, or concludes it as a learning.",
    Stage.REJECTED: "Final for this revision. Next: the owner resubmits a new one, or concludes it as a learning.",
    Stage.RETIRED: "",
    Stage.WITHDRAWN: "",
    Stage.CONCLUDED: "",
}
HELD_STAGES = frozenset({Stage.APPROVED, Stage.PROMOTING, Stage.DECLINED})
# Where there is no promotion left to be held from.
PAST_HOLDING = frozenset({Stage.IN_PRODUCTION, Stage.RETIRED, Stage.WITHDRAWN, Stage.CONCLUDED})


def standing(experiment: Experiment) -> str:
    """Return where an experiment stands, in the words that card, thread, list and agenda have for it: its stage, and
    whether it is held."""
    held = experiment.holds and experiment.stage not in PAST_HOLDING
    return f"{experiment.stage.words}, held" if held else experiment.stage.words


def standing_word(experiment: Experiment) -> str:
    """Return the glyph of a stage and where the experiment stands."""
    return f"{GLYPHS[experiment.stage]} *{standing(experiment).capitalize()}*"


def stage_line(experiment: Experiment) -> str:
    """Return the stage with its revision and since when it holds."""
    revision = f" · revision {experiment.revision}" if experiment.revision else ""
    return f"{standing_word(experiment)}{revision} · since {moment(experiment.stage_since)}"


def title_as_typed(title: str, length: int) -> str:
    """Return a typed title escaped, on one line, with its signs as they were typed, as the header of a card shows it."""
    return unmarked(one_line(title, length))


def title_line(experiment: Experiment) -> str:
    """Return what a notification says of an experiment: key, title and stage."""
    return f"{experiment.key}, {standing(experiment)}: {one_line(experiment.title, 500)}"


def next_line(experiment: Experiment) -> str:
    """Return what comes next, or nothing for what is closed."""
    reviewed = experiment.stage is Stage.IN_REVIEW and board_is_content(experiment)
    if reviewed and not is_complete(experiment):
        still_open = [f"“{one.item}”" for one in checklist(experiment) if one.is_open]
        are = "is" if len(still_open) == 1 else "are"
        return (
            f"Every review stands. {experiment.key} is approved once {listing(still_open)} {are} met,"
            " or overridden by two people."
        )
    if experiment.holds and experiment.stage in HELD_STAGES:
        return f"Next: what holds {experiment.key} is done, and a finding lifts the hold; until then nothing can promote it."
    return NEXT[experiment.stage]

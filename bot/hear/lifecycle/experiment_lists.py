"""What lists of experiments show: what waits for who asks, and those that typed words name, sorted and in pages."""

from dataclasses import replace
from functools import partial

from bot.draw.experiments import overview_list
from bot.draw.message import Message
from bot.draw.waiting.waits_message import IN_A_MESSAGE, waits_message
from bot.hear.command_words import split_first, split_mention
from bot.hear.hearing import Hearing
from flows.experiments import project_sheets, sheets
from flows.experiments.sheets import Wanted
from flows.people import team
from flows.waiting import waits
from rules.experiments.experiment import Stage
from rules.lifecycle.steps import OPEN_STAGES
from rules.local_time import local_day
from rules.marks import mention
from rules.people.projects import Workstream
from rules.refusals import Refused
from rules.words import listing, shorten, suggestion

MINE = frozenset({"mine", "my"})
OTHERS = ("mine", "@who", "project NAME", "workstream NAME", "overdue", "waiting")
WAITING = frozenset({"waiting", "waiting for me"})


def waiting_for(at: Hearing, user: str, place: int = 0) -> Message:
    """Return one page of what waits for somebody, with the buttons that settle it."""
    found, links = waits.page_for(at.desk, user, at.now, place, IN_A_MESSAGE)
    return waits_message(found, links, place)


def listed(at: Hearing, by: str, typed: str, place: int = 0) -> Message:
    """Return one page of the experiments that typed words ask for."""
    asked = " ".join(typed.split())
    if asked.casefold() in WAITING:
        return waiting_for(at, by, place)
    wanted = replace(wanted_by(at, by, asked), asked=asked, place=place)
    return overview_list.overview(sheets.page(at.desk, wanted))


def wanted_by(at: Hearing, by: str, asked: str) -> Wanted:
    """Return which experiments somebody asks for: all, theirs, somebody's, of a project or workstream, late ones, of a stage."""
    owner = by if asked.casefold() in MINE else split_mention(asked, partial(team.everybody, at.desk))[0]
    if owner:
        return Wanted(owner=owner, only=f"owned by {mention(owner)}")
    word, rest = split_first(asked)
    match word.casefold():
        case "":
            return Wanted()
        case "project":
            project = project_sheets.named(at.desk, rest)
            return Wanted(project=project.number, only=f"project {project.name}")
        case "workstream":
            workstream = Workstream.read(rest)
            return Wanted(workstream=workstream, only=f"workstream {workstream.words}")
        case "overdue":
            today = local_day(at.now, team.member_of(at.desk, by).zone)
            return Wanted(stages=OPEN_STAGES, late_on=today, only="overdue")
        case _:
            stage = read_stage(asked)
            return Wanted(stages=(stage,), only=stage.words)


def read_stage(asked: str) -> Stage:
    """Return the stage that was asked for; refuse with all that a list can be asked for."""
    try:
        return Stage.read(asked)
    except Refused:
        words = [stage.words for stage in Stage]
        known = (*words, *OTHERS)
        raise Refused(
            f"“{shorten(asked, 40)}” is not one of: {listing(known)}.{suggestion(asked, known)}"
        ) from None

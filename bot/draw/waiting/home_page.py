"""App Home: what waits for a person, what is theirs, dates ahead, and for admins how the desk is."""

from collections.abc import Iterator, Mapping

from slack_sdk.models.blocks import Block, DividerBlock
from slack_sdk.models.views import View

from bot.button_values import ChannelValue, LetterValue, TurnPart
from bot.draw.answers import CURES, about_what
from bot.draw.blocks import actions, button, context, header, section
from bot.draw.paging import page_words, turning
from bot.draw.stage_words import GLYPHS
from bot.draw.step_buttons import BUTTONS, button_value
from bot.draw.text import bold, day, moment, one_line, person
from bot.draw.waiting.wait_lines import key_of, wait_blocks
from bot.draw.waiting.waits_message import NOTHING_WAITS
from bot.ids import Act
from rules.experiments.experiment import Experiment
from rules.paging import page_of
from rules.people.projects import Milestone, Project
from rules.people.tokens import Token
from rules.waiting.home import (
    MOST_MILESTONES,
    MOST_PROJECTS,
    OWN_A_PAGE,
    WAITS_A_PAGE,
    CeremonyDate,
    DeskHealth,
    HomeSheet,
    Parked,
    is_late,
    open_milestones,
)
from rules.waiting.next_steps import next_step
from rules.words import capital, counted, listing

PLACE = "home"
BEGIN = (
    "*Three steps to begin*\n"
    "1. *Propose an experiment* with a hypothesis and a metric: the button above, or `/experiment propose`.\n"
    "2. *Say who decides what*: `/team list` shows who holds which duty; an admin gives one with `/team give @who DUTY`.\n"
    "3. *Let your ceremonies hold themselves*: `/ceremony setup` in your team's channel."
)
NOTHING_OWN = "You own no experiment that is under way. *Propose* begins one."
HEALTHY = "Every message was delivered, every duty is held, and no token is about to expire."


def home(sheet: HomeSheet) -> View:
    """Return the Home of a person."""
    return View(type="home", blocks=list(home_blocks(sheet)))


def home_blocks(sheet: HomeSheet) -> Iterator[Block]:
    """Yield the parts of a Home in the order in which they are read."""
    settings = button("Settings", Act.OPEN_SETTINGS, ChannelValue(), label="Settings of this workspace")
    yield actions(
        button("Propose", Act.OPEN_PROPOSE, ChannelValue(), style="primary"),
        button("Check in", Act.OPEN_CHECK_IN, ChannelValue(), label="Check in to your standup"),
        *((settings,) if sheet.health else ()),
    )
    if sheet.is_new:
        yield section(BEGIN)
    else:
        yield from waits_part(sheet)
        yield from own_part(sheet)
    yield from projects_part(sheet)
    yield from dates_part(sheet.dates)
    if sheet.health:
        yield from health_part(sheet.health)


def waits_part(sheet: HomeSheet) -> Iterator[Block]:
    """Yield what waits for the person, each with its buttons."""
    page = page_of(sheet.waits, sheet.waits_page, WAITS_A_PAGE)
    yield header(titled("Waits for you", len(sheet.waits)))
    if not page.shown:
        yield section(NOTHING_WAITS)
    for one in page.shown:
        yield from wait_blocks(one, sheet.links, PLACE)
    if page.pages > 1:
        yield turning(TurnPart.HOME_WAITS, page.place, page.pages)
        yield context(page_words(page.place, page.pages))


def own_part(sheet: HomeSheet) -> Iterator[Block]:
    """Yield the person's experiments with what comes next, those first in which it is their turn."""
    page = page_of(sheet.own, sheet.own_page, OWN_A_PAGE)
    yield DividerBlock()
    yield header(titled("Yours", len(sheet.own)))
    if not page.shown:
        yield section(NOTHING_OWN)
    for one in page.shown:
        yield own_block(one, sheet.links)
    if page.pages > 1:
        yield turning(TurnPart.HOME_OWN, page.place, page.pages)
        yield context(page_words(page.place, page.pages))


def titled(words: str, number: int) -> str:
    """Return a heading with how many there are, where there are any."""
    return f"{words} ({number:,})" if number else words


def own_block(experiment: Experiment, links: Mapping[int, str]) -> Block:
    """Return one experiment: its stage, what comes next, and the button for that where it is the owner's turn."""
    following = next_step(experiment)
    reason = f"\n> {one_line(following.reason, 200)}" if following.reason else ""
    text = (
        f"{GLYPHS[experiment.stage]} {key_of(experiment.number, links)} {bold(experiment.title, 150)}\n"
        f"{experiment.stage.words.capitalize()} since {moment(experiment.stage_since)}"
        f" · next: {one_line(following.words, 300)}{reason}"
    )
    if following.step is None:
        return section(text)
    act, words, style = BUTTONS[following.step]
    value = button_value(experiment, following.step)
    # One button of a Home is primary: the first of all.
    kept = style if style == "danger" else None
    return section(text, button(words, act, value, style=kept, label=f"{words}: {experiment.key}"))


def projects_part(sheet: HomeSheet) -> Iterator[Block]:
    """Yield the person's projects with the milestones that are still to be reached, late ones marked."""
    if not sheet.projects:
        return
    yield DividerBlock()
    yield header("Milestones")
    for project in sheet.projects[:MOST_PROJECTS]:
        yield section(project_text(project, sheet))
    left_out = len(sheet.projects) - MOST_PROJECTS
    if left_out > 0:
        yield context(f"{counted(left_out, 'more project')}: `/project list` shows all.")


def project_text(project: Project, sheet: HomeSheet) -> str:
    """Return a project with its next milestones."""
    milestones = open_milestones(project)
    lines = [milestone_line(one, sheet) for one in milestones[:MOST_MILESTONES]]
    left_out = len(milestones) - MOST_MILESTONES
    more = [f"… and {left_out} more: `/project show {one_line(project.name, 100)}`"] if left_out > 0 else []
    return "\n".join([bold(project.name, 100), *lines, *more])


def milestone_line(milestone: Milestone, sheet: HomeSheet) -> str:
    """Return one milestone with its day; one whose day has passed says so first."""
    late = is_late(milestone, sheet.today)
    overdue = (sheet.today - milestone.due).days
    mark = f":warning: *{counted(overdue, 'day')} late* · " if late else ""
    return f"○ {mark}{one_line(milestone.title, 120)} · due {day(milestone.due)}"


def dates_part(dates: tuple[CeremonyDate, ...]) -> Iterator[Block]:
    """Yield the next ceremonies with who facilitates."""
    if dates:
        yield DividerBlock()
        yield header("Next ceremonies")
        yield section("\n".join(date_line(one) for one in dates))


def date_line(one: CeremonyDate) -> str:
    """Return one ceremony: what, where, when, and who facilitates."""
    who = f"{person(one.facilitator)} facilitates" if one.facilitator else "nobody to facilitate yet"
    return f"*{capital(one.ceremony.words)}* in <#{one.channel}> · {moment(one.starts_at)} · {who}"


def health_part(health: DeskHealth) -> Iterator[Block]:
    """Yield what an admin should know of the desk."""
    yield DividerBlock()
    yield header("The desk's health")
    for one in health.parked:
        yield parked_block(one)
    left_out = health.parked_in_all - len(health.parked)
    lines = [
        f":warning: {counted(left_out, 'older message')} set aside." if left_out > 0 else "",
        f":warning: Nobody holds: {listing([duty.words for duty in health.unheld])}. `/team give @who DUTY`"
        if health.unheld
        else "",
        *(token_line(one) for one in health.expiring),
    ]
    found = [line for line in lines if line]
    if found or not health.parked:
        yield section("\n".join(found) or f":white_check_mark: {HEALTHY}")
    yield context(head_line(health))


def parked_block(one: Parked) -> Block:
    """Return one message that was set aside: about what, why, how to mend it, and the button to try it again."""
    problem = one.letter.problem
    cure = CURES.get(problem, "Mend what it names, then try it again.")
    what = one.letter.letter.replace("_", " ")
    text = (
        f":warning: A message ({one_line(what, 40)}){about_what(one.letter)} was set aside"
        f" {moment(one.since)}: `{one_line(problem, 150)}`\n{cure}"
    )
    label = f"Try message {one.number} again"
    return section(text, button("Try again", Act.TRY_AGAIN, LetterValue(letter=one.number), label=label))


def token_line(token: Token) -> str:
    """Return a token that ends within a week."""
    return (
        f":key: The API token {bold(token.name, 60)} expires {moment(token.expires_at)}."
        " `/team tokens` makes another."
    )


def head_line(health: DeskHealth) -> str:
    """Return the last head of the journal that Slack was told."""
    head = health.head
    if head is None:
        return "Slack was told no head of the journal yet; the first one comes within a day."
    told = f", told {moment(head.posted_at)}" if head.posted_at else ""
    where = f" in <#{head.channel}>" if head.channel else ""
    return f"Last journal head `{head.digest[:16]}…` at entry {head.position:,}{told}{where}"

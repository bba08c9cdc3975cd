"""Small answers to one person: a deed done, a refusal, an unknown fault."""

from collections.abc import Iterable
from datetime import datetime

from slack_sdk.models.blocks import ButtonElement, PlainTextObject

from bot.draw.blocks import actions, section
from bot.draw.message import Message
from bot.draw.step_buttons import step_row
from bot.draw.text import day, escape, joined, one_line, plain_lines, plain_text, sentence
from rules.ceremony_names import Ceremony
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.metrics import find_metric
from rules.letters import ParkedLetter
from rules.lifecycle.recorders import aside_words
from rules.lifecycle.steps import Step
from rules.people.people import Duty, Member, Team
from rules.people.projects import Project
from rules.words import listing, shorten

# Slack names no limit for it; a message holds so much.
LONGEST_FAILURE = 3000


def done(text: str) -> Message:
    """Return the answer that a deed is done."""
    return Message(sentence(text), (section(sentence(text)),))


def started(experiment: Experiment) -> Message:
    """Return the answer that an experiment is running, with the buttons of what comes next."""
    text = f"{experiment.key} is running. Next: record values as they come in, then submit it for review."
    return Message(text, (section(text), *step_row(experiment, Step.MEASURE, Step.SUBMIT)))


def refusal(reasons: tuple[str, ...]) -> Message:
    """Return the answer that a deed cannot be done, with every reason why."""
    # Of one field there may be several, each on a line of its own.
    said = [sentence(line) for reason in reasons for line in reason.splitlines()]
    if len(said) == 1:
        return Message(said[0], (section(said[0]),))
    text = "That cannot be done now:\n" + joined((f"• {one}" for one in said), 2900, "more reasons")
    return Message(text, (section(text),))


def not_opened(why: str, act: str, value: str) -> Message:
    """Return the answer that a form may not have opened, with the button that asks for it anew."""
    again = ButtonElement(text=PlainTextObject(text="Open the form"), action_id=act, value=value)
    return Message(why, (section(why), actions(again)))


def step_failure(reasons: tuple[str, ...], team: Team) -> str:
    """Return why the step of a workflow fails, as plain text for who runs the workflow."""
    said = plain_lines([plain_text(line, team) for line in reasons])
    return said if len(said) <= LONGEST_FAILURE else said[: LONGEST_FAILURE - 1].rstrip() + "…"


def unknown_fault(reference: str, *, is_kept: bool = False) -> Message:
    """Return the answer to a fault that nobody foresaw, with the reference under which it was logged; `is_kept` where
    something was changed before."""
    happened = (
        "Something went wrong here after a change was kept. Please look how things stand before you try again."
        if is_kept
        else "Something went wrong here, and nothing was changed. Please try again."
    )
    text = f"{happened} If it stays so, tell an admin this reference: `{escape(reference)}`"
    return Message(text, (section(text),))


def set_aside(experiment: Experiment, by: str) -> str:
    """Return to who recorded the last value that it is set aside; nothing where it counts."""
    last = experiment.measurements[-1] if experiment.measurements else None
    if last is None or not last.aside or last.by != by:
        return ""
    return aside_words(experiment)


def measured(experiment: Experiment, name: str, now: datetime, by: str = "") -> Message:
    """Return the answer that a value is recorded, and where its metric stands against its threshold."""
    return done(measured_words(experiment, (name,), now, by))


def measured_words(experiment: Experiment, names: Iterable[str], now: datetime, by: str = "") -> str:
    """Return what is said of values that were recorded: the numbers as they were understood, or that they are set aside."""
    if set_aside(experiment, by):
        return set_aside(experiment, by)
    text = " ".join(value_words(experiment, name) for name in names)
    # Nothing but these values happened at this instant.
    is_passed = experiment.stage is Stage.APPROVED and experiment.stage_since == now
    return text + (" The board's last open item is met: it is approved." if is_passed else "")


def value_words(experiment: Experiment, name: str) -> str:
    """Return where a metric stands against its threshold."""
    metric = find_metric(experiment.metrics, name)
    latest = experiment.latest(metric)
    if latest is None:
        return f"A value of {metric.name} of {experiment.key} is recorded."
    verdict = "meets" if metric.met_by(latest.value) else "does not meet"
    return (
        f"{metric.name} of {experiment.key} is {metric.quantity(latest.value)}; it {verdict} {metric.target}."
    )


def reading_run(number: int) -> Message:
    """Return the answer that a run is being read."""
    return done(f"Reading the run for EXP-{number}. You are told here what of it was recorded.")


def saved_project(project: Project, *, is_new: bool) -> str:
    """Return the sentence that a project is kept, and what comes next."""
    next_step = "Name it when you propose an experiment" if is_new else "See it"
    ahead = [f"{one.title}, {day(one.due)}" for one in project.milestones if one.done_at is None]
    milestones = f" Milestones: {shorten('; '.join(ahead), 300)}." if ahead else ""
    done = f"{project.name} is {'created' if is_new else 'changed'}."
    return f"{done}{milestones} {next_step}: `/project show {project.name}`"


def duties_now(member: Member) -> str:
    """Return the sentence that says which duties a member holds now."""
    duties = [duty.words for duty in Duty if duty in member.duties]
    return f"{member.person.mention} holds {'the duties ' + listing(duties) if duties else 'no duty'} now."


def parked(letter: ParkedLetter) -> Message:
    """Return the word to an admin that a message is set aside for good."""
    about, problem = about_what(letter), letter.problem
    cure = CURES.get(problem, "Please look at it in Slack; the next change of it will be posted as usual.")
    # Slack's own errors are one word; anything else is a reason of ours.
    is_of_channel = bool(letter.channel and not letter.ceremony)
    refused = "messages" if is_of_channel else "a message"
    who = f"Slack refuses {refused}" if problem.isidentifier() else "A message is set aside"
    text = f"{who}{about}: `{one_line(problem, 100)}`. {cure}"
    return Message(text, (section(text),))


def about_what(letter: ParkedLetter) -> str:
    """Return what a refused message is about, where that is known."""
    if letter.experiment is not None:
        return f" about EXP-{letter.experiment}"
    if letter.ceremony in {ceremony.value for ceremony in Ceremony} and letter.channel:
        return f" about the {Ceremony(letter.ceremony).words} in <#{letter.channel}>"
    return f" in <#{letter.channel}>" if letter.channel else ""


CURES = {
    "not_in_channel": "Invite Assay to the channel (`/invite @Assay`); what waits for it is posted then.",
    "channel_not_found": "Assay cannot see that channel. Invite it there, and what waits for it is posted; or set another review channel.",
    "is_inactive": "The channel is archived or frozen. Open it again, and what waits for it is posted; or set another review channel.",
    "is_archived": "The channel is archived. Unarchive it, and what waits for it is posted; or set another review channel.",
}

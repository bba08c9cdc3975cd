"""The command /standup, the check-in with its form, and the buttons of blockers."""

from bot.button_values import BlockerValue, ExperimentValue, HoldingValue
from bot.draw import answers, help
from bot.draw.ceremonies.standup import standup_forms, standup_messages
from bot.draw.experiments.blocker_lines import SOLVED
from bot.draw.message import Message
from bot.hear.aside import Instead
from bot.hear.forms import open_form
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission, Opener, SlashCommand
from bot.ids import Act, Command, Form, Input
from flows.ceremonies import holdings
from flows.ceremonies.standup import blockers, check_ins, standups
from flows.experiments import sheets
from rules.ceremonies.ceremonies import Phase
from rules.ceremonies.standup.check_ins import CheckInDraft
from rules.ceremony_names import HoldingKey
from rules.refusals import Refused
from rules.typed_keys import carried_number

WAYS = {"on": True, "off": False}


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        commands={Command.STANDUP: answer},
        actions={
            Act.CHECK_IN: clicked_check_in,
            Act.SAME_AS_YESTERDAY: clicked_same,
            Act.CLOSE_STANDUP: clicked_close,
            Act.ASK_BY_MESSAGE: clicked_by_message,
            Act.ASK_HERE: clicked_here,
            Act.SOLVE_BLOCKER: clicked_solved,
            Act.OPEN_BLOCKERS: clicked_blockers,
            Act.TAKE_BLOCKER: clicked_take,
        },
        forms={Form.CHECK_IN: submitted_check_in, Form.BLOCKERS: submitted_blockers},
    )


def answer(command: SlashCommand, at: Hearing) -> Message | None:
    """Answer /standup."""
    word, rest = command.words
    match word or "checkin":
        case "checkin":
            open_check_in(command, at, standup_here(command, at))
            return None
        case "summary":
            return standup_messages.so_far(standups.sheet(at.desk, standup_here(command, at)))
        case "message":
            return choose(command, at, rest)
        case "help":
            return help.help_message(Command.STANDUP)
        case unknown:
            raise Refused(help.unknown_word(Command.STANDUP, unknown, rest))


def standup_here(command: SlashCommand, at: Hearing) -> HoldingKey:
    """Return the standup of the channel in which a command was typed."""
    return check_ins.here(at.desk, command.channel_id, by=command.by, now=at.now)


def choose(command: SlashCommand, at: Hearing, rest: str) -> Message:
    """Let somebody be asked by message, or in the channel again."""
    is_on = WAYS.get(rest.casefold())
    if is_on is None:
        raise Refused(
            "Write `/standup message on` to be asked by message at your own morning, or `/standup message off`"
            " to be asked in the channel."
        )
    holding, request = standup_here(command, at), command.request
    schedule = standups.by_message(
        at.desk, holding.channel, is_on, by=command.by, now=at.now, request=request
    )
    return standup_messages.chosen(schedule, holding, command.by)


def open_check_in(opener: Opener, at: Hearing, holding: HoldingKey) -> None:
    """Open the form of a check-in, prefilled."""
    open_form(opener, at, standup_forms.check_in_form(check_ins.form(at.desk, holding, by=opener.by)))


def clicked_check_in(click: Click, at: Hearing) -> None:
    """Open the form of a check-in from a button."""
    open_check_in(click, at, click.value(HoldingValue).holding)


def submitted_check_in(form: FormSubmission, at: Hearing) -> None:
    """Keep the check-in that the form holds."""
    draft = CheckInDraft(
        progress=form.text(Input.PROGRESS),
        next=form.text(Input.NEXT),
        blockers=form.text(Input.BLOCKERS),
        help=form.text(Input.HELP),
        experiment=form.text(Input.EXPERIMENT),
    )
    value, request = form.value(HoldingValue), form.request
    check_ins.check_in(
        at.desk, value.holding, draft, by=form.by, now=at.now, told_in=value.channel, request=request
    )


def clicked_same(click: Click, at: Hearing) -> None:
    """Give the answer of last time again."""
    holding = click.value(HoldingValue).holding
    check_ins.repeat(at.desk, holding, by=click.by, now=at.now, told_in=click.channel_id)


def clicked_close(click: Click, at: Hearing) -> None:
    """Bring the summary of an open standup now; once it is there, nothing changes."""
    holding = click.value(HoldingValue).holding
    holdings.advance_by_hand(at.desk, holding, Phase.CLOSE, by=click.by, now=at.now)


def clicked_by_message(click: Click, at: Hearing) -> Instead:
    """Let who clicked be asked by message from the next standup on."""
    return clicked_way(click, at, is_on=True)


def clicked_here(click: Click, at: Hearing) -> Instead:
    """Let who clicked be asked in the channel again."""
    return clicked_way(click, at, is_on=False)


def clicked_way(click: Click, at: Hearing, *, is_on: bool) -> Instead:
    """Change how somebody is asked, and show the way back in the place of the button."""
    holding = click.value(HoldingValue).holding
    schedule = standups.by_message(at.desk, holding.channel, is_on, by=click.by, now=at.now)
    return Instead(standup_messages.chosen(schedule, holding, click.by))


def clicked_solved(click: Click, at: Hearing) -> Instead | None:
    """Mark a blocker as solved; its card shows it, a private answer is told."""
    blockers.solve(at.desk, [click.value(BlockerValue).blocker], by=click.by, now=at.now)
    return Instead(answers.done(SOLVED)) if click.container.is_ephemeral else None


def clicked_blockers(click: Click, at: Hearing) -> None:
    """Ask which blockers of an experiment are solved."""
    sheet = sheets.sheet(at.desk, click.value(ExperimentValue).experiment)
    if not sheet.blockers:
        raise Refused(f"Nothing holds {sheet.experiment.key} up any more.")
    open_form(click, at, standup_forms.blockers_form(sheet))


def submitted_blockers(form: FormSubmission, at: Hearing) -> None:
    """Mark the ticked blockers as solved."""
    numbers = list(filter(None, map(carried_number, form.choices(Input.BLOCKERS))))
    if not numbers:
        raise Refused(fields={Input.BLOCKERS: "Tick what is solved, or close this form."})
    blockers.solve(at.desk, numbers, by=form.by, now=at.now, request=form.request)


def clicked_take(click: Click, at: Hearing) -> None:
    """Let who clicked take care of a blocker."""
    blockers.take_on(at.desk, click.value(BlockerValue).blocker, by=click.by, now=at.now)

"""The command /experiment: each word is one deed, one form or one look."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.draw import answers, help
from bot.draw.experiments import history_list
from bot.draw.learning import search_results
from bot.draw.lifecycle import deciding, seat_forms
from bot.draw.message import Message
from bot.draw.other_words import is_decision
from bot.hear.command_words import split_first, split_mention
from bot.hear.hearing import Hearing, Listeners
from bot.hear.learning import insight_choices
from bot.hear.lifecycle import experiment_lists
from bot.hear.lifecycle.closings import in_full, open_close, then
from bot.hear.lifecycle.overrides import open_override
from bot.hear.lifecycle.proposals import open_amend, open_propose
from bot.hear.lifecycle.submissions import open_promote, open_submit
from bot.hear.lifecycle.values import open_measure
from bot.hear.payloads import Opener, SlashCommand
from bot.hear.typed_text import with_names
from bot.ids import Command
from flows.evidence import mlflow_runs
from flows.evidence.measure import record_value
from flows.experiments import sheets
from flows.learning import search
from flows.lifecycle import closings, handovers
from flows.people import team
from flows.waiting import reminders
from rules.evidence.measurements import ValueDraft, part_line
from rules.evidence.mlflow_runs import names_run
from rules.journal.entries import read_entry_number
from rules.lifecycle.steps import Step
from rules.marks import mention
from rules.refusals import Refused
from rules.typed_keys import joined_key, read_key


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(commands={Command.EXPERIMENT: answer})


@dataclass(frozen=True, slots=True)
class Asked:
    """One typed command, where it is heard, and what followed its first word."""

    command: SlashCommand
    at: Hearing
    rest: str

    @property
    def by(self) -> str:
        """Return who asked."""
        return self.command.by

    @property
    def number(self) -> int:
        """Return the experiment that the first word of the rest names."""
        return read_key(split_first(self.rest)[0])


def answer(command: SlashCommand, at: Hearing) -> Message | None:
    """Answer /experiment."""
    word, rest = command.words
    word, rest = split_first(joined_key(f"{word} {rest}"))
    rest = rest if word in OF_WORDS else joined_key(rest)
    if is_key(word):
        return about_one(Asked(command, at, f"{word} {rest}"), rest)
    if is_decision(word):
        return decide(Asked(command, at, rest), word)
    deed = DEED_OF_WORD.get(word or "waiting")
    if deed is None:
        raise Refused(help.unknown_word(Command.EXPERIMENT, word, rest))
    return deed(Asked(command, at, rest))


def is_key(word: str) -> bool:
    """Tell whether a word is an experiment's id."""
    try:
        read_key(word)
    except Refused:
        return False
    return True


def about_one(asked: Asked, rest: str) -> Message | None:
    """Show the experiment whose id stands where a word belongs; a word after it that only shows something counts too."""
    word, more = split_first(rest)
    key, shown = f"EXP-{asked.number}", word.casefold()
    if shown in ("", "at"):
        return show(asked)
    if shown in LOOKS:
        return LOOKS[shown](Asked(asked.command, asked.at, f"{key} {more}"))
    raise Refused(help.unknown_order(Command.EXPERIMENT, shown, f"{key} {more}".strip()))


def decide(asked: Asked, word: str) -> Message:
    """Lead to where an experiment is decided."""
    if not asked.rest:
        raise Refused(help.WHERE_DECIDED.format(near=word, key="EXP-1"))
    sheet = sheets.sheet(asked.at.desk, asked.number)
    return deciding.where_decided(sheet, team.member_of(asked.at.desk, asked.by).person)


def propose_one(asked: Asked) -> None:
    """Open the form of a proposal; words that follow become its title."""
    open_propose(asked.command, asked.at, with_names(asked.rest, asked.at.desk))


def list_some(asked: Asked) -> Message:
    """List experiments: all, or those that the words ask for."""
    return experiment_lists.listed(asked.at, asked.by, asked.rest)


def show_waiting(asked: Asked) -> Message:
    """Show what waits for who asks."""
    return experiment_lists.waiting_for(asked.at, asked.by)


def show(asked: Asked) -> Message:
    """Show one experiment in full, as it is or as it was at an entry of its history."""
    _key, word, entry = [*asked.rest.split(maxsplit=2), "", "", ""][:3]
    if word.casefold() == "at":
        number = asked.number
        return then(asked.at, number, read_entry_number(entry))
    return in_full(asked.command, asked.at, asked.number)


def show_history(asked: Asked) -> Message:
    """Show what happened to an experiment, by whom and when."""
    return history_list.history(*sheets.history(asked.at.desk, asked.number))


def start(asked: Asked) -> Message:
    """Start running an experiment."""
    started = closings.start(
        asked.at.desk, asked.number, by=asked.by, now=asked.at.now, request=asked.command.request
    )
    return answers.started(started)


def hand_over(asked: Asked) -> Message:
    """Ask somebody to own an experiment; they answer in the thread of its card."""
    number, who = asked.number, split_first(asked.rest)[1]
    to, _ = split_mention(who, partial(team.everybody, asked.at.desk))
    if not to:
        key = sheets.sheet(asked.at.desk, number).experiment.key
        raise Refused(f"Say who shall own it, like: `/experiment handover {key} @ana`")
    kept = handovers.ask(
        asked.at.desk, number, to, by=asked.by, now=asked.at.now, request=asked.command.request
    )
    if kept.owner == to:
        return answers.done(f"You own {kept.key} now.")
    return answers.done(
        f"{mention(to)} is asked in the thread of {kept.key}, and owns it once they accept. Until then nothing changes."
    )


def measure(asked: Asked) -> Message | None:
    """Record a value, or ask for a run to be read; without name and value, open the form for them."""
    number, words = asked.number, asked.rest.split()[1:]
    if not words:
        open_measure(asked.command, asked.at, number)
        return None
    if len(words) == 1 and names_run(words[0]):
        return read_run(asked, number, words[0])
    draft, now = ValueDraft(line=" ".join(words)), asked.at.now
    measured = record_value(asked.at.desk, number, draft, by=asked.by, now=now, request=asked.command.request)
    return answers.measured(measured, part_line(measured.metrics, draft.line)[0], now, asked.by)


def read_run(asked: Asked, number: int, run: str) -> Message:
    """Let a run of MLflow be read for an experiment."""
    channel, request = asked.command.channel_id, asked.command.request
    mlflow_runs.ask(
        asked.at.desk, number, run, by=asked.by, channel=channel, now=asked.at.now, request=request
    )
    return answers.reading_run(number)


def form(opened: Callable[[Opener, Hearing, int], None]) -> Callable[[Asked], None]:
    """Return the deed that opens a form about one experiment."""

    def deed(asked: Asked) -> None:
        opened(asked.command, asked.at, asked.number)

    return deed


def closing(step: Step) -> Callable[[Asked], None]:
    """Return the deed that opens the form of a closing step."""

    def deed(asked: Asked) -> None:
        open_close(asked.command, asked.at, asked.number, step)

    return deed


def search_words(asked: Asked) -> Message:
    """Look for experiments by words."""
    desk = asked.at.desk
    return search_results.search_results(search.search(desk, with_names(asked.rest, desk)))


def show_insights(asked: Asked) -> None:
    """Show what the history says, of the time and the project that the words ask for."""
    insight_choices.ask_in_words(asked.command, asked.at, asked.rest)


def remind(asked: Asked) -> Message:
    """Remind those of whom the decision on an experiment is awaited."""
    command, now = asked.command, asked.at.now
    who = reminders.remind(asked.at.desk, asked.number, by=asked.by, now=now, request=command.request)
    return seat_forms.reminded(who)


def explain(_asked: Asked) -> Message:
    """Explain every word."""
    return help.help_message(Command.EXPERIMENT)


# What follows these are words, in which an id is one among others.
OF_WORDS = frozenset({"propose", "list", "search", "insights"})
# What only shows something, and so may follow the id too.
LOOKS: dict[str, Callable[[Asked], Message]] = {"show": show, "history": show_history}
DEED_OF_WORD: dict[str, Callable[[Asked], Message | None]] = {
    "propose": propose_one,
    "waiting": show_waiting,
    "list": list_some,
    "show": show,
    "start": start,
    "edit": form(open_amend),
    "handover": hand_over,
    "metric": measure,
    "submit": form(open_submit),
    "override": form(open_override),
    "promote": form(open_promote),
    "rollback": closing(Step.ROLL_BACK),
    "retire": closing(Step.RETIRE),
    "withdraw": closing(Step.WITHDRAW),
    "conclude": closing(Step.CONCLUDE),
    "remind": remind,
    "history": show_history,
    "search": search_words,
    "insights": show_insights,
    "help": explain,
}

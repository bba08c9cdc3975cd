"""The command /experiment: each word is one deed, one form or one look."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw import answers, help
from bot.draw.experiments import details, history_list, overview_list
from bot.draw.learning import search_results
from bot.draw.message import Message
from bot.hear.lifecycle.closings import open_close
from bot.hear.lifecycle.overrides import open_override
from bot.hear.lifecycle.proposals import open_amend, open_measure, open_propose
from bot.hear.lifecycle.submissions import open_promote, open_submit
from bot.hear.payloads import SlashCommand, read_mention, read_payload, split_first
from bot.ids import Command
from flows.desk import Desk
from flows.evidence import mlflow_runs
from flows.evidence.measure import record_value
from flows.experiments import sheets
from flows.learning import forecasts, insights, search
from flows.lifecycle import closings
from flows.packs import evidence
from rules.evidence.measurements import ValueDraft
from rules.evidence.mlflow_runs import names_run
from rules.experiments.experiment import Stage, read_key
from rules.lifecycle.steps import Step
from rules.marks import mention
from rules.refusals import Refused


def register(app: App) -> None:
    """Register this listener."""
    app.command(Command.EXPERIMENT)(answer)


@dataclass(frozen=True, slots=True)
class Asked:
    """One typed command: who asked where, and what followed the first word."""

    desk: Desk
    client: WebClient
    command: SlashCommand
    rest: str
    now: datetime

    @property
    def by(self) -> str:
        """Return who asked."""
        return self.command.user_id

    @property
    def number(self) -> int:
        """Return the experiment that the first word of the rest names."""
        return read_key(split_first(self.rest)[0])

    @property
    def place(self) -> dict[str, str]:
        """Return who opens a form where, with the trigger that lets us."""
        return {"by": self.by, "channel": self.command.channel_id, "trigger": self.command.trigger_id}


def answer(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Answer /experiment."""
    command = read_payload(SlashCommand, body)
    word, rest = command.words
    deed = DEED_OF_WORD.get(word or "help")
    if deed is None:
        raise Refused(help.unknown_word(Command.EXPERIMENT, word))
    message = deed(Asked(desk, client, command, rest, now))
    ack(**message.payload()) if message else ack()


def propose_one(asked: Asked) -> None:
    """Open the form of a proposal; words that follow become its title."""
    open_propose(asked.desk, asked.client, title=asked.rest, **asked.place)


def list_some(asked: Asked) -> Message:
    """List experiments: all, one's own, somebody's, or those in a stage."""
    typed = asked.rest.strip()
    if not typed:
        return overview_list.overview(sheets.overview(asked.desk))
    owner = asked.by if typed.casefold() in ("mine", "my") else read_mention(typed)
    if owner:
        return overview_list.overview(
            sheets.overview(asked.desk, owner=owner, only=f"owned by {mention(owner)}")
        )
    stage = Stage.read(typed)
    return overview_list.overview(sheets.overview(asked.desk, stages=(stage,), only=stage.words))


def show(asked: Asked) -> Message:
    """Show one experiment in full."""
    sheet = forecasts.sheet_now(asked.desk, asked.number, asked.now)
    return details.details(sheet, viewer_is_admin=evidence.is_admin(asked.desk, asked.by))


def show_history(asked: Asked) -> Message:
    """Show what happened to an experiment, by whom and when."""
    return history_list.history(*sheets.history(asked.desk, asked.number))


def start(asked: Asked) -> Message:
    """Start running an experiment."""
    started = closings.start(
        asked.desk, asked.number, by=asked.by, now=asked.now, request=asked.command.request
    )
    return answers.done(
        f"{started.key} is running. Record values with `/experiment metric {started.key} NAME VALUE`,"
        f" and submit it with `/experiment submit {started.key}`."
    )


def measure(asked: Asked) -> Message | None:
    """Record a value; without name and value, open the form for them."""
    number, words = asked.number, asked.rest.split()[1:]
    if not words:
        open_measure(asked.desk, asked.client, number, **asked.place)
        return None
    if len(words) == 1 and names_run(words[0]):
        mlflow_runs.ask(
            asked.desk,
            number,
            words[0],
            by=asked.by,
            channel=asked.command.channel_id,
            now=asked.now,
            request=asked.command.request,
        )
        return answers.reading_run(number)
    name, value = name_and_value(words)
    draft = ValueDraft(metric=name, value=value)
    measured = record_value(
        asked.desk, number, draft, by=asked.by, now=asked.now, request=asked.command.request
    )
    return answers.measured(measured, name, asked.now)


def name_and_value(words: list[str]) -> tuple[str, str]:
    """Return a metric's name and its value, which may end in a unit: “p95 latency 640 ms”."""
    if len(words) < 2:
        raise Refused("Add the metric's name and its value, like: `/experiment metric EXP-1 accuracy 0.93`")
    has_unit = len(words) > 2 and not any(sign.isdigit() for sign in words[-1])
    cut = -2 if has_unit else -1
    return " ".join(words[:cut]), " ".join(words[cut:])


def form(opener: Callable[..., None]) -> Callable[[Asked], None]:
    """Return the deed that opens a form about one experiment."""

    def deed(asked: Asked) -> None:
        opener(asked.desk, asked.client, asked.number, **asked.place)

    return deed


def closing(step: Step) -> Callable[[Asked], None]:
    """Return the deed that opens the form of a closing step."""

    def deed(asked: Asked) -> None:
        open_close(asked.desk, asked.client, asked.number, step, **asked.place)

    return deed


def search_words(asked: Asked) -> Message:
    """Look for experiments by words."""
    return search_results.search_results(search.search(asked.desk, asked.rest))


def show_insights(asked: Asked) -> None:
    """Owe what the history says: its charts are drawn after the acknowledgement."""
    channel, request = asked.command.channel_id, asked.command.request
    insights.ask(asked.desk, by=asked.by, channel=channel, now=asked.now, request=request)


def explain(_asked: Asked) -> Message:
    """Explain every word."""
    return help.help_message(Command.EXPERIMENT)


DEED_OF_WORD: dict[str, Callable[[Asked], Message | None]] = {
    "propose": propose_one,
    "list": list_some,
    "show": show,
    "start": start,
    "edit": form(open_amend),
    "metric": measure,
    "submit": form(open_submit),
    "override": form(open_override),
    "promote": form(open_promote),
    "rollback": closing(Step.ROLL_BACK),
    "retire": closing(Step.RETIRE),
    "withdraw": closing(Step.WITHDRAW),
    "conclude": closing(Step.CONCLUDE),
    "history": show_history,
    "search": search_words,
    "insights": show_insights,
    "help": explain,
}

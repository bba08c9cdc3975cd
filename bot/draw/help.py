"""The words of every command: one table, from which help is drawn and typed words are understood."""

from dataclasses import dataclass

from bot.draw.blocks import context, section
from bot.draw.message import Message
from bot.draw.other_words import elsewhere, is_decision, meant
from bot.draw.text import escape, joined
from bot.ids import Command
from rules.marks import MARKED
from rules.words import shorten


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command: what follows it, what it does, and an example of what follows; `least` where less will do."""

    name: str
    does: str
    follows: str = ""
    example: str = ""
    least: str = ""

    @property
    def completion(self) -> str:
        """Return the least that has to follow the word, as an example; nothing where the word says enough by itself."""
        return "" if self.follows.startswith("[") else self.least or self.example


WORDS: dict[Command, tuple[Word, ...]] = {
    Command.EXPERIMENT: (
        Word("propose", "opens the form of a new experiment"),
        Word(
            "waiting",
            "shows what waits for you, with the buttons that settle it, as `/experiment` alone does",
        ),
        Word(
            "list",
            "lists experiments: all, of one stage, your own or somebody's, of a project or a workstream, late ones, or"
            " what waits for you",
            "[stage | mine | @who | project NAME | workstream NAME | overdue | waiting]",
            "running",
        ),
        Word(
            "show",
            "shows everything about one, as it is or as it was at an entry of its history",
            "EXP-1 [at ENTRY]",
            "EXP-1 at 12",
            "EXP-1",
        ),
        Word("start", "sets it running", "EXP-1", "EXP-1"),
        Word("edit", "changes what was proposed", "EXP-1", "EXP-1"),
        Word("handover", "asks somebody to own it in your place", "EXP-1 @who", "EXP-1 @ana"),
        Word(
            "metric",
            "records a measured value, or those of an MLflow run by its link",
            "EXP-1 NAME VALUE",
            "EXP-1 accuracy 0.93",
        ),
        Word("submit", "brings a revision before the review board", "EXP-1", "EXP-1"),
        Word("override", "asks to let an open item of the checklist pass", "EXP-1", "EXP-1"),
        Word("promote", "asks for the promotion to production", "EXP-1", "EXP-1"),
        Word("rollback", "takes it back from production", "EXP-1", "EXP-1"),
        Word("retire", "ends its time in production", "EXP-1", "EXP-1"),
        Word("withdraw", "ends it without a result", "EXP-1", "EXP-1"),
        Word("conclude", "ends it and keeps what was learnt", "EXP-1", "EXP-1"),
        Word("remind", "reminds who is to decide, once in four working hours", "EXP-1", "EXP-1"),
        Word("history", "tells what happened, who did it and when", "EXP-1", "EXP-1"),
        Word("search", "looks through titles, hypotheses, metrics and learnings", "WORDS", "smaller router"),
        Word(
            "insights",
            "shows how long experiments take, whether forecasts and dates are kept, and how long seats wait: of all"
            " time, or of a span of time and a project",
            "[project NAME] [SPAN]",
            "project Search last 90 days",
        ),
        Word("help", "shows this"),
    ),
    Command.PROJECT: (
        Word("create", "opens the form of a new project"),
        Word("list", "lists the projects"),
        Word("show", "shows one with its milestones and experiments", "NAME", "Apollo"),
        Word("edit", "changes it", "NAME", "Apollo"),
        Word("done", "marks a milestone as done", "NAME / MILESTONE", "Apollo / Beta"),
        Word("help", "shows this"),
    ),
    Command.TEAM: (
        Word("list", "shows who does what and who decides what"),
        Word("role", "sets a member's role", "@who ROLE", "@ana data engineer"),
        Word("give", "gives a member a duty", "@who DUTY", "@ana ethics"),
        Word("take", "takes a duty from a member", "@who DUTY", "@ana ethics"),
        Word(
            "seats",
            "says whether one person may give one review of a revision or several; a promotion always needs three people",
            "one | many",
            "one",
        ),
        Word(
            "values",
            "says who may record values: those with a part in an experiment, or everybody in the team",
            "part | everybody",
            "everybody",
        ),
        Word(
            "links",
            "says whether a message that names EXP-1, or links to its card, is answered in its thread",
            "on | off",
            "off",
        ),
        Word(
            "settings",
            "opens the form of all that an admin sets: review channel, admins, defaults, what is kept",
        ),
        Word(
            "away",
            "says when you are away: nobody asks you then, but who stands in",
            "until DAY | DAYS [for @who]",
            "until friday for @sam",
            "until friday",
        ),
        Word("back", "says that you are back before that day"),
        Word(
            "hours",
            "says in which hours you work, and on which days: nobody is reminded outside them, and what waits is due by"
            " them; an admin says so for @who or for everybody",
            "[@who | everybody] HOURS [DAYS]",
            "8-16 sun-thu",
            "10:00-18:30",
        ),
        Word(
            "due",
            "says in how many working days a review or an approval is due, in all workstreams or in one",
            "[WORKSTREAM] DAYS",
            "production 1 day",
        ),
        Word("tokens", "shows the API tokens of this workspace, and makes or revokes one"),
        Word("help", "shows this"),
    ),
    Command.CEREMONY: (
        Word("setup", "opens the form of this channel's four ceremonies"),
        Word("list", "shows them with the next three dates and who facilitates"),
        Word(
            "move",
            "moves one: with a date its next holding alone, once; with a weekday or a time all of them for good",
            "WHICH WHEN",
            "standup 10:15",
        ),
        Word("pause", "holds one no more until it is resumed", "WHICH", "standup"),
        Word("resume", "holds it again, also what was skipped and is still to come", "WHICH", "standup"),
        Word(
            "skip",
            "leaves out the next holding, or those of some days",
            "WHICH [DAYS]",
            "standup 24 dec - 2 jan",
            "standup",
        ),
        Word("run", "holds one now", "WHICH", "retro"),
        Word(
            "feed",
            "tells whether the channel's calendar has an address; with `new` gives one",
            "[new]",
            "new",
        ),
        Word("help", "shows this"),
    ),
    Command.STANDUP: (
        Word("checkin", "opens your check-in at any time, as `/standup` alone does"),
        Word("summary", "shows the standup as it stands, to you alone"),
        Word(
            "message",
            "asks you by message at your own morning, or in the channel again",
            "on | off",
            "on",
        ),
        Word("help", "shows this"),
    ),
    Command.RETRO: (
        Word("add", "opens the form of a card, as `/retro` alone does"),
        Word("well", "adds a card on what went well", "TEXT", "The new eval set found it early"),
        Word("improve", "adds a card on what to improve", "TEXT", "Reviews wait too long"),
        Word("idea", "adds an idea", "TEXT", "Pair on prompts on Mondays"),
        Word("thanks", "thanks somebody", "TEXT", "Thanks to who fixed the index"),
        Word("actions", "lists the actions that are still to be done"),
        Word("help", "shows this"),
    ),
}
ABOUT: dict[Command, str] = {
    Command.EXPERIMENT: "An experiment goes from a proposal through its review board to production.",
    Command.PROJECT: "A project gathers experiments, members and milestones.",
    Command.CEREMONY: "The four ceremonies of a channel hold themselves: daily standup, experiment review, AI ethics"
    " review and retrospective. WHICH is standup, review, ethics or retro.",
    Command.TEAM: "Roles say what people do; duties say what they decide: technical, ethics, business,"
    " technical lead, product owner, security, admin.",
    Command.STANDUP: "The daily standup of your team: progress, next, blockers and help needed, in one summary.",
    Command.RETRO: "The retrospective of this channel: cards, votes, and actions with owner and due date."
    " `/ceremony run retro` opens one now.",
}


OF_A_CEREMONY = frozenset({Command.STANDUP, Command.RETRO})
NAMES: dict[Command, tuple[str, ...]] = {
    command: tuple(word.name for word in words) for command, words in WORDS.items()
}
WHERE_DECIDED = (
    "Decisions are made by the buttons in the thread of an experiment's card: `/experiment {near} {key}` leads there, and"
    " `/experiment list in review` shows what waits."
)


def help_message(command: Command) -> Message:
    """Return every word of a command with what it does and an example."""
    lines = joined(help_line(command, word) for word in WORDS[command])
    text = f"What {command.value} can do"
    blocks = (section(f"*{command.value}* · {ABOUT[command]}"), section(lines), context(others(command)))
    return Message(text, blocks)


def help_line(command: Command, word: Word) -> str:
    """Return one word: how it is typed, what it does, and an example."""
    typed = f"`{command.value} {escape(f'{word.name} {word.follows}'.strip())}`"
    differs = word.example and word.example != word.follows
    example = f", as in `{command.value} {word.name} {word.example}`" if differs else ""
    return f"{typed} {word.does}{example}"


def others(command: Command) -> str:
    """Return which other commands there are."""
    return "Also: " + ", ".join(f"`{other.value} help`" for other in Command if other is not command)


def unknown_word(command: Command, typed: str, rest: str = "") -> str:
    """Return the sentence that answers a word which a command does not know, with the nearest right one as it is typed."""
    sentence = f"{command.value} does not know “{shorten(typed, 40)}”."
    near = meant(command, typed, NAMES[command])
    return f"{sentence}{advice(command, typed, near, rest)} `{command.value} help` shows every word."


def advice(command: Command, typed: str, near: str, rest: str) -> str:
    """Return which word was meant, with the words that followed, or else an example of the least that follows it."""
    word = next((word for word in WORDS[command] if word.name == near), None)
    if word:
        follows = shorten(plain_signs(rest), 60) or word.completion
        return f" Did you mean “{near}”? Write `{f'{command.value} {near} {follows}'.strip()}`."
    if is_decision(near):
        key = shorten(plain_signs(rest), 20) or "EXP-1"
        return f" Did you mean “{near}”? {WHERE_DECIDED.format(near=near, key=key)}"
    other = elsewhere(command, typed, NAMES)
    # Here the command itself says which ceremony is meant.
    which = command.value[1:] if command in OF_A_CEREMONY and other.startswith(Command.CEREMONY.value) else ""
    follows = " ".join(filter(None, (other, which, shorten(plain_signs(rest), 60))))
    return f" Did you mean `{follows}`?" if other else ""


def plain_signs(text: str) -> str:
    """Return what was typed as it can be shown as code: without what would end it, and mentions as a placeholder."""
    return MARKED.sub(lambda found: "@who" if found[1].startswith("@") else found[1], text.replace("`", ""))


def unknown_order(command: Command, word: str, rest: str) -> str:
    """Return the sentence that answers a word which stands behind what it is about."""
    near = meant(command, word, NAMES[command])
    if not near:
        return (
            f"{command.value} does not know “{shorten(word, 40)}”. `{command.value} help` shows every word."
        )
    return f"The word comes first. Did you mean `{command.value} {near} {shorten(plain_signs(rest), 60)}`?"

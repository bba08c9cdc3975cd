"""What people type in channels and to Assay itself, as far as it concerns Assay."""

from bot.button_values import OriginValue, TextValue
from bot.hear.event_payloads import Event, SpokenMessage
from bot.hear.hearing import Hearing, Listeners
from bot.hear.lifecycle.proposals import open_proposal
from bot.hear.payloads import Click
from bot.hear.typed_text import as_read
from bot.ids import Act
from bot.outside.slack_text import read_slack_text
from flows.answering import help_asked, named, typed_words
from flows.answering.typed_words import TypedWords
from rules.answering.named import named_experiments
from rules.answering.typed_decisions import typed_decision
from rules.experiments.proposals import draft_from


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        events={"message": hear_message, "app_mention": hear_mention},
        actions={Act.PROPOSE_TEXT: propose_text},
    )


def hear_message(event: Event, at: Hearing) -> None:
    """Answer what somebody typed in a direct message, and what people say to each other where it concerns Assay."""
    message = spoken(event, at)
    if message is None:
        return
    if message.channel_type == "im":
        help_asked.answer(
            at.desk, typed_in(message), as_read(message.text, at.desk), is_direct=True, now=at.now
        )
    elif not names_us(message, at):
        overhear(message, at)


def overhear(message: SpokenMessage, at: Hearing) -> None:
    """Answer what people say to each other: a verdict in the thread of a card, privately, and else where the experiments
    stand of which a message speaks; not to people of another workspace, who read along in a shared channel."""
    text, typed = without_names(message.text), typed_in(message)
    said = typed_decision(text) if message.is_reply else None
    if said and typed_words.answer_decision(at.desk, typed, said, named_experiments(text), now=at.now):
        return
    if not message.is_shared:
        named.answer_named(at.desk, typed, text, message.text, now=at.now)


def hear_mention(event: Event, at: Hearing) -> None:
    """Answer who speaks to Assay by its name in a channel, and them alone."""
    message = spoken(event, at)
    if message:
        text = as_read(message.text.replace(mention_of_us(at), " "), at.desk)
        help_asked.answer(at.desk, typed_in(message), text, is_direct=False, now=at.now)


def propose_text(click: Click, at: Hearing) -> None:
    """Open the form of a proposal with what somebody said to Assay."""
    value = click.value(TextValue)
    origin = OriginValue(author=value.author, link=value.link)
    open_proposal(click, at, draft_from(value.text, click.by), origin)


def spoken(event: Event, at: Hearing) -> SpokenMessage | None:
    """Return what somebody has just said, or None for anything else: our own words, those of apps, and edits."""
    is_said = isinstance(event, SpokenMessage) and event.is_new and event.user != at.desk.bot
    return event if is_said and isinstance(event, SpokenMessage) else None


def mention_of_us(at: Hearing) -> str:
    """Return our name as Slack writes it in a text."""
    return f"<@{at.desk.bot}>"


def names_us(message: SpokenMessage, at: Hearing) -> bool:
    """Tell whether a message speaks to Assay by its name, of which Slack tells besides."""
    return mention_of_us(at) in message.text


def typed_in(message: SpokenMessage) -> TypedWords:
    """Return where and by whom a message was typed."""
    thread = message.thread_ts if message.is_reply else ""
    return TypedWords(by=message.user, channel=message.channel, ts=message.ts, thread=thread)


def without_names(text: str) -> str:
    """Return the text of a message as a reader sees it, without the people and channels that it mentions."""
    return read_slack_text(text, lambda _user, _name: " ", lambda _channel, _name: " ")

"""The forms of the retrospective: a card, a vote, groups of cards, and an action."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from slack_sdk.models.blocks import Block, InputBlock, Option
from slack_sdk.models.views import View

from bot.button_values import CardValue, HoldingValue
from bot.draw.blocks import context
from bot.draw.inputs import (
    choice_input,
    day_input,
    many_input,
    modal,
    option,
    person_input,
    text_input,
    ticks_input,
)
from bot.ids import Form, Input
from rules.ceremonies.retro.retro_actions import LONGEST_ACTION
from rules.ceremonies.retro.retros import FEW_PEOPLE, BallotSheet, CardKind, RetroSheet, RetroTopic
from rules.words import counted, shorten

ANONYMOUS = (
    "*Anonymous*: neither your name nor a time is kept, and cards show in random order, once voting opens."
)
NAMED = "*Named*: your name stands beside the card. Cards show once voting opens."
KEPT = "Your card is in. Add another one, or close this."
# More choices than these do not fit tick boxes.
MOST_TICKS = 10
DUE_IN = timedelta(days=14)
LABELS = {
    CardKind.WELL: "What went well",
    CardKind.IMPROVE: "What to improve",
    CardKind.IDEA: "An idea",
    CardKind.THANKS: "Thanks",
}


def card_form(
    sheet: RetroSheet, *, mark: str, kind: str = "", channel: str = "", is_next: bool = False
) -> View:
    """Return the form of one card; `mark` tells this form from every other, `is_next` says that one is in."""
    kinds = [option(LABELS[kind], kind.value) for kind in CardKind]
    blocks = (
        *([context(f":white_check_mark: {KEPT}")] if is_next else []),
        context(*card_notes(sheet)),
        choice_input(Input.CARD_KIND, "About", kinds, kind or CardKind.WELL.value),
        # Drawn anew it has an id of its own, or Slack would keep in it what was sent already.
        text_input(Input.CARD, "Card", multiline=True, of=mark if is_next else ""),
    )
    value = CardValue.of(sheet.holding.key, mark=mark, channel=channel)
    return modal(Form.CARD, "Add a card", "Add", value, blocks)


def card_notes(sheet: RetroSheet) -> Iterator[str]:
    """Yield whether a name is kept, and in a small group how far that carries."""
    if not sheet.holding.options.anonymous:
        yield NAMED
        return
    yield ANONYMOUS
    if 0 < sheet.expected <= FEW_PEOPLE:
        yield (
            f"Only {counted(sheet.expected, 'person is', 'people are')} expected here: your style, or what only you can know, may still tell that a card is yours."
        )


def ballot_form(shown: BallotSheet) -> View:
    """Return the form of a vote, with what was chosen so far."""
    sheet = shown.sheet
    votes = counted(sheet.holding.options.votes, "vote")
    note = (
        f"You have {votes}, one for each topic. Until voting ends you can change them, and nobody sees any result."
        " Then only the counts are kept."
    )
    choices = choices_input(Input.CHOICES, "Your votes", topic_options(sheet.topics), shown.chosen)
    return modal(Form.BALLOT, "Vote", "Vote", HoldingValue.of(sheet.holding.key), (context(note), choices))


def choices_input(block: Input, label: str, options: list[Option], chosen: Iterable[str]) -> InputBlock:
    """Return tick boxes, or a menu where there are more choices than tick boxes hold."""
    draw = ticks_input if len(options) <= MOST_TICKS else many_input
    return draw(block, label, options, chosen)


def topic_options(topics: Iterable[RetroTopic]) -> list[Option]:
    """Return topics as choices, with the numbers that the board shows."""
    return [option(f"{number}. {topic.text}", topic.id) for number, topic in enumerate(topics, start=1)]


def groups_form(sheet: RetroSheet) -> View:
    """Return the form that gathers cards under one name, and parts groups again."""
    return modal(Form.GROUPS, "Group cards", "Save", HoldingValue.of(sheet.holding.key), group_blocks(sheet))


def group_blocks(sheet: RetroSheet) -> Iterator[Block]:
    """Yield the choice of cards with a name for them, and the groups that could be parted."""
    yield context("Cards that say the same become one topic. Votes that were given already go along.")
    options = topic_options(sheet.topics)
    if len(options) > 1:
        yield choices_input(Input.CARDS, "Cards", options, ())
        yield text_input(Input.GROUP_NAME, "Name of the group", optional=True)
    groups = [one for one in options if any(group.id == one.value for group in sheet.retro.groups)]
    if groups:
        yield choices_input(Input.PARTED, "Part these groups again", groups, ())


def action_form(sheet: RetroSheet, owner: str, topic: str = "") -> View:
    """Return the form of an action, with whoever opens it as owner, and with the text of the topic that it is made of."""
    due = (sheet.today + DUE_IN).isoformat()
    blocks = (
        context("The owner is reminded in the morning of the due day. What is open comes first next time."),
        text_input(
            Input.ACTION,
            "Action",
            shorten(topic, LONGEST_ACTION),
            hint="What is to be done, so that anybody can tell when it is.",
        ),
        person_input(Input.OWNER, "Owner", owner),
        day_input(Input.DUE, "Due date", due),
    )
    return modal(Form.ACTION, "Add an action", "Add", HoldingValue.of(sheet.holding.key), blocks)

"""What is told when one of the two reviews begins, and the record of what came of it."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.draw.blocks import actions, context, header, section
from bot.draw.ceremonies.review.agenda import part, said, subject
from bot.draw.evidence.bias_lines import bias_line
from bot.draw.lifecycle.follow_up_lines import menus
from bot.draw.message import Message
from bot.draw.text import names, people
from rules.ceremonies.review.agendas import Agenda, is_ethics
from rules.paging import counted_up
from rules.words import listing

NOTHING = "nothing was marked as discussed."


def opened(shown: Agenda) -> Message:
    """Return the reply that tells the facilitator that it begins, and what is on the agenda."""
    who = (
        people((shown.holding.facilitator,)) if shown.holding.facilitator else "Nobody is here to facilitate."
    )
    on_it = [counted_up(total, what) for total, what in contents(shown) if total]
    begins = f"{who} The {shown.holding.ceremony.words} begins: {listing(on_it) or 'its agenda is empty'}."
    text = f"{begins} Mark what was discussed in the agenda above." if shown.numbers else begins
    return Message(text, (section(text),))


def contents(shown: Agenda) -> tuple[tuple[int, str], ...]:
    """Return how many of what stand on an agenda, in its order."""
    if is_ethics(shown.holding):
        return (
            (shown.promotions.total, "promotion"),
            (shown.overrides.total, "override"),
            (shown.safety.total, "safety evaluation"),
            (shown.bias.total, "bias check"),
            (shown.unchecked.total, "unchecked experiment"),
            (shown.follow_ups.total, "open follow-up"),
        )
    return (
        (shown.waiting.total, "waiting decision"),
        (shown.late.total, "late experiment"),
        (shown.results.total, "result"),
        (shown.learnings.total, "learning"),
    )


def record(shown: Agenda) -> Message:
    """Return the record of a holding: what was discussed, noted, decided and checked, and what is still to be done."""
    heading = f"Record of the {shown.holding.ceremony.words}"
    blocks: list[Block] = [header(heading)]
    discussed = tuple(f"• {subject(shown, number)}" for number in sorted(shown.discussed))
    blocks.extend(part("Discussed", discussed) if discussed else (section(f"*Discussed:* {NOTHING}"),))
    blocks.extend(said(shown))
    blocks.extend(part("Bias checks", tuple(check_lines(shown))))
    blocks.append(context("The notes stand in the history of their experiments, too."))
    still_open = menus(shown.decisions)
    if still_open:
        blocks.append(actions(*still_open))
    return Message(heading, tuple(blocks))


def check_lines(shown: Agenda) -> Iterator[str]:
    """Yield the bias checks that were entered in a holding, and by whom."""
    for check in shown.entered:
        by = names((check.by,), shown.team)
        yield f"• {subject(shown, check.experiment, 60)} · {bias_line(check)} ({by})"

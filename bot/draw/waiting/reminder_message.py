"""The one message a day that lists what waits for somebody, and the word of an owner who reminds."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block

from bot.button_values import ExperimentValue
from bot.draw.blocks import button, context, header, section
from bot.draw.message import Message
from bot.draw.text import moment, names, one_line, people, plain_sentence
from bot.draw.waiting.wait_lines import title_of, wait_blocks
from bot.ids import Act
from rules.people.people import Duty
from rules.waiting.clock import Nudge
from rules.waiting.digests import Digest, ReminderItem, ToldAs
from rules.waiting.questioning import seat_words
from rules.waiting.waits import WaitKind
from rules.words import capital, counted

PLACE = "reminder"
SEATS = (WaitKind.REVIEW, WaitKind.APPROVAL, WaitKind.QUESTION)
NEWER = "What still waits of this stands in a newer message."
SETTLED = "✓ Nothing of this waits for you any more."
ONCE = (
    "One message a day at most, and only where something in it is new: once before it is due, once after."
    " It comes in your working hours, which `/team hours` tells; `/team away until friday` keeps it silent."
)
OTHERS = "and {number} more: `/experiment` alone shows all that waits for you."
SIGNS: dict[Nudge, str] = {
    Nudge.SOON: ":alarm_clock: *Due soon*",
    Nudge.LATE: ":hourglass: *Overdue*",
    Nudge.ESCALATED: ":rotating_light: *Overdue for more than a working day*",
}


def reminder(digest: Digest) -> Message:
    """Return the message of a day, which is edited when something of it is settled."""
    if not digest.items:
        return Message(SETTLED, (section(SETTLED),))
    mine = sum(item.role is not ToldAs.OWNER for item in digest.items) + digest.total - len(digest.items)
    words = f"{counted(mine, 'thing')} {'waits' if mine == 1 else 'wait'} for you"
    text = words if mine else "Others let wait what you own"
    return Message(text, tuple(reminder_blocks(digest, text)))


def decided(experiment: int) -> Message:
    """Return what stands in the place of an owner's word once nothing of the experiment waits for its reader."""
    text = f"✓ Nothing of EXP-{experiment} waits for you any more."
    return Message(text, (section(text),))


def overtaken() -> Message:
    """Return what stands in the place of an earlier list once a newer one was sent."""
    return Message(NEWER, (context(NEWER),))


def reminder_blocks(digest: Digest, text: str) -> Iterator[Block]:
    """Yield the heading, each thing with why it is told and its buttons, and how to be left in peace."""
    yield header(text)
    owned: dict[int, list[ReminderItem]] = {}
    for item in digest.items:
        if item.role is ToldAs.OWNER:
            owned.setdefault(item.one.experiment, []).append(item)
            continue
        why = why_told(digest, item)
        if why:
            yield context(why)
        yield from wait_blocks(item.one, digest.links, PLACE)
    for number, items in owned.items():
        yield owned_block(digest, number, items)
    left_out = digest.total - len(digest.items)
    yield context(OTHERS.format(number=left_out) if left_out else "", ONCE)


def owned_block(digest: Digest, number: int, items: Sequence[ReminderItem]) -> Block:
    """Return what others let wait of one experiment, to who owns it, with the button that reminds them."""
    lines = [f"{SIGNS[Nudge.ESCALATED]} · {title_of(items[0].one, digest.links)}"]
    lines += [owned_line(digest, item) for item in items]
    remind = button(
        "Remind", Act.REMIND, ExperimentValue(experiment=number), label=f"Remind who decides EXP-{number}"
    )
    return section("\n".join(lines), remind)


def owned_line(digest: Digest, item: ReminderItem) -> str:
    """Return one thing that others let wait: what, of whom it is awaited, and since when it is overdue."""
    one = item.one
    asked = names([each.user for each in one.asked] or one.could, digest.team)
    whom = f"awaited from {asked}" if asked else one_line(plain_sentence(one.why_nobody, digest.team), 300)
    due = f", was due {moment(one.until)}" if one.until else ""
    about = seat_words(Duty(one.seat)) if one.kind in SEATS else one.kind.words
    return f"○ {capital(about)}: {whom}{due}"


def why_told(digest: Digest, item: ReminderItem) -> str:
    """Return why somebody hears of a thing: what is new of it, who reminds, in whose place, or that others let it wait."""
    latest = item.news or item.known
    parts = (
        SIGNS[latest] if latest else "",
        f"{names((item.one.reminded_by,), digest.team)} reminds you" if item.one.reminded_by else "",
        place_words(digest, item),
        "others were asked first; you could settle it too" if item.role is ToldAs.SUBSTITUTE else "",
    )
    return " · ".join(part for part in parts if part)


def place_words(digest: Digest, item: ReminderItem) -> str:
    """Return in whose place somebody is asked, if in anybody's."""
    found = next((each for each in item.one.asked if each.user == digest.user and each.in_place_of), None)
    return f"you stand in for {names((found.in_place_of,), digest.team)}" if found else ""


def owner_reminder(digest: Digest, by: str) -> Message:
    """Return the word of an owner who asks for what waits, with the buttons that settle it."""
    key = f"EXP-{digest.items[0].one.experiment}"
    text = f"{people((by,))} asks you for your decision on {key}."
    blocks = (block for item in digest.items for block in wait_blocks(item.one, digest.links, PLACE))
    return Message(text, (section(text), *blocks))

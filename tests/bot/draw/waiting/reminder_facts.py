"""The one message of a day, as drawings are tested with: of each kind and role, and as long as it may become."""

from dataclasses import replace
from datetime import timedelta

from rules.people.seat_facts import AskedPerson
from rules.waiting.clock import Nudge
from rules.waiting.digests import MOST_LISTED, Digest, ReminderItem, ToldAs
from rules.waiting.waits import Waiting, WaitKind
from tests.bot.draw import facts
from tests.bot.draw.waiting.waiting_facts import every_wait, wait
from tests.stories import ANA, CLARA, HUGO, NOW


def late(one: Waiting) -> Waiting:
    """Return something that waits and was due a day ago."""
    return replace(one, since=NOW - timedelta(days=5), until=NOW - timedelta(days=1), is_late=True)


def escalated(number: int, *asked: AskedPerson, why_nobody: str = "") -> Waiting:
    """Return a review that somebody lets wait, or that nobody could give."""
    return late(
        wait(WaitKind.REVIEW, number=number, experiment=number, asked=asked, could=(), why_nobody=why_nobody)
    )


def digest(user: str = HUGO) -> Digest:
    """Return what somebody is told of everything that can wait, in every role and with every word."""
    items = (
        ReminderItem(replace(wait(WaitKind.REVIEW), reminded_by=ANA), ToldAs.ASKED, Nudge.SOON),
        *(ReminderItem(one, ToldAs.ASKED) for one in every_wait()[1:]),
        ReminderItem(escalated(13, AskedPerson(user, in_place_of=CLARA)), ToldAs.ASKED, Nudge.LATE),
        ReminderItem(wait(WaitKind.REVIEW, number=14, experiment=14, is_stopped=True), ToldAs.ASKED),
        ReminderItem(escalated(15, AskedPerson(CLARA)), ToldAs.SUBSTITUTE, Nudge.ESCALATED),
        ReminderItem(escalated(16, AskedPerson(CLARA)), ToldAs.OWNER, None, Nudge.ESCALATED),
        ReminderItem(escalated(17, why_nobody="Nobody holds it."), ToldAs.OWNER, Nudge.ESCALATED),
    )
    return Digest(user=user, items=items, total=len(items), team=facts.TEAM)


def worst_digest(sign: str) -> Digest:
    """Return the longest message of a day: as many things as it lists, each as long as it can be."""
    one = late(
        wait(
            WaitKind.OVERRIDE,
            title=sign * 120,
            about=sign * 2000,
            reminded_by=ANA,
        )
    )
    items = tuple(
        ReminderItem(replace(one, number=number, experiment=number), ToldAs.ASKED, Nudge.ESCALATED)
        for number in range(999_999_990, 999_999_990 + MOST_LISTED)
    )
    link = "https://example.slack.com/archives/C1/p1?a=1&b=2"
    return Digest(
        user=HUGO,
        items=items,
        total=100_000,
        team=facts.TEAM,
        links=dict.fromkeys(range(999_999_990, 1_000_000_000), link),
    )

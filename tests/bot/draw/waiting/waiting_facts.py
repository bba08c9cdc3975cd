"""What waits, and Homes, as drawings are tested with: one of each kind, and as many as a large team has."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from rules.ceremony_names import Ceremony, HoldingKey
from rules.experiments.experiment import ApprovalKind, ReviewKind
from rules.experiments.overrides import Item
from rules.journal.heads import Head
from rules.letters import ParkedLetter
from rules.people.people import Duty
from rules.people.projects import Milestone
from rules.waiting.home import CeremonyDate, DeskHealth, HomeSheet, Parked
from rules.waiting.waits import Waiting, WaitKind
from tests.bot.draw import facts
from tests.stories import ANA, BEN, CHANNEL, HUGO, NOW

TODAY = date(2026, 3, 2)
STANDUP = HoldingKey(CHANNEL, Ceremony.STANDUP, TODAY)
RETRO = HoldingKey(CHANNEL, Ceremony.RETRO, TODAY)
ETHICS = HoldingKey(CHANNEL, Ceremony.ETHICS, TODAY)


def wait(kind: WaitKind, **changes: Any) -> Waiting:
    """Return one thing of a kind that waits, with changes by name."""
    of_kind: dict[WaitKind, dict[str, Any]] = {
        WaitKind.REVIEW: {"seat": ReviewKind.ETHICS.value, "place": 2, "seen": "ab" * 32},
        WaitKind.APPROVAL: {"seat": ApprovalKind.SECURITY.value, "place": 1},
        WaitKind.OVERRIDE: {"seat": Item.ROLLBACK.value, "about": "The flag is enough.", "owner": BEN},
        WaitKind.QUESTION: {"seat": Duty.ETHICS.value, "about": "On which users?", "owner": BEN},
        WaitKind.HANDOVER: {},
        WaitKind.FINDING: {"title": "Repeat the red team", "about": "Not for minors", "holding": ETHICS},
        WaitKind.FOLLOW_UP: {
            "title": "Repeat the red team",
            "about": "Not for minors",
            "holding": ETHICS,
            "due": TODAY,
        },
        WaitKind.ACTION: {"title": "Write the runbook", "experiment": 0, "holding": RETRO, "due": TODAY},
        WaitKind.CHECK_IN: {
            "number": 0,
            "title": "Daily standup",
            "experiment": 0,
            "holding": STANDUP,
            "until": NOW,
        },
    }
    shared = {
        "number": 12,
        "experiment": 12,
        "title": "Smaller router",
        "since": NOW,
        "could": (HUGO,),
        "owner": ANA,
    }
    return Waiting(kind=kind, **(shared | of_kind[kind] | changes))


def every_wait() -> tuple[Waiting, ...]:
    """Return one thing of each kind that waits."""
    return tuple(
        wait(kind, **({"number": place} if place < 7 else {})) for place, kind in enumerate(WaitKind)
    )


def many_waits(count: int = 1000, title: str = "Smaller router") -> tuple[Waiting, ...]:
    """Return many reviews that wait."""
    return tuple(
        wait(WaitKind.REVIEW, number=number, experiment=number, title=title) for number in range(1, count + 1)
    )


def parked(number: int = 7, problem: str = "is_archived") -> Parked:
    """Return a letter that was set aside."""
    letter = ParkedLetter(to=HUGO, letter="card", problem=problem, experiment=12)
    return Parked(number, letter, NOW)


def health(**changes: Any) -> DeskHealth:
    """Return the health of a desk in which everything lacks something."""
    kept: dict[str, Any] = {
        "parked": tuple(parked(number) for number in range(1, 6)),
        "parked_in_all": 9,
        "unheld": (Duty.ETHICS, Duty.SECURITY),
        "expiring": (facts.TOKEN,),
        "head": Head(1234, "5d" * 32, NOW, CHANNEL),
    }
    return DeskHealth(**(kept | changes))


def home(**changes: Any) -> HomeSheet:
    """Return a Home with something of every part, with changes by name."""
    late = Milestone(title="Alpha", due=TODAY - timedelta(days=3))
    apollo = facts.apollo(milestones=(late, Milestone(title="Beta", due=TODAY + timedelta(days=3))))
    kept: dict[str, Any] = {
        "today": TODAY,
        "waits": every_wait(),
        "own": (facts.proposed(), replace(facts.in_review(), number=13)),
        "projects": (apollo,),
        "dates": (
            CeremonyDate(CHANNEL, Ceremony.STANDUP, NOW, ANA),
            CeremonyDate(CHANNEL, Ceremony.ETHICS, NOW),
        ),
        "health": health(),
        "links": {12: "https://slack.example/12"},
    }
    return HomeSheet(**(kept | changes))

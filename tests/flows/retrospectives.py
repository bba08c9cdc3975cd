"""Retrospectives for tests: opened now in `stories.CHANNEL`, facilitated by Ana, and moved on by hand."""

from datetime import datetime
from typing import Any

from flows.ceremonies import schedules
from flows.ceremonies.holdings import advance_by_hand
from flows.ceremonies.retro import retro_actions, retros
from flows.desk import Desk
from rules.ceremonies.ceremonies import Phase
from rules.ceremonies.retro.retro_actions import ActionDraft, RetroAction
from rules.ceremonies.retro.retros import RetroSheet
from rules.ceremony_names import Ceremony, HoldingKey
from store.ceremonies import holdings
from tests.flows import gatherings
from tests.stories import ANA, BEN, CHANNEL, HUGO, NOW, new_request


def opened(desk: Desk, *, now: datetime = NOW, **typed: Any) -> HoldingKey:
    """Return a retrospective that is open: anonymous with three votes, unless typed otherwise."""
    gatherings.set_up(desk, "retro", now=now, expected=(ANA, BEN), **typed)
    return again(desk, now=now)


def again(desk: Desk, *, now: datetime) -> HoldingKey:
    """Open one more retrospective in the channel."""
    gatherings.change(schedules.run_now, desk, "retro", now=now)
    gatherings.tick(desk, now)
    with desk.look() as session:
        found = holdings.open_one(session, CHANNEL, Ceremony.RETRO)
    assert found is not None
    return found.key


def add(
    desk: Desk, key: HoldingKey, text: str, *, by: str = ANA, kind: str = "well", request: str = ""
) -> None:
    """Add a card."""
    retros.add_card(desk, key, kind, text, by=by, now=NOW, request=request or new_request())


def advance(desk: Desk, key: HoldingKey, *phases: Phase, now: datetime = NOW) -> None:
    """Move on through some phases."""
    for phase in phases:
        assert advance_by_hand(desk, key, phase, by=HUGO, now=now) is not None


def agree(desk: Desk, key: HoldingKey, text: str, *, now: datetime = NOW, **typed: str) -> RetroAction:
    """Agree on an action."""
    draft = ActionDraft(action=text, **{"owner": BEN, "due": "2026-03-09", **typed})
    return retro_actions.add(desk, key, draft, by=ANA, now=now, request=new_request())


def sheet(desk: Desk, key: HoldingKey, *, now: datetime = NOW) -> RetroSheet:
    """Return a retrospective as it is."""
    return retros.sheet(desk, key, now)


def topic(desk: Desk, key: HoldingKey, text: str) -> str:
    """Return the id of the topic that says something."""
    return next(one.id for one in sheet(desk, key).topics if one.text == text)

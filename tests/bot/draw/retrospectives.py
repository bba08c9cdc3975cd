"""Retrospectives as views draw them: in every step, anonymous or named, small or as full as they get."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from rules.ceremonies.ceremonies import Holding, Options, Phase, Standing
from rules.ceremonies.retro.retro_actions import RetroAction
from rules.ceremonies.retro.retro_figures import Figures, Passage, Stuck
from rules.ceremonies.retro.retros import MOST_CARDS, Card, CardKind, Group, Retro, RetroSheet, RetroStep
from rules.ceremony_names import Ceremony
from tests import stories
from tests.bot.draw import facts

DAY = date(2026, 3, 6)
STARTS = datetime(2026, 3, 6, 14, tzinfo=UTC)
NEXT = {
    RetroStep.WRITING: Phase.VOTE,
    RetroStep.VOTING: Phase.DISCUSS,
    RetroStep.DISCUSSING: Phase.CLOSE,
    RetroStep.OVER: None,
}
HOSTILE = '<!channel> <b>& "x"</b> ' * 20


def holding(step: RetroStep, *, anonymous: bool = True, late: bool = False) -> Holding:
    """Return the holding of a retrospective in a step."""
    return Holding(
        channel=stories.CHANNEL,
        ceremony=Ceremony.RETRO,
        day=DAY,
        starts_at=STARTS,
        standing=Standing.CLOSED if step is RetroStep.OVER else Standing.OPEN,
        next_phase=NEXT[step],
        late=late,
        facilitator=stories.ANA,
        options=Options(anonymous=anonymous),
    )


def card(number: int, text: str, kind: CardKind = CardKind.IMPROVE, author: str = "") -> Card:
    """Return a card."""
    return Card(id=f"{number:032x}", kind=kind, text=text, author=author)


def action(number: int, **changes: Any) -> RetroAction:
    """Return an action of the retrospective before."""
    made = RetroAction(
        number=number,
        channel=stories.CHANNEL,
        day=date(2026, 2, 20),
        text="Pair on prompts",
        owner=stories.BEN,
        due=date(2026, 3, 2),
        by=stories.ANA,
        at=STARTS,
    )
    return replace(made, **changes)


def retro(*, author: str = "") -> Retro:
    """Return a retrospective with a few cards, two of them in a group."""
    cards = (
        card(1, "The eval set found it early", CardKind.WELL, author),
        card(2, "Reviews wait too long", author=author),
        card(3, "A review took a week", author=author),
        card(4, "Pair on Mondays", CardKind.IDEA, author),
        card(5, "Thanks to Clara", CardKind.THANKS, author),
    )
    group = Group(id="f" * 32, name="Slow reviews", cards=(cards[1].id, cards[2].id))
    figures = Figures(
        decided=(Passage(1, "Router", 4.0), Passage(2, "Cache", 6.0)),
        produced=(Passage(1, "Router", 9.5),),
        stuck=(Stuck("Waiting for GPU quota", stories.BEN, 6, 2),),
        solved=2,
        standups=9,
        check_ins=51,
    )
    return Retro(cards=cards, groups=(group,), figures=figures)


def sheet(step: RetroStep, *, anonymous: bool = True, **changes: Any) -> RetroSheet:
    """Return the sheet of a retrospective in a step."""
    held = retro(author="" if anonymous else stories.BEN)
    if step in (RetroStep.DISCUSSING, RetroStep.OVER):
        held = replace(held, tally={"f" * 32: 3, f"{1:032x}": 1, f"{4:032x}": 0})
    made = RetroSheet(
        holding=holding(step, anonymous=anonymous),
        team=facts.TEAM,
        retro=held,
        today=DAY,
        last=Figures(decided=(Passage(7, "Older", 10.0),)),
        earlier=(
            action(1),
            action(2, due=date(2026, 3, 20), text="Write the runbook"),
            action(3, done_at=STARTS),
        ),
        actions=(action(4, day=DAY, due=date(2026, 3, 20), text="A fixed review hour"),),
        voters=2,
        expected=3,
    )
    return replace(made, **changes)


def full(step: RetroStep) -> RetroSheet:
    """Return a sheet with as much as a retrospective takes, all of it hostile."""
    kinds = tuple(CardKind)
    cards = tuple(card(number, HOSTILE[:500], kinds[number % 4], stories.BEN) for number in range(MOST_CARDS))
    figures = Figures(
        decided=tuple(Passage(number, HOSTILE, 400.0) for number in range(50)),
        produced=tuple(Passage(number, HOSTILE, 900.0) for number in range(50)),
        stuck=tuple(Stuck(HOSTILE[:300], stories.BEN, number, number) for number in range(50)),
        solved=1000,
        standups=10,
        check_ins=10_000,
    )
    held = Retro(cards=cards, figures=figures, tally={one.id: 60 for one in cards})
    actions = tuple(action(number, text=HOSTILE[:300]) for number in range(50))
    late = holding(step, anonymous=False, late=True)
    fallen = frozenset(range(0, 50, 2))
    return sheet(step, holding=late, retro=held, earlier=actions, actions=actions, fallen=fallen)

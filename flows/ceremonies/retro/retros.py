"""The retrospective: its phases, its cards, which may be anonymous, its groups and its hidden votes."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows.ceremonies.attendance import count_expected
from flows.ceremonies.phases import PhaseHandlers
from flows.desk import Desk
from rules.ceremonies.ceremonies import Holding, Phase, Standing
from rules.ceremonies.retro.letters import RetroBoardLetter, retro_messages
from rules.ceremonies.retro.retro_figures import FIRST_LOOK_BACK, Figures, Stuck
from rules.ceremonies.retro.retros import (
    FEW_PEOPLE,
    BallotSheet,
    Retro,
    RetroSheet,
    RetroStep,
    card_id,
    chosen_topics,
    count,
    group_cards,
    read_ballot,
    read_card,
    require_host,
    require_step,
    ungroup,
    with_card,
    without_secret,
)
from rules.ceremony_names import Ceremony, HoldingKey
from rules.journal.entries import Deed
from rules.local_time import local_day
from rules.people.people import Team
from rules.people.viewing import Viewer
from rules.refusals import Refused
from store import outbox
from store.ceremonies import holdings, schedules
from store.ceremonies.retro import retro_actions, retro_figures, retros
from store.experiments import viewing

DECISIONS = (Deed.PASSED_BOARD, Deed.REJECTED)
PROMOTIONS = (Deed.PASSED_GATE,)


def open_retro(session: Session, _desk: Desk, holding: Holding, now: datetime) -> None:
    """Begin the retrospective with what happened since the last one, and owe its board."""
    figures = figures_of(session, holding, now)
    retros.begin(session, holding.key, Retro(figures=figures, secret=secrets.token_hex(32)))
    outbox.put(session, [RetroBoardLetter(holding=holding.key)], now)


def open_voting(session: Session, _desk: Desk, holding: Holding, now: datetime) -> None:
    """End the writing, forget what made the ids of cards, and owe the board with the cards, and word of it."""
    forget_secret(session, holding.key)
    outbox.put(session, retro_messages(holding), now)


def show_results(session: Session, _desk: Desk, holding: Holding, now: datetime) -> None:
    """Count the votes, forget whose they were, and owe the board with the results."""
    count_votes(session, holding.key)
    outbox.put(session, retro_messages(holding), now)


def close_retro(session: Session, _desk: Desk, holding: Holding, now: datetime) -> None:
    """Freeze what happened up to now, and owe the summary, and the board without its buttons."""
    count_votes(session, holding.key)
    held = retros.lock(session, holding.key)
    retros.save(session, holding.key, replace(held, figures=figures_of(session, holding, now)))
    outbox.put(session, retro_messages(holding), now)


def redraw(session: Session, _desk: Desk, holding: Holding, now: datetime) -> None:
    """Owe what stands of a retrospective, drawn anew; one that never opened has nothing."""
    if retros.get(session, holding.key):
        outbox.put(session, retro_messages(holding), now)


def require_may_host(session: Session, desk: Desk, holding: Holding, by: str) -> None:
    """Refuse who may not lead through a retrospective."""
    schedule = schedules.schedule(session, holding.channel, Ceremony.RETRO)
    require_host(holding, schedule, desk.person(session, by))


PHASE_HANDLERS = PhaseHandlers(
    {
        Phase.OPEN: open_retro,
        Phase.VOTE: open_voting,
        Phase.DISCUSS: show_results,
        Phase.CLOSE: close_retro,
    },
    refresh=redraw,
    require_leader=require_may_host,
)


def forget_secret(session: Session, key: HoldingKey) -> Retro:
    """Return a retrospective whose cards can no longer be added to."""
    retro = without_secret(retros.lock(session, key))
    retros.save(session, key, retro)
    return retro


def count_votes(session: Session, key: HoldingKey) -> None:
    """Count the votes once, and keep only the counts."""
    retro = forget_secret(session, key)
    if retro.tally is None:
        retros.save(session, key, count(retro, retros.ballots(session, key)))
        retros.forget_ballots(session, key)


def figures_of(session: Session, holding: Holding, now: datetime) -> Figures:
    """Return what happened from the end of the last retrospective to now."""
    since, until = figures_since(session, holding), max(now, holding.starts_at)
    stuck = (
        Stuck(one.words, one.user, max(0, (until - one.since).days), one.experiment)
        for one in retro_figures.standing_blockers(session, holding.channel)
    )
    standups, check_ins = retro_figures.participation(session, holding.channel, since, until)
    with viewing.shown_to(session, Viewer(channel=holding.channel)):
        decided, produced = (
            retro_figures.passages(session, deeds, since, until) for deeds in (DECISIONS, PROMOTIONS)
        )
    return Figures(
        since=since,
        until=until,
        standups=standups,
        check_ins=check_ins,
        decided=decided,
        produced=produced,
        stuck=tuple(stuck),
        solved=retro_figures.solved_blockers(session, holding.channel, since, until),
    )


def figures_since(session: Session, holding: Holding) -> datetime:
    """Return up to when the figures of the last retrospective tell, so that nothing is told twice or never."""
    before = holdings.held_before(session, holding)
    last = retros.get(session, before.key) if before else None
    return (last.figures.until if last else None) or since_of(session, holding)


def since_of(session: Session, holding: Holding) -> datetime:
    """Return when the last retrospective began, or two weeks before the first one."""
    before = holdings.held_before(session, holding)
    return before.starts_at if before else holding.starts_at - FIRST_LOOK_BACK


def sheet(desk: Desk, key: HoldingKey, now: datetime) -> RetroSheet:
    """Return all that the messages of a retrospective show; refuse one that never opened."""
    with desk.look() as session:
        return sheet_of(session, desk, existing_retro(holdings.get(session, key)), now)


def sheet_of(session: Session, desk: Desk, holding: Holding, now: datetime) -> RetroSheet:
    """Return the sheet of a retrospective."""
    key = holding.key
    before = holdings.held_before(session, holding)
    last = retros.get(session, before.key) if before else None
    schedule = schedules.schedule(session, key.channel, Ceremony.RETRO)
    retro = retros.get(session, key) or Retro()
    if holding.standing is Standing.OPEN:
        # What it tells is true whenever it is drawn; once it is over, it stays what was told.
        retro = replace(retro, figures=figures_of(session, holding, now))
    produced = [one.experiment for one in retro.figures.produced]
    shown = RetroSheet(
        holding=holding,
        team=Team(),
        retro=retro,
        fallen=retro_figures.fallen(session, produced),
        today=local_day(now, schedule.zone if schedule else "UTC"),
        last=last.figures if last else None,
        earlier=retro_actions.earlier_actions(session, key, since_of(session, holding)),
        actions=retro_actions.actions_of(session, key),
        voters=retros.voters(session, key),
        expected=count_expected(session, schedule, FEW_PEOPLE + 1),
    )
    return replace(shown, team=desk.named(session, shown))


def existing_retro(holding: Holding | None) -> Holding:
    """Return a retrospective that should be there."""
    if holding is None:
        raise Refused("This retrospective is no longer there. `/ceremony list` shows what comes next.")
    return holding


def current(desk: Desk, channel: str, *, now: datetime) -> RetroSheet:
    """Return the retrospective that is open in a channel; refuse where there is none, and say how to have one."""
    with desk.look() as session:
        holding = holdings.open_one(session, channel, Ceremony.RETRO)
        if holding:
            return sheet_of(session, desk, holding, now)
        if schedules.schedule(session, channel, Ceremony.RETRO):
            raise Refused(
                "No retrospective is open in this channel. `/ceremony list` shows when the next one is;"
                " `/ceremony run retro` opens one now, unless today's was held already."
            )
        raise Refused(
            "No retrospective is set up in this channel. `/ceremony setup` sets one up;"
            " then `/ceremony run retro` opens one at once."
        )


def writable(desk: Desk, key: HoldingKey, *, by: str, now: datetime) -> RetroSheet:
    """Return a retrospective for the form of a card; refuse now who could not submit it."""
    with desk.look() as session:
        desk.person(session, by)
        holding = existing_retro(holdings.get(session, key))
        require_step(holding, RetroStep.WRITING)
        return sheet_of(session, desk, holding, now)


def add_card(
    desk: Desk, key: HoldingKey, kind: str, text: str, *, by: str, now: datetime, request: str
) -> None:
    """Add a card; where cards are anonymous, nothing is kept of who, of when, or of the order.

    So there is no receipt: the id of the card is made of the request, and the same request makes no second card.
    Neither is there a letter, whose time would tell when a card came; the board shows all cards once voting opens.
    """
    with desk.begin() as session:
        desk.person(session, by)
        holding = existing_retro(holdings.lock(session, key))
        require_step(holding, RetroStep.WRITING)
        retro = retros.lock(session, key)
        author = "" if holding.options.anonymous else by
        made = card_id(retro.secret, request or secrets.token_hex(16))
        said = desk.named(session, text).with_names(text)
        after = with_card(retro, read_card(kind, said, card=made, author=author))
        retros.save(session, key, after)
        if author and after != retro:
            outbox.put(session, [RetroBoardLetter(holding=holding.key)], now)


def ballot_sheet(desk: Desk, key: HoldingKey, *, by: str, now: datetime) -> BallotSheet:
    """Return what somebody can vote for, and what they chose so far."""
    with desk.look() as session:
        desk.person(session, by)
        holding = existing_retro(holdings.get(session, key))
        require_step(holding, RetroStep.VOTING)
        found = sheet_of(session, desk, holding, now)
        if not found.topics:
            raise Refused("There is nothing to vote for: no card was written.")
        chosen = chosen_topics(found.retro, retros.ballot(session, key, by))
        return BallotSheet(found, chosen)


def vote(desk: Desk, key: HoldingKey, chosen: Sequence[str], *, by: str, now: datetime) -> None:
    """Vote for topics, in the place of what this person chose before; the same vote twice changes nothing."""
    with desk.begin() as session:
        desk.person(session, by)
        holding = existing_retro(holdings.lock(session, key))
        require_step(holding, RetroStep.VOTING)
        ballot = read_ballot(retros.lock(session, key), chosen, holding.options.votes)
        retros.keep_ballot(session, key, by, ballot)
        outbox.put(session, [RetroBoardLetter(holding=holding.key)], now)


def groupable(desk: Desk, key: HoldingKey, *, by: str, now: datetime) -> RetroSheet:
    """Return a retrospective for the form that groups its cards; refuse now who could not submit it."""
    with desk.look() as session:
        holding = existing_retro(holdings.get(session, key))
        require_may_host(session, desk, holding, by)
        require_step(holding, RetroStep.VOTING)
        found = sheet_of(session, desk, holding, now)
        if len(found.topics) < 2 and not found.retro.groups:
            raise Refused("There are no two cards that could be grouped.")
        return found


def group(
    desk: Desk,
    key: HoldingKey,
    chosen: Sequence[str],
    name: str,
    parted: Sequence[str],
    *,
    by: str,
    now: datetime,
) -> None:
    """Part some groups again, and gather topics under one name; votes already given go along."""
    with desk.begin() as session:
        holding = existing_retro(holdings.lock(session, key))
        require_may_host(session, desk, holding, by)
        require_step(holding, RetroStep.VOTING)
        retro = ungroup(retros.lock(session, key), parted)
        if chosen or not parted:
            retro = group_cards(retro, chosen, name, group=secrets.token_hex(16))
        retros.save(session, key, retro)
        outbox.put(session, [RetroBoardLetter(holding=holding.key)], now)

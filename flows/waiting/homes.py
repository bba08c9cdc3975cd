"""The Home of one person: read in one transaction, each part of it by one question to the store."""

from datetime import datetime, timedelta

from sqlmodel import Session

from flows.ceremonies.dates_ahead import dates_ahead
from flows.desk import Desk
from flows.outbox import parked
from flows.people.homes import owe
from flows.waiting.waits import waits_of
from rules.lifecycle.steps import MEASURED
from rules.local_time import local_day
from rules.paging import page_of
from rules.people.people import Duty, Team
from rules.people.tokens import REMINDED_BEFORE
from rules.refusals import Refused
from rules.waiting.home import (
    MOST_PARKED,
    OWN_A_PAGE,
    WAITS_A_PAGE,
    DeskHealth,
    HomeSheet,
    Parked,
    by_need,
    open_milestones,
    unheld_duties,
)
from store import outbox, postings, workspaces
from store.journal import seals
from store.letters import backlogs
from store.people import homes, projects, tokens
from store.waiting.awaiting import owned

# What was set aside before that is history.
PARKED_SINCE = timedelta(days=14)


def home(desk: Desk, user: str, now: datetime) -> tuple[HomeSheet, str]:
    """Return what the Home of somebody shows now, and the digest of what they were shown last."""
    with desk.seen_whole().look() as session:
        opened = homes.find_home(session, user)
        me, team = desk.member(session, user), desk.concerned(session, user)
        waits = waits_of(session, desk, now, user, team)
        own = by_need(owned(session, user, MEASURED))
        places = (opened.waits_page, opened.own_page) if opened else (0, 0)
        shown = {
            *(one.experiment for one in page_of(waits, places[0], WAITS_A_PAGE).shown),
            *(one.number for one in page_of(own, places[1], OWN_A_PAGE).shown),
        }
        sheet = HomeSheet(
            today=local_day(now, me.zone),
            waits=waits,
            own=own,
            projects=tuple(one for one in projects.of_member(session, user) if open_milestones(one)),
            dates=dates_ahead(session, user, now),
            health=health(session, team, user, now) if me.is_person and me.person.is_admin else None,
            is_at_work=workspaces.is_at_work(session),
            waits_page=places[0],
            own_page=places[1],
            links=postings.card_links(session, shown),
        )
        return sheet, opened.drawn if opened else ""


def health(session: Session, team: Team, admin: str, now: datetime) -> DeskHealth:
    """Return what an admin should know of the desk."""
    rows, in_all = backlogs.parked_lately(session, now - PARKED_SINCE, MOST_PARKED)
    aside = tuple(
        Parked(
            int(row.id or 0),
            parked(admin, outbox.errand_of(row), row.problem),
            row.closed_at or row.created_at,
        )
        for row in rows
    )
    return DeskHealth(
        parked=aside,
        parked_in_all=in_all,
        unheld=unheld_duties({duty: team.holders(duty) for duty in Duty}),
        expiring=tuple(one for one in tokens.live(session, now) if one.expires_at - now <= REMINDED_BEFORE),
        head=seals.last_posted(session),
    )


def try_again(desk: Desk, letter: int, *, by: str, now: datetime) -> None:
    """Let a letter that was set aside go its way once more; twice is once, and only admins do so."""
    with desk.begin() as session:
        if not desk.person(session, by).is_admin:
            raise Refused("Only an admin lets a message that was set aside go its way once more.")
        outbox.take_up_again(session, letter, now)
        owe(session, desk.concerned(session).holders(Duty.ADMIN), now)

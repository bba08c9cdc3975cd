"""What the history of a workspace says about its forecasts, its pace and its seats, for the time and project that were chosen."""

from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from rules.learning.choices import InsightsChoice, read_choice, span_of
from rules.learning.insights import InsightsSheet, insights_of
from rules.learning.letters import InsightsDataLetter, InsightsLetter
from rules.local_time import local_day
from store import outbox
from store.learning import studied_rows
from store.people import projects

NEWEST = 500


def choice_of(desk: Desk, text: str, *, by: str, now: datetime) -> InsightsChoice:
    """Return what somebody chose in words, seen from their own today."""
    with desk.look() as session:
        today = local_day(now, desk.member(session, by).zone)
        return read_choice(text, projects.every(session), today)


def insights(desk: Desk, choice: InsightsChoice, now: datetime) -> InsightsSheet:
    """Return what the newest experiments of a choice say; refuse a project that is not there."""
    today = now.date()
    with desk.look() as session:
        require_project(session, choice)
        every = projects.every(session)
        found = studied_rows.newest(session, span_of(choice.period, today), choice.project, NEWEST + 1)
    studied = found[:NEWEST]
    return InsightsSheet(
        choice=choice,
        today=today,
        found=insights_of(studied, now),
        studied=studied,
        projects=every,
        is_cut=len(found) > NEWEST,
    )


def ask(desk: Desk, choice: InsightsChoice, *, by: str, channel: str, now: datetime, request: str) -> None:
    """Owe somebody the insights, with their charts, where they asked."""
    with desk.begin(request, now) as session:
        outbox.put(session, [InsightsLetter(user=by, channel=channel, choice=choice)], now)


def ask_for_data(desk: Desk, choice: InsightsChoice, *, by: str, now: datetime) -> None:
    """Owe somebody the data of the insights, as a direct message; refuse a project that is not there."""
    with desk.begin() as session:
        require_project(session, choice)
        outbox.put(session, [InsightsDataLetter(user=desk.person(session, by).id, choice=choice)], now)


def require_project(session: Session, choice: InsightsChoice) -> None:
    """Refuse the choice of a project that is not there."""
    if choice.project is not None:
        projects.get(session, choice.project)

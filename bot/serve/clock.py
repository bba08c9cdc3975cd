"""The clock: fixed ticks by APScheduler, each of which only asks the rows what is due."""

import logging
import time
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPException
from threading import Event, Thread
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.office import Entrance, Office, UnknownWorkspace
from bot.outside.heeding_client import told_seconds
from bot.outside.roster import people_of
from flows import due_kinds, outbox
from flows.desk import Desk
from flows.due import run_due
from flows.installing import renewals
from flows.installing.departures import erasures
from flows.people import team

logger = logging.getLogger(__name__)
ROSTER_HOURS = 6
TIDY_HOURS = 1
CEREMONY_SECONDS = 10
SEAL_SECONDS = 60
REMIND_SECONDS = 60
ROSTER_SECONDS = 5
RENEW_SECONDS = 60
# Ids of organisations begin so; their people are those of their workspaces.
ORGANISATION = "E"
ROSTER_AGAIN_SECONDS = 60
LOOK_SECONDS = 1.0
# What the daemons that keep a clock right move it by at once is less.
JUMP_SECONDS = 2.0


class SteadyScheduler(BackgroundScheduler):  # type: ignore[misc]
    """APScheduler, which waits for times of the wall clock: where that is set, its ticks are moved along with it."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.leaving = Event()
        self.watch = Thread(target=self.follow, name="watch", daemon=True)

    def start(self, paused: bool = False) -> None:
        """Start the ticks, and the look at the clock."""
        super().start(paused)
        self.watch.start()

    def shutdown(self, wait: bool = True) -> None:
        """End both."""
        self.leaving.set()
        self.watch.join()
        super().shutdown(wait)

    def follow(self) -> None:
        """Move the ticks back by what the wall clock is set back against the monotonic one, which nobody sets."""
        apart = time.time() - time.monotonic()
        while not self.leaving.wait(LOOK_SECONDS):
            jump = time.time() - time.monotonic() - apart
            if abs(jump) >= JUMP_SECONDS:
                logger.warning("the clock of this machine jumped by %.0f seconds", jump)
                apart += jump
                # Set forward, all ticks are due at once and go on from there; those that did already are not moved again.
                if jump < 0:
                    self.move(timedelta(seconds=jump))

    def move(self, jump: timedelta) -> None:
        """Move every tick that is to come."""
        for job in self.get_jobs():
            job.modify(next_run_time=job.next_run_time + jump)


def start_clock(office: Office) -> SteadyScheduler:
    """Start the ticks of a worker; the first look at the roster is at once."""
    # A tick that was missed is made up for by the next one, so none is worth hurrying after.
    scheduler = SteadyScheduler(timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None})
    soon = office.clock() + timedelta(seconds=1)
    scheduler.add_job(Rosters(office).refresh, "interval", seconds=ROSTER_SECONDS, next_run_time=soon)
    scheduler.add_job(tidy, "interval", [office], hours=TIDY_HOURS, next_run_time=soon)
    scheduler.add_job(hold_ceremonies, "interval", [office], seconds=CEREMONY_SECONDS, next_run_time=soon)
    scheduler.add_job(remind_people, "interval", [office], seconds=REMIND_SECONDS, next_run_time=soon)
    scheduler.add_job(seal_journal, "interval", [office], seconds=SEAL_SECONDS, next_run_time=soon)
    if office.entrance:
        door = [office, office.entrance]
        scheduler.add_job(renew_tokens, "interval", door, seconds=RENEW_SECONDS, next_run_time=soon)
        scheduler.add_job(erase_left, "interval", door, hours=TIDY_HOURS, next_run_time=soon)
    scheduler.start()
    return scheduler


class Rosters:
    """When the people of which workspace are to be taken from Slack; who comes in anew is due at once."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.due_at: dict[str, datetime] = {}

    def refresh(self) -> None:
        """Take the people of each workspace that is due; where Slack does not give them, ask again soon: without them nobody
        is known as an admin."""
        served = self.office.bots.workspaces()
        self.due_at = {one: at for one, at in self.due_at.items() if one in served}
        for workspace in served:
            now = self.office.clock()
            if self.due_at.get(workspace, now) <= now and not workspace.startswith(ORGANISATION):
                wait = refresh_roster(self.office, workspace) or timedelta(hours=ROSTER_HOURS)
                self.due_at[workspace] = now + wait


def refresh_roster(office: Office, workspace: str) -> timedelta | None:
    """Take names, zones, admins and kinds of accounts from Slack; where that fails, return when to ask again."""
    try:
        people = list(people_of(office.slack(workspace), workspace))
    except UnknownWorkspace:
        return None
    except (OSError, HTTPException, SlackClientError) as error:
        wait = seconds_until_asked(error)
        logger.warning(
            "Slack did not give the list of people; asked again in %s seconds", wait, exc_info=True
        )
        return timedelta(seconds=wait)
    team.record_roster(Desk(office.database, workspace), people, now=office.clock())
    return None


def seconds_until_asked(error: Exception) -> int:
    """Return in how many seconds Slack may be asked again: as it told, or in a minute."""
    if isinstance(error, SlackApiError) and getattr(error.response, "status_code", 200) == 429:
        return told_seconds(error)
    return ROSTER_AGAIN_SECONDS


def tidy(office: Office) -> None:
    """Forget what nobody needs any more."""
    outbox.tidy(office.database, office.clock())


def hold_ceremonies(office: Office) -> None:
    """Hold the ceremonies whose time has come, and take those that are open further, and remind people of what is due."""
    kinds = (*due_kinds.CEREMONIES, *due_kinds.REMINDERS)
    run_due(kinds, office.database, office.desk_or_none, office.clock())


def remind_people(office: Office) -> None:
    """Remind people, each in their own morning, of what waits for them."""
    run_due(due_kinds.DIGESTS, office.database, office.desk_or_none, office.clock())


def seal_journal(office: Office) -> None:
    """Seal the entries of the journal that wait, and tell Slack its head where that is due."""
    run_due(due_kinds.SEALING, office.database, office.desk_or_none, office.clock())


def renew_tokens(office: Office, entrance: Entrance) -> None:
    """Renew the tokens that end soon; where Slack is away, the next tick tries again."""
    now = office.clock()
    for due in renewals.expiring(office.database, now):
        try:
            if renewals.renew(office.database, entrance.vault, due.workspace, entrance.oauth.renewed, now):
                office.bots.forget()
        except Exception:
            # Whatever it is, the other tokens end too.
            logger.exception("the token of %s could not be renewed", due.workspace)


def erase_left(office: Office, entrance: Entrance) -> None:
    """Erase what is kept of workspaces that were left long ago."""
    kinds = (erasures(entrance.kept),)
    run_due(kinds, office.database, partial(Desk, office.database), office.clock())

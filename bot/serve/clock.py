"""The clock: fixed ticks by APScheduler, each of which only asks the rows what is due."""

import logging
import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from threading import Event, Thread
from typing import Any

from apscheduler import events
from apscheduler.schedulers.background import BackgroundScheduler
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError

from bot.office import Entrance, Office, UnknownWorkspace
from bot.outside.heeding_client import told_seconds
from bot.outside.roster import people_of
from bot.outside.slack_errors import NO_ANSWER, status_of
from bot.watch.metrics import TICK_LATE, TICKS
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
ALIVE_SECONDS = 30
ROSTER_SECONDS = 5
RENEW_SECONDS = 60
# Ids of organisations begin so; their people are those of their workspaces.
ORGANISATION = "E"
ROSTER_AGAIN_SECONDS = 60
LOOK_SECONDS = 1.0
# What the daemons that keep a clock right move it by at once is less.
JUMP_SECONDS = 2.0
QUIET_SECONDS = 60
# Where APScheduler says that a tick failed.
OF_TICKS = "apscheduler.executors.default"
# What a database that does not answer is known by: to be refused, cut off, or given no connection in time.
AWAY = (OperationalError, InterfaceError, TimeoutError)


class QuietTicks(logging.Filter):
    """Lets a database that is away be told of once a minute, whichever ticks it fails: it may be away for hours."""

    def __init__(self) -> None:
        super().__init__()
        self.quiet_until = -math.inf

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line is logged."""
        if not (record.exc_info and isinstance(record.exc_info[1], AWAY)):
            return True
        if time.monotonic() < self.quiet_until:
            return False
        self.quiet_until = time.monotonic() + QUIET_SECONDS
        return True


class SteadyScheduler(BackgroundScheduler):  # type: ignore[misc]
    """APScheduler, which waits for times of the wall clock: where that is set, its ticks are moved along with it."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.leaving, self.quiet = Event(), QuietTicks()
        self.watch = Thread(target=self.follow, name="watch", daemon=True)

    def start(self, paused: bool = False) -> None:
        """Start the ticks, and the look at the clock."""
        logging.getLogger(OF_TICKS).addFilter(self.quiet)
        super().start(paused)
        self.watch.start()

    def shutdown(self, wait: bool = True) -> None:
        """End both."""
        self.leaving.set()
        self.watch.join()
        super().shutdown(wait)
        logging.getLogger(OF_TICKS).removeFilter(self.quiet)

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
    # APScheduler waits for times of this machine's clock, whatever the database's says.
    soon = datetime.now(UTC) + timedelta(seconds=1)
    ticking = TICKING | {"people": (Rosters().refresh, ROSTER_SECONDS)}
    if office.entrance:
        ticking |= ticking_at(office.entrance)
    for name, (do, seconds) in ticking.items():
        scheduler.add_job(do, "interval", [office], id=name, seconds=seconds, next_run_time=soon)
        # A figure that is there from the start tells a tick that never came from one that is not known.
        TICK_LATE.labels(name)
    scheduler.add_listener(count_tick, COUNTED)
    scheduler.start()
    return scheduler


class Rosters:
    """When the people of which workspace are to be taken from Slack; who comes in anew is due at once."""

    def __init__(self) -> None:
        self.due_at: dict[str, datetime] = {}

    def refresh(self, office: Office) -> None:
        """Take the people of each workspace that is due; where Slack does not give them, ask again soon: without them nobody
        is known as an admin."""
        served = office.bots.workspaces()
        self.due_at = {one: at for one, at in self.due_at.items() if one in served}
        for workspace in served:
            now = office.clock()
            if self.due_at.get(workspace, now) <= now and not workspace.startswith(ORGANISATION):
                wait = refresh_roster(office, workspace) or timedelta(hours=ROSTER_HOURS)
                self.due_at[workspace] = now + wait


def refresh_roster(office: Office, workspace: str) -> timedelta | None:
    """Take names, zones, admins and kinds of accounts from Slack; where that fails, return when to ask again."""
    try:
        people = list(people_of(office.slack(workspace), workspace))
    except UnknownWorkspace:
        return None
    except NO_ANSWER as error:
        wait = seconds_until_asked(error)
        logger.warning(
            "Slack did not give the list of people; asked again in %s seconds", wait, exc_info=True
        )
        return timedelta(seconds=wait)
    team.record_roster(Desk(office.database, workspace), people, now=office.clock())
    return None


def seconds_until_asked(error: Exception) -> int:
    """Return in how many seconds Slack may be asked again: as it told, or in a minute."""
    if isinstance(error, SlackApiError) and status_of(error) == 429:
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


def say_alive(office: Office) -> None:
    """Keep that this worker is at work, so that every process can tell: one workspace that says so is enough."""
    served = (one for one in office.bots.workspaces() if not one.startswith(ORGANISATION))
    for workspace in islice(served, 1):
        outbox.note_tick(Desk(office.database, workspace), office.clock())


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


Ticking = dict[str, tuple[Callable[[Office], None], int]]
TICKING: Ticking = {
    "tidy": (tidy, TIDY_HOURS * 3600),
    "ceremonies": (hold_ceremonies, CEREMONY_SECONDS),
    "reminders": (remind_people, REMIND_SECONDS),
    "sealing": (seal_journal, SEAL_SECONDS),
    "alive": (say_alive, ALIVE_SECONDS),
}


def ticking_at(entrance: Entrance) -> Ticking:
    """Return what is done besides where workspaces come in and go."""
    return {
        "tokens": (partial(renew_tokens, entrance=entrance), RENEW_SECONDS),
        "left workspaces": (partial(erase_left, entrance=entrance), TIDY_HOURS * 3600),
    }


OUTCOMES = {
    events.EVENT_JOB_EXECUTED: "done",
    events.EVENT_JOB_ERROR: "failed",
    events.EVENT_JOB_MAX_INSTANCES: "skipped",
}
COUNTED = (
    events.EVENT_JOB_SUBMITTED
    | events.EVENT_JOB_EXECUTED
    | events.EVENT_JOB_ERROR
    | events.EVENT_JOB_MAX_INSTANCES
)


def count_tick(told: Any) -> None:
    """Count how a tick ended, or how late it began."""
    if told.code == events.EVENT_JOB_SUBMITTED:
        late = (datetime.now(UTC) - told.scheduled_run_times[0]).total_seconds()
        TICK_LATE.labels(told.job_id).observe(max(0.0, late))
    else:
        TICKS.labels(told.job_id, OUTCOMES[told.code]).inc()

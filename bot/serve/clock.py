"""The clock: fixed ticks by APScheduler, each of which only asks the rows what is due."""

import logging
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from slack_sdk.errors import SlackClientError

from bot.office import Office
from bot.outside.roster import people_of
from flows import due_kinds, outbox
from flows.due import run_due
from flows.people import team

logger = logging.getLogger(__name__)
ROSTER_HOURS = 6
TIDY_HOURS = 1
CEREMONY_SECONDS = 10
SEAL_SECONDS = 60
REMIND_SECONDS = 60


def start_clock(office: Office) -> BackgroundScheduler:
    """Start the ticks of a worker; the first look at the roster is at once."""
    # A tick that was missed is made up for by the next one, so none is worth hurrying after.
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None}
    )
    soon = office.clock() + timedelta(seconds=1)
    scheduler.add_job(refresh_roster, "interval", [office], hours=ROSTER_HOURS, next_run_time=soon)
    scheduler.add_job(tidy, "interval", [office], hours=TIDY_HOURS, next_run_time=soon)
    scheduler.add_job(hold_ceremonies, "interval", [office], seconds=CEREMONY_SECONDS, next_run_time=soon)
    scheduler.add_job(remind_people, "interval", [office], seconds=REMIND_SECONDS, next_run_time=soon)
    scheduler.add_job(seal_journal, "interval", [office], seconds=SEAL_SECONDS, next_run_time=soon)
    scheduler.start()
    return scheduler


def refresh_roster(office: Office) -> None:
    """Take names, zones, admins and kinds of accounts from Slack."""
    workspace = office.workspace
    try:
        people = list(people_of(office.slack(workspace), workspace))
        team.record_roster(office.desk(workspace), people, now=office.clock())
    except (OSError, SlackClientError):
        logger.warning("Slack did not give the list of people; the next tick asks again", exc_info=True)


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

"""Blockers that are recorded from a message, beside any check-in."""

from datetime import datetime

from flows.ceremonies.standup import check_ins
from flows.ceremonies.standup.blockers import add_entry
from flows.desk import Desk, acting
from rules.experiments.blockers import Blocker, is_moot, recorded
from rules.experiments.letters import CardLetter
from rules.journal.entries import Deed
from rules.local_time import local_day
from rules.refusals import Refused
from rules.typed_keys import keys_in
from store import outbox
from store.experiments import blockers, experiments


def offered(desk: Desk, text: str, *, by: str) -> tuple[tuple[tuple[int, str], ...], str]:
    """Return the open experiments that a message may block, and the one that it names first, or nothing; refuse now who
    could not record a blocker later."""
    with desk.look() as session:
        desk.person(session, by)
        open_ones = check_ins.choices(session, by, "")
        numbers = [number for number, _ in open_ones]
        named = [number for number in keys_in(text) if number in numbers]
        if not open_ones:
            raise Refused("No experiment is open, so a blocker would stand on no card. Propose one first.")
        return open_ones, str(named[0]) if named else ""


def record_blocker(
    desk: Desk,
    number: int,
    text: str,
    *,
    author: str,
    channel: str,
    by: str,
    now: datetime,
    request: str,
) -> Blocker:
    """Record what somebody wrote as a blocker of an experiment; of an app's message it is the blocker of who records it."""
    with desk.begin(request, now) as session:
        recorder = desk.member(session, by)
        acting(recorder)
        whose = author if author and desk.member(session, author).is_person else by
        experiment = experiments.get(session, number)
        if is_moot(experiment):
            raise Refused(f"{experiment.key} is {experiment.stage.words}; nothing holds it up any more.")
        day = local_day(now, recorder.zone)
        named = recorded(number, text, channel=channel, user=whose, day=day, now=now)
        made = blockers.add(session, named)
        add_entry(session, made, Deed.NAMED_BLOCKER, by, now)
        outbox.put(session, [CardLetter(experiment=number)], now)
        return made

"""Who facilitates a holding, and letting somebody else do it."""

from datetime import datetime

from sqlmodel import Session

from flows.ceremonies.attendance import away, facilitator
from flows.ceremonies.next_holdings import require_known
from flows.ceremonies.phase_handlers import HANDLERS
from flows.ceremonies.rescheduling import add_entry, announce
from flows.ceremonies.review.ethics_facilitators import deciding_facilitators
from flows.desk import Desk
from rules.ceremonies.ceremonies import Holding, Schedule, Standing
from rules.ceremonies.ceremony_sheets import News, NewsTopic
from rules.ceremony_names import Ceremony, HoldingKey
from rules.experiments import follow_ups
from rules.journal.entries import Deed
from rules.marks import mention
from rules.people.accounts import Part
from rules.refusals import Refused
from store.ceremonies import holdings, schedules


def swap(
    desk: Desk, key: HoldingKey, user: str = "", *, by: str, now: datetime, request: str = ""
) -> Holding:
    """Let somebody else facilitate a holding: who is named, or else whoever's turn is next."""
    with desk.begin(request, now) as session:
        person = desk.person(session, by)
        before = require_known(holdings.lock(session, key), key.ceremony)
        if key.ceremony is Ceremony.ETHICS:
            leading = deciding_facilitators(session, desk, [before])
            follow_ups.require_may_hand_on(person, leading, desk.concerned(session, leading))
        schedule = schedules.schedule(session, key.channel, key.ceremony)
        if schedule is None or before.standing not in (Standing.PLANNED, Standing.OPEN):
            raise Refused(f"This {key.ceremony.words} is over, so nobody needs to facilitate it.")
        # An open holding may last into somebody's absence that began after its start.
        at = max(before.starts_at, now)
        chosen = user or next_facilitator(session, schedule, before, at)
        require_able(session, desk, before, chosen, at)
        after = before.facilitated_by(chosen, named_by=by)
        holdings.save(session, after)
        HANDLERS[after.ceremony].refresh(session, desk, after, now)
        add_entry(session, schedule, Deed.SWAPPED_FACILITATOR, by, f"@{chosen}", now)
        news = News(topic=NewsTopic.SWAPPED, by=by, ceremonies=(key.ceremony,), user=chosen)
        announce(session, schedule, news, now)
        return after


def next_facilitator(session: Session, schedule: Schedule, holding: Holding, at: datetime) -> str:
    """Return whose turn is next after who facilitates a holding now; refuse where there is nobody else."""
    gave_up = frozenset({holding.facilitator})
    found = facilitator(session, schedule, at, but=gave_up)
    if not found:
        raise Refused("There is nobody else to facilitate: everybody who is expected is away.")
    return found


def require_able(session: Session, desk: Desk, holding: Holding, user: str, at: datetime) -> None:
    """Refuse somebody as facilitator who does so already, is away at that moment or is no person of this workspace."""
    desk.require_people(session, [user], Part.FACILITATOR, "facilitator")
    if user == holding.facilitator:
        raise Refused(fields={"facilitator": f"{mention(user)} facilitates it already. Pick somebody else."})
    if user in away(session, at):
        raise Refused(fields={"facilitator": f"{mention(user)} is away then. Pick somebody else."})


def swap_choice(desk: Desk, key: HoldingKey, now: datetime) -> tuple[Holding, str]:
    """Return a holding and whose turn is next, or nobody, for the form that swaps its facilitator."""
    with desk.look() as session:
        holding = require_known(holdings.get(session, key), key.ceremony)
        schedule = schedules.schedule(session, key.channel, key.ceremony)
        if schedule is None:
            return holding, ""
        gave_up = frozenset({holding.facilitator})
        at = max(holding.starts_at, now)
        return holding, facilitator(session, schedule, at, but=gave_up)

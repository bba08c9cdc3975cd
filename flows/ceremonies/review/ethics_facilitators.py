"""Who decides in an AI ethics review because they facilitate it, and by which ratio its bias checks are judged."""

from collections.abc import Iterable

from sqlmodel import Session

from flows.desk import Desk
from rules.ceremonies.ceremonies import Holding
from rules.evidence.bias_checks import ratio_of
from rules.experiments.follow_ups import gives_right
from rules.journal.entries import Deed
from rules.people.people import Member
from store.ceremonies import schedules
from store.journal import journal


def deciding_facilitators(
    session: Session, desk: Desk, shown_in: Iterable[Holding], makers: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return who facilitates reviews that somebody set up who may decide in any: nobody comes to decide by a review of
    their own, nor do makers choose who decides on what they made."""
    return frozenset(
        one.facilitator
        for one in shown_in
        if one.facilitator
        and one.named_by not in makers
        and gives_right(set_up_by(session, desk, one), makers)
    )


def fairness_ratio(session: Session, desk: Desk, holding: Holding) -> float:
    """Return by which ratio the bias checks of a review are judged: nobody passes one by a review of their own."""
    return ratio_of(
        holding.options.fairness_ratio, is_by_decider=gives_right(set_up_by(session, desk, holding))
    )


def set_up_by(session: Session, desk: Desk, holding: Holding) -> Member | None:
    """Return who set up the review that a holding belongs to, with the duties of this moment; None once it is removed, whoever
    sets one up there anew."""
    schedule = schedules.schedule(session, holding.key.channel, holding.key.ceremony)
    if schedule is None or journal.was_done_since(
        session, schedule.subject, Deed.REMOVED_CEREMONY, holding.starts_at
    ):
        return None
    return desk.member(session, schedule.owner)

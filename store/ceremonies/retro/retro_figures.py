"""The figures that a retrospective opens with, out of the tables."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, func, select

from rules.ceremonies.retro.retro_figures import Passage, days_between
from rules.ceremony_names import Ceremony
from rules.experiments.blockers import Blocker
from rules.experiments.experiment import Stage
from rules.journal.entries import Deed
from store.ceremonies.ceremony_tables import HoldingRow
from store.ceremonies.holdings import HELD
from store.ceremonies.retro.retros import MOST_PASSAGES, MOST_SHOWN
from store.ceremonies.standup.standup_tables import CheckInRow
from store.experiments.blocker_tables import BlockerRow
from store.experiments.blockers import blocker_of
from store.experiments.experiment_tables import ExperimentRow
from store.journal.journal_tables import PASSAGE, JournalRow


def passages(
    session: Session, deeds: tuple[Deed, ...], since: datetime, until: datetime
) -> tuple[Passage, ...]:
    """Return the experiments that reached a point within a span, each once, with the days after their proposal."""
    # Said once more in the words of the index, which either database must see to take it.
    within = (
        PASSAGE,
        col(JournalRow.deed).in_(deeds),
        col(JournalRow.at) > since,
        col(JournalRow.at) <= until,
    )
    reached = select(JournalRow).where(*within).order_by(col(JournalRow.id)).limit(MOST_PASSAGES)
    times = {int(row.subject.removeprefix("EXP-")): row.at for row in session.exec(reached)}
    mine = (
        select(ExperimentRow).where(col(ExperimentRow.number).in_(times)).order_by(col(ExperimentRow.number))
    )
    return tuple(
        Passage(row.number, row.title, days_between(row.proposed_at, times[row.number]))
        for row in session.exec(mine)
    )


def fallen(session: Session, numbers: Collection[int]) -> frozenset[int]:
    """Return those of some experiments that are not in production, nor were until they were retired."""
    gone = (
        col(ExperimentRow.number).in_(numbers),
        col(ExperimentRow.stage).not_in((Stage.IN_PRODUCTION, Stage.RETIRED)),
    )
    return frozenset(session.exec(select(ExperimentRow.number).where(*gone))) if numbers else frozenset()


def standing_blockers(session: Session, channel: str) -> list[Blocker]:
    """Return the unsolved blockers of a channel, the oldest first."""
    mine = (BlockerRow.channel == channel, col(BlockerRow.solved_at).is_(None))
    oldest = select(BlockerRow).where(*mine).order_by(col(BlockerRow.since)).limit(MOST_SHOWN)
    return [blocker_of(row) for row in session.exec(oldest)]


def solved_blockers(session: Session, channel: str, since: datetime, until: datetime) -> int:
    """Return how many blockers of a channel were solved within a span."""
    within = (col(BlockerRow.solved_at) > since, col(BlockerRow.solved_at) <= until)
    mine = select(func.count()).select_from(BlockerRow).where(BlockerRow.channel == channel, *within)
    return session.exec(mine).one()


def participation(session: Session, channel: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Return how many standups a channel held within a span, and how many check-ins they had."""
    held = (
        col(HoldingRow.channel) == channel,
        col(HoldingRow.ceremony) == Ceremony.STANDUP,
        col(HoldingRow.standing).in_(HELD),
        col(HoldingRow.starts_at) > since,
        col(HoldingRow.starts_at) <= until,
    )
    days = select(col(HoldingRow.day)).where(*held)
    answers = select(func.count()).select_from(CheckInRow)
    given = answers.where(col(CheckInRow.channel) == channel, col(CheckInRow.day).in_(days))
    standups = session.exec(select(func.count()).select_from(HoldingRow).where(*held)).one()
    return standups, session.exec(given).one()

"""All that the clock does, in the order in which it is done."""

from typing import Any

from flows.ceremonies import holdings
from flows.ceremonies.standup import asks, blockers
from flows.due import DueKind
from flows.journal import sealing
from flows.people.channels import CHANNELS
from flows.people.homes import HOMES
from flows.people.token_reminders import EXPIRING_TOKENS
from flows.waiting.reminders import MORNINGS

# Open holdings come before schedules, so that one ends before the next begins.
CEREMONIES: tuple[DueKind[Any], ...] = (
    holdings.MISSED_IN_ADVANCE,
    holdings.OPEN_HOLDINGS,
    holdings.SCHEDULES,
    asks.ASKS,
    blockers.AGING_BLOCKERS,
)
REMINDERS: tuple[DueKind[Any], ...] = (EXPIRING_TOKENS, HOMES, CHANNELS)
DIGESTS: tuple[DueKind[Any], ...] = (MORNINGS,)
SEALING: tuple[DueKind[Any], ...] = (sealing.UNSEALED_JOURNALS,)

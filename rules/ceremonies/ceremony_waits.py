"""What of the ceremonies waits for somebody: actions that a retrospective agreed on, and check-ins of an open standup."""

from collections.abc import Iterable

from rules.ceremonies.ceremonies import Holding
from rules.ceremonies.retro.retro_actions import RetroAction
from rules.ceremonies.standup.check_ins import closes_at
from rules.waiting.waits import Waiting, WaitKind


def action_wait(action: RetroAction) -> Waiting:
    """Return an action that waits for its owner."""
    return Waiting(
        kind=WaitKind.ACTION,
        number=action.number,
        title=action.text,
        since=action.at,
        could=(action.owner,),
        owner=action.by,
        holding=action.holding_key,
        due=action.due,
    )


def check_in_wait(holding: Holding, silent: Iterable[str]) -> Waiting:
    """Return the check-ins that an open standup waits for."""
    return Waiting(
        kind=WaitKind.CHECK_IN,
        number=0,
        title=holding.ceremony.words.capitalize(),
        since=holding.starts_at,
        could=tuple(silent),
        owner=holding.facilitator,
        holding=holding.key,
        until=closes_at(holding),
    )

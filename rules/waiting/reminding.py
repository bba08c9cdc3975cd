"""Reminding by the owner: whom, and not again before four working hours are over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.experiments.experiment import Experiment
from rules.lifecycle.steps import Step, objections
from rules.people.people import Person
from rules.people.working_time import WorkingTime
from rules.waiting.clock import may_remind_at
from rules.waiting.clocks import Clocks
from rules.waiting.waits import Waiting


@dataclass(frozen=True, slots=True)
class Reminding:
    """Who is reminded at once, and who in their next morning, because they are not at work now; `again` says from when on
    the owner may remind again, as their own clocks show it."""

    at_once: tuple[str, ...]
    later: tuple[str, ...]
    again: str


def remind_objections(
    experiment: Experiment, by: Person, last: datetime | None, owner: WorkingTime, now: datetime
) -> Iterator[str]:
    """Yield every reason why this person cannot remind of an experiment now."""
    yield from objections(experiment, Step.REMIND, by)
    again = may_remind_at(last, owner)
    if again and now < again:
        yield (
            f"Those of whom {experiment.key} is awaited were reminded already. You can remind them again from"
            f" {owner.spoken(again)} on: once in four working hours."
        )


def reminding(waits: Iterable[Waiting], by: Person, clocks: Clocks) -> Reminding:
    """Return whom an owner reminds: those of whom something is awaited whose clock does not stand still, but themselves."""
    asked = (user for one in waits if not one.is_stopped for user in clocks.people(one))
    users = [user for user in dict.fromkeys(asked) if user != by.id]
    at_work = {user for user in users if clocks.time_of(user).is_at_work(clocks.now)}
    owner = clocks.time_of(by.id)
    again = may_remind_at(clocks.now, owner)
    return Reminding(
        at_once=tuple(user for user in users if user in at_work),
        later=tuple(user for user in users if user not in at_work),
        again=owner.spoken(again) if again else "",
    )

"""Blockers: what holds somebody up, over how many check-ins, on which experiment, and who takes care of it."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rules.experiments.experiment import Experiment, Stage
from rules.marks import mention
from rules.refusals import Refused
from rules.typed_keys import after_leading_key, keys_in, without_keys
from rules.words import clean, counted, fold, shorten

BULLET = re.compile(r"^\s*(?:[-*•–—]|\d{1,2}[.)])\s+")
# As alike as “waiting for the GPU quota” and “still waiting for the GPU quota”.
ALIKE = 0.75
CHECK_INS_IN_A_ROW = 3
LONGEST = 300
MOST_LINES = 10
ENDED = frozenset({Stage.RETIRED, Stage.WITHDRAWN, Stage.CONCLUDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One thing that holds somebody up.

    `seen` are the standups, by day, whose check-ins name it; `days` are the whole days it has stood, as the clock
    counts them; `owner` is who takes care of it; `called_on` is the standup at which an owner was asked for.
    """

    number: int
    channel: str
    user: str
    text: str
    since: datetime
    experiment: int | None = None
    seen: tuple[date, ...] = ()
    days: int = 0
    called_on: date | None = None
    owner: str = ""
    solved_by: str = ""
    solved_at: datetime | None = None

    @property
    def key(self) -> str:
        """Return the experiment that it holds up, as in EXP-12, or nothing."""
        return f"EXP-{self.experiment}" if self.experiment is not None else ""

    @property
    def words(self) -> str:
        """Return what it says, without the key that people write before it, for places that show the key themselves."""
        return after_leading_key(self.text) if keys_in(self.text) == (self.experiment,) else self.text


@dataclass(frozen=True, slots=True)
class NamedBlocker:
    """A blocker as one check-in names it."""

    text: str
    experiment: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A named blocker, and the one it repeats, if there is one."""

    named: NamedBlocker
    known: Blocker | None


def recorded(number: int, text: str, *, channel: str, user: str, day: date, now: datetime) -> Blocker:
    """Return a blocker that somebody recorded beside any check-in; refuse one that says nothing.

    It counts as named on the day before, so that a check-in of today which says nothing of it leaves it standing.
    """
    said = shorten(clean(BULLET.sub("", text)), LONGEST)
    if not said:
        raise Refused(fields={"blockers": "Say what holds it up."})
    seen = (day - timedelta(days=1),)
    return Blocker(number=0, channel=channel, user=user, text=said, since=now, experiment=number, seen=seen)


def named_in(text: str, experiment: int | None) -> tuple[NamedBlocker, ...]:
    """Return the blockers of a check-in: one a line, on the experiments that the line names, or else on its own."""
    lines = [shorten(BULLET.sub("", line), LONGEST) for line in text.splitlines()]
    return tuple(named for line in lines if line for named in on_experiments(line, experiment))[:MOST_LINES]


def on_experiments(line: str, experiment: int | None) -> Iterator[NamedBlocker]:
    """Yield one line once for each experiment that it names."""
    for number in dict.fromkeys(keys_in(line)) or (experiment,):
        yield NamedBlocker(line, number)


def matched(
    known: Sequence[Blocker], named: Sequence[NamedBlocker], day: date, last: date | None
) -> tuple[Match, ...]:
    """Return each named blocker with the one of its person that it repeats, each taken once.

    What is on no experiment is the same only from one check-in to the next: `last` is the day of the one before.
    """
    free = [one for one in known if one.experiment is not None or day in one.seen or last in one.seen]
    found: list[Match] = []
    for one in named:
        same = next(
            (blocker for test in (is_alike, is_on_same) for blocker in free if test(blocker, one)), None
        )
        if same:
            free.remove(same)
        found.append(Match(one, same))
    return tuple(found)


def is_alike(blocker: Blocker, named: NamedBlocker) -> bool:
    """Tell whether two blockers read nearly the same."""
    if blocker.experiment is not None and named.experiment not in (None, blocker.experiment):
        return False
    before, after = fold(without_keys(blocker.text)), fold(without_keys(named.text))
    return difflib.SequenceMatcher(None, before, after).ratio() >= ALIKE


def is_on_same(blocker: Blocker, named: NamedBlocker) -> bool:
    """Tell whether two blockers hold up the same experiment."""
    return blocker.experiment is not None and blocker.experiment == named.experiment


def repeated(blocker: Blocker, named: NamedBlocker, day: date) -> Blocker:
    """Return a blocker that one more check-in names, in its newest words."""
    experiment = blocker.experiment if blocker.experiment is not None else named.experiment
    seen = tuple(sorted({*blocker.seen, day}))
    return replace(blocker, text=named.text, experiment=experiment, seen=seen)


def no_longer(blocker: Blocker, day: date) -> Blocker:
    """Return a blocker that a check-in named until it was changed."""
    return replace(blocker, seen=tuple(one for one in blocker.seen if one != day))


def left_out(blocker: Blocker, day: date, now: datetime) -> Blocker:
    """Return a blocker that a person's check-in does not name: one of its own words is over with the next check-in;
    one on an experiment stands on its card until somebody marks it as solved."""
    if day in blocker.seen:
        return no_longer(blocker, day)
    is_over = blocker.experiment is None and max(blocker.seen) < day
    return solve(blocker, blocker.user, now) if is_over else blocker


def wants_owner(blocker: Blocker, last_days: Sequence[date]) -> bool:
    """Tell whether nobody takes care of a blocker that its person's last check-ins all name."""
    is_open = blocker.solved_at is None and not blocker.owner and blocker.called_on is None
    return is_open and len(last_days) >= CHECK_INS_IN_A_ROW and set(last_days) <= set(blocker.seen)


def called(blocker: Blocker, day: date) -> Blocker:
    """Return a blocker for which an owner was asked at a standup."""
    return replace(blocker, called_on=day)


def solve(blocker: Blocker, by: str, now: datetime) -> Blocker:
    """Return a blocker that somebody has marked as solved; the first who did stays named."""
    return blocker if blocker.solved_at else replace(blocker, solved_by=by, solved_at=now)


def taken_on(blocker: Blocker, by: str) -> Blocker:
    """Return a blocker that somebody takes care of; refuse where another does, or nothing is left to do."""
    if blocker.solved_at:
        raise Refused("This blocker is solved already; there is nothing left to take on.")
    if blocker.owner and blocker.owner != by:
        raise Refused(f"{mention(blocker.owner)} takes care of it already.")
    return replace(blocker, owner=by)


def aged(blocker: Blocker, now: datetime) -> Blocker:
    """Return a blocker with the whole days that it has stood."""
    return replace(blocker, days=max(0, (now - blocker.since) // timedelta(days=1)))


def ages_at(blocker: Blocker) -> datetime:
    """Return when a blocker is a day older than it is counted."""
    return blocker.since + timedelta(days=blocker.days + 1)


def age_words(blocker: Blocker) -> str:
    """Return how long a blocker has stood: nothing on its first day."""
    return f"for {counted(blocker.days, 'day')}" if blocker.days else ""


def is_moot(experiment: Experiment) -> bool:
    """Tell whether nothing holds up an experiment any more, since it has ended."""
    return experiment.stage in ENDED

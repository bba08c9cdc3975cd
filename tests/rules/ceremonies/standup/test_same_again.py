"""The answer of last time given again, and the experiment that a check-in is about."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rules.ceremonies.standup.check_ins import CheckIn, guessed, read_check_in, same_again
from rules.experiments.experiment import Experiment, Stage
from tests.rules.refusal import refusal_of
from tests.rules.stages import proposed

NOW = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
LAST = CheckIn(user="U0ANA", at=NOW, progress="a", next="b", blockers="c", help="d", experiment=3)


def one(number: int, stage: Stage = Stage.PROPOSED) -> Experiment:
    """Return an experiment in a stage."""
    return replace(proposed(), number=number, stage=stage)


def test_what_is_repeated_reads_as_it_was() -> None:
    assert read_check_in(same_again(None, LAST), "U0ANA", None, NOW) == LAST


@pytest.mark.parametrize(
    ("own", "last", "why"), [(None, None, "not checked in here before"), (LAST, LAST, "checked in already")]
)
def test_nothing_is_repeated_where_there_is_none_or_one_already(
    own: CheckIn | None, last: CheckIn | None, why: str
) -> None:
    assert why in str(refusal_of(lambda: same_again(own, last)))


@pytest.mark.parametrize(
    ("last", "mine", "guess"),
    [
        (LAST, (one(1), one(3)), "3"),
        (LAST, (one(1),), "1"),
        (None, (one(1), one(2, Stage.RUNNING)), "2"),
        (None, (one(1, Stage.RUNNING), one(2, Stage.RUNNING)), ""),
        (None, (one(1), one(2)), ""),
        (LAST, (), ""),
    ],
)
def test_the_experiment_is_guessed_only_where_it_is_clear(
    last: CheckIn | None, mine: tuple[Experiment, ...], guess: str
) -> None:
    assert guessed(last, mine) == guess

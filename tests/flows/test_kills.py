"""Kill -9 at any instant: what was acknowledged is there, and nothing half done shows."""

import os
from collections import Counter, defaultdict
from random import Random
from signal import SIGKILL
from subprocess import Popen

from flows.desk import Desk
from flows.experiments import sheets
from flows.promotion import plans
from rules.experiments.experiment import Experiment, Stage
from rules.journal.entries import Deed
from store.database import Database
from tests import stories
from tests.children import child, said, tell
from tests.flows.deeds import entries_of, letters_owed

ROUNDS = 20


def reopened(url: str) -> Desk:
    """Return the desk as a new process finds it."""
    return stories.desk_of(Database(url), stories.WORKSPACE)


def work(process: Popen[str], deeds: str, acknowledgements: int) -> list[str]:
    """Let a worker do deeds, and kill it as soon as it has acknowledged so many; return what it said."""
    tell(process, deeds)
    worker = int(said(process))
    acknowledged = [said(process) for _ in range(acknowledgements)]
    # How far the next deed has come by now is chance, as it is in life.
    os.kill(worker, SIGKILL)
    while (line := said(process)) != "ended":
        acknowledged.append(line)
    return acknowledged


def test_what_was_acknowledged_before_a_kill_is_there_after_it(desk: Desk, database_url: str) -> None:
    with child("tests.flows.doing", database_url) as process:
        assert work(process, "story", 1) == ["acknowledged 1 in_production"]
    again = reopened(database_url)
    assert sheets.sheet(again, 1).experiment.stage is Stage.IN_PRODUCTION
    assert plans.plan(again, 1, 1).approvals
    assert [entry.deed for entry in entries_of(again)][-2:] == [Deed.PASSED_GATE, Deed.SCORED_FORECAST]
    assert [letter.kind for letter in letters_owed(again)][-2:] == ["notice", "plan"]
    again.database.close()


def test_a_kill_at_any_instant_leaves_no_half_deed(desk: Desk, database_url: str) -> None:
    chance = Random(20260302)
    acknowledged = []
    with child("tests.flows.doing", database_url) as process:
        for _ in range(ROUNDS):
            acknowledged += work(process, "loop", chance.randint(1, 5))
    again = reopened(database_url)
    there = [
        sheets.sheet(again, number).experiment
        for number in range(1, 1 + sheets.overview(again, stages=tuple(Stage)).total)
    ]
    assert lost(there, acknowledged) == []
    deeds, letters = by_experiment(again)
    assert len(deeds) == len(there) >= ROUNDS
    assert [one.key for one in there if deeds[one.key] != deeds_that_led_to(one)] == []
    assert [one.key for one in there if letters[one.number] != letters_owed_by(one)] == []
    again.database.close()


def lost(there: list[Experiment], acknowledged: list[str]) -> list[str]:
    """Return what was acknowledged and is not there."""
    stages = list(Stage)
    reached = {str(one.number): stages.index(one.stage) for one in there}
    said = [line.split()[1:] for line in acknowledged]
    return [
        f"{number} {stage}" for number, stage in said if reached.get(number, -1) < stages.index(Stage(stage))
    ]


def by_experiment(desk: Desk) -> tuple[dict[str, Counter[Deed]], dict[int, list[str]]]:
    """Return how often each deed is in the journal, by experiment, and which letters are owed, by experiment."""
    deeds: dict[str, Counter[Deed]] = defaultdict(Counter)
    for entry in entries_of(desk):
        deeds[entry.subject][entry.deed] += 1
    letters: dict[int, list[str]] = defaultdict(list)
    for letter in letters_owed(desk):
        letters[letter.facts["experiment"]].append(letter.kind)
    return deeds, letters


def deeds_that_led_to(experiment: Experiment) -> Counter[Deed]:
    """Return what the journal must hold of an experiment as it is."""
    return Counter(
        {
            Deed.PROPOSED: 1,
            Deed.STARTED: int(experiment.stage is not Stage.PROPOSED),
            Deed.MEASURED: len(experiment.measurements),
            Deed.SUBMITTED: experiment.revision,
            Deed.APPROVED_REVIEW: len(experiment.reviews),
            Deed.PASSED_BOARD: int(experiment.stage is Stage.APPROVED),
        }
    )


def letters_owed_by(experiment: Experiment) -> list[str]:
    """Return the letters that wait for an experiment as it is; edits of one message are one letter."""
    board = ["board", "notice"] if experiment.revision else []
    return ["card", *board, *(["notice"] if experiment.stage is Stage.APPROVED else [])]

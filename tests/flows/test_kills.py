"""Kill -9 at any instant: what was acknowledged is there, and nothing half done shows."""

import os
from collections import Counter, defaultdict
from random import Random
from signal import SIGKILL
from subprocess import Popen

from flows import read
from flows.desk import Desk
from rules.experiments import Stage
from rules.sheets import Deed
from store.database import Database
from tests import stories
from tests.children import child, said, tell
from tests.flows.deeds import entries, letters_owed

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
    assert read.sheet(again, 1).experiment.stage is Stage.IN_PRODUCTION
    assert read.plan(again, 1, 1).approvals
    assert entries(again)[-1].deed is Deed.PASSED_GATE
    assert [letter.kind for letter in letters_owed(again)][-2:] == ["plan", "plan_file"]
    again.database.close()


def test_a_kill_at_any_instant_leaves_no_half_deed(desk: Desk, database_url: str) -> None:
    chance = Random(20260302)
    with child("tests.flows.doing", database_url) as process:
        for _ in range(ROUNDS):
            acknowledged = work(process, "loop", chance.randint(1, 5))
            again = reopened(database_url)
            judge(again, acknowledged)
            again.database.close()


def judge(desk: Desk, acknowledged: list[str]) -> None:
    """Compare what was acknowledged with what is there, and the experiments with their journal and letters."""
    deeds: dict[str, Counter[Deed]] = defaultdict(Counter)
    for entry in entries(desk):
        deeds[entry.subject][entry.deed] += 1
    lanes: dict[str, list[str]] = defaultdict(list)
    for letter in letters_owed(desk):
        lanes[letter.lane].append(letter.kind)
    for line in acknowledged:
        _, number, stage = line.split()
        reached = list(Stage).index(read.sheet(desk, int(number)).experiment.stage)
        assert reached >= list(Stage).index(Stage(stage)), line
    for key, counted in deeds.items():
        experiment = read.sheet(desk, int(key.removeprefix("EXP-"))).experiment
        assert counted == Counter(
            {
                Deed.PROPOSED: 1,
                Deed.STARTED: int(experiment.stage is not Stage.PROPOSED),
                Deed.MEASURED: len(experiment.measurements),
                Deed.SUBMITTED: experiment.revision,
                Deed.APPROVED_REVIEW: len(experiment.reviews),
                Deed.PASSED_BOARD: int(experiment.stage is Stage.APPROVED),
            }
        ), key
        owed = ["card", "board", "notice"][: 1 + experiment.revision + counted[Deed.PASSED_BOARD]]
        assert lanes[f"experiment:{experiment.number}"] == owed, key
    assert sorted(deeds, key=number_of) == [f"EXP-{number}" for number in range(1, len(deeds) + 1)]


def number_of(key: str) -> int:
    """Return the number in a key."""
    return int(key.removeprefix("EXP-"))

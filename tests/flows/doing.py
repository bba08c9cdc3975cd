"""A process that does deeds on a database and says each that was acknowledged, until it is killed.

`python -m tests.flows.doing URL` forks a worker for every line it reads, `story` or `loop`, so that only the first
pays for starting Python. The worker says its process id, and then each deed once its flow has returned.
"""

import os
import sys
from threading import Event

from flows.desk import Desk
from rules.experiments.experiment import Experiment, ReviewKind
from store.database import Database
from tests import stories


def say(words: str) -> None:
    """Write a line at once."""
    print(words, flush=True)


def acknowledge(experiment: Experiment) -> None:
    """Say that a deed was done."""
    say(f"acknowledged {experiment.number} {experiment.stage}")


def story(desk: Desk) -> None:
    """Bring an experiment to production, and wait to be killed."""
    acknowledge(stories.in_production(desk))
    Event().wait()


def loop(desk: Desk) -> None:
    """Take experiments through the board, for ever."""
    while True:
        experiment = stories.in_review(desk)
        acknowledge(experiment)
        for kind in ReviewKind:
            experiment = stories.approve(desk, experiment, kind)
            acknowledge(experiment)


def main(url: str) -> None:
    """Fork a worker for every line, and say when it has ended."""
    for line in sys.stdin:
        worker = os.fork()
        if not worker:
            say(str(os.getpid()))
            {"story": story, "loop": loop}[line.strip()](stories.desk_of(Database(url), stories.WORKSPACE))
        os.waitpid(worker, 0)
        say("ended")


if __name__ == "__main__":
    main(sys.argv[1])

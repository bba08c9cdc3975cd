"""The letter that reads a run from MLflow: slow work, so it is the postman's and not the listener's."""

from bot.deliver.delivery import Deliver, Delivery
from bot.outside.mlflow import Unreachable, UnreadableRun, read_run
from flows.evidence import mlflow_runs
from rules.evidence.letters import ReadRunLetter
from rules.evidence.mlflow_runs import NO_SERVER
from rules.letters import Letter

MOST_TRIES = 4


def deliver_run(letter: ReadRunLetter, delivery: Delivery) -> None:
    """Read a run and record what the experiment asks for; who asked is told either way."""
    server = delivery.tracking
    if server is None:
        mlflow_runs.give_up(delivery.desk, letter, NO_SERVER, now=delivery.now)
        return
    try:
        run = read_run(server, letter.run)
    except UnreadableRun as problem:
        mlflow_runs.give_up(delivery.desk, letter, str(problem), now=delivery.now)
    except Unreachable:
        if delivery.attempts < MOST_TRIES:
            raise
        said = (
            f"The MLflow server at {server.host} did not answer, {MOST_TRIES} times in a row. Nothing was recorded;"
            " please try again later."
        )
        mlflow_runs.give_up(delivery.desk, letter, said, now=delivery.now)
    else:
        mlflow_runs.record_run(delivery.desk, letter, run, now=delivery.now)


DELIVERIES: dict[type[Letter], Deliver] = {ReadRunLetter: deliver_run}

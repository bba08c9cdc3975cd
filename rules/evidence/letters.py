"""The letter that reads values from a run of MLflow: slow work, so it is the postman's."""

from dataclasses import dataclass

from rules.letters import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRunLetter(Letter):
    """A run that `user` wants to be read for an experiment, asked for in `channel`."""

    kind = "read_run"
    experiment: int
    run: str
    user: str
    channel: str

    @property
    def lane(self) -> str:
        """Return a lane of its own: a server that is slow must not keep the card waiting."""
        return f"run:{self.experiment}"

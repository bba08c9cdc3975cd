"""What every payload is: typed, with all else that Slack says ignored and everything optional that it may omit."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,20}$")]
AnyId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{0,20}$")]
# Triggers and hashes: what is kept of them must fit both databases, which know no NUL.
Mark = Annotated[str, StringConstraints(max_length=255, pattern=r"^[A-Za-z0-9_.:-]*$")]


class Payload(BaseModel):
    """A part of what Slack says."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def leave_out_nulls(cls, said: Any) -> Any:
        """Take a null for a key that is not there: Slack writes either."""
        return {key: one for key, one in said.items() if one is not None} if isinstance(said, dict) else said


class Identified(Payload):
    """Somebody or something with an id."""

    id: Id


class Speaker(Identified):
    """Who clicked or submitted, and of which workspace they are; in a shared channel it may be another one."""

    team_id: AnyId = ""

"""The members of an evidence pack as they are read back: typed, bounded, and refused in sentences."""

from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from rules.journal.heads import Head
from rules.journal.lines import Line
from rules.packs.packs import Decision
from rules.refusals import Refused

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Proof = Annotated[list[Hash], Field(max_length=64)]
Text = Annotated[str, StringConstraints(max_length=1_000_000)]
Place = Annotated[int, Field(ge=0, le=10**12)]


class PackMember(BaseModel):
    """A part of a pack."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class LineModel(PackMember):
    """One sealed entry."""

    version: Annotated[int, Field(ge=1, le=2)]
    workspace: Text
    position: Annotated[int, Field(ge=1, le=10**12)]
    before: Place
    at: Text
    by: Text
    deed: Text
    subject: Text
    detail: Text
    changes: list[dict[str, Text | list[Text]]]
    number: Place = 0
    kind: Text = ""
    fact: dict[str, Any] | None = None

    def line(self) -> Line:
        """Return the entry as the rules know it."""
        return Line(**self.model_dump())


class Proving(PackMember):
    """What carries a proof."""

    proof: Proof

    @property
    def steps(self) -> tuple[bytes, ...]:
        """Return the proof as hashes."""
        return tuple(map(bytes.fromhex, self.proof))


class EntryModel(Proving):
    """One line of the journal in a pack."""

    entry: LineModel


class PostedModel(Proving):
    """One head that Slack was told."""

    entry: Annotated[int, Field(ge=1, le=10**12)]
    head: Hash
    at: Text
    channel: Text

    def posted_head(self) -> Head:
        """Return the head as the rules know it."""
        try:
            return Head(self.entry, self.head, datetime.fromisoformat(self.at), self.channel)
        except ValueError:
            return Head(self.entry, self.head, None, self.channel)


class ChainModel(PackMember):
    """What ties the entries to the journal."""

    workspace: Text
    subject: Text
    entries: Place
    head: Hash
    posted: list[PostedModel]


class DecisionModel(PackMember):
    """One decision."""

    gate: Text
    kind: Text
    revision: Place
    verdict: Text
    by: Text
    at: Text
    reason: Text


class DecisionsModel(PackMember):
    """Every decision."""

    experiment: Text
    stage: Text
    names: dict[str, Text]
    decisions: list[DecisionModel]

    def facts(self) -> list[Decision]:
        """Return the decisions as the rules know them."""
        return [Decision(**one.model_dump()) for one in self.decisions]


class ManifestModel(PackMember):
    """The SHA-256 of every other member."""

    format: Text
    version: Annotated[int, Field(ge=1, le=2)]
    members: dict[str, Hash]


M = TypeVar("M", bound=PackMember)


def read_model(kind: type[M], name: str, content: bytes) -> M:
    """Return a member of a pack as its type; refuse what no pack holds."""
    try:
        return kind.model_validate_json(content)
    except ValidationError as error:
        place = ".".join(str(step) for step in error.errors(include_url=False, include_input=False)[0]["loc"])
        where = f" ({place})" if place else ""
        raise Refused(
            f"{name} does not read as a part of an evidence pack{where}. It was altered, or made by a newer Assay."
        ) from None

"""The typed values that travel in buttons and forms: they say where something happens, never who may do it."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.ids import Command
from rules.ceremonies.ceremonies import Phase
from rules.ceremony_names import Ceremony, HoldingKey
from rules.dates.typed_past import LONGEST_DAYS, Lately
from rules.dates.typed_span import Span
from rules.experiments.experiment import ApprovalKind, ReviewKind
from rules.learning.choices import InsightsChoice
from rules.lifecycle.steps import Step
from rules.people.people import Duty

# Both databases keep numbers of this size.
Number = Annotated[int, Field(ge=0, le=999_999_999)]
# The address of a message in Slack, with its thread if it is a reply.
PERMALINK = r"https://[a-z0-9.-]{1,90}/archives/[A-Z0-9]{1,20}/p[0-9]{1,20}(?:\?[A-Za-z0-9_.=&]{0,80})?"
Place = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{0,20}$")]


class Value(BaseModel):
    """What travels in a button or a form: it says where, never who may; `channel` is where a form was opened."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_max_length=255)

    channel: Place = ""

    def write(self) -> str:
        """Return the value as it travels."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the value that came back; raise pydantic's ValidationError for anything malformed."""
        return cls.model_validate_json(text)


class ExperimentValue(Value):
    """Which experiment a button or form is about."""

    experiment: Number


class CommandValue(Value):
    """A command as it was typed."""

    command: Command
    text: str = ""


class ThenValue(ExperimentValue):
    """Which entry of an experiment's history it is shown at."""

    entry: Number


class SubmissionValue(ExperimentValue):
    """The form of a submission: whether it asks for all, or for what the checklist needs alone."""

    is_whole: bool = False


class CloseValue(ExperimentValue):
    """Which way of closing an experiment."""

    step: Literal[Step.ROLL_BACK, Step.RETIRE, Step.WITHDRAW, Step.CONCLUDE]


class ReviewValue(ExperimentValue):
    """Which seat of the board, as it was `seen`; `verdict` only where a form asks for its reason."""

    revision: Number
    kind: ReviewKind
    seen: str = ""
    verdict: Literal["ask_for_changes", "reject"] = "ask_for_changes"


class OverrideValue(ExperimentValue):
    """Which override of an experiment, counted from 0 in the order in which they were asked for."""

    place: Number


class HandoverValue(ExperimentValue):
    """Which handover of an experiment, counted from 0 in the order in which they were asked for."""

    place: Number


class ApprovalValue(ExperimentValue):
    """Which seat of the promotion gate."""

    round: Number
    kind: ApprovalKind


class SeatValue(ExperimentValue):
    """Which open seat, by its duty, in which revision of the board or round of the gate; without a duty, the one that
    whoever clicks could fill."""

    turn: Number
    duty: Duty | None = None


class QuestionValue(ExperimentValue):
    """Which question on a seat of an experiment, counted from 0 in the order in which they were asked."""

    place: Number


class DeclineValue(ExperimentValue):
    """Which round of promotion is declined."""

    round: Number


class ChannelValue(Value):
    """A form about nothing that exists yet."""


class SetupValue(ChannelValue):
    """The form of a channel's ceremonies: whether it asks for all, or for which and when alone."""

    is_whole: bool = False


class OriginValue(ChannelValue):
    """The message that a form was opened from, if any: who wrote it, and where it stands, with its link."""

    author: Place = ""
    link: Annotated[str, StringConstraints(pattern=rf"^({PERMALINK})?$")] = ""


class ProposalValue(OriginValue):
    """What a proposal gets where its form does not ask for it: the project whose home the channel is, and its workstream."""

    project: str = ""
    workstream: str = ""


class TextValue(OriginValue):
    """Words that begin a proposal, and where they were said."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_max_length=800)

    text: str


class ProjectValue(Value):
    """Which project, 0 for a new one; `milestone` is a milestone's title."""

    project: Number = 0
    milestone: str = ""


class HoldingValue(Value):
    """Which holding of which ceremony; `held_in` is its channel, wherever the button stands."""

    held_in: Place
    ceremony: Ceremony
    day: date

    @property
    def holding(self) -> HoldingKey:
        """Return the name of the holding."""
        return HoldingKey(self.held_in, self.ceremony, self.day)

    @classmethod
    def of(cls, holding: HoldingKey, **more: Any) -> Self:
        """Return the value that names a holding."""
        return cls(held_in=holding.channel, ceremony=holding.ceremony, day=holding.day, **more)


class HoldingItemValue(HoldingValue):
    """One experiment of a holding, by its number."""

    number: Number


class TopicValue(HoldingValue):
    """One topic of a retrospective, by its id."""

    topic: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,64}$")]


class CardValue(HoldingValue):
    """The form of one card; `mark` is random and tells a form sent twice from two forms."""

    mark: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class AdvanceValue(HoldingValue):
    """Which phase of a retrospective comes before its time."""

    phase: Literal[Phase.VOTE, Phase.DISCUSS, Phase.CLOSE]


class ActionValue(Value):
    """Which action of a retrospective; it `reminds` in a message of its own that the version before sent."""

    action: Number
    reminds: bool = False


class FollowUpValue(Value):
    """Which follow-up of an AI ethics review, and whether its button stands in a message to its owner alone."""

    follow_up: Number
    alone: bool = False


class MoreValue(ExperimentValue):
    """One choice of a card's overflow menu."""

    choice: Literal["amend", "measure", "roll_back", "retire", "withdraw", "conclude", "history", "show"]


class TokenValue(Value):
    """Which token of the HTTP API."""

    token: Number


class BlockerValue(Value):
    """Which blocker."""

    blocker: Number


class TurnPart(StrEnum):
    """What has pages: two parts of a Home, what waits as a message, and a list of experiments."""

    HOME_WAITS = "waits"
    HOME_OWN = "own"
    WAITS = "message"
    LIST = "list"


class TurnValue(Value):
    """Which page of what is shown next; `of` is what was typed after the word that lists."""

    part: TurnPart
    page: Number
    of: str = ""


class LetterValue(Value):
    """Which letter of the outbox, by its number there."""

    letter: Annotated[int, Field(ge=0, le=2**62)]


# No day of ours is later, and each has one after it.
Day = Annotated[date, Field(lt=date(9000, 1, 1))]


class InsightsValue(Value):
    """What insights are about: a project, 0 for all, and the last so many `days`, or those from `first` to `last`."""

    project: Number
    days: Annotated[int, Field(ge=0, le=LONGEST_DAYS)]
    first: Day | None = None
    last: Day | None = None

    @property
    def choice(self) -> InsightsChoice:
        """Return what was chosen."""
        fixed = Span(self.first, self.last) if self.first and self.last else None
        return InsightsChoice(self.project or None, Lately(self.days) if self.days else fixed)

    @classmethod
    def of(cls, choice: InsightsChoice) -> Self:
        """Return the value that says what was chosen."""
        project, period = choice.project or 0, choice.period
        if isinstance(period, Lately):
            return cls(project=project, days=period.days)
        fixed = (period.first, period.last) if period else (None, None)
        return cls(project=project, days=0, first=fixed[0], last=fixed[1])

"""The letters about one experiment: its card, and what stands in the card's thread."""

from dataclasses import dataclass

from rules.experiments.notices import Notice
from rules.letters import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentLetter(Letter):
    """A letter in the lane of an experiment."""

    experiment: int

    @property
    def lane(self) -> str:
        """Return the lane of the experiment."""
        return f"experiment:{self.experiment}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLetter(ExperimentLetter):
    """The one card of an experiment in its channel."""

    kind = "card"
    one_is_enough = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLetter(ExperimentLetter):
    """The review board of a revision."""

    kind = "board"
    one_is_enough = True
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLetter(ExperimentLetter):
    """The promotion gate of a round."""

    kind = "gate"
    one_is_enough = True
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLetter(ExperimentLetter):
    """Word in the thread of what happened, which pings who must act; a `moment` stands in the channel as well, once for
    its revision or round."""

    kind = "notice"
    notice: Notice
    moment: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveMessagesLetter(ExperimentLetter):
    """The messages about an experiment that still have buttons: those that nobody can press any more go."""

    kind = "live_messages"
    one_is_enough = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverLetter(ExperimentLetter):
    """The question to somebody whether they take an experiment over, or what became of it; `place` counts from 0."""

    kind = "handover"
    one_is_enough = True
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideLetter(ExperimentLetter):
    """The notice that asked a second person about an override, which awaits nobody any more; `place` counts from 0."""

    kind = "override"
    one_is_enough = True
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLetter(ExperimentLetter):
    """A question to the owner on a seat, or its answer; `place` counts from 0."""

    kind = "question"
    one_is_enough = True
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLetter(ExperimentLetter):
    """The deployment plan that a round of promotion made, with its monitoring as files."""

    kind = "plan"
    round: int

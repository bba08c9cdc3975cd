"""The letters that answer what people type."""

from dataclasses import dataclass

from rules.answering.typed_decisions import TypedVerdict
from rules.letters import Letter, PrivateLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDecisionLetter(PrivateLetter):
    """The private answer to who typed a decision in the thread of an experiment's card: the button that decides."""

    kind = "typed_decision"
    thread: str
    experiment: int
    verdict: TypedVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpLetter(PrivateLetter):
    """The answer to who said something to Assay itself, by name in a channel or in a direct message: `text` is what they said,
    `ts` where it stands, `experiments` are those that it is about, `verdict` is what it would decide of them."""

    kind = "help"
    thread: str
    ts: str
    is_direct: bool
    text: str
    experiments: tuple[int, ...] = ()
    verdict: TypedVerdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLetter(Letter):
    """The answer in a message's thread that says where the experiments stand of which it speaks, each once in a thread."""

    kind = "named"
    channel: str
    thread: str
    experiments: tuple[int, ...]

    @property
    def lane(self) -> str:
        """Return the lane of the thread."""
        return f"thread:{self.channel}:{self.thread}"

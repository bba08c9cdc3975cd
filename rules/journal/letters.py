"""The letter that tells Slack where the journal stands."""

from dataclasses import dataclass

from rules.letters import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalHeadLetter(Letter):
    """The head of the journal, in the thread of a promoted experiment or in a channel."""

    kind = "journal_head"
    position: int
    head: str
    experiment: int | None = None
    channel: str = ""

    @property
    def lane(self) -> str:
        """Return the lane of the experiment, or that of the channel's heads."""
        return f"journal:{self.channel}" if self.experiment is None else f"experiment:{self.experiment}"

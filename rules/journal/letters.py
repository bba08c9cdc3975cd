"""The letter that tells Slack where the journal stands."""

from dataclasses import dataclass

from rules.letters import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalHeadLetter(Letter):
    """The head of the journal, for the review channel or for an admin."""

    kind = "journal_head"
    position: int
    head: str
    channel: str

    @property
    def lane(self) -> str:
        """Return the lane of the heads in one place."""
        return f"journal:{self.channel}"

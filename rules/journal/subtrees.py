"""The full subtrees that are kept beside the seals, held against what the seals themselves give."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.journal.audit import Flaw, JournalFinding, as_hash, is_number
from rules.journal.merkle import FAN, STEP, over

# Over more entries than any journal has.
HIGHEST = 64


@dataclass(frozen=True, slots=True)
class Subtree:
    """The root of a full subtree: the place of the last entry below it, its height, and its hash in hexadecimal."""

    last: int
    height: int
    digest: str

    @property
    def is_readable(self) -> bool:
        """Tell whether it stands at a place and a height that there can be, whatever a forger wrote there."""
        can_be = is_number(self.last) and is_number(self.height)
        return can_be and 0 <= self.height <= HIGHEST

    @property
    def words(self) -> str:
        """Return over what it stands."""
        return f"entries {self.last - (1 << self.height) + 1:,} to {self.last:,}"


class SubtreeExamination:
    """One walk over all leaves and over all kept subtrees in the order of their last entries."""

    def __init__(self, kept: Iterable[Subtree]) -> None:
        self.kept = iter(kept)
        self.open: list[list[bytes]] = []
        self.last = 0
        self.found: list[JournalFinding] = []
        self.next = self.following()

    def following(self) -> Subtree | None:
        """Return the next one that is kept; name those that cannot be read."""
        for one in self.kept:
            if one.is_readable:
                return one
            words = "A hash kept over entries cannot be read: it was altered. Evidence packs rest on it."
            self.found.append(JournalFinding(Flaw.ALTERED, 0, words))
        return None

    def judge(self, leaf: str) -> None:
        """Hold the subtrees that the next leaf completes against those that are kept."""
        self.last += 1
        for given in self.completed(as_hash(leaf)):
            self.pass_over(given)
            # Behind the last one that is kept, the next sealing makes them.
            if self.next is None:
                continue
            if (self.next.last, self.next.height) != (given.last, given.height):
                self.say(Flaw.REMOVED, given, "was removed")
                continue
            if self.next.digest != given.digest:
                self.say(Flaw.ALTERED, given, "was altered: their seals give another one")
            self.next = self.following()

    def completed(self, leaf: bytes) -> Iterator[Subtree]:
        """Yield the subtrees that a leaf completes, the lowest first."""
        height, digest = 0, leaf
        while True:
            if len(self.open) <= height:
                self.open.append([])
            group = self.open[height]
            group.append(digest)
            if len(group) < FAN:
                return
            height, digest = height + 1, over(group)
            group.clear()
            yield Subtree(self.last, height * STEP, digest.hex())

    def pass_over(self, given: Subtree) -> None:
        """Name what is kept before the next subtree that there is."""
        while self.next and (self.next.last, self.next.height) < (given.last, given.height):
            self.say(Flaw.INSERTED, self.next, "was added by somebody else than Assay")
            self.next = self.following()

    def say(self, flaw: Flaw, about: Subtree, words: str) -> None:
        """Keep a finding."""
        sentence = f"The hash kept over {about.words} {words}. Evidence packs rest on it."
        self.found.append(JournalFinding(flaw, about.last, sentence))

    def findings(self) -> tuple[JournalFinding, ...]:
        """Return all that is wrong."""
        while self.next:
            self.say(Flaw.INSERTED, self.next, "was added by somebody else than Assay")
            self.next = self.following()
        return tuple(self.found)

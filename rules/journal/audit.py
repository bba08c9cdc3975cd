"""The sealed journal: what an examination of all seals finds, in sentences."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from rules.journal.entries import Deed
from rules.journal.heads import Head
from rules.journal.lines import Line, leaf, leaf_by_text
from rules.journal.merkle import EMPTY, GrowingTree, leaf_of
from rules.words import counted, shorten

# Entries are sealed in the order in which they were written; clocks of two machines differ less.
FAR_APART = timedelta(hours=1)
# Each entry that does not fit is held against this many others, which may have changed places with it.
MOST_COMPARED = 50
NOBODY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One seal, with the entry that it names as the journal has it now, or None, and the text by which its row keeps what that
    entry tells of a state, where that is known."""

    position: int
    subject: str
    leaf: str
    head: str
    line: Line | None
    fact_text: str | None = None

    @property
    def is_kept(self) -> bool:
        """Tell whether its entry is the one that was sealed."""
        if self.line is None:
            return False
        by_text = None if self.fact_text is None else leaf_by_text(self.line, self.fact_text)
        return (by_text is not None and by_text.hex() == self.leaf) or leaf(self.line).hex() == self.leaf


class Flaw(StrEnum):
    """What can be wrong with a sealed journal."""

    ALTERED = "altered"
    REMOVED = "removed"
    MOVED = "moved"
    REPLACED = "replaced"
    INSERTED = "inserted"
    CUT = "cut"
    MISDATED = "misdated"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class JournalFinding:
    """One thing that is wrong, where, and the sentence about it."""

    flaw: Flaw
    position: int
    words: str


def entry_words(line: Line, names: Mapping[str, str] = NOBODY) -> str:
    """Return an entry in short: its place, when, who, what, about what."""
    when = " ".join(line.at[:16].replace("T", " ").split())
    deed = Deed(line.deed).words if line.deed in set(Deed) else shorten(line.deed, 40)
    return f"entry {line.position:,} ({when} UTC, {names.get(line.by, line.by)}: {deed}, {line.subject})"


class Examination:
    """One walk over all seals in the order of their places; it keeps nothing but what is wrong."""

    def __init__(self, names: Mapping[str, str], heads: Sequence[Head] = ()) -> None:
        self.names = names
        self.heads = heads
        self.roots: dict[int, str] = {0: EMPTY.hex()}
        self.wanted = {head.position for head in heads}
        self.tree = GrowingTree()
        self.root = EMPTY.hex()
        self.last = 0
        self.follows = True
        self.found: list[JournalFinding] = []
        self.failed: list[tuple[Sealed, Line]] = []
        self.numbers: Counter[str] = Counter()
        self.gaps: list[JournalFinding] = []
        self.latest: tuple[str, datetime | None] = ("", None)

    def judge(self, seal: Sealed) -> None:
        """Judge the next seal; those whose place is no number come behind all others."""
        if not is_number(seal.position):
            about = f"the place of the seal of an entry about {seal.subject}"
            self.say(Flaw.ALTERED, self.last + 1, f"{about} cannot be read: it was altered.")
            self.follows = False
            return
        if seal.position != self.last + 1:
            self.lack(self.last + 1, seal.position - 1)
        self.last = seal.position
        is_sound = self.judge_entry(seal)
        if is_sound and seal.line:
            self.judge_number(seal.line)
            self.judge_time(seal.line)
        root = self.root = self.tree.grow(as_hash(seal.leaf)).hex()
        if seal.position in self.wanted:
            self.roots[seal.position] = root
        followed, self.follows = self.follows, root == seal.head
        if followed and not self.follows and is_sound:
            about = entry_words(seal.line, self.names) if seal.line else f"entry {seal.position:,}"
            self.say(Flaw.REPLACED, seal.position, f"{about} was replaced together with its seal.")

    def judge_entry(self, seal: Sealed) -> bool:
        """Hold an entry against its seal; tell whether it fits."""
        if seal.line is None:
            self.say(
                Flaw.REMOVED, seal.position, f"entry {seal.position:,}, about {seal.subject}, was removed."
            )
            return False
        if seal.is_kept:
            if seal.subject != seal.line.subject:
                about = entry_words(seal.line, self.names)
                self.say(Flaw.ALTERED, seal.position, f"the seal of {about} names another subject.")
            return True
        if len(self.failed) < MOST_COMPARED:
            self.failed.append((seal, seal.line))
        else:
            self.say(Flaw.ALTERED, seal.position, f"{entry_words(seal.line, self.names)} was altered.")
        return False

    def judge_number(self, line: Line) -> None:
        """Hold an entry against the one before it about the same subject: one in between never reached its seal."""
        number = self.numbers[line.subject] + 1
        self.numbers[line.subject] = number if line.version == 1 else line.number
        if self.numbers[line.subject] != number:
            words = f"Before {entry_words(line, self.names)}, the history of {line.subject} lacks number {number:,}: it was removed."
            self.gaps.append(JournalFinding(Flaw.REMOVED, line.position, words))

    def judge_time(self, line: Line) -> None:
        """Hold the time of an entry against those sealed before it."""
        at = time_of(line.at)
        if at is None:
            return
        said, latest = self.latest
        if latest and latest - at > FAR_APART:
            words = f"{entry_words(line, self.names)} is dated long before the entries that were written before it."
            self.say(Flaw.MISDATED, line.position, words)
        if line.at > said:
            self.latest = line.at, at

    def lack(self, first: int, last: int) -> None:
        """Say that seals are missing; what comes after them cannot follow."""
        place = f"entry {first:,}" if first == last else f"entries {first:,} to {last:,}"
        verb = "was" if first == last else "were"
        self.say(Flaw.REMOVED, first, f"{place} {verb} removed together with the seal.")
        self.follows = False

    def say(self, flaw: Flaw, position: int, words: str) -> None:
        """Keep a finding."""
        self.found.append(JournalFinding(flaw, position, words[0].upper() + words[1:]))

    def findings(self, standing: Head | None) -> tuple[JournalFinding, ...]:
        """Return all that is wrong, by place; `standing` is the head that the database keeps for itself, or None where that
        cannot be read."""
        # Where an entry is not what was sealed, the numbers around it do not fit either.
        if not self.failed and all(finding.flaw is Flaw.MISDATED for finding in self.found):
            self.found += self.gaps
        for seal, line in self.failed:
            self.say(*self.altered_or_moved(seal, line))
        if standing:
            self.judge_end(standing)
        for head in self.heads:
            self.judge_head(head)
        return tuple(sorted(self.found, key=lambda finding: finding.position))

    def altered_or_moved(self, seal: Sealed, line: Line) -> tuple[Flaw, int, str]:
        """Return whether an entry is one that belongs elsewhere, or was changed."""
        for other, content in self.failed:
            if content is line:
                continue
            if leaf(replace(line, position=other.position)).hex() == seal.leaf:
                words = f"{entry_words(line, self.names)} was reordered together with its seal: it belongs at entry {other.position:,}."
                return Flaw.MOVED, seal.position, words
            for place in (seal, other):
                home = replace(line, position=place.position, before=content.before)
                if leaf(home).hex() in (seal.leaf, other.leaf):
                    words = f"{entry_words(line, self.names)} stands in the place of another: it belongs at entry {other.position:,}."
                    return Flaw.MOVED, seal.position, words
        return Flaw.ALTERED, seal.position, f"{entry_words(line, self.names)} was altered."

    def judge_end(self, standing: Head) -> None:
        """Hold the last seal against the head that the database keeps."""
        if standing.position > self.last:
            missing = counted(standing.position - self.last, "entry", "entries")
            self.say(Flaw.CUT, self.last + 1, f"the last {missing} of {standing.position:,} were cut off.")
        elif standing.position < self.last:
            self.say(
                Flaw.INSERTED,
                standing.position + 1,
                f"entries {standing.position + 1:,} to {self.last:,} were added with seals that Assay did not make.",
            )
        elif standing.digest != self.root and self.follows:
            self.say(Flaw.REPLACED, self.last, "the head that the database keeps was replaced.")

    def judge_head(self, head: Head) -> None:
        """Hold a head that Slack was told against the journal."""
        if head.position > self.last:
            self.say(
                Flaw.CUT,
                head.position,
                f"{head.origin} stands at entry {head.position:,}, but the journal ends at entry {self.last:,}:"
                " what came after it was cut off.",
            )
        elif not self.roots.get(head.position, "").startswith(head.digest):
            self.say(
                Flaw.REWRITTEN,
                head.position,
                f"{head.origin} at entry {head.position:,} is another than the journal's there:"
                " something up to that entry was rewritten.",
            )


def time_of(said: str) -> datetime | None:
    """Return a time as it was sealed, or None for what is no time."""
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        return None


def is_number(found: object) -> bool:
    """Tell whether what a column of numbers gives is one, whatever a forger wrote there."""
    return isinstance(found, int)


def as_hash(written: str) -> bytes:
    """Return a hash from its digits; what a forger put in its place becomes some other hash."""
    try:
        return bytes.fromhex(written)
    except (ValueError, TypeError):
        return leaf_of(str(written).encode("utf-8", "surrogatepass"))


def strangers(lines: Iterable[Line], names: Mapping[str, str]) -> Iterator[JournalFinding]:
    """Yield every entry that is neither sealed nor waits to be: Assay did not write it."""
    for line in lines:
        about = entry_words(line, names).removeprefix("entry 0 ")
        yield JournalFinding(Flaw.INSERTED, 0, f"An entry was inserted that Assay did not write {about}.")


def beyond(lines: Iterable[Line], names: Mapping[str, str]) -> Iterator[JournalFinding]:
    """Yield every entry whose number its subject has not counted: Assay counts before it writes."""
    for line in lines:
        about = entry_words(line, names).removeprefix("entry 0 ")
        yield JournalFinding(
            Flaw.INSERTED, 0, f"An entry was inserted that its subject does not count {about}."
        )


def lost(number: int) -> Iterator[JournalFinding]:
    """Yield that entries which waited to be sealed are gone."""
    if number:
        gone = counted(number, "entry", "entries")
        yield JournalFinding(
            Flaw.REMOVED, 0, f"{gone} that waited to be sealed {'was' if number == 1 else 'were'} removed."
        )

"""Journals sealed in memory: a chain of entries with their seals, and how a forger lays hands on it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rules.journal.audit import Examination, JournalFinding, Sealed
from rules.journal.heads import Head
from rules.journal.lines import Line, leaf
from rules.journal.merkle import FAN, KeptTree, Tree, heights, over

WORKSPACE = "T0ASSAY"


def line(position: int, before: int = 0, **changes: str) -> Line:
    """Return an entry."""
    plain = Line(
        workspace=WORKSPACE,
        position=position,
        before=before,
        at=f"2026-03-02T09:{position % 60:02}:00.000000Z",
        by="U0ANA",
        deed="measured",
        subject=f"EXP-{1 + position % 3}",
        detail=f"accuracy 0.{position}",
        changes=[],
    )
    return replace(plain, **changes)


def sealed(number: int, **changes: str) -> list[Sealed]:
    """Return so many entries with their seals; `changes` are made in each before it is sealed."""
    tree, seals, last = Tree(), [], dict[str, int]()
    for position in range(1, number + 1):
        entry = line(position, **changes)
        entry = replace(entry, before=last.get(entry.subject, 0))
        last[entry.subject] = position
        tree = tree.grown(leaf(entry))
        seals.append(
            Sealed(
                position=position,
                subject=entry.subject,
                leaf=leaf(entry).hex(),
                head=tree.root.hex(),
                line=entry,
            )
        )
    return seals


def head_of(seals: Sequence[Sealed]) -> Head:
    """Return the head of a sealed journal."""
    return Head(len(seals), seals[-1].head)


def examined(
    seals: Sequence[Sealed], standing: Head, heads: Sequence[Head] = ()
) -> tuple[JournalFinding, ...]:
    """Return what an examination finds."""
    examination = Examination({"U0ANA": "Ana"}, heads)
    for seal in seals:
        examination.judge(seal)
    return examination.findings(standing)


def kept_tree(leaves: Iterable[bytes]) -> KeptTree:
    """Return the tree over leaves, with every full subtree that is kept of it."""
    level = list(leaves)
    size, kept = len(level), dict[tuple[int, int], bytes]()
    for height in heights(size):
        kept |= {(height, place): digest for place, digest in enumerate(level)}
        level = [over(level[end - FAN : end]) for end in range(FAN, len(level) + 1, FAN)]
    return KeptTree(size, kept)

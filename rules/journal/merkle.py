"""The Merkle tree of RFC 6962 over the entries of a journal: it grows by one leaf, and proves what it held and when."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

EMPTY = hashlib.sha256(b"").digest()
# Of all full subtrees those of every fourth height are kept: a fifteenth as many as there are leaves, and what lies
# between them is made of sixteen neighbours.
STEP = 4
FAN = 1 << STEP


def leaf_of(data: bytes) -> bytes:
    """Return the hash of a leaf; the leading byte keeps a leaf from passing for a node."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """Return how many leaves stand left in a tree: the largest power of two below its size."""
    return 1 << (size - 1).bit_length() - 1


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree as it is kept between two leaves: its size, and the roots of its full subtrees, the largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def grown(self, leaf: bytes) -> "Tree":
        """Return the tree with one leaf more."""
        peaks = list(self.peaks)
        take_in(peaks, self.size, leaf)
        return Tree(self.size + 1, tuple(peaks))

    @property
    def root(self) -> bytes:
        """Return the hash that stands for all leaves in their order."""
        return root_of(self.peaks) if self.peaks else EMPTY


class GrowingTree:
    """The same tree on a walk over a whole journal, where making one anew with each leaf would cost as much as its hashes."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def grow(self, leaf: bytes) -> bytes:
        """Take in one leaf more, and return the hash that stands for all."""
        take_in(self.peaks, self.size, leaf)
        self.size += 1
        return root_of(self.peaks)


def take_in(peaks: list[bytes], size: int, leaf: bytes) -> None:
    """Change the roots of the full subtrees of so many leaves into those with one leaf more."""
    # Each full subtree as large as the last joins it, as a carry does in binary addition.
    while size & 1:
        leaf = node(peaks.pop(), leaf)
        size >>= 1
    peaks.append(leaf)


def root_of(peaks: Sequence[bytes]) -> bytes:
    """Return the hash that stands for all leaves under the roots of full subtrees, the largest first."""
    *larger, root = peaks
    for peak in reversed(larger):
        root = node(peak, root)
    return root


@dataclass(frozen=True, slots=True)
class KeptTree:
    """A tree of so many leaves by those of its full subtrees that are kept, each by its height and its place there."""

    size: int
    kept: Mapping[tuple[int, int], bytes]

    def full(self, height: int, place: int) -> bytes:
        """Return the root of a full subtree, kept or made of those that are; raises KeyError where one is not at hand."""
        if height % STEP == 0:
            return self.kept[height, place]
        return node(self.full(height - 1, 2 * place), self.full(height - 1, 2 * place + 1))

    def root(self, start: int, end: int) -> bytes:
        """Return the root of the leaves from `start` up to `end`."""
        count = end - start
        if count & (count - 1) == 0:
            height = count.bit_length() - 1
            return self.full(height, start >> height)
        middle = start + split(count)
        return node(self.root(start, middle), self.root(middle, end))

    def inclusion(self, index: int) -> tuple[bytes, ...]:
        """Return the proof that a leaf stands where it stands."""
        return tuple(self.path(index, 0, self.size))

    def path(self, index: int, start: int, end: int) -> list[bytes]:
        """Return the neighbours on the way from a leaf up to the root of a range."""
        if end - start == 1:
            return []
        middle = start + split(end - start)
        if index < middle:
            return [*self.path(index, start, middle), self.root(middle, end)]
        return [*self.path(index, middle, end), self.root(start, middle)]

    def consistency(self, size: int) -> tuple[bytes, ...]:
        """Return the proof that the tree of the first `size` leaves grew into this one and lost nothing."""
        return tuple(self.growth(size, 0, self.size, whole=True))

    def growth(self, size: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        """Return the subtrees from which both roots of a range can be computed."""
        if size == end - start:
            return [] if whole else [self.root(start, end)]
        middle = start + split(end - start)
        left = middle - start
        if size <= left:
            return [*self.growth(size, start, middle, whole=whole), self.root(middle, end)]
        return [*self.growth(size - left, middle, end, whole=False), self.root(start, middle)]


def over(hashes: Sequence[bytes]) -> bytes:
    """Return the root of the full subtree over so many hashes, a power of two."""
    while len(hashes) > 1:
        hashes = [node(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def heights(size: int) -> range:
    """Return the heights at which full subtrees of a tree are kept; at 0 they are its leaves."""
    return range(0, size.bit_length(), STEP)


def groups(size: int, index: int) -> Iterator[tuple[int, int]]:
    """Yield, by height and number, the groups of `FAN` neighbours in which all stands that a proof about a leaf needs,
    beside what those about the last leaf need."""
    for height in heights(size):
        yield height, index >> height + STEP


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a proof shows that a leaf stands at an index of the tree of this size and root."""
    try:
        return 0 <= index < size and rebuilt(leaf, index, size, proof) == root
    except ValueError:
        return False


def rebuilt(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root that a leaf and its neighbours make."""
    if size == 1:
        if proof:
            raise ValueError("the proof is too long")
        return leaf
    if not proof:
        raise ValueError("the proof is too short")
    left = split(size)
    if index < left:
        return node(rebuilt(leaf, index, left, proof[:-1]), proof[-1])
    return node(proof[-1], rebuilt(leaf, index - left, size - left, proof[:-1]))


def is_grown_from(old: bytes, old_size: int, root: bytes, size: int, proof: Sequence[bytes]) -> bool:
    """Tell whether a proof shows that the tree of this size and root grew from the older one and lost nothing."""
    try:
        return 0 < old_size <= size and both(old, old_size, size, proof, whole=True) == (old, root)
    except ValueError:
        return False


def both(old: bytes, old_size: int, size: int, proof: Sequence[bytes], *, whole: bool) -> tuple[bytes, bytes]:
    """Return the older and the newer root that a proof makes."""
    if old_size == size and whole:
        if proof:
            raise ValueError("the proof is too long")
        return old, old
    if not proof:
        raise ValueError("the proof is too short")
    last, left = proof[-1], split(size) if size > 1 else 1
    if old_size == size:
        if len(proof) > 1:
            raise ValueError("the proof is too long")
        return last, last
    if old_size <= left:
        before, after = both(old, old_size, left, proof[:-1], whole=whole)
        return before, node(after, last)
    before, after = both(old, old_size - left, size - left, proof[:-1], whole=False)
    return node(last, before), node(last, after)

"""The tree of hashes: RFC 6962 by its own recursion, and every proof by hostile neighbours."""

import hashlib
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.journal.merkle import EMPTY, GrowingTree, Tree, is_grown_from, is_included, leaf_of, node, split
from tests.rules.sealing import kept_tree

leaves = st.integers(1, 70).map(lambda size: [leaf_of(bytes([number])) for number in range(size)])


def root_by_the_rfc(of: Sequence[bytes]) -> bytes:
    """Return MTH of RFC 6962, section 2.1, as it is written there."""
    if not of:
        return hashlib.sha256(b"").digest()
    if len(of) == 1:
        return of[0]
    k = 1
    while k * 2 < len(of):
        k *= 2
    return node(root_by_the_rfc(of[:k]), root_by_the_rfc(of[k:]))


@given(leaves)
def test_a_tree_that_grows_in_place_has_the_root_of_the_rfc_after_each_leaf(of: list[bytes]) -> None:
    tree = GrowingTree()
    assert [tree.grow(leaf) for leaf in of] == [root_by_the_rfc(of[: size + 1]) for size in range(len(of))]


def path_by_the_rfc(index: int, of: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return PATH of RFC 6962, section 2.1.1, as it is written there."""
    if len(of) == 1:
        return ()
    k = split(len(of))
    if index < k:
        return (*path_by_the_rfc(index, of[:k]), root_by_the_rfc(of[k:]))
    return (*path_by_the_rfc(index - k, of[k:]), root_by_the_rfc(of[:k]))


def growth_by_the_rfc(size: int, of: Sequence[bytes], *, is_whole: bool = True) -> tuple[bytes, ...]:
    """Return SUBPROOF of RFC 6962, section 2.1.2, as it is written there."""
    if size == len(of):
        return () if is_whole else (root_by_the_rfc(of),)
    k = split(len(of))
    if size <= k:
        return (*growth_by_the_rfc(size, of[:k], is_whole=is_whole), root_by_the_rfc(of[k:]))
    return (*growth_by_the_rfc(size - k, of[k:], is_whole=False), root_by_the_rfc(of[:k]))


def grown(of: Sequence[bytes]) -> Tree:
    tree = Tree()
    for leaf in of:
        tree = tree.grown(leaf)
    return tree


def test_the_tree_of_nothing_is_the_hash_of_nothing() -> None:
    assert Tree().root == EMPTY


def test_the_published_example_of_rfc_6962_has_its_root() -> None:
    # The test vector of the reference implementation of Certificate Transparency, all eight leaves.
    data = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    tree = grown([leaf_of(bytes.fromhex(one)) for one in data])
    assert tree.root.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@settings(max_examples=30)
@given(leaves)
def test_growing_leaf_by_leaf_is_the_tree_of_the_rfc(of: list[bytes]) -> None:
    assert grown(of).root == root_by_the_rfc(of) == kept_tree(of).root(0, len(of))


@settings(max_examples=30)
@given(leaves, st.data())
def test_every_leaf_is_proven_where_it_stands_and_nowhere_else(of: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(of) - 1))
    other = data.draw(st.integers(-1, len(of)))
    proof, root = kept_tree(of).inclusion(index), grown(of).root
    assert proof == path_by_the_rfc(index, of)
    assert is_included(of[index], index, len(of), proof, root)
    assert is_included(of[index], other, len(of), proof, root) == (other == index)
    assert not is_included(leaf_of(b"forged"), index, len(of), proof, root)
    assert not is_included(of[index], index, len(of), (*proof, root), root)
    assert not proof or not is_included(of[index], index, len(of), proof[:-1], root)


@settings(max_examples=30)
@given(leaves, st.data())
def test_every_older_tree_is_proven_to_have_grown_and_no_other(of: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(of)))
    old, root = grown(of[:size]).root, grown(of).root
    proof = kept_tree(of).consistency(size)
    assert proof == growth_by_the_rfc(size, of)
    assert is_grown_from(old, size, root, len(of), proof)
    assert not is_grown_from(leaf_of(b"forged"), size, root, len(of), proof)
    assert not is_grown_from(old, size, leaf_of(b"forged"), len(of), proof)
    assert not is_grown_from(old, size, root, len(of), (*proof, root))
    assert not is_grown_from(old, 0, root, len(of), proof)

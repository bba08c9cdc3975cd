"""The subtrees kept over the seals: the same proofs as from all leaves, by a few rows, and every hand laid on them named."""

import random

import pytest
from sqlalchemy import insert

from flows.desk import Desk
from flows.journal import sealing, verification
from flows.packs import evidence
from rules.journal.audit import Flaw
from rules.journal.merkle import leaf_of
from rules.refusals import Refused
from store.database import Database
from store.journal import subtrees
from store.journal.seal_tables import SealRow
from tests import stories
from tests.backends import contents
from tests.begun import begun
from tests.flows.journal.test_tampering import findings, lay_hand_on
from tests.flows.lifecycle.test_statements import executed
from tests.rules.sealing import kept_tree
from tests.stories import NOW, WORKSPACE

# Beyond the third height at which subtrees are kept.
MANY = 4500
OTHER = "T0MANY"


def leaves(number: int) -> list[bytes]:
    """Return so many leaves."""
    return [leaf_of(str(one).encode()) for one in range(number)]


def many_sealed(database: Database, number: int) -> Desk:
    """Return the desk of a workspace with so many seals and no subtrees, as a version before left them."""
    desk = stories.desk_of(database, OTHER)
    with desk.begin() as session:
        rows = [
            {"workspace": OTHER, "position": place, "entry": place, "before": 0, "subject": "EXP-1"}
            | {"leaf": leaf.hex(), "head": ""}
            for place, leaf in enumerate(leaves(number), start=1)
        ]
        session.execute(insert(SealRow), rows)
    return desk


def keep(desk: Desk, size: int) -> int:
    """Keep all subtrees; return in how many steps."""
    steps, is_behind = 0, True
    while is_behind:
        with desk.begin() as session:
            is_behind, steps = subtrees.grow(session, size), steps + 1
    return steps


def test_proofs_are_those_from_all_leaves(database: Database) -> None:
    desk, chosen = many_sealed(database, MANY), random.Random(7)
    keep(desk, MANY)
    sizes = [*range(1, 71), 255, 256, 257, 4095, 4096, 4097, *chosen.sample(range(71, MANY), 5), MANY]
    for size in sizes:
        naive = kept_tree(leaves(size))
        positions = {1, size, *(chosen.randint(1, size) for _ in range(4))}
        with desk.look() as session:
            tree = subtrees.tree(session, size, positions)
        assert tree.root(0, size) == naive.root(0, size)
        for position in positions:
            assert tree.inclusion(position - 1) == naive.inclusion(position - 1)
            assert tree.consistency(position) == naive.consistency(position)


def test_a_proof_is_one_statement_for_each_height(database: Database) -> None:
    desk = many_sealed(database, MANY)
    keep(desk, MANY)
    for size, most in ((15, 1), (200, 2), (MANY, 4)):
        with desk.look() as session, executed(desk.database) as statements:
            subtrees.tree(session, size, range(1, size, 1 + size // 10))
        assert len(statements) == most


def test_the_subtrees_of_old_seals_are_made_some_at_a_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = many_sealed(database, 1000)
    keep(desk, 1000)
    at_once = [row for row in contents(database)["subtrees"] if OTHER in row]
    assert len(at_once) == 1000 // 16 + 1000 // 256
    lay_hand_on(desk, "DELETE FROM subtrees")
    monkeypatch.setattr(subtrees, "MOST_LEAVES", 48)
    assert keep(desk, 1000) == 21
    assert [row for row in contents(database)["subtrees"] if OTHER in row] == at_once


@pytest.fixture
def sealed(desk: Desk) -> Desk:
    """Return a desk whose journal has three groups of entries."""
    return begun(desk, fill_groups)


def fill_groups(desk: Desk) -> None:
    """Put experiments before the board until three groups of entries are full."""
    while verification.verify(desk).head.position < 3 * 16:
        stories.in_review(desk)
        sealing.seal(desk, NOW)


def test_the_first_sealing_of_this_version_keeps_them(sealed: Desk) -> None:
    before = contents(sealed.database)["subtrees"]
    lay_hand_on(sealed, "DELETE FROM subtrees")
    assert findings(sealed) == ()
    sealing.seal(sealed, NOW)
    assert contents(sealed.database)["subtrees"] == before
    assert [row[1:3] for row in before if WORKSPACE in row] == [(16, 4), (32, 4), (48, 4)]


@pytest.mark.parametrize(
    ("statement", "flaw", "words"),
    [
        (
            f"UPDATE subtrees SET digest = '{'0' * 64}' WHERE last = 32",
            Flaw.ALTERED,
            "The hash kept over entries 17 to 32 was altered: their seals give another one. Evidence packs rest on it.",
        ),
        (
            "DELETE FROM subtrees WHERE last = 16",
            Flaw.REMOVED,
            "The hash kept over entries 1 to 16 was removed. Evidence packs rest on it.",
        ),
        (
            f"INSERT INTO subtrees VALUES ('{WORKSPACE}', 32, 8, 'x')",
            Flaw.INSERTED,
            "The hash kept over entries -223 to 32 was added by somebody else than Assay. Evidence packs rest on it.",
        ),
        (
            f"INSERT INTO subtrees VALUES ('{WORKSPACE}', 512, 4, 'x')",
            Flaw.INSERTED,
            "The hash kept over entries 497 to 512 was added by somebody else than Assay. Evidence packs rest on it.",
        ),
    ],
)
def test_who_lays_hand_on_one_is_named(sealed: Desk, statement: str, flaw: Flaw, words: str) -> None:
    lay_hand_on(sealed, statement)
    (finding,) = findings(sealed)
    assert (finding.flaw, finding.words) == (flaw, words)


def test_no_pack_rests_on_a_subtree_that_was_altered(sealed: Desk) -> None:
    lay_hand_on(sealed, f"UPDATE subtrees SET digest = '{'0' * 64}' WHERE last = 16")
    with pytest.raises(Refused, match="The journal is damaged"):
        evidence.evidence_of(sealed, 1, NOW)


def test_a_pack_takes_as_few_statements_in_a_long_journal(sealed: Desk) -> None:
    evidence.evidence_of(sealed, 1, NOW)
    with executed(sealed.database) as few:
        evidence.evidence_of(sealed, 1, NOW)
    for _ in range(3):
        stories.in_review(sealed)
    sealing.seal(sealed, NOW)
    evidence.evidence_of(sealed, 1, NOW)
    with executed(sealed.database) as many:
        evidence.evidence_of(sealed, 1, NOW)
    assert len(many) == len(few)

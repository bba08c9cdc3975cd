"""Tampering with the real database by SQL, as somebody with its password would: each hand laid on is named."""

import pytest
from sqlalchemy import text

from flows.desk import Desk
from flows.journal import sealing, verification
from flows.packs import evidence
from rules.experiments.experiment import ApprovalKind
from rules.journal.audit import Flaw, JournalFinding
from rules.journal.heads import Head
from rules.journal.merkle import Tree
from rules.refusals import Refused
from store.journal import seals
from tests import stories
from tests.backends import on_sqlite
from tests.begun import begun
from tests.stories import NOW, place


@pytest.fixture
def sealed(desk: Desk) -> Desk:
    """Return a desk with a sealed journal."""
    return begun(desk, seal_two)


def seal_two(desk: Desk) -> None:
    """Put two experiments before the board, and seal that."""
    stories.in_review(desk)
    stories.in_review(desk)
    sealing.seal(desk, NOW)


def lay_hand_on(desk: Desk, *statements: str) -> None:
    """Run SQL as somebody beside Assay."""
    with desk.database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def entry_at(desk: Desk, position: int) -> int:
    """Return the id of the entry at a place behind what the team was given."""
    with desk.database.reading.connect() as connection:
        query = text("SELECT entry FROM seals WHERE position = :position")
        return int(connection.execute(query, {"position": place(position)}).scalar_one())


def found(desk: Desk) -> list[tuple[Flaw, int]]:
    """Return what a verification finds, and where behind what the team was given; 0 is nowhere in the journal."""
    return [(finding.flaw, max(finding.position - stories.GIVEN, 0)) for finding in findings(desk)]


def findings(desk: Desk) -> tuple[JournalFinding, ...]:
    """Return the findings of a verification."""
    return verification.verify(desk).findings


@pytest.mark.parametrize(
    "change",
    [
        "detail = 'accuracy 0.99'",
        "by = 'U0IVAN'",
        "deed = 'approved_review'",
        "deed = 'no such deed'",
        "subject = 'EXP-9'",
        "changes = '[]', detail = 'x'",
        "fact = ''",
        "fact = 'no JSON'",
        "kind = ''",
        "number = 9",
        "version = 1",
        "at = '2020-01-01 00:00:00+00:00'",
        """changes = '[{"field": "title"}]'""",
    ],
)
def test_an_altered_row_is_named_even_where_it_no_longer_reads(sealed: Desk, change: str) -> None:
    lay_hand_on(sealed, f"UPDATE journal SET {quoted(change)} WHERE id = {entry_at(sealed, 3)}")
    assert found(sealed) == [(Flaw.ALTERED, 3)]


def quoted(change: str) -> str:
    """Return a change whose column is quoted where its name is a word of SQL."""
    name, value = change.split(" = ", 1)
    return f'"{name}" = {value}'


@on_sqlite
@pytest.mark.parametrize("change", ["at = 'yesterday'", "changes = 'no JSON'", "detail = x'0061'", "by = ''"])
def test_what_sqlite_lets_a_forger_write_is_named(sealed: Desk, change: str) -> None:
    lay_hand_on(sealed, f"UPDATE journal SET {change} WHERE id = {entry_at(sealed, 3)}")
    assert found(sealed) == [(Flaw.ALTERED, 3)]


def test_a_finding_names_where_when_who_what_and_about_what(sealed: Desk) -> None:
    lay_hand_on(sealed, f"UPDATE journal SET detail = 'x' WHERE id = {entry_at(sealed, 3)}")
    (finding,) = findings(sealed)
    assert (
        finding.words == f"Entry {place(3)} (2026-03-02 09:30 UTC, Ana: recorded a value, EXP-1) was altered."
    )


def test_a_removed_row_is_named(sealed: Desk) -> None:
    lay_hand_on(sealed, f"DELETE FROM journal WHERE id = {entry_at(sealed, 4)}")
    assert found(sealed) == [(Flaw.REMOVED, 4)]
    assert findings(sealed)[0].words == f"Entry {place(4)}, about EXP-1, was removed."


def test_a_row_that_was_removed_with_its_seal_is_named(sealed: Desk) -> None:
    entry = entry_at(sealed, 4)
    lay_hand_on(
        sealed, f"DELETE FROM journal WHERE id = {entry}", f"DELETE FROM seals WHERE position = {place(4)}"
    )
    assert found(sealed) == [(Flaw.REMOVED, 4)]


def test_rows_that_changed_places_are_named(sealed: Desk) -> None:
    one, other = entry_at(sealed, 3), entry_at(sealed, 7)
    lay_hand_on(
        sealed,
        f"UPDATE journal SET id = 9999 WHERE id = {one}",
        f"UPDATE journal SET id = {one} WHERE id = {other}",
        f"UPDATE journal SET id = {other} WHERE id = 9999",
    )
    assert found(sealed) == [(Flaw.MOVED, 3), (Flaw.MOVED, 7)]


def test_seals_that_changed_places_are_named_with_where_they_belong(sealed: Desk) -> None:
    lay_hand_on(
        sealed,
        f"UPDATE seals SET position = 9999 WHERE position = {place(3)}",
        f"UPDATE seals SET position = {place(3)} WHERE position = {place(7)}",
        f"UPDATE seals SET position = {place(7)} WHERE position = 9999",
    )
    assert found(sealed) == [(Flaw.MOVED, 3), (Flaw.MOVED, 7)]
    first, second = (finding.words for finding in findings(sealed))
    assert first.endswith(f"was reordered together with its seal: it belongs at entry {place(7)}.")
    assert second.endswith(f"was reordered together with its seal: it belongs at entry {place(3)}.")


@pytest.fixture
def decided(desk: Desk) -> Desk:
    """Return a desk with a sealed journal of decisions of every kind but one, which waits to be sealed."""
    return begun(desk, approve_after_sealing)


def approve_after_sealing(desk: Desk) -> None:
    """Decide all that a promotion needs, the last of it after the journal was sealed."""
    experiment = stories.promoting(desk)
    sealing.seal(desk, NOW)
    stories.approve_as(desk, experiment, ApprovalKind.SECURITY)


def test_decisions_of_every_kind_agree_with_their_entries(desk: Desk) -> None:
    stories.declined(desk)
    stories.changes_asked(desk)
    stories.rejected(desk)
    stories.confirm_override(desk, stories.ask_override(desk, stories.unrehearsed(desk)))
    assert found(desk) == []
    sealing.seal(desk, NOW)
    assert found(desk) == []


@pytest.mark.parametrize(
    ("change", "flaws"),
    [
        ("UPDATE reviews SET verdict = 'reject' WHERE ordinal = 1", {Flaw.ALTERED}),
        ("UPDATE reviews SET \"by\" = 'U0IVAN' WHERE ordinal = 1", {Flaw.ALTERED}),
        ("UPDATE reviews SET reason = 'Never mind.' WHERE ordinal = 1", {Flaw.ALTERED}),
        ("UPDATE reviews SET verdict = 'no such verdict' WHERE ordinal = 1", {Flaw.ALTERED}),
        ("DELETE FROM reviews WHERE ordinal = 1", {Flaw.ALTERED}),
    ],
)
def test_a_decision_that_is_another_than_in_the_journal_is_named(
    decided: Desk, change: str, flaws: set[Flaw]
) -> None:
    assert found(decided) == []
    lay_hand_on(decided, change)
    assert {flaw for flaw, _ in found(decided)} == flaws
    assert all("record of EXP-1 " in finding.words for finding in findings(decided))


def test_a_row_that_assay_did_not_write_is_named(sealed: Desk) -> None:
    columns = 'workspace, "at", "by", deed, subject, detail, changes, version, number, kind, fact'
    lay_hand_on(
        sealed,
        f"INSERT INTO journal ({columns}) SELECT workspace, \"at\", 'U0IVAN', 'approved_review', subject, detail, changes, version, 99, kind, fact"
        f" FROM journal WHERE id = {entry_at(sealed, 3)}",
    )
    row = "(2026-03-02 09:30 UTC, Ivan: approved, EXP-1)"
    inserted = f"An entry was inserted that its subject does not count {row}."
    assert inserted in [finding.words for finding in findings(sealed)]
    assert sealing.seal(sealed, NOW) == 1
    assert any(row in finding.words for finding in findings(sealed))


def test_an_entry_that_was_written_while_the_database_noted_nothing_is_named(sealed: Desk) -> None:
    lay_hand_on(sealed, "DELETE FROM unsealed")
    stories.proposed(sealed)
    lay_hand_on(sealed, "DELETE FROM unsealed")
    assert sealing.seal(sealed, NOW) == 0
    assert found(sealed) == [(Flaw.INSERTED, 0)]
    assert (
        "that Assay did not write (2026-03-02 09:30 UTC, Ana: proposed, EXP-3)" in findings(sealed)[0].words
    )


def test_a_row_that_was_removed_before_it_was_sealed_is_told(sealed: Desk) -> None:
    stories.proposed(sealed)
    lay_hand_on(sealed, "DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)")
    assert sealing.seal(sealed, NOW) == 0
    assert [finding.words for finding in findings(sealed)] == [
        "1 entry that waited to be sealed was removed."
    ]


def cut(desk: Desk, last: int) -> None:
    """Cut the journal off behind an entry, with its seals and what is kept over them."""
    lay_hand_on(
        desk,
        f"DELETE FROM journal WHERE id IN (SELECT entry FROM seals WHERE position > {place(last)})",
        f"DELETE FROM seals WHERE position > {place(last)}",
        f"DELETE FROM subtrees WHERE last > {place(last)}",
    )


def test_a_cut_tail_is_known_from_the_head(sealed: Desk) -> None:
    cut(sealed, 6)
    assert found(sealed) == [(Flaw.CUT, 7)]


def test_a_tail_that_was_cut_with_its_head_is_known_from_what_its_experiments_count_and_from_slack(
    sealed: Desk,
) -> None:
    head = verification.verify(sealed).head
    cut(sealed, 6)
    with sealed.begin() as session:
        tree = Tree()
        for seal in seals.every(session):
            tree = tree.grown(bytes.fromhex(seal.leaf))
        seals.save(session, seals.JournalStanding(tree, told_on=NOW.date()))
    assert found(sealed) == [(Flaw.REMOVED, 0)]
    (finding,) = verification.verify(sealed, Head(head.position, head.digest)).findings
    assert (finding.flaw, finding.position) == (Flaw.CUT, head.position)


def test_a_pack_is_not_made_of_a_damaged_journal(sealed: Desk) -> None:
    lay_hand_on(sealed, f"DELETE FROM journal WHERE id = {entry_at(sealed, 4)}")
    with pytest.raises(Refused, match="The journal is damaged"):
        evidence.evidence_of(sealed, 1, NOW)


def test_what_was_tampered_with_in_one_workspace_leaves_the_other_sound(
    sealed: Desk, other_desk: Desk
) -> None:
    stories.in_review(other_desk)
    sealing.seal(other_desk, NOW)
    lay_hand_on(sealed, f"UPDATE journal SET detail = 'x' WHERE workspace = '{sealed.workspace}'")
    assert len(found(sealed)) == verification.verify(sealed).head.position
    assert found(other_desk) == []

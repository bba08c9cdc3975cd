"""Evidence packs: an entry, a decision or a head that was tampered with is named, with nothing else at hand."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.experiments.experiment import ApprovalKind, Lapse
from rules.journal.audit import Flaw, JournalFinding
from rules.journal.heads import Head
from rules.journal.lines import Line, leaf
from rules.journal.merkle import Tree
from rules.packs.packs import Chain, Decision, Grown, Proven, decisions, examine
from tests.bot.draw import facts
from tests.rules.sealing import WORKSPACE, kept_tree, line

NUMBER = 19
SUBJECT = "EXP-2"


def lines(number: int, **forged: str) -> list[Line]:
    """Return so many entries with facts; a pack of EXP-2 was taken at its last one up to `NUMBER`."""
    found: list[Line] = []
    for position in range(1, number + 1):
        entry = line(position)
        earlier = [one for one in found if one.subject == entry.subject]
        before = earlier[-1].position if earlier else 0
        deed = "took_pack" if position == NUMBER else entry.deed
        entry = replace(entry, before=before, deed=deed, version=2, number=len(earlier) + 1)
        found.append(replace(entry, **forged))
    return found


def heads(number: int, **forged: str) -> list[Head]:
    """Return the head of the journal at each of so many entries."""
    tree, found = Tree(), []
    for one in lines(number, **forged):
        tree = tree.grown(leaf(one))
        found.append(Head(one.position, tree.root.hex()))
    return found


def chain(known: Sequence[Line] = tuple(lines(NUMBER))) -> Chain:
    """Return the part of a pack that ties the entries about an experiment to the journal."""
    tree = kept_tree(map(leaf, known))
    return Chain(
        workspace=WORKSPACE,
        subject=SUBJECT,
        head=Head(len(known), tree.root(0, len(known)).hex()),
        entries=tuple(
            Proven(one, tree.inclusion(one.position - 1)) for one in known if one.subject == SUBJECT
        ),
        posted=tuple(Grown(heads(NUMBER)[place - 1], tree.consistency(place)) for place in (3, 8, NUMBER)),
    )


def with_entries(entries: Sequence[Proven]) -> Chain:
    return replace(chain(), entries=tuple(entries))


def flaws(found: Sequence[JournalFinding]) -> set[tuple[Flaw, int]]:
    return {(finding.flaw, finding.position) for finding in found}


places = st.integers(0, len(chain().entries) - 1)


def test_a_pack_that_nobody_touched_has_no_findings() -> None:
    assert examine(chain(), [], None) == ()


@settings(max_examples=30)
@given(places, st.sampled_from(["at", "by", "deed", "detail"]))
def test_an_altered_entry_is_named(place: int, field: str) -> None:
    entries = list(chain().entries)
    forged = replace(entries[place].line, **{field: "forged"})
    entries[place] = replace(entries[place], line=forged)
    assert (Flaw.ALTERED, forged.position) in flaws(examine(with_entries(entries), [], None))


@settings(max_examples=30)
@given(st.integers(0, len(chain().entries) - 2))
def test_a_removed_entry_is_named(place: int) -> None:
    entries = list(chain().entries)
    gone = entries.pop(place)
    found = flaws(examine(with_entries(entries), [], None))
    # It is missed by its place, and the number of the one behind it does not follow.
    assert found == {(Flaw.REMOVED, gone.line.position), (Flaw.REMOVED, entries[place].line.position)}


@settings(max_examples=30)
@given(places)
def test_a_pack_whose_last_entries_were_dropped_is_named(kept: int) -> None:
    entries = chain().entries[:kept]
    last = entries[-1].line.position if entries else 0
    assert (Flaw.CUT, last) in flaws(examine(with_entries(entries), [], None))


def test_a_pack_that_was_cut_back_to_an_earlier_closing_is_named() -> None:
    known = lines(NUMBER)
    known[9] = replace(known[9], deed="took_pack")
    whole = replace(chain(known), posted=())
    assert examine(whole, [], None) == ()
    cut = replace(whole, entries=whole.entries[:4])
    assert cut.entries[-1].line.deed == "took_pack"
    assert flaws(examine(cut, [], None)) == {(Flaw.CUT, 10)}


def test_entries_of_the_first_version_count_by_their_place() -> None:
    known = [replace(one, version=1, number=0) if one.position < 8 else one for one in lines(NUMBER)]
    carried = replace(chain(known), posted=())
    assert [one.line.version for one in carried.entries] == [1, 1, 1, 2, 2, 2, 2]
    assert examine(carried, [], None) == ()
    short = replace(carried, entries=carried.entries[1:])
    assert {flaw for flaw, _ in flaws(examine(short, [], None))} == {Flaw.REMOVED}
    (old,) = examine(replace(carried, entries=carried.entries[:3]), [], None)
    assert "made before facts were kept" in old.words


@settings(max_examples=30)
@given(places)
def test_an_entry_that_was_squeezed_in_is_named(place: int) -> None:
    entries = list(chain().entries)
    forged = replace(entries[place].line, position=entries[place].line.position + 1, detail="forged")
    entries.insert(place + 1, replace(entries[place], line=forged))
    assert (Flaw.ALTERED, forged.position) in flaws(examine(with_entries(entries), [], None))


def test_entries_out_of_order_are_named() -> None:
    entries = list(chain().entries)
    entries[1], entries[2] = entries[2], entries[1]
    assert (Flaw.MOVED, entries[2].line.position) in flaws(examine(with_entries(entries), [], None))


def test_an_entry_about_something_else_is_named() -> None:
    foreign = replace(chain(), subject="EXP-3")
    assert Flaw.INSERTED in {finding.flaw for finding in examine(foreign, [], None)}


def test_a_posted_head_of_another_journal_is_named() -> None:
    other = Grown(heads(8, detail="forged")[7], chain().posted[1].proof)
    assert flaws(examine(replace(chain(), posted=(other,)), [], None)) == {(Flaw.REWRITTEN, 8)}


def test_a_head_from_slack_is_held_against_the_pack() -> None:
    later = heads(NUMBER + 5)
    known = [later[place - 1] for place in (3, 8, NUMBER)]
    assert [examine(chain(), [], None, head) for head in known] == [(), (), ()]
    assert flaws(examine(chain(), [], None, Head(8, "ab" * 32))) == {(Flaw.REWRITTEN, 8)}
    assert flaws(examine(chain(), [], None, later[-1])) == {(Flaw.CUT, NUMBER + 5)}
    (unknown,) = examine(chain(), [], None, later[4])
    assert "This pack cannot tell about entry 5" in unknown.words


def test_a_decision_that_the_journal_does_not_know_is_named() -> None:
    forged = Decision(
        gate="review", kind="ethics", revision=1, verdict="approve", by="U0IVAN", at="2026-03-02T09:30:00Z"
    )
    (finding,) = examine(chain(), [forged], None)
    assert finding.words == (
        "decisions.json tells of U0IVAN, 2026-03-02T09:30: review ethics, approve; the journal has no such entry."
    )


def test_every_decision_of_an_experiment_is_told() -> None:
    experiment = facts.promoting()
    told = [(one.gate, one.kind, one.by) for one in decisions(experiment)]
    reviews = [("review", one.kind, one.by) for one in experiment.reviews]
    assert told == [*reviews, *(("approval", one.kind, one.by) for one in experiment.approvals)]


def test_an_approval_that_lapsed_is_a_decision_of_its_own() -> None:
    one = facts.promoting()
    given = facts.approval(ApprovalKind.SECURITY)
    lapse = Lapse(place=0, kind=given.kind, by=given.by, at=given.at)
    found = list(decisions(replace(one, approvals=(given,), lapses=(lapse,))))
    assert [(told.kind, told.verdict, told.by) for told in found if told.gate == "approval"] == [
        ("security", "approve", given.by),
        ("security", "lapsed", given.by),
    ]

"""Evidence packs: an entry, a decision or a head that was tampered with is named, with nothing else at hand."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.journal.audit import Flaw, Head, JournalFinding, leaf
from rules.journal.merkle import Levels
from rules.packs.packs import Chain, Decision, Grown, Proven, decisions, examine
from tests.bot.draw import facts
from tests.rules.sealing import WORKSPACE, head_of, sealed

NUMBER = 20
SUBJECT = "EXP-2"


def chain() -> Chain:
    """Return the part of a pack that ties the entries about an experiment to the journal."""
    seals = sealed(NUMBER)
    lines = [seal.line for seal in seals if seal.line]
    levels = Levels.of(map(leaf, lines))
    return Chain(
        workspace=WORKSPACE,
        subject=SUBJECT,
        head=head_of(seals),
        entries=tuple(
            Proven(line, levels.inclusion(line.position - 1)) for line in lines if line.subject == SUBJECT
        ),
        posted=tuple(
            Grown(Head(place, seals[place - 1].head), levels.consistency(place)) for place in (3, 8, NUMBER)
        ),
    )


def with_entries(entries: Sequence[Proven]) -> Chain:
    return replace(chain(), entries=tuple(entries))


def flaws(found: Sequence[JournalFinding]) -> set[tuple[Flaw, int]]:
    return {(finding.flaw, finding.position) for finding in found}


places = st.integers(0, len(chain().entries) - 1)


def test_a_pack_that_nobody_touched_has_no_findings() -> None:
    assert examine(chain(), []) == ()


@settings(max_examples=30)
@given(places, st.sampled_from(["at", "by", "deed", "detail"]))
def test_an_altered_entry_is_named(place: int, field: str) -> None:
    entries = list(chain().entries)
    forged = replace(entries[place].line, **{field: "forged"})
    entries[place] = replace(entries[place], line=forged)
    assert (Flaw.ALTERED, forged.position) in flaws(examine(with_entries(entries), []))


@settings(max_examples=30)
@given(st.integers(0, len(chain().entries) - 2))
def test_a_removed_entry_is_named(place: int) -> None:
    entries = list(chain().entries)
    gone = entries.pop(place)
    assert flaws(examine(with_entries(entries), [])) == {(Flaw.REMOVED, gone.line.position)}


@settings(max_examples=30)
@given(places)
def test_an_entry_that_was_squeezed_in_is_named(place: int) -> None:
    entries = list(chain().entries)
    forged = replace(entries[place].line, position=entries[place].line.position + 1, detail="forged")
    entries.insert(place + 1, replace(entries[place], line=forged))
    assert (Flaw.ALTERED, forged.position) in flaws(examine(with_entries(entries), []))


def test_entries_out_of_order_are_named() -> None:
    entries = list(chain().entries)
    entries[1], entries[2] = entries[2], entries[1]
    assert (Flaw.MOVED, entries[2].line.position) in flaws(examine(with_entries(entries), []))


def test_an_entry_about_something_else_is_named() -> None:
    foreign = replace(chain(), subject="EXP-3")
    assert Flaw.INSERTED in {finding.flaw for finding in examine(foreign, [])}


def test_a_posted_head_of_another_journal_is_named() -> None:
    other = Grown(Head(8, sealed(8, detail="forged")[7].head), chain().posted[1].proof)
    assert flaws(examine(replace(chain(), posted=(other,)), [])) == {(Flaw.REWRITTEN, 8)}


def test_a_head_from_slack_is_held_against_the_pack() -> None:
    seals = sealed(NUMBER + 5)
    known = [Head(place, seals[place - 1].head) for place in (3, 8, NUMBER)]
    assert [examine(chain(), [], head) for head in known] == [(), (), ()]
    assert flaws(examine(chain(), [], Head(8, "ab" * 32))) == {(Flaw.REWRITTEN, 8)}
    assert flaws(examine(chain(), [], head_of(seals))) == {(Flaw.CUT, NUMBER + 5)}
    (unknown,) = examine(chain(), [], Head(5, seals[4].head))
    assert "This pack cannot tell about entry 5" in unknown.words


def test_a_decision_that_the_journal_does_not_know_is_named() -> None:
    forged = Decision(
        gate="review", kind="ethics", revision=1, verdict="approve", by="U0IVAN", at="2026-03-02T09:30:00Z"
    )
    (finding,) = examine(chain(), [forged])
    assert finding.words == (
        "decisions.json tells of U0IVAN, 2026-03-02T09:30: review ethics, approve; the journal has no such entry."
    )


def test_every_decision_of_an_experiment_is_told() -> None:
    experiment = facts.promoting()
    told = [(one.gate, one.kind, one.by) for one in decisions(experiment)]
    reviews = [("review", one.kind, one.by) for one in experiment.reviews]
    assert told == [*reviews, *(("approval", one.kind, one.by) for one in experiment.approvals)]

"""The sealed journal: whatever a forger does to one entry is named, and a cut tail is known from a head."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.journal.audit import Flaw, Sealed, entry_words, strangers
from rules.journal.heads import Head, is_daily_due, read_head
from rules.journal.lines import Line, canonical, instant, leaf, leaf_by_text
from rules.journal.merkle import Tree, leaf_of
from rules.refusals import Refused
from tests.rules.sealing import examined, head_of, line, sealed

journals = st.integers(3, 40)
texts = st.text(st.characters(codec="utf-8"), max_size=20)


def test_a_journal_that_nobody_touched_has_no_findings() -> None:
    seals = sealed(40)
    heads = [Head(one.position, one.head) for one in seals]
    assert examined(seals, head_of(seals), heads) == ()


def test_the_bytes_of_an_entry_are_those_that_the_docs_state() -> None:
    entry = line(12, 9, detail='a "quoted" naïve 😀\n')
    assert canonical(entry).decode() == (
        '{"at":"2026-03-02T09:12:00.000000Z","before":9,"by":"U0ANA","changes":[],"deed":"measured",'
        '"detail":"a \\"quoted\\" naïve 😀\\n","position":12,"subject":"EXP-1","version":1,"workspace":"T0ASSAY"}'
    )


@settings(max_examples=30)
@given(texts, texts)
def test_different_entries_have_different_bytes(one: str, other: str) -> None:
    assert (canonical(line(1, detail=one)) == canonical(line(1, detail=other))) == (one == other)
    assert json.loads(canonical(line(1, detail=one)))["detail"] == one


@settings(max_examples=30)
@given(journals, st.data())
def test_an_altered_entry_is_named_whatever_was_altered(number: int, data: st.DataObject) -> None:
    seals = sealed(number)
    place = data.draw(st.integers(0, number - 1))
    field = data.draw(st.sampled_from(["workspace", "at", "by", "deed", "subject", "detail"]))
    entry = seals[place].line
    assert entry
    forged = replace(entry, **{field: data.draw(texts.filter(lambda text: text != getattr(entry, field)))})
    seals[place] = replace(seals[place], line=forged)
    (finding,) = examined(seals, head_of(seals))
    assert (finding.flaw, finding.position) == (Flaw.ALTERED, place + 1)


@settings(max_examples=30)
@given(journals, st.data())
def test_an_entry_that_was_replaced_with_its_seal_is_named(number: int, data: st.DataObject) -> None:
    seals = sealed(number)
    place = data.draw(st.integers(0, number - 1))
    forged = replace(seals[place].line or line(1), detail="forged")
    seals[place] = replace(seals[place], line=forged, leaf=leaf(forged).hex())
    findings = examined(seals, head_of(sealed(number)))
    assert [(finding.flaw, finding.position) for finding in findings] == [(Flaw.REPLACED, place + 1)]


@settings(max_examples=30)
@given(journals, st.data())
def test_a_removed_entry_is_named_with_or_without_its_seal(number: int, data: st.DataObject) -> None:
    seals = sealed(number)
    place = data.draw(st.integers(0, number - 2))
    alone = [*seals[:place], replace(seals[place], line=None), *seals[place + 1 :]]
    with_seal = [*seals[:place], *seals[place + 1 :]]
    for forged in (alone, with_seal):
        (finding,) = examined(forged, head_of(seals))
        assert (finding.flaw, finding.position) == (Flaw.REMOVED, place + 1)


@settings(max_examples=30)
@given(journals, st.data())
def test_two_entries_that_changed_places_are_both_named(number: int, data: st.DataObject) -> None:
    seals = sealed(number)
    one, other = sorted(data.draw(st.sets(st.integers(0, number - 1), min_size=2, max_size=2)))
    # As the database gives it back: the place is the seal's, the words are the other row's.
    first = replace(
        seals[other].line or line(1), position=one + 1, before=(seals[one].line or line(1)).before
    )
    second = replace(
        seals[one].line or line(1), position=other + 1, before=(seals[other].line or line(1)).before
    )
    seals[one], seals[other] = replace(seals[one], line=first), replace(seals[other], line=second)
    findings = examined(seals, head_of(seals))
    assert [(finding.flaw, finding.position) for finding in findings] == [
        (Flaw.MOVED, one + 1),
        (Flaw.MOVED, other + 1),
    ]


@settings(max_examples=30)
@given(journals, st.data())
def test_seals_that_changed_places_are_found(number: int, data: st.DataObject) -> None:
    seals = sealed(number)
    one, other = sorted(data.draw(st.sets(st.integers(0, number - 1), min_size=2, max_size=2)))
    seals[one], seals[other] = (
        replace(seals[other], position=one + 1),
        replace(seals[one], position=other + 1),
    )
    assert one + 1 in {finding.position for finding in examined(seals, head_of(sealed(number)))}


@settings(max_examples=30)
@given(journals, st.data())
def test_an_entry_that_was_squeezed_in_is_found_where_it_stands(number: int, data: st.DataObject) -> None:
    seals = sealed(number)
    place = data.draw(st.integers(0, number - 1))
    forged = line(place + 1, detail="forged")
    seal = replace(seals[place], line=forged, leaf=leaf(forged).hex())
    moved = [replace(one, position=one.position + 1) for one in seals[place:]]
    findings = examined([*seals[:place], seal, *moved], head_of(seals))
    assert findings[0].position == place + 1
    assert Flaw.INSERTED in {finding.flaw for finding in findings}


@settings(max_examples=30)
@given(journals, st.data())
def test_a_cut_tail_is_known_from_the_head_of_the_database(number: int, data: st.DataObject) -> None:
    seals = sealed(number)
    kept = data.draw(st.integers(1, number - 1))
    (finding,) = examined(seals[:kept], head_of(seals))
    assert (finding.flaw, finding.position) == (Flaw.CUT, kept + 1)


@settings(max_examples=30)
@given(journals, st.data())
def test_a_tail_cut_with_the_head_of_the_database_is_known_from_slack(
    number: int, data: st.DataObject
) -> None:
    seals = sealed(number)
    kept = data.draw(st.integers(1, number - 1))
    (finding,) = examined(seals[:kept], head_of(seals[:kept]), [head_of(seals)])
    assert (finding.flaw, finding.position) == (Flaw.CUT, number)
    assert "what came after it was cut off" in finding.words


def test_a_journal_that_was_written_anew_is_known_from_slack_alone() -> None:
    anew = sealed(7, detail="forged")
    assert examined(anew, head_of(anew)) == ()
    posted = Head(5, sealed(7)[4].head, datetime(2026, 3, 3, tzinfo=UTC))
    (finding,) = examined(anew, head_of(anew), [posted])
    assert finding.flaw is Flaw.REWRITTEN
    assert finding.words.startswith("The head posted on 03 Mar 2026 at entry 5 is another")


def test_a_head_of_the_database_that_was_replaced_is_found() -> None:
    seals = sealed(5)
    (finding,) = examined(seals, Head(5, "ab" * 32))
    assert finding.flaw is Flaw.REPLACED


def test_seals_beyond_the_head_are_found() -> None:
    seals = sealed(5)
    (finding,) = examined(seals, head_of(seals[:3]))
    assert (finding.flaw, finding.position) == (Flaw.INSERTED, 4)


def test_what_a_forger_wrote_into_a_seal_is_judged_and_not_stumbled_over() -> None:
    seals = sealed(5)
    seals[2] = replace(seals[2], leaf="no hash \ud800")
    assert 3 in {finding.position for finding in examined(seals, head_of(sealed(5)))}


def test_many_altered_entries_are_all_named() -> None:
    seals = [replace(one, line=replace(one.line or line(1), detail="x")) for one in sealed(70)]
    assert [one.position for one in examined(seals, head_of(sealed(70)))] == list(range(1, 71))


def test_a_finding_says_where_when_who_what_and_about_what() -> None:
    assert (
        entry_words(line(12), {"U0ANA": "Ana"})
        == "entry 12 (2026-03-02 09:12 UTC, Ana: recorded a value, EXP-1)"
    )


def test_an_entry_of_a_stranger_is_named() -> None:
    (finding,) = strangers([line(0)], {})
    assert finding.flaw is Flaw.INSERTED
    assert "(2026-03-02 09:00 UTC, U0ANA: recorded a value, EXP-1)" in finding.words


@pytest.mark.parametrize(
    "text",
    [
        f"Journal head {'ab' * 32} at entry 1,234",
        f"Journal head `{'ab' * 32}` at entry 1,234 · keep this line: with it, nothing",
        f"  journal HEAD {'AB' * 32} at ENTRY 1234",
    ],
)
def test_a_head_is_read_as_it_is_copied_from_slack(text: str) -> None:
    assert read_head(text) == Head(1234, "ab" * 32)


@pytest.mark.parametrize(
    "text", ["", "entry 12", "ab" * 32, "Journal head 1a2b… at entry 12", "\x00", "entry " * 999]
)
def test_what_is_no_head_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refused, match="Copy it whole from Slack"):
        read_head(text)


def test_times_are_sealed_in_utc() -> None:
    at = datetime(2026, 3, 2, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    assert instant(at) == "2026-03-02T09:30:00.000000Z"


TODAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("told_on", "told_up_to", "is_due"),
    [
        (None, 0, False),
        (TODAY, 0, False),
        (TODAY - timedelta(days=1), 5, False),
        (TODAY - timedelta(days=1), 4, True),
        (TODAY - timedelta(days=9), 0, True),
        (TODAY + timedelta(days=1), 0, False),
    ],
)
def test_a_head_is_due_once_a_day_if_anything_was_sealed(
    told_on: date | None, told_up_to: int, *, is_due: bool
) -> None:
    assert is_daily_due(told_on, told_up_to, 5, TODAY) is is_due


def test_an_entry_is_a_leaf_of_its_bytes() -> None:
    entry: Line = line(1)
    assert leaf(entry) == leaf_of(canonical(entry))


@pytest.mark.parametrize(
    ("change", "is_known"),
    [
        ({}, True),
        ({"detail": 'Says "no" \\ twice – „gut“\n\x00'}, True),
        ({"subject": '","kind":"'}, True),
        ({"fact": None}, True),
        ({"changes": [{"field": "title"}]}, False),
        ({"version": 1}, False),
        ({"before": "0"}, False),
        ({"number": 1.0}, False),
        ({"workspace": None}, False),
    ],
)
def test_by_the_text_of_its_fact_an_entry_has_the_same_hash_or_none(
    change: dict[str, Any], is_known: bool
) -> None:
    told = {"added": {}, "replaced": {"title": ["Größe", '"']}}
    entry = replace(line(1), **{"version": 2, "number": 1, "kind": "experiment", "fact": told, **change})
    text = json.dumps(entry.fact, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert leaf_by_text(entry, text if entry.fact else "") == (leaf(entry) if is_known else None)


def test_an_entry_whose_row_writes_its_fact_otherwise_is_still_the_one_that_was_sealed() -> None:
    entry = replace(line(1), version=2, number=1, kind="experiment", fact={"added": {}, "replaced": {}})
    (seal,) = (replace(one, line=entry, leaf=leaf(entry).hex()) for one in sealed(1))
    for text in ('{"replaced": {}, "added": {}}', '{"added":{},"replaced":{}}', None):
        assert replace(seal, fact_text=text).is_kept
    assert not replace(seal, line=replace(entry, fact={}), fact_text="{}").is_kept


def test_an_entry_of_the_first_version_has_the_hash_that_it_always_had() -> None:
    entry = Line(
        workspace="T0ASSAY",
        position=3,
        before=1,
        at="2026-03-02T09:30:00.000000Z",
        by="U0ANA",
        deed="measured",
        subject="EXP-1",
        detail="accuracy 0.94 – „gut“",
        changes=[{"field": "title"}],
    )
    # As the version before facts computed it.
    assert leaf(entry).hex() == "8e287989d3f7a10c3679366e1b5914be3cdb50ceeca3b556f533956885e70625"


def numbered(*numbers: int, version: int = 2) -> list[Sealed]:
    """Return a sealed journal of one subject whose entries have these numbers."""
    tree, seals = Tree(), list[Sealed]()
    for position, number in enumerate(numbers, start=1):
        entry = replace(line(position), subject="EXP-1", before=position - 1, version=version, number=number)
        tree = tree.grown(leaf(entry))
        seals.append(
            Sealed(
                position=position, subject="EXP-1", leaf=leaf(entry).hex(), head=tree.root.hex(), line=entry
            )
        )
    return seals


@pytest.mark.parametrize(("numbers", "lacks"), [((2, 3), 1), ((1, 3), 2), ((1, 2, 4, 5), 3)])
def test_an_entry_that_never_reached_its_seal_is_known_from_the_numbers(
    numbers: tuple[int, ...], lacks: int
) -> None:
    seals = numbered(*numbers)
    (finding,) = examined(seals, head_of(seals))
    assert finding.flaw is Flaw.REMOVED
    assert finding.words.endswith(f"the history of EXP-1 lacks number {lacks}: it was removed.")


def test_numbers_without_a_gap_are_sound() -> None:
    seals = numbered(1, 2, 3)
    assert examined(seals, head_of(seals)) == ()

"""The file of an evidence pack: the same bytes each time, whole, harmless, and read with suspicion."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bot.packs import pack_file
from bot.packs.pack_file import (
    ARTIFACTS,
    CARD,
    CHAIN,
    DECISIONS,
    ENTRIES,
    MANIFEST,
    MEMBERS,
    METRICS,
    README,
    verified,
)
from flows.ceremonies.retro import retros
from flows.desk import Desk
from flows.evidence.measure import strike_value
from flows.journal import sealing, verification
from flows.lifecycle import handovers
from rules.experiments.experiment import ReviewKind, Stage
from rules.journal.audit import Flaw
from rules.journal.heads import Head
from rules.lifecycle.striking import mark_of
from rules.refusals import Refused
from store.postings import Posting
from tests import stories
from tests.backends import on_sqlite
from tests.begun import begun
from tests.bot.packs.packing import carry_over, forged, members, pack, with_lines, zipped
from tests.flows.retrospectives import opened
from tests.stories import NOW

ROOT = Path(__file__).parents[3]


@pytest.fixture
def packed(desk: Desk) -> bytes:
    """Return the pack of an experiment in production."""
    return pack(begun(desk, stories.in_production))


def flaws(data: bytes, given: Head | None = None) -> set[Flaw]:
    """Return what is wrong with a pack."""
    return {finding.flaw for finding in verified(data, given)[1]}


@on_sqlite
@pytest.mark.parametrize("stage", Stage)
def test_the_pack_of_an_experiment_in_any_stage_verifies(desk: Desk, stage: Stage) -> None:
    stories.at(desk, stage)
    assert verified(pack(desk))[1] == ()


@on_sqlite
def test_a_pack_tells_of_every_handover_and_misses_one_that_was_left_out(desk: Desk) -> None:
    experiment = stories.ask_handover(desk, stories.in_production(desk))
    handovers.decline(desk, experiment.number, 0, by=stories.IVAN, now=NOW)
    stories.ask_handover(desk, experiment, stories.BEN)
    stories.hand_over(desk, experiment, stories.HUGO)
    whole = pack(desk)
    assert verified(whole)[1] == ()
    told = [(one["verdict"], one["by"]) for one in decided(whole) if one["gate"] == "handover"]
    assert told == [
        ("asked", stories.ANA),
        ("declined", stories.IVAN),
        ("asked", stories.ANA),
        ("withdrawn", stories.ANA),
        ("asked", stories.ANA),
        ("accepted", stories.HUGO),
    ]
    assert "| Owned before by | Ana, until 2026-03-02 |" in members(whole)[CARD].decode()

    def silenced(member: bytes) -> bytes:
        kept = json.loads(member)
        kept["decisions"] = [one for one in kept["decisions"] if one["verdict"] != "accepted"]
        return json.dumps(kept).encode()

    assert flaws(forged(whole, DECISIONS, silenced, with_manifest=True)) == {Flaw.REMOVED}


def decided(data: bytes) -> list[dict[str, Any]]:
    """Return the decisions of a pack."""
    found: list[dict[str, Any]] = json.loads(members(data)[DECISIONS])["decisions"]
    return found


def test_a_pack_is_the_same_bytes_each_time(desk: Desk, packed: bytes) -> None:
    assert pack(desk) == packed
    assert tuple(members(packed)) == MEMBERS


def test_a_pack_holds_the_whole_history_of_its_experiment_and_nothing_of_another(desk: Desk) -> None:
    stories.in_review(desk)
    stories.in_review(desk, title="Another one")
    content = members(pack(desk, 2))
    lines = [json.loads(line)["entry"] for line in content[ENTRIES].splitlines()]
    assert {line["subject"] for line in lines} == {"EXP-2"}
    assert [line["deed"] for line in lines] == [
        "proposed",
        "started",
        "measured",
        "measured",
        "submitted",
        "took_pack",
    ]
    assert [line["number"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert b"Smaller router" not in b"".join(content.values())


def test_the_pack_verifies_without_the_settings_that_made_it_and_after_the_journal_grew(
    desk: Desk, packed: bytes
) -> None:
    stories.proposed(desk)
    sealing.seal(desk, NOW)
    assert flaws(packed) == set()


@on_sqlite
@pytest.mark.parametrize("name", [name for name in MEMBERS if name != MANIFEST])
def test_a_member_that_was_altered_is_named(packed: bytes, name: str) -> None:
    try:
        words = [finding.words for finding in verified(forged(packed, name, lambda old: old + b" "))[1]]
    except Refused as refusal:
        words = list(refusal.reasons)
    assert f"{name} was altered: it is not the file that the manifest speaks of." in words


@on_sqlite
@pytest.mark.parametrize(
    ("name", "old", "new", "flaw"),
    [
        (ENTRIES, b'"0.94"', b'"0.99"', Flaw.ALTERED),
        (ENTRIES, b'"monthly_budget": "', b'"monthly_budget": "9', Flaw.ALTERED),
        (ENTRIES, b'"by": "U0BEN"', b'"by": "U0IVAN"', Flaw.ALTERED),
        (DECISIONS, b'"by": "U0BEN"', b'"by": "U0IVAN"', Flaw.INSERTED),
        (DECISIONS, b'"kind": "ethics"', b'"kind": "business"', Flaw.INSERTED),
        (DECISIONS, b'"reason": ""', b'"reason": "Fine."', Flaw.INSERTED),
        (DECISIONS, b'"stage": "in_production"', b'"stage": "retired"', Flaw.ALTERED),
        (DECISIONS, b'"experiment": "EXP-1"', b'"experiment": "EXP-2"', Flaw.ALTERED),
    ],
)
def test_what_was_altered_together_with_the_manifest_is_named(
    packed: bytes, name: str, old: bytes, new: bytes, flaw: Flaw
) -> None:
    assert flaw in flaws(forged(packed, name, lambda text: text.replace(old, new), with_manifest=True))


@on_sqlite
def test_a_pack_whose_last_entries_were_dropped_is_named(packed: bytes) -> None:
    number = len(members(packed)[ENTRIES].splitlines())
    for kept in range(number):
        data = with_lines(packed, lambda lines, kept=kept: lines[:kept])  # type: ignore[misc]
        assert Flaw.CUT in flaws(data), f"{kept} of {number} entries kept"


@on_sqlite
def test_a_pack_that_was_cut_back_to_an_earlier_closing_is_named(desk: Desk) -> None:
    in_review = stories.in_review(desk)
    pack(desk)
    stories.approve(desk, in_review, ReviewKind.TECHNICAL)
    data = pack(desk)
    lines = members(data)[ENTRIES].splitlines()
    earlier = next(place for place, line in enumerate(lines) if b"took_pack" in line)
    assert earlier < len(lines) - 1
    assert Flaw.CUT in flaws(with_lines(data, lambda all_of_it: all_of_it[: earlier + 1]))


@on_sqlite
def test_an_entry_that_was_dropped_anywhere_is_named(packed: bytes) -> None:
    number = len(members(packed)[ENTRIES].splitlines())
    for gone in range(number):
        data = with_lines(packed, lambda lines, gone=gone: lines[:gone] + lines[gone + 1 :])  # type: ignore[misc]
        assert flaws(data) & {Flaw.REMOVED, Flaw.CUT}, f"entry {gone} of {number} dropped"


@on_sqlite
def test_the_history_of_before_facts_still_verifies(desk: Desk) -> None:
    approved = stories.at(desk, Stage.APPROVED)
    carry_over(desk)
    stories.promote(desk, approved)
    data = pack(desk)
    versions = [json.loads(line)["entry"]["version"] for line in members(data)[ENTRIES].splitlines()]
    assert versions == sorted(versions)
    assert set(versions) == {1, 2}
    assert flaws(data) == set()
    told = json.loads(members(data)[DECISIONS])["decisions"]
    assert [one["kind"] for one in told if one["gate"] == "review"] != []
    for gone in (0, versions.count(1) - 1, versions.count(1)):
        cut = with_lines(data, lambda lines, gone=gone: lines[:gone] + lines[gone + 1 :])  # type: ignore[misc]
        assert Flaw.REMOVED in flaws(cut)


@on_sqlite
@pytest.mark.parametrize("nothing", [None, [], {}, 7, "x", [[], None], [[], 7], [None, [{"kind": None}]]])
@pytest.mark.parametrize("field", ["reviews", "measurements", "title", "nonsense"])
def test_a_fact_that_is_none_is_named_and_not_stumbled_over(packed: bytes, field: str, nothing: Any) -> None:
    def spoilt(lines: list[bytes]) -> list[bytes]:
        told = [json.loads(line) for line in lines]
        told[3]["entry"]["fact"] = {"replaced": {field: nothing}, "added": {}}
        return [json.dumps(one).encode() for one in told]

    assert Flaw.ALTERED in flaws(with_lines(packed, spoilt))


@on_sqlite
def test_a_pack_is_closed_by_who_took_it_and_a_deed_elsewhere_needs_another_closing(desk: Desk) -> None:
    stories.in_review(desk)
    last = json.loads(members(pack(desk))[ENTRIES].splitlines()[-1])["entry"]
    assert (last["deed"], last["by"], last["detail"]) == ("took_pack", stories.HUGO, "with its 5 facts")
    stories.proposed(desk)
    sealing.seal(desk, NOW)
    head = verification.verify(desk).head
    sealing.keep_posted(desk, head, Posting(stories.REVIEW_CHANNEL, "1.1"), NOW)
    data = pack(desk)
    assert flaws(data, head) == set()
    assert pack(desk) == data


@on_sqlite
def test_a_line_that_was_removed_is_named(packed: bytes) -> None:
    data = forged(
        packed,
        ENTRIES,
        lambda text: b"\n".join(text.split(b"\n")[:2] + text.split(b"\n")[3:]),
        with_manifest=True,
    )
    words = [finding.words for finding in verified(data)[1]]
    assert words[0].startswith("Entry 10 about EXP-1 is missing before entry 11")


@on_sqlite
def test_a_head_that_was_posted_before_is_proven_by_the_pack(desk: Desk) -> None:
    stories.in_review(desk)
    sealing.seal(desk, NOW)
    head = verification.verify(desk).head
    sealing.keep_posted(desk, head, Posting(stories.REVIEW_CHANNEL, "1.1"), NOW)
    stories.proposed(desk)
    data = pack(desk)
    assert flaws(data, head) == set()
    assert flaws(data, Head(head.position, "ab" * 32)) == {Flaw.REWRITTEN}
    assert flaws(data, Head(99, "ab" * 32)) == {Flaw.CUT}


# Files that are no pack


@on_sqlite
def test_a_file_that_unpacks_to_more_than_a_pack_holds_is_not_read_to_its_end(
    packed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_file, "MOST_BYTES", 100_000)
    assert flaws(packed) == set()
    bomb = zipped(members(packed) | {CARD: b"0" * 1_000_000})
    with pytest.raises(Refused, match="unpacks to more than any evidence pack holds"):
        verified(bomb)


@on_sqlite
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda _data: b"", "cannot be opened as a zip file"),
        (lambda _data: b"no zip at all", "cannot be opened as a zip file"),
        (lambda data: data[: len(data) // 2], "cannot be opened as a zip file"),
        (lambda data: data[:40] + b"\xff" * 40 + data[80:], "cannot be opened as a zip file"),
        (
            lambda data: zipped(members(data) | {"../../etc/passwd": b"x"}),
            "No evidence pack holds “../../etc/passwd”",
        ),
        (lambda data: zipped(members(data) | {"/tmp/x\n": b"x"}), "No evidence pack holds"),
        (
            lambda data: zipped({k: v for k, v in members(data).items() if k != CHAIN}),
            "chain.json is missing",
        ),
        (lambda data: zipped(members(data) | {MANIFEST: b"{}"}), "manifest.json does not read"),
        (lambda data: zipped(members(data) | {MANIFEST: b"[" * 100_000}), "manifest.json does not read"),
        (lambda data: zipped(members(data) | {ENTRIES: b"\xff\xfe\n"}), "journal.jsonl was altered"),
        (lambda data: zipped(members(data) | {CHAIN: b'{"entries": 1e999}'}), "chain.json was altered"),
    ],
)
def test_a_file_that_is_no_pack_gets_one_clear_sentence(packed: bytes, spoil: Any, said: str) -> None:
    with pytest.raises(Refused, match=re.escape(said)):
        verified(spoil(packed))


@on_sqlite
def test_a_member_that_is_there_twice_is_told(packed: bytes) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = twice(packed)
    with pytest.raises(Refused, match=r"chain\.json is there twice"):
        verified(data)


def twice(data: bytes) -> bytes:
    """Return a pack in which one member stands twice."""
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(CHAIN, b"{}")
    return file.getvalue()


# What people read


@on_sqlite
def test_no_cell_is_run_by_a_spreadsheet(desk: Desk) -> None:
    stories.submit(
        desk,
        stories.measured(desk),
        references={**stories.REFERENCES, "model": '=HYPERLINK("https://evil.example")'},
    )
    rows = list(csv.reader(io.StringIO(members(pack(desk))[ARTIFACTS].decode())))
    assert rows[1][:2] == ["model", '\'=HYPERLINK("https://evil.example")']
    assert list(csv.reader(io.StringIO(members(pack(desk))[METRICS].decode())))[1][:2] == ["accuracy", "0.94"]


@on_sqlite
def test_the_model_card_has_the_headings_of_its_kind_and_names_for_ids(packed: bytes) -> None:
    card = members(packed)[CARD].decode()
    assert re.findall(r"^## (.+)$", card, re.MULTILINE) == [
        "Model details",
        "Intended use",
        "Factors",
        "Metrics",
        "Evaluation data",
        "Training data",
        "Quantitative analyses",
        "Ethical considerations",
        "Decisions",
        "Caveats and recommendations",
    ]
    assert "| accuracy | 0.94 | \\>= 0.92 | yes | 2026-03-02 |" in card
    assert "U0" not in card


@on_sqlite
def test_the_readme_says_how_to_verify_and_what_it_proves_and_what_not(packed: bytes) -> None:
    page = members(packed)[README].decode()
    for said in ("python -m bot audit verify", "What this proves", "What it does not prove", "Slack"):
        assert said in page


@on_sqlite
def test_the_lines_of_the_docs_verify_a_pack_by_themselves(packed: bytes, tmp_path: Path) -> None:
    (snippet,) = re.findall(r"```python\n(.+?)```", (ROOT / "docs" / "audit.md").read_text(), re.DOTALL)
    path = tmp_path / "EXP-1-evidence.zip"
    for data, verdict in (
        (packed, [True]),
        (forged(packed, ENTRIES, lambda t: t.replace(b"0.94", b"0.99")), [True, False]),
    ):
        path.write_bytes(data)
        said: list[bool] = []
        exec(snippet.replace("print(", "said.append("), {"PACK": str(path), "said": said})
        assert sorted(set(said), reverse=True) == verdict


@on_sqlite
def test_nobody_who_wrote_an_anonymous_card_stands_in_journal_seals_or_pack(desk: Desk) -> None:
    stories.in_production(desk)
    key = opened(desk)
    retros.add_card(desk, key, "well", "A secret thought", by=stories.IVAN, now=NOW, request=f"card:{7:032x}")
    everything = b"".join(members(pack(desk)).values())
    assert b"A secret thought" not in everything
    assert stories.IVAN.encode() not in everything
    assert b"Ivan" not in everything


@on_sqlite
def test_metrics_csv_tells_every_value_and_whether_it_counts(desk: Desk) -> None:
    wrong = stories.measure(desk, stories.measured(desk), "accuracy", "0.5").measurements[-1]
    strike_value(desk, 1, mark_of(wrong), "A wrong file", by=stories.ANA, now=NOW, request="strike")
    heads, *rows = csv.reader(io.StringIO(members(pack(desk))[METRICS].decode()))
    assert heads == [
        *("metric", "value", "unit", "measured at", "by", "source"),
        *("counts", "marked as wrong by", "marked as wrong at", "reason"),
    ]
    at = "2026-03-02T09:30:00.000000Z"
    assert rows[0] == ["accuracy", "0.94", "", at, "Ana", "", "yes", "", "", ""]
    assert rows[-1] == ["accuracy", "0.5", "", at, "Ana", "", "no", "Ana", at, "A wrong file"]

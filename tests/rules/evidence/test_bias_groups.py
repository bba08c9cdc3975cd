"""The groups of a bias check: as typed, as pasted from a table of any country, and what cannot be read."""

import csv
import io
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.evidence.bias_groups import read_groups
from rules.refusals import Refused
from tests.rules.refusal import reasons_of, refusal_of


def read(text: str) -> list[tuple[str, str, int | None]]:
    """Return group, value and size of each group."""
    return [(one.group, f"{one.value}{one.unit}", one.size) for one in read_groups(text)]


@pytest.mark.parametrize(
    "text", ["women, 0.81\nmen, 0.9", "group;rate\nwomen;0.81\nmen;0.9", '"women"\t0.81\n"men"\t0.9']
)
def test_groups_are_read_as_typed_or_as_csv_with_or_without_a_header(text: str) -> None:
    assert [one.group for one in read_groups(text)] == ["women", "men"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("women, 0.8", "Give 2 to 30 groups"),
        ("", "Give 2 to 30 groups"),
        ("women, 0.8\nwomen, 0.9", "stands once; “women” stands more than once"),
        ("Over 65, 0.8\nover_65, 0.9", "“Over 65” and “over_65” are one name, written differently"),
        ("women 0.8\nmen, 0.9", "does not read"),
        ("women, many\nmen, 0.9\nothers, x", "is not a number"),
        ("women, -1\nmen, 0.9", "below zero"),
    ],
)
def test_groups_that_do_not_read_are_refused_with_what_is_wrong(text: str, reason: str) -> None:
    assert reason in reasons_of(lambda: read_groups(text))


@pytest.mark.parametrize("pair", [(">65", "<65"), ("≤30k €", ">30k €"), ("A+", "A-"), ("C++", "C#")])
def test_groups_that_differ_in_a_sign_are_two(pair: tuple[str, str]) -> None:
    assert tuple(one.group for one in read_groups("\n".join(f"{name}, 0.8" for name in pair))) == pair


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ('"Köln, West",0.5\nBonn,0.6', [("Köln, West", "0.5", None), ("Bonn", "0.6", None)]),
        ("A;0,5\nB;0,75", [("A", "0.5", None), ("B", "0.75", None)]),
        ("A;1.200,5\nB;900", [("A", "1200.5", None), ("B", "900", None)]),
        ('A,"1,200"\nB,"900"', [("A", "1200", None), ("B", "900", None)]),
        ("Group,Rate,n\nA,50%,12\nB,60%,400", [("A", "50%", 12), ("B", "60%", 400)]),
        ("group,rate 2024\nA,0.5\nB,0.6", [("A", "0.5", None), ("B", "0.6", None)]),
        ('A,0.5,"1,200"\nB,0.6', [("A", "0.5", 1200), ("B", "0.6", None)]),
        ("“Köln, West”, 0.5\nBonn, 0.6", [("Köln, West", "0.5", None), ("Bonn", "0.6", None)]),
        ("A;1.200\nB;0,5", [("A", "1200", None), ("B", "0.5", None)]),
        ("A;1,200\nB;0.5", [("A", "1200", None), ("B", "0.5", None)]),
        ("A,12.345\nB,23.456", [("A", "12.345", None), ("B", "23.456", None)]),
        ("A\t0,925\t1.200\nB\t0,900\t1 300", [("A", "0.925", 1200), ("B", "0.900", 1300)]),
        ("A,0.5,\nB,0.6,", [("A", "0.5", None), ("B", "0.6", None)]),
    ],
)
def test_what_spreadsheets_write_is_read(text: str, groups: list[tuple[str, str, int | None]]) -> None:
    assert read(text) == groups


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A, 50%\nB, 0.62", "different units"),
        ("women, 0,81\nmen, 0,90", "a comma could part"),
        ("A;1,200\nB;1,300", "write 1.2 or 1200"),
        ("A;1.200\nB;900", "write 1.2 or 1200"),
        ("A, 1.250\nB, 900", "write 1.25 or 1250"),
        ("A, 0.5, few\nB, 0.6, 7", "is no size of a group"),
        ("A, 0.5, 0\nB, 0.6, 7", "is no size of a group"),
        ("A, 0.5, 7, 8\nB, 0.6", "does not read"),
        ("A, n/a\nB, 0.6\nC, 0.7", "is not a number"),
        ('"Köln, West,0.5\nBonn,0.6', "does not read"),
    ],
)
def test_what_could_be_misread_is_refused(text: str, reason: str) -> None:
    assert reason in reasons_of(lambda: read_groups(text))


PASTED = [("A", "0.5", 7), ("B", "0.6", 8)]


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nA;0.5;7\nB;0.6;8",
        '"sep=;"\r\ngroup;rate;n\r\nA;0.5;7\r\nB;0.6;8\r\n',
        "sep=,\nA,0.5,7\nB,0.6,8",
        "sep=\\t\nA\t0.5\t7\nB\t0.6\t8",
        "\ufeffsep=;\nA;0,5;7\nB;0,6;8",
        "```\nA, 0.5, 7\nB, 0.6, 8\n```",
        "```csv\ngroup,rate,n\nA,0.5,7\nB,0.6,8\n```",
        "Group\tRate\tn\t\t\r\nA\t0.5\t7\t\t\r\nB\t0.6\t8\t\t\r\n\t\t\t\t\r\n",
        "| group | rate | n |\n|-------|-----:|---|\n| A | 0.5 | 7 |\n| B | 0.6 | 8 |",
        "“A”,0.5,7\n“B”,0.6,8",
        '"A","0.5","7"\n"B","0.6","8"\n,,\n;;',
        "A,\u00a00.5, 7\n\u00a0B,0.6,8\u00a0",
    ],
)
def test_what_is_pasted_reads_without_what_is_wrapped_around_it(text: str) -> None:
    assert read(text) == PASTED


def test_every_line_that_does_not_read_is_named_at_once() -> None:
    refusal = refusal_of(lambda: read_groups("group, rate\nA, many\nB, 0.5\nC 0.6\nD, 0.7, few\nE, -1"))
    assert [reason.split(":")[0] for reason in refusal.reasons] == ["Line 2", "Line 4", "Line 5", "Line 6"]
    lines = "\n".join(f"G{number}, 0.5 0.6" for number in range(13))
    assert refusal_of(lambda: read_groups(lines)).reasons[-1] == "Lines 11, 12 and 13 do not read either."


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("women, 81\nmen, 0.92", "0.81 beside 0.92"),
        ("women;0,81\nmen;92,5\nothers;0,9", "0.925 beside 0.9"),
    ],
)
def test_parts_of_one_beside_percentages_are_asked_back(text: str, share: str) -> None:
    said = reasons_of(lambda: read_groups(text))
    assert f"Write {share}; if you mean" in said


@pytest.mark.parametrize(
    "text",
    [
        "women, exactly 81\nmen, 0.92",
        "women, 1.2\nmen, 0.8",
        "women, 0\nmen, 81",
        "women, 81%\nmen, 0.92%",
        "women, 1250\nmen, 0.5",
    ],
)
def test_numbers_that_are_meant_as_they_stand_are_read(text: str) -> None:
    assert [one.group for one in read_groups(text)] == ["women", "men"]


@pytest.mark.parametrize("missing", ["missing", "unknown", "pending", "tbd", "n/a", "?", "none yet"])
def test_a_first_group_without_its_value_is_no_heading(missing: str) -> None:
    assert "is not a number" in reasons_of(lambda: read_groups(f"women, {missing}\nmen, 0.9\nothers, 0.8"))


def test_groups_that_stand_twice_are_named() -> None:
    assert "“A” and “a” are one name" in reasons_of(lambda: read_groups("A, 0.5\na, 0.6\nB, 0.7"))


@given(st.text(max_size=80) | st.text('sep=;,|\t\n\r"“”\ufeff`-:AB0.5 ', max_size=80))
def test_any_text_is_groups_or_a_refusal(text: str) -> None:
    with suppress(Refused):
        assert 2 <= len(read_groups(text)) <= 30


NAMES = st.lists(
    st.text(st.characters(categories=["L"]), min_size=1, max_size=8),
    min_size=2,
    max_size=10,
    unique_by=str.casefold,
)


@given(NAMES, st.sampled_from(",;\t"), st.data())
def test_what_a_program_writes_as_csv_is_read_back(names: list[str], sign: str, data: st.DataObject) -> None:
    names = [f"{name}, {place}" for place, name in enumerate(names)]
    # On one scale: what looks like two of them is asked back.
    rates = data.draw(st.sampled_from([st.decimals(0, 1, places=2), st.decimals(2, 999, places=2)]))
    numbers = st.tuples(rates, st.integers(1, 10**6))
    rows = [(name, *data.draw(numbers)) for name in names]
    file = io.StringIO()
    csv.writer(file, delimiter=sign).writerows([("group", "rate", "people"), *rows])
    found = [(one.group, one.value, one.size) for one in read_groups(file.getvalue())]
    assert found == [(name, Decimal(value), size) for name, value, size in rows]


def test_a_csv_file_with_its_mark_at_the_start_is_read() -> None:
    assert read("\ufeffgroup,rate\nA,0.5\nB,0.6") == [("A", "0.5", None), ("B", "0.6", None)]

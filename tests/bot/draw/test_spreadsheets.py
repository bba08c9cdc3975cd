"""Tables for spreadsheets: what people wrote is shown and never run."""

import pytest

from bot.draw.spreadsheets import harmless, table


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("-0.5", "-0.5"),
        ("-5", "-5"),
        ("0.5", "0.5"),
        ("plain", "plain"),
        ("", ""),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1+1", "'-1+1"),
        ("-3.1e-17", "-3.1e-17"),
        ("-1e1+1", "'-1e1+1"),
        ("-٣", "'-٣"),
        ("@sum", "'@sum"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
    ],
)
def test_a_cell_that_begins_like_a_formula_is_text(cell: str, kept: str) -> None:
    assert harmless(cell) == kept


def test_every_cell_of_a_table_is_guarded_and_its_heads_stay() -> None:
    assert table(("a", "b"), [("=1", 'say "x", y')]) == 'a,b\r\n\'=1,"say ""x"", y"\r\n'

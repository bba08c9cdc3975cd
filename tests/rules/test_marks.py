"""What a sentence names: plain to readers, and nothing that somebody could have typed."""

import pytest

from rules.marks import MARKED, button_mark, channel_mark, mention
from rules.words import clean, is_visible


@pytest.mark.parametrize(
    ("mark", "reads"),
    [
        (mention("U0ANA"), "@U0ANA"),
        (channel_mark("C0LAB"), "#C0LAB"),
        (button_mark("Mark as done"), "Mark as done"),
    ],
)
def test_a_mark_reads_plainly_and_cannot_be_typed(mark: str, reads: str) -> None:
    assert "".join(sign for sign in mark if sign == " " or is_visible(sign)) == reads
    assert MARKED.findall(mark) == [reads]
    assert clean(mark) == reads

"""What is said to Assay itself: which words could begin a proposal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.answering.asked import begins_proposal
from rules.experiments.proposals import draft_from


@pytest.mark.parametrize(
    "text",
    [
        "Cache the embeddings of documents",
        "What if we cached the embeddings?",
        "how about a smaller router model",
        "If we route with less, then answers come faster.",
    ],
)
def test_an_idea_begins_a_proposal(text: str) -> None:
    assert begins_proposal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hi",
        "help",
        "approved, ship it",
        "what waits for me today?",
        "show me EXP-12 and EXP-13",
        "EXP-1 EXP-2 EXP-3 EXP-4",
        "how do I propose an experiment",
        "thanks a lot for that",
    ],
)
def test_what_else_is_said_begins_none(text: str) -> None:
    assert not begins_proposal(text)


@given(st.text())
def test_what_begins_a_proposal_gives_it_a_title(text: str) -> None:
    assert not begins_proposal(text) or draft_from(text, "U0ANA").title

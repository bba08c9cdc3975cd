"""Tampering by SQL with what happens to a seat besides its verdict: questions, handovers, and what an approval confirms."""

from typing import Any

import pytest

from flows.desk import Desk
from flows.journal import sealing
from flows.waiting import questions
from rules.experiments.experiment import ArtifactKind, ReviewKind
from tests import stories
from tests.flows import deeds
from tests.flows.journal.test_tampered_tables import altered, named, put, rewrite
from tests.stories import ANA, NOW, REFERENCES, new_request

WORDS = "Switch the flag router-small off and restart the gateway"


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """Return a desk with an experiment on which a question was answered, a seat handed over and words confirmed by name."""
    experiment = deeds.with_two_for_ethics(desk)
    stated = {**REFERENCES, ArtifactKind.ROLLBACK_PLAN: WORDS}
    experiment = stories.submit(desk, experiment, references=stated)
    deeds.ask_question(desk, experiment)
    questions.answer(desk, experiment.number, 0, "All of May.", by=ANA, now=NOW, request=new_request())
    deeds.hand_over_seat(desk, experiment)
    reviewed = stories.approve(desk, experiment, ReviewKind.TECHNICAL)
    assert reviewed.reviews[0].confirms == (WORDS,)
    sealing.seal(desk, NOW)
    return desk


def test_what_nobody_laid_hand_on_is_sound(asked: Desk) -> None:
    assert named(asked) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("questions.0.text", "On whom?"),
        ("questions.0.by", "U0IVAN"),
        ("questions.0.duty", "business"),
        ("questions.0.turn", 1),
        ("questions.0.answer", "None."),
        ("questions.0.answered_by", "U0IVAN"),
        ("questions.0.answered_at", None),
        ("questions", []),
        ("passed_seats.0.to", "U0BEN"),
        ("passed_seats.0.turn", 1),
        ("passed_seats", []),
        ("reviews.0.confirms", []),
        ("reviews.0.confirms.0", "Something else."),
    ],
)
def test_an_altered_state_of_a_seat_is_named(asked: Desk, path: str, value: Any) -> None:
    rewrite(asked, "experiments", "state", put(path, value))
    assert named(asked) == [altered(path.split(".")[0].replace("_", " "))]

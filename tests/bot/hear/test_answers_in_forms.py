"""What a form answers: blank text is no text in any field that asks for some, and each reason stands on its own line."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strictslack.client.person import Person

from bot.draw.answers import refusal
from bot.draw.message import Message
from bot.hear.errors import say_in_form
from flows.desk import Desk
from rules.evidence.submissions import SubmissionDraft, read_submission
from rules.experiments.experiment import ArtifactKind, Stage
from rules.people.accounts import SLACKBOT, Part
from rules.refusals import Refused
from tests import stories
from tests.backends import contents
from tests.bot.lab import Lab
from tests.rules.refusal import refusal_of

# Slack refuses blanks by itself; these it takes for text, and a reader sees nothing.
INVISIBLE = "\u200b\u2800\u3164\ufe0f"
BLANKS = st.text(st.sampled_from(" \t\n\u00a0\u200b\u2800\u3164\u115f\uffa0\ufe0f\u00ad"), max_size=12)
FORMS: list[tuple[str, Callable[[Desk], Any]]] = [
    ("experiment propose", stories.proposed),
    ("experiment edit EXP-1", stories.proposed),
    ("experiment metric EXP-1", stories.proposed),
    ("experiment withdraw EXP-1", stories.proposed),
    ("experiment conclude EXP-1", stories.proposed),
    ("experiment override EXP-1", stories.unrehearsed),
    ("experiment promote EXP-1", stories.approved),
    ("experiment rollback EXP-1", stories.in_production),
    ("project create", stories.proposed),
    ("ceremony setup", stories.proposed),
]


def asked_for(form: dict[str, Any]) -> dict[str, str]:
    """Return the fields of a form that ask for text, by their block ids, with their labels."""
    texts = [
        one
        for one in form["blocks"]
        if one["type"] == "input" and one["element"]["type"] == "plain_text_input"
    ]
    needed = {one["block_id"]: one["label"]["text"] for one in texts if not one.get("optional")}
    # Where every field may be empty, at least one of them may not.
    return needed or {texts[0]["block_id"]: texts[0]["label"]["text"]}


@pytest.mark.parametrize(("typed", "begun"), FORMS, ids=[typed for typed, _ in FORMS])
def test_what_shows_nothing_is_refused_in_every_field_that_asks_for_text_each_time(
    sqlite_lab: Lab, typed: str, begun: Callable[[Desk], Any]
) -> None:
    begun(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type(f"/{typed}", channel="reviews")
    fields = asked_for(ana.modal())
    assert fields
    before = contents(sqlite_lab.office.database)
    for blank in (INVISIBLE, "   ", INVISIBLE):
        for label in fields.values():
            ana.fill(label, blank)
        assert set(ana.submit()["errors"]) == set(fields)
    assert contents(sqlite_lab.office.database) == before


@pytest.mark.parametrize("filled", [{}, {"Rollback plan": INVISIBLE, "Monthly cost": "  "}])
def test_a_submission_with_nothing_in_it_is_asked_back(sqlite_lab: Lab, filled: dict[str, str]) -> None:
    stories.proposed(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    open_submission(ana, filled)
    assert ana.submit()["errors"] == {
        "safety_evaluation": "Nothing is filled in, so there is nothing to judge. Fill in at least one of these fields."
    }
    assert sqlite_lab.experiment().stage is Stage.PROPOSED
    ana.click("More")
    ana.fill("Prompt", "prompts/router@v3")
    assert ana.submit()["ok"]
    assert sqlite_lab.experiment().stage is Stage.IN_REVIEW


def test_the_next_revision_is_asked_back_as_well_where_everything_was_emptied(sqlite_lab: Lab) -> None:
    stories.changes_asked(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type("/experiment submit EXP-1", channel="reviews")
    ana.click("More")
    for block in ana.modal()["blocks"]:
        if block["type"] == "input":
            ana.fill(block["label"]["text"], "")
    assert list(ana.submit()["errors"]) == ["safety_evaluation"]
    assert sqlite_lab.experiment().revision == 1


@given(st.dictionaries(st.sampled_from(ArtifactKind), BLANKS), BLANKS, BLANKS)
def test_blanks_are_nothing_to_judge(references: dict[ArtifactKind, str], cost: str, budget: str) -> None:
    draft = SubmissionDraft(references=references, monthly_cost=cost, monthly_budget=budget)
    assert list(refusal_of(lambda: read_submission(draft)).fields) == ["safety_evaluation"]


def open_submission(person: Person, filled: dict[str, str]) -> None:
    person.type("/experiment submit EXP-1", channel="reviews")
    for label, typed in filled.items():
        person.fill(label, typed)


def test_each_reason_beside_a_field_stands_on_a_line_of_its_own(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/experiment propose Router", channel="reviews")
    ana.fill("Hypothesis", "If it is smaller, then it is faster.")
    ana.fill("Success metrics", "fast\naccuracy >= 0.9\ngood")
    lines = ana.submit()["errors"]["metrics"].splitlines()
    assert [line.split(":")[0] for line in lines] == ["• Line 1", "• Line 3"]


def test_each_person_who_cannot_be_picked_is_named_on_a_line_of_its_own(sqlite_lab: Lab) -> None:
    desk, apps = sqlite_lab.desk, (sqlite_lab.bot_user, SLACKBOT)
    with desk.look() as session, pytest.raises(Refused) as refused:
        desk.require_people(session, apps, Part.FOLLOW_UP, "members")
    assert len(refused.value.fields["members"].splitlines()) == 2


def test_a_message_gives_each_reason_a_line_whether_it_was_told_with_others_or_not() -> None:
    said = refusal(("Line 1 is wrong.\nLine 3 is wrong.", "The date has passed.")).text
    assert said.splitlines()[1:] == ["• Line 1 is wrong.", "• Line 3 is wrong.", "• The date has passed."]
    assert refusal(("Only this.",)).text == "Only this."


def form_with(*blocks: str) -> dict[str, Any]:
    """Return a submitted form with these inputs."""
    inputs = [{"type": "input", "block_id": block} for block in blocks]
    view = {"id": "V1", "type": "modal", "blocks": inputs}
    return {"type": "view_submission", "user": {"id": "U0ANA"}, "view": view}


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"title": "A.", "reason": "B."}, {"title": "A.", "reason": "B."}),
        ({"reason": "B.", "elsewhere": "C."}, {"title": "C.", "reason": "B."}),
        ({"title": "A.", "elsewhere": "C."}, {"title": "A.\nC."}),
        ({}, {"title": "All of it."}),
    ],
)
def test_what_fits_no_field_stands_beside_the_first_and_nothing_is_lost(
    fields: dict[str, str], beside: dict[str, str]
) -> None:
    answer = say_in_form(form_with("title", "reason"), Message("All of it.", ()), fields)
    assert json.loads(answer.body) == {"response_action": "errors", "errors": beside}


def test_a_command_beside_a_field_stands_without_marks_of_code(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/ceremony setup", channel="reviews")
    ana.fill("Ceremonies", [])
    said = ana.submit()["errors"]["ceremonies"]
    assert said == "Choose at least one. To stop them for a while there is “/ceremony pause”."

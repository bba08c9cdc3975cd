"""Every id that is drawn has its listener, and every id that is listened to is drawn."""

from typing import Any

import pytest
from slack_bolt import BoltRequest
from strictslack.blockkit.forms import elements

from bot.hear.hearing import Listeners, joined
from bot.hear.lifecycle.submissions import TELLING
from bot.hear.listeners import TABLE
from bot.hear.strangers import outdated
from bot.ids import Act, Command, Form, Input, Shortcut
from rules.evidence.submissions import SubmissionDraft
from rules.experiments.experiment import ApprovalKind, ArtifactKind
from rules.experiments.proposals import ProposalDraft
from rules.promotion.rollouts import RolloutDraft
from tests import stories
from tests.bot import drawings, payloads
from tests.bot.lab import Lab

OUTDATED = "older version of Assay"
NOT_UNDERSTOOD = "does not understand"


def heard(lab: Lab, payload: dict[str, Any]) -> str:
    """Say something to the app as the socket does, and return all that it answers."""
    channel = lab.sandbox.core.state.channels[stories.REVIEW_CHANNEL]
    payload["response_url"] = lab.sandbox.core.response_urls.make(lab.sandbox.app.id, channel, stories.ANA)
    before = len(channel.ephemerals)
    answer = lab.app.dispatch(BoltRequest(mode="socket_mode", body=payload))
    assert answer.status == 200
    return f"{answer.body} {list(channel.ephemerals.values())[before:]}"


def test_every_button_that_is_drawn_is_heard(sqlite_lab: Lab) -> None:
    seen = set()
    for blocks in drawings.messages():
        for action in drawings.actions(blocks):
            said = heard(sqlite_lab, payloads.click(action))
            assert OUTDATED not in said, action
            assert NOT_UNDERSTOOD not in said, action
            seen.add(action["action_id"])
    for form in drawings.modals():
        for action in drawings.pressing(form):
            said = heard(sqlite_lab, payloads.click_in_view(action, form))
            assert OUTDATED not in said, action
            seen.add(action["action_id"])
    assert seen == set(Act)


def test_every_form_that_is_drawn_is_heard(sqlite_lab: Lab) -> None:
    seen = set()
    for form in drawings.modals():
        said = heard(sqlite_lab, payloads.submission(form, {}))
        assert OUTDATED not in said, form["callback_id"]
        seen.add(form["callback_id"])
    assert seen == set(Form)


def test_every_choice_that_tells_at_once_is_heard(sqlite_lab: Lab) -> None:
    told = [(form, action) for form in drawings.modals() for action in drawings.telling(form)]
    for form, action in told:
        heard(sqlite_lab, payloads.click_in_view(action, form, user=stories.HUGO))
    assert {form["callback_id"] for form, _ in told} == {Form.ROLE, Form.DUTY, Form.PROPOSE, Form.SUBMIT}
    # What is like a proposal, or met of a checklist, is drawn only where there is something else to show.
    redrawn = [form for form, _ in told if form["callback_id"] not in (Form.PROPOSE, Form.SUBMIT)]
    assert len(sqlite_lab.calls("views.update")) == len(redrawn)


def test_the_table_of_listeners_holds_every_id_and_no_other() -> None:
    telling = {Input.TITLE, Input.HYPOTHESIS, Input.MEMBER, *TELLING}
    assert set(TABLE.actions) == {*Act, *telling}
    assert set(TABLE.forms) == set(Form)
    assert set(TABLE.commands) == set(Command)
    assert set(TABLE.shortcuts) == set(Shortcut)


@pytest.mark.parametrize("kind", ["actions", "forms", "commands", "shortcuts", "events"])
def test_two_listeners_for_one_id_are_found_at_the_start(kind: str) -> None:
    one, other = (Listeners(**{kind: {id: outdated, "twice": outdated}}) for id in ("one", "other"))
    with pytest.raises(ValueError, match="two listeners for twice"):
        joined([one, other])


def test_the_same_id_may_name_a_form_and_a_button() -> None:
    whole = joined([Listeners(actions={"project": outdated}), Listeners(forms={"project": outdated})])
    assert (len(whole.actions), len(whole.forms)) == (1, 1)


def test_of_several_actions_in_one_click_the_first_counts(sqlite_lab: Lab) -> None:
    first, second = payloads.button("approve_v0", "1"), payloads.button(Act.START, '{"experiment": 1}')
    assert OUTDATED in heard(sqlite_lab, payloads.click(first, actions=[first, second]))


def test_a_button_of_an_older_version_gets_a_sentence(sqlite_lab: Lab) -> None:
    said = heard(sqlite_lab, payloads.click(payloads.button("approve_v0", "1")))
    assert OUTDATED in said


def test_a_form_of_an_older_version_gets_a_sentence_and_stays_open(sqlite_lab: Lab) -> None:
    form = next(drawings.modals()) | {"callback_id": "propose_v0"}
    said = heard(sqlite_lab, payloads.submission(form, {}))
    assert OUTDATED in said
    assert '"response_action": "errors"' in said


def test_a_command_of_an_older_manifest_gets_a_sentence(sqlite_lab: Lab) -> None:
    assert OUTDATED in heard(sqlite_lab, payloads.command("/assay", "list"))


def test_a_shortcut_of_an_older_manifest_gets_a_sentence(sqlite_lab: Lab) -> None:
    heard(sqlite_lab, payloads.shortcut("propose_v0", trigger_id="1.2"))
    heard(sqlite_lab, payloads.message_shortcut("propose_v0"))
    channel = sqlite_lab.sandbox.core.state.channels[stories.REVIEW_CHANNEL]
    assert [OUTDATED in one["text"] for one in channel.ephemerals.values()] == [True, True]


def test_an_event_that_nobody_waits_for_is_acknowledged(sqlite_lab: Lab) -> None:
    event = {"type": "reaction_added", "user": stories.ANA, "reaction": "tada", "event_ts": "1.1"}
    assert heard(sqlite_lab, payloads.happening(event)).startswith(" ")


def test_block_and_element_share_one_id_so_that_a_refusal_finds_its_place() -> None:
    for form in drawings.modals():
        for block, element in drawings.inputs(form).items():
            assert element["action_id"] == block or element["action_id"].startswith(f"{block}_U0")


def test_every_input_is_named_as_the_listeners_read_it() -> None:
    known = {*Input, *ArtifactKind}
    drawn = {block.partition("_of_")[0] for form in drawings.modals() for block in drawings.inputs(form)}
    assert drawn == known


@pytest.mark.parametrize("draft", [ProposalDraft, SubmissionDraft, RolloutDraft])
def test_the_fields_that_the_rules_name_are_inputs(draft: type) -> None:
    names = set(draft.__dataclass_fields__) - {"references", "queries", "faults", "unasked"}
    assert names <= {one.value for one in Input}


def test_the_labels_of_forms_and_buttons_are_those_of_the_contract() -> None:
    shown = {
        block["label"]["text"]
        for form in drawings.modals()
        for block in form["blocks"]
        if block["type"] == "input"
    }
    proposed = "Title, Hypothesis, Workstream, Owner, Project, Success metrics, Target date"
    submitted = (
        "Model, Prompt, Dataset or index, Evaluation report, Safety evaluation, Cost projection, Documentation,"
        " Rollback plan, Monthly cost, Monthly budget"
    )
    assert {*proposed.split(", "), *submitted.split(", "), "Reason"} <= shown
    buttons = {
        element["text"]["text"]
        for blocks in drawings.messages()
        for _, element in elements(blocks)
        if element["type"] == "button"
    }
    seats = {f"Approve as {kind.words}" for kind in ApprovalKind}
    assert {"Approve", "Ask for changes", "Reject", "Decline", *seats} <= buttons


def test_a_button_whose_text_stands_twice_names_its_object() -> None:
    for blocks in drawings.messages():
        drawn = [element for _, element in elements(blocks) if element["type"] == "button"]
        texts = [element["text"]["text"] for element in drawn]
        twice = [element for element in drawn if texts.count(element["text"]["text"]) > 1]
        labels = [element.get("accessibility_label") for element in twice]
        assert all(labels)
        assert len(set(labels)) == len(labels)

"""Shortcuts, as people use them: from anywhere, and in the menu of a message."""

from typing import Any

import pytest
from slack_bolt import BoltRequest
from strictslack.client.person import Person

from flows.experiments import sheets
from rules.experiments.makers import PartKind
from rules.refusals import Refused
from tests import stories
from tests.backends import contents
from tests.bot import payloads
from tests.bot.lab import Lab, open_lab

IDEA = "Cache the embeddings\nIf we cache them, then searches come faster, because nothing is computed twice."
LINK = "https://assay-lab.slack.com/archives/C0LAB/p"


def says(person: Person, text: str, channel: str = "lab", thread: str = "") -> dict[str, Any]:
    """Let somebody say something, and return the message."""
    ts = person.type(text, channel=channel, thread=thread)["ts"]
    return next(one for one in person.messages(channel, thread) if one["ts"] == ts)


def initial(form: dict[str, Any], block: str) -> Any:
    """Return what an input of a form opens with."""
    element = next(one["element"] for one in form["blocks"] if one["block_id"] == block)
    return element.get("initial_value") or element.get("initial_user") or element.get("initial_option")


def test_an_experiment_is_proposed_from_anywhere(any_lab: Lab) -> None:
    ana = any_lab.person("ana")
    ana.shortcut("propose_experiment")
    ana.click("More")
    assert initial(ana.modal("Propose an experiment"), "owner") == stories.ANA
    ana.fill("Title", "Smaller router model")
    ana.fill("Hypothesis", "If we route with a smaller model, then answers come faster.")
    assert ana.submit()["ok"]
    any_lab.deliver()
    ana.sees("EXP-1 · Smaller router model", channel="reviews")
    ana.sees("EXP-1 is proposed. Its card is in", channel=ana.direct("assay"))


def test_a_message_becomes_a_proposal_with_a_link_back_and_its_author_a_maker(lab: Lab) -> None:
    ana, ben = lab.people("ana", "ben")
    message = says(ben, IDEA)
    ana.shortcut("propose_from_message", message, channel="lab")
    form = ana.modal("Propose an experiment")
    assert (initial(form, "title"), initial(form, "hypothesis")) == ("Cache the embeddings", IDEA)
    ana.click("More")
    assert initial(ana.modal(), "owner") == stories.ANA
    assert ana.submit()["ok"]
    proposed = lab.experiment()
    assert [(part.by, part.kind) for part in proposed.parts] == [(stories.BEN, PartKind.SUGGESTED)]
    assert proposed.parts[0].link == f"{LINK}{message['ts'].replace('.', '')}"
    assert stories.BEN in proposed.makers
    lab.deliver()
    assert f"<{proposed.parts[0].link}|a message> by Ben" in str(ana.sees("EXP-1", channel="reviews"))
    ana.sees("Its card is in", channel="lab")


def test_a_reply_is_linked_within_its_thread(sqlite_lab: Lab) -> None:
    ana, ben = sqlite_lab.people("ana", "ben")
    root = says(ana, "What next?")["ts"]
    ana.shortcut("propose_from_message", says(ben, IDEA, thread=root), channel="lab")
    ana.submit()
    assert sqlite_lab.experiment().parts[0].link.endswith(f"?thread_ts={root}&cid=C0LAB")


def test_who_proposes_from_their_own_message_is_named_once(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.shortcut("propose_from_message", says(ana, IDEA), channel="lab")
    ana.submit()
    sqlite_lab.deliver()
    assert sqlite_lab.experiment().makers == {stories.ANA}
    card = str(ana.sees("EXP-1", channel="reviews"))
    assert "|a message>" in card
    assert "|a message> by" not in card


def test_an_apps_message_has_no_author_who_gets_a_part(sqlite_lab: Lab) -> None:
    stories.proposed(sqlite_lab.desk)
    sqlite_lab.deliver()
    ana = sqlite_lab.person("ana")
    ana.shortcut("propose_from_message", ana.sees("EXP-1", channel="reviews"), channel="reviews")
    ana.fill("Title", "Another")
    ana.fill("Hypothesis", "If we do, then it works.")
    ana.submit()
    assert sqlite_lab.experiment(2).makers == {stories.ANA}


def test_a_stranger_in_a_shared_channel_gets_no_part(sqlite_lab: Lab) -> None:
    said = {
        "type": "message",
        "user": "U0STRANGER",
        "team": "T0OTHER",
        "text": IDEA,
        "ts": "1596530361.000100",
    }
    trigger = sqlite_lab.sandbox.core.triggers.make(sqlite_lab.sandbox.app.id, stories.WORKSPACE, stories.ANA)
    body = payloads.message_shortcut("propose_from_message", said, trigger_id=trigger)
    assert sqlite_lab.app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
    ana = sqlite_lab.person("ana")
    assert initial(ana.modal(), "hypothesis") == IDEA
    assert ana.submit()["ok"]
    assert sqlite_lab.experiment().makers == {stories.ANA}


def test_people_in_a_message_are_named_in_the_proposal(sqlite_lab: Lab) -> None:
    ana, ben = sqlite_lab.people("ana", "ben")
    ana.shortcut("propose_from_message", says(ben, "Ask @clara about a < b"), channel="lab")
    assert initial(ana.modal(), "title") == "Ask @Clara about a < b"


def test_a_message_becomes_a_blocker_on_the_card_that_it_names(lab: Lab) -> None:
    stories.running(lab.desk)
    stories.running(lab.desk, title="Another")
    lab.deliver()
    ana, ben = lab.people("ana", "ben")
    ana.shortcut("record_blocker", says(ben, "EXP-1 waits for the GPU quota"), channel="lab")
    form = ana.modal("Record a blocker")
    assert initial(form, "experiment")["value"] == "1"
    assert ana.submit()["ok"]
    lab.deliver()
    (blocker,) = sheets.sheet(lab.desk, 1).blockers
    assert (blocker.user, blocker.channel, blocker.text) == (
        stories.BEN,
        "C0LAB",
        "EXP-1 waits for the GPU quota",
    )
    assert "waits for the GPU quota (Ben)" in str(ana.sees("EXP-1 ·", channel="reviews"))
    ana.sees("The blocker is recorded; it stands on the card of EXP-1", channel="lab")


def test_which_experiment_is_blocked_is_asked_where_the_message_names_none(sqlite_lab: Lab) -> None:
    stories.running(sqlite_lab.desk)
    ana, ben = sqlite_lab.people("ana", "ben")
    ana.shortcut("record_blocker", says(ben, "Waiting for GPUs"), channel="lab")
    assert not ana.submit()["ok"]
    ana.fill("Experiment", "EXP-1 · Smaller router model")
    assert ana.submit()["ok"]
    assert [one.text for one in sheets.sheet(sqlite_lab.desk, 1).blockers] == ["Waiting for GPUs"]


def test_without_an_open_experiment_the_shortcut_says_so(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.shortcut("record_blocker", says(ana, "Waiting for GPUs"), channel="lab")
    ana.sees("No experiment is open", channel="lab")
    assert ana.views() == []


def test_a_guest_is_told_beside_the_message_and_in_a_window_elsewhere(sqlite_lab: Lab) -> None:
    before = len(sqlite_lab.sandbox.keeper.traffic("user_change"))
    sqlite_lab.sandbox.keeper.change_person("ivan", is_restricted=True)
    sqlite_lab.sandbox.keeper.wait_for_traffic("user_change", before + 1)
    untouched = contents(sqlite_lab.office.database)
    ivan = sqlite_lab.person("ivan")
    ivan.shortcut("propose_from_message", says(ivan, IDEA), channel="lab")
    ivan.sees("decide nothing", channel="lab")
    ivan.shortcut("propose_experiment")
    assert "decide nothing" in str(ivan.modal("Assay"))
    assert contents(sqlite_lab.office.database) == untouched


def test_without_a_review_channel_the_global_shortcut_says_where_to_propose(sqlite_lab: Lab) -> None:
    with open_lab(sqlite_lab.office.database, review_channel="") as lab:
        ana = lab.person("ana")
        ana.shortcut("propose_experiment")
        assert "Write `/experiment propose` in the channel" in str(ana.modal("Assay"))


@pytest.mark.parametrize("callback", ["propose_from_message", "record_blocker"])
def test_a_message_shortcut_without_its_message_changes_nothing(sqlite_lab: Lab, callback: str) -> None:
    body = payloads.shortcut(callback)
    assert sqlite_lab.app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
    assert sqlite_lab.person("ana").views() == []
    with pytest.raises(Refused):
        sheets.sheet(sqlite_lab.desk, 1)

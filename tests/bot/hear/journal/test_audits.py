"""The journal in Slack: its head in a quiet line, and the evidence pack in the hands of admins alone."""

from dataclasses import replace

from bot.packs.pack_file import verified
from bot.serve.clock import seal_journal
from flows.journal import verification
from flows.packs import evidence
from rules.journal.heads import read_head
from store.people import members
from store.tables import LetterState
from tests import stories
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, buttons

BUTTON = "Evidence pack of EXP-1"


def heads(lab: Lab) -> list[dict[str, object]]:
    """Return the messages that tell a head."""
    return [message for message in all_messages(lab) if str(message.get("text")).startswith("Journal head")]


def show(lab: Lab, name: str) -> None:
    """Let somebody look at everything about EXP-1."""
    lab.person(name).type("/experiment show EXP-1", channel="reviews")


def test_a_promotion_has_its_head_outside_its_thread_and_a_verification_takes_it(mail: Lab) -> None:
    stories.in_production(mail.desk)
    seal_journal(mail.office)
    mail.deliver()
    (message,) = heads(mail)
    assert "thread_ts" not in message
    assert read_head(str(message["text"])) == verification.verify(mail.desk).head
    assert verification.verify(mail.desk).heads == 1
    assert "<@" not in repr(message)


def test_the_daily_head_stands_in_the_review_channel_once(mail: Lab) -> None:
    stories.proposed(mail.desk)
    seal_journal(mail.office)
    for _ in range(3):
        mail.hands.move(hours=24)
        seal_journal(mail.office)
        mail.deliver()
    (message,) = heads(mail)
    assert "thread_ts" not in message


def test_an_admin_gets_the_pack_as_a_direct_message_that_verifies(lab: Lab) -> None:
    stories.in_production(lab.desk)
    show(lab, "hugo")
    assert lab.person("hugo").click(BUTTON, channel="reviews")["ok"]
    assert lab.person("hugo").sees("The evidence pack of EXP-1 is being made", channel="reviews")[
        "is_ephemeral"
    ]
    lab.deliver()
    (file,) = [
        file
        for file in lab.sandbox.core.state.files.values()
        if file.info["name"].startswith("EXP-1-evidence")
    ]
    assert file.content
    chain, findings = verified(file.content)
    assert (chain.subject, findings) == ("EXP-1", ())
    assert chain.head.position == verification.verify(lab.desk).head.position
    (place,) = [
        channel
        for channel in lab.sandbox.core.state.channels.values()
        if any(
            message.get("files", [{}])[0].get("name") == file.info["name"]
            for message in channel.messages.values()
        )
    ]
    assert (place.kind, set(place.members)) == ("im", {stories.HUGO, lab.bot_user})


def test_others_are_not_offered_the_pack(lab: Lab) -> None:
    stories.proposed(lab.desk)
    show(lab, "ana")
    assert buttons(lab.person("ana").sees("EXP-1 · Smaller", channel="reviews")) == []


def test_who_is_no_admin_any_more_gets_a_sentence_and_no_pack(lab: Lab) -> None:
    stories.proposed(lab.desk)
    show(lab, "hugo")
    leave_office(lab)
    lab.person("hugo").click(BUTTON, channel="reviews")
    assert lab.person("hugo").sees("Only an admin can take an evidence pack", channel="reviews")[
        "is_ephemeral"
    ]
    assert [letter for letter in lab.letters(LetterState.WAITING) if letter.kind == "evidence_pack"] == []


def leave_office(lab: Lab) -> None:
    """Make Hugo an ordinary member."""
    with lab.desk.begin() as session:
        members.save(
            session, replace(members.get(session, stories.HUGO), is_slack_admin=False, duties=frozenset())
        )


def test_a_double_click_brings_one_pack(lab: Lab) -> None:
    stories.proposed(lab.desk)
    show(lab, "hugo")
    for _ in range(2):
        lab.person("hugo").click(BUTTON, channel="reviews")
    lab.deliver()
    assert len(lab.calls("files.completeUploadExternal")) == 1


def test_a_pack_whose_file_slack_did_not_take_is_brought_again(lab: Lab) -> None:
    stories.proposed(lab.desk)
    evidence.ask_for_pack(lab.desk, 1, by=stories.HUGO, now=lab.hands())
    lab.sandbox.keeper.fault("files.completeUploadExternal", "status", status=502)
    lab.deliver()
    lab.hands.move(seconds=60)
    lab.deliver()
    assert [file for file in lab.sandbox.core.state.files.values() if file.completed]

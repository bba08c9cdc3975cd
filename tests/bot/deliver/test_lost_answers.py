"""Slack has a letter and its answer never came: what stands there is found again, and nothing stands twice."""

from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import OperationalError

from flows.outbox import defer, take_on
from rules.experiments.experiment import ReviewKind
from rules.letters import AnswerLetter
from rules.lifecycle.steps import Step
from store.outbox import CLAIM_SECONDS, put
from store.tables import LetterState
from tests import stories
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, buttons, headed, words
from tests.bot.watching import faults

POST, UPDATE, PRIVATELY = "chat.postMessage", "chat.update", "chat.postEphemeral"
LOOKED = ("conversations.history", "conversations.replies")
LOST = [{"kind": "lost_after"}, {"kind": "lost_after", "times": 3}]


def deliver_in_time(lab: Lab) -> None:
    """Deliver everything, however often it has to be tried."""
    for _ in range(10):
        lab.deliver()
        lab.hands.move(seconds=120)


def looks(lab: Lab) -> int:
    return sum(len(lab.calls(method)) for method in LOOKED)


@pytest.mark.parametrize("fault", LOST)
def test_of_posts_whose_answers_were_lost_each_stands_once(mail: Lab, fault: dict[str, object]) -> None:
    experiment = stories.in_review(mail.desk)
    mail.sandbox.keeper.fault(POST, **fault)
    deliver_in_time(mail)
    assert len(all_messages(mail)) == 3
    stories.approve(mail.desk, experiment, ReviewKind.ETHICS)
    deliver_in_time(mail)
    assert len(all_messages(mail)) == 3
    assert "Ethics review:* approved" in words(headed(mail, "Review of EXP-1"))


def test_a_notice_and_a_plan_whose_answers_were_lost_stand_once(mail: Lab) -> None:
    experiment = stories.in_review(mail.desk)
    mail.deliver()
    stories.ask_for_changes(mail.desk, experiment, reason="Once more, please.")
    mail.sandbox.keeper.fault(POST, "lost_after")
    deliver_in_time(mail)
    assert sum("asked for changes in revision 1 of EXP-1" in one["text"] for one in all_messages(mail)) == 1
    stories.in_production(mail.desk)
    mail.sandbox.keeper.fault("files.completeUploadExternal", "lost_after")
    deliver_in_time(mail)
    assert sum("Deployment plan of EXP-2" in words(one) for one in all_messages(mail)) == 1
    assert mail.letters(LetterState.WAITING) == []


def test_a_post_that_slack_never_had_is_looked_for_once_and_posted(mail: Lab) -> None:
    stories.proposed(mail.desk)
    mail.sandbox.keeper.fault(POST, "lost_before")
    deliver_in_time(mail)
    assert len(all_messages(mail)) == 1
    assert looks(mail) == 1


def test_what_slack_refused_or_put_off_is_not_looked_for(mail: Lab) -> None:
    stories.proposed(mail.desk)
    mail.sandbox.keeper.fault(POST, "ratelimited", retry_after=7)
    deliver_in_time(mail)
    assert len(all_messages(mail)) == 1
    assert looks(mail) == 0


def test_what_a_worker_had_on_its_way_when_it_died_is_looked_for(mail: Lab) -> None:
    stories.proposed(mail.desk)
    (errand,) = take_on(mail.office.database, [mail.workspace], mail.hands.now, most=1)
    # It got as far as to post, and no further.
    mail.client.chat_postMessage(
        channel=stories.REVIEW_CHANNEL,
        text="EXP-1",
        metadata={"event_type": "assay_message", "event_payload": {"message": "experiment:1 card"}},
    )
    mail.hands.move(seconds=CLAIM_SECONDS + 1)
    mail.deliver()
    assert mail.letters()[0].lost_answers == errand.attempts == 1
    (card,) = all_messages(mail)
    assert "Smaller router model" in words(card)


def test_without_the_scope_it_is_posted_anew_as_before(mail: Lab) -> None:
    stories.proposed(mail.desk)
    mail.sandbox.keeper.fault(POST, "lost_after")
    mail.sandbox.keeper.fault("conversations.history", "error", error="missing_scope", times=None)
    deliver_in_time(mail)
    assert len(all_messages(mail)) == 2
    assert mail.letters(LetterState.WAITING) == []


def answered(lab: Lab) -> list[str]:
    shown = lab.sandbox.core.state.channels[stories.CHANNEL].ephemerals.values()
    return [one["text"] for one in shown]


def owe_answer(lab: Lab) -> None:
    with lab.desk.begin() as session:
        answer = AnswerLetter(user=stories.ANA, channel=stories.CHANNEL, text="It is done.")
        put(session, [answer], stories.NOW)


def test_what_cannot_be_looked_for_is_said_once_more_at_most(mail: Lab) -> None:
    owe_answer(mail)
    mail.sandbox.keeper.fault(PRIVATELY, "lost_after", times=None)
    deliver_in_time(mail)
    assert answered(mail) == ["It is done."] * 2
    problems = [(row.kind, row.problem) for row in mail.letters(LetterState.PARKED)]
    assert problems == [("answer", "Slack did not say whether it shows this, twice")]


def test_what_cannot_be_looked_for_waits_until_slack_answers_again(mail: Lab) -> None:
    owe_answer(mail)
    mail.sandbox.keeper.fault("*", "lost_before", times=4)
    deliver_in_time(mail)
    assert answered(mail) == ["It is done."]
    assert mail.letters(LetterState.PARKED) == []


def test_an_answer_lost_is_remembered_by_the_letter_that_takes_the_place(mail: Lab) -> None:
    experiment = stories.proposed(mail.desk)
    (errand,) = take_on(mail.office.database, [mail.workspace], mail.hands.now, most=1)
    stories.close(mail.desk, experiment, Step.WITHDRAW)
    defer(mail.desk, errand.id, mail.hands.now, "TimeoutError", is_answer_lost=True)
    cards = [row for row in mail.letters(LetterState.WAITING) if row.kind == "card"]
    assert [(row.lost_answers, row.lost_since) for row in cards] == [(1, stories.NOW)]


def test_an_edit_that_slack_carries_out_late_is_made_once_more(mail: Lab) -> None:
    experiment = stories.proposed(mail.desk)
    mail.deliver()
    stale = dict(headed(mail, "EXP-1 ·"))
    stories.close(mail.desk, experiment, Step.CONCLUDE)
    mail.sandbox.keeper.fault(UPDATE, "lost_before")
    mail.deliver()
    mail.hands.move(seconds=30)
    mail.deliver()
    # Only now Slack carries out what it did not answer.
    mail.client.chat_update(
        channel=stories.REVIEW_CHANNEL, ts=stale["ts"], text=stale["text"], blocks=stale["blocks"]
    )
    assert "Start: EXP-1" in buttons(headed(mail, "EXP-1 ·"))
    mail.hands.move(seconds=60)
    mail.deliver()
    assert buttons(headed(mail, "EXP-1 ·")) == ["Show everything", "History"]
    mail.hands.move(minutes=10)
    assert not mail.step()


def test_slack_keeps_the_marks_and_shows_them_to_us_alone_when_asked(mail: Lab) -> None:
    stories.proposed(mail.desk)
    mail.deliver()
    found = mail.client.conversations_history(channel=stories.REVIEW_CHANNEL)
    assert "metadata" not in found["messages"][0]
    found = mail.client.conversations_history(channel=stories.REVIEW_CHANNEL, include_all_metadata=True)
    payload = found["messages"][0]["metadata"]["event_payload"]
    assert payload == {"message": "experiment:1 card"}


def test_a_post_that_the_database_did_not_keep_is_found_again_and_is_no_fault_of_ours(
    mail: Lab, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def be_full(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    stories.proposed(mail.desk)
    monkeypatch.setattr("flows.outbox.keep_posting", be_full)
    assert mail.step()
    monkeypatch.undo()
    (letter,) = mail.letters(LetterState.WAITING)
    assert (letter.problem, letter.lost_answers) == ("the database was away", 1)
    assert faults(caplog) == []
    deliver_in_time(mail)
    assert len(all_messages(mail)) == 1


def test_a_look_that_slack_puts_off_is_no_look(mail: Lab) -> None:
    stories.proposed(mail.desk)
    mail.sandbox.keeper.fault(POST, "lost_after")
    mail.deliver()
    mail.sandbox.keeper.fault("conversations.history", "ratelimited", retry_after=30)
    mail.hands.move(seconds=60)
    mail.deliver()
    assert len(all_messages(mail)) == 1
    (letter,) = mail.letters(LetterState.WAITING)
    assert (letter.lost_answers, letter.due_at) == (1, mail.hands.now + timedelta(seconds=30))
    with pytest.raises(SlackApiError):
        mail.client.conversations_history(channel="C0NOWHERE")

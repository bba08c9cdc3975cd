"""The postman: in order, with patience, and never standing in the way of others."""

import http.client
from datetime import timedelta
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from bot.deliver import patience
from bot.deliver.patience import Park, TryAgain
from bot.deliver.postman import FAULT_SECONDS, MOST_FAULTS
from flows.desk import Desk
from flows.outbox import take_on
from rules.experiments.experiment import ReviewKind
from rules.experiments.letters import CardLetter
from rules.letters import AnswerLetter
from rules.lifecycle.steps import Step
from store import outbox
from store.outbox import CLAIM_SECONDS
from store.tables import LetterRow, LetterState
from tests import stories
from tests.bot.lab import DEAF, Lab, open_lab, walking
from tests.bot.looks import all_messages, buttons, headed, words
from tests.racing import problems, together, until

POST, UPDATE = "chat.postMessage", "chat.update"


def desk_in(lab: Lab, channel: str) -> Desk:
    """Return the desk, with another channel for its next proposals."""
    return Desk(lab.office.database, lab.workspace, review_channel=channel)


def waiting(lab: Lab) -> list[str]:
    return [row.kind for row in lab.letters(LetterState.WAITING)]


def parked(lab: Lab) -> list[tuple[str, str]]:
    return [(row.kind, row.problem) for row in lab.letters(LetterState.PARKED)]


# In order, and no more than needed


def test_the_card_comes_first_and_everything_else_into_its_thread(mail: Lab) -> None:
    stories.in_production(mail.desk)
    mail.deliver()
    card, *replies = all_messages(mail)
    assert card["ts"] == headed(mail, "EXP-1 ·")["ts"]
    assert {reply["thread_ts"] for reply in replies} == {card["ts"]}
    headings = [words(reply) for reply in replies]
    order = ["Review of EXP-1", "The board has approved", "Promotion of EXP-1", "Deployment plan of EXP-1"]
    places = [next(n for n, said in enumerate(headings) if heading in said) for heading in order]
    assert places == sorted(places)


def test_many_deeds_before_the_delivery_are_one_edit_of_each_message(mail: Lab) -> None:
    experiment = stories.in_review(mail.desk)
    mail.deliver()
    assert len(mail.calls(POST)) == 3
    edits = len(mail.calls(UPDATE))
    for kind in (ReviewKind.TECHNICAL, ReviewKind.ETHICS):
        stories.approve(mail.desk, experiment, kind)
    mail.deliver()
    assert len(mail.calls(UPDATE)) == edits + 2
    assert len(mail.calls(POST)) == 3


def test_what_is_drawn_is_todays_state_and_not_that_of_the_deed(mail: Lab) -> None:
    experiment = stories.proposed(mail.desk)
    stories.close(mail.desk, experiment, Step.WITHDRAW)
    assert mail.step()
    (card,) = all_messages(mail)
    assert "Withdrawn" in words(card)
    assert buttons(card) == ["Show everything", "History"]


def test_a_notice_is_told_each_time(mail: Lab) -> None:
    experiment = stories.in_review(mail.desk)
    stories.ask_for_changes(mail.desk, experiment, reason="First.")
    again = stories.submit(mail.desk, mail.experiment())
    stories.ask_for_changes(mail.desk, again, reason="Second.")
    mail.deliver()
    said = "".join(words(message) for message in all_messages(mail))
    assert "> First." in said
    assert "> Second." in said
    assert "asked for changes in revision 1 of EXP-1" in said
    assert "asked for changes in revision 2 of EXP-1" in said


def test_edits_ping_nobody_who_was_pinged_before(mail: Lab) -> None:
    experiment = stories.in_review(mail.desk)
    mail.deliver()
    stories.approve(mail.desk, experiment, ReviewKind.ETHICS)
    before = len(mail.calls(POST))
    mail.deliver()
    assert len(mail.calls(POST)) == before


# Slack is busy, away, or lost on the way


def test_a_letter_waits_as_long_as_slack_says_while_other_channels_go_on(mail: Lab) -> None:
    stories.proposed(mail.desk)
    stories.proposed(desk_in(mail, stories.CHANNEL), title="Elsewhere")
    mail.sandbox.keeper.fault(POST, "ratelimited", retry_after=2)
    mail.deliver()
    assert [message["text"] for message in all_messages(mail, "lab")] != []
    assert all_messages(mail, "reviews") == []
    (late,) = mail.letters(LetterState.WAITING)
    assert late.due_at == stories.NOW + timedelta(seconds=2)
    mail.hands.move(seconds=1)
    assert not mail.step()
    mail.hands.move(seconds=1)
    assert mail.step()
    assert len(all_messages(mail, "reviews")) == 1


def test_letters_behind_one_that_waits_keep_their_order(mail: Lab) -> None:
    stories.in_review(mail.desk)
    mail.sandbox.keeper.fault(POST, "ratelimited", retry_after=30)
    mail.deliver()
    assert all_messages(mail) == []
    mail.hands.move(seconds=31)
    mail.deliver()
    assert [message.get("thread_ts") == message["ts"] for message in all_messages(mail)] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "fault", [{"kind": "status", "status": 503}, {"kind": "error", "error": "fatal_error"}]
)
def test_a_server_that_fails_is_asked_again_later_and_later(mail: Lab, fault: dict[str, Any]) -> None:
    stories.proposed(mail.desk)
    mail.sandbox.keeper.fault(POST, times=3, **fault)
    for attempt in (1, 2, 3):
        assert mail.step()
        (letter,) = mail.letters(LetterState.WAITING)
        longest = 2**attempt
        waits = (letter.due_at - mail.hands.now).total_seconds()
        assert longest / 2 <= waits <= longest
        assert not mail.step()
        mail.hands.now = letter.due_at
    assert mail.step()
    assert waiting(mail) == []
    assert len(all_messages(mail)) == 1


def test_a_post_that_was_lost_before_slack_had_it_stands_once(mail: Lab) -> None:
    stories.proposed(mail.desk)
    mail.sandbox.keeper.fault(POST, "lost_before")
    mail.deliver()
    mail.hands.move(seconds=60)
    mail.deliver()
    assert len(all_messages(mail)) == 1


def test_an_edit_whose_answer_was_lost_is_made_again(mail: Lab) -> None:
    experiment = stories.proposed(mail.desk)
    mail.deliver()
    stories.close(mail.desk, experiment, Step.CONCLUDE)
    mail.sandbox.keeper.fault(UPDATE, "lost_after")
    mail.deliver()
    mail.hands.move(seconds=60)
    mail.deliver()
    assert waiting(mail) == []
    assert buttons(headed(mail, "EXP-1 ·")) == ["Show everything", "History"]


def test_a_plan_and_its_files_are_tried_again_as_a_whole(mail: Lab) -> None:
    stories.in_production(mail.desk)
    mail.sandbox.keeper.fault("files.completeUploadExternal", "status", status=502)
    mail.deliver()
    assert waiting(mail) == ["plan"]
    mail.hands.move(seconds=60)
    mail.deliver()
    assert waiting(mail) == []
    files = [one["name"] for message in all_messages(mail) for one in message.get("files", [])]
    assert (len(files), files[0]) == (4, "EXP-1-revision-1-deployment-plan.md")


def test_a_letter_that_slack_did_not_take_for_a_day_is_parked(mail: Lab) -> None:
    stories.proposed(mail.desk)
    mail.sandbox.keeper.fault(POST, "status", status=500, times=2)
    mail.deliver()
    mail.hands.move(hours=25)
    mail.step()
    assert [kind for kind, _ in parked(mail)] == ["card"]


# Slack refuses for good


def archive(lab: Lab) -> None:
    lab.sandbox.core.state.channels[stories.REVIEW_CHANNEL].is_archived = True


def expel(lab: Lab) -> None:
    lab.sandbox.core.state.channels[stories.REVIEW_CHANNEL].members.remove(lab.bot_user)


def lose(lab: Lab) -> None:
    del lab.sandbox.core.state.channels[stories.REVIEW_CHANNEL]


@pytest.mark.parametrize(
    ("happens", "problem", "cure"),
    [
        (archive, "is_archived", "The channel is archived."),
        (expel, "not_in_channel", "Invite Assay to the channel"),
        (lose, "channel_not_found", "Assay cannot see that channel."),
    ],
)
def test_a_refusal_for_good_is_parked_told_to_an_admin_and_never_tried_again(
    mail: Lab, happens: object, problem: str, cure: str
) -> None:
    assert callable(happens)
    happens(mail)
    stories.proposed(mail.desk)
    stories.proposed(desk_in(mail, stories.CHANNEL), title="Elsewhere")
    mail.deliver()
    assert parked(mail) == [("card", problem)]
    assert len(all_messages(mail, "lab")) == 1
    hugo = mail.person("hugo")
    told = hugo.sees("Slack refuses messages in", channel=hugo.direct("hugo", "assay"))
    assert problem in words(told)
    assert cure in words(told)
    calls = len(mail.calls(POST))
    mail.hands.move(days=1)
    mail.deliver()
    assert len(mail.calls(POST)) == calls


def test_after_an_invitation_the_card_comes_with_its_thread(mail: Lab) -> None:
    expel(mail)
    experiment = stories.in_review(mail.desk)
    mail.deliver()
    assert {problem for _, problem in parked(mail)} == {"not_in_channel"}
    mail.sandbox.core.state.channels[stories.REVIEW_CHANNEL].members.append(mail.bot_user)
    stories.approve(mail.desk, experiment, ReviewKind.ETHICS)
    mail.hands.move(minutes=2)
    mail.deliver()
    assert headed(mail, "Review of EXP-1")["thread_ts"] == headed(mail, "EXP-1 ·")["ts"]


def test_an_admin_who_cannot_be_told_either_starts_no_loop(mail: Lab) -> None:
    stories.proposed(mail.desk)
    mail.sandbox.keeper.fault(POST, "error", error="restricted_action", times=None)
    mail.deliver()
    assert parked(mail) == [("card", "restricted_action"), ("parked", "restricted_action")]
    assert waiting(mail) == []


def test_a_card_that_somebody_deleted_is_posted_anew(mail: Lab) -> None:
    experiment = stories.proposed(mail.desk)
    mail.deliver()
    (card,) = all_messages(mail)
    mail.client.chat_delete(channel=stories.REVIEW_CHANNEL, ts=card["ts"])
    stories.close(mail.desk, experiment, Step.WITHDRAW)
    mail.deliver()
    (anew,) = [message for message in all_messages(mail) if "EXP-1 ·" in words(message)]
    assert anew["ts"] != card["ts"]
    assert parked(mail) == []


def test_a_private_answer_to_somebody_who_left_is_parked(mail: Lab) -> None:
    stories.proposed(mail.desk)
    mail.deliver()
    mail.sandbox.keeper.fault("chat.postEphemeral", "error", error="user_not_in_channel")
    mail.sandbox.keeper.fault(POST, "error", error="user_disabled")
    with mail.desk.begin() as session:
        answer = AnswerLetter(user=stories.ANA, channel=stories.CHANNEL, text="Done.")
        outbox.put(session, [answer], stories.NOW)
    mail.deliver()
    assert ("answer", "user_disabled") in parked(mail)


# Faults of ours, and other processes


def test_a_fault_of_ours_is_logged_with_its_reference_and_parked_in_the_end(
    mail: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    with mail.desk.begin() as session:
        outbox.put(session, [CardLetter(experiment=404)], stories.NOW)
    stories.proposed(mail.desk)
    mail.deliver()
    assert len(all_messages(mail)) == 1
    (letter,) = mail.letters(LetterState.WAITING)
    (record,) = [one for one in caplog.records if one.getMessage().startswith("fault ")]
    assert record.exc_info
    assert letter.problem == f"reference {record.getMessage().split()[1]}"
    for _ in range(MOST_FAULTS):
        mail.hands.move(seconds=FAULT_SECONDS)
        mail.deliver()
    assert [kind for kind, _ in parked(mail)] == ["card"]
    assert waiting(mail) == []


@pytest.mark.parametrize(
    ("kind", "facts", "problem"),
    [
        ("dance", {}, "no letter of the kind dance is known to this version"),
        ("card", {}, "a letter of the kind card from another version"),
        ("card", {"experiment": "1"}, "a letter of the kind card from another version"),
        ("card", {"experiment": 1, "since": 2}, "a letter of the kind card from another version"),
    ],
)
def test_a_letter_that_this_version_cannot_read_is_parked_and_blocks_nobody(
    mail: Lab, kind: str, facts: dict[str, Any], problem: str
) -> None:
    now, state = stories.NOW, LetterState.WAITING
    with mail.desk.begin() as session:
        session.add(LetterRow(lane="odd", kind=kind, facts=facts, state=state, due_at=now, created_at=now))
    stories.proposed(mail.desk)
    mail.deliver()
    assert parked(mail) == [(kind, problem)]
    assert waiting(mail) == []
    hugo = mail.person("hugo")
    assert hugo.sees("A message is set aside", channel=hugo.direct("hugo", "assay"))


def test_letters_of_another_workspace_are_left_to_who_serves_it(
    mail: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    other = stories.open_desk(mail.office.database, stories.OTHER_WORKSPACE)
    stories.proposed(other)
    stories.proposed(mail.desk)
    mail.deliver()
    assert len(all_messages(mail)) == 1
    assert [(row.workspace, row.attempts) for row in mail.letters(LetterState.WAITING)] == [
        (stories.OTHER_WORKSPACE, 0)
    ]
    assert "Traceback" not in caplog.text


def test_a_letter_of_a_worker_that_died_is_taken_over_within_seconds(mail: Lab) -> None:
    stories.proposed(mail.desk)
    assert take_on(mail.office.database, [mail.workspace], mail.hands.now, most=1)
    assert not mail.step()
    mail.hands.move(seconds=CLAIM_SECONDS + 1)
    mail.deliver()
    assert len(all_messages(mail)) == 1


def test_several_postmen_deliver_each_letter_once(mail: Lab) -> None:
    for _ in range(6):
        stories.in_review(mail.desk)
    assert problems(together(mail.deliver, mail.deliver, mail.deliver)) == []
    mail.deliver()
    assert len(mail.calls(POST)) == 18
    assert waiting(mail) == []


def test_a_postman_goes_on_after_the_database_was_away(mail: Lab, caplog: pytest.LogCaptureFixture) -> None:
    stories.proposed(mail.desk)
    rename(mail, "letters", "away")
    with walking(mail):
        until(lambda: "the postman could not work" in caplog.text)
        rename(mail, "away", "letters")
        mail.person("ana").sees("EXP-1 ·", channel="reviews")
    assert caplog.text.count("the postman could not work") == 1


def rename(lab: Lab, table: str, name: str) -> None:
    """Give a table another name."""
    with lab.office.database.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")


def test_a_postman_who_is_told_to_stop_stops(mail: Lab) -> None:
    stories.proposed(mail.desk)
    with walking(mail) as postman:
        mail.person("ana").sees("EXP-1 ·", channel="reviews")
    assert not postman.thread.is_alive()


def test_without_a_review_channel_the_card_stands_where_it_was_proposed(mail: Lab) -> None:
    with open_lab(mail.office.database, DEAF, review_channel="") as other:
        stories.proposed(other.desk)
        other.deliver()
        assert len(all_messages(other, "lab")) == 1


# The judge alone


def refusal(status: int, error: str = "", **headers: object) -> SlackApiError:
    data = {"ok": False, "error": error} if error else {}
    response = SlackResponse(
        client=WebClient(),
        http_verb="POST",
        api_url="x",
        req_args={},
        data=data,
        headers=headers,  # type: ignore[arg-type]
        status_code=status,
    )
    return SlackApiError("refused", response)


def judge(error: Exception, *, attempts: int = 1) -> TryAgain | Park:
    return patience.judge(error, attempts=attempts, waiting_since=stories.NOW, now=stories.NOW)


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7), (["7"], 7), ("0", 1), ("soon", 30), (None, 30), ("-3", 30), ([], 30)]
)
def test_retry_after_is_read_however_it_is_sent(header: object, seconds: int) -> None:
    fate = judge(refusal(429, "ratelimited", **{"Retry-After": header}))
    assert fate == TryAgain(stories.NOW + timedelta(seconds=seconds), "ratelimited")


@pytest.mark.parametrize(
    "error",
    [
        refusal(500),
        refusal(503, "service_unavailable"),
        refusal(200, "internal_error"),
        refusal(200, "token_revoked"),
        refusal(200, "ratelimited"),
        URLError("away"),
        TimeoutError(),
        ConnectionResetError(),
        http.client.IncompleteRead(b""),
        SlackRequestError("upload failed"),
    ],
    ids=lambda error: f"{type(error).__name__} {error}"[:50],
)
def test_what_passes_is_tried_again(error: Exception) -> None:
    assert isinstance(judge(error), TryAgain)


@pytest.mark.parametrize(
    "name", ["is_archived", "not_in_channel", "channel_not_found", "invalid_blocks", "missing_scope"]
)
def test_what_only_a_person_can_mend_is_parked(name: str) -> None:
    assert judge(refusal(200, name)) == Park(name)


def test_waits_grow_to_ten_minutes_and_are_not_all_alike() -> None:
    waits = [judge(URLError("away"), attempts=50) for _ in range(50)]
    seconds = [(one.until - stories.NOW).total_seconds() for one in waits if isinstance(one, TryAgain)]
    assert len(set(seconds)) > 10
    assert 300 <= min(seconds) <= max(seconds) <= 600

"""What everybody should see stands in the channel once; the plan of a promotion stands whatever Slack says of files."""

import pytest

from bot.deliver.deliveries import NO_FILES
from rules.ceremonies.review.letters import AgendaOpenedLetter
from rules.experiments.letters import NoticeLetter
from rules.experiments.notices import Notice, NoticeTopic
from rules.lifecycle.steps import Step
from store import outbox
from tests import stories
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, buttons, headed, words
from tests.flows.gatherings import run, set_up


def in_the_channel(lab: Lab) -> list[str]:
    """Return what the threads of a channel say in the channel itself."""
    return [str(one["text"]).strip() for one in all_messages(lab) if one.get("reply_broadcast")]


def test_a_review_a_promotion_and_a_rollback_stand_in_the_channel_once(mail: Lab) -> None:
    experiment = stories.in_production(mail.desk)
    stories.close(mail.desk, experiment, Step.ROLL_BACK)
    mail.deliver()
    stories.submit(mail.desk, mail.experiment())
    mail.deliver()
    assert in_the_channel(mail) == [
        "Ana submitted revision 1 of EXP-1; its review begins.",
        "EXP-1 is promoted to production; every approval was given.",
        "Ana rolled EXP-1 back from production.",
        "Ana submitted revision 2 of EXP-1; its review begins.",
    ]
    threads = {one["thread_ts"] for one in all_messages(mail) if one.get("reply_broadcast")}
    assert threads == {headed(mail, "EXP-1 ·")["ts"]}


def test_a_moment_whose_letter_is_repeated_stands_there_once(mail: Lab) -> None:
    stories.in_production(mail.desk)
    mail.deliver()
    before = in_the_channel(mail)
    told = Notice(topic=NoticeTopic.PROMOTED, by=stories.GRETA)
    with mail.desk.begin() as session:
        again = NoticeLetter(experiment=1, notice=told, moment=1)
        outbox.put(session, [again], mail.hands.now)
    mail.deliver()
    assert in_the_channel(mail) == before


@pytest.mark.parametrize("problem", sorted(NO_FILES))
def test_a_plan_stands_in_its_thread_though_slack_takes_no_files(mail: Lab, problem: str) -> None:
    mail.sandbox.keeper.fault("files.getUploadURLExternal", "error", error=problem)
    stories.in_production(mail.desk)
    mail.deliver()
    plan = headed(mail, "Deployment plan of EXP-1, revision 1")
    assert f"Slack takes no such files in this workspace (`{problem}`)" in words(plan)
    assert buttons(plan) == ["Roll back: EXP-1"]
    assert not plan.get("files")


def test_a_review_that_begins_stands_in_the_channel_once_and_pings_who_facilitates(mail: Lab) -> None:
    set_up(mail.desk, "review", expected=(stories.BEN,))
    opened = run(mail.desk, "review")
    mail.deliver()
    with mail.desk.begin() as session:
        outbox.put(session, [AgendaOpenedLetter(holding=opened.key)], mail.hands.now)
    mail.deliver()
    told = [one for one in all_messages(mail, "lab") if one.get("reply_broadcast")]
    assert [one["text"] for one in told] == [
        f"<@{stories.BEN}> The experiment review begins: its agenda is empty."
    ]


def test_the_notice_of_an_override_stands_once_and_loses_its_buttons_with_the_answer(mail: Lab) -> None:
    asked = stories.ask_override(mail.desk, stories.unrehearsed(mail.desk))
    mail.deliver()
    asking = [one for one in all_messages(mail) if "asks to override an item" in str(one["text"])]
    assert [len(buttons(one)) for one in asking] == [2]
    stories.confirm_override(mail.desk, asked)
    mail.deliver()
    (answered,) = [one for one in all_messages(mail) if one["ts"] == asking[0]["ts"]]
    assert buttons(answered) == []
    assert "Confirmed by Clara" in words(answered)

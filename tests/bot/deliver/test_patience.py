"""What all letters learn from what one met: a limit of Slack's."""

from datetime import timedelta

from flows.desk import Desk
from rules.lifecycle.steps import Step
from store.tables import LetterState
from tests import stories
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, headed

POST, UPDATE = "chat.postMessage", "chat.update"


def elsewhere(lab: Lab) -> Desk:
    """Return the desk, with another channel for its next proposals."""
    return Desk(lab.office.database, lab.workspace, review_channel=stories.CHANNEL)


def test_a_limit_is_learnt_once_and_no_letter_asks_while_it_stands(mail: Lab) -> None:
    for number in range(5):
        stories.proposed(elsewhere(mail), title=f"Elsewhere {number}")
    mail.sandbox.keeper.fault(POST, "ratelimited", retry_after=7)
    mail.deliver()
    assert len(mail.calls(POST)) == 1
    latest = stories.NOW + timedelta(seconds=7)
    assert all(stories.NOW < row.due_at <= latest for row in mail.letters(LetterState.WAITING))
    mail.hands.move(seconds=7)
    mail.deliver()
    assert mail.letters(LetterState.WAITING) == []
    assert len(all_messages(mail, "lab")) == 5


def test_after_an_outage_each_success_takes_along_what_would_wait_for_minutes(mail: Lab) -> None:
    for number in range(6):
        stories.proposed(mail.desk, title=f"Away {number}")
    mail.sandbox.keeper.fault(POST, "status", status=503, times=30)
    for _ in range(5):
        mail.deliver()
        mail.hands.now = max(row.due_at for row in mail.letters(LetterState.WAITING))
    mail.hands.move(seconds=-1)
    assert min(row.due_at for row in mail.letters(LetterState.WAITING)) <= mail.hands.now
    mail.deliver()
    assert mail.letters(LetterState.WAITING) == []
    assert len(all_messages(mail)) == 6


def test_what_slack_told_to_wait_waits_whatever_else_succeeds(mail: Lab) -> None:
    stories.proposed(mail.desk)
    mail.sandbox.keeper.fault(POST, "ratelimited", retry_after=5)
    mail.deliver()
    stories.proposed(elsewhere(mail), title="Elsewhere")
    mail.deliver()
    assert all_messages(mail) == []
    assert len(all_messages(mail, "lab")) == 1


def test_a_limit_of_one_method_leaves_the_others_alone(mail: Lab) -> None:
    experiment = stories.proposed(mail.desk)
    mail.deliver()
    mail.sandbox.keeper.fault(UPDATE, "ratelimited", retry_after=7)
    stories.close(mail.desk, experiment, Step.WITHDRAW)
    stories.proposed(mail.desk, title="Another")
    mail.deliver()
    assert {row.due_at for row in mail.letters(LetterState.WAITING)} == {
        stories.NOW + timedelta(seconds=7),
        stories.NOW,
    }
    assert len(mail.calls(UPDATE)) == 1
    assert headed(mail, "EXP-2 ·")

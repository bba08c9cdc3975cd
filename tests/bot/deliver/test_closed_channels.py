"""A channel that lets nothing of ours in: told once, counted, and made good in order once it is open."""

from slack_bolt import BoltRequest

from flows import outbox
from flows.desk import Desk
from rules.experiments.experiment import ReviewKind
from store.tables import LetterState
from tests import stories
from tests.bot import payloads
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, headed, words
from tests.stories import CHANNEL, REVIEW_CHANNEL

LOOK = "conversations.info"


def archive(lab: Lab, *, archived: bool = True) -> None:
    lab.sandbox.core.state.channels[REVIEW_CHANNEL].is_archived = archived


def told(lab: Lab) -> list[str]:
    """Return what the admin was told in their conversation with us."""
    hugo = lab.person("hugo")
    direct = lab.sandbox.core.state.channels[hugo.direct("hugo", "assay")]
    return [str(one["text"]) for one in direct.messages.values()]


def set_aside(lab: Lab) -> list[str]:
    return [row.kind for row in lab.letters(LetterState.PARKED)]


def test_the_admins_hear_once_of_a_channel_and_what_waits_for_it_is_counted(mail: Lab) -> None:
    archive(mail)
    for kind in (ReviewKind.ETHICS, ReviewKind.TECHNICAL):
        experiment = stories.in_review(mail.desk)
        mail.deliver()
        stories.approve(mail.desk, experiment, kind)
        mail.deliver()
    assert [one for one in told(mail) if "Slack refuses" in one] == [
        f"Slack refuses messages in <#{REVIEW_CHANNEL}>: `is_archived`. The channel is archived. Unarchive it, and what"
        " waits for it is posted; or set another review channel."
    ]
    # Each letter that would be the same again is one.
    assert set_aside(mail).count("card") == 2
    assert set_aside(mail).count("board") == 2
    assert all_messages(mail) == []


def test_what_waits_for_a_channel_is_posted_in_order_once_it_is_open(mail: Lab) -> None:
    archive(mail)
    experiment = stories.in_review(mail.desk)
    mail.deliver()
    stories.approve(mail.desk, experiment, ReviewKind.ETHICS)
    mail.deliver()
    archive(mail, archived=False)
    mail.hands.move(minutes=2)
    mail.deliver()
    assert set_aside(mail) == []
    card, board, *_ = all_messages(mail)
    assert card["ts"] == headed(mail, "EXP-1 ·")["ts"]
    assert "Review of EXP-1" in words(board)
    assert board["thread_ts"] == card["ts"]
    for days, times in ((0, 1), (1, 2)):
        mail.hands.move(days=days)
        archive(mail)
        stories.proposed(mail.desk)
        mail.deliver()
        assert len([one for one in told(mail) if "Slack refuses" in one]) == times
        archive(mail, archived=False)
        mail.hands.move(minutes=2)
        mail.deliver()
        assert set_aside(mail) == []


def test_while_a_channel_is_closed_it_is_looked_at_more_and_more_seldom(mail: Lab) -> None:
    archive(mail)
    stories.proposed(mail.desk)
    mail.deliver()
    for _ in range(60):
        mail.hands.move(minutes=1)
        mail.deliver()
    assert 5 < len(mail.calls(LOOK)) < 15
    letter = mail.letters(LetterState.PARKED)[0]
    archive(mail, archived=False)
    assert outbox.again(mail.desk, int(letter.id or 0), mail.office.clock())
    mail.deliver()
    mail.hands.move(minutes=11)
    mail.deliver()
    looks = len(mail.calls(LOOK))
    mail.hands.move(minutes=11)
    mail.deliver()
    assert len(mail.calls(LOOK)) == looks


def test_other_channels_are_told_meanwhile(mail: Lab) -> None:
    archive(mail)
    stories.proposed(mail.desk)
    stories.proposed(Desk(mail.office.database, mail.workspace, review_channel=CHANNEL))
    mail.deliver()
    assert len(all_messages(mail, "lab")) == 1


def test_where_we_may_not_look_posting_tells(mail: Lab) -> None:
    archive(mail)
    stories.proposed(mail.desk)
    mail.deliver()
    mail.sandbox.keeper.fault(LOOK, "error", error="missing_scope", times=None)
    mail.hands.move(minutes=1)
    mail.deliver()
    assert set_aside(mail) == ["card"]
    assert len([one for one in told(mail) if "Slack refuses" in one]) == 1
    archive(mail, archived=False)
    mail.hands.move(minutes=1)
    mail.deliver()
    assert set_aside(mail) == []
    assert headed(mail, "EXP-1 ·")


def test_an_invitation_brings_at_once_what_waits(mail: Lab) -> None:
    members = mail.sandbox.core.state.channels[REVIEW_CHANNEL].members
    members.remove(mail.bot_user)
    stories.proposed(mail.desk)
    mail.deliver()
    assert set_aside(mail) == ["card"]
    members.append(mail.bot_user)
    came = {"type": "member_joined_channel", "user": mail.bot_user, "channel": REVIEW_CHANNEL}
    mail.app.dispatch(BoltRequest(mode="socket_mode", body=payloads.happening(came)))
    mail.deliver()
    assert headed(mail, "EXP-1 ·")

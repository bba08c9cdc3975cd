"""What a person is told who acts in another channel than the one where the card stands."""

from tests import stories
from tests.bot.lab import Lab, open_lab
from tests.bot.looks import all_messages


def propose(lab: Lab, channel: str) -> None:
    ana = lab.person("ana")
    ana.type("/experiment propose Smaller router", channel=channel)
    ana.fill("Hypothesis", "If it is smaller, then it is faster.")
    assert ana.submit()["ok"]
    lab.deliver()


def test_a_private_answer_says_where_the_card_is(lab: Lab) -> None:
    propose(lab, "lab")
    ana, ben = lab.people("ana", "ben")
    answer = ana.sees("EXP-1 is proposed. Its card is in #reviews.", channel="lab")
    assert answer["is_ephemeral"]
    assert ben.sees_nothing_of("Its card is in", channel="lab")
    assert len(all_messages(lab, "reviews")) == 1


def test_nothing_is_said_twice_where_the_card_itself_appears(lab: Lab) -> None:
    propose(lab, "reviews")
    assert lab.person("ana").sees_nothing_of("Its card is in")


def test_where_the_bot_is_not_a_direct_message_tells_it(lab: Lab) -> None:
    propose(lab, "apart")
    ana = lab.person("ana")
    direct = ana.direct("ana", "assay")
    assert ana.sees("EXP-1 is proposed. Its card is in #reviews.", channel=direct)
    assert all_messages(lab, "apart") == []


def test_without_a_review_channel_the_channel_of_the_proposal_serves(lab: Lab) -> None:
    with open_lab(lab.office.database, review_channel="") as other:
        propose(other, "lab")
        other.person("ben").sees("EXP-1 · Smaller router", channel="lab")


def test_every_deed_in_a_form_says_where_to_look(sqlite_lab: Lab) -> None:
    stories.running(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    for typed, fields, told in (
        ("edit EXP-1", {"Title": "Another title"}, "EXP-1 is changed."),
        ("metric EXP-1", {"accuracy >= 0.92": "0.95"}, "accuracy of EXP-1 is 0.95; it meets >= 0.92."),
        (
            "submit EXP-1",
            {"Rollback plan": "Set the flag."},
            "Revision 1 of EXP-1 is before the review board.",
        ),
        ("withdraw EXP-1", {"Reason": "Enough."}, "EXP-1 is withdrawn."),
    ):
        ana.type(f"/experiment {typed}", channel="lab")
        for label, value in fields.items():
            ana.fill(label, value)
        assert ana.submit()["ok"]
        sqlite_lab.deliver()
        ana.sees(f"{told} Its card is in #reviews.", channel="lab")

"""The buttons of the card, the board and the gate: each does its deed once, for who may, as long as it may be done."""

import pytest
from strictslack.blockkit.forms import elements

from bot.ids import Act
from flows.experiments import sheets
from flows.lifecycle import decisions
from flows.people import team
from rules.experiments.experiment import ApprovalKind, ReviewKind, Stage, Verdict
from rules.people.people import Duty, Team
from tests import stories
from tests.backends import contents
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, buttons, headed, words
from tests.racing import problems, together

DECIDING = {
    Act.APPROVE_REVIEW,
    Act.OPEN_ASK_FOR_CHANGES,
    Act.OPEN_REJECT,
    Act.APPROVE_PROMOTION,
    Act.OPEN_DECLINE,
}

TEAM = Team(stories.TEAM)


def approve(kind: str) -> str:
    return f"Approve the {kind} review of EXP-1"


def deciding_buttons(lab: Lab) -> set[str]:
    """Return the buttons in the whole channel with which something is decided."""
    return {
        element["action_id"]
        for message in all_messages(lab)
        for _, element in elements(message.get("blocks", []))
        if element["action_id"] in DECIDING
    }


def give(lab: Lab, user: str, duty: Duty) -> None:
    team.give_duty(lab.desk, user, duty, by=stories.HUGO, now=stories.NOW)


def take(lab: Lab, user: str, duty: Duty) -> None:
    team.take_duty(lab.desk, user, duty, by=stories.HUGO, now=stories.NOW)


@pytest.mark.parametrize("stage", Stage)
def test_every_button_of_a_card_opens_a_form_or_does_its_deed_or_answers(
    sqlite_lab: Lab, stage: Stage
) -> None:
    lab = sqlite_lab
    stories.at(lab.desk, stage)
    lab.deliver()
    ana = lab.person("ana")
    labels = buttons(headed(lab, "EXP-1 ·"))
    assert "History" in labels
    # The deed that changes the card comes last.
    for label in sorted(labels, key=lambda label: label.startswith("Start")):
        before = len(ana.messages("reviews"))
        assert ana.click(label, channel="reviews", near="EXP-1 ·")["ok"]
        if ana.views():
            ana.close()
        elif label.startswith("Start"):
            assert lab.experiment().stage is Stage.RUNNING
        else:
            assert len(ana.messages("reviews")) == before + 1, label


def test_the_card_starts_an_experiment(lab: Lab) -> None:
    stories.proposed(lab.desk)
    lab.deliver()
    ana = lab.person("ana")
    ana.click("Start: EXP-1", channel="reviews")
    assert lab.experiment().stage is Stage.RUNNING
    lab.deliver()
    assert "Start: EXP-1" not in buttons(headed(lab, "EXP-1 ·"))


@pytest.mark.parametrize("kind", ReviewKind)
def test_each_review_is_approved_by_who_holds_its_duty(lab: Lab, kind: ReviewKind) -> None:
    stories.in_review(lab.desk)
    lab.deliver()
    reviewer = lab.person(stories.REVIEWER[kind])
    reviewer.click(approve(kind.words), channel="reviews")
    given = [(one.kind, one.by, one.verdict) for one in lab.experiment().reviews]
    assert given == [(kind, stories.REVIEWER[kind], Verdict.APPROVE)]
    lab.deliver()
    board = headed(lab, "Review of EXP-1, revision 1")
    assert approve(kind.words) not in buttons(board)
    assert (
        f"approved by {TEAM.name(stories.REVIEWER[kind])}, <!date^{int(stories.NOW.timestamp())}^"
        in words(board)
    )


@pytest.mark.parametrize("kind", ApprovalKind)
def test_each_approval_is_given_by_who_holds_its_duty(lab: Lab, kind: ApprovalKind) -> None:
    stories.promoting(lab.desk)
    lab.deliver()
    approver = lab.person(stories.APPROVER[kind])
    approver.click(f"Approve the promotion of EXP-1 as {kind.words}", channel="reviews")
    assert [(one.kind, one.by) for one in lab.experiment().approvals] == [(kind, stories.APPROVER[kind])]
    lab.deliver()
    gate = headed(lab, "Promotion of EXP-1")
    assert f"Approve the promotion of EXP-1 as {kind.words}" not in buttons(gate)
    assert f"approved by {TEAM.name(stories.APPROVER[kind])}" in words(gate)


@pytest.mark.parametrize(
    ("label", "stage", "verdict"),
    [
        ("Ask for changes in the ethics review of EXP-1", Stage.CHANGES_ASKED, Verdict.ASK_FOR_CHANGES),
        ("Reject EXP-1 in the ethics review", Stage.REJECTED, Verdict.REJECT),
    ],
)
def test_a_no_asks_for_its_reason_and_tells_the_owner(
    lab: Lab, label: str, stage: Stage, verdict: Verdict
) -> None:
    stories.in_review(lab.desk)
    lab.deliver()
    clara = lab.person("clara")
    clara.click(label, channel="reviews")
    clara.fill("Reason", "\u200b")
    assert "Give a reason" in clara.submit()["errors"]["reason"]
    clara.fill("Reason", "It leaks names.\n<!channel>")
    assert clara.submit()["ok"]
    experiment = lab.experiment()
    assert (experiment.stage, experiment.reviews[-1].verdict) == (stage, verdict)
    lab.deliver()
    told = lab.person("ana").sees("It leaks names.", channel="reviews", thread=headed(lab, "EXP-1 ·")["ts"])
    assert "<@U0ANA>" in words(told)
    assert "<!channel>" not in words(told)
    assert deciding_buttons(lab) == set()


def test_a_declined_promotion_keeps_its_reason_and_can_be_asked_for_again(lab: Lab) -> None:
    stories.promoting(lab.desk)
    lab.deliver()
    greta, ana = lab.people("greta", "ana")
    greta.click("Decline", channel="reviews")
    greta.fill("Reason", "No threat model.")
    assert greta.submit()["ok"]
    lab.deliver()
    assert lab.experiment().stage is Stage.DECLINED
    ana.sees("No threat model.", channel="reviews")
    assert deciding_buttons(lab) == set()
    ana.click("Promote: EXP-1", channel="reviews")
    assert ana.submit()["ok"]
    lab.deliver()
    assert deciding_buttons(lab) == {Act.APPROVE_PROMOTION, Act.OPEN_DECLINE}
    assert lab.experiment().round == 2


def test_the_gate_says_what_is_missing_and_who_could_fill_each_gap(lab: Lab) -> None:
    take(lab, stories.GRETA, Duty.SECURITY)
    stories.approve_as(lab.desk, stories.promoting(lab.desk), ApprovalKind.TECHNICAL_LEAD)
    lab.deliver()
    ana = lab.person("ana")
    ana.sees("approved: no · missing: product owner and security", channel="reviews")
    ana.sees("Product owner: awaited from @felix", channel="reviews")
    ana.sees("Nobody holds the duty “security”. An admin can give it to somebody", channel="reviews")


def test_the_plan_and_its_monitoring_come_as_one_message(any_lab: Lab) -> None:
    stories.in_production(any_lab.desk)
    any_lab.deliver()
    ana = any_lab.person("ana")
    ana.sees("Deployment plan of EXP-1, revision 1", channel="reviews")
    (message,) = [one for one in all_messages(any_lab) if one.get("files")]
    files = message["files"]
    assert "Deployment plan of EXP-1, revision 1" in words(message)
    assert buttons(message) == ["Roll back: EXP-1"]
    assert [one["name"] for one in files] == [
        "EXP-1-revision-1-deployment-plan.md",
        "EXP-1-revision-1.rules.yml",
        "EXP-1-revision-1.tests.yml",
        "EXP-1-revision-1.dashboard.json",
    ]
    stored = any_lab.sandbox.core.state.files[files[0]["id"]]
    assert b"10%" in (stored.content or b"")


def test_a_double_click_counts_once(any_lab: Lab) -> None:
    stories.in_review(any_lab.desk)
    any_lab.deliver()
    ben = any_lab.person("ben")
    ben.click(approve("technical"), channel="reviews")
    before = contents(any_lab.office.database)
    ben.click(approve("technical"), channel="reviews")
    assert contents(any_lab.office.database) == before
    assert ben.sees_nothing_of("already decided", channel="reviews")


def test_a_click_that_is_delivered_twice_counts_once(any_lab: Lab) -> None:
    stories.in_review(any_lab.desk)
    any_lab.deliver()
    any_lab.sandbox.keeper.fault("delivery:interactive", "twice")
    any_lab.person("ben").click(approve("technical"), channel="reviews")
    assert len(any_lab.experiment().reviews) == 1


def test_two_people_at_the_same_instant_both_count(any_lab: Lab) -> None:
    stories.in_review(any_lab.desk)
    any_lab.deliver()
    ben, clara, david = any_lab.people("ben", "clara", "david")
    answers = together(
        lambda: ben.click(approve("technical"), channel="reviews"),
        lambda: clara.click(approve("ethics"), channel="reviews"),
        lambda: david.click(approve("business"), channel="reviews"),
    )
    assert problems(answers) == []
    assert {one.by for one in any_lab.experiment().reviews} == {stories.BEN, stories.CLARA, stories.DAVID}
    assert any_lab.experiment().stage is Stage.APPROVED


def test_the_same_seat_at_the_same_instant_counts_once_and_the_second_is_told_who_has_it(
    any_lab: Lab,
) -> None:
    give(any_lab, stories.IVAN, Duty.TECHNICAL)
    stories.in_review(any_lab.desk)
    any_lab.deliver()
    ben, ivan = any_lab.people("ben", "ivan")
    together(
        lambda: ben.click(approve("technical"), channel="reviews"),
        lambda: ivan.click(approve("technical"), channel="reviews"),
    )
    (given,) = any_lab.experiment().reviews
    late, first = (ivan, "@ben") if given.by == stories.BEN else (ben, "@ivan")
    late.sees(f"{first} has already decided the technical review.", channel="reviews")


def test_an_old_button_gets_a_sentence(any_lab: Lab) -> None:
    experiment = stories.in_review(any_lab.desk)
    any_lab.deliver()
    stories.ask_for_changes(any_lab.desk, experiment)
    # The board in Slack is still the one of before.
    clara = any_lab.person("clara")
    clara.click(approve("ethics"), channel="reviews")
    assert clara.sees("EXP-1 is changes asked", channel="reviews")["is_ephemeral"]
    assert any_lab.person("ben").sees_nothing_of("you can review it only while it is in review")


def test_a_button_of_an_earlier_revision_counts_for_none(lab: Lab) -> None:
    experiment = stories.in_review(lab.desk)
    lab.deliver()
    stories.submit(lab.desk, stories.ask_for_changes(lab.desk, experiment))
    lab.person("clara").click(approve("ethics"), channel="reviews")
    lab.person("clara").sees("This button belongs to revision 1 of EXP-1; revision 2 is the current one.")
    assert [one.kind for one in lab.experiment().reviews] == [ReviewKind.TECHNICAL]


def test_a_button_of_an_earlier_promotion_counts_for_none(lab: Lab) -> None:
    experiment = stories.promoting(lab.desk)
    lab.deliver()
    decisions.decline(lab.desk, experiment.number, 1, by=stories.EVA, now=stories.NOW, reason="Not yet.")
    stories.promote(lab.desk, lab.experiment())
    greta = lab.person("greta")
    greta.click("Approve the promotion of EXP-1 as security", channel="reviews")
    greta.sees("This button belongs to an earlier promotion of EXP-1.")
    assert [one.verdict for one in lab.experiment().approvals] == [Verdict.DECLINE]


@pytest.mark.parametrize("maker", ["the owner", "the proposer", "a contributor"])
def test_who_had_a_part_in_it_cannot_review_it(lab: Lab, maker: str) -> None:
    give(lab, stories.BEN, Duty.ADMIN)
    owner = stories.BEN if maker == "the owner" else stories.ANA
    proposer = stories.BEN if maker == "the proposer" else stories.ANA
    contributor = stories.BEN if maker == "a contributor" else owner
    experiment = stories.proposed(lab.desk, by=proposer, owner=owner)
    stories.submit(lab.desk, experiment, by=contributor)
    lab.deliver()
    ben = lab.person("ben")
    ben.click(approve("technical"), channel="reviews")
    ben.sees("so somebody else decides: two pairs of eyes.", channel="reviews")
    assert lab.experiment().reviews == ()


def test_one_person_fills_one_seat(lab: Lab) -> None:
    give(lab, stories.BEN, Duty.ETHICS)
    stories.in_review(lab.desk)
    lab.deliver()
    ben = lab.person("ben")
    ben.click(approve("technical"), channel="reviews")
    ben.click(approve("ethics"), channel="reviews")
    ben.sees("You decided the technical review of EXP-1; one person fills one seat.")
    assert len(lab.experiment().reviews) == 1


def test_a_small_team_may_let_one_person_give_two_reviews_and_the_card_says_so(lab: Lab) -> None:
    lab.person("hugo").type("/team seats many", channel="lab")
    give(lab, stories.BEN, Duty.ETHICS)
    stories.in_review(lab.desk)
    lab.deliver()
    ben = lab.person("ben")
    ben.click(approve("technical"), channel="reviews")
    ben.click(approve("ethics"), channel="reviews")
    assert len(lab.experiment().reviews) == 2
    assert "Here one person may give several reviews." in words(headed(lab, "EXP-1 ·"))


def test_a_duty_that_was_taken_after_the_button_was_drawn_no_longer_counts(lab: Lab) -> None:
    stories.in_review(lab.desk)
    lab.deliver()
    take(lab, stories.BEN, Duty.TECHNICAL)
    ben = lab.person("ben")
    ben.click(approve("technical"), channel="reviews")
    ben.sees("You do not hold the duty “technical”", channel="reviews")
    assert lab.experiment().reviews == ()


def test_a_duty_that_was_taken_while_the_form_was_open_no_longer_counts(lab: Lab) -> None:
    stories.in_review(lab.desk)
    lab.deliver()
    ben = lab.person("ben")
    ben.click("Reject EXP-1 in the technical review", channel="reviews")
    ben.fill("Reason", "No.")
    take(lab, stories.BEN, Duty.TECHNICAL)
    assert "You do not hold the duty “technical”" in ben.submit()["errors"]["reason"]
    assert lab.experiment().stage is Stage.IN_REVIEW


def test_a_duty_that_was_given_after_the_button_was_drawn_counts(lab: Lab) -> None:
    stories.in_review(lab.desk)
    lab.deliver()
    give(lab, stories.IVAN, Duty.BUSINESS)
    lab.person("ivan").click(approve("business"), channel="reviews")
    assert [one.by for one in lab.experiment().reviews] == [stories.IVAN]


def test_a_refusal_of_the_board_is_told_in_its_thread(lab: Lab) -> None:
    stories.in_review(lab.desk)
    lab.deliver()
    ivan = lab.person("ivan")
    ivan.click(approve("technical"), channel="reviews")
    answer = ivan.sees("You do not hold the duty “technical”")
    assert answer["thread_ts"] == headed(lab, "EXP-1 ·")["ts"]


def test_a_refusal_of_the_card_is_told_in_the_channel_though_the_card_has_replies(lab: Lab) -> None:
    stories.in_review(lab.desk)
    lab.deliver()
    ivan = lab.person("ivan")
    ivan.click("Edit", channel="reviews", near="EXP-1 ·")
    answer = ivan.sees("Only the owner, @ana, or an admin can change EXP-1.")
    assert "thread_ts" not in answer


@pytest.mark.parametrize("word", ["withdraw", "conclude"])
def test_buttons_are_gone_everywhere_after_an_end_from_anywhere(lab: Lab, word: str) -> None:
    experiment = stories.approve(lab.desk, stories.in_review(lab.desk), ReviewKind.ETHICS)
    lab.deliver()
    assert deciding_buttons(lab)
    ana = lab.person("ana")
    ana.type(f"/experiment {word} {experiment.key}", channel="lab")
    ana.fill("Reason" if word == "withdraw" else "Learning", "Costs too much.")
    assert ana.submit()["ok"]
    lab.deliver()
    assert deciding_buttons(lab) == set()
    assert buttons(headed(lab, "EXP-1 ·")) == ["Show everything", "History"]
    assert "○ *Board:* not decided" in words(headed(lab, "EXP-1 ·"))
    assert "Ethics review:* approved by Clara" in words(headed(lab, "Review of EXP-1"))


def test_card_thread_and_show_tell_the_same(lab: Lab) -> None:
    stories.approved(lab.desk)
    lab.deliver()
    ana = lab.person("ana")
    ana.type("/experiment show EXP-1", channel="lab")
    assert "✓ *Board:* approved by Ben, Clara, David" in words(headed(lab, "EXP-1 ·"))
    for kind, who in stories.REVIEWER.items():
        said = f"{kind.words.capitalize()} review:* approved by {TEAM.name(who)}"
        assert said in words(headed(lab, "Review of EXP-1"))
        assert said in words(ana.messages("lab")[-1])


def test_a_change_that_makes_a_review_stale_asks_for_it_anew(lab: Lab) -> None:
    experiment = stories.approved(lab.desk)
    stories.amend(lab.desk, experiment, hypothesis="If we do something else, then all is new.")
    lab.deliver()
    assert lab.experiment().stage is Stage.IN_REVIEW
    board = headed(lab, "Review of EXP-1, revision 1")
    assert [approve(kind.words) in buttons(board) for kind in ReviewKind] == [True] * 3
    assert "no longer counts: what it judged has changed" in words(board)
    lab.person("clara").click(approve("ethics"), channel="reviews")
    assert sheets.sheet(lab.desk, 1).experiment.reviews[-1].by == stories.CLARA


def test_history_tells_what_happened_by_whom_and_when(lab: Lab) -> None:
    stories.in_production(lab.desk)
    lab.deliver()
    ben = lab.person("ben")
    ben.click("History", channel="reviews", near="EXP-1 ·")
    told = ben.sees("History of EXP-1", channel="reviews")
    assert f"<!date^{int(stories.NOW.timestamp())}^" in words(told)
    for line in (
        "<@U0CLARA> approved: ethics",
        "<@U0EVA> approved the promotion",
        "promoted to production",
    ):
        assert line in words(told)
    assert told["is_ephemeral"]

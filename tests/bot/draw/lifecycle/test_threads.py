"""The messages in an experiment's thread: the board, the promotion gate, notices and the plan."""

from dataclasses import replace

import pytest

from bot.button_values import ApprovalValue, DeclineValue, ReviewValue
from bot.draw.lifecycle.board_message import board
from bot.draw.lifecycle.gate_message import gate
from bot.draw.lifecycle.notices import notice
from bot.draw.promotion.plan_message import plan_document, plan_filename, plan_message
from rules.experiments.experiment import (
    ApprovalKind,
    Artifact,
    ArtifactKind,
    Experiment,
    ReviewKind,
    Stage,
    Verdict,
)
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.staleness import Field, FieldChange
from rules.people.people import Duty, Team
from rules.promotion.plans import deployment_plan
from tests.bot.draw.facts import (
    TEAM,
    approval,
    approved,
    in_production,
    in_review,
    promoting,
    review,
    reviewed,
    shared_seats,
    sheet,
    value,
)
from tests.bot.draw.judges import button_texts, buttons, mentioned, words
from tests.stories import ANA, BEN, CLARA, DAVID, EVA, FELIX, GRETA, NOW

SEAT = ["Approve", "Ask for changes", "Reject", "Ask a question", "Hand over my seat"]
LEFT = [stage for stage in Stage if stage not in (Stage.PROPOSED, Stage.RUNNING, Stage.IN_REVIEW)]


def sounds(experiment: Experiment) -> list[str]:
    """Return what a screen reader says of the buttons of the seats of the current board."""
    return [
        button["accessibility_label"] for button in buttons(board(sheet(experiment), experiment.revision))
    ][2:]


def without(duty: Duty) -> Team:
    """Return the team in which nobody holds a duty."""
    return Team(tuple(replace(member, duties=member.duties - {duty}) for member in TEAM.members))


def with_a_verdict(
    verdict: Verdict = Verdict.APPROVE, reason: str = "", stage: Stage = Stage.IN_REVIEW
) -> Experiment:
    """Return EXP-12 with one verdict of the ethics review."""
    experiment = in_review()
    return reviewed(experiment, review(experiment, ReviewKind.ETHICS, verdict, reason), stage=stage)


def test_a_board_names_its_revision() -> None:
    assert "Review of EXP-12, revision 1" in words(board(sheet(in_review()), 1))


def test_every_open_seat_has_its_buttons() -> None:
    assert button_texts(board(sheet(in_review()), 1)) == ["Record values", "Override an item", *SEAT * 3]


def test_the_buttons_of_a_seat_tell_a_screen_reader_which_seat_it_is() -> None:
    assert sounds(in_review())[5:10] == [
        "Approve the ethics review of EXP-12",
        "Ask for changes in the ethics review of EXP-12",
        "Reject EXP-12 in the ethics review",
        "Ask a question on the ethics review of EXP-12",
        "Hand over my seat in the ethics review of EXP-12",
    ]


def test_the_buttons_of_a_seat_carry_the_seat() -> None:
    reject = buttons(board(sheet(in_review()), 1))[9]
    read = ReviewValue.read(reject["value"])
    assert (read.experiment, read.revision, read.kind, read.verdict) == (12, 1, ReviewKind.ETHICS, "reject")


def test_only_rejecting_is_marked_as_dangerous() -> None:
    styled = {
        button["text"]["text"] for button in buttons(board(sheet(in_review()), 1)) if button.get("style")
    }
    assert styled == {"Reject"}


def test_a_board_pings_those_who_can_decide_and_nobody_else() -> None:
    assert mentioned(board(sheet(in_review()), 1)) == {BEN, CLARA, DAVID}


def test_a_maker_of_the_revision_is_not_pinged_although_they_hold_the_duty() -> None:
    prompt = Artifact(kind=ArtifactKind.PROMPT, reference="v2", added_by=CLARA)
    made = in_review(artifacts=(*in_review().artifacts, prompt))
    assert CLARA not in mentioned(board(sheet(made), 1))


def test_a_seat_that_nobody_can_fill_shows_why_and_how_to_mend_it() -> None:
    drawn = words(board(sheet(in_review(), team=without(Duty.ETHICS)), 1))
    assert (
        "Nobody holds the duty “ethics”. An admin can give it to somebody who had no part in this: `/team give @who ethics`."
        in drawn
    )


def test_who_cannot_fill_a_seat_is_named_and_not_pinged() -> None:
    made = in_review(owner=CLARA)
    drawn = board(sheet(made), 1)
    assert CLARA not in mentioned(drawn)
    assert "Only Clara could" in words(drawn)


def test_a_decided_seat_shows_by_whom_instead_of_buttons() -> None:
    drawn = board(sheet(with_a_verdict()), 1)
    assert "*Ethics review:* approved by Clara" in words(drawn)
    assert button_texts(drawn) == ["Record values", "Override an item", *SEAT * 2]


def test_an_approval_that_is_carried_over_says_so_and_pings_nobody() -> None:
    second = replace(with_a_verdict(), revision=2)
    drawn = board(sheet(second), 2)
    assert "approved by Clara" in words(drawn)
    assert "carried over from revision 1" in words(drawn)


def test_an_approval_that_a_change_overtook_says_so() -> None:
    drawn = board(sheet(replace(with_a_verdict(), hypothesis="Another one.")), 1)
    assert "The approval by Clara no longer counts" in words(drawn)


def test_a_board_shows_how_an_open_item_is_mended() -> None:
    assert "accuracy has no value yet" in words(board(sheet(in_review()), 1))
    assert "Next: its value, by *Record values*." in words(board(sheet(in_review()), 1))


def test_a_value_that_misses_is_mended_by_a_new_one_or_an_override_and_no_value_is_suggested() -> None:
    missed = in_review(measurements=(value("latency", "640", "ms"), value("accuracy", "0.5")))
    drawn = words(board(sheet(missed), 1))
    assert "Next: a new value, or an override." in drawn
    assert "/experiment metric" not in drawn


def test_a_board_shows_links_as_links_and_other_references_as_text() -> None:
    drawn = words(board(sheet(in_review()), 1))
    assert "*Documentation:* <https://example.com/docs|example.com/docs>" in drawn
    assert "*Model:* registry/ranker:7" in drawn


def test_a_board_shows_what_changed_since_the_revision_before() -> None:
    change = FieldChange(Field.MODEL, "v6", "v7", (ReviewKind.TECHNICAL, ReviewKind.ETHICS))
    drawn = words(board(sheet(in_review(revision=2), changes=(change,)), 2))
    assert "model (reset the technical and ethics reviews):* v6 → v7" in drawn


def test_a_board_says_when_one_person_may_give_several_reviews() -> None:
    assert "one person may give several reviews" in words(board(sheet(shared_seats(in_review())), 1))


@pytest.mark.parametrize("stage", LEFT)
def test_a_board_that_no_longer_sits_has_no_buttons(stage: Stage) -> None:
    assert button_texts(board(sheet(in_review(stage=stage)), 1)) == []


def test_a_board_of_an_earlier_revision_keeps_its_verdicts_without_buttons() -> None:
    rejected = with_a_verdict(Verdict.ASK_FOR_CHANGES, "The bias check is missing.")
    drawn = board(sheet(replace(rejected, revision=2)), 1)
    assert "The bias check is missing." in words(drawn)
    assert button_texts(drawn) == []


def test_a_board_of_an_earlier_revision_says_what_took_its_place() -> None:
    assert "Revision 2 has taken its place." in words(board(sheet(in_review(revision=2)), 1))


def test_a_board_says_that_the_experiment_was_withdrawn() -> None:
    assert "EXP-12 was withdrawn." in words(board(sheet(in_review(stage=Stage.WITHDRAWN)), 1))


def test_a_board_that_approved_keeps_every_verdict_and_repeats_no_evidence() -> None:
    drawn = board(sheet(approved()), 1)
    assert words(drawn).count("review:* approved by") == 3
    assert "*Show everything* of the card" in words(drawn)
    assert "Success metrics" not in words(drawn)
    assert len(drawn.payload()["blocks"]) == 3


def test_verdicts_are_named_and_ping_nobody_once_they_are_given() -> None:
    assert mentioned(board(sheet(approved()), 1)) == set()
    assert mentioned(gate(sheet(in_production()), 1)) == set()


def test_a_gate_answers_no_with_what_is_missing() -> None:
    drawn = words(gate(sheet(promoting(approvals=(approval(ApprovalKind.SECURITY),))), 1))
    assert "*approved: no* · missing: technical lead and product owner" in drawn


def test_a_gate_offers_one_button_for_each_approval_and_one_to_decline() -> None:
    assert button_texts(gate(sheet(promoting()), 1)) == [
        "Approve as technical lead",
        "Approve as product owner",
        "Approve as security",
        "Decline",
        "Ask a question",
        "Hand over my seat",
    ]


def test_the_buttons_of_a_gate_carry_their_seat_and_round() -> None:
    *approvals, decline, _ask, _pass = buttons(gate(sheet(promoting()), 1))
    assert [ApprovalValue.read(one["value"]).kind for one in approvals] == list(ApprovalKind)
    assert DeclineValue.read(decline["value"]).round == 1


def test_a_gate_pings_those_who_can_approve_and_nobody_else() -> None:
    assert mentioned(gate(sheet(promoting()), 1)) == {EVA, FELIX, GRETA}


def test_an_approval_that_is_given_shows_by_whom_instead_of_its_button() -> None:
    drawn = gate(sheet(promoting(approvals=(approval(ApprovalKind.SECURITY),))), 1)
    assert "*Security:* approved by Greta" in words(drawn)
    assert "Approve as security" not in button_texts(drawn)


def test_an_approval_that_nobody_can_give_is_a_gap_that_says_so() -> None:
    assert "Nobody holds the duty “security”" in words(
        gate(sheet(promoting(), team=without(Duty.SECURITY)), 1)
    )


def test_a_gate_shows_the_rollout_and_the_thresholds_it_guards() -> None:
    drawn = words(gate(sheet(promoting()), 1))
    assert "*Traffic:* 5% → 25% → 50% → 100%, 24 hours at each step" in drawn
    assert "latency: 640 ms · target &lt;= 800 ms ↓ · guardrail" in drawn


def test_a_gate_that_opened_answers_yes_without_buttons() -> None:
    drawn = gate(sheet(in_production()), 1)
    assert "*approved: yes*" in words(drawn)
    assert button_texts(drawn) == []


def test_a_declined_gate_keeps_the_reason_without_buttons() -> None:
    no = approval(ApprovalKind.SECURITY, Verdict.DECLINE, "The secrets are in the prompt.")
    drawn = gate(sheet(promoting(stage=Stage.DECLINED, approvals=(no,))), 1)
    assert "The secrets are in the prompt." in words(drawn)
    assert button_texts(drawn) == []


def test_an_earlier_gate_says_that_a_later_one_took_its_place() -> None:
    drawn = gate(sheet(promoting(round=2)), 1)
    assert "A later promotion has taken its place." in words(drawn)
    assert button_texts(drawn) == []


def test_a_gate_that_a_change_closed_says_so() -> None:
    assert "back before the board" in words(gate(sheet(promoting(stage=Stage.IN_REVIEW)), 1))


@pytest.mark.parametrize("topic", [topic for topic in NoticeTopic if topic is not NoticeTopic.REOPENED])
def test_a_notice_pings_only_those_who_must_act(topic: NoticeTopic) -> None:
    said = Notice(topic=topic, by=CLARA, reason=f"Ask <@{BEN}>.", to=(ANA,))
    assert mentioned(notice(sheet(in_review()), said)) == {ANA}


def test_a_board_that_opens_again_calls_its_reviewers_whom_its_edit_would_not_ping() -> None:
    said = Notice(topic=NoticeTopic.REOPENED, by=ANA)
    assert mentioned(notice(sheet(in_review()), said)) == {BEN, CLARA, DAVID}


def test_a_notice_says_what_happened_then_what_comes_next_then_how() -> None:
    said = Notice(topic=NoticeTopic.CHANGES_ASKED, by=CLARA, reason="The bias check\nis missing.", to=(ANA,))
    assert words(notice(sheet(in_review()), said)) == (
        "Clara asked for changes in revision 1 of EXP-12.\n> The bias check\n> is missing.\n"
        f"<@{ANA}> Next: mend it and resubmit.\nResubmit"
    )


def test_a_notice_drawn_late_tells_of_its_own_revision_and_calls_nobody_for_what_is_over() -> None:
    said = Notice(topic=NoticeTopic.CHANGES_ASKED, by=CLARA, reason="The bias check.", to=(ANA,), revision=1)
    drawn = notice(sheet(replace(in_review(), revision=2)), said)
    assert words(drawn) == (
        "Clara asked for changes in revision 1 of EXP-12.\n> The bias check.\nSince then revision 2 was submitted."
    )
    assert mentioned(drawn) == set()


def test_a_notice_owed_before_its_revision_was_kept_tells_of_todays() -> None:
    said = Notice(topic=NoticeTopic.REJECTED, by=CLARA, reason="No.", to=(ANA,))
    assert "rejected revision 2 of EXP-12." in words(notice(sheet(replace(in_review(), revision=2)), said))


def test_the_plan_in_the_thread_shows_steps_and_what_stops_them() -> None:
    message = plan_message(sheet(in_production()), deployment_plan(in_production(), NOW), "Tried.")
    drawn = words(message)
    assert mentioned(message) == set()
    assert "1. 5% of the traffic for 24 hours" in drawn
    assert "• accuracy &lt; 0.92 · `Exp12AccuracyTooLow`" in drawn


def test_the_plan_document_names_people_and_mentions_nobody() -> None:
    document = plan_document(deployment_plan(in_production(), NOW), TEAM, "Tried.")
    assert "technical lead: Eva" in document
    assert "U0" not in document


def test_typed_bars_and_line_ends_cannot_break_the_tables_of_the_document() -> None:
    hostile = in_production(metrics=tuple(replace(one, name="a | b\n| c") for one in in_production().metrics))
    document = plan_document(deployment_plan(hostile, NOW), TEAM, "Tried.")
    table = [line for line in document.splitlines() if "a \\|" in line and line.startswith("| a")]
    assert {line.replace("\\|", "").count("|") for line in table} == {6}


def test_the_plan_document_is_named_after_experiment_and_revision() -> None:
    assert plan_filename(deployment_plan(in_production(), NOW)) == "EXP-12-revision-1-deployment-plan.md"

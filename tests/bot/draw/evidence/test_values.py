"""Values that do not count, and approvals that count no more, as they are drawn."""

from dataclasses import replace

from bot.draw.evidence.value_forms import strike_form
from bot.draw.experiments.details import details
from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.lifecycle.gate_message import gate
from bot.draw.lifecycle.notices import notice
from rules.experiments.experiment import ApprovalKind, Stage
from rules.experiments.notices import Notice, NoticeTopic
from rules.people.people import Team
from rules.recorders import Recorders
from tests import stories
from tests.bot.draw.facts import approval, in_review, promoting, proposed, sheet, uncounted
from tests.bot.draw.judges import button_texts, problems, words
from tests.stories import EVA, IVAN

LOST = "approved by Eva, who has lost the duty since; asked again: "


def without_duties(*users: str) -> Team:
    """Return the team in which some people hold no duty."""
    members = stories.TEAM
    return Team(tuple(replace(one, duties=frozenset()) if one.id in users else one for one in members))


def test_a_value_that_is_marked_as_wrong_is_struck_out_with_the_reason() -> None:
    shown = words(details(sheet(uncounted())))
    assert "~accuracy 0.99~" in shown
    assert "marked as wrong by Ana: “It ran on the training set.”" in shown


def test_a_value_that_is_set_aside_says_whose_it_is() -> None:
    assert "latency 950 ms · measured" in words(details(sheet(uncounted())))
    assert "Ivan, who has no part in it · set aside" in words(details(sheet(uncounted())))


def test_neither_is_the_latest_value() -> None:
    assert words(experiment_card(sheet(uncounted()))).count("0.99") == 0
    assert words(experiment_card(sheet(uncounted()))).count("950") == 0


def test_hostile_reasons_break_nothing() -> None:
    hostile = uncounted("<!channel> ~ & " * 100)
    assert problems(details(sheet(hostile), viewer_is_admin=True, viewer_can_strike=True)) == []


def test_only_who_can_mark_a_value_is_offered_the_form() -> None:
    assert "Mark a value as wrong" not in button_texts(details(sheet(in_review())))
    assert button_texts(details(sheet(in_review()), viewer_can_strike=True))[-1] == "Mark a value as wrong"


def test_the_form_offers_no_more_than_the_latest_25() -> None:
    values = in_review().measurements * 40
    block = strike_form(in_review(), values).to_dict()["blocks"][1]
    assert len(block["element"]["options"]) == 25


def test_the_details_say_who_may_record() -> None:
    assert "Whoever has a part in it can record a value for EXP-12." in words(details(sheet(proposed())))
    everybody = words(details(sheet(proposed(), is_open_to_all=True)))
    assert f"{Recorders.EVERYBODY.words.capitalize()} can record a value for EXP-12." in everybody


def test_a_lost_duty_shows_on_the_card_and_in_the_gate_before_anybody_asks() -> None:
    one = promoting(approvals=(approval(ApprovalKind.TECHNICAL_LEAD),))
    shown = sheet(one, team=without_duties(EVA))
    assert LOST in words(experiment_card(shown))
    assert LOST in words(gate(shown, 1))
    assert "Approve as technical lead" in button_texts(gate(shown, 1))


def test_and_after_it_was_found_out() -> None:
    assert LOST in words(experiment_card(sheet(uncounted())))
    assert f"{LOST}awaited from" in words(gate(sheet(uncounted()), 1))


def test_a_closed_promotion_tells_which_approval_had_ended() -> None:
    words_given = tuple(approval(kind) for kind in ApprovalKind)
    over = replace(uncounted(), approvals=words_given, stage=Stage.WITHDRAWN)
    shown = words(gate(sheet(over), 1))
    assert "approved: no" in shown
    assert "The approval by Eva as technical lead counts no more" in shown


def test_the_thread_calls_the_owner_for_what_was_set_aside() -> None:
    told = Notice(topic=NoticeTopic.VALUE_SET_ASIDE, by=IVAN, about="latency 950 ms", to=(stories.ANA,))
    said = words(notice(sheet(uncounted()), told))
    assert "Ivan, who has no part in EXP-12, recorded latency 950 ms." in said
    assert f"<@{stories.ANA}> Next: look at it." in said


def test_the_thread_calls_who_could_approve_in_the_seat() -> None:
    told = Notice(topic=NoticeTopic.APPROVAL_LAPSED, by=EVA, about="technical lead")
    said = words(notice(sheet(uncounted()), told))
    assert "Eva approved the promotion of EXP-12 as technical lead and has lost the duty since" in said
    assert f"<@{EVA}> Next: somebody who holds the duty approves anew" in said

"""What people see when a deed took back what was approved, met, asked for or confirmed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.draw.evidence.checklist_lines import override_summary
from bot.draw.experiments.details import details
from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.lifecycle.board_message import board
from bot.draw.lifecycle.change_lines import change_summary
from bot.draw.lifecycle.notices import notice
from bot.draw.room import levelled, shared
from bot.draw.stage_words import next_line
from rules.experiments.experiment import ReviewKind, Stage
from rules.experiments.metrics import read_metrics
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.overrides import OverrideOutcome
from rules.experiments.staleness import Field, FieldChange
from tests.bot.draw.facts import approved, in_review, overriding, sheet, value
from tests.bot.draw.judges import mentioned, problems, words
from tests.stories import ANA, BEN, CLARA, DAVID, EVA, GRETA, NOW

LATENCY = "“Model performance meets threshold” is open again: p95 latency is 950 ms, not <= 800 ms"
CONFIRMED = overriding(OverrideOutcome.CONFIRMED)
BOTH = (ReviewKind.TECHNICAL, ReviewKind.BUSINESS)


def test_a_loosened_metric_shows_whatever_stands_around_it() -> None:
    many = "\n".join(f"quality of the answers {place} >= 0.{place}" for place in range(1, 9))
    before, after = (f"cost per 1,000 calls <= {limit} €\n{many}" for limit in ("0.04", "0.05"))
    changed = sheet(in_review(), changes=(FieldChange(Field.METRICS, before, after, BOTH),))
    said = "*success metrics (reset the technical and business reviews):* cost per 1,000 calls: &lt;= 0.04 € → &lt;= 0.05 €"
    assert change_summary(changed) == f"Changed: {said}"
    assert f"• {said}" in words(details(changed))


def test_each_metric_that_differs_has_its_line_and_other_changes_stay_in_sight() -> None:
    changes = (
        FieldChange(Field.METRICS, "a > 1\nb > 2\nc > 3", "a > 2\nc > 3\nd > 4", BOTH),
        FieldChange(Field.MODEL, "m:/1", "m:/2", ()),
    )
    drawn = words(details(sheet(in_review(), changes=changes)))
    for part in ("a: &gt; 1 → &gt; 2", "removed: b &gt; 2", "added: d &gt; 4", "*model:* m:/1 → m:/2"):
        assert part in drawn


def test_the_notice_of_an_approval_that_fell_pings_who_gave_it_and_nobody_else() -> None:
    told = Notice(topic=NoticeTopic.APPROVALS_FELL, by=ANA, about="model: m:/1 → m:/2", to=(BEN,))
    drawn = notice(sheet(in_review()), told)
    assert mentioned(drawn) == {BEN}
    assert "Ana changed what was approved of EXP-12: model: m:/1 → m:/2." in words(drawn)
    assert "Your approval no longer counts." in words(drawn)


def test_the_notice_of_a_value_says_the_item_the_value_and_that_reviews_stand() -> None:
    told = Notice(topic=NoticeTopic.EVIDENCE_LACKING, by=DAVID, about=LATENCY, to=(ANA,), ended=(EVA, GRETA))
    drawn = notice(sheet(approved(stage=Stage.IN_REVIEW)), told)
    assert "p95 latency is 950 ms, not &lt;= 800 ms. Every review still stands." in words(drawn)
    assert "or an override" in words(drawn)
    assert "your approval of it no longer counts" in words(drawn)
    assert mentioned(drawn) == {ANA, EVA, GRETA}
    assert problems(drawn) == []


def test_the_notice_of_an_overtaken_override_says_what_to_do() -> None:
    told = Notice(
        topic=NoticeTopic.OVERRIDE_OVERTAKEN,
        by=BEN,
        about="Ask anew: `/experiment override EXP-12`",
        to=(BEN,),
    )
    drawn = notice(sheet(overriding()), told)
    assert "The override of EXP-12 that Ben asked for is overtaken. Ask anew" in words(drawn)
    assert mentioned(drawn) == {BEN}


@pytest.mark.parametrize(
    ("measured", "said"),
    [("0.5", "does not cover what is lacking now"), ("0.99", "no longer needed")],
)
def test_a_confirmed_override_that_lets_nothing_pass_leaves_the_card(measured: str, said: str) -> None:
    now = replace(CONFIRMED, measurements=(*CONFIRMED.measurements, value("accuracy", measured)))
    assert override_summary(sheet(now)) == ""
    assert "Overridden" not in words(experiment_card(sheet(now)))
    assert said in words(details(sheet(now)))


def test_an_override_that_let_something_into_production_stays_on_the_card() -> None:
    live = replace(
        CONFIRMED,
        stage=Stage.IN_PRODUCTION,
        measurements=(*CONFIRMED.measurements, value("accuracy", "0.99")),
    )
    assert override_summary(sheet(live)).endswith("no longer needed")


def test_a_confirmed_override_that_covers_is_not_marked() -> None:
    assert override_summary(sheet(CONFIRMED)).endswith("confirmed by Clara")


def test_a_board_keeps_an_overtaken_override_in_sight_until_somebody_asks_anew() -> None:
    asked = overriding()
    overtaken = replace(asked, measurements=(*asked.measurements, value("accuracy", "0.5")))
    said = "overtaken before anybody answered. This override does not cover that accuracy is 0.5"
    assert said in words(board(sheet(overtaken), 1))
    again = replace(asked.overrides[0], lacks=("accuracy is 0.5, not >= 0.92",))
    renewed = replace(overtaken, overrides=(*overtaken.overrides, again))
    assert said not in words(board(sheet(renewed), 1))


def test_every_override_and_the_source_of_every_value_stand_in_the_details() -> None:
    confirmed = replace(CONFIRMED.overrides[0], reason="The one that counted.", lacks=("accuracy was low",))
    settled = [
        replace(
            confirmed,
            outcome=OverrideOutcome.REFUSED,
            reason=f"Reason {place}.",
            settled_at=NOW + timedelta(hours=place),
        )
        for place in range(5)
    ]
    metrics = read_metrics("\n".join(f"metric number {place} <= 5 ms" for place in range(8)))
    values = tuple(
        replace(value(one.name, "3", "ms"), source=f"https://runs.example/{one.name}") for one in metrics
    )
    full = in_review(metrics=metrics, measurements=values, overrides=(*settled, confirmed))
    drawn = details(sheet(full))
    told = words(drawn)
    assert problems(drawn) == []
    assert told.index("The one that counted.") < told.index("Reason 0.")
    assert [place for place in range(5) if f"Reason {place}." not in told] == []
    assert [one.name for one in metrics if f"{one.name} 3 ms · measured" not in told] == []


def test_what_is_left_of_a_room_makes_whole_as_many_as_can_be() -> None:
    assert shared([50, 10, 0, 30], 60) == (20, 10, 0, 30)
    assert shared([5], -3) == (0,)


def test_a_room_that_is_too_small_cuts_those_that_want_most_to_the_same() -> None:
    assert levelled([50, 10, 0, 40], 60) == (25, 10, 0, 25)
    assert levelled([50, 10, 0, 30], 90) == (50, 10, 0, 30)
    assert levelled([5], -3) == (0,)


def test_two_open_items_are_met_and_one_is() -> None:
    waiting = replace(approved(), measurements=(), stage=Stage.IN_REVIEW)
    assert "” is met" in next_line(waiting)
    without_plan = replace(waiting, artifacts=waiting.artifacts[:-1])
    assert "and “Rollback plan defined” are met" in next_line(without_plan)


def test_only_who_held_a_place_is_pinged_when_nothing_ended() -> None:
    told = Notice(topic=NoticeTopic.EVIDENCE_LACKING, by=CLARA, about=LATENCY)
    assert mentioned(notice(sheet(approved(stage=Stage.IN_REVIEW)), told)) == set()

"""What a decision rests on: metrics and their trend, the checklist, overrides, and what changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.draw.ceremonies.review.agenda import agenda
from bot.draw.evidence.checklist_lines import checklist_summary
from bot.draw.evidence.evidence_lines import metric_line
from bot.draw.experiments.details import details
from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.lifecycle.board_message import board
from bot.draw.lifecycle.change_lines import change_summary, parted
from bot.draw.lifecycle.gate_message import gate
from bot.draw.lifecycle.notices import notice
from bot.draw.message import Message
from bot.draw.promotion.plan_message import plan_document, plan_message
from bot.draw.text import moment
from rules.ceremonies.ceremonies import Holding, Standing
from rules.ceremonies.review.agendas import Agenda, AgendaPart
from rules.ceremony_names import Ceremony
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.metrics import Measurement, read_metric
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.overrides import OverrideOutcome
from rules.experiments.staleness import Field, FieldChange
from rules.people.people import Team
from rules.promotion.plans import deployment_plan
from tests.bot.draw.facts import (
    TEAM,
    approved,
    in_production,
    in_review,
    overriding,
    promoting,
    proposed,
    sheet,
    value,
)
from tests.bot.draw.judges import button_texts, buttons, mentioned, words
from tests.stories import ANA, CLARA, DAVID, EVA, FELIX, GRETA, NOW

CONFIRMED = overriding(OverrideOutcome.CONFIRMED)
LINE = "accuracy >= 0.92 (now 0.88)"


def measured(*values: str, line: str = LINE, source: str = "") -> str:
    """Return the line of a metric with these values, an hour apart."""
    metric = read_metric(line)
    taken = tuple(
        Measurement(
            metric=metric.name,
            value=Decimal(number),
            unit=metric.unit,
            by=ANA,
            at=NOW + timedelta(hours=hour),
            source=source,
        )
        for hour, number in enumerate(values)
    )
    return metric_line(proposed(metrics=(metric,), measurements=taken), metric)


@pytest.mark.parametrize(
    ("line", "values", "drawn"),
    [
        (LINE, (), "○ accuracy: no value yet · target &gt;= 0.92 ↑ · baseline 0.88"),
        (LINE, ("0.93",), "✓ accuracy: 0.93 · target &gt;= 0.92 ↑ · up 0.05 from baseline 0.88"),
        (
            LINE,
            ("0.90", "0.86"),
            "✗ accuracy: 0.86, not met · target &gt;= 0.92 ↑ · down 0.02 from baseline 0.88 ▇▁",
        ),
        (LINE, ("0.88",), "✗ accuracy: 0.88, not met · target &gt;= 0.92 ↑ · unchanged from baseline 0.88"),
        ("a <= 18% (now 31%)", ("16",), "✓ a: 16% · target &lt;= 18% ↓ · down 15 points from baseline 31%"),
        ("a <= 16.5% (now 17%)", ("16",), "✓ a: 16% · target &lt;= 16.5% ↓ · down 1 point from baseline 17%"),
        (
            "guardrail: p95 <= 800 ms",
            ("900", "850", "640"),
            "✓ p95: 640 ms · target &lt;= 800 ms ↓ · guardrail · down 260 ms from first value 900 ms ▇▅▁",
        ),
        (
            "guardrail: p95 <= 800 ms",
            ("900",),
            "✗ p95: 900 ms, guardrail crossed · target &lt;= 800 ms ↓ · guardrail",
        ),
    ],
)
def test_a_metric_shows_value_target_direction_and_how_it_came_along(
    line: str, values: tuple[str, ...], drawn: str
) -> None:
    assert measured(*values, line=line) == drawn


def test_a_value_from_a_machine_says_so() -> None:
    assert measured("0.93", source="MLflow run <b>").endswith(" · from MLflow run &lt;b&gt;")


def test_details_tell_where_each_value_comes_from_and_when() -> None:
    drawn = words(
        details(sheet(in_review(measurements=(replace(value("latency", "640", "ms"), source="ci"),))))
    )
    assert f"latency 640 ms · measured {moment(NOW)} · Ana · from ci" in drawn


def test_a_met_item_says_since_when() -> None:
    dated = in_review(artifacts=tuple(replace(one, added_at=NOW) for one in in_review().artifacts))
    drawn = words(board(sheet(dated), 1))
    assert f"|example.com/docs> · since {moment(NOW)}" in drawn


def test_evidence_in_words_is_stated_and_who_approves_sees_before_that_it_is_confirmed_by_name() -> None:
    drawn = words(board(sheet(in_review(reviews=())), 1))
    assert "◐ *Rollback plan:* stated, not linked, to be confirmed by name in the technical review" in drawn
    assert "*Rollback plan:* Flip the flag ranker_v7 off. · stated, not linked" in drawn
    seat_ = drawn[drawn.index("○ *Technical review:*") : drawn.index("○ *Ethics review:*")]
    said = "Approving confirms by name what is stated, not linked: the rollback plan “Flip the flag ranker_v7 off”."
    assert seat_.index(said) < seat_.index("Approve\n")
    assert "Rollback plan defined" not in drawn


def test_what_was_confirmed_says_by_whom_on_card_and_board_and_gate() -> None:
    by_ben = tuple(replace(one, confirms=("Flip the flag ranker_v7 off.",)) for one in approved().reviews)
    confirmed = sheet(approved(reviews=by_ben, stage=Stage.PROMOTING, round=1))
    said = "◐ *Rollback plan:* stated, not linked, confirmed by Ben"
    for drawn in (experiment_card(confirmed), gate(confirmed, 1), details(confirmed)):
        assert said in words(drawn)
    assert "Confirmed by name, stated and not linked: “Flip the flag ranker_v7 off.”" in words(
        board(confirmed, 1)
    )


def test_a_placeholder_leaves_its_item_open_and_says_why() -> None:
    evidence = (replace(one, reference="pending legal") for one in in_review().artifacts)
    drawn = words(board(sheet(in_review(artifacts=tuple(evidence))), 1))
    assert "○ *Safety evaluation:* the safety evaluation only says “pending legal”" in drawn
    assert "Safety evaluation passed" not in drawn


def test_an_override_that_is_asked_for_shows_its_reason_and_calls_the_second_person() -> None:
    drawn = board(sheet(overriding()), 1)
    assert "asked by Ben" in words(drawn)
    assert "“The &lt;old&gt; model is worse.” · awaits a second person" in words(drawn)
    assert mentioned(drawn) >= {CLARA, DAVID, EVA, FELIX, GRETA}
    assert button_texts(drawn)[:2] == ["Confirm override", "Refuse override"]
    assert "Override an item" not in button_texts(drawn)


def test_the_buttons_of_an_override_say_of_what() -> None:
    assert [one["accessibility_label"] for one in buttons(board(sheet(overriding()), 1))[:2]] == [
        "Confirm override of EXP-12: Model performance meets threshold",
        "Refuse override of EXP-12: Model performance meets threshold",
    ]


def test_where_nobody_can_confirm_the_board_says_how_to_mend_it() -> None:
    alone = Team(tuple(replace(one, duties=frozenset()) for one in TEAM.members))
    drawn = words(board(sheet(overriding(), team=alone), 1))
    assert "Nobody can confirm it now: nobody holds a review or an approval. An admin can" in drawn


SHOWN = [
    lambda: board(sheet(CONFIRMED), 1),
    lambda: board(sheet(replace(CONFIRMED, stage=Stage.APPROVED)), 1),
    lambda: board(sheet(replace(CONFIRMED, revision=2)), 1),
    lambda: experiment_card(sheet(CONFIRMED)),
    lambda: experiment_card(sheet(in_production(overrides=CONFIRMED.overrides))),
    lambda: details(sheet(replace(CONFIRMED, stage=Stage.RETIRED))),
    lambda: gate(sheet(promoting(overrides=CONFIRMED.overrides, measurements=in_review().measurements)), 1),
]
PLACES = ["board", "closed board", "board of revision 1", "card", "card in production", "details", "gate"]


@pytest.mark.parametrize("draw", SHOWN, ids=PLACES)
def test_a_confirmed_override_shows_everywhere_with_both_people(draw: Callable[[], Message]) -> None:
    drawn = words(draw())
    assert "Model performance meets threshold" in drawn
    assert "asked by Ben" in drawn
    assert "confirmed by Clara" in drawn


def test_the_plan_tells_what_was_overridden_and_why() -> None:
    one = in_production(overrides=CONFIRMED.overrides)
    plan = deployment_plan(one, NOW)
    assert "asked by Ben" in words(plan_message(sheet(one), plan, "Tried."))
    document = plan_document(plan, TEAM, "")
    assert "## Overrides" in document
    assert (
        "accuracy has no value yet. Asked for by Ben, confirmed by Clara: The \\<old\\> model is worse."
        in document
    )


@pytest.mark.parametrize(
    ("experiment", "said"),
    [
        (approved(), "Checklist: 4 of 5 met · 1 stated, not linked"),
        (
            in_review(),
            "Checklist: 3 of 5 met · 1 stated, not linked · open: Model performance meets threshold",
        ),
        (CONFIRMED, "Checklist: 3 of 5 met · 1 stated, not linked · 1 overridden"),
    ],
)
def test_the_card_counts_what_is_met_by_evidence_alone(experiment: Experiment, said: str) -> None:
    assert checklist_summary(experiment) == said


def test_an_override_that_does_not_cover_what_is_lacking_now_says_so() -> None:
    fallen = replace(CONFIRMED, measurements=(*CONFIRMED.measurements, value("accuracy", "0.5")))
    drawn = words(board(sheet(fallen), 1))
    assert "The override that Clara confirmed does not cover this." in drawn


def test_an_override_that_no_longer_counts_leaves_the_card_and_says_so_for_ever_beside_it() -> None:
    changed = replace(CONFIRMED, hypothesis="Another.")
    assert "Overridden" not in words(experiment_card(sheet(changed)))
    assert "what it rested on has changed, so it no longer counts" in words(details(sheet(changed)))


def test_a_board_whose_reviews_stand_names_the_items_that_keep_it_waiting() -> None:
    waiting = replace(approved(), measurements=in_review().measurements, stage=Stage.IN_REVIEW)
    drawn = words(experiment_card(sheet(waiting)))
    assert "approved once “Model performance meets threshold” is met, or overridden by two people." in drawn


def test_the_notice_of_an_override_pings_who_could_confirm_it() -> None:
    told = Notice(
        topic=NoticeTopic.OVERRIDE_ASKED, by=ANA, reason="It is urgent.", about="Rollback <plan>", to=(CLARA,)
    )
    drawn = notice(sheet(overriding()), told)
    assert mentioned(drawn) == {CLARA}
    assert "Ana asks to override an item of EXP-12: Rollback &lt;plan&gt;." in words(drawn)
    assert "> It is urgent." in words(drawn).replace("&gt;", ">")


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("a b c d e f g", "a b c X e f g", ("… b c d e f …", "… b c X e f …")),
        ("one two", "three", ("one two", "three")),
        ("", "new", ("", "new")),
        ("a b", "a b c", ("a b", "a b c")),
        ("a a a a", "a a a", ("… a a a", "… a a")),
        ("x", "x", ("x", "x")),
    ],
)
def test_a_change_shows_where_the_texts_part(before: str, after: str, parts: tuple[str, str]) -> None:
    assert parted(before, after) == parts


def test_the_card_says_what_changed_before_and_after_and_what_it_reset() -> None:
    change = FieldChange(Field.TITLE, "Smaler router", "Smaller router", ())
    said = change_summary(sheet(in_review(), changes=(change,)))
    assert said == "Changed: *title:* Smaler router → Smaller router"


def test_the_ethics_review_hears_of_overrides_since_last_time() -> None:
    holding = Holding(
        channel="C0REVIEWS", ceremony=Ceremony.ETHICS, day=NOW.date(), starts_at=NOW, standing=Standing.OPEN
    )
    pair = (CONFIRMED, CONFIRMED.overrides[0])
    shown = Agenda(holding=holding, today=NOW.date(), since=NOW, team=TEAM, overrides=AgendaPart((pair,), 1))
    drawn = words(agenda(shown, NOW))
    assert "Overrides since last time" in drawn
    assert "asked by Ben, confirmed by Clara: “The &lt;old&gt; model is worse.”" in drawn

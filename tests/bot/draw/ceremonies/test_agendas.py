"""The agendas stay within what Slack takes and show what was typed as it was typed, however much there is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from slack_sdk.models.views import View

from bot.draw.ceremonies.review import agenda, review_record
from bot.draw.ceremonies.review.agenda_forms import bias_form, decision_form, note_form
from bot.draw.evidence.bias_lines import bias_table
from bot.draw.experiments.details import details
from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.lifecycle import follow_up_lines
from bot.draw.lifecycle.gate_message import gate
from rules.ceremonies.ceremonies import Holding, Standing
from rules.ceremonies.review.agendas import Agenda, AgendaPart, Choices, Note
from rules.ceremony_names import Ceremony
from rules.experiments.bias_facts import BiasCheck, GroupValue
from rules.experiments.experiment import Experiment, Hold, Stage
from rules.experiments.follow_ups import FollowUp
from rules.experiments.overrides import Item, Override, OverrideOutcome
from tests.bot.draw.facts import TEAM, approved, in_review, promoting, sheet
from tests.bot.draw.judges import button_texts, mentioned, problems, words
from tests.stories import ANA, BEN, CLARA, NOW

HOSTILE = "<!channel> & `x` " * 60
STAGES = (
    Stage.IN_REVIEW,
    Stage.PROMOTING,
    Stage.RUNNING,
    Stage.IN_PRODUCTION,
    Stage.CONCLUDED,
    Stage.APPROVED,
)


OVERRIDE = Override(
    item=Item.ROLLBACK,
    lacks=(HOSTILE,),
    reason=HOSTILE,
    revision=1,
    digest="",
    asked_by=BEN,
    asked_at=NOW,
    outcome=OverrideOutcome.CONFIRMED,
    settled_by=ANA,
    settled_at=NOW,
)


def check(groups: tuple[GroupValue, ...], **changes: Any) -> BiasCheck:
    """Return a bias check of these groups."""
    facts: dict[str, Any] = {
        "experiment": 12,
        "metric": HOSTILE[:60],
        "higher_is_better": True,
        "threshold": 0.8,
        "by": ANA,
        "at": NOW,
    }
    return BiasCheck(groups=groups, **{**facts, **changes})


def failed() -> Experiment:
    """Return an experiment with a bias check that failed."""
    groups = (GroupValue("women", Decimal("0.5")), GroupValue("men", Decimal(1)))
    return in_review(bias_checks=(check(groups, number=1),))


ONE = Choices(
    Holding(channel="C0LAB", ceremony=Ceremony.ETHICS, day=NOW.date(), starts_at=NOW),
    (in_review(),),
    (failed(),),
)


def crowded(ceremony: Ceremony) -> Agenda:
    """Return an agenda with more of everything than it can show."""
    experiments = tuple(
        replace(
            in_review(),
            number=number,
            title=HOSTILE[:120],
            closing_note=HOSTILE,
            stage=STAGES[number % 6],
            stage_since=NOW,
        )
        for number in range(1, 61)
    )
    follow_ups = tuple(
        FollowUp(
            number=number,
            experiment=number,
            decision=HOSTILE,
            reason=HOSTILE,
            task=HOSTILE,
            owner=BEN,
            due=NOW.date(),
            holds=True,
            by=ANA,
            at=NOW,
        )
        for number in range(1, 40)
    )
    groups = tuple(GroupValue(HOSTILE[:38] + str(place), Decimal(place + 1)) for place in range(30))
    checks = tuple((one, check(groups, experiment=one.number)) for one in experiments[:30])
    return Agenda(
        holding=Holding(
            channel="C0LAB",
            ceremony=ceremony,
            day=NOW.date(),
            starts_at=NOW,
            standing=Standing.OPEN,
            facilitator=ANA,
        ),
        today=NOW.date(),
        since=NOW - timedelta(days=7),
        team=TEAM,
        away=frozenset({BEN}),
        titles={one.number: one.title for one in experiments},
        discussed=frozenset(range(1, 61)),
        notes=tuple(Note(experiment=one.number, text=HOSTILE, by=BEN, at=NOW) for one in experiments),
        decisions=follow_ups,
        entered=tuple(check for _, check in checks),
        waiting=AgendaPart(experiments[:30], 70),
        late=AgendaPart(experiments[:30], 70),
        results=AgendaPart(experiments[:30], 70),
        learnings=AgendaPart(experiments[:30], 70),
        promotions=AgendaPart(experiments[:30], 70),
        overrides=AgendaPart(tuple((one, OVERRIDE) for one in experiments[:30]), 70),
        safety=AgendaPart(tuple((one, "no safety evaluation") for one in experiments[:30]), 70),
        bias=AgendaPart(checks, 70),
        unchecked=AgendaPart(experiments[:30], 70),
        follow_ups=AgendaPart(follow_ups, 70),
    )


@pytest.mark.parametrize("ceremony", [Ceremony.REVIEW, Ceremony.ETHICS])
def test_a_crowded_agenda_and_its_record_are_taken_by_slack(ceremony: Ceremony) -> None:
    shown = crowded(ceremony)
    for drawn in (
        agenda.agenda(shown, NOW + timedelta(days=1)),
        review_record.opened(shown),
        review_record.record(shown),
    ):
        payload = drawn.payload()
        assert len(payload["blocks"]) <= 50
        # Menus are plain text, which pings nobody and is never escaped.
        markup = str([block for block in payload["blocks"] if block["type"] == "section"])
        assert len(markup) < 13_000
        assert "<!channel>" not in markup


@pytest.mark.parametrize("form", [note_form, decision_form, bias_form])
def test_every_form_of_a_holding_is_taken_by_slack(form: Callable[[Choices], View]) -> None:
    assert form(replace(ONE, experiments=ONE.experiments * 100)).to_dict()["blocks"]


def quiet(ceremony: Ceremony, **parts: Any) -> Agenda:
    """Return an agenda of EXP-12 with these parts alone."""
    shown = crowded(ceremony)
    return Agenda(
        holding=shown.holding,
        today=shown.today,
        since=shown.since,
        team=TEAM,
        titles={12: in_review().title},
        **parts,
    )


def test_an_agenda_says_what_waits_for_whom_and_how_long() -> None:
    shown = quiet(Ceremony.REVIEW, waiting=AgendaPart((replace(in_review(), stage_since=NOW),), 1))
    drawn = words(agenda.agenda(shown, NOW + timedelta(days=3)))
    assert "EXP-12 Rank answers with the small model · for 3 days" in drawn


def test_a_closed_holding_has_no_buttons() -> None:
    shown = crowded(Ceremony.ETHICS)
    closed = replace(shown, holding=replace(shown.holding, standing=Standing.CLOSED))
    types = [block["type"] for block in agenda.agenda(closed, NOW).payload()["blocks"]]
    assert "actions" not in types


def test_every_part_says_how_many_it_leaves_out_of_all_there_are() -> None:
    learnt = tuple(replace(in_review(), number=number, stage=Stage.CONCLUDED) for number in range(1, 31))
    drawn = words(agenda.agenda(quiet(Ceremony.REVIEW, learnings=AgendaPart(learnt, 60)), NOW))
    shown = drawn.count("· concluded")
    assert 0 < shown <= 12
    assert f"… and {60 - shown} more" in drawn


def test_who_is_away_is_called_so_where_they_are_awaited() -> None:
    shown = quiet(Ceremony.REVIEW, waiting=AgendaPart((in_review(),), 1), away=frozenset({BEN}))
    assert "Technical review from Ben (away)" in words(agenda.agenda(shown, NOW))


def passing(**changes: Any) -> BiasCheck:
    """Return a check of two groups that come out nearly alike."""
    return check(
        (GroupValue("women", Decimal("0.9")), GroupValue("men", Decimal(1))), metric="accuracy", **changes
    )


def test_what_holds_and_is_known_takes_one_line_and_what_fails_a_table() -> None:
    failing = check((GroupValue("women", Decimal("0.5")), GroupValue("men", Decimal(1))), metric="recall")
    known = passing(at=NOW - timedelta(days=30))
    old = passing(at=NOW - timedelta(days=99))
    pairs = tuple((in_review(), one) for one in (failing, known, old))
    drawn = words(agenda.agenda(quiet(Ceremony.ETHICS, bias=AgendaPart(pairs, 3)), NOW))
    assert drawn.count("```") == 2
    assert "accuracy: the four-fifths rule holds, lowest ratio 0.90 (women), 31 Jan 2026" in drawn
    assert "99 days old" in drawn


def test_a_table_of_many_groups_shows_the_best_and_those_that_come_out_worst() -> None:
    groups = tuple(GroupValue(f"group {place}", Decimal(place)) for place in range(1, 31))
    drawn = bias_table(check(groups))
    assert "… and 20 more" in drawn
    assert all(f"group {place} " in drawn for place in (30, 1, 9))


def test_a_table_shows_units_and_sizes_and_marks_small_groups() -> None:
    groups = (GroupValue("women", Decimal(50), "%", 12), GroupValue("men", Decimal(60), "%", 400))
    drawn = bias_table(check(groups))
    assert "n=12 (small)" in drawn
    assert "n=400" in drawn
    assert "50%" in drawn


def test_the_ethics_review_begins_with_what_is_on_its_own_agenda() -> None:
    shown = quiet(
        Ceremony.ETHICS, promotions=AgendaPart((in_review(),), 2), waiting=AgendaPart((in_review(),), 5)
    )
    drawn = words(review_record.opened(shown))
    assert "begins: 2 promotions." in drawn
    assert "waiting" not in drawn


def test_a_review_offers_to_discuss_what_stands_on_its_agenda_alone() -> None:
    waiting = quiet(Ceremony.REVIEW, waiting=AgendaPart((in_review(),), 1))
    assert "Mark as discussed" in str(agenda.agenda(waiting, NOW).payload())
    assert "Mark as discussed" not in str(agenda.agenda(quiet(Ceremony.ETHICS), NOW).payload())


def follow_up(**changes: Any) -> FollowUp:
    """Return a follow-up of Ben's that holds EXP-12."""
    return replace(
        crowded(Ceremony.ETHICS).decisions[0], experiment=12, task="Repeat the red team", **changes
    )


def test_a_record_names_titles_and_the_checks_that_were_entered() -> None:
    shown = quiet(Ceremony.ETHICS, discussed=frozenset({12}), entered=(passing(),))
    drawn = words(review_record.record(shown))
    assert "EXP-12 Rank answers with the small model" in drawn
    assert "accuracy: the four-fifths rule holds" in drawn


def test_a_record_keeps_the_way_to_mark_a_follow_up_as_done_while_one_is_open() -> None:
    shown = quiet(Ceremony.ETHICS, decisions=(follow_up(),))
    closed = replace(shown, holding=replace(shown.holding, standing=Standing.CLOSED))
    assert "Mark a follow-up as done" in str(review_record.record(closed).payload())
    done = replace(closed, decisions=(follow_up(done_at=NOW, done_by=BEN),))
    assert "Mark a follow-up as done" not in str(review_record.record(done).payload())
    assert "Lift a hold" in str(review_record.record(done).payload())
    lifted = replace(closed, decisions=(follow_up(done_at=NOW, lifted_by=CLARA, lifted_at=NOW),))
    assert "Lift a hold" not in str(review_record.record(lifted).payload())


def held(count: int = 1, done_by: str = "", **changes: Any) -> Experiment:
    """Return EXP-12 held by as many follow-ups of Ben's."""
    holds = tuple(
        Hold(
            HOSTILE if count > 1 else "Repeat the red team",
            BEN,
            NOW.date(),
            number,
            "Not for minors",
            NOW.date(),
            by=CLARA,
            done_by=done_by,
        )
        for number in range(1, count + 1)
    )
    return promoting(holds=holds, **changes)


def test_a_card_says_what_holds_it_and_has_the_button_that_lifts_it() -> None:
    drawn = experiment_card(sheet(held()))
    assert "“Not for minors”, recorded by Clara" in words(drawn)
    assert "Until Ben has done: Repeat the red team, due 2 Mar 2026. It is lifted with a finding" in words(
        drawn
    )
    assert [button_texts(drawn).count(text) for text in ("Mark as done", "Lift the hold")] == [1, 1]
    assert "Promote" not in button_texts(experiment_card(sheet(approved(holds=held().holds))))


def test_what_is_done_awaits_a_finding_on_the_card() -> None:
    drawn = experiment_card(sheet(held(done_by=BEN)))
    assert "Ben marked as done: Repeat the red team. It awaits a finding." in words(drawn)
    assert "Mark as done" not in button_texts(drawn)
    assert "Lift the hold" in button_texts(drawn)


def test_the_buttons_of_a_hold_say_to_a_screen_reader_which_one_they_mean() -> None:
    labels = str(experiment_card(sheet(held())).payload())
    assert "Lift the hold of follow-up 1: Repeat the red team" in labels
    assert "Mark follow-up 1 as done: Repeat the red team" in labels


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Because I say so", "because I say so"),
        ("because, of gaps", "because of gaps"),
        ("The red team found gaps", "because The red team found gaps"),
        ("because", "because because"),
    ],
)
def test_a_reason_says_because_once(typed: str, said: str) -> None:
    assert follow_up_lines.because(typed, 200) == said
    shown = quiet(Ceremony.ETHICS, decisions=(follow_up(reason=typed),))
    assert f"· {said} ·" in words(agenda.agenda(shown, NOW))


def test_the_form_that_lifts_a_hold_says_what_was_decided_and_is_taken_by_slack() -> None:
    form = str(follow_up_lines.lift_form(crowded(Ceremony.ETHICS).decisions[0]).to_dict())
    assert "What was to be done" in form
    assert "<!channel>" not in form


def test_a_decision_says_who_recorded_it_and_with_which_finding_its_hold_was_lifted() -> None:
    open_one = follow_up(number=1, by=CLARA, decision="Not for minors", reason="Gaps")
    done = replace(open_one, number=2, done_by=BEN, done_at=NOW)
    lifted = replace(done, number=3, lifted_by=CLARA, lifted_at=NOW, finding="The gaps are closed")
    every = (open_one, done, lifted)
    shown = quiet(Ceremony.ETHICS, decisions=every, follow_ups=AgendaPart(every[:2], 2))
    for drawn in (agenda.agenda(shown, NOW), review_record.record(shown)):
        said = words(drawn)
        assert said.count("decided by Clara") >= 3
        assert "done, awaits a finding" in said
        assert "done · hold lifted by Clara: “The gaps are closed”" in said
        offered = [
            (element["placeholder"]["text"], len(element["options"]))
            for block in drawn.payload()["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
            if element["type"] == "static_select" and "discussed" not in element["placeholder"]["text"]
        ]
        assert offered == [("Mark a follow-up as done", 1), ("Lift a hold", 2)]


@pytest.mark.parametrize("done_by", ["", BEN])
@pytest.mark.parametrize("count", [1, 9])
def test_whatever_shows_a_hold_is_taken_by_slack(count: int, done_by: str) -> None:
    shown = sheet(held(count, done_by))
    card = experiment_card(shown)
    assert len(card.payload()["blocks"]) <= 12
    assert [problems(one) for one in (card, gate(shown, shown.experiment.round), details(shown))] == [
        [],
        [],
        [],
    ]


def test_a_gate_that_is_held_says_so_and_asks_nobody() -> None:
    shown = sheet(held())
    drawn = gate(shown, shown.experiment.round)
    assert "approved: no* · held by the AI ethics review" in words(drawn)
    assert [text for text in button_texts(drawn) if text.startswith("Approve")] == []
    assert mentioned(drawn) == set()


def test_everything_about_a_held_experiment_says_what_holds_it() -> None:
    drawn = details(sheet(held()))
    assert "Held from promotion* by the AI ethics review of 2 Mar 2026: “Not for minors”" in words(drawn)
    assert "Mark as done" in button_texts(drawn)


def test_the_message_to_the_owner_of_a_follow_up_is_taken_by_slack() -> None:
    hostile = follow_up(channel="C0LAB", day=NOW.date())
    drawn = follow_up_lines.follow_up_message(hostile, sheet(held()))
    assert problems(drawn) == []
    assert "EXP-12 is held from promotion until it is done" in words(drawn)

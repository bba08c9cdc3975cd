"""The agendas stay within what Slack takes and show what was typed as it was typed, however much there is."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.views import agendas as views
from bot.views.forms.agendas import bias_form, decision_form, note_form
from rules.agendas import Agenda, FollowUp, Note
from rules.ceremonies import Ceremony, Occurrence, Standing
from rules.experiments import Stage
from rules.fairness import BiasCheck, GroupValue
from tests.stories import ANA, BEN, NOW
from tests.views.facts import TEAM, in_review
from tests.views.judges import words

HOSTILE = "<!channel> & `x` " * 60
STAGES = (
    Stage.IN_REVIEW,
    Stage.PROMOTING,
    Stage.RUNNING,
    Stage.IN_PRODUCTION,
    Stage.CONCLUDED,
    Stage.APPROVED,
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
    return Agenda(
        occurrence=Occurrence(
            channel="C0LAB",
            ceremony=ceremony,
            day=NOW.date(),
            starts_at=NOW,
            standing=Standing.OPEN,
            facilitator=ANA,
        ),
        since=NOW - timedelta(days=7),
        team=TEAM,
        experiments=experiments,
        notes=tuple(Note(experiment=one.number, text=HOSTILE, by=BEN, at=NOW) for one in experiments),
        decisions=follow_ups,
        open_follow_ups=follow_ups,
        bias_checks=tuple(
            BiasCheck(
                experiment=one.number,
                metric=HOSTILE[:60],
                higher_is_better=True,
                groups=groups,
                threshold=0.8,
                by=ANA,
                at=NOW,
            )
            for one in experiments[:5]
        ),
    )


@pytest.mark.parametrize("ceremony", [Ceremony.REVIEW, Ceremony.ETHICS])
def test_a_crowded_agenda_and_its_record_are_taken_by_slack(ceremony: Ceremony) -> None:
    shown = crowded(ceremony)
    for drawn in (views.agenda(shown, NOW + timedelta(days=1)), views.opened(shown), views.record(shown)):
        payload = drawn.payload()
        assert len(payload["blocks"]) <= 50
        # Menus are plain text, which pings nobody and is never escaped.
        markup = str([block for block in payload["blocks"] if block["type"] == "section"])
        assert len(markup) < 12_000
        assert "<!channel>" not in markup


@pytest.mark.parametrize("form", [note_form, decision_form, bias_form])
def test_every_form_of_a_crowded_agenda_is_taken_by_slack(form: object) -> None:
    assert form(crowded(Ceremony.ETHICS)).to_dict()["blocks"]  # type: ignore[operator]


def test_an_agenda_says_what_waits_for_whom_and_how_long() -> None:
    shown = replace(
        crowded(Ceremony.REVIEW), experiments=(replace(in_review(), stage_since=NOW),), notes=(), decisions=()
    )
    drawn = words(views.agenda(shown, NOW + timedelta(days=3)))
    assert "EXP-12 Rank answers with the small model · for 3 days" in drawn


def test_a_closed_holding_has_no_buttons() -> None:
    shown = crowded(Ceremony.ETHICS)
    closed = replace(shown, occurrence=replace(shown.occurrence, standing=Standing.CLOSED))
    types = [block["type"] for block in views.agenda(closed, NOW).payload()["blocks"]]
    assert "actions" not in types

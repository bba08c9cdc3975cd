"""Search, insights, learnings and what is like a proposal, as people meet them in Slack."""

from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import BoltRequest
from strictslack.client.person import Person

from rules.lifecycle.steps import Step
from tests import stories
from tests.bot import payloads
from tests.bot.lab import Lab
from tests.stories import NOW

TRIED = {"title": "Larger chunks in the index", "hypothesis": "If chunks are longer, answers quote more."}


def concluded(lab: Lab, days: int = 10, **typed: str) -> None:
    """Conclude an experiment that took some days."""
    proposed = stories.proposed(lab.desk, now=NOW - timedelta(days=days), **typed)
    stories.close(lab.desk, proposed, Step.CONCLUDE, note="No gain: more noise than context.")


def typing(person: Person, lab: Lab, label: str, text: str) -> None:
    """Type into a field of the open form, of which the app hears."""
    person.fill(label, text)
    open_view, block = person.views()[-1], label.casefold()
    action = {"type": "plain_text_input", "action_id": block, "block_id": block, "value": text}
    standing = payloads.view(open_view, {block: {block: payloads.typed(text)}}, id=open_view["id"])
    click = payloads.click_in_view(action, open_view, view=standing)
    assert lab.app.dispatch(BoltRequest(mode="socket_mode", body=click)).status == 200


def shown(view: dict[str, Any]) -> str:
    """Return what an open form says of similar experiments."""
    return next((one["text"]["text"] for one in view["blocks"] if one.get("block_id") == "similar"), "")


def test_what_was_tried_shows_while_a_proposal_is_typed(lab: Lab) -> None:
    concluded(lab, **TRIED)
    ana = lab.person("ana")
    ana.type("/experiment propose", channel=stories.REVIEW_CHANNEL)
    typing(ana, lab, "Title", "Chunk the index larger")
    said = shown(ana.views()[-1])
    assert "*Tried before*" in said
    assert "EXP-1" in said
    assert "No gain: more noise than context." in said
    # One click still proposes it, with what was typed.
    ana.fill("Hypothesis", "If chunks are longer, answers are better.")
    assert ana.submit()["ok"]
    assert lab.experiment(2).title == "Chunk the index larger"


def test_a_form_that_opens_with_a_title_shows_at_once_what_was_tried(lab: Lab) -> None:
    concluded(lab, **TRIED)
    ana = lab.person("ana")
    ana.type("/experiment propose Larger chunks for the index", channel=stories.REVIEW_CHANNEL)
    said = shown(ana.views()[-1])
    assert "*Tried before*" in said
    assert "No gain: more noise than context." in said
    assert not lab.calls("views.update")


def test_a_form_is_drawn_anew_only_when_there_is_something_new_to_say(lab: Lab) -> None:
    concluded(lab, **TRIED)
    ana = lab.person("ana")
    ana.type("/experiment propose", channel=stories.REVIEW_CHANNEL)
    for title in ("Something", "Something else", "Larger chunks", "Larger chunks again", "Nothing like it"):
        typing(ana, lab, "Title", title)
    assert len(lab.calls("views.update")) == 2
    assert shown(ana.views()[-1]) == ""


def test_the_inputs_stay_as_they_stand_and_slack_may_be_busy(lab: Lab) -> None:
    concluded(lab, **TRIED)
    ana = lab.person("ana")
    ana.type("/experiment propose", channel=stories.REVIEW_CHANNEL)
    before = [block for block in ana.views()[-1]["blocks"] if block["type"] == "input"]
    lab.sandbox.keeper.fault("views.update", "ratelimited", retry_after=1)
    typing(ana, lab, "Title", "Larger chunks")
    assert shown(ana.views()[-1]) == ""
    typing(ana, lab, "Title", "Larger chunks, longer")
    assert "EXP-1" in shown(ana.views()[-1])
    assert [block for block in ana.views()[-1]["blocks"] if block["type"] == "input"] == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("larger chunks", "Larger chunks in the index"),
        ("", "Add the words to look for"),
        ("the", "These words are in every text"),
        ("unicorn", "Nothing has the words: unicorn"),
        ("größe", "Nothing has the words: größe"),
        ("( ) * %", "There is nothing to look for."),
        (
            "exp-7",
            "Nothing has the words: exp-7. Try fewer or other words; titles, hypotheses, metrics and learnings",
        ),
        ("EXP-7", "shows everything about EXP-7."),
    ],
)
def test_search_answers_one_person_and_an_empty_result_teaches(
    sqlite_lab: Lab, words: str, said: str
) -> None:
    concluded(sqlite_lab, **TRIED)
    ivan = sqlite_lab.person("ivan")
    ivan.type(f"/experiment search {words}", channel=stories.REVIEW_CHANNEL)
    ivan.sees(said)


def test_insights_come_with_charts_and_with_their_numbers_in_words(lab: Lab) -> None:
    for days in (4, 6, 8, 10):
        concluded(lab, days)
    ivan = lab.person("ivan")
    ivan.type("/experiment insights", channel=stories.REVIEW_CHANNEL)
    lab.deliver()
    told = ivan.sees("Insights from 4 experiments", channel=stories.REVIEW_CHANNEL)
    charts = [block for block in told["blocks"] if block["type"] == "data_visualization"]
    assert [chart["title"] for chart in charts] == ["From proposal to result"]
    assert "half within 8 days, 80% within 10 days" in told["text"]


def test_where_slack_draws_no_charts_the_words_come_alone(lab: Lab) -> None:
    concluded(lab)
    lab.sandbox.keeper.fault("chat.postEphemeral", "error", error="invalid_blocks")
    ivan = lab.person("ivan")
    ivan.type("/experiment insights", channel=stories.REVIEW_CHANNEL)
    lab.deliver()
    told = ivan.sees("Insights from 1 experiment", channel=stories.REVIEW_CHANNEL)
    assert {block["type"] for block in told["blocks"]} == {"header", "section", "actions", "context"}


def test_without_history_insights_teach(sqlite_lab: Lab) -> None:
    ivan = sqlite_lab.person("ivan")
    ivan.type("/experiment insights", channel=stories.REVIEW_CHANNEL)
    sqlite_lab.deliver()
    ivan.sees("Nothing has come to a result yet")


def test_rolling_back_asks_for_the_reason_and_for_the_learning(sqlite_lab: Lab) -> None:
    stories.in_production(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type("/experiment rollback EXP-1", channel=stories.REVIEW_CHANNEL)
    ana.fill("Reason", "Errors at noon.")
    ana.fill("Learning", "Load-test with real traffic.")
    assert ana.submit()["ok"]
    sqlite_lab.deliver()
    assert "Load-test with real traffic." in str(ana.sees("Rolled back", channel=stories.REVIEW_CHANNEL))


def test_the_forecast_stands_on_the_card_and_in_full_when_asked(sqlite_lab: Lab) -> None:
    for days in (4, 6, 8, 10):
        concluded(sqlite_lab, days)
    stories.proposed(sqlite_lab.desk)
    sqlite_lab.deliver()
    ana = sqlite_lab.person("ana")
    card = str(ana.sees("EXP-5 ·", channel=stories.REVIEW_CHANNEL))
    assert "80% within 10 days (by 12 Mar 2026), from 4 similar experiments" in card
    ana.type("/experiment show EXP-5", channel=stories.REVIEW_CHANNEL)
    told = str(ana.sees("At proposal: 50% by", channel=stories.REVIEW_CHANNEL))
    assert "The owner's date at proposal: 30 Jun 2026" in told

"""Search, similar experiments and forecasts: within Slack's limits, and nothing typed becomes markup."""

from dataclasses import replace
from datetime import date, timedelta

from strictslack.blockkit.surfaces import check_message_blocks, checked_view

from bot.draw.learning.forecast_lines import forecast_fact, forecast_lines
from bot.draw.learning.search_results import search_results, similar_words
from bot.draw.lifecycle.proposal_forms import proposal_form, shows_similar, with_similar
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.forecast_facts import Bound, Forecast, Likeness
from rules.experiments.proposals import ProposalDraft
from rules.learning.search import Found, Similar
from tests.bot.draw.facts import proposed, sheet
from tests.stories import NOW

HOSTILE = '<!channel> & "x" <@U0ANA> ' * 80
FORECAST = Forecast(
    likeness=Likeness.SAME_KIND,
    finished=9,
    running=2,
    bounds=(Bound(50, 12), Bound(80, 23)),
    owner_date=date(2026, 3, 20),
)


def concluded(number: int) -> Experiment:
    """Return an experiment of hostile words."""
    return proposed(
        number=number,
        title=HOSTILE[:120],
        stage=Stage.CONCLUDED,
        closing_note=HOSTILE[:2000],
        learning=HOSTILE[:2000],
        finished_at=NOW + timedelta(days=number),
        forecast=FORECAST,
    )


def test_a_page_of_hostile_results_fits_and_pings_nobody() -> None:
    experiments = tuple(concluded(number) for number in range(1, 11))
    links = {one.number: "https://x.slack.com/archives/C1/p1" for one in experiments}
    drawn = search_results(Found(words=HOSTILE[:300], experiments=experiments, links=links)).payload()
    assert check_message_blocks(drawn["blocks"]) == []
    assert "<!channel>" not in str(drawn)
    assert "<@U0ANA>" not in str(drawn["blocks"][1]["text"]["text"])


def test_hostile_similar_ones_fit_into_the_form_and_leave_its_inputs_alone() -> None:
    similar = [Similar(concluded(number), "https://x.slack.com/archives/C1/p1") for number in range(1, 4)]
    form = proposal_form(ProposalDraft(title="T"), projects=()).to_dict()
    blocks = with_similar(form["blocks"], similar)
    checked_view(form | {"blocks": blocks}, "modal")
    assert [block for block in blocks if block["type"] == "input"] == [
        block for block in form["blocks"] if block["type"] == "input"
    ]
    assert shows_similar(blocks, similar)
    assert with_similar(blocks, []) == form["blocks"]
    assert "<!channel>" not in similar_words(similar)


def test_what_is_under_way_is_told_apart_from_what_was_tried() -> None:
    said = similar_words([Similar(concluded(1)), Similar(proposed(number=2, stage=Stage.RUNNING))])
    assert (
        said.index("*Tried before*")
        < said.index("EXP-1")
        < said.index("*Under way already*")
        < said.index("EXP-2")
    )


def test_the_forecast_is_one_short_line_and_later_says_whether_it_was_kept() -> None:
    running = proposed(forecast=FORECAST, stage=Stage.RUNNING)
    line = "80% within 23 days (by 25 Mar 2026), from 11 similar experiments, 2 without result yet"
    assert forecast_fact(running) == f"*Forecast*\n{line}"
    kept = replace(running, stage=Stage.CONCLUDED, finished_at=NOW + timedelta(days=20))
    assert forecast_fact(kept).endswith("80% by 25 Mar 2026: kept, result 22 Mar 2026")
    assert forecast_fact(proposed()) == ""
    thin = proposed(forecast=Forecast(finished=2))
    assert forecast_fact(thin).endswith("too little history (2 of 4 results)")


def test_all_of_the_forecast_stands_beside_the_owners_date_and_the_one_of_now() -> None:
    shown = replace(sheet(proposed(forecast=FORECAST)), outlook=Forecast(finished=1))
    assert list(forecast_lines(shown)) == [
        "At proposal: 50% by 14 Mar 2026 (12 days), 80% by 25 Mar 2026 (23 days), from 11 similar experiments,"
        " 2 without result yet",
        "The owner's date at proposal: 20 Mar 2026",
        "Now: too little history to tell (1 result of all workstreams; 4 are the fewest)",
    ]

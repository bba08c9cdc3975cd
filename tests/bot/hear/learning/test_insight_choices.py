"""Choosing a span and a project of the insights, in words and by the menus, and taking their data."""

import csv
import io
from datetime import timedelta
from typing import Any

from slack_bolt import BoltRequest
from werkzeug import Request, Response

from bot.button_values import InsightsValue
from bot.ids import Act
from flows.people.projects import create
from rules.lifecycle.steps import Step
from rules.people.projects import ProjectDraft
from tests import stories
from tests.bot import payloads
from tests.bot.lab import Lab, serving
from tests.bot.looks import words
from tests.stories import ANA, NOW, REVIEW_CHANNEL


def concluded(lab: Lab, days: int, **typed: str) -> None:
    """Conclude an experiment that was proposed some days ago."""
    proposed = stories.proposed(lab.desk, now=NOW - timedelta(days=days), **typed)
    stories.close(lab.desk, proposed, Step.CONCLUDE, note="No gain.")


def tried(lab: Lab) -> None:
    """Leave a project with two experiments, and one of none that is older."""
    draft = ProjectDraft(name="Search", workstream="production")
    create(lab.desk, draft, by=ANA, channel="C0LAB", now=NOW, request="search")
    concluded(lab, 100)
    concluded(lab, 10, project="1")
    concluded(lab, 40, project="1", title="=cmd()")


def asked(lab: Lab, typed: str = "") -> None:
    """Let Ivan ask for the insights."""
    lab.person("ivan").type(f"/experiment insights {typed}".strip(), channel=REVIEW_CHANNEL)
    lab.deliver()


def seen(lab: Lab, said: str) -> dict[str, Any]:
    """Return what Ivan sees, which nobody else does."""
    told = lab.person("ivan").sees(said, channel=REVIEW_CHANNEL)
    assert told["is_ephemeral"]
    return told


def files(lab: Lab) -> dict[str, list[dict[str, str]]]:
    """Return the rows of the files that were uploaded, by name."""
    kept = [file for file in lab.sandbox.core.state.files.values() if file.completed]
    return {
        file.info["name"]: list(csv.DictReader(io.StringIO((file.content or b"").decode()))) for file in kept
    }


def test_span_and_project_are_chosen_in_words(lab: Lab) -> None:
    tried(lab)
    asked(lab, "project search last 90 days")
    told = words(seen(lab, "Insights from 2 experiments"))
    assert "Proposed in the last 90 days (3 Dec 2025 to 2 Mar 2026), project *Search*" in told


def test_a_choice_in_a_menu_draws_the_same_message_anew_and_keeps_the_other_choice(lab: Lab) -> None:
    tried(lab)
    asked(lab)
    ivan = lab.person("ivan")
    before = seen(lab, "Insights from 3 experiments")["ts"]
    ivan.choose("Span of time", "Last 90 days", channel=REVIEW_CHANNEL)
    assert seen(lab, "Insights from 2 experiments")["ts"] == before
    ivan.choose("Span of time", "Last 30 days", channel=REVIEW_CHANNEL)
    seen(lab, "Insights from 1 experiment")
    ivan.choose("Project", "Search", channel=REVIEW_CHANNEL)
    told = words(seen(lab, "Insights from 1 experiment"))
    assert "Proposed in the last 30 days" in told
    assert "project *Search*" in told
    assert len([one for one in ivan.messages(REVIEW_CHANNEL) if "Insights from" in one["text"]]) == 1


class WithoutCharts:
    """Takes answers to a click as a Slack does that draws no charts."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []

    @Request.application
    def __call__(self, request: Request) -> Response:
        """Take an answer, or refuse it."""
        if b"data_visualization" in request.get_data():
            return Response("invalid_blocks", status=400)
        self.taken.append(request.get_json())
        return Response("ok")


def test_where_slack_draws_no_charts_a_choice_is_drawn_without_them(lab: Lab) -> None:
    for days in (4, 6, 8, 10):
        concluded(lab, days)
    value = InsightsValue(project=0, days=90).write()
    option = {"text": {"type": "plain_text", "text": "Last 90 days", "emoji": True}, "value": value}
    action = {"type": "static_select", "action_id": Act.CHOOSE_SPAN.value, "selected_option": option}
    slack = WithoutCharts()
    with serving(slack) as address:
        click = payloads.click(action, response_url=address)
        assert lab.app.dispatch(BoltRequest(mode="socket_mode", body=click)).status == 200
    (answer,) = slack.taken
    assert answer["replace_original"]
    assert "80% within 10 days" in answer["text"]


def test_what_is_no_span_and_no_project_is_answered_with_what_is_right(sqlite_lab: Lab) -> None:
    tried(sqlite_lab)
    ivan = sqlite_lab.person("ivan")
    for typed, said in (
        ("whenever", "is no span of days that have been"),
        ("project Serch", "Did you mean “Search”?"),
        ("last month", "can mean “last 30 days” or “1 Feb 2026 to 28 Feb 2026”"),
    ):
        ivan.type(f"/experiment insights {typed}", channel=REVIEW_CHANNEL)
        ivan.sees(said, channel=REVIEW_CHANNEL)


def test_the_data_comes_as_files_to_who_asked_alone_of_what_was_chosen(lab: Lab) -> None:
    tried(lab)
    asked(lab, "project search")
    lab.person("ivan").click("These insights: data as CSV", channel=REVIEW_CHANNEL)
    seen(lab, "it comes to you as a direct message")
    lab.deliver()
    found = files(lab)
    assert list(found) == ["insights-experiments.csv", "insights-seats.csv"]
    rows = found["insights-experiments.csv"]
    assert [(row["experiment"], row["title"], row["project"]) for row in rows] == [
        ("EXP-3", "'=cmd()", "Search"),
        ("EXP-2", "Smaller router model", "Search"),
    ]
    (place,) = [
        channel
        for channel in lab.sandbox.core.state.channels.values()
        if any(message.get("files") for message in channel.messages.values())
    ]
    assert (place.kind, set(place.members)) == ("im", {stories.IVAN, lab.bot_user})


def test_a_double_click_brings_the_data_once(sqlite_lab: Lab) -> None:
    tried(sqlite_lab)
    asked(sqlite_lab)
    for _ in range(2):
        sqlite_lab.person("ivan").click("These insights: data as CSV", channel=REVIEW_CHANNEL)
    sqlite_lab.deliver()
    assert len(files(sqlite_lab)) == 2
    assert len(sqlite_lab.calls("files.completeUploadExternal")) == 1


def test_the_seats_of_the_data_say_how_long_and_never_who(sqlite_lab: Lab) -> None:
    stories.in_production(sqlite_lab.desk)
    asked(sqlite_lab)
    sqlite_lab.person("ivan").click("These insights: data as CSV", channel=REVIEW_CHANNEL)
    sqlite_lab.deliver()
    seats = files(sqlite_lab)["insights-seats.csv"]
    assert [seat["duty"] for seat in seats[:3]] == ["technical", "ethics", "business"]
    assert {len(seats), *(len(seat) for seat in seats)} == {6}

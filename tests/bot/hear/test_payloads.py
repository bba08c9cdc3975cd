"""What Slack really sends is understood, with all its extra keys; what it would never send harms nothing."""

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import text

from bot.draw.evidence import value_forms
from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.lifecycle import proposal_forms
from bot.ids import Act
from flows.experiments import sheets
from flows.people import team
from rules.evidence.typed_values import value_field
from rules.experiments.proposals import ProposalDraft
from rules.people.accounts import Account
from rules.people.people import Duty
from tests import stories
from tests.bot import payloads
from tests.bot.payloads import chosen, day, picked, typed
from tests.bot.watching import faults
from tests.bot.window import Window

Json = dict[str, Any]
FORM = proposal_forms.proposal_form(ProposalDraft(owner=stories.ANA), projects=()).to_dict()
LONG = "x" * 100_000


def values(**changes: Any) -> Json:
    """Return what a filled form of a proposal holds, by block and element."""
    filled = {
        "title": typed("Smaller router"),
        "hypothesis": typed("If it is smaller, then it is faster."),
        "workstream": chosen("optimization"),
        "owner": picked(stories.ANA),
        "metrics": typed("accuracy >= 0.92"),
        "target": day("2026-06-30"),
        **changes,
    }
    return {block: {block: entry} for block, entry in filled.items() if entry != "missing"}


def proposal(**changes: Any) -> Json:
    return payloads.submission(FORM, values(**changes))


def approval(experiment: Any = 1, **more: Any) -> Json:
    """Return Ben's click on the button that approves the technical review."""
    value = {"experiment": experiment, "revision": 1, "kind": "technical"}
    return payloads.click(payloads.button(Act.APPROVE_REVIEW, json.dumps(value)), user=stories.BEN, **more)


def errors_of(window: Window, payload: Json) -> dict[str, str]:
    """Return the sentences beside the fields of a form."""
    answer = window.say(payload)
    assert (answer.status_code, answer.json["response_action"]) == (200, "errors")
    found: dict[str, str] = answer.json["errors"]
    return found


# What Slack sends


def test_a_command_with_every_key_that_slack_sends_is_understood(window: Window) -> None:
    stories.proposed(window.desk)
    body = payloads.command(
        "/experiment", "start EXP-1", enterprise_id="E0GRID", enterprise_name="Grid", future="1"
    )
    assert "EXP-1 is running" in window.say(body).text


def test_a_click_with_every_key_that_slack_sends_is_understood(window: Window) -> None:
    stories.in_review(window.desk)
    body = approval(
        enterprise={"id": "E0GRID", "name": "Grid"},
        app_unfurl=None,
        future={"deep": [1, None, {}]},
        message=payloads.message(thread="1596530361.000100") | {"reactions": [], "files": None},
    )
    assert window.say(body).status_code == 200
    assert len(sheets.sheet(window.desk, 1).experiment.reviews) == 1


def test_a_choice_in_a_menu_with_every_key_that_slack_sends_is_understood(window: Window) -> None:
    stories.proposed(window.desk)
    before = window.holds()
    action = payloads.overflow(Act.MORE, '{"experiment": 1, "choice": "show"}')
    assert window.say(payloads.click(action)).status_code == 200
    assert window.holds() == before


def test_a_form_with_every_key_that_slack_sends_is_understood(window: Window) -> None:
    body = proposal() | {"future": True}
    body["view"] |= {"submit_disabled": False, "future": None}
    assert window.say(body).status_code == 200
    assert sheets.sheet(window.desk, 1).experiment.title == "Smaller router"


def test_an_event_with_every_key_that_slack_sends_is_understood(window: Window) -> None:
    user = payloads.profile_of(stories.IVAN, "Iván", tz="Asia/Tokyo", is_owner=True, has_2fa=True)
    assert window.say(payloads.user_change(user)).status_code == 200
    ivan = team.member_of(window.desk, stories.IVAN)
    assert (ivan.name, ivan.zone, ivan.is_slack_admin) == ("Iván", "Asia/Tokyo", True)


@pytest.mark.parametrize(
    ("changes", "account"),
    [
        ({"is_bot": True}, Account.APP),
        ({"id": "USLACKBOT"}, Account.APP),
        ({"is_restricted": True}, Account.GUEST),
        ({"team_id": stories.OTHER_WORKSPACE, "is_admin": True}, Account.STRANGER),
        ({"deleted": True}, Account.DEACTIVATED),
    ],
)
def test_what_is_no_person_of_this_workspace_is_known_as_what_it_is(
    window: Window, changes: Json, account: Account
) -> None:
    user = payloads.profile_of("U0OTHER", "Other") | changes
    before = team.everybody(window.desk)
    window.say(payloads.user_change(user))
    assert team.member_of(window.desk, user["id"]).account is account
    after = team.everybody(window.desk)
    assert [after.holders(duty) for duty in Duty] == [before.holders(duty) for duty in Duty]


@pytest.mark.parametrize(
    "changes",
    [
        {"owner": "missing", "workstream": "missing", "metrics": "missing", "target": "missing"},
        {
            "owner": picked(None),
            "workstream": {"selected_option": None},
            "metrics": typed(None),
            "target": day(None),
        },
        {"owner": None, "workstream": None, "metrics": None, "target": None},
        {"owner": {}, "workstream": {}, "metrics": {}, "target": {}},
    ],
    ids=["left out", "null inside", "null", "empty"],
)
def test_what_a_client_leaves_out_of_a_form_is_taken_in_stride(window: Window, changes: Json) -> None:
    assert window.say(proposal(**changes)).status_code == 200
    experiment = sheets.sheet(window.desk, 1).experiment
    assert (experiment.owner, experiment.workstream.value) == (stories.ANA, "experimentation")
    assert (experiment.metrics, experiment.target) == ((), None)


def test_a_whole_block_may_be_null(window: Window) -> None:
    body = proposal()
    body["view"]["state"]["values"]["owner"] = None
    assert window.say(body).status_code == 200
    assert sheets.sheet(window.desk, 1).experiment.owner == stories.ANA


OPTIONAL_IN_CLICKS = [
    "container",
    "channel",
    "message",
    "state",
    "response_url",
    "trigger_id",
    "token",
    "api_app_id",
    "enterprise",
]


@pytest.mark.parametrize("key", OPTIONAL_IN_CLICKS)
@pytest.mark.parametrize("how", ["missing", "null"])
def test_a_click_counts_without_a_key_that_it_does_not_need(window: Window, key: str, how: str) -> None:
    stories.in_review(window.desk)
    body = approval()
    if how == "null":
        body[key] = None
    else:
        del body[key]
    assert window.say(body).status_code == 200
    assert len(sheets.sheet(window.desk, 1).experiment.reviews) == 1


# What Slack would never send


def damaged(payload: Json) -> Iterator[tuple[str, Json]]:
    """Yield the payload with each of its keys, down to the third level, missing, null or of another type."""
    for path in paths(payload):
        for name, wrong in (("missing", ...), ("null", None), ("number", 7), ("list", [[]])):
            body = copy.deepcopy(payload)
            spot: Any = body
            for step in path[:-1]:
                spot = spot[step]
            if wrong is ...:
                del spot[path[-1]]
            else:
                spot[path[-1]] = wrong
            yield f"{'.'.join(map(str, path))} {name}", body


def paths(payload: Any, deep: int = 3) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every key."""
    steps = (
        payload.items()
        if isinstance(payload, dict)
        else enumerate(payload)
        if isinstance(payload, list)
        else ()
    )
    for step, inner in steps:
        yield (step,)
        if deep > 1:
            yield from ((step, *rest) for rest in paths(inner, deep - 1))


DAMAGED = {
    "a command": payloads.command("/experiment", "start EXP-1"),
    "a click": approval(),
    "a form": proposal(),
    "a shortcut": payloads.message_shortcut("propose_from_message"),
    "an event": payloads.user_change(payloads.profile_of(stories.IVAN, "Ivan")),
    "a message": payloads.said("EXP-1 approved", channel="D0TALK", channel_type="im"),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_payload_with_any_key_damaged_is_answered_or_refused(
    window: Window, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    stories.in_review(window.desk)
    for name, body in damaged(DAMAGED[kind]):
        answer = window.say(body)
        assert answer.status_code < 500, name
        assert "Traceback" not in answer.text, name
        assert faults(caplog) == [], name


ODD_VALUES = [
    "", "x", "null", "[]", "{}", '{"experiment": "one"}', '{"experiment": -1}', '{"experiment": 99}',
    '{"experiment": 1e30}', f'{{"experiment": {10**30}}}', '{"experiment": 1, "revision": 1, "kind": "nice"}',
    '{"experiment": 1, "revision": 99, "kind": "ethics"}', '{"experiment": 1, "choice": "explode"}',
    '{"experiment": 1, "step": "pass_gate"}', '{"project": 99, "milestone": "x"}', "[" * 50_000, LONG,
]  # fmt: skip


@pytest.mark.parametrize("act", Act)
def test_a_button_with_a_value_that_we_did_not_write_changes_nothing(
    window: Window, act: Act, caplog: pytest.LogCaptureFixture
) -> None:
    stories.in_review(window.desk)
    before = window.holds()
    for value in ODD_VALUES:
        answer = window.say(payloads.click(payloads.button(act, value), user=stories.IVAN))
        assert answer.status_code == 200, value[:80]
    assert window.holds() == before
    assert faults(caplog) == []


@pytest.mark.parametrize("metadata", ODD_VALUES, ids=lambda value: str(value)[:40])
def test_a_form_with_metadata_that_we_did_not_write_changes_nothing(window: Window, metadata: str) -> None:
    stories.in_review(window.desk)
    before = window.holds()
    form = value_forms.measure_form(sheets.sheet(window.desk, 1)).to_dict() | {"private_metadata": metadata}
    body = payloads.submission(form, {(field := value_field("accuracy")): {field: typed("high")}})
    answer = window.say(body)
    assert answer.json["response_action"] == "errors"
    assert window.holds() == before


def test_nobody_is_believed_who_says_in_a_form_what_they_may_do(window: Window) -> None:
    stories.in_review(window.desk)
    before = window.holds()
    value = '{"experiment": 1, "revision": 1, "kind": "technical", "by": "U0BEN", "duties": ["technical"]}'
    window.say(payloads.click(payloads.button(Act.APPROVE_REVIEW, value), user=stories.IVAN))
    assert window.holds() == before


@pytest.mark.parametrize(
    ("field", "entry", "sentence"),
    [
        ("title", typed(LONG), "At most 120 characters; this has 100,000."),
        ("hypothesis", typed(LONG), "At most 2,000 characters; this has 100,000."),
        ("metrics", typed(LONG), "does not read as a metric"),
        ("metrics", typed("a >= 1\n" * 20_000), "Each metric stands once"),
        ("target", day(LONG), "is no day. Write the date like"),
        ("workstream", chosen(LONG), "is not one of"),
        ("title", typed("\x00\x07\x1b"), "Give a title."),
        ("title", typed("\ud800"), "Give a title."),
        ("title", typed("\u202e"), "Give a title."),
    ],
    ids=["title", "hypothesis", "metric", "metrics", "day", "menu", "controls", "surrogate", "override"],
)
def test_a_hostile_text_is_refused_beside_its_field(
    window: Window, field: str, entry: Json, sentence: str
) -> None:
    before = window.holds()
    said = errors_of(window, proposal(**{field: entry}))
    # The menu stands behind More, and what fits no field of the form stands beside the first one.
    ((beside, shown),) = said.items()
    assert beside == ("title" if field == "workstream" else field)
    assert sentence in shown
    assert len(shown) < 2000
    assert window.holds() == before


@pytest.mark.parametrize(
    "user", ["<!channel>", LONG, "U0ANA\x00", "u0ana", 7, {"id": "U0ANA"}], ids=lambda one: str(one)[:12]
)
def test_a_person_that_is_none_is_refused(window: Window, user: Any) -> None:
    before = window.holds()
    assert errors_of(window, proposal(owner=picked(user)))
    assert window.holds() == before


def test_a_text_where_a_person_should_stand_is_not_taken_for_one(window: Window) -> None:
    window.say(proposal(owner=typed("<!channel>")))
    assert sheets.sheet(window.desk, 1).experiment.owner == stories.ANA


@pytest.mark.parametrize(
    "words", ["before\x00after", "before\x1b[31mafter", "before\ud800after", "before\u202eafter"]
)
def test_signs_that_are_no_text_are_left_out(window: Window, words: str) -> None:
    assert window.say(proposal(title=typed(words), hypothesis=typed(words))).status_code == 200
    experiment = sheets.sheet(window.desk, 1).experiment
    for kept in (experiment.title, experiment.hypothesis):
        assert kept.startswith("before")
        assert kept.isprintable()


@pytest.mark.parametrize("field", ["title", "hypothesis"])
def test_a_ping_of_everybody_in_a_proposal_pings_nobody(window: Window, field: str) -> None:
    window.say(proposal(**{field: typed("<!channel> <!here> <@U0BEN> look & see")}))
    drawn = experiment_card(sheets.sheet(window.desk, 1)).payload()
    markup = [drawn["text"], *marked_up(drawn["blocks"])]
    assert not any(ping in text for text in markup for ping in ("<!channel", "<!here", "<@U0BEN"))
    assert any("&lt;!channel&gt;" in text for text in markup)


def marked_up(drawn: Any) -> Iterator[str]:
    """Yield every text in which Slack would find mentions."""
    if isinstance(drawn, dict) and drawn.get("type") == "mrkdwn":
        yield drawn["text"]
    elif isinstance(drawn, dict | list):
        for one in drawn.values() if isinstance(drawn, dict) else drawn:
            yield from marked_up(one)


@pytest.mark.parametrize(
    "words", [LONG, "show " + LONG, "\x00", "show \x00EXP-1", "metric EXP-1 a\ud800 1", "<" * 3000]
)
def test_a_hostile_command_gets_a_short_answer(window: Window, words: str) -> None:
    stories.proposed(window.desk)
    before = window.holds()
    body = payloads.command("/experiment", words)
    answer = window.hear(body)
    assert answer.status == 200
    assert len(answer.body) < 20_000
    assert window.holds() == before


@pytest.mark.parametrize(
    "changes",
    [
        {"user_id": "<!channel>"}, {"user_id": ""}, {"channel_id": "#reviews"}, {"channel_id": "C" * 100},
        {"trigger_id": "1.2.x\x00"}, {"trigger_id": LONG}, {"user_id": "U0ANA\x00"},
    ],
    ids=str,
)  # fmt: skip
def test_a_command_from_nobody_or_nowhere_changes_nothing(window: Window, changes: Json) -> None:
    stories.proposed(window.desk)
    before = window.holds()
    answer = window.say(payloads.command("/experiment", "start EXP-1") | changes)
    assert (answer.status_code, "does not understand" in answer.text) == (200, True)
    assert window.holds() == before


@pytest.mark.parametrize("id", ["", "V\x00", "v1", LONG, 7], ids=lambda one: str(one)[:12])
def test_a_form_without_a_proper_id_is_not_acknowledged(window: Window, id: Any) -> None:
    before = window.holds()
    assert window.say(payloads.submission(FORM, values(), id=id)).status_code == 400
    assert window.holds() == before


@pytest.mark.parametrize(
    "user",
    [None, "U0IVAN", [], {}, {"id": None}, {"id": LONG}, {"id": "U0IVAN\x00"}, {"id": "u0ivan"}],
    ids=lambda one: str(one)[:20],
)
def test_an_event_about_nobody_changes_nothing(window: Window, user: Any) -> None:
    before = window.holds()
    assert window.say(payloads.user_change(user)).status_code == 200
    assert window.holds() == before


@pytest.mark.parametrize(
    "odd",
    [
        {"profile": "x"}, {"profile": None}, {"profile": []}, {"tz": LONG}, {"tz": "\x00"}, {"tz": ["UTC"]},
        {"real_name": 7, "profile": {}}, {"profile": {"display_name": LONG}}, {"profile": {"display_name": "a\x00b\ud800"}},
    ],
    ids=lambda one: str(one)[:30],
)  # fmt: skip
def test_a_person_with_odd_facts_is_kept_as_well_as_can_be(window: Window, odd: Json) -> None:
    assert (
        window.say(payloads.user_change(payloads.profile_of(stories.IVAN, "Ivan") | odd)).status_code == 200
    )
    ivan = team.member_of(window.desk, stories.IVAN)
    assert 0 < len(ivan.name) <= 255
    assert ivan.name.isprintable()


@pytest.mark.parametrize(
    "kind", ["shortcut", "message_action", "view_closed", "block_suggestion", "interactive_message", "x"]
)
def test_a_kind_of_request_that_nobody_waits_for_is_refused_quietly(window: Window, kind: str) -> None:
    before = window.holds()
    body = payloads.interaction(kind, stories.ANA) | {"callback_id": "x", "view": payloads.view(FORM)}
    answer = window.signed(b"payload=" + json.dumps(body).encode())
    assert answer.status_code in (200, 400, 404)
    assert window.holds() == before


@pytest.mark.parametrize("event", ["A0ASSAY", 7, [], [{}], True])
def test_an_event_that_is_none_is_no_fault_of_ours(
    window: Window, caplog: pytest.LogCaptureFixture, event: Any
) -> None:
    before = window.holds()
    body = payloads.happening({}) | {"event": event}
    for kind in ("event_callback", "something_new", None):
        assert window.say(body | {"type": kind}).status_code < 500
    assert window.holds() == before
    assert faults(caplog) == []


def test_slack_being_away_is_told_in_words_and_is_no_fault_of_ours(
    window: Window, caplog: pytest.LogCaptureFixture
) -> None:
    # Nobody listens where this Slack should be: the form cannot open.
    answer = window.say(payloads.command("/experiment", "propose"))
    assert answer.status_code == 200
    assert "Slack did not answer just now" in answer.text
    assert faults(caplog) == []


def test_an_unforeseen_error_shows_a_reference_and_no_trace(
    window: Window, caplog: pytest.LogCaptureFixture
) -> None:
    with window.office.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE projects RENAME TO away"))
    answer = window.say(payloads.command("/project", "list"))
    assert answer.status_code == 200
    assert "Something went wrong here, and nothing was changed." in answer.text
    assert "Traceback" not in answer.text
    (record,) = [one for one in caplog.records if one.getMessage().startswith("fault ")]
    assert record.getMessage().split()[1] in answer.text


@pytest.mark.parametrize("kind", ["a command", "a click", "a form", "a shortcut", "a message"])
def test_over_the_socket_a_damaged_payload_does_no_harm_either(window: Window, kind: str) -> None:
    stories.in_review(window.desk)
    for name, body in damaged(DAMAGED[kind]):
        # Where Bolt cannot even read it, the socket's own thread logs that and goes on.
        with suppress(TypeError, AttributeError):
            assert window.hear(body).status < 500, name

"""What one workspace sends, signed by Slack, neither reads nor changes another: every listener of the table, over HTTP, with the
ids of the other workspace in buttons, forms and typed words."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select, update

from bot.hear.listeners import TABLE
from bot.ids import Command
from flows.desk import Desk
from flows.outbox import defer
from flows.people import projects
from rules.letters import AnswerLetter
from rules.people.projects import ProjectDraft
from store import outbox
from store.ceremonies.ceremony_tables import HoldingRow
from store.tables import LetterRow, LetterState
from tests import stories
from tests.backends import contents
from tests.bot import drawings, payloads
from tests.bot.install.house import FIRST, SECOND, House
from tests.bot.watching import faults
from tests.store.two_workspaces import fill_the_rest

# Who asks for one of the words must not be shown the other.
SEARCHED, SECRET = "zebra", "quagga"
NUMBERS = range(1, 6)
# What may be said, by the name of who hears it.
Said = Iterator[tuple[str, dict[str, Any]]]
NUMBERED = {"experiment", "project", "token", "action", "follow_up", "number", "blocker", "letter", "holding"}


def filled(desk: Desk) -> Desk:
    """Leave experiments in many stages in a workspace, a project, and a row in every table, all told by words of their own."""
    told = {"title": f"{SEARCHED} {SECRET}", "hypothesis": f"If {SEARCHED}, then {SECRET}."}
    draft = ProjectDraft(
        name=f"{SEARCHED} {SECRET}", workstream="governance", milestones=f"{SECRET}, 2026-05-01"
    )
    projects.create(desk, draft, by=stories.ANA, channel=stories.CHANNEL, now=stories.NOW, request="first")
    for stage in (
        stories.proposed,
        stories.running,
        stories.in_review,
        stories.promoting,
        stories.in_production,
    ):
        stage(desk, **told)
    fill_the_rest(desk)
    with desk.begin() as session:
        # Nothing of it is to be delivered while the other workspace is at work; one letter is set aside, as an admin sees it.
        session.exec(update(LetterRow).values(state=LetterState.SENT, closed_at=stories.NOW))
        first = session.exec(select(LetterRow).order_by(col(LetterRow.id)).limit(1)).one()
        first.state = LetterState.PARKED
    return desk


def ids_of(desk: Desk) -> dict[str, list[Any]]:
    """Return ids of a workspace that are no small numbers: its letters, and its holdings."""
    with desk.look() as session:
        letters = session.exec(select(LetterRow.id).order_by(col(LetterRow.id)).limit(1)).all()
        holdings = session.exec(select(HoldingRow)).all()
        places = [{"held_in": one.channel, "ceremony": one.ceremony, "day": str(one.day)} for one in holdings]
    return {"letter": list(letters), "holding": places}


def values(drawn: str, ids: dict[str, list[Any]]) -> Iterator[str]:
    """Yield a value as it was drawn, and with each id of the other workspace in its place."""
    yield drawn
    try:
        value = json.loads(drawn)
    except ValueError:
        return
    if not isinstance(value, dict):
        return
    for number in NUMBERS:
        yield json.dumps(
            {key: number if key in NUMBERED and isinstance(one, int) else one for key, one in value.items()}
        )
    if "letter" in value:
        yield from (json.dumps(value | {"letter": letter}) for letter in ids["letter"])
    if "held_in" in value:
        yield from (json.dumps(value | place) for place in ids["holding"])


def with_value(action: dict[str, Any], value: str) -> dict[str, Any]:
    """Return an action with another value, wherever it carries it."""
    if action.get("selected_option"):
        return action | {"selected_option": action["selected_option"] | {"value": value}}
    return action | {"value": value}


def value_of(action: dict[str, Any]) -> str:
    """Return the value that an action carries."""
    return str((action.get("selected_option") or {}).get("value") or action.get("value") or "")


def typed_in(form: dict[str, Any]) -> dict[str, Any]:
    """Return something in every input of a form."""
    return {block: {element["action_id"]: entry(element)} for block, element in drawings.inputs(form).items()}


def entry(element: dict[str, Any]) -> dict[str, Any]:
    """Return what a person might leave in an input."""
    options = element.get("options") or [{"value": "1", "text": {"type": "plain_text", "text": "1"}}]
    left = {
        "plain_text_input": {"value": element.get("initial_value") or "EXP-1"},
        "number_input": {"value": "1"},
        "users_select": {"selected_user": stories.IVAN},
        "multi_users_select": {"selected_users": [stories.IVAN]},
        "static_select": {"selected_option": options[0]},
        "radio_buttons": {"selected_option": options[0]},
        "multi_static_select": {"selected_options": options[:1]},
        "checkboxes": {"selected_options": options[:1]},
        "datepicker": {"selected_date": "2026-06-30"},
        "timepicker": {"selected_time": "09:30"},
    }
    return {"type": element["type"], **left.get(element["type"], {})}


def spoken(_ids: dict[str, list[Any]]) -> Said:
    """Yield all that may be typed and told."""
    for typed in words():
        command, _, rest = typed.partition(" ")
        yield f"commands {command}", payloads.command(command, rest, user=stories.HUGO)
    message = payloads.message() | {"text": f"EXP-1 {SEARCHED}"}
    for callback in TABLE.shortcuts:
        yield f"shortcuts {callback}", payloads.shortcut(callback)
        yield f"shortcuts {callback}", payloads.message_shortcut(callback, message)
    for text in ("EXP-1", "<@U0ASSAYBOT> EXP-2", "lgtm", "approved"):
        for more in ({}, {"type": "app_mention"}, {"channel": "D0HUGO", "channel_type": "im"}):
            yield "events message", payloads.said(text, user=stories.HUGO, **more)


def once(every: Said) -> Said:
    """Yield what is alike once."""
    seen = set()
    for listener, payload in every:
        key = json.dumps(payload, sort_keys=True, default=str)
        if key not in seen:
            seen.add(key)
            yield listener, payload


def clicked(ids: dict[str, list[Any]]) -> Said:
    """Yield a click on each thing in a message that can be clicked, with each value."""
    for blocks in drawings.messages():
        for action in drawings.actions(blocks):
            for value in values(value_of(action), ids):
                forged = with_value(action, value)
                yield f"actions {action['action_id']}", payloads.click(forged, user=stories.HUGO)


def submitted(ids: dict[str, list[Any]]) -> Said:
    """Yield each form, filled in, and each thing in it that can be clicked, with each value in its metadata."""
    for form in drawings.modals():
        for metadata in values(form.get("private_metadata", ""), ids):
            forged = form | {"private_metadata": metadata}
            yield f"forms {form['callback_id']}", payloads.submission(forged, typed_in(form))
            for action in (*drawings.pressing(form), *drawings.telling(form)):
                yield f"actions {action['action_id']}", payloads.click_in_view(action, forged)


def words() -> Iterator[str]:
    """Yield commands that name what the other workspace has."""
    for number in NUMBERS:
        for word in (
            "show",
            "history",
            "withdraw",
            "start",
            "edit",
            "submit",
            "promote",
            "override",
            "remind",
            "retire",
        ):
            yield f"/experiment {word} EXP-{number}"
        yield f"/experiment metric EXP-{number} accuracy 0.9"
        yield f"/experiment show EXP-{number} at 1"
    yield from (
        f"/experiment search {SEARCHED}",
        "/experiment list",
        "/experiment waiting",
        "/experiment insights",
        f"/project show {SEARCHED}",
        "/project list",
        "/team list",
        "/team tokens",
        "/ceremony list",
        "/standup summary",
        "/retro actions",
    )
    yield from (f"{command.value} help" for command in Command)


def send(house: House, payload: dict[str, Any], number: int) -> tuple[int, str]:
    """Send something as Slack signs it, with a trigger that works."""
    core, app = house.sandbox.core, house.sandbox.app
    user = str(payload.get("user_id") or (payload.get("user") or {}).get("id") or stories.ANA)
    payload = payload | {
        "trigger_id": core.triggers.make(app.id, FIRST, user, channel_id=stories.REVIEW_CHANNEL)
    }
    if "response_url" in payload:
        channel = core.state.channels[stories.REVIEW_CHANNEL]
        payload["response_url"] = core.response_urls.make(app.id, channel, user)
    if "view" in payload:
        payload["view"] = payload["view"] | {"id": f"V0FORGED{number}", "root_view_id": f"V0FORGED{number}"}
    body, content_type = payloads.encoded(payload)
    headers = payloads.signed(house.sandbox.signing_secret, body, int(core.clock.now()))
    answer = house.web.test_client().post(
        "/slack/events", data=body, headers=headers | {"Content-Type": content_type}
    )
    core.state.stacks.clear()
    return answer.status_code, answer.text


def shown(house: House) -> str:
    """Return all that the first workspace sees."""
    state = house.sandbox.core.state
    seen = [
        [*channel.messages.values(), *channel.ephemerals.values()] for channel in state.team_channels(FIRST)
    ]
    asked = [item["request"] for item in house.sandbox.keeper.traffic(direction="in")]
    return json.dumps([seen, asked, [home.view for home in state.homes.values()]], default=str)


def theirs(house: House) -> dict[str, list[Any]]:
    """Return every row of the second workspace."""
    return {table: [row for row in rows if SECOND in row] for table, rows in contents(house.database).items()}


@pytest.fixture
def apart(house: House) -> House:
    """Return the house with Assay in both workspaces, of which the first has a team and the second everything."""
    for user in ("U0HUGO", "U1ZOE"):
        assert house.install(user).status == 200
    house.deliver()
    stories.open_desk(house.database, FIRST)
    filled(stories.open_desk(house.database, SECOND))
    house.office.bots.forget()
    return house


@pytest.mark.parametrize("kind", [clicked, submitted, spoken])
def test_nothing_that_one_workspace_sends_reads_or_changes_another(
    apart: House, kind: Callable[[dict[str, list[Any]]], Said], caplog: pytest.LogCaptureFixture
) -> None:
    before = theirs(apart)
    assert all(before.values())
    for number, (listener, payload) in enumerate(once(kind(ids_of(Desk(apart.database, SECOND))))):
        status, answer = send(apart, payload, number)
        assert status == 200, (listener, payload, answer)
        assert SECRET not in answer, (listener, payload)
    apart.deliver()
    assert theirs(apart) == before
    assert SECRET not in shown(apart)
    assert SECRET not in str(
        [row for rows in contents(apart.database).values() for row in rows if FIRST in row]
    )
    assert faults(caplog) == []


def test_every_listener_hears_of_the_other_workspace() -> None:
    ids = {"letter": [1], "holding": []}
    heard = {listener for kind in (clicked, submitted, spoken) for listener, _ in kind(ids)}
    of_table = (("actions", TABLE.actions), ("forms", TABLE.forms), ("commands", TABLE.commands))
    assert heard >= {f"{kind} {one}" for kind, table in of_table for one in table}
    assert heard >= {f"shortcuts {callback}" for callback in TABLE.shortcuts}


@pytest.mark.parametrize("typed", [f"search {SEARCHED}", "show EXP-1", "history EXP-5", "list"])
def test_the_other_workspace_itself_is_shown_what_is_its_own(apart: House, typed: str) -> None:
    payload = payloads.command("/experiment", typed, user=stories.HUGO, team_id=SECOND)
    assert SECRET in send(apart, payload, 1)[1]


def test_a_token_of_one_workspace_reaches_no_experiment_of_another(apart: House) -> None:
    before = theirs(apart)
    secret = stories.token(Desk(apart.database, FIRST), now=apart.hands.now)[1]
    for number in NUMBERS:
        answer = apart.web.test_client().post(
            f"/api/v1/experiments/EXP-{number}/metrics",
            json={"metric": "accuracy", "value": 0.5},
            headers={"Authorization": f"Bearer {secret}"},
        )
        assert answer.status_code == 404
        assert SECRET not in answer.text
    assert theirs(apart) == before


def test_after_an_outage_a_success_in_each_workspace_takes_along_what_waits_there(house: House) -> None:
    for user in ("U0HUGO", "U1ZOE"):
        house.install(user)
    house.deliver()
    first, second = (stories.open_desk(house.database, one) for one in (FIRST, SECOND))
    now = house.hands.now
    with second.begin() as session:
        outbox.put(session, [AnswerLetter(user="U1ZOE", channel="", text="It waited.")], now)
    (waiting,) = [row.id for row in waiting_in(second) if row.id]
    defer(second, waiting, now + timedelta(minutes=10), "TimeoutError")
    for desk, user in ((first, "U0HUGO"), (second, "U1YAN")):
        with desk.begin() as session:
            outbox.put(session, [AnswerLetter(user=user, channel="", text="It goes at once.")], now)
    house.deliver()
    assert waiting_in(second) == []


def waiting_in(desk: Desk) -> list[LetterRow]:
    """Return the letters of a workspace that wait."""
    with desk.look() as session:
        rows = session.exec(select(LetterRow).where(col(LetterRow.state) == LetterState.WAITING)).all()
        session.expunge_all()
        return list(rows)

"""What a token opens, how long, and what who has none is told."""

from datetime import timedelta

import pytest

from flows.desk import Desk
from flows.people import team, tokens
from rules.people.people import Duty
from rules.people.tokens import REQUESTS_A_MINUTE, WRONG_FROM_ONE
from tests import stories
from tests.backends import on_sqlite
from tests.bot.serve.machine import GOOD, Machine, new_token
from tests.bot.window import Window
from tests.flows.deeds import new_project
from tests.flows.people.test_private_corners import hide
from tests.stories import NOW


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic YWRtaW46YWRtaW4=",
        "Bearer assay_" + "x" * 43,
        "Bearer \x80\xff",
        "Bearer ' OR 1=1 --",
        "Bearer " + "x" * 5000,
    ],
)
@on_sqlite
def test_without_a_token_that_works_nothing_is_told(machine: Machine, shown: str) -> None:
    for key in ("EXP-1", "EXP-999"):
        answer = machine.post(GOOD, key=key, Authorization=shown)
        assert answer.status_code == 401
        assert "/team tokens" in answer.json["error"]["message"]
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert not machine.now.measurements


def test_a_revoked_token_opens_nothing_from_the_next_request_on(machine: Machine) -> None:
    assert machine.post(GOOD).status_code == 201
    tokens.revoke(machine.window.desk, 1, by=stories.HUGO, now=NOW)
    assert machine.post(GOOD).status_code == 401


def test_a_token_that_expired_is_told_the_day_and_the_way_to_a_new_one(machine: Machine) -> None:
    machine.secret = stories.token(machine.window.desk, "old", now=NOW - timedelta(days=90))[1]
    answer = machine.post(GOOD)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="Assay"')
    assert answer.json["error"]["message"] == (
        "The token “old” ended on 2026-03-02: it expired."
        " An admin makes a new one in Slack with `/team tokens`."
    )


def test_a_token_ends_with_the_right_of_its_maker(machine: Machine) -> None:
    desk = machine.window.desk
    team.give_duty(desk, stories.IVAN, Duty.ADMIN, by=stories.HUGO, now=NOW)
    machine.secret = stories.token(desk, "of Ivan", by=stories.IVAN)[1]
    assert machine.post(b"").status_code == 400
    team.take_duty(desk, stories.IVAN, Duty.ADMIN, by=stories.HUGO, now=NOW)
    status, _, sentence = machine.refused(GOOD)
    assert (status, "who made it is no longer an admin" in sentence) == (401, True)


def test_a_token_of_one_project_finds_no_other_experiments(window: Window) -> None:
    desk = window.desk
    apollo = new_project(desk)
    machine = Machine(window)
    stories.running(desk, project=str(apollo.number))
    machine.secret = stories.token(desk, "of one project", project=str(apollo.number))[1]
    answers = [machine.post(GOOD, key=key) for key in ("EXP-1", "EXP-2", "EXP-999")]
    assert [answer.status_code for answer in answers] == [404, 201, 404]
    # One that exists elsewhere and one that does not exist are told alike.
    said = [
        answers[place].json["error"]["message"].replace(key, "EXP-N")
        for place, key in ((0, "EXP-1"), (2, "EXP-999"))
    ]
    assert said[0] == said[1]
    assert f"no EXP-N in the project “{apollo.name}”" in said[0]
    assert not machine.now.measurements


def test_an_experiment_that_leaves_the_project_leaves_the_reach_of_its_token(window: Window) -> None:
    desk = window.desk
    apollo = new_project(desk)
    machine = Machine.__new__(Machine)
    machine.window = window
    experiment = stories.running(desk, project=str(apollo.number))
    machine.secret = stories.token(desk, "of one project", project=str(apollo.number))[1]
    assert machine.post(GOOD).status_code == 201
    stories.amend(desk, experiment, project="")
    assert machine.post(GOOD | {"value": 0.95}).status_code == 404


def test_a_token_of_another_workspace_opens_nothing_here(machine: Machine, other_desk: Desk) -> None:
    machine.secret = new_token(other_desk)
    assert machine.refused(GOOD)[0] == 401


@on_sqlite
def test_who_asks_too_often_is_told_how_long_to_wait(machine: Machine) -> None:
    for _ in range(REQUESTS_A_MINUTE):
        assert machine.post(b"").status_code == 400
    answer = machine.post(GOOD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "60 s" in answer.json["error"]["message"]
    machine.secret = new_token(machine.window.desk, "nightly")
    assert machine.post(GOOD).status_code == 201


@on_sqlite
def test_who_has_no_token_that_works_may_not_ask_for_long_and_keeps_nobody_else_out(machine: Machine) -> None:
    wrong = {"Authorization": "Bearer assay_" + "x" * 43}
    for _ in range(WRONG_FROM_ONE):
        assert machine.post(GOOD, **wrong).status_code == 401
    answer = machine.post(GOOD, **wrong)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "without a token that works" in answer.json["error"]["message"]
    assert machine.post(GOOD, Authorization="").status_code == 429
    assert machine.post(GOOD).status_code == 201


@on_sqlite
def test_wrong_tokens_are_counted_by_the_address_that_the_server_sees(machine: Machine) -> None:
    def status(address: str, **headers: str) -> int:
        return machine.window.client.post(
            "/api/v1/experiments/EXP-1/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address}
        ).status_code

    for number in range(WRONG_FROM_ONE):
        assert status("192.0.2.1", **{"X-Forwarded-For": f"10.0.0.{number}"}) == 401
    assert status("192.0.2.1", **{"X-Forwarded-For": "10.0.1.1"}) == 429
    assert status("192.0.2.2") == 401


@on_sqlite
def test_nothing_that_is_kept_gives_the_token_away(machine: Machine) -> None:
    machine.post(GOOD, Idempotency_Key="run-7")
    held = {table: rows for table, rows in machine.window.holds().items() if rows}
    assert machine.secret not in str(held)
    assert machine.secret.removeprefix("assay_") not in str(held)


def test_a_token_is_told_of_private_channels_what_its_maker_is_shown(machine: Machine) -> None:
    desk = machine.window.desk
    hide(desk, stories.ANA)
    hidden, unknown = (machine.refused(GOOD, key=key) for key in ("EXP-1", "EXP-999"))
    assert (hidden[0], hidden[2].replace("EXP-1.", "EXP-999.")) == (404, unknown[2])
    hide(desk, stories.ANA, stories.HUGO)
    assert machine.post(GOOD).status_code == 201

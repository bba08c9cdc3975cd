"""API tokens in Slack: made, shown once, listed and revoked, by admins alone."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import select
from strictslack.client.person import Person

from bot.serve.clock import hold_ceremonies
from flows.experiments import sheets
from flows.people import team, tokens
from rules.journal.entries import Deed
from rules.people.people import Duty
from rules.people.tokens import MOST_TOKENS, Token
from store.journal.journal_tables import JournalRow
from tests import stories
from tests.backends import contents
from tests.bot.lab import Lab
from tests.bot.looks import buttons, words
from tests.flows.deeds import new_project

SECRET = re.compile(r"assay_[A-Za-z0-9_-]{43}")


def live(lab: Lab) -> tuple[Token, ...]:
    """Return the tokens that were not ended."""
    return tokens.sheet(lab.desk, by=stories.HUGO, now=lab.hands.now).live


def asked_for(lab: Lab, name: str) -> Person:
    """Return an admin with the form of a new token filled in."""
    hugo = lab.person("hugo")
    hugo.type("/team tokens", channel="lab")
    hugo.click("New token")
    hugo.fill("Name", name)
    return hugo


def shown(hugo: Person) -> str:
    """Return the secret that the form on top shows."""
    found = SECRET.search(words(hugo.modal("Copy the token")))
    assert found
    return found[0]


def sent(client: FlaskClient, secret: str) -> int:
    """Send a value with a secret; return the status."""
    headers = {"Authorization": f"Bearer {secret}"}
    answer = client.post(
        "/api/v1/experiments/EXP-1/metrics", json={"metric": "accuracy", "value": 0.93}, headers=headers
    )
    return answer.status_code


def test_a_token_is_made_shown_once_used_and_revoked(http_lab: Lab) -> None:
    assert http_lab.web
    client = http_lab.web.test_client()
    stories.running(http_lab.desk)
    hugo = asked_for(http_lab, "nightly evaluation")
    assert hugo.submit()["ok"]
    secret = shown(hugo)
    hugo.close()
    assert sent(client, secret) == 201
    hugo.type("/team tokens", channel="lab")
    listed = words(hugo.messages("lab")[-1])
    assert f"ends in `{secret[-4:]}`" in listed
    assert secret not in listed + str(contents(http_lab.office.database))
    hugo.click("Revoke the token nightly evaluation")
    hugo.sees("No API token yet")
    assert sent(client, secret) == 401
    assert len(sheets.sheet(http_lab.desk, 1).experiment.measurements) == 1


def test_a_token_is_made_for_some_days_and_one_project_and_its_end_is_told(lab: Lab) -> None:
    apollo = new_project(lab.desk)
    hugo = asked_for(lab, "nightly evaluation")
    hugo.fill("Expires after", "30 days")
    hugo.fill("Only for the project", apollo.name)
    assert hugo.submit()["ok"]
    end = int((lab.hands.now + timedelta(days=30)).timestamp())
    secret, once = shown(hugo), words(hugo.modal("Copy the token"))
    assert f"expires <!date^{end}^" in once
    assert f"only for the project *{apollo.name}*" in once
    hugo.close()
    hugo.type("/team tokens", channel="lab")
    listed = words(hugo.messages("lab")[-1])
    assert f"expires <!date^{end}^" in listed
    assert apollo.name in listed
    assert secret not in listed
    (token,) = live(lab)
    assert (token.project, token.expires_at) == (apollo.number, lab.hands.now + timedelta(days=30))


def test_a_form_that_is_left_as_it_opened_makes_a_token_of_ninety_days_for_all(sqlite_lab: Lab) -> None:
    assert asked_for(sqlite_lab, "ci").submit()["ok"]
    (token,) = live(sqlite_lab)
    assert (token.project, token.expires_at - token.made_at) == (None, timedelta(days=90))


def test_the_admins_are_told_once_by_message_that_a_token_expires(lab: Lab) -> None:
    stories.token(lab.desk, "nightly evaluation", now=lab.hands.now)
    lab.hands.move(days=83)
    for _ in range(2):
        hold_ceremonies(lab.office)
        lab.deliver()
    posted = [one for one in lab.calls("chat.postMessage") if "expires soon" in str(one)]
    assert [one["request"]["channel"] for one in posted] == [stories.HUGO]


def test_the_admins_are_told_by_message_that_a_token_ended_with_the_right_of_its_maker(http_lab: Lab) -> None:
    assert http_lab.web
    desk, now = http_lab.desk, http_lab.hands.now
    team.give_duty(desk, stories.IVAN, Duty.ADMIN, by=stories.HUGO, now=now)
    _, secret = stories.token(desk, "of Ivan", by=stories.IVAN, now=now)
    team.take_duty(desk, stories.IVAN, Duty.ADMIN, by=stories.HUGO, now=now)
    hugo = http_lab.person("hugo")
    http_lab.deliver()
    posted = [one for one in http_lab.calls("chat.postMessage") if "works no more" in str(one)]
    assert [one["request"]["channel"] for one in posted] == [stories.HUGO]
    hugo.type("/team tokens", channel="lab")
    hugo.sees("Ended lately")
    assert sent(http_lab.web.test_client(), secret) == 401


def test_what_a_machine_sends_stands_on_the_card(http_lab: Lab) -> None:
    assert http_lab.web
    stories.running(http_lab.desk)
    _, secret = stories.token(http_lab.desk, "ci", now=http_lab.hands.now)
    assert sent(http_lab.web.test_client(), secret) == 201
    http_lab.deliver()
    http_lab.person("ana").sees("0.93", channel="reviews")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("\u200b", "Give a name"),
        ("!!!", "letters or digits"),
        ("x" * 41, "At most 40"),
        ("CI", "There is a token “CI” already"),
    ],
)
def test_a_name_that_will_not_do_is_refused_beside_its_field(
    sqlite_lab: Lab, name: str, sentence: str
) -> None:
    stories.token(sqlite_lab.desk, "ci", now=sqlite_lab.hands.now)
    hugo = asked_for(sqlite_lab, name)
    assert sentence in hugo.submit()["errors"]["name"]
    assert len(live(sqlite_lab)) == 1


def test_a_name_is_free_again_once_its_token_is_revoked(lab: Lab) -> None:
    desk, now = lab.desk, lab.hands.now
    first, _ = stories.token(desk, "ci", now=now)
    tokens.revoke(desk, first.number, by=stories.HUGO, now=now)
    again, _ = stories.token(desk, "ci", now=now)
    assert [token.number for token in live(lab)] == [again.number]
    assert again.number != first.number


def test_hostile_names_are_shown_as_text(lab: Lab) -> None:
    hugo = asked_for(lab, "<!channel> *ci* \x00")
    assert hugo.submit()["ok"]
    assert "&lt;!channel&gt; ∗ci∗" in words(hugo.modal("Copy the token"))


def test_there_is_an_end_to_tokens(sqlite_lab: Lab) -> None:
    for number in range(MOST_TOKENS):
        stories.token(sqlite_lab.desk, f"ci {number}", now=sqlite_lab.hands.now)
    hugo = asked_for(sqlite_lab, "one more")
    assert "Revoke one" in hugo.submit()["errors"]["name"]
    assert len(buttons(hugo.messages("lab")[-1])) == MOST_TOKENS + 1


def test_tokens_are_for_admins_alone(sqlite_lab: Lab) -> None:
    token, _ = stories.token(sqlite_lab.desk, "ci", now=sqlite_lab.hands.now)
    ivan = sqlite_lab.person("ivan")
    ivan.type("/team tokens", channel="lab")
    ivan.sees("Only an admin")
    assert live(sqlite_lab) == (token,)


def test_who_is_no_admin_any_more_finds_the_old_buttons_closed(sqlite_lab: Lab) -> None:
    team.give_duty(sqlite_lab.desk, stories.IVAN, Duty.ADMIN, by=stories.HUGO, now=sqlite_lab.hands.now)
    token, _ = stories.token(sqlite_lab.desk, "ci", now=sqlite_lab.hands.now)
    ivan = sqlite_lab.person("ivan")
    ivan.type("/team tokens", channel="lab")
    team.take_duty(sqlite_lab.desk, stories.IVAN, Duty.ADMIN, by=stories.HUGO, now=sqlite_lab.hands.now)
    ivan.click("Revoke the token ci")
    ivan.click("New token")
    assert not ivan.views()
    assert live(sqlite_lab) == (token,)


def test_the_history_of_the_team_tells_of_tokens(lab: Lab) -> None:
    token, _ = stories.token(lab.desk, "ci", now=lab.hands.now)
    for _ in range(2):
        tokens.revoke(lab.desk, token.number, by=stories.HUGO, now=lab.hands.now)
    with lab.desk.look() as session:
        rows = session.exec(select(JournalRow).where(JournalRow.subject == token.signer)).all()
        told = [(row.deed, row.by, row.detail) for row in rows]
    detail = "ci, expires on 2026-05-31"
    assert told == [(deed, stories.HUGO, detail) for deed in (Deed.MADE_TOKEN, Deed.REVOKED_TOKEN)]

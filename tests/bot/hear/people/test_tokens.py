"""API tokens in Slack: made, shown once, listed and revoked, by admins alone."""

import re

import pytest
from flask.testing import FlaskClient
from sqlmodel import select
from strictslack.client.person import Person

from flows.experiments import sheets
from flows.people import team, tokens
from rules.journal.entries import Deed
from rules.people.people import Duty
from rules.people.tokens import MOST_TOKENS
from store.journal.journal_tables import JournalRow
from tests import stories
from tests.backends import contents
from tests.bot.lab import Lab
from tests.bot.looks import buttons, words

SECRET = re.compile(r"assay_[A-Za-z0-9_-]{43}")


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


def test_what_a_machine_sends_stands_on_the_card(http_lab: Lab) -> None:
    assert http_lab.web
    stories.running(http_lab.desk)
    _, secret = tokens.make(http_lab.desk, "ci", by=stories.HUGO, now=http_lab.hands.now)
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
    tokens.make(sqlite_lab.desk, "ci", by=stories.HUGO, now=sqlite_lab.hands.now)
    hugo = asked_for(sqlite_lab, name)
    assert sentence in hugo.submit()["errors"]["name"]
    assert len(tokens.every(sqlite_lab.desk, by=stories.HUGO)) == 1


def test_a_name_is_free_again_once_its_token_is_revoked(lab: Lab) -> None:
    desk, now = lab.desk, lab.hands.now
    first, _ = tokens.make(desk, "ci", by=stories.HUGO, now=now)
    tokens.revoke(desk, first.number, by=stories.HUGO, now=now)
    again, _ = tokens.make(desk, "ci", by=stories.HUGO, now=now)
    assert [token.number for token in tokens.every(desk, by=stories.HUGO)] == [again.number]
    assert again.number != first.number


def test_hostile_names_are_shown_as_text(lab: Lab) -> None:
    hugo = asked_for(lab, "<!channel> *ci* \x00")
    assert hugo.submit()["ok"]
    assert "&lt;!channel&gt; ∗ci∗" in words(hugo.modal("Copy the token"))


def test_there_is_an_end_to_tokens(sqlite_lab: Lab) -> None:
    for number in range(MOST_TOKENS):
        tokens.make(sqlite_lab.desk, f"ci {number}", by=stories.HUGO, now=sqlite_lab.hands.now)
    hugo = asked_for(sqlite_lab, "one more")
    assert "Revoke one" in hugo.submit()["errors"]["name"]
    assert len(buttons(hugo.messages("lab")[-1])) == MOST_TOKENS + 1


def test_tokens_are_for_admins_alone(sqlite_lab: Lab) -> None:
    token, _ = tokens.make(sqlite_lab.desk, "ci", by=stories.HUGO, now=sqlite_lab.hands.now)
    ivan = sqlite_lab.person("ivan")
    ivan.type("/team tokens", channel="lab")
    ivan.sees("Only an admin")
    assert tokens.every(sqlite_lab.desk, by=stories.HUGO) == (token,)


def test_who_is_no_admin_any_more_finds_the_old_buttons_closed(sqlite_lab: Lab) -> None:
    team.give_duty(sqlite_lab.desk, stories.IVAN, Duty.ADMIN, by=stories.HUGO, now=sqlite_lab.hands.now)
    token, _ = tokens.make(sqlite_lab.desk, "ci", by=stories.HUGO, now=sqlite_lab.hands.now)
    ivan = sqlite_lab.person("ivan")
    ivan.type("/team tokens", channel="lab")
    team.take_duty(sqlite_lab.desk, stories.IVAN, Duty.ADMIN, by=stories.HUGO, now=sqlite_lab.hands.now)
    ivan.click("Revoke the token ci")
    ivan.click("New token")
    assert not ivan.views()
    assert tokens.every(sqlite_lab.desk, by=stories.HUGO) == (token,)


def test_the_history_of_the_team_tells_of_tokens(lab: Lab) -> None:
    token, _ = tokens.make(lab.desk, "ci", by=stories.HUGO, now=lab.hands.now)
    for _ in range(2):
        tokens.revoke(lab.desk, token.number, by=stories.HUGO, now=lab.hands.now)
    with lab.desk.look() as session:
        rows = session.exec(select(JournalRow).where(JournalRow.subject == token.signer)).all()
        told = [(row.deed, row.by, row.detail) for row in rows]
    assert told == [(Deed.MADE_TOKEN, stories.HUGO, "ci"), (Deed.REVOKED_TOKEN, stories.HUGO, "ci")]

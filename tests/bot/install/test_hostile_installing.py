"""Hostile hands at the addresses that install: no fault, no trace, and nothing of anybody's is changed."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.office import Entrance
from bot.outside.slack_oauth import SlackOAuth
from store.installing.vault import Vault
from tests import stories
from tests.bot.mutations import hostile_texts
from tests.bot.watching import Watch, watching
from tests.bot.window import NOWHERE

HOME = "https://assay.example.com/slack"
COOKIE = "__Host-assay-install"
thorough = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
# What the HTTP server lets through in the value of a header.
cookies = st.one_of(st.from_regex(r"[A-Za-z0-9_-]{43}", fullmatch=True), st.text(max_size=60)).map(
    lambda text: "".join(sign for sign in text if " " <= sign <= "\u00ff" and sign != "\u007f")
)


@pytest.fixture(scope="module")
def watch(sqlite_template: Path) -> Iterator[Watch]:
    """Yield a door that installs, watched for harm; a second goes by from one look at the clock to the next."""
    oauth = SlackOAuth("1.2", "secret", NOWHERE, f"{HOME}/oauth_redirect", ("chat:write",))
    vault = Vault([Fernet.generate_key().decode()])
    entrance = Entrance(oauth=oauth, vault=vault, kept=timedelta(days=30), address=f"{HOME}/install")
    seconds = itertools.count()
    with watching(
        sqlite_template, lambda: stories.NOW + timedelta(seconds=next(seconds)), entrance
    ) as opened:
        yield opened


@thorough
@given(state=hostile_texts, code=hostile_texts, error=st.one_of(st.just(""), hostile_texts), cookie=cookies)
def test_nobody_comes_back_who_was_not_sent(
    watch: Watch, caplog: pytest.LogCaptureFixture, state: str, code: str, error: str, cookie: str
) -> None:
    before = watch.held
    said = {"state": state, "code": code, "error": error}
    asked = {name: text.encode("utf-8", "surrogatepass") for name, text in said.items()}
    headers = {"Cookie": f"{COOKIE}={cookie}"}
    answer = watch.harmless(
        caplog,
        lambda: watch.window.client.get("/slack/oauth_redirect", query_string=asked, headers=headers),
    )
    assert watch.held == before
    assert answer.mimetype == "text/html"


@thorough
@given(asked=hostile_texts, cookie=cookies)
def test_who_begins_leaves_a_state_and_nothing_else(
    watch: Watch, caplog: pytest.LogCaptureFixture, asked: str, cookie: str
) -> None:
    before = watch.held
    headers = {"Cookie": f"{COOKIE}={cookie}"}
    query = {"q": asked.encode("utf-8", "surrogatepass")}
    answer = watch.harmless(
        caplog, lambda: watch.window.client.get("/slack/install", query_string=query, headers=headers)
    )
    assert answer.status_code == 200
    assert {table for table in before if before[table] != watch.held[table]} == {"install_states"}


@pytest.mark.parametrize("name", ["state", "code", "error"])
def test_what_is_asked_is_not_said_again(watch: Watch, name: str) -> None:
    typed = "<script>zebra</script>"
    answer = watch.window.client.get("/slack/oauth_redirect", query_string={name: typed})
    assert "zebra" not in answer.text

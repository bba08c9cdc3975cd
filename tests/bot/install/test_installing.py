"""From Slack's consent page to a command answered, in two workspaces of one process, and all that may go wrong on the way."""

import os
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from bot.hear.app import create_app
from bot.install.install_web import MOST_A_SECOND
from bot.serve.offices import open_office
from bot.serve.start import CannotStart
from tests.backends import contents
from tests.bot.install.house import FIRST, NEWER_KEY, SECOND, House, Surfer, settings_of


def back(house: House, **asked: str) -> str:
    return f"{house.address}/slack/oauth_redirect?{urlencode(asked)}"


def state_in(address: str) -> str:
    return parse_qs(urlsplit(address).query)["state"][0]


def test_two_workspaces_install_one_process_and_are_answered(house: House) -> None:
    hugo, zoe = house.sandbox.person("hugo"), house.sandbox.person("zoe", workspace=SECOND)
    page = house.install("U0HUGO")
    assert (page.status, page.title) == (200, "Assay is in Assay's lab")
    page = house.install("U1ZOE")
    assert page.title == "Assay is in Beta <b>& Sons</b>"
    assert "<b>& Sons" not in page.text
    assert f"team={SECOND}" in page.button
    house.deliver()
    for person in (hugo, zoe):
        welcome = person.sees("Assay is here", channel=person.direct(person.name, "assay"))
        assert "3. Propose the first experiment" in str(welcome["blocks"])
        person.type("/experiment list", channel="general" if person is zoe else "lab")
        person.sees("There are no experiments yet.", channel="general" if person is zoe else "lab")


def test_the_consent_page_shows_the_scopes_of_the_manifest(house: House) -> None:
    begun = Surfer().open(f"{house.address}/slack/install")
    asked = parse_qs(urlsplit(begun.button).query)
    assert set(asked["scope"][0].split(",")) == set(house.sandbox.app.bot_scopes)
    consent = Surfer().open(begun.button)
    assert all(f"<code>{scope}</code>" in consent.text for scope in house.sandbox.app.bot_scopes)


def test_the_cookie_is_for_this_browser_alone(house: House) -> None:
    surfer = Surfer()
    surfer.open(f"{house.address}/slack/install")
    (cookie,) = surfer.cookies
    assert (cookie.name, cookie.path, cookie.secure) == ("assay-install", "/", False)
    assert cookie.get_nonstandard_attr("SameSite") == "Lax"
    assert "HttpOnly" in cookie._rest  # type: ignore[attr-defined]
    surfer.open(f"{house.address}/slack/install")
    assert [one.value for one in surfer.cookies] == [cookie.value]


def test_a_state_is_good_for_one_browser(house: House) -> None:
    mine, anothers = Surfer(), Surfer()
    address = house.consent(mine, "U0HUGO")
    house.consent(anothers, "U0HUGO")
    for stranger in (Surfer(), anothers):
        page = stranger.open(address)
        assert (page.status, page.title) == (400, "Please start again in this browser")
    assert house.installation(FIRST) is None
    assert mine.open(address).status == 200


def test_a_state_is_good_once(house: House) -> None:
    surfer = Surfer()
    address = house.consent(surfer, "U0HUGO")
    assert surfer.open(address).status == 200
    before = contents(house.office.database)
    page = surfer.open(address)
    assert (page.status, page.title) == (400, "Please start again")
    assert contents(house.office.database) == before


def test_a_state_is_good_for_ten_minutes(house: House) -> None:
    surfer = Surfer()
    address = house.consent(surfer, "U0HUGO")
    house.hands.move(minutes=10)
    page = surfer.open(address)
    assert (page.status, page.title) == (400, "Please start again")
    assert house.installation(FIRST) is None
    surfer.open(page.button)
    assert len(contents(house.database)["install_states"]) == 1


def test_who_cancels_at_slack_reads_that_nothing_was_changed(house: House) -> None:
    surfer = Surfer()
    page = surfer.open(house.consent(surfer, "U0HUGO", decision="deny"))
    assert (page.status, page.title) == (200, "Assay was not installed")
    assert page.button == f"{house.address}/slack/install"
    assert house.installation(FIRST) is None
    assert contents(house.database)["install_states"] == []


def test_a_code_is_good_once(house: House) -> None:
    first = house.consent(Surfer(), "U0HUGO")
    code = parse_qs(urlsplit(first).query)["code"][0]
    answers = []
    for _ in range(2):
        surfer = Surfer()
        state = state_in(house.consent(surfer, "U0HUGO"))
        answers.append(surfer.open(back(house, state=state, code=code)))
    assert [(page.status, page.title) for page in answers] == [
        (200, "Assay is in Assay's lab"),
        (400, "Slack does not take this code"),
    ]


HOSTILE = '"><script>alert(1)</script>&{}%00\x00é'


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"state": HOSTILE, "code": HOSTILE},
        {"error": HOSTILE, "state": HOSTILE, "error_description": HOSTILE},
        {"state": "x" * 5000, "code": "y" * 5000},
        {"code": "only"},
    ],
)
def test_nothing_that_an_address_says_is_shown_or_ends_in_a_fault(
    house: House, asked: dict[str, str]
) -> None:
    before = contents(house.database)
    page = Surfer().open(back(house, **asked))
    assert page.status in (200, 400)
    assert "alert(1)" not in page.text
    assert contents(house.database) == before


def test_a_good_state_with_a_hostile_code_is_no_fault(house: House) -> None:
    surfer = Surfer()
    state = state_in(house.consent(surfer, "U0HUGO"))
    page = surfer.open(back(house, state=state, code=HOSTILE))
    assert (page.status, page.title) == (400, "Slack does not take this code")
    assert "alert(1)" not in page.text


@pytest.mark.parametrize(
    ("fault", "status", "title"),
    [
        ({"kind": "status", "status": 503}, 503, "Slack is away"),
        ({"kind": "ratelimited", "retry_after": 5}, 503, "Slack is away"),
        ({"kind": "lost_before"}, 503, "Slack is away"),
        ({"kind": "error", "error": "bad_client_secret"}, 500, "Assay is not set up"),
        ({"kind": "error", "error": "something_<b>new"}, 400, "Slack refused"),
    ],
)
def test_a_slack_that_gives_no_token_is_told_of(
    house: House, fault: dict[str, str], status: int, title: str
) -> None:
    surfer = Surfer()
    address = house.consent(surfer, "U0HUGO")
    house.sandbox.keeper.fault("oauth.v2.access", **fault)
    page = surfer.open(address)
    assert (page.status, page.title) == (status, title)
    assert "<b>" not in page.text
    assert house.installation(FIRST) is None


def test_pages_keep_to_themselves(house: House) -> None:
    answer = house.web.test_client().get("/slack/install")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_no_token_stands_in_the_database_as_slack_gave_it(house: House) -> None:
    house.install("U0HUGO")
    token = house.token(FIRST)
    assert token.startswith("xoxb-")
    assert token not in str(contents(house.database))


def test_installing_again_takes_the_place_of_the_first(house: House) -> None:
    for user in ("U0HUGO", "U0ANA"):
        assert house.install(user).status == 200
    assert len(contents(house.database)["installations"]) == 1


def test_a_process_with_another_key_does_not_start_and_says_why(house: House) -> None:
    house.install("U0HUGO")
    other = settings_of(
        house.sandbox, house.settings.database_url, house.address, assay_encryption_key=NEWER_KEY
    )
    with pytest.raises(CannotStart, match=r"No key of ASSAY_ENCRYPTION_KEY opens the token of Assay's lab"):
        open_office(other)


def test_who_is_not_installed_is_told_where_to(house: House) -> None:
    zoe = house.sandbox.person("zoe", workspace=SECOND)
    house.install("U0HUGO")
    house.sandbox.keeper.install(SECOND)
    zoe.type("/experiment list", channel="general")
    zoe.sees(
        "Assay is not installed in this workspace, or was taken out of it. An admin can install it at",
        channel="general",
    )


def test_who_comes_in_crowds_writes_nothing(house: House) -> None:
    browser = house.web.test_client()
    answers = [browser.get("/slack/install").status_code for _ in range(MOST_A_SECOND + 3)]
    assert answers == [200] * MOST_A_SECOND + [503] * 3
    before = contents(house.database)
    assert browser.get("/slack/oauth_redirect?state=x&code=y").status_code == 503
    assert contents(house.database) == before
    house.hands.move(seconds=1)
    assert browser.get("/slack/install").status_code == 200


def test_bolt_keeps_no_installations_of_its_own(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SLACK_CLIENT_ID", "1.2"), ("SLACK_CLIENT_SECRET", "secret")):
        monkeypatch.setenv(name, value)
    app = create_app(house.office)
    assert (app.oauth_flow, app.installation_store) == (None, None)
    assert os.environ["SLACK_CLIENT_ID"] == "1.2"

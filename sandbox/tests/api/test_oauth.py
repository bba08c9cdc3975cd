"""OAuth: consent, codes, several workspaces, rotation, and leaving again."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.oauth import AuthorizeUrlGenerator

from strictslack.server import Sandbox, running_sandbox
from tests.api.test_web_api import refused

HERE = Path(__file__).parents[1]
REDIRECT = "http://127.0.0.1/slack/oauth_redirect"
SECOND = "workspace: {id: T02BETA, name: Beta, domain: beta}\npeople: [{id: U91ZOE, name: zoe}]\nchannels: [{id: C91GEN, name: general, bot: true}]\n"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("oauth")
    other = folder / "beta.yml"
    other.write_text(SECOND)
    rotating = folder / "manifest.yml"
    text = (HERE / "manifest.yml").read_text()
    rotating.write_text(text.replace("name: Echo", "name: Turner") + "  token_rotation_enabled: true\n")
    workspaces = [HERE / "workspace.yml", other]
    with running_sandbox([HERE / "manifest.yml", rotating], workspaces, installed=False) as running:
        yield running


class _Still(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Stays where it is, so that the test sees where it was sent."""


def consent(
    sandbox: Sandbox,
    user: str,
    *,
    app: int = 0,
    decision: str = "allow",
    scope: str = "chat:write",
    organisation: str = "",
    **more: str,
) -> dict[str, list[str]]:
    """What comes back to the app's redirect address."""
    client_id = list(sandbox.core.apps.values())[app].client_id
    query = urlencode(
        {"client_id": client_id, "scope": scope, "state": "s1", "redirect_uri": REDIRECT, **more}
    )
    everywhere = {"organisation": organisation} if organisation else {}
    form = urlencode({"user": user, "decision": decision, **everywhere}).encode()
    opener = urllib.request.build_opener(_Still)
    with pytest.raises(urllib.error.HTTPError) as caught:
        opener.open(f"{sandbox.url}/oauth/v2/authorize?{query}", form)
    with caught.value as answer:
        location = answer.headers["Location"]
    assert location.startswith(REDIRECT)
    return parse_qs(urlsplit(location).query)


def access(sandbox: Sandbox, *, app: int = 0, **arguments: str) -> WebClient:
    found = list(sandbox.core.apps.values())[app]
    client = WebClient(base_url=sandbox.api_url)
    sent = {"redirect_uri": REDIRECT} if "code" in arguments else {}
    answer = client.oauth_v2_access(
        client_id=found.client_id, client_secret=found.client_secret, **{**sent, **arguments}
    )
    client.token = answer["access_token"]
    client.answer = answer  # type: ignore[attr-defined]
    return client


def test_the_page_asks_for_what_the_app_wants(sandbox: Sandbox) -> None:
    generator = AuthorizeUrlGenerator(
        client_id=sandbox.app.client_id,
        scopes=["chat:write", "commands"],
        redirect_uri=REDIRECT,
        authorization_url=f"{sandbox.url}/oauth/v2/authorize",
    )
    with urllib.request.urlopen(generator.generate("state")) as response:
        page = response.read().decode()
    assert re.findall(r"<code>(.*?)</code>", page) == ["chat:write", "commands"]


def test_a_code_becomes_a_token_with_the_scopes_agreed_to_once(sandbox: Sandbox) -> None:
    back = consent(sandbox, "U01ANA")
    assert back["state"] == ["s1"]
    client = access(sandbox, code=back["code"][0])
    assert client.auth_test()["team_id"] == "T01ACME"
    assert refused(client.users_list)["error"] == "missing_scope"
    arguments = {"client_id": sandbox.app.client_id, "client_secret": sandbox.app.client_secret}
    assert refused(client.oauth_v2_access, code=back["code"][0], **arguments)["error"] == "invalid_code"
    assert (
        refused(client.oauth_v2_access, code="x", client_id="1", client_secret="x")["error"]
        == "invalid_client_id"
    )


@pytest.mark.parametrize("sent", [{}, {"redirect_uri": f"{REDIRECT}/elsewhere"}])
def test_a_code_is_bound_to_the_address_it_was_sent_to(sandbox: Sandbox, sent: dict[str, str]) -> None:
    code = consent(sandbox, "U01ANA")["code"][0]
    arguments = {"client_id": sandbox.app.client_id, "client_secret": sandbox.app.client_secret, "code": code}
    client = WebClient(base_url=sandbox.api_url)
    assert refused(client.oauth_v2_access, **arguments, **sent)["error"] == "bad_redirect_uri"


def test_what_is_recorded_of_an_exchange_shows_no_code(sandbox: Sandbox) -> None:
    hostile = 'never"shown\\{'
    arguments = {"client_id": sandbox.app.client_id, "client_secret": sandbox.app.client_secret}
    assert (
        refused(WebClient(base_url=sandbox.api_url).oauth_v2_access, code=hostile, **arguments)["ok"] is False
    )
    assert "shown" not in str(sandbox.keeper.traffic("oauth.v2.access"))


def test_the_keeper_installs_and_takes_out(sandbox: Sandbox) -> None:
    sandbox.keeper.install("T02BETA")
    assert sandbox.core.state.installations[sandbox.app.id, "T02BETA"].status == "active"
    sandbox.keeper.uninstall("T02BETA")
    assert sandbox.core.state.installations[sandbox.app.id, "T02BETA"].status == "uninstalled"


def test_a_refusal_comes_back_as_access_denied(sandbox: Sandbox) -> None:
    assert consent(sandbox, "U01ANA", decision="deny")["error"] == ["access_denied"]


def test_no_token_reaches_another_workspace(sandbox: Sandbox) -> None:
    acme = access(sandbox, code=consent(sandbox, "U01ANA", scope="chat:write,users:read")["code"][0])
    beta = access(
        sandbox, code=consent(sandbox, "U91ZOE", scope="chat:write,users:read,channels:join")["code"][0]
    )
    beta.conversations_join(channel="C91GEN")
    beta.chat_postMessage(channel="C91GEN", text="for Beta")
    assert refused(acme.chat_postMessage, channel="C91GEN", text="x")["error"] == "channel_not_found"
    assert refused(acme.users_info, user="U91ZOE")["error"] == "user_not_found"
    assert "U91ZOE" not in str(acme.users_list()["members"])
    assert sandbox.person("ana").sees_nothing_of("for Beta")
    assert sandbox.person("zoe", workspace="T02BETA").sees("for Beta")


def test_a_rotating_token_ends_and_is_refreshed(sandbox: Sandbox) -> None:
    client = access(sandbox, app=1, code=consent(sandbox, "U01ANA", app=1)["code"][0])
    first = client.answer.data  # type: ignore[attr-defined]
    assert (first["expires_in"], first["refresh_token"].startswith("xoxe-1-")) == (43200, True)
    sandbox.keeper.advance(43201)
    assert refused(client.auth_test)["error"] == "token_expired"
    renewed = access(sandbox, app=1, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert renewed.auth_test()["ok"]


def test_a_revoked_token_and_an_uninstalled_app_are_told_apart(sandbox: Sandbox) -> None:
    client = access(sandbox, code=consent(sandbox, "U01ANA")["code"][0])
    assert client.auth_revoke(test=True)["revoked"] is False
    client.auth_revoke()
    assert refused(client.auth_test)["error"] == "token_revoked"
    again = access(sandbox, code=consent(sandbox, "U01ANA")["code"][0])
    secrets = {"client_id": sandbox.app.client_id, "client_secret": sandbox.app.client_secret}
    again.apps_uninstall(**secrets)
    assert refused(again.auth_test)["error"] == "account_inactive"


@pytest.fixture
def organisation(tmp_path: Path) -> Iterator[Sandbox]:
    """A Slack of two workspaces of one organisation, and an app that an organisation may install."""
    workspaces = []
    for number, name in enumerate(("gamma", "delta"), 1):
        path = tmp_path / f"{name}.yml"
        path.write_text(
            f"workspace: {{id: T0{number}, name: {name}, enterprise: {{id: E0ORG, name: Org}}}}\n"
            f"people: [{{id: U{number}ADA, name: ada, admin: true}}, {{id: U{number}UMA, name: uma}}]\n"
            f"channels: [{{id: C{number}GEN, name: general}}]\n"
        )
        workspaces.append(path)
    manifest = tmp_path / "manifest.yml"
    manifest.write_text((HERE / "manifest.yml").read_text() + "  org_deploy_enabled: true\n")
    with running_sandbox(manifest, workspaces, installed=False) as running:
        yield running


SCOPES = "chat:write,users:read,channels:read"


def test_an_admin_installs_an_app_in_a_whole_organisation(organisation: Sandbox) -> None:
    assert consent(organisation, "U1UMA", organisation="all")["error"] == ["access_denied"]
    client = access(
        organisation, code=consent(organisation, "U1ADA", scope=SCOPES, organisation="all")["code"][0]
    )
    answer = client.answer.data  # type: ignore[attr-defined]
    assert (answer["team"], answer["enterprise"]["id"], answer["is_enterprise_install"]) == (
        None,
        "E0ORG",
        True,
    )
    assert refused(client.users_list)["error"] == "missing_argument"
    for number in (1, 2):
        listed = client.users_list(team_id=f"T0{number}")["members"]
        assert {one["id"] for one in listed if one["name"] in ("ada", "uma")} == {
            f"U{number}ADA",
            f"U{number}UMA",
        }
        assert client.chat_postMessage(channel=f"U{number}UMA", text="of the organisation")["ok"]
        assert client.users_info(user=f"U{number}UMA")["user"]["team_id"] == f"T0{number}"
    assert refused(client.users_list, team_id="T0ELSE")["error"] == "team_access_not_granted"
    secrets = {"client_id": organisation.app.client_id, "client_secret": organisation.app.client_secret}
    client.apps_uninstall(**secrets)
    assert refused(client.chat_postMessage, channel="U2UMA", text="x")["error"] == "account_inactive"


def test_an_app_that_no_organisation_may_install_asks_for_none(sandbox: Sandbox) -> None:
    assert consent(sandbox, "U01ANA", organisation="all")["error"] == ["access_denied"]

"""Whatever is thrown at the Web API and the control API, they answer, and never with a broken server."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strictslack.api.definitions import definitions
from strictslack.api.gateway import known_methods
from strictslack.server import Sandbox
from strictslack.workspace.manifest import REFERENCE

Json = dict[str, Any]
# Left out on purpose; the README says so.
NOT_SPOKEN = {"canvases.create", "chat.unfurl"}
# These would take the app away from the tests that follow.
FINAL = {"auth.revoke", "apps.uninstall"}
PATIENT = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

_LIKELY = st.sampled_from(
    [
        "C01GEN",
        "C04SEC",
        "U01ANA",
        "general",
        "1.1",
        "",
        "x" * 5000,
        "\ud800",
        "<!channel>",
        "public_channel",
        "thumbsup",
    ]
)
_ANY = st.recursive(
    _LIKELY | st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def sent(sandbox: Sandbox, path: str, body: Json) -> tuple[int, Json]:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {sandbox.bot_token}"}
    request = urllib.request.Request(f"{sandbox.url}{path}", json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)


def test_every_defined_method_is_spoken_or_left_out_on_purpose() -> None:
    assert set(definitions()) - set(known_methods()) == NOT_SPOKEN
    assert set(known_methods()) <= set(definitions())


def test_the_reference_is_complete() -> None:
    assert {path.name for path in REFERENCE.iterdir()} == {
        "block-kit-limits.json",
        "manifest.schema.2.0.0.json",
        "rate-limit-tiers.json",
        "web-api-methods.json",
    }


@given(data=st.data())
@PATIENT
def test_no_arguments_break_a_method(sandbox: Sandbox, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([one for one in known_methods() if one not in FINAL]))
    possible = sorted(definitions()[name].arguments - {"token"})
    wanted = data.draw(st.dictionaries(st.sampled_from(possible), _ANY)) if possible else {}
    needed = {one: data.draw(_ANY) for one in definitions()[name].required}
    status, answer = sent(sandbox, f"/api/{name}", needed | wanted)
    assert status == 200
    assert answer["ok"] or answer["error"]


DEEDS = ("act", "submit", "close", "suggest", "shortcut", "send", "react", "edit", "delete", "upload", "wait")


@given(data=st.data())
@PATIENT
def test_no_request_breaks_the_control_api(sandbox: Sandbox, data: st.DataObject) -> None:
    keys = (
        "channel",
        "text",
        "thread_ts",
        "container",
        "block_id",
        "action_id",
        "state",
        "action",
        "view_id",
        "ts",
    )
    body = data.draw(st.dictionaries(st.sampled_from(keys), _ANY))
    deed = data.draw(st.sampled_from(DEEDS))
    status, answer = sent(sandbox, f"/_sandbox/{deed}", {"user": "U01ANA", "timeout": 0, **body})
    assert status in (200, 400)
    assert isinstance(answer["ok"], bool)


@pytest.mark.parametrize(
    "path", ["/page/../server.py", "/page/%2e%2e/server.py", "/page//etc/passwd", "/files/F1/x"]
)
def test_no_path_leads_out_of_the_page(sandbox: Sandbox, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{sandbox.url}{path}")
    with caught.value as refusal:
        assert refusal.code == 404


def test_another_site_may_not_post_from_a_browser(sandbox: Sandbox) -> None:
    headers = {"Origin": "https://evil.example", "Content-Type": "text/plain"}
    request = urllib.request.Request(f"{sandbox.url}/_sandbox/clock", b"{}", headers)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    with caught.value as refusal:
        assert refusal.code == 403

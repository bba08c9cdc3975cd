"""A token in a real browser: made, shown once, used by a machine, seen on the card, revoked."""

import json
import re
import urllib.request
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import expect

from demo.story import ANA
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]
ADA = "U0ADA"  # the admin of the demo's workspace


def sent(address: str, secret: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Send a body as a machine does; return status and answer."""
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    request = urllib.request.Request(address, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, json.loads(answer.read())
    except HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read())


def test_a_machine_reports_with_a_token_that_was_shown_once(visitor: Visitor) -> None:
    """Make a token as an admin, send a value with it, see the card, and revoke the token."""
    key = visitor.propose("Report from CI", metrics="accuracy >= 0.92 (now 0.88)")
    visitor.become(ADA)
    visitor.say("/team tokens")
    expect(visitor.private_answer()).to_contain_text("No API token yet")
    visitor.press(visitor.private_answer(), "New token")
    visitor.fill(Name="nightly evaluation")
    visitor.form.get_by_role("button", name="Make", exact=True).click()
    expect(visitor.form).to_contain_text("never shown again")

    shown = visitor.form.inner_text()
    secret, address = re.search(r"assay_[\w-]{43}", shown), re.search(r"http://\S+/metrics", shown)
    assert secret
    assert address
    place = address[0].replace("EXP-1", key)
    assert sent(place, secret[0], {"metric": "acuracy", "value": 1})[0] == 422
    assert sent(place, secret[0], {"metric": "accuracy", "value": 0.93})[0] == 201
    visitor.form.get_by_role("button", name="Done", exact=True).click()
    expect(visitor.card(key)).to_contain_text("0.93")

    visitor.say("/team tokens")
    expect(visitor.private_answer()).to_contain_text("last used")
    expect(visitor.private_answer()).not_to_contain_text(secret[0])
    visitor.press(visitor.private_answer(), "Revoke the token nightly evaluation")
    visitor.page.get_by_role("button", name="Revoke", exact=True).last.click()
    expect(visitor.private_answer()).to_contain_text("No API token yet")
    assert sent(place, secret[0], {"metric": "accuracy", "value": 0.94})[0] == 401
    visitor.become(ANA)

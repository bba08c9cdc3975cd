"""From a manifest and a few settings to a workspace that has installed Assay: in a real browser, with Assay a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, expect
from strictslack.server import Sandbox, running_sandbox

from bot.commands.install_command import manifest_at
from demo.processes import ROOT
from store.installing.vault import new_key
from tests.bot.running import free_port, process

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


@pytest.fixture
def address() -> str:
    """Return where browsers reach Assay."""
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture
def slack(address: str, tmp_path: Path) -> Iterator[Sandbox]:
    """Yield a Slack that nobody has installed Assay in, with Assay as a process beside it, as README.md says."""
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(yaml.safe_dump(manifest_at(address), allow_unicode=True))
    with running_sandbox(manifest, ROOT / "demo" / "workspace.yml", installed=False, patience=5) as sandbox:
        settings = {
            "SLACK_CLIENT_ID": sandbox.app.client_id,
            "SLACK_CLIENT_SECRET": sandbox.app.client_secret,
            "SLACK_SIGNING_SECRET": sandbox.signing_secret,
            "ASSAY_PUBLIC_URL": address,
            "ASSAY_ENCRYPTION_KEY": new_key(),
            "SLACK_API_URL": sandbox.api_url,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'assay.db'}",
            "PORT": address.rpartition(":")[2],
        }
        with process("all", settings, tmp_path) as assay:
            assay.wait_until_ready()
            yield sandbox


def test_a_workspace_installs_assay_in_the_browser(browser: Browser, slack: Sandbox, address: str) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 760})
    page.goto(f"{address}/slack/install")
    page.get_by_role("link", name="Add to Slack").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Assay wants to come into a workspace")
    page.get_by_label("Install as").select_option("U0ADA")
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Assay is in Northwind AI")
    expect(page.get_by_role("listitem")).to_have_count(3)
    link = page.get_by_role("link", name="Open Assay in Slack")
    assert (link.get_attribute("href") or "").startswith(f"{slack.url}/app_redirect?app={slack.app.id}")
    ada = slack.person("U0ADA")
    ada.sees("Assay is here", channel=ada.direct("U0ADA", "assay"), timeout=60)
    ada.type("/experiment list", channel="general")
    ada.sees("There are no experiments yet.", channel="general")
    # The address with its code and state is worth nothing any more.
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please start again")
    page.get_by_role("link", name="Start again").click()
    page.get_by_role("link", name="Add to Slack").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Assay was not installed")
    page.close()

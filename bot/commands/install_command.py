"""`python -m bot manifest` and `python -m bot key`: what an Assay needs that many workspaces install by OAuth."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

import yaml

from bot.serve.offices import MANIFEST
from bot.serve.start import CannotStart, open_database, read
from flows.installing import installs
from rules.words import counted
from settings import Settings
from store.installing.vault import Vault, WrongKey, new_key

ENVIRONMENT = """\
# 1. https://api.slack.com/apps, Create New App, From a manifest: paste what was printed beside this.
# 2. Copy these three from Basic Information, and put all five lines into the file .env:
SLACK_CLIENT_ID=
SLACK_CLIENT_SECRET=
SLACK_SIGNING_SECRET=
ASSAY_PUBLIC_URL={address}
ASSAY_ENCRYPTION_KEY={key}
# 3. make run, and open {address}/slack/install
"""


def print_manifest(words: Sequence[str]) -> int:
    """Print the manifest of an app that reaches a public address over HTTP, and beside it the settings that go with it."""
    parser = argparse.ArgumentParser(
        prog="python -m bot manifest",
        description="Prints manifest.yml for many workspaces: with your address in it, over HTTP.",
        epilog="What goes into .env, with a new key, is printed to standard error.",
    )
    parser.add_argument("address", help="where the internet reaches Assay, like https://assay.example.com")
    address = parser.parse_args(words).address.rstrip("/")
    if not address.startswith(("https://", "http://")):
        parser.error("give the address with https://, like https://assay.example.com")
    print(yaml.safe_dump(manifest_at(address), sort_keys=False, allow_unicode=True, width=1000), end="")
    print(ENVIRONMENT.format(address=address, key=new_key()), end="", file=sys.stderr)
    return 0


def manifest_at(address: str) -> dict[str, Any]:
    """Return the manifest for an app that Slack reaches at an address, and that many workspaces install."""
    manifest: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    requests = f"{address}/slack/events"
    for command in manifest["features"]["slash_commands"]:
        command["url"] = requests
    manifest["oauth_config"]["redirect_urls"] = [f"{address}/slack/oauth_redirect"]
    settings = manifest["settings"]
    settings["event_subscriptions"]["request_url"] = requests
    settings["interactivity"]["request_url"] = requests
    return {
        **manifest,
        "settings": {**settings, "socket_mode_enabled": False, "token_rotation_enabled": True},
    }


def make_key(words: Sequence[str]) -> int:
    """Print a new key; with `--rotate`, seal all tokens with the newest of those that are set."""
    parser = argparse.ArgumentParser(
        prog="python -m bot key",
        description="Makes a key for ASSAY_ENCRYPTION_KEY, which seals the tokens of the workspaces.",
        epilog="To change it: put the new one before the old, parted by a comma, start anew, run this with --rotate, and "
        "take the old one out.",
    )
    parser.add_argument(
        "--rotate", action="store_true", help="seal every token with the newest key that is set"
    )
    if not parser.parse_args(words).rotate:
        print(new_key())
        return 0
    try:
        return rotate(read(Settings))
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1


def rotate(settings: Settings) -> int:
    """Seal every token with the newest key, and say of how many."""
    if not settings.is_installed_by_oauth:
        raise CannotStart("SLACK_CLIENT_ID is not set: no token is kept in the database.")
    database = open_database(settings)
    try:
        sealed = installs.seal_anew(database, Vault(settings.encryption_keys))
    except WrongKey as workspace:
        raise CannotStart(
            f"No key of ASSAY_ENCRYPTION_KEY opens the token of {workspace}: add the key that it was sealed with."
        ) from None
    finally:
        database.close()
    print(f"{counted(sealed, 'installation')} had another key; all are sealed with the newest now.")
    return 0

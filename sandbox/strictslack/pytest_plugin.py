"""The pytest plugin: a local Slack for each test that asks for `strict_slack`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from strictslack.server import Sandbox

_FILES = {
    "manifest": "manifests of the apps that live in the fixture strict_slack",
    "workspace": "descriptions of the workspaces in the fixture strict_slack",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the settings by which a project says what its Slack looks like."""
    for name, told in _FILES.items():
        parser.addini(
            f"strictslack_{name}", f"{told}, beside the file that says so", type="paths", default=[]
        )
    parser.addini(
        "strictslack_scope", "how long one strict_slack lives: function, module, session", default="function"
    )


def _scope(fixture_name: str, config: pytest.Config) -> Any:
    del fixture_name
    return config.getini("strictslack_scope")


@pytest.fixture(scope="session")
def strict_slack_options() -> dict[str, Any]:
    """What `running_sandbox` is given besides the settings, or instead of them; made to be overridden."""
    return {}


@pytest.fixture(scope=_scope)
def strict_slack(pytestconfig: pytest.Config, strict_slack_options: dict[str, Any]) -> "Iterator[Sandbox]":
    """Yields a running sandbox with the apps and workspaces that the settings name."""
    # Here and not above: every run of pytest reads this file, and few of them need a server.
    from strictslack.server import running_sandbox

    given = {name: pytestconfig.getini(f"strictslack_{name}") for name in _FILES} | strict_slack_options
    for name in _FILES:
        if not given[name]:
            raise pytest.UsageError(
                f"strict_slack needs strictslack_{name} in pytest's settings, or {name!r} from strict_slack_options."
            )
    with running_sandbox(**given) as sandbox:
        yield sandbox

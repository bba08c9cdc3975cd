"""Starts the sandbox from the command line."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from strictslack.errors import BadFile
from strictslack.server import Plan, Sandbox


def main() -> int:
    """Runs until Ctrl-C; 2 with one sentence when something given cannot be used."""
    asked = _arguments().parse_args()
    try:
        sandbox = Sandbox(_plan(asked))
    except BadFile as problem:
        print(problem, file=sys.stderr)
        return 2
    try:
        asyncio.run(_serve(sandbox))
    except OSError as problem:
        print(
            f"Port {asked.port} of {asked.host} cannot be used ({problem.strerror}); try --port.",
            file=sys.stderr,
        )
        return 2
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="strictslack",
        description="A local Slack, as strict as Slack. Point slack-sdk's base_url at http://HOST:PORT/api/.",
    )
    parser.add_argument(
        "--manifest", type=Path, action="append", required=True, help="an app's manifest (repeatable)"
    )
    parser.add_argument(
        "--workspace",
        type=Path,
        action="append",
        required=True,
        help="who is there and which channels (repeatable)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (%(default)s)")
    parser.add_argument("--port", type=_port, default=8970, help="0 takes a free one (%(default)s)")
    parser.add_argument("--state", type=Path, help="a file that keeps conversations over a restart")
    parser.add_argument("--request-url", default="", help="deliver everything here by signed HTTP")
    parser.add_argument("--bot-token", default="", help="the first app's bot token, instead of a derived one")
    parser.add_argument("--app-token", default="", help="the first app's app-level token")
    parser.add_argument("--signing-secret", default="", help="the first app's signing secret")
    parser.add_argument("--rates", action="store_true", help="keep Slack's rate limits")
    parser.add_argument(
        "--oauth", action="store_true", help="install nothing: apps come in by /oauth/v2/authorize"
    )
    return parser


def _port(given: str) -> int:
    if not given.isdecimal() or int(given) > 65535:
        raise argparse.ArgumentTypeError(f"{given} is not a port; 0 to 65535 are")
    return int(given)


def _plan(asked: argparse.Namespace) -> Plan:
    return Plan(
        manifests=asked.manifest,
        workspaces=asked.workspace,
        host=asked.host,
        port=asked.port,
        state_file=asked.state,
        request_url=asked.request_url,
        bot_token=asked.bot_token,
        app_token=asked.app_token,
        signing_secret=asked.signing_secret,
        rates=asked.rates,
        installed=not asked.oauth,
    )


async def _serve(sandbox: Sandbox) -> None:
    await sandbox.start()
    stopped = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    print(f"Slack's sandbox is at {sandbox.url}", flush=True)
    print(f"  SLACK_API_URL={sandbox.api_url}")
    for app in sandbox.core.apps.values():
        print(f"  {app.name}: SLACK_APP_TOKEN={app.app_token} SLACK_SIGNING_SECRET={app.signing_secret}")
        for team in sandbox.core.state.teams.values():
            installation = sandbox.core.state.installations.get((app.id, team.id))
            if installation is not None:
                print(f"    in {team.name}: SLACK_BOT_TOKEN={installation.bot_token}", flush=True)
    await stopped.wait()
    await sandbox.stop()


if __name__ == "__main__":
    sys.exit(main())

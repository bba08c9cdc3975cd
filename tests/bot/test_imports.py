"""A start imports what a process that serves needs: what few deeds need is imported with them."""

import subprocess
import sys

from tests.children import ROOT

SELDOM = (
    "alembic",
    "psycopg",
    "icalendar",
    "holidays",
    "grafana_foundation_sdk",
    "bot.commands.doctor_command",
)


def test_a_start_imports_nothing_that_only_few_deeds_need() -> None:
    program = f"import sys, bot.command_line; print([one for one in {SELDOM} if one in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"

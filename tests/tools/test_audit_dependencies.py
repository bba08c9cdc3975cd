"""The audit of what Assay runs with never takes silence for good news."""

import os
import subprocess
from pathlib import Path

import pytest

AUDIT = Path("tools/audit-dependencies").resolve()
CLEAN = "No known vulnerabilities found"
TABLE = "Name  Version ID            Fix Versions\n----- ------- ------------- ------------\nflask 0.5     PYSEC-2019-179 1.0"


@pytest.mark.parametrize(
    ("said", "status", "ends", "sentence"),
    [
        (CLEAN, 0, 0, ""),
        (TABLE, 1, 1, "is known to be vulnerable. Raise it in requirements.in"),
        ("ERROR: Dependency not found on PyPI and could not be audited", 1, 2, "Nothing was audited"),
        ("error: Failed to fetch pip-audit", 2, 2, "Nothing was audited"),
    ],
    ids=["clean", "vulnerable", "not audited", "no network"],
)
def test_an_audit_ends_well_only_where_everything_was_judged(
    tmp_path: Path, said: str, status: int, ends: int, sentence: str
) -> None:
    # What pip-audit says, without the network.
    (tmp_path / "uv").write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\nexit {status}\n")
    (tmp_path / "uv").chmod(0o755)
    env = {**os.environ, "BIN": str(tmp_path)}
    done = subprocess.run([AUDIT], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (ends, said)
    assert sentence in done.stderr

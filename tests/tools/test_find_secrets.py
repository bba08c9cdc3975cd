"""The scan for secrets finds one wherever it is tracked, and keeps still about those that were made up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCAN = Path("tools/find-secrets").resolve()
BIN = Path(sys.executable).parent


def scanned(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Return what the scan says of a repository with a file of one line."""
    (folder / "settings.py").write_text(line + "\n")
    for words in (["init", "-q"], ["add", "settings.py"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    env = {**os.environ, "BIN": str(BIN)}
    return subprocess.run([SCAN], cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "parts",
    [
        ("token = 'xoxb-", "2048361957-", "4829304857261-", "aB3dE5fG7hI9jK1lM3nO5pQ7'"),
        ("DATABASE_URL = 'postgresql://assay:", "Vq8zTr2nLw", "@db/assay'"),
        ("-----BEGIN RSA PRIVATE", " KEY-----",),
    ],
    ids=["a token", "a password", "a key"],
)  # fmt: skip
def test_a_secret_in_a_tracked_file_is_found_and_named_by_its_place(
    tmp_path: Path, parts: tuple[str, ...]
) -> None:
    done = scanned(tmp_path, "".join(parts))
    assert done.returncode != 0
    assert "settings.py:1" in done.stdout


@pytest.mark.parametrize("line", ["token = 'xoxb-1-secret'", "url = 'postgresql://user:password@host/name'"])
def test_what_was_made_up_is_no_secret(tmp_path: Path, line: str) -> None:
    assert scanned(tmp_path, line).returncode == 0

"""Each reader that the fuzzer knows stands what is tried at random, and the fuzzer itself can be started."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.targets import TARGETS
from tests.bot.mutations import hostile_json, hostile_texts

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    data=st.one_of(
        st.binary(max_size=200),
        hostile_texts.map(lambda text: text.encode("utf-8", "surrogatepass")),
        hostile_json.map(lambda said: json.dumps(said).encode()),
    )
)
def test_a_reader_stands_whatever_is_tried(target: str, data: bytes) -> None:
    TARGETS[target](data)


def test_the_fuzzer_tries_a_reader(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris has wheels for Linux on x86-64 alone")
    words = [sys.executable, "-m", "fuzz", "api", "--seconds=2", "--runs=300"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "api: tried" in done.stdout

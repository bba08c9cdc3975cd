"""`python -m fuzz`: tries one reader, or each in turn, for a time; ends badly where one raises what it should not."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("There is no atheris here: it has wheels for Linux on x86-64 alone.")

with atheris.instrument_imports(
    include=["bot.button_values", "bot.hear", "bot.outside", "bot.serve", "rules"]
):
    from fuzz.targets import TARGETS

# What the fuzzer found worth keeping, and what it found wrong.
KEPT = Path("data/fuzz")
SLOW_SECONDS = 10
LARGEST = 4096


def main(words: Sequence[str] | None = None) -> int:
    """Run what was asked for."""
    asked = arguments().parse_args(words)
    if asked.target:
        fuzz(asked)
    return max(subprocess.call(command(name, asked)) for name in TARGETS)  # noqa: S603


def arguments() -> argparse.ArgumentParser:
    """Return what may be asked for."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("target", nargs="?", choices=TARGETS, help="which reader; each in turn without it")
    parser.add_argument("--seconds", type=int, default=180, help="how long each is tried")
    parser.add_argument("--runs", type=int, default=-1, help="how often each is tried at most")
    return parser


def command(name: str, asked: argparse.Namespace) -> list[str]:
    """Return what tries one reader in a process of its own: the fuzzer never returns."""
    limits = [f"--seconds={asked.seconds}", f"--runs={asked.runs}"]
    return [sys.executable, "-m", "fuzz", name, *limits]


def fuzz(asked: argparse.Namespace) -> None:
    """Try one reader until the time is over or something is found, and end the process."""
    corpus = KEPT / asked.target
    corpus.mkdir(parents=True, exist_ok=True)
    limits = [f"-max_total_time={asked.seconds}", f"-runs={asked.runs}", f"-timeout={SLOW_SECONDS}"]
    found = [
        f"-max_len={LARGEST}",
        f"-artifact_prefix={KEPT}/{asked.target}-",
        "-print_final_stats=0",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], str(corpus), *limits, *found], TARGETS[asked.target])
    print(f"{asked.target}: tried for {asked.seconds} s", flush=True)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())

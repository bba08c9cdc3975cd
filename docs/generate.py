"""Write docs/lifecycle.md from the table of moves, and the dashboard of Assay itself: `python -m docs.generate`, or `--check` to tell
whether they are up to date."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from docs.dashboard import dashboard
from rules.experiments.experiment import Stage
from rules.lifecycle.steps import BY_STEP, MOVES, OPEN_STAGES, Move, Step
from rules.words import listing

PAGE = Path(__file__).with_name("lifecycle.md")
DASHBOARD = Path(__file__).parent / "operating" / "dashboard.json"
COMMAND = "python -m docs.generate"
# One box stands for all open stages where a step leads out of each of them: nine arrows would bury the picture.
ANYWHERE = "any_open_stage"
LABELS = {
    Step.APPROVE: "approve the promotion",
    Step.DECLINE: "decline the promotion",
    Step.MEASURE: "record a value",
    Step.HAND_OVER: "ask for a handover",
    Step.ANSWER_HANDOVER: "accept or decline a handover",
    Step.STRIKE: "mark a value as wrong",
    Step.ASK: "ask a question on a seat",
    Step.ANSWER: "answer a question",
    Step.REMIND: "remind who is to decide",
    Step.PASS_SEAT: "hand over a seat",
}
WHEN = {
    Step.PASS_BOARD: "as soon as every required review and the whole checklist stand",
    Step.REOPEN: "when a change or a value takes a review or an item of the checklist back",
    Step.PASS_GATE: "as soon as the three approvals stand",
}
INTRODUCTION = f"""\
<!-- Generated from rules/lifecycle/steps.py by `{COMMAND}`. Do not edit: change the table of moves and run it again. -->

# The life of an experiment

Generated from the table of moves in `rules/lifecycle/steps.py`, which the listeners, the cards and the tests ask too.
Do not edit this page; change the table and run `{COMMAND}`.
"""
AFTER_DIAGRAM = """\
“Any open stage” stands for {open_stages}.
What ends stays ended: {ends}.
"""


def page() -> str:
    """Return the whole page."""
    open_stages = listing([stage.words for stage in OPEN_STAGES])
    ends = listing([stage.words for stage in Stage if is_end(stage)])
    return "\n".join(
        (
            INTRODUCTION,
            "```mermaid",
            *diagram(),
            "```",
            "",
            AFTER_DIAGRAM.format(open_stages=open_stages, ends=ends),
            "## Every step",
            "",
            *table(),
            "",
        )
    )


def diagram() -> Iterator[str]:
    """Yield the lines of the Mermaid state diagram."""
    yield "stateDiagram-v2"
    for stage in Stage:
        yield f'    state "{stage.words}" as {stage.value}'
    yield f'    state "any open stage" as {ANYWHERE}'
    yield f"    [*] --> {Stage.PROPOSED.value}: propose"
    for move in MOVES:
        if move.target:
            for source in boxes(move):
                yield f"    {source} --> {move.target.value}: {label(move.step)}"
    for stage in Stage:
        if is_end(stage):
            yield f"    {stage.value} --> [*]"


def boxes(move: Move) -> Iterator[str]:
    """Yield the boxes of the diagram that a move leads out of."""
    from_anywhere = set(move.sources) >= set(OPEN_STAGES)
    if from_anywhere:
        yield ANYWHERE
    yield from (stage.value for stage in move.sources if not from_anywhere or stage not in OPEN_STAGES)


def is_end(stage: Stage) -> bool:
    """Tell whether nothing leads on from a stage."""
    return not any(stage in move.sources for move in MOVES)


def table() -> Iterator[str]:
    """Yield the lines of the table of steps."""
    yield "| Step | From | To | Who may | Needs a reason |"
    yield "| --- | --- | --- | --- | --- |"
    for step in Step:
        yield row(BY_STEP[step])


def row(move: Move) -> str:
    """Return one line of the table."""
    cells = (
        label(move.step),
        listing([stage.words for stage in move.sources], last="or"),
        move.target.words if move.target else "stays where it is",
        f"{move.who.value}, {WHEN[move.step]}" if move.step in WHEN else move.who.value,
        "yes" if move.needs_reason else "no",
    )
    return f"| {' | '.join(cells)} |"


def label(step: Step) -> str:
    """Return a step in words that stand alone."""
    return LABELS.get(step, step.words)


def main(arguments: Sequence[str]) -> int:
    """Write what is generated, or with `--check` tell whether it is what would be written."""
    written = {PAGE: page(), DASHBOARD: dashboard()}
    if "--check" not in arguments:
        for path, text in written.items():
            path.write_text(text, encoding="utf-8")
        return 0
    old = [path.name for path, text in written.items() if not is_written(path, text)]
    if old:
        sys.stderr.write(f"Out of date in docs/: {listing(old)}. Run `{COMMAND}`.\n")
    return 1 if old else 0


def is_written(path: Path, text: str) -> bool:
    """Tell whether a file holds a text."""
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

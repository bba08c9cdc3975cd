"""Bias checks as an agenda shows them: a table for what must be looked at, and a line for what holds."""

from collections.abc import Iterator, Sequence

from bot.draw.text import day, fit, joined, names, one_line, unmarked
from rules.evidence.bias_checks import FOUR_FIFTHS, accepted, failing_words, failures
from rules.experiments.bias_facts import BiasAcceptance, BiasCheck, GroupRatio
from rules.experiments.sheets import ExperimentSheet
from rules.people.people import Team
from rules.typed import shown_number

MOST_ROWS = 10


def bias_line(check: BiasCheck) -> str:
    """Return a check on one line: its metric, its lowest ratio, and whether that is high enough."""
    worst = check.ratios[-1]
    return (
        f"{one_line(check.metric, 60)}: {rule(check)} {'holds' if check.passes else '*does not hold*'},"
        f" lowest ratio {worst.ratio:.2f} ({one_line(worst.group, 40)}), {day(check.at.date())}"
    )


def bias_table(check: BiasCheck) -> str:
    """Return a metric by group, each with its ratio to the best group and whether that is high enough."""
    rows = shown_rows(check.ratios)
    width = max(len(row.group) for row in rows)
    lines = [table_line(row, width) for row in rows]
    left_out = len(check.ratios) - len(rows)
    if left_out:
        lines.insert(1, f"… and {left_out} more between the best and these")
    best = "highest" if check.higher_is_better else "lowest"
    held = "holds" if check.passes else "does not hold"
    said = f"{one_line(check.metric, 60)} by group, ratio to the {best}, {day(check.at.date())}: {rule(check)} {held}"
    return f"{said}\n```{fit(chr(10).join(lines), 900)}```"


def shown_rows(rows: Sequence[GroupRatio]) -> list[GroupRatio]:
    """Return the groups that a table shows: of many the best, and those that come out worst."""
    return list(rows) if len(rows) <= MOST_ROWS else [rows[0], *rows[1 - MOST_ROWS :]]


def table_line(row: GroupRatio, width: int) -> str:
    """Return one group as a line of a table; a group of few is marked, for its value may be chance."""
    value = f"{shown_number(row.value)}{'' if row.unit in ('', '%') else ' '}{row.unit}"
    size = f"  n={row.size}{' (small)' if row.is_small else ''}" if row.size else ""
    return f"{row.group:<{width}}  {value:>8}  {row.ratio:>5.2f}  {'ok' if row.passes else 'below':<5}{size}".rstrip()


def rule(check: BiasCheck) -> str:
    """Return the rule that a check was judged by."""
    if check.threshold == FOUR_FIFTHS:
        return "the four-fifths rule"
    return f"the ratio of at least {check.threshold:g}"


def bias_summary(sheet: ExperimentSheet) -> str:
    """Return which bias checks fail, one a line, until a later one passes, and which of them a decision accepts, with its
    finding; nothing where none fails."""
    return joined(bias_concerns(sheet), 700, "more failed bias checks")


def bias_concerns(sheet: ExperimentSheet) -> Iterator[str]:
    """Yield the bias checks that stand as failed, then those that are accepted."""
    for check in failures(sheet.experiment):
        yield f":warning: Bias check failed: {unmarked(one_line(failing_words(check), 200))}"
    for check, acceptance in accepted(sheet.experiment):
        yield f"Failed bias check of {one_line(check.metric, 60)}{acceptance_words(acceptance, sheet.team)}"


def acceptance_words(acceptance: BiasAcceptance | None, team: Team) -> str:
    """Return by whom a failed bias check is accepted, with which finding, as it follows; nothing where it is not."""
    if acceptance is None:
        return ""
    by, when = names((acceptance.by,), team), day(acceptance.at.date())
    return f" accepted by the AI ethics review, recorded by {by} on {when}: “{one_line(acceptance.finding, 200)}”"

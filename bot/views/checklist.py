"""The checklist as people read it: each item met, open or overridden, on what evidence, since when."""

from collections.abc import Iterator

from slack_sdk.models.blocks import ActionsBlock, Block

from bot.ids import Act, ExperimentValue, OverrideValue
from bot.views.blocks import actions, button, section
from bot.views.text import joined, link, moment, names, one_line, people, plain_sentence
from rules.checklist import Finding, checklist, is_met, stands
from rules.experiments import Experiment
from rules.metrics import plain
from rules.overrides import Item, Outcome, Override
from rules.overriding import is_answerable, overridable, seconds, why_nobody
from rules.sheets import ExperimentSheet

ROOM = 2200


def checklist_lines(sheet: ExperimentSheet) -> Iterator[str]:
    """Yield the five items of the checklist as lines."""
    return (finding_line(sheet, finding) for finding in checklist(sheet.experiment))


def finding_line(sheet: ExperimentSheet, finding: Finding) -> str:
    """Return one item: its evidence and since when, or its override, or what it lacks and how to mend it."""
    since = f" · since {moment(finding.since)}" if finding.since else ""
    name = f"*{finding.item.value}:*"
    if finding.met:
        return f"✓ {name} {link(finding.evidence, 300) if finding.evidence else 'met'}{since}"
    covering = "; ".join(covered_by(sheet, override) for override in finding.overrides)
    if not finding.is_open:
        return f":warning: {name} {one_line('; '.join(finding.lacks), 300)} · {covering}"
    lacks = one_line("; ".join(finding.open_lacks), 300)
    rest = f" Overridden in part: {covering}." if covering else not_covering(sheet, finding)
    return f"○ {name} {lacks}{since}. {mend(sheet.experiment, finding)}{rest}"


def covered_by(sheet: ExperimentSheet, override: Override) -> str:
    """Return who asked for an override that counts, who confirmed it, when, and why."""
    asker, second = (names((user,), sheet.team) for user in (override.asked_by, override.settled_by))
    confirmed = moment(override.settled_at or override.asked_at)
    return (
        f"overridden: asked by {asker}, confirmed by {second} {confirmed}: “{one_line(override.reason, 200)}”"
    )


def not_covering(sheet: ExperimentSheet, finding: Finding) -> str:
    """Return that an override was confirmed which does not cover what the item lacks now; nothing without one."""
    confirmed = [one for one in sheet.experiment.overrides if one.item is finding.item and one.is_confirmed]
    if not confirmed:
        return ""
    return (
        f" The override that {names((confirmed[-1].settled_by,), sheet.team)} confirmed does not cover this."
    )


def mend(experiment: Experiment, finding: Finding) -> str:
    """Return how an open item is mended."""
    if finding.item is not Item.PERFORMANCE:
        return "The next revision can bring it."
    short = [metric for metric in experiment.metrics if not is_met(experiment, metric)]
    if not short:
        return "Edit the experiment and state one."
    example = one_line(short[0].name, 60).replace("`", "'")
    return f"Record it: `/experiment metric {experiment.key} {example} {plain(short[0].threshold)[:20]}`"


def checklist_summary(experiment: Experiment) -> str:
    """Return the checklist on one line: how much is met, what is overridden and what is open."""
    findings = checklist(experiment)
    still_open = [finding.item.value for finding in findings if finding.is_open]
    overridden = sum(not finding.met and not finding.is_open for finding in findings)
    met = f"Checklist: {sum(finding.met for finding in findings)} of {len(findings)} met"
    parts = (
        met,
        f"{overridden} overridden" if overridden else "",
        f"open: {'; '.join(still_open)}" if still_open else "",
    )
    return ("" if overridden or still_open else "✓ ") + " · ".join(part for part in parts if part)


def override_summary(sheet: ExperimentSheet) -> str:
    """Return who overrode what, for ever, in short; nothing where nobody did."""
    return joined(
        (
            f":warning: Overridden: *{override.item.value}*, asked by {names((override.asked_by,), sheet.team)},"
            f" confirmed by {names((override.settled_by,), sheet.team)}"
            f"{'' if stands(sheet.experiment, override) else ' · no longer counts'}"
            for override in sheet.experiment.overrides
            if override.is_confirmed
        ),
        900,
        "more overrides",
    )


def override_lines(sheet: ExperimentSheet, revision: int = 0) -> Iterator[str]:
    """Yield the overrides of one revision or of all with what became of them, save those that the checklist shows."""
    is_shown = revision in (0, sheet.experiment.revision)
    covering = {one for finding in checklist(sheet.experiment) for one in finding.overrides if is_shown}
    for override in sheet.experiment.overrides:
        if revision in (0, override.revision) and override not in covering:
            yield override_line(sheet, override)


def override_line(sheet: ExperimentSheet, override: Override) -> str:
    """Return an override: what it lets pass, who asked for it and why, and what became of it."""
    asker = names((override.asked_by,), sheet.team)
    lacks = one_line("; ".join(override.lacks), 200)
    return (
        f":warning: *{override.item.value}:* {lacks} · asked by {asker} {moment(override.asked_at)}:"
        f" “{one_line(override.reason, 240)}” · {outcome_words(sheet, override)}"
    )


def outcome_words(sheet: ExperimentSheet, override: Override) -> str:
    """Return what became of an override."""
    if override.is_awaited:
        if is_answerable(sheet.experiment, override):
            return "awaits a second person"
        return "overtaken before anybody answered"
    when = f" {moment(override.settled_at)}" if override.settled_at else ""
    said = f"{override.outcome} by {names((override.settled_by,), sheet.team)}{when}"
    is_past = override.outcome is Outcome.CONFIRMED and not stands(sheet.experiment, override)
    return f"{said}; what it rested on has changed, so it no longer counts" if is_past else said


def override_blocks(sheet: ExperimentSheet) -> Iterator[Block]:
    """Yield what a sitting board needs for overrides: those asked for, with their buttons, and the way to ask."""
    experiment = sheet.experiment
    for place, override in enumerate(experiment.overrides):
        if is_answerable(experiment, override):
            yield section(f"{override_line(sheet, override)}\n{second_words(sheet, override)}")
            yield answer_buttons(experiment, place, override)
    if overridable(experiment):
        value = ExperimentValue(experiment=experiment.number)
        label = f"Override an item of {experiment.key}"
        yield actions(button("Override an item", Act.OPEN_OVERRIDE, value, label=label))


def second_words(sheet: ExperimentSheet, override: Override) -> str:
    """Return who could be the second person, or why nobody can."""
    nobody = why_nobody(sheet.experiment, override, sheet.team)
    if nobody:
        return one_line(f"Nobody can confirm it now: {plain_sentence(nobody, sheet.team)}", 600)
    return f"A second person decides: {people(seconds(sheet.experiment, override, sheet.team))}"


def answer_buttons(experiment: Experiment, place: int, override: Override) -> ActionsBlock:
    """Return the buttons of the second person."""
    value = OverrideValue(experiment=experiment.number, place=place)
    of = f"override of {experiment.key}: {override.item.value}"
    return actions(
        button("Confirm override", Act.CONFIRM_OVERRIDE, value, label=f"Confirm {of}"),
        button("Refuse override", Act.REFUSE_OVERRIDE, value, label=f"Refuse {of}"),
    )

"""The checklist as people read it: each item met, open or overridden, on what evidence, since when."""

from collections.abc import Iterator

from slack_sdk.models.blocks import ActionsBlock, Block

from bot.button_values import OverrideValue
from bot.draw.blocks import actions, button, section
from bot.draw.step_buttons import step_row
from bot.draw.text import folded, joined, link, moment, names, one_line, people, quiet_sentence
from bot.ids import Act
from rules.evidence.checklist import (
    JUDGED_LIKE,
    ItemFinding,
    checklist,
    finding,
    is_met,
    stands,
    stated_for,
)
from rules.evidence.evidence_links import CHECKED
from rules.experiments.experiment import Artifact, Experiment, ReviewKind
from rules.experiments.overrides import Item, Override, OverrideOutcome
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.board import PAST_THE_GATE, confirmation, standing_review
from rules.lifecycle.overriding import awaits_second, is_answerable, overtaken_words, seconds, why_nobody
from rules.lifecycle.steps import Step
from rules.words import listing

ROOM = 2200
# Neither met nor open.
STATED = "◐"
RANKS = (OverrideOutcome.CONFIRMED, OverrideOutcome.ASKED)


# More overrides than these are told in short, so that none is left out.
FEW = 4


def checklist_lines(sheet: ExperimentSheet) -> Iterator[str]:
    """Yield the five items of the checklist as lines."""
    return (finding_line(sheet, finding) for finding in checklist(sheet.experiment))


def finding_line(sheet: ExperimentSheet, finding: ItemFinding) -> str:
    """Return one item: its evidence and since when, or its override, or what it lacks and how to mend it."""
    since = f" · since {moment(finding.since)}" if finding.since else ""
    name = f"*{finding.name}:*"
    if finding.stated and not finding.lacks:
        return f"{stated_line(sheet, finding.stated)}: “{one_line(finding.evidence, 300)}”{since}"
    if finding.met:
        return f"✓ {name} {link(finding.evidence, 300) if finding.evidence else 'met'}{since}"
    covering = "; ".join(covered_by(sheet, override) for override in finding.overrides)
    if not finding.is_open:
        return f":warning: {name} {one_line('; '.join(finding.lacks), 300)} · {covering}"
    lacks = one_line("; ".join(finding.open_lacks), 300)
    rest = f" Overridden in part: {covering}." if covering else not_covering(sheet, finding)
    return f"○ {name} {lacks}{since}. {mend(sheet.experiment, finding)}{rest}"


def stated_line(sheet: ExperimentSheet, artifact: Artifact) -> str:
    """Return evidence that is words and no link, with who confirmed it by name, or who is to."""
    review = confirmation(sheet.experiment, artifact)
    if review:
        by = f", confirmed by {names((review.by,), sheet.team)} {moment(review.at)}"
    else:
        kind = JUDGED_LIKE[CHECKED[artifact.kind]]
        # An approval of before anybody confirmed by name counts, and asks nobody again.
        is_settled = sheet.experiment.stage in PAST_THE_GATE or standing_review(sheet.experiment, kind)
        by = "" if is_settled else f", to be confirmed by name in the {kind.words} review"
    return f"{STATED} *{artifact.kind.label}:* stated, not linked{by}"


def stated_summary(sheet: ExperimentSheet) -> str:
    """Return each item of the checklist whose evidence is words alone, in short; nothing where there is none."""
    findings = checklist(sheet.experiment)
    return "\n".join(stated_line(sheet, one.stated) for one in findings if one.stated and not one.lacks)


def confirming_words(experiment: Experiment, kind: ReviewKind) -> str:
    """Return what an approval of a review would confirm by name; nothing where every evidence leads somewhere."""
    stated = [
        f"the {one.kind.words} “{one_line(one.reference, 120).rstrip('.')}”"
        for one in stated_for(experiment, kind)
    ]
    return f"Approving confirms by name what is stated, not linked: {listing(stated)}." if stated else ""


def covered_by(sheet: ExperimentSheet, override: Override) -> str:
    """Return who asked for an override that counts, who confirmed it, when, and why."""
    asker, second = (names((user,), sheet.team) for user in (override.asked_by, override.settled_by))
    confirmed = moment(override.settled_at or override.asked_at)
    return (
        f"overridden: asked by {asker}, confirmed by {second} {confirmed}: “{folded(override.reason, 200)}”"
    )


def not_covering(sheet: ExperimentSheet, finding: ItemFinding) -> str:
    """Return that an override was confirmed which does not cover what the item lacks now; nothing without one."""
    confirmed = [one for one in sheet.experiment.overrides if one.item is finding.item and one.is_confirmed]
    if not confirmed:
        return ""
    return (
        f" The override that {names((confirmed[-1].settled_by,), sheet.team)} confirmed does not cover this."
    )


def mend(experiment: Experiment, finding: ItemFinding) -> str:
    """Return how an open item is mended."""
    if finding.item is not Item.PERFORMANCE:
        return "The next revision can bring it."
    short = [metric for metric in experiment.metrics if not is_met(experiment, metric)]
    if not short:
        return "Edit the experiment and state one."
    without = next((metric for metric in short if experiment.latest(metric) is None), None)
    if without is None:
        return "Next: a new value, or an override."
    return "Next: its value, by *Record values*."


def checklist_summary(experiment: Experiment) -> str:
    """Return the checklist on one line: how much is met, what is overridden and what is open."""
    findings = checklist(experiment)
    still_open = [finding.item.value for finding in findings if finding.is_open]
    overridden = sum(bool(finding.lacks) and not finding.is_open for finding in findings)
    stated = sum(bool(finding.stated) and not finding.lacks for finding in findings)
    met = f"Checklist: {sum(finding.met for finding in findings)} of {len(findings)} met"
    parts = (
        met,
        f"{stated} stated, not linked" if stated else "",
        f"{overridden} overridden" if overridden else "",
        f"open: {'; '.join(still_open)}" if still_open else "",
    )
    return ("" if stated or overridden or still_open else "✓ ") + " · ".join(part for part in parts if part)


def override_summary(sheet: ExperimentSheet) -> str:
    """Return who overrode what, in short, where it lets something pass; nothing where nobody did."""
    return joined(
        (
            f":warning: Overridden: *{override.item.value}*, asked by {names((override.asked_by,), sheet.team)},"
            f" confirmed by {names((override.settled_by,), sheet.team)}"
            f"{mark(sheet.experiment, override)}"
            for override in sheet.experiment.overrides
            if is_relied_on(sheet.experiment, override)
        ),
        900,
        "more overrides",
    )


def is_relied_on(experiment: Experiment, override: Override) -> bool:
    """Tell whether a confirmed override lets something pass, or did on the way to production; the history has the rest."""
    if not override.is_confirmed or not stands(experiment, override):
        return False
    return experiment.stage in PAST_THE_GATE or override in finding(experiment, override.item).overrides


def mark(experiment: Experiment, override: Override) -> str:
    """Return what limits a confirmed override now, as it follows on a line; nothing where it lets its item pass."""
    limits = limit_words(experiment, override)
    return f" · {limits}" if limits else ""


def limit_words(experiment: Experiment, override: Override) -> str:
    """Return why a confirmed override does not let its item pass now; nothing where it does."""
    found = finding(experiment, override.item)
    if not stands(experiment, override):
        return "no longer counts"
    if not found.lacks:
        return "no longer needed"
    if override not in found.overrides:
        return "does not cover what is lacking now"
    return "covers only a part of what is lacking now" if found.is_open else ""


def override_lines(sheet: ExperimentSheet, revision: int = 0) -> Iterator[str]:
    """Yield the overrides of one revision, or of all save those that the checklist beside them shows, with what became of
    them: the confirmed ones first, then those that are awaited, and what was settled otherwise in short."""
    covering = {one for found in checklist(sheet.experiment) for one in found.overrides if not revision}
    of_it = [one for one in sheet.experiment.overrides if revision in (0, one.revision)]
    shown = sorted((one for one in of_it if one not in covering), key=rank)
    length = 200 if len(shown) <= FEW else 60
    return (
        override_line(sheet, one, length) if one.outcome in RANKS else brief_line(sheet, one) for one in shown
    )


def brief_line(sheet: ExperimentSheet, override: Override) -> str:
    """Return an override that let nothing pass, in short."""
    asker = names((override.asked_by,), sheet.team)
    return (
        f"*{override.item.value}:* asked by {asker}: “{one_line(override.reason, 60)}”"
        f" · {outcome_words(sheet, override)}"
    )


def rank(override: Override) -> int:
    """Return where an override stands among others: what let something pass comes first."""
    return RANKS.index(override.outcome) if override.outcome in RANKS else len(RANKS)


def override_line(sheet: ExperimentSheet, override: Override, length: int = 200) -> str:
    """Return an override: what it lets pass, who asked for it and why, and what became of it."""
    asker = names((override.asked_by,), sheet.team)
    lacks = one_line("; ".join(override.lacks), length)
    return (
        f":warning: *{override.item.value}:* {lacks} · asked by {asker} {moment(override.asked_at)}:"
        f" “{folded(override.reason, length)}” · {outcome_words(sheet, override)}"
    )


def outcome_words(sheet: ExperimentSheet, override: Override) -> str:
    """Return what became of an override."""
    if override.is_awaited:
        if awaits_second(sheet.experiment, override):
            return "awaits a second person"
        return "overtaken before anybody answered"
    when = f" {moment(override.settled_at)}" if override.settled_at else ""
    said = f"{override.outcome} by {names((override.settled_by,), sheet.team)}{when}"
    if not override.is_confirmed:
        return said
    if not stands(sheet.experiment, override):
        return f"{said}; what it rested on has changed, so it no longer counts"
    return f"{said}{mark(sheet.experiment, override)}"


def override_blocks(sheet: ExperimentSheet) -> Iterator[Block]:
    """Yield what a sitting board needs for overrides: those asked for, with their buttons, and the way to ask."""
    experiment = sheet.experiment
    for place, override in enumerate(experiment.overrides):
        if is_answerable(experiment, override):
            yield section(f"{override_line(sheet, override)}\n{second_words(sheet, override)}")
            yield answer_buttons(experiment, place, override)
    passed = tuple(overtaken_lines(sheet))
    if passed:
        yield section(joined(passed, 900, "more overrides"))
    lacks_values = finding(experiment, Item.PERFORMANCE).is_open
    yield from step_row(experiment, *((Step.MEASURE,) if lacks_values else ()), Step.OVERRIDE)


def overtaken_lines(sheet: ExperimentSheet) -> Iterator[str]:
    """Yield the overrides of this revision that were overtaken before anybody answered, with what to do."""
    experiment = sheet.experiment
    for place, override in enumerate(experiment.overrides):
        asked_anew = any(later.item is override.item for later in experiment.overrides[place + 1 :])
        is_of_now = override.revision == experiment.revision and override.is_awaited
        if is_of_now and not asked_anew and not is_answerable(experiment, override):
            why = quiet_sentence(" ".join(overtaken_words(experiment, override)), sheet.team, 400)
            yield f"{override_line(sheet, override)}. {why}"


def second_words(sheet: ExperimentSheet, override: Override) -> str:
    """Return who could be the second person, or why nobody can."""
    nobody = why_nobody(sheet.experiment, override, sheet.team)
    if nobody:
        return quiet_sentence(f"Nobody can confirm it now: {nobody}", sheet.team, 600)
    return f"A second person decides: {people(seconds(sheet.experiment, override, sheet.team))}"


def answer_buttons(experiment: Experiment, place: int, override: Override) -> ActionsBlock:
    """Return the buttons of the second person."""
    value = OverrideValue(experiment=experiment.number, place=place)
    of = f"override of {experiment.key}: {override.item.value}"
    return actions(
        button("Confirm override", Act.CONFIRM_OVERRIDE, value, label=f"Confirm {of}"),
        button("Refuse override", Act.REFUSE_OVERRIDE, value, label=f"Refuse {of}"),
    )

"""Evidence packs: what one holds of an experiment, and what an examination of one finds with nothing else at hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rules.experiments.experiment import Experiment
from rules.experiments.makers import HandoverOutcome
from rules.experiments.metrics import Measurement
from rules.experiments.overrides import OverrideOutcome
from rules.journal.audit import Flaw, JournalFinding, entry_words
from rules.journal.entries import Deed
from rules.journal.heads import Head
from rules.journal.lines import Line, instant, leaf
from rules.journal.merkle import is_grown_from, is_included
from rules.people.people import Team
from rules.words import capital


@dataclass(frozen=True, slots=True)
class Proven:
    """One sealed entry with the proof that it stands in the journal."""

    line: Line
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Grown:
    """One head that Slack was told, with the proof that the journal of the pack grew from it."""

    head: Head
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """What ties the entries of a pack to the journal: whose it is, about what, its head, and what Slack was told."""

    workspace: str
    subject: str
    head: Head
    entries: tuple[Proven, ...]
    posted: tuple[Grown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision as the pack tells it; `gate` is a review, an approval or its lapse, an override or a handover asked for
    or settled, or a failed bias check that was accepted."""

    gate: str
    kind: str
    revision: int
    verdict: str
    by: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a pack is drawn from; `experiment` is what its facts give, `measurements` are all values they tell of."""

    experiment: Experiment
    team: Team
    project: str
    measurements: tuple[Measurement, ...]
    chain: Chain


# How a decision says that it confirms evidence in words.
CONFIRMED = "confirmed by name, stated and not linked"


def decisions(experiment: Experiment) -> Iterator[Decision]:
    """Yield every decision about an experiment."""
    for review in experiment.reviews:
        yield Decision(
            gate="review",
            kind=review.kind,
            revision=review.revision,
            verdict=review.verdict,
            by=review.by,
            at=instant(review.at),
            reason=review.reason or "; ".join(f"{CONFIRMED}: {text}" for text in review.confirms),
        )
    for approval in experiment.approvals:
        yield Decision(
            gate="approval",
            kind=approval.kind,
            revision=approval.revision,
            verdict=approval.verdict,
            by=approval.by,
            at=instant(approval.at),
            reason=approval.reason,
        )
    yield from lapses(experiment)
    yield from overrides(experiment)
    yield from acceptances(experiment)
    yield from handovers(experiment)


def lapses(experiment: Experiment) -> Iterator[Decision]:
    """Yield every approval that ended because its giver lost the duty or the account before the gate opened."""
    for one in experiment.lapses:
        yield Decision(
            gate="approval",
            kind=one.kind,
            revision=experiment.approvals[one.place].revision,
            verdict="lapsed",
            by=one.by,
            at=instant(one.at),
        )


def acceptances(experiment: Experiment) -> Iterator[Decision]:
    """Yield every failed bias check that was accepted, with the finding."""
    for one in experiment.bias_acceptances:
        yield Decision(
            gate="bias check",
            kind=one.metric,
            revision=one.revision,
            verdict="accepted",
            by=one.by,
            at=instant(one.at),
            reason=one.finding,
        )


def overrides(experiment: Experiment) -> Iterator[Decision]:
    """Yield every override that was asked for, and how it was settled."""
    for one in experiment.overrides:
        asked = Decision(
            gate="override",
            kind=one.item,
            revision=one.revision,
            verdict=OverrideOutcome.ASKED,
            by=one.asked_by,
            at=instant(one.asked_at),
            reason=one.reason,
        )
        yield asked
        if one.settled_at:
            settled_at = instant(one.settled_at)
            yield replace(asked, verdict=one.outcome, by=one.settled_by, at=settled_at, reason="")


def handovers(experiment: Experiment) -> Iterator[Decision]:
    """Yield every handover that was asked for, and how it ended."""
    for one in experiment.handovers:
        asked = Decision(
            gate="handover",
            kind="ownership",
            revision=one.revision,
            verdict=HandoverOutcome.ASKED,
            by=one.asked_by,
            at=instant(one.asked_at),
        )
        yield asked
        if one.settled_at:
            yield replace(asked, verdict=one.outcome, by=one.settled_by, at=instant(one.settled_at))


def examine(
    chain: Chain, decided: Sequence[Decision], folded: Experiment | None, given: Head | None = None
) -> tuple[JournalFinding, ...]:
    """Return all that is wrong with a pack; `folded` is what its facts give, or None where they give nothing."""
    lines = [proven.line for proven in chain.entries]
    return (
        *in_order(chain, lines),
        *uncounted(chain, lines),
        *unproven(chain),
        *unsupported(decided, folded),
        *overgrown(chain),
        *against(chain, given),
    )


def in_order(chain: Chain, lines: Sequence[Line]) -> Iterator[JournalFinding]:
    """Yield what is missing, out of order, or about something else."""
    last = 0
    for line in lines:
        if (line.workspace, line.subject) != (chain.workspace, chain.subject):
            words = f"{capital(entry_words(line))} is not about {chain.subject} of {chain.workspace}."
            yield JournalFinding(Flaw.INSERTED, line.position, words)
        if line.position <= last:
            yield JournalFinding(
                Flaw.MOVED, line.position, f"{capital(entry_words(line))} stands behind entry {last:,}."
            )
        elif line.before != last:
            yield JournalFinding(
                Flaw.REMOVED,
                line.before,
                f"Entry {line.before:,} about {chain.subject} is missing before {entry_words(line)}."
                if line.before
                else f"{capital(entry_words(line))} is the first about {chain.subject}, but entry {last:,} stands before it.",
            )
        last = max(last, line.position)


def unproven(chain: Chain) -> Iterator[JournalFinding]:
    """Yield every entry that the head of the pack does not vouch for."""
    root, size = bytes.fromhex(chain.head.digest), chain.head.position
    for one in chain.entries:
        if not is_included(leaf(one.line), one.line.position - 1, size, one.proof, root):
            words = (
                f"{capital(entry_words(one.line))} is not what was sealed: it was altered, or never sealed."
            )
            yield JournalFinding(Flaw.ALTERED, one.line.position, words)


def uncounted(chain: Chain, lines: Sequence[Line]) -> Iterator[JournalFinding]:
    """Yield that facts are missing: they are numbered, and the last one, with which the journal of the pack ends, closes it.

    A head that Slack was told of later than the pack's own shows a pack that was cut back to an earlier closing.
    """
    for place, line in enumerate(lines, start=1):
        if line.version > 1 and line.number != place:
            words = f"{capital(entry_words(line))} is number {line.number:,} in the history of {chain.subject}, but stands at place {place:,}: entries before it are missing or were added."
            yield JournalFinding(Flaw.REMOVED, line.position, words)
            break
    last = lines[-1] if lines else None
    if last is None or last.version == 1:
        words = f"Nothing in this pack counts the facts of {chain.subject}: its last entries were cut off, or it was made before facts were kept. Export it anew."
        yield JournalFinding(Flaw.CUT, last.position if last else 0, words)
    elif last.deed != Deed.TOOK_PACK or last.position != chain.head.position:
        words = f"The entry that closes a pack of {chain.subject} and counts its facts is missing: its last entries were cut off."
        yield JournalFinding(Flaw.CUT, last.position, words)


def unsupported(decided: Sequence[Decision], folded: Experiment | None) -> Iterator[JournalFinding]:
    """Yield every decision of decisions.json that the facts do not give, and every one of theirs that it leaves out."""
    known = list(decisions(folded)) if folded else []
    for one in decided:
        if one in known:
            known.remove(one)
            continue
        words = f"decisions.json tells of {decision_words(one)}; the journal has no such entry."
        yield JournalFinding(Flaw.INSERTED, 0, words)
    for one in known:
        yield JournalFinding(
            Flaw.REMOVED, 0, f"decisions.json leaves out the decision of {decision_words(one)}."
        )


def decision_words(one: Decision) -> str:
    """Return a decision in short: by whom, when, what."""
    return f"{one.by}, {one.at[:16]}: {one.gate} {one.kind}, {one.verdict}"


def overgrown(chain: Chain) -> Iterator[JournalFinding]:
    """Yield every head that Slack was told and that the journal of the pack did not grow from."""
    for one in chain.posted:
        if not is_grown(chain, one):
            words = (
                f"{one.head.origin} at entry {one.head.position:,} does not lead to the head of this pack."
            )
            yield JournalFinding(Flaw.REWRITTEN, one.head.position, words)


def is_grown(chain: Chain, one: Grown) -> bool:
    """Tell whether the journal of a pack grew from a head."""
    root, size = bytes.fromhex(chain.head.digest), chain.head.position
    return is_grown_from(bytes.fromhex(one.head.digest), one.head.position, root, size, one.proof)


def against(chain: Chain, given: Head | None) -> Iterator[JournalFinding]:
    """Yield what speaks against a head that was copied from Slack."""
    if given is None:
        return
    place = f"entry {given.position:,}"
    known = {chain.head.position: chain.head} | {one.head.position: one.head for one in chain.posted}
    if given.position > chain.head.position:
        words = (
            f"The head you gave stands at {place}, but this pack ends at entry {chain.head.position:,}:"
            " it is older than the head, or what came after it was cut off. Export it anew."
        )
        yield JournalFinding(Flaw.CUT, given.position, words)
    elif given.position not in known:
        words = f"This pack cannot tell about {place}: it holds no proof for it. Give a head that was posted before it was made, or export it anew."
        yield JournalFinding(Flaw.CUT, given.position, words)
    elif not known[given.position].digest.startswith(given.digest):
        words = f"The head you gave at {place} is another than this pack's there: the journal was rewritten."
        yield JournalFinding(Flaw.REWRITTEN, given.position, words)

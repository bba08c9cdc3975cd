"""Evidence packs: what one holds of an experiment, and what an examination of one finds with nothing else at hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rules.evidence.bias_checks import BiasCheck
from rules.experiments.experiment import Experiment, Verdict
from rules.experiments.makers import HandoverOutcome
from rules.experiments.overrides import OverrideOutcome
from rules.journal.audit import Flaw, Head, JournalFinding, Line, instant, leaf, spoken_time
from rules.journal.entries import Deed
from rules.journal.merkle import is_grown_from, is_included
from rules.people.people import Team

DEED_OF: dict[tuple[str, str], Deed] = {
    ("review", Verdict.APPROVE): Deed.APPROVED_REVIEW,
    ("review", Verdict.ASK_FOR_CHANGES): Deed.ASKED_FOR_CHANGES,
    ("review", Verdict.REJECT): Deed.REJECTED,
    ("approval", Verdict.APPROVE): Deed.APPROVED_PROMOTION,
    ("approval", Verdict.DECLINE): Deed.DECLINED,
    ("override", OverrideOutcome.ASKED): Deed.ASKED_OVERRIDE,
    ("override", OverrideOutcome.CONFIRMED): Deed.CONFIRMED_OVERRIDE,
    ("override", OverrideOutcome.REFUSED): Deed.REFUSED_OVERRIDE,
    ("override", OverrideOutcome.WITHDRAWN): Deed.WITHDREW_OVERRIDE,
    ("handover", HandoverOutcome.ASKED): Deed.ASKED_HANDOVER,
    ("handover", HandoverOutcome.ACCEPTED): Deed.ACCEPTED_HANDOVER,
    ("handover", HandoverOutcome.DECLINED): Deed.DECLINED_HANDOVER,
    ("handover", HandoverOutcome.WITHDRAWN): Deed.WITHDREW_HANDOVER,
}
DECIDING = frozenset(DEED_OF.values())
OWNERSHIP = "ownership"
# The journal keeps the reason of a declined promotion alone, without the seat.
WITHOUT_KIND = frozenset({Deed.DECLINED})


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
    """One decision as the pack tells it; `gate` is a review, an approval, or an override or a handover asked for or
    settled."""

    gate: str
    kind: str
    revision: int
    verdict: str
    by: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a pack is drawn from."""

    experiment: Experiment
    team: Team
    project: str
    bias_checks: tuple[BiasCheck, ...]
    chain: Chain


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
            reason=review.reason,
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
    yield from overrides(experiment)
    yield from handovers(experiment)


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
            kind=OWNERSHIP,
            revision=one.revision,
            verdict=HandoverOutcome.ASKED,
            by=one.asked_by,
            at=instant(one.asked_at),
        )
        yield asked
        if one.settled_at:
            yield replace(asked, verdict=one.outcome, by=one.settled_by, at=instant(one.settled_at))


def examine(
    chain: Chain, decided: Sequence[Decision], given: Head | None = None
) -> tuple[JournalFinding, ...]:
    """Return all that is wrong with a pack."""
    lines = [proven.line for proven in chain.entries]
    return (
        *in_order(chain, lines),
        *unproven(chain),
        *unsupported(decided, lines),
        *overgrown(chain),
        *against(chain, given),
    )


def in_order(chain: Chain, lines: Sequence[Line]) -> Iterator[JournalFinding]:
    """Yield what is missing, out of order, or about something else."""
    last = 0
    for line in lines:
        if (line.workspace, line.subject) != (chain.workspace, chain.subject):
            words = f"{capital(spoken_time(line))} is not about {chain.subject} of {chain.workspace}."
            yield JournalFinding(Flaw.INSERTED, line.position, words)
        if line.position <= last:
            yield JournalFinding(
                Flaw.MOVED, line.position, f"{capital(spoken_time(line))} stands behind entry {last:,}."
            )
        elif line.before != last:
            yield JournalFinding(
                Flaw.REMOVED,
                line.before,
                f"Entry {line.before:,} about {chain.subject} is missing before {spoken_time(line)}."
                if line.before
                else f"{capital(spoken_time(line))} is the first about {chain.subject}, but entry {last:,} stands before it.",
            )
        last = max(last, line.position)


def unproven(chain: Chain) -> Iterator[JournalFinding]:
    """Yield every entry that the head of the pack does not vouch for."""
    root, size = bytes.fromhex(chain.head.digest), chain.head.position
    for one in chain.entries:
        if not is_included(leaf(one.line), one.line.position - 1, size, one.proof, root):
            words = (
                f"{capital(spoken_time(one.line))} is not what was sealed: it was altered, or never sealed."
            )
            yield JournalFinding(Flaw.ALTERED, one.line.position, words)


def unsupported(
    decided: Sequence[Decision], lines: Sequence[Line], where: str = "decisions.json"
) -> Iterator[JournalFinding]:
    """Yield every decision told of `where` that the journal does not know, and every one of the journal left out there."""
    known = [line for line in lines if line.deed in DECIDING]
    for one in decided:
        entry = next((line for line in known if is_entry_of(line, one)), None)
        if entry:
            known.remove(entry)
            continue
        about = f"{one.by}, {one.at[:16]}: {one.gate} {one.kind}, {one.verdict}"
        yield JournalFinding(Flaw.INSERTED, 0, f"{where} tells of {about}; the journal has no such entry.")
    for line in known:
        yield JournalFinding(
            Flaw.REMOVED, line.position, f"{where} leaves out the decision of {spoken_time(line)}."
        )


def is_entry_of(line: Line, one: Decision) -> bool:
    """Tell whether a journal entry is the one that a decision left."""
    deed = DEED_OF.get((one.gate, one.verdict))
    says_kind = one.kind.replace("_", " ") in line.detail or deed in WITHOUT_KIND
    is_same = (line.deed, line.by, line.at) == (deed, one.by, one.at)
    return is_same and says_kind and one.reason in line.detail


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


def capital(words: str) -> str:
    """Return words with a capital letter."""
    return words[0].upper() + words[1:]

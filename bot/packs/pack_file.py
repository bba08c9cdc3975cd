"""The file of an evidence pack: a zip of plain members, the same bytes for the same evidence, and read with suspicion."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.draw.spreadsheets import table
from bot.packs.model_card import model_card
from bot.packs.pack_models import ChainModel, DecisionsModel, EntryModel, ManifestModel, read_model
from bot.packs.pack_readme import readme
from rules.experiments.experiment import Experiment
from rules.experiments.metrics import Measurement
from rules.experiments.state import experiment_of
from rules.journal.audit import Flaw, JournalFinding
from rules.journal.entries import Deed
from rules.journal.facts import Fact, Kind
from rules.journal.heads import Head
from rules.journal.lines import VERSION, Line, instant, sealed_fields
from rules.packs.packs import Chain, Evidence, Grown, Proven, decisions, examine
from rules.placeholders import worth_of
from rules.refusals import Refused
from rules.typed import plain_number
from rules.words import shorten
from store.journal.fact_json import told_in

ENTRIES, CHAIN, DECISIONS = "journal.jsonl", "chain.json", "decisions.json"
METRICS, ARTIFACTS = "metrics.csv", "artifacts.csv"
CARD, README, MANIFEST = "model-card.md", "README.txt", "manifest.json"
MEMBERS = (README, CARD, ENTRIES, CHAIN, DECISIONS, METRICS, ARTIFACTS, MANIFEST)
FORMAT = "assay evidence pack"
MOST_BYTES = 256 * 1024 * 1024
METRIC_HEADS = (
    *("metric", "value", "unit", "measured at", "by", "source"),
    *("counts", "marked as wrong by", "marked as wrong at", "reason"),
)
LONG_AGO = (1980, 1, 1, 0, 0, 0)
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def pack_name(evidence: Evidence) -> str:
    """Return the name of the file."""
    return f"{evidence.experiment.key}-evidence-{evidence.chain.head.position}.zip"


def pack_of(evidence: Evidence) -> bytes:
    """Return the pack; the same evidence makes the same bytes."""
    members = {name: text.encode("utf-8", "surrogatepass") for name, text in drawn(evidence)}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    members[MANIFEST] = written({"format": FORMAT, "version": VERSION, "members": digests}).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in MEMBERS:
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, members[name])
    return file.getvalue()


def drawn(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Yield every member but the manifest, by name."""
    yield README, readme(evidence)
    yield CARD, model_card(evidence)
    yield ENTRIES, "".join(map(entry_line, evidence.chain.entries))
    yield CHAIN, written(chain_facts(evidence.chain))
    yield DECISIONS, written(decision_facts(evidence))
    yield METRICS, table(METRIC_HEADS, metric_rows(evidence))
    yield ARTIFACTS, table(("kind", "reference", "added by", "added at", "is"), artifact_rows(evidence))


def written(facts: Mapping[str, Any]) -> str:
    """Return facts as JSON that people can read too."""
    return json.dumps(facts, indent=1, ensure_ascii=False) + "\n"


def entry_line(proven: Proven) -> str:
    """Return one entry with its proof on one line."""
    facts = {
        "entry": sealed_fields(proven.line),
        "proof": [one.hex() for one in proven.proof],
    }
    return json.dumps(facts, ensure_ascii=False) + "\n"


def chain_facts(chain: Chain) -> dict[str, Any]:
    """Return what ties the entries to the journal."""
    return {
        "workspace": chain.workspace,
        "subject": chain.subject,
        "entries": chain.head.position,
        "head": chain.head.digest,
        "posted": [
            {
                "entry": one.head.position,
                "head": one.head.digest,
                "at": instant(one.head.posted_at) if one.head.posted_at else "",
                "channel": one.head.channel,
                "proof": [step.hex() for step in one.proof],
            }
            for one in chain.posted
        ],
    }


def decision_facts(evidence: Evidence) -> dict[str, Any]:
    """Return every decision, with names beside the ids."""
    found = list(decisions(evidence.experiment))
    names = {one.by: evidence.team.name(one.by) for one in found}
    return {
        "experiment": evidence.experiment.key,
        "stage": evidence.experiment.stage,
        "names": dict(sorted(names.items())),
        "decisions": [asdict(one) for one in found],
    }


def metric_rows(evidence: Evidence) -> Iterator[Sequence[str]]:
    """Yield every measured value."""
    for one in evidence.measurements:
        who = evidence.team.name(one.by)
        said = (one.metric, plain_number(one.value), one.unit, instant(one.at), who, one.source)
        yield *said, *standing_of(evidence, one)


def standing_of(evidence: Evidence, measurement: Measurement) -> Sequence[str]:
    """Return whether a value counts, and who marked it as wrong, when and why, where somebody did."""
    strike = evidence.experiment.strike_of(measurement)
    counts = "yes" if evidence.experiment.counts(measurement) else "no"
    if strike is None:
        return counts, "", "", ""
    return counts, evidence.team.name(strike.by), instant(strike.at), strike.reason


def artifact_rows(evidence: Evidence) -> Iterator[Sequence[str]]:
    """Yield every artifact."""
    for one in evidence.experiment.artifacts:
        added_at = instant(one.added_at) if one.added_at else ""
        who, worth = evidence.team.name(one.added_by), worth_of(one.reference).value
        yield one.kind.words, one.reference, who, added_at, worth


def verified(data: bytes, given: Head | None = None) -> tuple[Chain, tuple[JournalFinding, ...]]:
    """Return the chain of a pack and all that is wrong with it; refuse what is no pack at all."""
    members = opened(data)
    altered = tuple(unlike_the_manifest(members))
    try:
        chain = read_chain(members)
        said = read_model(DecisionsModel, DECISIONS, members[DECISIONS])
    except Refused as refusal:
        # What was altered says more than that it can no longer be read.
        if not altered:
            raise
        raise Refused(*(finding.words for finding in altered), *refusal.reasons) from None
    given_by_facts = folded(chain)
    found = examine(chain, said.facts(), given_by_facts, given)
    return chain, (*altered, *found, *otherwise_about(said, given_by_facts))


def folded(chain: Chain) -> Experiment | None:
    """Return the experiment that the facts of a pack give; None where they do not read as facts of one."""
    try:
        found = experiment_of(fact_in(proven.line) for proven in chain.entries if proven.line.kind)
        # What a forger wrote may read as a state and hold no decisions.
        list(decisions(found) if found else ())
    except (ValueError, TypeError, LookupError, AttributeError):
        return None
    return found


def otherwise_about(said: DecisionsModel, given: Experiment | None) -> Iterator[JournalFinding]:
    """Yield where decisions.json tells of another experiment or another stage than the facts give."""
    for name, told, known in (
        ("experiment", said.experiment, given.key if given else ""),
        ("stage", said.stage, given.stage if given else ""),
    ):
        if given and told != known:
            words = f"decisions.json tells of the {name} {shorten(told, 40)}; the facts give {known}."
            yield JournalFinding(Flaw.ALTERED, 0, words)


def fact_in(line: Line) -> Fact:
    """Return the fact that an entry tells of an experiment."""
    replaced, added = told_in(Kind(line.kind), json.dumps(line.fact))
    return Fact(
        deed=Deed(line.deed),
        by=line.by,
        at=datetime.fromisoformat(line.at),
        subject=line.subject,
        said=line.detail,
        kind=Kind(line.kind),
        replaced=replaced,
        added=added,
        number=line.number,
    )


def opened(data: bytes) -> dict[str, bytes]:
    """Return the members of a pack; refuse another file, a damaged one, and one that would burst the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return dict(unpacked(archive))
    except DAMAGED:
        raise Refused(
            "This is no evidence pack, or it is damaged: it cannot be opened as a zip file. Export it anew."
        ) from None


def unpacked(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield the members of an archive, read no further than a pack can be long."""
    names = [one.filename for one in archive.infolist()]
    strange = [name for name in names if name not in MEMBERS]
    if strange:
        raise Refused(
            f"No evidence pack holds “{shorten(strange[0], 60)}”; this is another file, or a forged one."
        )
    for name in MEMBERS:
        if names.count(name) != 1:
            raise Refused(
                f"{name} is {'missing' if name not in names else 'there twice'}: this pack is not whole."
            )
    room = MOST_BYTES
    for name in MEMBERS:
        with archive.open(name) as member:
            content = member.read(room + 1)
        room -= len(content)
        if room < 0:
            raise Refused(
                "This file unpacks to more than any evidence pack holds; it was not opened further."
            )
        yield name, content


def unlike_the_manifest(members: Mapping[str, bytes]) -> Iterator[JournalFinding]:
    """Yield every member that is not the one the manifest speaks of."""
    manifest = read_model(ManifestModel, MANIFEST, members[MANIFEST])
    for name, content in members.items():
        if name == MANIFEST:
            continue
        if hashlib.sha256(content).hexdigest() != manifest.members.get(name):
            words = f"{name} was altered: it is not the file that the manifest speaks of."
            yield JournalFinding(Flaw.ALTERED, 0, words)


def read_chain(members: Mapping[str, bytes]) -> Chain:
    """Return the chain of a pack."""
    chain = read_model(ChainModel, CHAIN, members[CHAIN])
    lines = [line for line in members[ENTRIES].split(b"\n") if line]
    read = [read_model(EntryModel, f"{ENTRIES}, line {number}", line) for number, line in enumerate(lines, 1)]
    return Chain(
        workspace=chain.workspace,
        subject=chain.subject,
        head=Head(chain.entries, chain.head),
        entries=tuple(Proven(one.entry.line(), one.steps) for one in read),
        posted=tuple(Grown(one.posted_head(), one.steps) for one in chain.posted),
    )


def file_digest(data: bytes) -> str:
    """Return the SHA-256 of a pack, which its receiver can compare."""
    return hashlib.sha256(data).hexdigest()

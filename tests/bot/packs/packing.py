"""Evidence packs in the hands of a forger: their members taken out, changed and put back."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy import text

from bot.packs.pack_file import ENTRIES, MANIFEST, pack_of
from flows.desk import Desk
from flows.packs import evidence
from rules.experiments.state import fact
from rules.journal.entries import Deed
from rules.journal.facts import ASSAY
from store.experiments import experiments
from store.journal import journal
from tests import stories

Change = Callable[[bytes], bytes]


def pack(desk: Desk, number: int = 1) -> bytes:
    """Return the evidence pack of an experiment."""
    return pack_of(evidence.evidence_of(desk, number, stories.NOW, by=stories.HUGO))


def members(data: bytes) -> dict[str, bytes]:
    """Return the members of a pack."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(content: Mapping[str, bytes]) -> bytes:
    """Return members as a zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return file.getvalue()


def forged(data: bytes, name: str, change: Change, *, with_manifest: bool = False) -> bytes:
    """Return a pack in which one member was changed, and the manifest to fit if asked."""
    content = members(data)
    content[name] = change(content[name])
    if with_manifest:
        manifest = json.loads(content[MANIFEST])
        manifest["members"][name] = hashlib.sha256(content[name]).hexdigest()
        content[MANIFEST] = json.dumps(manifest).encode()
    return zipped(content)


def with_lines(data: bytes, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    """Return a pack with other lines in its journal, and the manifest to fit."""
    return forged(
        data,
        ENTRIES,
        lambda text: b"".join(line + b"\n" for line in change(text.splitlines())),
        with_manifest=True,
    )


def carry_over(desk: Desk, number: int = 1) -> None:
    """Make the history of an experiment one of version 1, as an upgrade leaves it: prose, then the state in one fact."""
    with desk.database.engine.begin() as connection:
        history = {"subject": f"EXP-{number}"}
        connection.execute(
            text("UPDATE journal SET version = 1, kind = '', fact = '' WHERE subject = :subject"), history
        )
    with desk.begin() as session:
        experiment = experiments.lock(session, number)
        told = fact(None, experiment, Deed.CARRIED_OVER, by=ASSAY, at=stories.NOW)
        after = replace(experiment, facts=experiment.facts + 1)
        experiments.save(session, experiment, after)
        journal.add_facts(session, [replace(told, number=after.facts)])

"""Evidence packs in the hands of a forger: their members taken out, changed and put back."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping

from bot.packs.pack_file import MANIFEST, pack_of
from flows.desk import Desk
from flows.packs import evidence
from tests import stories

Change = Callable[[bytes], bytes]


def pack(desk: Desk, number: int = 1) -> bytes:
    """Return the evidence pack of an experiment."""
    return pack_of(evidence.evidence_of(desk, number, stories.NOW))


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

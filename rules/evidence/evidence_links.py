"""The references of a submission: what a field takes, and what only fills it, as “tbd” does."""

import re
from collections.abc import Iterator

from rules.experiments.experiment import ArtifactKind
from rules.experiments.overrides import Item
from rules.placeholders import NAMED, is_filler, is_placeholder
from rules.words import shorten

LINK = re.compile(r"^https?://[^\s/]+\S*$", re.IGNORECASE)
LINK_ONLY = frozenset({ArtifactKind.DOCUMENTATION})
NOT_APPLICABLE = re.compile(r"^n/a\b", re.IGNORECASE)
# More than one word, which the board can weigh; what is written without blanks counts by its letters.
WORDS = re.compile(r"\S+\s+\S|[\u0e00-\u0eff\u3040-\u9fff]{6}")
CHECKED = {
    ArtifactKind.SAFETY_EVALUATION: Item.SAFETY,
    ArtifactKind.COST_PROJECTION: Item.COST,
    ArtifactKind.DOCUMENTATION: Item.DOCUMENTATION,
    ArtifactKind.ROLLBACK_PLAN: Item.ROLLBACK,
}
NAME = "a link, or a name that people can look up, like models:/router/2"
WHAT_TO_DO = "a link, or what to do in a few words"


def reference_objections(text: str, kind: ArtifactKind) -> Iterator[str]:
    """Yield why a text that is not empty is no reference of a kind, with what the field is for."""
    # What says how it stands is kept where an item of the checklist stays open and says so.
    if is_filler(text) or (kind not in CHECKED and is_placeholder(text)):
        yield f"“{shorten(text, 40)}” is no {kind.words}. {may_be_empty(kind)}"
    elif kind in LINK_ONLY and not LINK.match(text):
        yield f"Give a link that starts with https:// or http://. {may_be_empty(kind)}"
    elif not leads_somewhere(text, kind):
        wanted = WHAT_TO_DO if kind is ArtifactKind.ROLLBACK_PLAN else NAME
        yield f"“{shorten(text, 40)}” leads nowhere. Give {wanted}. {may_be_empty(kind)}"


def leads_somewhere(text: str, kind: ArtifactKind) -> bool:
    """Tell whether a text points to something: evidence is a link, the name of a file or version, or a few words; the
    name of a model may be any."""
    if NOT_APPLICABLE.match(text):
        return False
    return kind not in CHECKED or bool(NAMED.search(text) or WORDS.search(text))


def may_be_empty(kind: ArtifactKind) -> str:
    """Return that a field may stay empty, and what follows from it in the checklist."""
    item = CHECKED.get(kind)
    return (
        f"It may be left empty; “{item}” then stays open in the checklist."
        if item
        else "It may be left empty."
    )

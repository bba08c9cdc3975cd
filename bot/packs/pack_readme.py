"""The page in an evidence pack that says what it holds, how to verify it, and what that proves."""

from rules.packs.packs import Evidence

PROVES = """\
What this proves
  - Each entry in journal.jsonl stands in the journal of Assay at its place, word for word as it was sealed, under
    the head in chain.json. An entry about {key} that was altered, removed, added or moved is named.
  - These are all entries about {key} up to that head: they are numbered, and the last one, with which this journal
    ends, says that this pack was taken. A pack without its last entries is named.
  - The stage, the reviews, approvals, overrides, handovers and accepted bias checks in decisions.json are what the facts of
    the journal give.
  - The journal that this head stands for grew from every head that was posted to Slack and is listed in chain.json:
    nothing up to those heads was changed or cut off.

What it does not prove
  - That what people wrote is true: links, values and reasons are kept as they were given.
  - That metrics.csv, artifacts.csv, model-card.md and the names beside the ids in decisions.json are untouched, beyond the
    manifest: whoever alters them and the manifest together is found out by comparing the SHA-256 of this file with the
    one that Assay told when it made it.
  - Anything against somebody who rules both the database and Slack: who can rewrite the journal and every posted
    head can make another story. Keep a posted head where neither of them reaches.
  - That nothing happened after entry {position:,}, where this pack ends.
"""


def readme(evidence: Evidence) -> str:
    """Return the page."""
    experiment, head = evidence.experiment, evidence.chain.head
    title = " ".join(experiment.title.split())
    return f"""\
Evidence pack of {experiment.key}: {title}

Made of the journal of workspace {evidence.chain.workspace} up to entry {head.position:,}.
Journal head {head.digest} at entry {head.position:,}

What is in it
  journal.jsonl   every journal entry about {experiment.key}, one a line, each with the proof that it was sealed
  chain.json      the head of the journal, and the heads that were posted to Slack, each with its proof
  decisions.json  reviews, approvals, overrides, handovers and accepted bias checks: who, when, what, why
  metrics.csv     every measured value; artifacts.csv: what was submitted
  model-card.md   the whole in a page for people
  manifest.json   the SHA-256 of each of these files

How to verify it, with no database and no network
  python -m bot audit verify THIS.zip
  python -m bot audit verify THIS.zip --head "Journal head ... at entry ..."    with a line copied from Slack

docs/audit.md of Assay states every byte that is hashed, so that ten lines of your own can do the same.

{PROVES.format(key=experiment.key, position=head.position)}"""

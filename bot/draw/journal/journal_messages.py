"""What Slack is told of the journal: its head, an evidence pack, and that one is being made."""

from bot.draw.blocks import context, section
from bot.draw.message import Message
from bot.draw.stage_words import title_as_typed
from rules.journal.heads import Head
from rules.packs.packs import Evidence


def journal_head(head: Head) -> Message:
    """Return the one quiet line that a head is."""
    line = f"Journal head `{head.digest}` at entry {head.position:,}"
    kept = "keep this line: with it, nothing before can be changed or cut off unseen"
    return Message(f"Journal head {head.digest} at entry {head.position:,}", (context(f"{line} · {kept}"),))


def pack_message(evidence: Evidence, digest: str) -> Message:
    """Return the message under which an evidence pack is attached."""
    experiment = evidence.experiment
    text = f"The evidence pack of {experiment.key} is the file below."
    blocks = (
        section(f"*Evidence pack of {experiment.key}* · {title_as_typed(experiment.title, 120)}"),
        section(
            "History, decisions, metrics, artifacts and model card, in the file below."
            " Verify it anywhere, without a database: `python -m bot audit verify FILE`"
        ),
        context(
            f"Journal up to entry {evidence.chain.head.position:,} · SHA-256 of the file `{digest}`",
            "It proves that no entry was changed, removed or moved since it was sealed. It does not prove that what"
            " people wrote is true, nor anything against somebody who rules both the database and Slack.",
        ),
    )
    return Message(text, blocks)


def pack_asked(key: str) -> str:
    """Return the answer that a pack is being made."""
    return f"The evidence pack of {key} is being made; it comes to you as a direct message."

"""How the head of the journal and evidence packs reach Slack."""

from bot.deliver.delivery import Deliver, Delivery, say
from bot.draw.journal.journal_messages import journal_head, pack_message
from bot.packs.pack_file import file_digest, pack_name, pack_of
from flows import outbox
from flows.experiments import sheets
from flows.journal import sealing
from flows.packs.evidence import evidence_of
from rules.journal.heads import Head
from rules.journal.letters import JournalHeadLetter
from rules.letters import Letter
from rules.message_keys import card_of
from rules.packs.letters import EvidencePackLetter


def deliver_journal_head(letter: JournalHeadLetter, delivery: Delivery) -> None:
    """Post the head of the journal: after a promotion in its thread, else in the channel of the letter."""
    head = Head(letter.position, letter.head)
    channel, thread = place_of(letter, delivery)
    posting = say(delivery, channel, journal_head(head), thread)
    sealing.keep_posted(delivery.desk, head, posting, delivery.now)


def place_of(letter: JournalHeadLetter, delivery: Delivery) -> tuple[str, str]:
    """Return the channel and the thread of a head."""
    if letter.experiment is None:
        return letter.channel, ""
    card = outbox.posted(delivery.desk, card_of(letter.experiment))
    if card:
        return card.channel, card.ts
    return sheets.sheet(delivery.desk, letter.experiment).experiment.channel, ""


def deliver_evidence_pack(letter: EvidencePackLetter, delivery: Delivery) -> None:
    """Make the evidence pack of an experiment and bring it to one admin, in a direct message."""
    evidence = evidence_of(delivery.desk, letter.experiment, delivery.now, by=letter.user)
    file = pack_of(evidence)
    # Posted to a person, a message answers with the direct channel, to which a file can be put without another scope.
    posting = say(delivery, letter.user, pack_message(evidence, file_digest(file)))
    delivery.slack.files_upload_v2(
        channel=posting.channel,
        filename=pack_name(evidence),
        title=f"Evidence pack of {evidence.experiment.key}",
        content=file,
    )


DELIVERIES: dict[type[Letter], Deliver] = {
    JournalHeadLetter: deliver_journal_head,
    EvidencePackLetter: deliver_evidence_pack,
}

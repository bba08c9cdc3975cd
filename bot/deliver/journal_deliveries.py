"""How the head of the journal and evidence packs reach Slack."""

from bot.deliver.delivery import Deliver, Delivery, say
from bot.draw.journal.journal_messages import journal_head, pack_message
from bot.packs.pack_file import file_digest, pack_name, pack_of
from flows.journal import sealing
from flows.packs.evidence import evidence_of
from rules.journal.heads import Head
from rules.journal.letters import JournalHeadLetter
from rules.letters import Letter
from rules.packs.letters import EvidencePackLetter


def deliver_journal_head(letter: JournalHeadLetter, delivery: Delivery) -> None:
    """Post the head of the journal, and keep that it stands there."""
    head = Head(letter.position, letter.head)
    posting = say(delivery, letter.channel, journal_head(head))
    sealing.keep_posted(delivery.desk, head, posting, delivery.now)


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

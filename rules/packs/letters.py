"""The letter that brings an evidence pack."""

from dataclasses import dataclass

from rules.letters import PersonLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePackLetter(PersonLetter):
    """The evidence pack of an experiment, for an admin."""

    kind = "evidence_pack"
    one_is_enough = True
    experiment: int

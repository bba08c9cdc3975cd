"""What is left of somebody whose personal data was erased: an id, by which the facts of decisions still say who decided."""

from dataclasses import replace

from rules.people.people import Member

FORMER_MEMBER = "former member"


def without_profile(member: Member) -> Member:
    """Return a member without name and time zone; what Slack says of their account still decides what they may do."""
    return replace(member, name=FORMER_MEMBER, zone="UTC")


def without_part(member: Member) -> Member:
    """Return a member without the role and the duties that were given here."""
    return replace(member, role=None, duties=frozenset())

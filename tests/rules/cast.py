"""A team in which everybody but Ivan and Otto decides something, for tests without a database."""

from rules.experiments.experiment import ApprovalKind, ReviewKind
from rules.people.people import Duty, Member, Person, Team

ANA = Person("U0ANA")  # owns and proposes
BEN = Person("U0BEN", frozenset({Duty.TECHNICAL}))
CLARA = Person("U0CLARA", frozenset({Duty.ETHICS}))
DAVID = Person("U0DAVID", frozenset({Duty.BUSINESS}))
EVA = Person("U0EVA", frozenset({Duty.TECHNICAL_LEAD}))
FELIX = Person("U0FELIX", frozenset({Duty.PRODUCT_OWNER}))
GRETA = Person("U0GRETA", frozenset({Duty.SECURITY}))
HUGO = Person("U0HUGO", frozenset({Duty.ADMIN}))
IVAN = Person("U0IVAN")  # holds no duty
MARA = Person("U0MARA", frozenset(Duty))  # holds every duty
NILS = Person("U0NILS", frozenset(Duty))  # holds every duty, too
OTTO = Person("U0OTTO")  # holds no duty either


EVERYBODY = (ANA, BEN, CLARA, DAVID, EVA, FELIX, GRETA, HUGO, IVAN, MARA, NILS, OTTO)
REVIEWER = {ReviewKind.TECHNICAL: BEN, ReviewKind.ETHICS: CLARA, ReviewKind.BUSINESS: DAVID}
APPROVER = {ApprovalKind.TECHNICAL_LEAD: EVA, ApprovalKind.PRODUCT_OWNER: FELIX, ApprovalKind.SECURITY: GRETA}


def team_of(*people: Person) -> Team:
    """Return a team of these people."""
    return Team(tuple(Member(id=person.id, name=person.id, duties=person.duties) for person in people))

"""Members, the five roles of an AI team, and the duties that let a person decide."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rules.marks import mention
from rules.people.accounts import Account
from rules.words import Worded

NAMED_BY_ID = re.compile(r"@([UW][A-Z0-9]{1,19})\b")


class Role(Worded):
    """The five core roles of an AI team, as the brief names them."""

    AI_ML_ENGINEER = "ai_ml_engineer", "AI/ML engineer"
    PROMPT_ENGINEER = "prompt_engineer", "prompt engineer"
    DATA_ENGINEER = "data_engineer", "data engineer"
    AI_PLATFORM_ENGINEER = "ai_platform_engineer", "AI platform engineer"
    AI_PRODUCT_MANAGER = "ai_product_manager", "AI product manager"


RESPONSIBILITIES: dict[Role, tuple[str, str, str]] = {
    Role.AI_ML_ENGINEER: (
        "Develop and deploy AI models",
        "Implement inference pipelines",
        "Optimize performance and cost",
    ),
    Role.PROMPT_ENGINEER: (
        "Design and optimize prompts",
        "Maintain prompt libraries",
        "Conduct prompt testing",
    ),
    Role.DATA_ENGINEER: (
        "Build data pipelines for AI",
        "Manage embeddings and indexes",
        "Ensure data quality",
    ),
    Role.AI_PLATFORM_ENGINEER: (
        "Manage AI infrastructure",
        "Implement MLOps/LLMOps",
        "Handle scaling and reliability",
    ),
    Role.AI_PRODUCT_MANAGER: (
        "Define AI product strategy",
        "Prioritize AI features",
        "Measure AI impact",
    ),
}


class Duty(Worded):
    """What a member may decide."""

    TECHNICAL = "technical"
    ETHICS = "ethics"
    BUSINESS = "business"
    TECHNICAL_LEAD = "technical_lead"
    PRODUCT_OWNER = "product_owner"
    SECURITY = "security"
    ADMIN = "admin"


# By these somebody fills a seat of the board or of the gate.
DECIDING = frozenset(Duty) - {Duty.ADMIN}


@dataclass(frozen=True, slots=True)
class Person:
    """Who does a deed: a Slack user id with the duties that the store holds for it at this moment, or a machine that
    came with a token."""

    id: str
    duties: frozenset[Duty] = frozenset()
    is_machine: bool = False

    @property
    def is_admin(self) -> bool:
        """Tell whether this person administers the desk of this workspace."""
        return Duty.ADMIN in self.duties

    @property
    def mention(self) -> str:
        """Return the person as a sentence names them."""
        return mention(self.id)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody whom Slack shows in the workspace, as the store knows them; only a person of it has any say."""

    id: str
    name: str
    role: Role | None = None
    duties: frozenset[Duty] = frozenset()
    is_slack_admin: bool = False
    account: Account = Account.PERSON
    zone: str = "UTC"

    @property
    def is_person(self) -> bool:
        """Tell whether this is an active, full member of this workspace, and a human being."""
        return self.account is Account.PERSON

    @property
    def person(self) -> Person:
        """Return who this member is when doing a deed."""
        return Person(self.id, self.duties if self.is_person else frozenset())


@dataclass(frozen=True)
class Team:
    """The members of a workspace who matter to a decision."""

    members: tuple[Member, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Member]:
        """Return the members by their ids; a drawing asks for many of them."""
        return {member.id: member for member in self.members}

    @property
    def accounts(self) -> dict[str, Account]:
        """Return what kind of account each of the members has."""
        return {member.id: member.account for member in self.members}

    def holders(self, duty: Duty) -> tuple[str, ...]:
        """Return the ids of the people of this workspace who hold a duty, in the order of the team."""
        return tuple(member.id for member in self.members if member.is_person and duty in member.duties)

    def with_names(self, text: str) -> str:
        """Return a text with names where it names people by their ids, for places that show it as it is."""
        return NAMED_BY_ID.sub(lambda found: f"@{self.name(found[1])}", text)

    def name(self, user: str) -> str:
        """Return a member's name, for documents where ids mean nothing."""
        member = self.by_id.get(user)
        return member.name if member else user


def mentions(users: Iterable[str]) -> str:
    """Return people by their ids as a sentence names them, separated by commas."""
    return ", ".join(mention(user) for user in users)

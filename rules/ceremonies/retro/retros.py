"""The retrospective: cards that may be anonymous, topics made of them, hidden votes, and actions with owner and day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b

from rules.ceremonies.ceremonies import Holding, Phase, Schedule, Standing
from rules.ceremonies.retro.retro_actions import RetroAction
from rules.ceremonies.retro.retro_figures import NO_FIGURES, Figures
from rules.complaints import Complaints
from rules.marks import button_mark, mention
from rules.people.people import Person, Team
from rules.refusals import Refused
from rules.typed import read_text
from rules.words import Worded, clean, counted, fold, within

LONGEST_CARD = 500
LONGEST_NAME = 75
# What one menu holds, so that every card can be voted for and grouped.
MOST_CARDS = 100
# Among so few people, the way somebody writes tells who it is.
FEW_PEOPLE = 5


class CardKind(Worded):
    """What a card is about, by the word that `/retro` takes; `words` is its heading."""

    WELL = "well", "what went well"
    IMPROVE = "improve", "what to improve"
    IDEA = "idea", "ideas"
    THANKS = "thanks", "thanks"


class RetroStep(Worded):
    """What people do in a retrospective at the moment."""

    WRITING = "writing"
    VOTING = "voting"
    DISCUSSING = "discussing"
    OVER = "over"


# What the next phase says of the step that a retrospective is in.
STEP_BEFORE: dict[Phase, RetroStep] = {
    Phase.VOTE: RetroStep.WRITING,
    Phase.DISCUSS: RetroStep.VOTING,
    Phase.CLOSE: RetroStep.DISCUSSING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card; `id` is random, and an anonymous card has no author: nothing in it tells order, time or person."""

    id: str
    kind: CardKind
    text: str
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cards that say the same, under one name."""

    id: str
    name: str
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetroTopic:
    """What is voted for and discussed: a group, or a card that is in none."""

    id: str
    kind: CardKind
    text: str
    cards: tuple[Card, ...]
    votes: int = 0

    @property
    def is_group(self) -> bool:
        """Tell whether several cards make this topic."""
        return len(self.cards) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Retro:
    """What one retrospective holds; `tally` are the votes by topic once voting is over, `secret` makes the ids of
    cards and is forgotten when writing ends."""

    cards: tuple[Card, ...] = ()
    groups: tuple[Group, ...] = ()
    figures: Figures = NO_FIGURES
    tally: Mapping[str, int] | None = None
    secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetroSheet:
    """All that the messages of one retrospective show; `last` are the figures of the one before, `earlier` the actions
    that were open when this one began or were done since the last, `voters` how many have voted, `today` its day,
    `fallen` the experiments that went to production and are no longer there."""

    holding: Holding
    team: Team
    retro: Retro
    today: date
    last: Figures | None = None
    earlier: tuple[RetroAction, ...] = ()
    actions: tuple[RetroAction, ...] = ()
    voters: int = 0
    expected: int = 0
    fallen: frozenset[int] = frozenset()

    @property
    def step(self) -> RetroStep:
        """Return what people do now."""
        return step_of(self.holding)

    @property
    def topics(self) -> tuple[RetroTopic, ...]:
        """Return what can be voted for, in an order that tells nothing; with the most votes first once they are counted."""
        found = topics_of(self.retro)
        return by_votes(found) if self.retro.tally is not None else found

    @property
    def thanks(self) -> tuple[Card, ...]:
        """Return the cards that thank somebody."""
        return tuple(card for card in self.retro.cards if card.kind is CardKind.THANKS)


@dataclass(frozen=True, slots=True)
class BallotSheet:
    """What the form of a vote shows: the retrospective, and what its voter chose so far."""

    sheet: RetroSheet
    chosen: frozenset[str] = field(default_factory=frozenset)


def step_of(holding: Holding) -> RetroStep:
    """Return what people do in a retrospective; one that is not open is over."""
    if holding.standing is not Standing.OPEN or holding.next_phase is None:
        return RetroStep.OVER
    return STEP_BEFORE.get(holding.next_phase, RetroStep.OVER)


def require_step(holding: Holding, wanted: RetroStep) -> None:
    """Refuse a deed that belongs to another step of the retrospective."""
    step = step_of(holding)
    if step is not wanted:
        raise Refused(SAID_INSTEAD[wanted][step])


ENDED = (
    "This retrospective is over. Its summary stands in the channel; `/retro actions` shows what was agreed."
)
SAID_INSTEAD: dict[RetroStep, dict[RetroStep, str]] = {
    RetroStep.WRITING: {
        RetroStep.VOTING: "Writing has ended: people vote on the cards now. Say it in the discussion, which comes next.",
        RetroStep.DISCUSSING: "Writing has ended: the cards are being discussed. Say it there, or add an action.",
        RetroStep.OVER: ENDED,
    },
    RetroStep.VOTING: {
        RetroStep.WRITING: "Voting has not begun: people still write cards.",
        RetroStep.DISCUSSING: "Voting has ended, and the results are shown.",
        RetroStep.OVER: ENDED,
    },
}


def require_host(holding: Holding, schedule: Schedule | None, by: Person) -> None:
    """Refuse who neither facilitates this retrospective, nor set it up, nor administers the desk."""
    owner = schedule.owner if schedule else ""
    if by.id not in (holding.facilitator, owner) and not by.is_admin:
        who = holding.facilitator or owner
        raise Refused(
            f"The facilitator leads through the retrospective: {mention(who) if who else 'nobody yet'}."
            f" Press {button_mark('Swap facilitator')} if that should be you."
        )


def card_id(secret: str, request: str) -> str:
    """Return the id of a card: the same request makes the same card, and the id tells nobody which request it was."""
    return blake2b(request.encode(), key=bytes.fromhex(secret), digest_size=16).hexdigest()


def read_card(kind: str, text: str, *, card: str, author: str) -> Card:
    """Return the card that was typed; refuse an empty or over-long one beside its field."""
    complaints = Complaints()
    read = Card(
        id=card,
        kind=complaints.read("card_kind", lambda: read_kind(kind), CardKind.WELL),
        text=complaints.read("card", lambda: read_words(text), ""),
        author=author,
    )
    complaints.done()
    return read


def read_kind(text: str) -> CardKind:
    """Return the kind of a typed word."""
    typed = fold(text)
    found = next((kind for kind in CardKind if typed in (kind.value, fold(kind.words))), None)
    if found is None:
        raise Refused("Pick what the card is about.")
    return found


def read_words(text: str) -> str:
    """Return what a card says; refuse an empty or over-long one."""
    kept = clean(text)
    if not kept:
        raise Refused("Write what the card says.")
    return within(kept, LONGEST_CARD)


def with_card(retro: Retro, card: Card) -> Retro:
    """Return a retrospective with one more card, in an order that depends on the ids alone; a known id changes nothing."""
    if any(one.id == card.id for one in retro.cards):
        return retro
    if len(retro.cards) >= MOST_CARDS:
        raise Refused(f"This retrospective is full: it holds {MOST_CARDS} cards. Talk about them first.")
    return replace(retro, cards=tuple(sorted((*retro.cards, card), key=lambda one: one.id)))


def without_secret(retro: Retro) -> Retro:
    """Return a retrospective that takes no more cards, and in which nothing tells how their ids were made."""
    return replace(retro, secret="")


def topics_of(retro: Retro) -> tuple[RetroTopic, ...]:
    """Return the topics of a retrospective by kind, then by their random ids; thanks are not voted on."""
    cards = {card.id: card for card in retro.cards if card.kind is not CardKind.THANKS}
    grouped = {card for group in retro.groups for card in group.cards}
    groups = [group_topic(group, [cards[card] for card in group.cards]) for group in retro.groups]
    single = [
        RetroTopic(id=card.id, kind=card.kind, text=card.text, cards=(card,))
        for card in cards.values()
        if card.id not in grouped
    ]
    kinds = list(CardKind)
    ordered = sorted((*groups, *single), key=lambda topic: (kinds.index(topic.kind), topic.id))
    tally = retro.tally or {}
    return tuple(replace(topic, votes=tally.get(topic.id, 0)) for topic in ordered)


def group_topic(group: Group, cards: Sequence[Card]) -> RetroTopic:
    """Return the topic of a group; it stands where its first card would."""
    return RetroTopic(id=group.id, kind=cards[0].kind, text=group.name, cards=tuple(cards))


def by_votes(topics: Iterable[RetroTopic]) -> tuple[RetroTopic, ...]:
    """Return topics with the most votes first; of equal ones the order stays."""
    return tuple(sorted(topics, key=lambda topic: -topic.votes))


def group_cards(retro: Retro, chosen: Sequence[str], name: str, *, group: str) -> Retro:
    """Return a retrospective in which topics are one group; groups among them are taken in."""
    topics = [topic for topic in topics_of(retro) if topic.id in chosen]
    complaints = Complaints()
    title = complaints.read("group_name", lambda: read_text(name, "name for the group", LONGEST_NAME), "")
    if len(topics) < 2:
        complaints.fields["cards"] = "Pick at least two that say the same."
    complaints.done()
    made = Group(id=group, name=title, cards=tuple(card.id for topic in topics for card in topic.cards))
    kept = tuple(one for one in retro.groups if one.id not in chosen)
    return replace(retro, groups=(*kept, made))


def ungroup(retro: Retro, groups: Iterable[str]) -> Retro:
    """Return a retrospective in which some groups are cards again."""
    gone = frozenset(groups)
    return replace(retro, groups=tuple(group for group in retro.groups if group.id not in gone))


def read_ballot(retro: Retro, chosen: Sequence[str], votes: int) -> tuple[str, ...]:
    """Return what somebody votes for: the first card of each topic, so that grouping later loses no vote."""
    topics = [topic for topic in topics_of(retro) if topic.id in chosen]
    if len(topics) > votes:
        raise Refused(fields={"choices": f"You have {counted(votes, 'vote')}, and picked {len(topics)}."})
    return tuple(sorted(topic.cards[0].id for topic in topics))


def chosen_topics(retro: Retro, ballot: Iterable[str]) -> frozenset[str]:
    """Return the topics that a ballot votes for, as they are grouped now: each counts once."""
    cards = frozenset(ballot)
    return frozenset(topic.id for topic in topics_of(retro) if any(card.id in cards for card in topic.cards))


def count(retro: Retro, ballots: Iterable[Iterable[str]]) -> Retro:
    """Return a retrospective with its votes counted."""
    tally = {topic.id: 0 for topic in topics_of(retro)}
    for ballot in ballots:
        for topic in chosen_topics(retro, ballot):
            tally[topic] += 1
    return replace(retro, tally=tally)

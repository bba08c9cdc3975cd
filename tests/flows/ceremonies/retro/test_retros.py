"""Retrospectives on both databases: cards once, hidden votes that are held to their limit, groups, and the summary."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from flows.ceremonies import holdings
from flows.ceremonies.retro import retros
from flows.ceremonies.standup import check_ins
from flows.desk import Desk
from rules import ceremony_names
from rules.ceremonies.ceremonies import Phase
from rules.ceremonies.retro.letters import RetroBoardLetter, RetroSummaryLetter
from rules.ceremonies.retro.retros import RetroStep
from rules.ceremonies.standup.check_ins import CheckInDraft
from rules.ceremony_names import Ceremony, HoldingKey
from rules.lifecycle.steps import Step
from rules.refusals import Refused
from store.ceremonies.retro.retros import ballots
from tests import stories
from tests.flows.gatherings import letters, set_up, tick
from tests.flows.retrospectives import add, advance, again, opened, sheet, topic
from tests.racing import problems, together
from tests.stories import ANA, BEN, CHANNEL, CLARA, HUGO, NOW, WORKSPACE, new_request


def kinds(desk: Desk) -> list[str]:
    return [row.kind for row in letters(desk.database) if row.kind.startswith("retro")]


def test_it_opens_with_its_board(desk: Desk) -> None:
    key = opened(desk)
    assert kinds(desk) == [RetroBoardLetter.kind]
    assert sheet(desk, key).step is RetroStep.WRITING


def test_a_card_sent_twice_is_one_card(desk: Desk) -> None:
    key = opened(desk)
    for _ in range(2):
        add(desk, key, "The index was fast", request="card:1")
    assert [card.text for card in sheet(desk, key).retro.cards] == ["The index was fast"]


def test_the_same_words_twice_are_two_cards(desk: Desk) -> None:
    key = opened(desk)
    add(desk, key, "The index was fast")
    add(desk, key, "The index was fast", by=BEN)
    assert len(sheet(desk, key).retro.cards) == 2


def test_an_anonymous_card_has_no_author_and_owes_no_letter(desk: Desk) -> None:
    key = opened(desk)
    before = len(letters(desk.database))
    add(desk, key, "Less meetings", by=CLARA, kind="improve")
    assert [card.author for card in sheet(desk, key).retro.cards] == [""]
    assert len(letters(desk.database)) == before


def test_a_named_card_has_its_author(desk: Desk) -> None:
    key = opened(desk, anonymity="named")
    add(desk, key, "Less meetings", by=CLARA)
    assert [card.author for card in sheet(desk, key).retro.cards] == [CLARA]


def test_a_card_names_people_where_a_command_mentions_them(desk: Desk) -> None:
    key = opened(desk)
    add(desk, key, f"Thanks to @{BEN} and @U0NOBODY", kind="thanks")
    assert [card.text for card in sheet(desk, key).retro.cards] == ["Thanks to @Ben and @U0NOBODY"]


def test_a_retrospective_that_goes_on_early_lasts_its_hour(desk: Desk) -> None:
    key = opened(desk)
    advance(desk, key, Phase.VOTE, Phase.DISCUSS, now=NOW + timedelta(minutes=5))
    closing = sheet(desk, key).holding
    assert (closing.next_phase, closing.due_at) == (Phase.CLOSE, NOW + timedelta(hours=1))


def test_a_card_that_says_nothing_is_refused_beside_its_field(desk: Desk) -> None:
    key = opened(desk)
    with pytest.raises(Refused) as refusal:
        add(desk, key, "  ")
    assert list(refusal.value.fields) == ["card"]


def test_no_card_comes_once_voting_is_open(desk: Desk) -> None:
    key = opened(desk)
    advance(desk, key, Phase.VOTE)
    with pytest.raises(Refused, match="Writing has ended"):
        add(desk, key, "Too late")


def test_what_made_the_ids_is_forgotten_when_writing_ends(desk: Desk) -> None:
    key = opened(desk)
    add(desk, key, "The index was fast")
    assert sheet(desk, key).retro.secret
    advance(desk, key, Phase.VOTE)
    assert sheet(desk, key).retro.secret == ""


def voting(desk: Desk, *texts: str, **typed: str) -> ceremony_names.HoldingKey:
    """Return a retrospective in which these cards are voted on."""
    key = opened(desk, **typed)
    for text in texts:
        add(desk, key, text)
    advance(desk, key, Phase.VOTE)
    return key


def vote(desk: Desk, key: ceremony_names.HoldingKey, by: str, *texts: str) -> None:
    """Vote for topics by what they say."""
    chosen = [topic(desk, key, text) for text in texts]
    retros.vote(desk, key, chosen, by=by, now=NOW)


def test_votes_are_counted_when_voting_ends_and_their_voters_forgotten(desk: Desk) -> None:
    key = voting(desk, "one", "two", "three")
    vote(desk, key, ANA, "one", "two")
    vote(desk, key, BEN, "two")
    assert sheet(desk, key).voters == 2
    assert [one.votes for one in sheet(desk, key).topics] == [0, 0, 0]
    advance(desk, key, Phase.DISCUSS)
    after = sheet(desk, key)
    assert [(one.text, one.votes) for one in after.topics] == [("two", 2), ("one", 1), ("three", 0)]
    with desk.look() as session:
        assert ballots(session, key) == []


def test_a_vote_can_be_changed_until_voting_ends(desk: Desk) -> None:
    key = voting(desk, "one", "two")
    vote(desk, key, ANA, "one")
    vote(desk, key, ANA, "two")
    shown = retros.ballot_sheet(desk, key, by=ANA, now=NOW)
    assert shown.chosen == {topic(desk, key, "two")}
    advance(desk, key, Phase.DISCUSS)
    assert [(one.text, one.votes) for one in sheet(desk, key).topics] == [("two", 1), ("one", 0)]
    with pytest.raises(Refused, match="Voting has ended"):
        vote(desk, key, ANA, "one")


def test_nobody_has_more_votes_than_were_set(desk: Desk) -> None:
    key = voting(desk, "one", "two", votes="1")
    with pytest.raises(Refused) as refusal:
        vote(desk, key, ANA, "one", "two")
    assert refusal.value.fields == {"choices": "You have 1 vote, and picked 2."}


def test_votes_go_along_when_cards_are_grouped_and_count_once(desk: Desk) -> None:
    key = voting(desk, "slow reviews", "reviews wait", "two")
    vote(desk, key, ANA, "slow reviews", "reviews wait")
    vote(desk, key, BEN, "reviews wait")
    chosen = [topic(desk, key, text) for text in ("slow reviews", "reviews wait")]
    retros.group(desk, key, chosen, "Reviews", (), by=HUGO, now=NOW)
    advance(desk, key, Phase.DISCUSS)
    assert [(one.text, one.votes) for one in sheet(desk, key).topics] == [("Reviews", 2), ("two", 0)]


def test_a_group_can_be_parted_again(desk: Desk) -> None:
    key = voting(desk, "one", "two")
    chosen = [one.id for one in sheet(desk, key).topics]
    retros.group(desk, key, chosen, "Both", (), by=HUGO, now=NOW)
    retros.group(desk, key, (), "", (topic(desk, key, "Both"),), by=HUGO, now=NOW)
    assert {one.text for one in sheet(desk, key).topics} == {"one", "two"}


def test_a_group_wants_two_cards_and_a_name(desk: Desk) -> None:
    key = voting(desk, "one", "two")
    with pytest.raises(Refused) as refusal:
        retros.group(desk, key, (topic(desk, key, "one"),), " ", (), by=HUGO, now=NOW)
    assert set(refusal.value.fields) == {"cards", "group_name"}


def test_only_who_leads_groups_and_moves_on(desk: Desk) -> None:
    key = voting(desk, "one", "two")
    with pytest.raises(Refused, match="facilitator leads"):
        retros.groupable(desk, key, by=CLARA, now=NOW)
    with pytest.raises(Refused, match="facilitator leads"):
        holdings.advance_by_hand(desk, key, Phase.DISCUSS, by=CLARA, now=NOW)
    assert holdings.advance_by_hand(desk, key, Phase.DISCUSS, by=HUGO, now=NOW)


def test_it_closes_with_a_summary_from_any_step(desk: Desk) -> None:
    key = opened(desk)
    add(desk, key, "The index was fast")
    advance(desk, key, Phase.CLOSE)
    after = sheet(desk, key)
    assert after.step is RetroStep.OVER
    assert after.retro.tally == {card.id: 0 for card in after.retro.cards}
    assert kinds(desk)[-1] == RetroSummaryLetter.kind


def test_it_opens_with_how_many_took_part_in_the_standups(desk: Desk) -> None:
    set_up(desk, "standup", "retro")
    for day, users in ((1, (ANA, BEN)), (2, (ANA,))):
        begins = NOW.replace(hour=8, minute=30) + timedelta(days=day)
        tick(desk, begins)
        for user in users:
            standup = HoldingKey(CHANNEL, Ceremony.STANDUP, begins.date())
            draft = CheckInDraft(progress="Something")
            check_ins.check_in(desk, standup, draft, by=user, now=begins, request=new_request())
    figures = sheet(desk, again(desk, now=NOW + timedelta(days=2, hours=5))).retro.figures
    assert (figures.standups, figures.check_ins) == (2, 3)


def test_it_opens_with_what_happened_since_last_time(desk: Desk) -> None:
    experiment = stories.in_production(desk)
    first = opened(desk, now=NOW + timedelta(days=3))
    figures = sheet(desk, first).retro.figures
    assert [one.experiment for one in figures.produced] == [experiment.number]
    assert [one.days for one in figures.decided] == [0]
    advance(desk, first, Phase.CLOSE, now=NOW + timedelta(days=3))
    second = again(desk, now=NOW + timedelta(days=17))
    after = sheet(desk, second)
    assert after.retro.figures.produced == ()
    assert after.last == figures


def test_what_goes_to_production_while_it_runs_is_celebrated_in_it_and_once(desk: Desk) -> None:
    first = opened(desk, now=NOW - timedelta(minutes=20))
    assert sheet(desk, first).retro.figures.produced == ()
    experiment = stories.in_production(desk)
    assert wins(desk, first) == [experiment.number]
    advance(desk, first, Phase.CLOSE, now=NOW + timedelta(minutes=20))
    assert wins(desk, first) == [experiment.number]
    second = again(desk, now=NOW + timedelta(days=14))
    assert wins(desk, second, now=NOW + timedelta(days=14)) == []


def test_what_was_rolled_back_since_is_not_celebrated_but_told(desk: Desk) -> None:
    stays, falls = stories.in_production(desk), stories.in_production(desk)
    key = opened(desk, now=NOW + timedelta(minutes=1))
    assert wins(desk, key) == [stays.number, falls.number]
    stories.close(desk, falls, Step.ROLL_BACK)
    assert wins(desk, key) == [stays.number]
    advance(desk, key, Phase.CLOSE, now=NOW + timedelta(hours=1))
    assert wins(desk, key) == [stays.number]
    assert sheet(desk, key).fallen == {falls.number}
    stories.close(desk, stays, Step.RETIRE)
    assert wins(desk, key) == [stays.number]


def test_what_happens_after_the_end_is_for_the_next_one(desk: Desk) -> None:
    first = opened(desk, now=NOW - timedelta(hours=2))
    advance(desk, first, Phase.CLOSE, now=NOW - timedelta(hours=1))
    experiment = stories.in_production(desk)
    assert wins(desk, first) == []
    assert wins(desk, again(desk, now=NOW + timedelta(days=14))) == [experiment.number]


def wins(desk: Desk, key: HoldingKey, *, now: datetime = NOW + timedelta(hours=1)) -> list[int]:
    shown = sheet(desk, key, now=now)
    return [one.experiment for one in shown.retro.figures.wins(shown.fallen)]


def test_a_channel_without_a_retrospective_says_how_to_have_one(desk: Desk) -> None:
    with pytest.raises(Refused, match="/ceremony setup"):
        retros.current(desk, stories.CHANNEL, now=NOW)
    opened(desk)
    assert retros.current(desk, stories.CHANNEL, now=NOW).step is RetroStep.WRITING


def test_workspaces_do_not_meet(desk: Desk, other_desk: Desk) -> None:
    key = opened(desk)
    add(desk, key, "Ours")
    with pytest.raises(Refused, match="no longer there"):
        retros.sheet(other_desk, key, NOW)
    assert desk.workspace == WORKSPACE


def test_people_who_write_at_the_same_instant_all_count(desk: Desk, replica: Desk) -> None:
    key = opened(desk)
    deeds = [partial(add, one, key, f"card {n}") for n, one in enumerate((desk, replica) * 3)]
    assert problems(together(*deeds)) == []
    assert len(sheet(desk, key).retro.cards) == 6


def test_the_same_form_at_two_processes_is_one_card(desk: Desk, replica: Desk) -> None:
    key = opened(desk)
    answers = together(*(partial(add, one, key, "once", request="card:1") for one in (desk, replica)))
    assert problems(answers) == []
    assert len(sheet(desk, key).retro.cards) == 1


def test_a_vote_at_the_instant_of_the_results_counts_or_is_refused(desk: Desk, replica: Desk) -> None:
    key = voting(desk, "one")
    [refused] = problems(
        together(
            partial(vote, desk, key, ANA, "one"),
            partial(holdings.advance_by_hand, replica, key, Phase.DISCUSS, by=HUGO, now=NOW),
        )
    ) or [None]
    [counted] = sheet(desk, key).topics
    assert counted.votes == (0 if refused else 1)
    assert refused is None or isinstance(refused, Refused)

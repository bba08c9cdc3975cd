"""What stands in a private channel is shown to who is in it, has a part in it or may decide it, and to nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from flows import due_kinds
from flows.answering import named
from flows.answering.typed_words import TypedWords
from flows.ceremonies import schedules
from flows.ceremonies.review import agendas
from flows.desk import Desk
from flows.due import run_due
from flows.experiments import as_it_was, project_sheets, sheets
from flows.experiments.sheets import Wanted
from flows.learning import insights, search
from flows.lifecycle.timed_sheets import timed_sheet
from flows.people import channels, projects
from flows.waiting import homes, waits
from rules.answering.letters import NamedLetter
from rules.experiments.experiment import ReviewKind, Stage
from rules.learning.choices import InsightsChoice
from rules.people.letters import ChannelLetter
from rules.people.projects import ProjectDraft
from rules.people.viewing import ChannelFound, View, Viewer
from rules.refusals import Refused
from store.experiments import viewing
from store.experiments.experiment_tables import ExperimentRow
from store.experiments.experiments import state_of
from store.people.channel_tables import ChannelPersonRow, ChannelRow
from tests import stories
from tests.flows import gatherings
from tests.flows.deeds import deliver_all, letters_owed
from tests.stories import ANA, BEN, CHANNEL, CLARA, HUGO, IVAN, NOW, REVIEW_CHANNEL, new_request

SECRET = REVIEW_CHANNEL
HOUR = timedelta(hours=1)
# Ben is in the private channel and has no part in what stands there; Ivan is not, and decides nothing.
LISTS: dict[str, Callable[[Desk], int]] = {
    "a list": lambda desk: sheets.page(desk, Wanted()).total,
    "a list of stages": lambda desk: sheets.page(desk, Wanted(stages=tuple(Stage))).total,
    "somebody's list": lambda desk: sheets.page(desk, Wanted(owner=ANA)).total,
    "a search": lambda desk: len(search.search(desk, "Reranker").experiments),
    "what was tried before": lambda desk: len(search.similar(desk, "Reranker of answers", "")),
    "insights": lambda desk: len(insights.insights(desk, InsightsChoice(), NOW).studied),
    "what waits for anybody": lambda desk: len(
        {one.experiment for one in waits.waits_for_anybody(desk, NOW)}
    ),
    "a project": lambda desk: project_sheets.project(desk, 1).overview.total,
}
SHOWN: dict[str, Callable[[Desk], Any]] = {
    "a card": lambda desk: sheets.sheet(desk, 1),
    "a card with its times": lambda desk: timed_sheet(desk, 1, NOW),
    "a history": lambda desk: sheets.history(desk, 1),
    "a card as it was": lambda desk: as_it_was.as_it_was(desk, 1, 2),
}


def told(desk: Desk, *people: str, is_private: bool = True) -> None:
    """Keep what Slack says of the channel in which cards stand."""
    channels.keep_found(desk, SECRET, ChannelFound(is_private, frozenset(people)))


@pytest.fixture
def secret(desk: Desk) -> Desk:
    """Return the desk of a workspace whose cards stand in a private channel, in which Ana and Ben are."""
    draft = ProjectDraft(name="Router", workstream="production", members=(ANA,))
    projects.create(desk, draft, by=ANA, channel=CHANNEL, now=NOW, request=new_request())
    stories.in_review(desk, title="Reranker of answers", project="1")
    told(desk, ANA, BEN)
    return desk


@pytest.mark.parametrize("what", LISTS)
def test_lists_and_their_counts_leave_out_what_is_hidden(secret: Desk, what: str) -> None:
    assert (LISTS[what](secret.seen_by(BEN)), LISTS[what](secret.seen_by(IVAN))) == (1, 0)
    assert LISTS[what](secret) == 1


@pytest.mark.parametrize("what", SHOWN)
def test_what_is_hidden_is_refused_as_if_it_were_not_there(secret: Desk, what: str) -> None:
    assert SHOWN[what](secret.seen_by(BEN))
    with pytest.raises(Refused, match=r"There is no EXP-1\.") as hidden:
        SHOWN[what](secret.seen_by(IVAN))
    with pytest.raises(Refused, match=r"There is no EXP-7\.") as absent:
        sheets.sheet(secret.seen_by(IVAN), 7)
    assert str(absent.value).replace("EXP-7", "EXP-1") == str(hidden.value)


def test_a_deed_on_what_is_hidden_is_refused_as_if_it_were_not_there(secret: Desk) -> None:
    with secret.look() as session:
        one = state_of(session.exec(select(ExperimentRow)).one())
    with pytest.raises(Refused, match=r"There is no EXP-1\."):
        stories.measure(secret, one, "accuracy", "0.9", by=IVAN)


def test_who_may_decide_is_shown_what_waits_for_a_decision(secret: Desk) -> None:
    clara = secret.seen_by(CLARA)
    assert sheets.sheet(clara, 1).experiment.number == 1
    assert sheets.page(clara, Wanted()).total == 1
    assert [one.experiment for one in waits.waits_for(clara, CLARA, NOW)] == [1]
    with secret.look() as session:
        one = state_of(session.exec(select(ExperimentRow)).one())
    assert stories.approve(secret, one, ReviewKind.ETHICS).reviews


def test_who_may_decide_is_no_longer_shown_what_was_decided_without_them(secret: Desk) -> None:
    stories.proposed(secret, title="Another reranker")
    assert sheets.page(secret.seen_by(CLARA), Wanted()).total == 1
    with pytest.raises(Refused, match=r"There is no EXP-2\."):
        sheets.sheet(secret.seen_by(CLARA), 2)


def test_who_owns_it_is_shown_it_after_leaving_the_channel(secret: Desk) -> None:
    channels.somebody_left(secret, SECRET, ANA)
    assert sheets.page(secret.seen_by(ANA), Wanted()).total == 1
    assert [one.number for one in homes.home(secret.seen_by(ANA), ANA, NOW)[0].own] == [1]


def test_who_comes_into_the_channel_is_shown_it_and_who_leaves_it_no_more(secret: Desk) -> None:
    for _ in range(2):
        channels.somebody_came(secret, SECRET, IVAN)
    assert sheets.page(secret.seen_by(IVAN), Wanted()).total == 1
    channels.somebody_left(secret, SECRET, IVAN)
    assert sheets.page(secret.seen_by(IVAN), Wanted()).total == 0


def test_who_asks_from_the_channel_is_in_it_whatever_was_told_of_it(secret: Desk) -> None:
    assert sheets.page(secret.seen_by(IVAN, SECRET), Wanted()).total == 1


def test_a_public_channel_keeps_nobody_s_name_and_hides_nothing(secret: Desk) -> None:
    told(secret, is_private=False)
    channels.somebody_came(secret, SECRET, IVAN)
    assert sheets.page(secret.seen_by(IVAN), Wanted()).total == 1
    with secret.look() as session:
        assert session.exec(select(ChannelPersonRow)).all() == []


def test_pages_are_full_of_what_is_shown(desk: Desk) -> None:
    elsewhere = Desk(desk.database, desk.workspace, review_channel=CHANNEL)
    for place in range(8):
        stories.proposed((desk, elsewhere)[place % 2], title=f"Reranker {place}")
    told(desk, BEN)
    ivan = desk.seen_by(IVAN)
    assert [one.number for one in sheets.page(ivan, Wanted()).experiments] == [8, 6, 4, 2]
    assert [one.number for one in search.search(ivan, "Reranker").experiments] == [8, 6, 4, 2]
    assert len(search.search(desk.seen_by(BEN), "Reranker").experiments) == 8


def test_an_agenda_shows_what_all_in_its_channel_may_see(secret: Desk) -> None:
    gatherings.set_up(secret, "review", by=HUGO)
    gatherings.change(schedules.run_now, secret, "review", by=HUGO)
    [holding] = gatherings.holdings_of(secret, "review")[-1:]
    in_public, in_secret = (
        agendas.agenda(secret.seen_by(channel=one), holding.key, NOW) for one in (CHANNEL, SECRET)
    )
    assert (in_public.waiting.total, in_secret.waiting.total) == (0, 1)
    assert agendas.choices(secret.seen_by(IVAN), holding.key).experiments == ()


@pytest.mark.parametrize(("channel", "answered"), [(CHANNEL, 0), (SECRET, 1)])
def test_a_thread_is_told_only_what_all_in_its_channel_may_see(
    secret: Desk, channel: str, answered: int
) -> None:
    deliver_all(secret)
    typed = TypedWords(by=BEN, channel=channel, ts="1700000000.000100")
    named.answer_named(secret, typed, "What became of EXP-1?", "What became of EXP-1?", now=NOW)
    assert [row.kind for row in letters_owed(secret)] == [NamedLetter.kind] * answered


def test_a_channel_of_which_nothing_is_known_counts_as_private_until_slack_was_asked(desk: Desk) -> None:
    elsewhere = Desk(desk.database, desk.workspace, review_channel="C0NEW")
    stories.proposed(elsewhere)
    assert ChannelLetter.kind in [row.kind for row in letters_owed(desk)]
    assert sheets.page(desk.seen_by(IVAN), Wanted()).total == 0
    channels.keep_found(desk, "C0NEW", ChannelFound(is_private=False))
    assert sheets.page(desk.seen_by(IVAN), Wanted()).total == 1


def test_slack_is_asked_anew_once_an_hour_and_by_one_worker(desk: Desk) -> None:
    elsewhere = Desk(desk.database, desk.workspace, review_channel="C0NEW")
    stories.proposed(elsewhere)
    deliver_all(desk)

    def look(after: timedelta) -> list[str]:
        run_due(due_kinds.REMINDERS, desk.database, {desk.workspace: desk}.get, NOW + after)
        kinds = [row.kind for row in letters_owed(desk) if row.kind == ChannelLetter.kind]
        deliver_all(desk)
        return kinds

    assert [look(HOUR / 2), look(HOUR), look(HOUR), look(2 * HOUR)] == [[], ["channel"], [], ["channel"]]
    with desk.look() as session:
        due = session.exec(select(ChannelRow.look_at).where(col(ChannelRow.channel) == "C0NEW")).one()
    assert due == NOW + 3 * HOUR


def test_a_list_shows_nothing_that_a_card_would_hide(secret: Desk) -> None:
    for stage in Stage:
        stories.at(secret, stage)
    hidden = frozenset({SECRET})
    for user in (ANA, BEN, CLARA, IVAN):
        for decides in (False, True):
            view = View(Viewer(user), hidden, decides)
            with secret.look() as session:
                rows = session.exec(select(ExperimentRow).where(viewing.listed(view))).all()
                assert [row.number for row in rows if not viewing.shows(view, state_of(row))] == []

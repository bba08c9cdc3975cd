"""Everything that the ceremonies draw: for tests that ask whether somebody hears it."""

from collections.abc import Iterator
from dataclasses import replace

from slack_sdk.models.views import View

from bot.button_values import OriginValue
from bot.draw.ceremonies import schedule_forms, schedule_messages
from bot.draw.ceremonies.review import agenda, agenda_forms, review_record
from bot.draw.ceremonies.standup import standup_forms, standup_messages
from bot.draw.experiments import blocker_lines, experiment_card
from bot.draw.lifecycle import follow_up_lines
from bot.draw.message import Message
from rules.ceremonies.feeds import FeedState
from rules.ceremonies.review.agendas import Agenda, AgendaPart
from rules.ceremonies.standup.check_ins import CheckInDraft, CheckInSheet
from rules.ceremony_names import Ceremony
from tests import stories
from tests.bot.draw import facts
from tests.bot.draw.ceremonies.test_agendas import ONE, crowded
from tests.bot.draw.ceremonies.test_standups import answer, blocker, holding, standup_sheet
from tests.bot.draw.gatherings import SCHEDULES, setup_sheet, sheet


def small(ceremony: Ceremony) -> Agenda:
    """Return an agenda of one experiment."""
    shown = crowded(ceremony)
    two = AgendaPart(shown.follow_ups.first[:2], 2)
    return replace(shown, discussed=frozenset(), decisions=two.first, follow_ups=two)


def messages() -> Iterator[Message]:
    """Yield the messages of every ceremony that have something to click in them."""
    yield schedule_messages.ceremony_list(
        [sheet(one) for one in Ceremony], may_manage=True, feed=FeedState.NOT_PUBLIC
    )
    yield schedule_messages.ceremony_list([], may_manage=True, feed=FeedState.NOT_PUBLIC)
    for ceremony in (Ceremony.REVIEW, Ceremony.ETHICS):
        yield agenda.agenda(small(ceremony), stories.NOW)
        yield review_record.record(small(ceremony))
    yield follow_up_lines.follow_up_message(small(Ceremony.ETHICS).decisions[0], None)
    held = standup_sheet(answer(), holding=holding())
    yield standup_messages.prompt(held)
    yield standup_messages.ask(held, stories.BEN)
    yield standup_messages.nudge(held, stories.BEN)
    yield standup_messages.checked_in(held, stories.ANA)
    asked = replace(SCHEDULES[Ceremony.STANDUP], by_message=(stories.ANA,))
    yield standup_messages.checked_in(replace(held, schedule=asked), stories.ANA)
    yield blocker_lines.owner_call(blocker(), facts.TEAM)
    for blocked in ((blocker(),), (blocker(), blocker(number=8))):
        yield experiment_card.experiment_card(facts.sheet(facts.running(), blockers=blocked))


def modals() -> Iterator[View]:
    """Yield the forms of every ceremony."""
    shown = small(Ceremony.ETHICS)
    yield schedule_forms.ceremonies_form(setup_sheet(SCHEDULES))
    yield schedule_forms.ceremonies_form(setup_sheet(SCHEDULES), is_whole=True)
    yield schedule_forms.swap_form(shown.holding.key, stories.ANA, stories.BEN)
    for form in (agenda_forms.note_form, agenda_forms.decision_form, agenda_forms.bias_form):
        yield form(ONE)
    yield follow_up_lines.lift_form(shown.decisions[0])
    offered = ((12, "EXP-12 · Rank answers"),)
    yield standup_forms.check_in_form(
        CheckInSheet(holding=holding(), draft=CheckInDraft(), experiments=offered)
    )
    yield standup_forms.blockers_form(facts.sheet(facts.running(), blockers=(blocker(),)))
    yield standup_forms.record_form("Waiting for GPUs", ((12, "EXP-12 · Router"),), "12", OriginValue())

"""Everything that the ceremonies draw: for tests that ask whether somebody hears it."""

from collections.abc import Iterator
from dataclasses import replace

from slack_sdk.models.views import View

from bot.views import (
    agenda_records,
    agendas,
    blockers,
    ceremonies,
    experiment_card,
    follow_ups,
    forms,
    standups,
)
from bot.views.message import Message
from rules.agendas import Agenda, Part
from rules.ceremonies import Ceremony
from rules.standups import CheckInDraft, CheckInSheet
from tests import stories
from tests.views import facts
from tests.views.gatherings import SCHEDULES, setup_sheet, sheet
from tests.views.test_agendas import ONE, crowded
from tests.views.test_standups import answer, blocker, occurrence
from tests.views.test_standups import sheet as standup_sheet


def small(ceremony: Ceremony) -> Agenda:
    """Return an agenda of one experiment."""
    shown = crowded(ceremony)
    two = Part(shown.follow_ups.first[:2], 2)
    return replace(shown, discussed=frozenset(), decisions=two.first, follow_ups=two)


def messages() -> Iterator[Message]:
    """Yield the messages of every ceremony that have something to click in them."""
    yield ceremonies.ceremony_list([sheet(one) for one in Ceremony], may_manage=True, feed="")
    yield ceremonies.ceremony_list([], may_manage=True, feed="")
    for ceremony in (Ceremony.REVIEW, Ceremony.ETHICS):
        yield agendas.agenda(small(ceremony), stories.NOW)
        yield agenda_records.record(small(ceremony))
    yield follow_ups.told(small(Ceremony.ETHICS).decisions[0], None, stories.NOW.date(), reminds=False)
    held = standup_sheet(answer(), occurrence=occurrence())
    yield standups.prompt(held)
    yield standups.ask(held, stories.BEN)
    yield standups.nudge(held, stories.BEN)
    yield standups.checked_in(held, stories.ANA)
    asked = replace(SCHEDULES[Ceremony.STANDUP], by_message=(stories.ANA,))
    yield standups.checked_in(replace(held, schedule=asked), stories.ANA)
    yield blockers.owner_call(blocker(), facts.TEAM)
    for blocked in ((blocker(),), (blocker(), blocker(number=8))):
        yield experiment_card.experiment_card(facts.sheet(facts.running(), blockers=blocked))


def modals() -> Iterator[View]:
    """Yield the forms of every ceremony."""
    shown = small(Ceremony.ETHICS)
    yield forms.ceremonies_form(setup_sheet(SCHEDULES))
    yield forms.swap_form(shown.occurrence.holding, stories.ANA, stories.BEN)
    for form in (forms.note_form, forms.decision_form, forms.bias_form):
        yield form(ONE)
    offered = ((12, "EXP-12 · Rank answers"),)
    yield forms.check_in_form(
        CheckInSheet(occurrence=occurrence(), draft=CheckInDraft(), experiments=offered)
    )
    yield forms.blockers_form(facts.sheet(facts.running(), blockers=(blocker(),)))

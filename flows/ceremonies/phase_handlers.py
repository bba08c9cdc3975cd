"""What each ceremony does in its phases: the one list of them."""

from flows.ceremonies.phases import PhaseHandlers
from flows.ceremonies.retro import retros
from flows.ceremonies.review import agendas
from flows.ceremonies.standup import standups
from rules.ceremony_names import Ceremony

HANDLERS: dict[Ceremony, PhaseHandlers] = {
    Ceremony.STANDUP: standups.PHASE_HANDLERS,
    Ceremony.REVIEW: agendas.PHASE_HANDLERS,
    Ceremony.ETHICS: agendas.PHASE_HANDLERS,
    Ceremony.RETRO: retros.PHASE_HANDLERS,
}

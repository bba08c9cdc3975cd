"""What each ceremony does in its phases: the one list of them."""

from flows import agendas, retros, standups
from flows.deeds import Deeds
from rules.ceremonies import Ceremony

HANDLERS: dict[Ceremony, Deeds] = {
    Ceremony.STANDUP: standups.DEEDS,
    Ceremony.REVIEW: agendas.DEEDS,
    Ceremony.ETHICS: agendas.DEEDS,
    Ceremony.RETRO: retros.DEEDS,
}

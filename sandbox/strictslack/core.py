"""The parts of one sandbox put together, for whoever works with more than one of them."""

from dataclasses import dataclass, field

from strictslack.delivery.deliveries import Delivery
from strictslack.delivery.events import Events
from strictslack.delivery.response_urls import ResponseUrls
from strictslack.delivery.socket_mode import SocketMode
from strictslack.delivery.steps import Steps
from strictslack.ground import Ground
from strictslack.parts.oauth_codes import OAuthCodes


@dataclass
class Core(Ground):
    """All that a running sandbox is made of; each part is given the parts that it needs, and knows no more."""

    patience: float = 1.0
    socket_mode: SocketMode = field(init=False)
    delivery: Delivery = field(init=False)
    events: Events = field(init=False)
    steps: Steps = field(init=False)
    response_urls: ResponseUrls = field(init=False)
    oauth_codes: OAuthCodes = field(init=False)

    def __post_init__(self) -> None:
        self.socket_mode = SocketMode(self)
        self.delivery = Delivery(self, self.socket_mode, self.patience)
        self.events = Events(self, self.delivery)
        self.steps = Steps(self, self.events)
        self.response_urls = ResponseUrls(self)
        self.oauth_codes = OAuthCodes(self.clock)

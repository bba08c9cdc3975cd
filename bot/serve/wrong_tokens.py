"""How often somebody may come to the API without a token that works: counted in memory, of a size that has an end."""

from collections import OrderedDict
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

from rules.people.tokens import WRONG_FROM_ALL, WRONG_FROM_ONE, used_again

MOST_SOURCES = 1000
LONGEST_SOURCE = 64


class WrongTokens:
    """Counts, for one process, the requests without a token that works: from each source, and from all together.

    Only those are counted and only those refused, so that nobody's wrong tokens keep a right one out, also behind a
    proxy where all come from one address.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.by_source: OrderedDict[str, tuple[datetime, ...]] = OrderedDict()
        self.from_all: tuple[datetime, ...] = ()

    def count(self, address: str, now: datetime) -> None:
        """Count one more; raises `TooOften`, and what is refused so is not counted."""
        source = source_of(address)
        with self.lock:
            from_one = used_again(self.by_source.get(source, ()), now, WRONG_FROM_ONE)
            self.from_all = used_again(self.from_all, now, WRONG_FROM_ALL)
            self.by_source[source] = from_one
            self.by_source.move_to_end(source)
            # Who was silent longest is forgotten; what all do together is still counted.
            if len(self.by_source) > MOST_SOURCES:
                self.by_source.popitem(last=False)


def source_of(address: str) -> str:
    """Return what an address counts as: of IPv6 its network, since one machine has all the addresses of it."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:LONGEST_SOURCE]
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))

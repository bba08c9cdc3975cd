"""The postman: takes letters from the outbox and brings them to Slack, in order, with patience."""

import logging
import secrets
from datetime import timedelta
from threading import Event, Thread

from prometheus_client import Counter

from bot.deliver.deliveries import deliver
from bot.deliver.delivery import Delivery
from bot.deliver.patience import Park, TryAgain, judge
from bot.office import Office
from flows import outbox
from store.outbox import Errand

logger = logging.getLogger(__name__)
LETTERS = Counter("assay_letters_total", "Letters by what became of them", ["kind", "outcome"])


ROUNDS = 4
IDLE_SECONDS = 1.0
FAULT_SECONDS = 60
MOST_FAULTS = 10


class Postman:
    """Delivers letters in a few threads until told to stop."""

    def __init__(self, office: Office, rounds: int = ROUNDS) -> None:
        self.office = office
        self.stopping = Event()
        self.threads = [
            Thread(target=self.walk, name=f"postman-{number}", daemon=True) for number in range(rounds)
        ]

    def start(self) -> None:
        """Start walking."""
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Finish the letters in hand and stop."""
        self.stopping.set()
        self.office.database.touched.set()
        for thread in self.threads:
            thread.join()

    def walk(self) -> None:
        """Deliver letter after letter; rest while there are none."""
        while not self.stopping.is_set():
            try:
                delivered = self.step()
            except Exception:
                # The database is away, or a fault of ours: the outbox still has the letter.
                logger.exception("the postman could not work; trying again in %s s", IDLE_SECONDS)
                delivered = False
            if not delivered:
                self.rest()

    def rest(self) -> None:
        """Wait until letters are owed in this process, or for a moment: another process may owe some."""
        self.office.database.touched.wait(IDLE_SECONDS)
        self.office.database.touched.clear()

    def step(self) -> bool:
        """Deliver one letter; tell whether there was one."""
        errand = outbox.claim(self.office.database, [self.office.workspace], self.office.clock())
        if errand is None:
            return False
        try:
            deliver(errand.letter, self.delivery(errand))
        except Exception as error:  # noqa: BLE001  (every failure is judged, and none may end the walk)
            self.undelivered(errand, error)
        else:
            outbox.sent(self.office.desk(errand.workspace), errand.id, self.office.clock())
            LETTERS.labels(errand.kind, "sent").inc()
        return True

    def delivery(self, errand: Errand) -> Delivery:
        """Return how a letter goes its way."""
        office = self.office
        return Delivery(
            desk=office.desk(errand.workspace),
            slack=office.slack(errand.workspace),
            now=office.clock(),
            promtool=office.promtool,
            tracking=office.tracking,
            attempts=errand.attempts,
        )

    def undelivered(self, errand: Errand, error: Exception) -> None:
        """Record what becomes of a letter that did not reach Slack."""
        now = self.office.clock()
        desk = self.office.desk(errand.workspace)
        try:
            fate = judge(error, attempts=errand.attempts, waiting_since=errand.created_at, now=now)
        except Exception as fault:  # noqa: BLE001  (a fault of ours; logged once with its reference)
            fate = self.fault(errand, fault)
        if isinstance(fate, TryAgain):
            outbox.defer(desk, errand.id, fate.until, fate.problem)
            LETTERS.labels(errand.kind, "deferred").inc()
        else:
            logger.warning("a letter of kind %s is parked: %s", errand.kind, fate.problem)
            outbox.park(desk, errand, fate.problem, now)
            LETTERS.labels(errand.kind, "parked").inc()

    def fault(self, errand: Errand, fault: Exception) -> TryAgain | Park:
        """Return what becomes of a letter that we could not draw: later versions may, so try a few times."""
        reference = secrets.token_hex(4)
        logger.error("fault %s in a letter of kind %s", reference, errand.kind, exc_info=fault)
        if errand.attempts >= MOST_FAULTS:
            return Park(f"an unforeseen error, reference {reference}")
        return TryAgain(self.office.clock() + timedelta(seconds=FAULT_SECONDS), f"reference {reference}")

"""The postman: takes letters from the outbox and brings them to Slack, in order, with patience."""

import logging
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Lock, Thread

from bot.deliver.deliveries import deliver
from bot.deliver.delivery import Delivery
from bot.deliver.patience import Park, TryAgain, judge
from bot.office import Office, UnknownWorkspace
from bot.outside.heeding_client import UPDATE, HeedingClient, Unanswered
from bot.watch.context import doing, reference
from bot.watch.metrics import FAULTS, LETTERS
from flows import outbox
from flows.desk import Desk
from flows.outages import is_database_away, why_away
from store.outbox import CLAIM_SECONDS, FAULT, Errand

logger = logging.getLogger(__name__)

# Slack takes some 150 ms for a call, in which a sender waits.
SENDERS = 12
# So many letters are in hand at most, for no sender to wait for the next one; once no more than `FEW` are left, more are taken on.
IN_HAND, FEW = 24, 18
IDLE_SECONDS = 1.0
# Twice before what is held would be taken over.
HOLD_SECONDS = CLAIM_SECONDS / 3
FAULT_SECONDS = 60
AWAY_SECONDS = 2
QUIET_SECONDS = 60
MOST_FAULTS = 10
# So many letters in a row that could not be brought are an outage, after which each success takes two along.
OUTAGE_FAILURES = 3
RELEASED = 2
UNKNOWN_FAILURES = 1000


class Postman:
    """Delivers letters until told to stop: one thread takes them on, a dozen bring them to Slack."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.stopping = Event()
        self.thread = Thread(target=self.walk, name="postman", daemon=True)
        self.senders = ThreadPoolExecutor(SENDERS, thread_name_prefix="sender")
        # By workspace: each heeds what Slack told it to wait with.
        self.clients: dict[str, HeedingClient] = {}
        self.lock = Lock()
        self.in_hand: set[int] = set()
        self.sent: set[int] = set()
        self.held_at = self.quiet_until = 0.0
        # By workspace; what waited before a start may be of an outage too.
        self.failures: dict[str, int] = defaultdict(lambda: UNKNOWN_FAILURES)

    def start(self) -> None:
        """Start walking."""
        self.thread.start()

    def stop(self) -> None:
        """Finish the letters in hand and stop."""
        self.stopping.set()
        self.office.database.owes.set()
        self.thread.join()

    def walk(self) -> None:
        """Take on letters as senders bring them, and rest while there are none."""
        while not self.stopping.is_set():
            try:
                taken = self.take_on(IN_HAND - len(self.in_hand))
            except Exception:  # noqa: BLE001  (logged by `complain`)
                # The database is away, or a fault of ours: the outbox still has the letters.
                self.complain()
                self.stopping.wait(IDLE_SECONDS)
                continue
            for errand in taken:
                self.senders.submit(self.carry, errand)
            self.rest()
        self.finish()

    def complain(self) -> None:
        """Log why the postman cannot work, once a minute: what keeps it from working may last for hours."""
        if time.monotonic() >= self.quiet_until:
            logger.exception("the postman could not work; trying again every %s s", IDLE_SECONDS)
            self.quiet_until = time.monotonic() + QUIET_SECONDS

    def rest(self) -> None:
        """Wait until letters are owed in this process or few are in hand, or for a moment: another process may owe some."""
        self.office.database.owes.wait(IDLE_SECONDS)
        self.office.database.owes.clear()

    def finish(self) -> None:
        """Wait for the letters in hand, and record them; where that cannot be, they are delivered again after the next start."""
        try:
            while self.in_hand:
                self.rest()
                self.take_on(0)
            self.senders.shutdown()
            self.take_on(0)
        except Exception:
            logger.exception("the postman could not record what was sent")

    def step(self) -> bool:
        """Deliver one letter; tell whether there was one."""
        taken = self.take_on(1)
        for errand in taken:
            self.carry(errand)
        self.take_on(0)
        return bool(taken)

    def take_on(self, most: int) -> tuple[Errand, ...]:
        """Record what was sent, hold on to what is on its way, and take on as many letters as are free to be sent."""
        office = self.office
        with self.lock:
            sent, in_hand = set(self.sent), set(self.in_hand)
        is_time_to_hold = time.monotonic() - self.held_at >= HOLD_SECONDS
        taken = outbox.take_on(
            office.database,
            office.bots.workspaces(),
            office.clock(),
            most=most,
            sent=sent,
            in_hand=in_hand if is_time_to_hold else (),
        )
        if is_time_to_hold:
            self.held_at = time.monotonic()
        with self.lock:
            self.sent -= sent
            self.in_hand |= {errand.id for errand in taken}
        return taken

    def carry(self, errand: Errand) -> None:
        """Bring a letter to Slack; what Slack has is recorded by who takes on the next ones."""
        is_sent = False
        with doing(errand.workspace, errand.experiments):
            try:
                is_sent = self.try_deliver(errand)
            except Exception:
                # What became of it could not be recorded: it is taken on anew once nobody holds it.
                logger.exception("what became of a letter of kind %s could not be recorded", errand.kind)
        with self.lock:
            self.in_hand.discard(errand.id)
            if is_sent:
                self.sent.add(errand.id)
            are_few = len(self.in_hand) <= FEW
        if are_few:
            self.office.database.owes.set()

    def try_deliver(self, errand: Errand) -> bool:
        """Deliver a letter; tell whether Slack has it."""
        try:
            deliver(errand.letter, self.delivery(errand))
        except UnknownWorkspace:
            # Slack took us out meanwhile. Whoever installs Assay anew finds the letter waiting.
            return False
        except Exception as error:  # noqa: BLE001  (every failure is judged, and none may end the walk)
            self.undelivered(errand, error)
            return False
        LETTERS.labels(errand.kind, "sent").inc()
        self.take_along(errand.workspace)
        return True

    def take_along(self, workspace: str) -> None:
        """After an outage, let letters go that wait for a later try: two with each success, until none is left or each was."""
        with self.lock:
            failures = self.failures[workspace]
            if failures < OUTAGE_FAILURES:
                self.failures[workspace] = 0
                return
        try:
            left = outbox.release(self.office.database, workspace, self.office.clock(), most=RELEASED)
        except Exception:
            # Slack has the letter all the same, and the next success takes some along.
            logger.exception("what waits for Slack could not be released")
            return
        # Each failure let one letter wait at most; one that fails again and again is not taken along for ever.
        with self.lock:
            self.failures[workspace] = failures - RELEASED if left else 0

    def delivery(self, errand: Errand) -> Delivery:
        """Return how a letter goes its way."""
        office = self.office
        return Delivery(
            desk=office.desk(errand.workspace),
            slack=self.slack(errand.workspace),
            now=office.clock(),
            promtool=office.promtool,
            tracking=office.tracking,
            attempts=errand.attempts,
            letter=errand.id,
            lost_answers=errand.lost_answers,
            lost_since=errand.lost_since,
        )

    def slack(self, workspace: str) -> HeedingClient:
        """Return the client of a workspace; the one before as long as its token stands."""
        now = self.office.slack(workspace)
        with self.lock:
            known = self.clients.get(workspace)
            if known is None or known.token != now.token:
                known = self.clients[workspace] = HeedingClient(now)
            return known

    def undelivered(self, errand: Errand, error: Exception) -> None:
        """Record what becomes of a letter that did not reach Slack."""
        now = self.office.clock()
        desk = Desk(self.office.database, errand.workspace, admins=self.office.admins)
        try:
            fate = judge(error, attempts=errand.attempts, waiting_since=errand.created_at, now=now)
        except Exception as fault:  # noqa: BLE001  (a fault of ours; logged once with its reference)
            fate = (
                self.database_failed(errand, fault) if is_database_away(fault) else self.fault(errand, fault)
            )
        if isinstance(fate, TryAgain):
            with self.lock:
                self.failures[errand.workspace] += fate.is_outage
            outbox.defer(desk, errand.id, fate.until, fate.problem, is_answer_lost=fate.is_answer_lost)
            if is_edit_lost(error, errand):
                outbox.owe_again(desk, errand, now)
            LETTERS.labels(errand.kind, "deferred").inc()
        else:
            logger.warning("a letter of kind %s is parked: %s", errand.kind, fate.problem)
            if fate.channel:
                outbox.hold_back(desk, errand, fate.channel, fate.problem, now)
            else:
                outbox.park(desk, errand, fate.problem, now)
            LETTERS.labels(errand.kind, "parked").inc()

    def database_failed(self, errand: Errand, error: Exception) -> TryAgain:
        """Return what becomes of a letter whose delivery the database broke off: it may be posted, and not be known to be."""
        logger.warning("the database failed us in a letter of kind %s: %s", errand.kind, why_away(error))
        soon = self.office.clock() + timedelta(seconds=AWAY_SECONDS)
        return TryAgain(soon, "the database was away", is_answer_lost=True)

    def fault(self, errand: Errand, fault: Exception) -> TryAgain | Park:
        """Return what becomes of a letter that we could not draw: later versions may, so try a few times."""
        FAULTS.labels("letter").inc()
        logger.error("fault %s in a letter of kind %s", reference(), errand.kind, exc_info=fault)
        if errand.attempts >= MOST_FAULTS:
            return Park(f"an unforeseen error, reference {reference()}")
        return TryAgain(self.office.clock() + timedelta(seconds=FAULT_SECONDS), f"{FAULT} {reference()}")


def is_edit_lost(error: Exception, errand: Errand) -> bool:
    """Tell whether Slack may carry out an edit late, over one that comes after it."""
    return isinstance(error, Unanswered) and error.method == UPDATE and errand.letter.one_is_enough

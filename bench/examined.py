"""`python -m bench.examined verify|read ADDRESS`: verifies a journal, or reads all that a verification reads, once, and tells what
that took."""

import gc
import json
import resource
import sys
import time
from collections import deque

from bench.seats import desk_in
from flows.desk import Desk
from flows.journal import verification
from rules.journal.facts import Kind
from store.journal import journal, seals
from store.packs import kept_states


def verify(desk: Desk) -> None:
    """Verify the journal; where anything is found, the house was not built well, and no figure counts."""
    found = verification.verify(desk)
    if found.in_all or found.waiting:
        raise SystemExit(f"{found.in_all} findings, {found.waiting} unsealed: {found.findings[:3]}")


def read(desk: Desk) -> None:
    """Read every seal with its entry, every fact, and every experiment as it is kept."""
    with desk.look() as session:
        deque(seals.every(session), maxlen=0)
        for some in kept_states.experiments(session):
            deque(journal.facts_about(session, tuple(some), Kind.EXPERIMENT), maxlen=0)


def main() -> None:
    """Do what is asked."""
    what, url = sys.argv[1:]
    # As in `python -m bot`: what is imported is not looked through again and again.
    gc.freeze()
    with desk_in(url) as desk:
        began, worked = time.monotonic(), time.process_time()
        {"verify": verify, "read": read}[what](desk)
        told = {
            "seconds": time.process_time() - worked,
            "by_the_clock": time.monotonic() - began,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main()

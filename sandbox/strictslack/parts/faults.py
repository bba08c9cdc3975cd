"""Faults on demand: what shall go wrong, where, how often, and with which luck."""

import random
from dataclasses import asdict, dataclass, field

from strictslack.errors import Json, Refused
from strictslack.identifiers import new_key

CALL_KINDS = ("status", "ratelimited", "lost_before", "lost_after", "slow", "error")
DELIVERY_KINDS = ("drop", "lost_after", "twice", "slow", "later")
SOCKET_KINDS = ("drop", "disconnect")


@dataclass
class Fault:
    """One thing that goes wrong; `times` None means until it is taken away."""

    target: str
    kind: str
    times: int | None = 1
    seconds: float = 0.0
    status: int = 500
    retry_after: int = 1
    error: str = "internal_error"
    chance: float = 1.0
    seed: int = 0
    id: str = field(default_factory=lambda: new_key()[:8])
    hits: int = 0

    def __post_init__(self) -> None:
        self._luck = random.Random(self.seed)  # noqa: S311 - repeatable on purpose

    def strikes(self) -> bool:
        """Whether it happens this time; counts if so."""
        if self.chance < 1.0 and self._luck.random() >= self.chance:
            return False
        self.hits += 1
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """The faults that wait to happen, in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, described: Json) -> Json:
        """Takes a fault as the control API describes it; refuses what makes no sense."""
        known = {"target", "kind", "times", "seconds", "status", "retry_after", "error", "chance", "seed"}
        unknown = sorted(set(described) - known)
        if unknown:
            raise Refused(f"A fault has no {unknown[0]!r}; it has {', '.join(sorted(known))}.")
        target, kind = described.get("target"), described.get("kind")
        if not isinstance(target, str) or not target:
            raise Refused("A fault needs a target: a method, '*', 'socket' or 'delivery'.")
        allowed = {"socket": SOCKET_KINDS, "delivery": DELIVERY_KINDS}.get(target.split(":")[0], CALL_KINDS)
        if kind not in allowed:
            raise Refused(f"A fault of {target} is one of {', '.join(allowed)}, not {kind!r}.")
        try:
            fault = Fault(**described)
            fault.chance, fault.seconds = float(fault.chance), float(fault.seconds)
        except (TypeError, ValueError) as problem:
            raise Refused(f"This fault cannot be: {problem}.") from None
        self._waiting.append(fault)
        return asdict(fault)

    def listed(self) -> list[Json]:
        """The faults that still wait."""
        return [asdict(fault) for fault in self._waiting]

    def remove(self, fault_id: str | None = None) -> None:
        """Takes away one fault, or all of them."""
        self._waiting = [fault for fault in self._waiting if fault_id is not None and fault.id != fault_id]

    def strike(self, *targets: str) -> Fault | None:
        """The fault that befalls one of these targets now, if any."""
        for fault in self._waiting:
            if fault.target in targets and fault.strikes():
                self._waiting = [one for one in self._waiting if one.times is None or one.times > 0]
                return fault
        return None

"""How much is done to measure: more for figures to rely on, less for a look, hardly anything for the test of the bench."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Rounds, clicks and seconds; a bare app hears each load several `laps`, since it is so much faster."""

    rounds: int
    clicks: int
    laps: int
    warm_up: int
    rate: float
    seconds: float
    few_experiments: int
    many_experiments: int
    looks: int
    people: int
    channels: int
    letters: int
    starts: int
    settle_seconds: float
    idle_seconds: float
    overload_seconds: float

    @property
    def parts(self) -> list[int]:
        """Return how many clicks each round takes, the one to warm up first."""
        return [self.warm_up] + [self.clicks] * self.rounds

    @property
    def seats(self) -> int:
        """Return how many seats a database needs for the hungriest row, each clicked once."""
        return max(sum(self.parts), self.warm_up + self.steady_clicks)

    @property
    def steady_clicks(self) -> int:
        """Return how many clicks arrive at the steady rate."""
        return round(self.rate * self.seconds)


FULL = Effort(
    rounds=5,
    clicks=450,
    laps=4,
    warm_up=48,
    rate=50,
    seconds=60,
    few_experiments=1_000,
    many_experiments=100_000,
    looks=41,
    people=5_000,
    channels=1_000,
    letters=1_000,
    starts=3,
    settle_seconds=5,
    idle_seconds=20,
    overload_seconds=15,
)
QUICK = Effort(
    rounds=3,
    clicks=56,
    laps=4,
    warm_up=16,
    rate=50,
    seconds=3,
    few_experiments=250,
    many_experiments=2_500,
    looks=9,
    people=1_000,
    channels=100,
    letters=80,
    starts=1,
    settle_seconds=1.5,
    idle_seconds=4,
    overload_seconds=3,
)

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


FULL = Effort(rounds=5, clicks=450, laps=4, warm_up=48, rate=50, seconds=60)
QUICK = Effort(rounds=3, clicks=150, laps=4, warm_up=48, rate=50, seconds=20)

"""Hypothesis as the rules want it: the same examples in every run, and no clock that fails a busy machine."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "rules", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


settings.load_profile("rules")

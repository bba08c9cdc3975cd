"""The parts that need no other: clock, stream of changes, faults, rates, traffic, triggers, codes."""

"""Who speaks to a running sandbox from a test: a person, and the keeper of its clock and faults."""

"""The fuzzer of what anybody may send."""

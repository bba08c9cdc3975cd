"""The sandbox's page in a real browser, with a small app of its own."""

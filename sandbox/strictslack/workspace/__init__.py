"""Who and what is there: people, channels, messages and apps, as described, remembered and shown."""

"""What is kept: tables, queries, outbox, journal and migrations. Every query is bounded by its workspace."""

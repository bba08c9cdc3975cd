"""How PostgreSQL's own programs are told where a database is."""

import pytest

from bot.outside.postgresql_programs import address_of

ADDRESS = "postgresql+psycopg://ana{between}@db.example.com/assay?{asked}connect_timeout=5"


@pytest.mark.parametrize(
    ("between", "asked"),
    [(":secret", ""), ("", "password=secret&"), (":other", "password=secret&")],
    ids=["before the host", "as a parameter", "in both places, of which the parameter counts"],
)
def test_a_password_stands_nowhere_among_the_words_of_a_program(between: str, asked: str) -> None:
    address = address_of(ADDRESS.format(between=between, asked=asked))
    assert address.uri == "postgresql://ana@db.example.com/assay?connect_timeout=5"
    assert address.environment["PGPASSWORD"] == "secret"

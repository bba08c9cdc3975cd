"""One cure for each trap of SQLModel and of the two databases: times, enumerations and documents."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field


class Moment(TypeDecorator[datetime]):
    """A time in UTC: refuses naive ones, and gives SQLite's naive answers their zone back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the time as it is kept."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be kept: {value}")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the time as it is used."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ByValue(TypeDecorator[StrEnum]):
    """An enumeration kept by its value; SQLAlchemy keeps the name unless told otherwise."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, _dialect: Dialect) -> str | None:
        """Return the value; a string that is no member is a programming error."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> StrEnum | None:
        """Return the member."""
        return None if value is None else self.kind(value)


class Document(TypeDecorator[Any]):
    """A frozen value kept as JSON and read back as its type; being frozen, no edit in place can be lost."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self.adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:
        """Return the value as JSON."""
        return self.adapter.dump_python(value, mode="json")

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        """Return the value as its type; None where a join found no row."""
        return None if value is None else self.adapter.validate_python(value, strict=False)


class Written(TypeDecorator[Any]):
    """A frozen value kept as the text of its JSON, which one step writes and one step reads: for what every click reads."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self.adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str:
        """Return the value as the text of its JSON."""
        return self.adapter.dump_json(value).decode()

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        """Return the value as its type."""
        return self.adapter.validate_json(value)


# SQLite counts rows up by itself only for a plain INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")


def moment(*, nullable: bool = False, index: bool = False) -> Any:
    """Return the field of a time."""
    return Field(sa_type=Moment, nullable=nullable, index=index)


def by_value(
    kind: type[StrEnum],
    *,
    nullable: bool = False,
    index: bool = False,
    key: bool = False,
    default: StrEnum | None = None,
) -> Any:
    """Return the field of an enumeration."""
    if default is not None:
        return Field(default=default, sa_type=ByValue(kind), nullable=nullable, index=index)
    return Field(sa_type=ByValue(kind), nullable=nullable, index=index, primary_key=key)


def document(kind: Any) -> Any:
    """Return the field of a frozen value of any type that pydantic understands."""
    return Field(sa_type=Document(kind), nullable=False)


def written(kind: Any) -> Any:
    """Return the field of a frozen value that every click reads."""
    return Field(sa_type=Written(kind), nullable=False)


def words(length: int, *, index: bool = False, key: bool = False, default: str | None = None) -> Any:
    """Return the field of a short text of at most `length` characters."""
    if default is None:
        return Field(sa_type=String(length), nullable=False, index=index, primary_key=key)
    return Field(default=default, sa_type=String(length), nullable=False, index=index)


def prose() -> Any:
    """Return the field of a text of any length."""
    return Field(default="", sa_type=Text, nullable=False)


def row_id() -> Any:
    """Return the field of a number that the database counts up."""
    return Field(default=None, sa_type=RowId, primary_key=True)


def bounded_id(name: str) -> dict[str, tuple[str, str]]:
    """Return how SQLAlchemy finds a row of such a number: within its workspace, so that no change goes by a number alone."""
    return {"primary_key": ("workspace", name)}

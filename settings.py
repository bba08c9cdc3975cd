"""What may be configured, by the environment or a file `.env`; read where a process starts, nowhere else."""

import os
import re
from typing import Annotated

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

BOT_TOKEN = re.compile(r"(?:xoxe\.)?xoxb-[\w-]+", re.ASCII)
APP_TOKEN = re.compile(r"xapp-[\w-]+", re.ASCII)
USER = re.compile(r"[UW][A-Z0-9]{1,19}")
CHANNEL = re.compile(r"[CG][A-Z0-9]{1,19}")
TRACKING = re.compile(r"https?://[^\s/?#@\\]+(?:/[^\s?#@\\]*)?", re.IGNORECASE)
DATABASES = ("sqlite://", "postgresql://", "postgres://", "postgresql+psycopg://")


class DatabaseSettings(BaseSettings):
    """What a command needs that speaks to the database alone."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    database_url: str = "sqlite:///data/assay.db"

    @field_validator("database_url")
    @classmethod
    def know_database(cls, value: str) -> str:
        """Refuse a database that is neither of the two."""
        if not value.startswith(DATABASES):
            raise ValueError("write it like sqlite:///data/assay.db or postgresql://user:password@host/name")
        return value

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return every secret that is set, for whoever keeps them out of a log."""
        every = (getattr(self, name) for name in type(self).model_fields)
        return tuple(
            one.get_secret_value() for one in every if isinstance(one, SecretStr) and one.get_secret_value()
        )


class WorkerSettings(DatabaseSettings):
    """The settings of a process, also of one that Slack does not speak to; tokens never show in its text."""

    slack_bot_token: SecretStr
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    port: Annotated[int, Field(ge=0, le=65535)] = 3000
    ops_port: Annotated[int, Field(ge=0, le=65535)] = 0
    web_concurrency: Annotated[int, Field(ge=1, le=64)] = 2
    assay_admins: Annotated[frozenset[str], NoDecode] = frozenset()
    assay_review_channel: str = ""
    assay_public_url: str = ""
    promtool: str = ""
    mlflow_tracking_uri: str = ""
    mlflow_tracking_token: SecretStr = SecretStr("")
    mlflow_tracking_username: str = ""
    mlflow_tracking_password: SecretStr = SecretStr("")

    @field_validator("slack_bot_token")
    @classmethod
    def know_bot_token(cls, value: SecretStr) -> SecretStr:
        """Refuse what was copied from the wrong field of the app's page."""
        return secret(value, BOT_TOKEN, "a bot token starts with xoxb-; README.md says where to find it")

    @field_validator("slack_app_token")
    @classmethod
    def know_app_token(cls, value: SecretStr) -> SecretStr:
        """Refuse what was copied from the wrong field of the app's page; without one, Slack comes over HTTP."""
        if not value.get_secret_value().strip():
            return SecretStr("")
        return secret(value, APP_TOKEN, "an app token starts with xapp-; README.md says where to find it")

    @field_validator("slack_signing_secret", "mlflow_tracking_token", "mlflow_tracking_password")
    @classmethod
    def trim(cls, value: SecretStr) -> SecretStr:
        """Leave out the line end that was copied along."""
        return SecretStr(value.get_secret_value().strip())

    @field_validator("assay_review_channel")
    @classmethod
    def know_channel(cls, value: str) -> str:
        """Refuse a channel's name: names change, ids do not."""
        if value and not CHANNEL.fullmatch(value):
            raise ValueError("give the channel's id, like C0123456789; it stands at the end of its details")
        return value

    @field_validator("assay_admins", mode="before")
    @classmethod
    def split_admins(cls, value: object) -> object:
        """Read user ids separated by commas or blanks."""
        return frozenset(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("assay_admins")
    @classmethod
    def know_admins(cls, value: frozenset[str]) -> frozenset[str]:
        """Refuse names: they would silently make nobody an admin."""
        strange = sorted(user for user in value if not USER.fullmatch(user))
        if strange:
            raise ValueError(f"{strange[0]} is no user id; give ids like U0123456789, parted by commas")
        return value

    @field_validator("promtool")
    @classmethod
    def know_promtool(cls, value: str) -> str:
        """Refuse a program that is not there: alerts would silently be posted unchecked."""
        if value and not os.access(value, os.X_OK):
            raise ValueError("there is no such program; leave it empty to take the one that the system knows")
        return value

    @field_validator("mlflow_tracking_uri")
    @classmethod
    def know_tracking(cls, value: str) -> str:
        """Refuse what is no address of a server, and one that carries a password where links would show it."""
        address = value.strip().rstrip("/")
        if address and not TRACKING.fullmatch(address):
            raise ValueError("give the address of an MLflow tracking server, like https://mlflow.example.com")
        return address

    @field_validator("slack_api_url")
    @classmethod
    def end_with_slash(cls, value: str) -> str:
        """Give the address the slash at its end that slack-sdk joins methods to."""
        if not value.startswith(("https://", "http://")):
            raise ValueError("give an address that starts with https://")
        return value if value.endswith("/") else f"{value}/"

    @field_validator("assay_public_url")
    @classmethod
    def end_without_slash(cls, value: str) -> str:
        """Refuse what is no web address, and leave out the slash at its end."""
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("give the address with https://, like https://assay.example.com")
        return value.rstrip("/")

    @model_validator(mode="after")
    def know_two_ports(self) -> "WorkerSettings":
        """Refuse one port for both the public and the operator: everybody would read the figures."""
        if self.ops_port and self.ops_port == self.port:
            raise ValueError(
                "OPS_PORT is the same as PORT; give the operator a port of their own, or leave it out"
            )
        return self

    @model_validator(mode="after")
    def know_one_way_into_mlflow(self) -> "WorkerSettings":
        """Refuse two ways to sign in to MLflow, and half of one."""
        token, password = self.mlflow_tracking_token, self.mlflow_tracking_password
        name, has_password = self.mlflow_tracking_username, bool(password.get_secret_value())
        if token.get_secret_value() and (name or has_password):
            raise ValueError("set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and _PASSWORD, not both")
        if bool(name) != has_password:
            raise ValueError(
                "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD belong together; set both"
            )
        return self

    @property
    def ports(self) -> tuple[int, ...]:
        """Return the ports at which requests are served."""
        return (self.port, self.ops_port) if self.ops_port else (self.port,)

    @property
    def uses_socket_mode(self) -> bool:
        """Tell whether Slack delivers over a socket that we open."""
        return bool(self.slack_app_token.get_secret_value())


class Settings(WorkerSettings):
    """The settings of a process that Slack speaks to."""

    @model_validator(mode="after")
    def know_a_delivery(self) -> "Settings":
        """Refuse to start where Slack could reach nobody, or anybody could pretend to be Slack."""
        if not self.slack_app_token.get_secret_value() and not self.slack_signing_secret.get_secret_value():
            raise ValueError(
                "set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP; README.md says where to find them"
            )
        return self


def secret(value: SecretStr, shape: re.Pattern[str], otherwise: str) -> SecretStr:
    """Return a secret without the blanks that were copied along; refuse another shape without telling it."""
    text = value.get_secret_value().strip()
    if not shape.fullmatch(text):
        raise ValueError(otherwise)
    return SecretStr(text)

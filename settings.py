"""What may be configured, by the environment or a file `.env`; read where a process starts, nowhere else."""

import os
import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

BOT_TOKEN = re.compile(r"(?:xoxe\.)?xoxb-[\w-]+", re.ASCII)
APP_TOKEN = re.compile(r"xapp-[\w-]+", re.ASCII)
SEALING_KEY = re.compile(r"[A-Za-z0-9_-]{43}=", re.ASCII)
USER = re.compile(r"[UW][A-Z0-9]{1,19}")
CHANNEL = re.compile(r"[CG][A-Z0-9]{1,19}")
SECRET = re.compile(r"[\w-]+", re.ASCII)
WEB_ADDRESS = re.compile(r"https?://[^\s/?#@\\]+(?:/[^\s?#@\\]*)?", re.IGNORECASE)
IN_MEMORY = re.compile(r"sqlite:/{0,3}(?::memory:)?(?:\?.*)?")
COPIED = (
    "it has letters and digits alone, and no quotes; copy it anew from Basic Information on the app's page"
)
NOT_SET = "it is not set. Set it in the environment or in a file .env; README.md says where to find it"
DATABASES = ("sqlite://", "postgresql://", "postgres://", "postgresql+psycopg://")


class DatabaseSettings(BaseSettings):
    """What a command needs that speaks to the database alone."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", hide_input_in_errors=True, str_strip_whitespace=True
    )

    database_url: str = "sqlite:///data/assay.db"

    @field_validator("database_url")
    @classmethod
    def know_database(cls, value: str) -> str:
        """Refuse a database that is neither of the two."""
        if not value.startswith(DATABASES) or not value.isprintable():
            raise ValueError("write it like sqlite:///data/assay.db or postgresql://user:password@host/name")
        if IN_MEMORY.fullmatch(value):
            raise ValueError(
                "it names a database in memory, which ends with each process; name a file, like sqlite:///data/assay.db"
            )
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

    # First, so that what goes with it can be held against it.
    slack_client_id: str = ""
    slack_bot_token: Annotated[SecretStr, Field(validate_default=True)] = SecretStr("")
    slack_client_secret: Annotated[SecretStr, Field(validate_default=True)] = SecretStr("")
    assay_encryption_key: Annotated[SecretStr, Field(validate_default=True)] = SecretStr("")
    assay_keep_days: Annotated[int, Field(ge=0, le=3650)] = 30
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    port: Annotated[int, Field(ge=0, le=65535)] = 3000
    ops_port: Annotated[int, Field(ge=0, le=65535)] = 0
    web_concurrency: Annotated[int, Field(ge=1, le=64)] = 2
    assay_admins: Annotated[frozenset[str], NoDecode] = frozenset()
    assay_review_channel: str = ""
    assay_public_url: Annotated[str, Field(validate_default=True)] = ""
    promtool: str = ""
    mlflow_tracking_uri: str = ""
    mlflow_tracking_token: SecretStr = SecretStr("")
    mlflow_tracking_username: str = ""
    mlflow_tracking_password: SecretStr = SecretStr("")

    @field_validator("slack_bot_token")
    @classmethod
    def know_bot_token(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Refuse what was copied from the wrong field of the app's page, and a token beside an installation by OAuth."""
        given = value.get_secret_value().strip()
        if info.data.get("slack_client_id"):
            if given:
                raise ValueError(
                    "it serves one workspace, SLACK_CLIENT_ID many that install Assay by OAuth; leave out one of them"
                )
            return SecretStr("")
        if not given:
            raise ValueError(NOT_SET)
        return secret(value, BOT_TOKEN, "a bot token starts with xoxb-; README.md says where to find it")

    @field_validator("slack_app_token")
    @classmethod
    def know_app_token(cls, value: SecretStr) -> SecretStr:
        """Refuse what was copied from the wrong field of the app's page; without one, Slack comes over HTTP."""
        if not value.get_secret_value().strip():
            return SecretStr("")
        return secret(value, APP_TOKEN, "an app token starts with xapp-; README.md says where to find it")

    @field_validator("slack_client_secret")
    @classmethod
    def know_client_secret(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Refuse half of what Slack knows the app by."""
        given = value.get_secret_value().strip()
        require_together(given, info, "the app's page shows it under Basic Information")
        return secret(value, SECRET, COPIED) if given else SecretStr("")

    @field_validator("assay_encryption_key")
    @classmethod
    def know_encryption_key(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Refuse what is no key; several are parted by commas or blanks, the newest first."""
        keys = value.get_secret_value().replace(",", " ").split()
        require_together(" ".join(keys), info, "`python -m bot key` makes one")
        if any(not SEALING_KEY.fullmatch(key) for key in keys):
            raise ValueError("it is no key; `python -m bot key` makes one, and several are parted by commas")
        return SecretStr(" ".join(keys))

    @field_validator("slack_signing_secret")
    @classmethod
    def know_signing_secret(cls, value: SecretStr) -> SecretStr:
        """Refuse what was copied with quotes around it: every request of Slack's would be taken for a forged one."""
        return secret(value, SECRET, COPIED) if value.get_secret_value().strip() else SecretStr("")

    @field_validator("mlflow_tracking_token", "mlflow_tracking_password")
    @classmethod
    def trim(cls, value: SecretStr) -> SecretStr:
        """Leave out the line end that was copied along."""
        return SecretStr(value.get_secret_value().strip())

    @field_validator("assay_review_channel")
    @classmethod
    def know_channel(cls, value: str, info: ValidationInfo) -> str:
        """Refuse a channel's name: names change, ids do not."""
        refuse_beside_oauth(value, info, "a channel belongs to one workspace")
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
    def know_admins(cls, value: frozenset[str], info: ValidationInfo) -> frozenset[str]:
        """Refuse names: they would silently make nobody an admin."""
        refuse_beside_oauth(value, info, "the admins of each workspace administer its desk")
        strange = sorted(user for user in value if not USER.fullmatch(user))
        if strange:
            raise ValueError(f"{strange[0]} is no user id; give ids like U0123456789, parted by commas")
        return value

    @field_validator("promtool")
    @classmethod
    def know_promtool(cls, value: str) -> str:
        """Refuse a program that is not there: alerts would silently be posted unchecked."""
        if value and not (os.path.isfile(value) and os.access(value, os.X_OK)):
            raise ValueError("there is no such program; leave it empty to take the one that the system knows")
        return value

    @field_validator("mlflow_tracking_uri")
    @classmethod
    def know_tracking(cls, value: str, info: ValidationInfo) -> str:
        """Refuse what is no address of a server, and one that carries a password where links would show it."""
        refuse_beside_oauth(value, info, "every workspace could read the runs of that one server")
        if value and not is_web_address(value):
            raise ValueError("give the address of an MLflow tracking server, like https://mlflow.example.com")
        return value.rstrip("/")

    @field_validator("slack_api_url")
    @classmethod
    def end_with_slash(cls, value: str) -> str:
        """Give the address the slash at its end that slack-sdk joins methods to."""
        if not is_web_address(value):
            raise ValueError("give an address that starts with https://, like https://slack.com/api/")
        return value if value.endswith("/") else f"{value}/"

    @field_validator("assay_public_url")
    @classmethod
    def end_without_slash(cls, value: str, info: ValidationInfo) -> str:
        """Refuse what is no web address, and leave out the slash at its end."""
        if info.data.get("slack_client_id") and not value:
            raise ValueError(
                "Slack sends browsers back to it; give the public address, like https://assay.example.com"
            )
        if value and not is_web_address(value):
            raise ValueError("give the address alone, with https://, like https://assay.example.com")
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
    def ports(self) -> dict[str, int]:
        """Return the ports at which requests are served, by the names of their settings."""
        return {"PORT": self.port} | ({"OPS_PORT": self.ops_port} if self.ops_port else {})

    @property
    def is_installed_by_oauth(self) -> bool:
        """Tell whether workspaces install Assay by OAuth; otherwise it serves the one whose token is set."""
        return bool(self.slack_client_id)

    @property
    def encryption_keys(self) -> list[str]:
        """Return the keys that tokens are sealed with, the newest first."""
        return self.assay_encryption_key.get_secret_value().split()

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


def is_web_address(value: str) -> bool:
    """Tell whether a text is an address to which a path can be joined, without name and password in it."""
    try:
        return bool(WEB_ADDRESS.fullmatch(value) and urlsplit(value).hostname and urlsplit(value).port != 0)
    except ValueError:
        return False


def secret(value: SecretStr, shape: re.Pattern[str], otherwise: str) -> SecretStr:
    """Return a secret without the blanks that were copied along; refuse another shape without telling it."""
    text = value.get_secret_value().strip()
    if not shape.fullmatch(text):
        raise ValueError(otherwise)
    return SecretStr(text)


def require_together(given: str, info: ValidationInfo, where: str) -> None:
    """Refuse one of the settings of an installation by OAuth without the others."""
    if info.data.get("slack_client_id") and not given:
        raise ValueError(f"it goes with SLACK_CLIENT_ID, and is not set; {where}")
    if given and not info.data.get("slack_client_id"):
        raise ValueError(
            "it goes with SLACK_CLIENT_ID, which is not set; leave both out for a single workspace"
        )


def refuse_beside_oauth(given: object, info: ValidationInfo, why: str) -> None:
    """Refuse a setting that only fits a single workspace."""
    if given and info.data.get("slack_client_id"):
        raise ValueError(f"leave it out beside SLACK_CLIENT_ID: {why}")

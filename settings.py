"""What may be configured, by the environment or a file `.env`; read where a process starts, nowhere else."""

from typing import Annotated

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of one process; tokens never show in its text."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    slack_bot_token: SecretStr
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = "sqlite:///data/assay.db"
    port: Annotated[int, Field(ge=0, le=65535)] = 3000
    web_concurrency: Annotated[int, Field(ge=1, le=64)] = 2
    assay_admins: Annotated[frozenset[str], NoDecode] = frozenset()
    assay_review_channel: str = ""

    @field_validator("assay_admins", mode="before")
    @classmethod
    def split_admins(cls, value: object) -> object:
        """Read user ids separated by commas or blanks."""
        return frozenset(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("slack_api_url")
    @classmethod
    def end_with_slash(cls, value: str) -> str:
        """Give the address the slash at its end that slack-sdk joins methods to."""
        return value if value.endswith("/") else f"{value}/"

    @model_validator(mode="after")
    def know_a_delivery(self) -> "Settings":
        """Refuse to start where Slack could reach nobody, or anybody could pretend to be Slack."""
        if not self.slack_app_token.get_secret_value() and not self.slack_signing_secret.get_secret_value():
            raise ValueError(
                "set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP; README.md says where to find them"
            )
        return self

    @property
    def uses_socket_mode(self) -> bool:
        """Tell whether Slack delivers over a socket that we open."""
        return bool(self.slack_app_token.get_secret_value())

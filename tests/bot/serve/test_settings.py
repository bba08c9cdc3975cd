"""The settings: what is taken, what is refused, and that no secret shows."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.serve.start import CannotStart, read
from settings import Settings

RIGHT = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_APP_TOKEN": "xapp-1-secret"}
KNOWN = (
    *RIGHT,
    "SLACK_SIGNING_SECRET",
    "SLACK_API_URL",
    "DATABASE_URL",
    "PORT",
    "WEB_CONCURRENCY",
    "ASSAY_ADMINS",
    "ASSAY_REVIEW_CHANNEL",
    "ASSAY_PUBLIC_URL",
    "ASSAY_ENCRYPTION_KEY",
    "ASSAY_KEEP_DAYS",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "MLFLOW_TRACKING_URI",
    "PROMTOOL",
)
KEY = "K" * 42 + "E="
MANY = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "secret",
    "SLACK_SIGNING_SECRET": "secret",
    "ASSAY_ENCRYPTION_KEY": KEY,
    "ASSAY_PUBLIC_URL": "https://assay.example/",
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start with an empty environment, in a folder without a file `.env`."""
    monkeypatch.chdir(tmp_path)
    for name in KNOWN:
        monkeypatch.delenv(name, raising=False)


def settings(monkeypatch: pytest.MonkeyPatch, **changes: str) -> Settings:
    for name, value in {**RIGHT, **changes}.items():
        monkeypatch.setenv(name, value)
    return read(Settings)


def test_two_tokens_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch)
    assert found.uses_socket_mode
    assert (found.slack_api_url, found.database_url) == ("https://slack.com/api/", "sqlite:///data/assay.db")
    assert (found.port, found.assay_admins, found.assay_review_channel) == (3000, frozenset(), "")


def test_a_variable_that_is_not_set_is_named_with_where_to_set_it() -> None:
    with pytest.raises(
        CannotStart, match=r"SLACK_BOT_TOKEN: it is not set\. Set it in the environment or in a file \.env"
    ):
        read(Settings)


def test_a_signing_secret_instead_of_an_app_token_means_http(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="abc")
    assert not found.uses_socket_mode


def test_settings_are_read_from_a_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-2\nSLACK_APP_TOKEN=xapp-2\nPORT=8080\nUNKNOWN=x\n")
    assert read(Settings).port == 8080


@pytest.mark.parametrize("token", ["xoxb-1-2", " xoxb-1-2\n", "xoxe.xoxb-1-2"])
def test_a_bot_token_is_taken_with_blanks_around_it(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    assert settings(monkeypatch, SLACK_BOT_TOKEN=token).slack_bot_token.get_secret_value() == token.strip()


@pytest.mark.parametrize("typed", ["U0ANA,W0BEN", "U0ANA W0BEN", " U0ANA , W0BEN "])
def test_admins_are_parted_by_commas_or_blanks(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    assert settings(monkeypatch, ASSAY_ADMINS=typed).assay_admins == {"U0ANA", "W0BEN"}


def test_an_address_gets_its_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        settings(monkeypatch, SLACK_API_URL="http://127.0.0.1:1/api").slack_api_url
        == "http://127.0.0.1:1/api/"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1-hidden"),
        ("SLACK_BOT_TOKEN", "xoxb-1 hidden"),
        ("SLACK_APP_TOKEN", "xoxb-1-hidden"),
        ("SLACK_API_URL", "ftp://hidden"),
        ("DATABASE_URL", "mysql://me:hidden@host/assay"),
        ("DATABASE_URL", "assay.db"),
        ("PORT", "70000"),
        ("PORT", "hidden"),
        ("WEB_CONCURRENCY", "0"),
        ("ASSAY_REVIEW_CHANNEL", "reviews"),
        ("MLFLOW_TRACKING_URI", "databricks"),
        ("MLFLOW_TRACKING_URI", "https://me:hidden@mlflow.example"),
        ("MLFLOW_TRACKING_URI", "https://mlflow.example/?hidden"),
        ("ASSAY_ADMINS", "U0ANA,@ben"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///one.db\nsqlite:///hidden.db"),
        ("SLACK_API_URL", "https://"),
        ("SLACK_API_URL", "https://slack.com/api?hidden"),
        ("SLACK_API_URL", "https://[::1"),
        ("ASSAY_PUBLIC_URL", "https://"),
        ("ASSAY_PUBLIC_URL", "https://assay example"),
        ("ASSAY_PUBLIC_URL", "https://me:hidden@assay.example"),
        ("ASSAY_PUBLIC_URL", "https://assay.example/#hidden"),
        ("MLFLOW_TRACKING_URI", "https://mlflow.example:99999"),
        ("MLFLOW_TRACKING_URI", "https://[::1"),
        ("SLACK_SIGNING_SECRET", '"hidden"'),
        ("SLACK_SIGNING_SECRET", "hidden\nhidden"),
        ("PROMTOOL", "/tmp"),
    ],
)
def test_what_is_wrong_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(CannotStart) as caught:
        settings(monkeypatch, **{name: value})
    assert f"  {name}: " in str(caught.value)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://host/assay"),
        ("SLACK_API_URL", "https://slack.example/api/"),
        ("ASSAY_PUBLIC_URL", "https://assay.example"),
        ("ASSAY_REVIEW_CHANNEL", "C0REVIEWS"),
        ("PROMTOOL", "/bin/sh"),
    ],
)
def test_the_blanks_that_were_copied_along_are_left_out(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    assert getattr(settings(monkeypatch, **{name: f" {value}\r\n"}), name.lower()) == value


def test_a_file_of_settings_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"SLACK_BOT_TOKEN=xoxb-1-hidden\xff\n")
    with pytest.raises(
        CannotStart, match=r"file \.env in this folder cannot be read: it is no text in UTF-8"
    ):
        read(Settings)


def test_a_file_of_settings_that_may_not_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_words: object) -> None:
        raise PermissionError(13, "Permission denied", ".env")

    monkeypatch.setattr("pydantic_settings.sources.DotEnvSettingsSource._read_env_files", refused)
    with pytest.raises(
        CannotStart, match=r"cannot be read: Permission denied\. Let the user that runs Assay"
    ):
        read(Settings)


def test_the_address_of_mlflow_loses_the_slash_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, MLFLOW_TRACKING_URI=" https://mlflow.example/prefix/ ")
    assert found.mlflow_tracking_uri == "https://mlflow.example/prefix"


def test_everything_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CannotStart) as caught:
        settings(monkeypatch, SLACK_BOT_TOKEN="x", PORT="x", ASSAY_ADMINS="x")
    assert len(str(caught.value).splitlines()) == 4


def test_without_any_delivery_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        CannotStart, match="set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP"
    ):
        settings(monkeypatch, SLACK_APP_TOKEN="")


def test_secrets_do_not_show_in_the_settings_nor_in_what_is_wrong_with_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = settings(monkeypatch, SLACK_SIGNING_SECRET="hidden-secret", MLFLOW_TRACKING_TOKEN="s" + "ecret")
    assert "secret" not in re.sub(r"slack_(signing|client)_secret", "", f"{found!r} {found}")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "hidden")
    with pytest.raises(ValidationError) as caught:
        Settings()  # type: ignore[call-arg]
    assert "hidden" not in str(caught.value)


def test_every_setting_stands_in_the_example(request: pytest.FixtureRequest) -> None:
    example = (request.config.rootpath / ".env.example").read_text()
    missing = {name for name in Settings.model_fields if name.upper() not in example}
    assert missing <= {"slack_api_url", "web_concurrency"}


def test_a_promtool_that_is_not_there_is_refused_because_alerts_would_go_unchecked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(CannotStart, match="PROMTOOL: there is no such program"):
        settings(monkeypatch, PROMTOOL=str(tmp_path / "promtool"))
    assert settings(monkeypatch, PROMTOOL="/bin/sh").promtool == "/bin/sh"


def many(monkeypatch: pytest.MonkeyPatch, **changes: str) -> Settings:
    for name, value in {**MANY, **changes}.items():
        monkeypatch.setenv(name, value)
    return read(Settings)


def test_an_app_that_many_workspaces_install_needs_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    found = many(monkeypatch, ASSAY_ENCRYPTION_KEY=f"{KEY}, {KEY}")
    assert found.is_installed_by_oauth
    assert (found.encryption_keys, found.assay_keep_days) == ([KEY, KEY], 30)
    assert found.assay_public_url == "https://assay.example"


@pytest.mark.parametrize("name", ["SLACK_CLIENT_SECRET", "ASSAY_ENCRYPTION_KEY", "ASSAY_PUBLIC_URL"])
def test_what_goes_with_it_and_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(CannotStart) as caught:
        many(monkeypatch, **{name: ""})
    assert [line.split(":")[0].strip() for line in str(caught.value).splitlines()[1:]] == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-1-hidden"),
        ("ASSAY_REVIEW_CHANNEL", "C0REVIEWS"),
        ("ASSAY_ADMINS", "U0ANA"),
        ("MLFLOW_TRACKING_URI", "https://mlflow.example"),
        ("ASSAY_ENCRYPTION_KEY", "hidden"),
        ("ASSAY_KEEP_DAYS", "-1"),
    ],
)
def test_what_contradicts_it_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(CannotStart) as caught:
        many(monkeypatch, **{name: value})
    assert [line.split(":")[0].strip() for line in str(caught.value).splitlines()[1:]] == [name]
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("name", ["SLACK_CLIENT_SECRET", "ASSAY_ENCRYPTION_KEY"])
def test_half_of_an_installation_by_oauth_beside_a_token_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with pytest.raises(CannotStart, match=f"{name}: it goes with SLACK_CLIENT_ID, which is not set"):
        settings(monkeypatch, **{name: KEY})

"""The fixture `strict_slack`: what it is started with, and how long one lives."""

from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
FILES = f"strictslack_manifest = {HERE / 'manifest.yml'}\nstrictslack_workspace = {HERE / 'workspace.yml'}\n"
TWO_TESTS = """
    def test_one(strict_slack):
        strict_slack.person("ana").type("here", channel="general")

    def test_two(strict_slack):
        strict_slack.person("ben").{look}
"""


def settings(pytester: pytest.Pytester, words: str) -> None:
    pytester.makeini(f"[pytest]\n{words}")


def test_each_test_has_a_slack_of_its_own(pytester: pytest.Pytester) -> None:
    settings(pytester, FILES)
    pytester.makepyfile(TWO_TESTS.format(look='sees_nothing_of("here")'))
    pytester.runpytest().assert_outcomes(passed=2)


def test_a_slack_lives_as_long_as_the_settings_say(pytester: pytest.Pytester) -> None:
    settings(pytester, FILES + "strictslack_scope = module")
    pytester.makepyfile(TWO_TESTS.format(look='sees("here")'))
    pytester.runpytest().assert_outcomes(passed=2)


def test_files_are_found_beside_the_settings(pytester: pytest.Pytester) -> None:
    for name in ("manifest.yml", "workspace.yml"):
        (pytester.path / name).write_text((HERE / name).read_text())
    settings(pytester, "strictslack_manifest = manifest.yml\nstrictslack_workspace = workspace.yml")
    pytester.mkdir("deep").joinpath("test_deep.py").write_text(
        "def test_there(strict_slack):\n    assert strict_slack.app.name == 'Echo'\n"
    )
    pytester.runpytest("deep").assert_outcomes(passed=1)


def test_a_folder_of_tests_may_have_options_of_its_own(pytester: pytest.Pytester) -> None:
    settings(pytester, FILES)
    pytester.makeconftest("""
        import pytest

        @pytest.fixture
        def strict_slack_options():
            return {"bot_token": "xoxb-mine", "patience": 5}
    """)
    pytester.makepyfile("""
        def test_token(strict_slack):
            assert (strict_slack.bot_token, strict_slack.plan.patience) == ("xoxb-mine", 5)
    """)
    pytester.runpytest().assert_outcomes(passed=1)


def test_without_a_manifest_it_says_what_is_missing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_one(strict_slack): pass")
    ran = pytester.runpytest()
    ran.assert_outcomes(errors=1)
    ran.stdout.fnmatch_lines(["*strict_slack needs strictslack_manifest in pytest's settings*"])

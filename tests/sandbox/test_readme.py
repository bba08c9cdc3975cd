"""The example of the README works as it stands there."""

import re
from pathlib import Path

README = Path(__file__).parents[2] / "sandbox" / "README.md"


def test_the_twenty_lines_of_the_readme_run() -> None:
    example = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[0]
    assert example.count("\n") <= 25
    exec(compile(example, str(README), "exec"), {})

"""The Python examples that a newcomer reads first do run."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("page", ["README.md", "docs/reference/index.md"])
def test_python_examples_run(page, capsys):
    examples = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    assert examples
    shared: dict[str, object] = {}  # a later example goes on from an earlier one
    for example in examples:
        # Few futures show that it runs; how many there are is not what is tested.
        exec(example.replace("10_000", "1_000"), shared)
    assert "both sign" in capsys.readouterr().out

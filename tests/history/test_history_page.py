"""docs/history.md states the figures of the table that is shipped."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_agrees_with_the_table():
    path = ROOT / "scripts" / "check_history.py"
    spec = importlib.util.spec_from_file_location("check_history", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    page = script.PAGE.read_text(encoding="utf-8")
    assert script.filled(page) == page
    assert page.count("<!-- figures:") == 4
    stale = page.replace("hazard ratio in the model", "hazard")
    assert stale != page
    assert script.filled(stale) == page

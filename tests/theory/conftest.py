import json

import pytest


@pytest.fixture(scope="session")
def classic(shared):
    """Published results with exact values, by name."""
    return json.loads((shared / "data" / "theory" / "classic_results.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def trees_given(shared):
    """Two-period games of comply, probe and renege in Gambit's format."""
    found = sorted((shared / "data" / "theory").glob("game_T2_*.efg"))
    assert found
    return found

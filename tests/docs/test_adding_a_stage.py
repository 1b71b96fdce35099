"""The stage that docs/adding-a-stage.md adds runs in the flow, and passes the tests shown there."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from docs.pages import DOCS, blocks
from interim.case.read import load
from interim.futures import Run, draw


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    module = ModuleType("page")
    monkeypatch.setitem(sys.modules, "page", module)  # where dataclasses look their types up
    for body, _ in blocks(DOCS / "adding-a-stage.md", "python"):
        exec(body, vars(module))
    return vars(module)


def test_the_tests_on_the_page_pass(
    page: dict[str, Any], monkeypatch: pytest.MonkeyPatch, template: Path
) -> None:
    tests = [each for key, each in page.items() if key.startswith("test_")]
    assert len(tests) >= 2
    for test in tests:
        with monkeypatch.context() as patch:
            test(patch, template)


def test_the_stage_runs_in_a_whole_evaluation(
    page: dict[str, Any], monkeypatch: pytest.MonkeyPatch, template: Path
) -> None:
    """Added to the flow it changes nobody else's numbers."""
    flow = import_module("interim.evaluation.flow")
    case = load(str(template))
    plain = flow.evaluate(case, futures=40, seed=5).data
    monkeypatch.setattr(flow, "STAGES", page["stages"])
    assert flow.evaluate(case, futures=40, seed=5).data.identical(plain)
    futures = draw(case, Run(40, seed=5))
    done = flow.run_stages(case, case.plans["interim-rule"], futures)
    assert done["margin"].least.shape == (40,)


def test_a_stage_that_needs_a_later_one_is_refused(page: dict[str, Any]) -> None:
    flow = import_module("interim.evaluation.flow")
    *before, margin = page["stages"]
    with pytest.raises(ValueError, match="margin needs"):
        flow._check_order([margin, *before])

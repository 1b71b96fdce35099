"""A case that looks ahead for fewer than ten years, and for a year that no document speaks of."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from interim.case.model import Case
from workbench.conftest import Visit
from workbench.waiting import settled

PLAN = "interim-rule"


@pytest.fixture(autouse=True)
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERIM_CACHE", str(tmp_path))
    monkeypatch.setattr("interim.foundation.defaults.PAGE_EXPLAINED", (300,))
    monkeypatch.setattr("interim.foundation.defaults.PAGE_LENSES", 60)
    monkeypatch.setattr("interim.interfaces.workbench.shading.SHADED", 6)


@pytest.fixture
def client(visit: Visit, cases: dict[str, Case]) -> TestClient:
    case = next(iter(cases.values()))
    header = case.header.model_copy(update={"horizon_years": 7})
    short = case.model_copy(update={"header": header})
    return visit({short.id: short})


def test_what_is_worked_out_behind_the_pages_speaks_of_a_year_that_is_known(
    client: TestClient, cases: dict[str, Case]
) -> None:
    id_ = next(iter(cases))
    page = settled(client, f"/{id_}/design/part?plan={PLAN}&ask=helps&futures=200")
    assert '<th scope="col">In force after 5 years</th>' in page
    page = settled(client, f"/{id_}/explain/part?plan={PLAN}")
    assert "In force, holds 5 years" in page
    page = settled(client, f"/{id_}/bridge/part?plan={PLAN}")
    assert "hold five years once in force" in page

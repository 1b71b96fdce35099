"""The first answer after a clause was changed does only what is new (see docs/workbench.md).

How long that takes depends on the machine; what is worked out does not. A clause that costs another
run of the plan it starts from, or of the war that goes on, would be found here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

import interim
from interim.case.find import bundled
from interim.case.model import Case
from interim.futures import Run
from interim.interfaces.workbench import engine, rows
from interim.interfaces.workbench.server import application
from interim.interfaces.workbench.store import Store
from workbench.conftest import Visit
from workbench.waiting import until

Runs = list[tuple[str, int]]


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    """What is run: plan and number of futures; `drawn` for each new draw of futures."""
    found: Runs = []
    run_stages, draw = rows.run_stages, engine.draw

    def noted(case: Case, plan: Any, futures: Any, *rest: Any, **more: Any) -> Any:
        found.append((plan.id, futures.n))
        return run_stages(case, plan, futures, *rest, **more)

    def drawn(case: Case, run: Run, start: int, stop: int) -> Any:
        found.append(("drawn", stop - start))
        return draw(case, run, start, stop)

    monkeypatch.setattr(rows, "run_stages", noted)
    monkeypatch.setattr(engine, "draw", drawn)
    return found


def total(runs: Runs) -> dict[str, int]:
    return {name: sum(n for other, n in runs if other == name) for name, _ in runs}


@pytest.mark.parametrize("name", sorted(bundled()))
def test_a_changed_clause_runs_the_draft_alone(visit: Visit, name: str, runs: Runs) -> None:
    case = interim.load(name)
    client: TestClient = visit({name: case})
    plan = case.header.plans[0]
    package = case.package(plan)
    changes = [
        f"{issue}:{option}"
        for issue, entry in case.issues.issues.items()
        for option in entry.options
        if option != package[issue]
    ]
    client.get(f"/{name}/design?plan={plan}")
    # All that the first page needs: the plan, no deal, and the futures once for both.
    assert total(runs) == {plan: 200, "no-deal": 200, "drawn": 200}
    for change in changes[:2]:
        runs.clear()
        asked = {"plan": plan, "change": change, "first": "yes"}
        answer = client.get(f"/{name}/design/part", params=asked)
        assert 'data-futures="200"' in answer.text
        # So few futures are only shown with their interval.
        assert " ±" in answer.text
        assert total(runs) == {"draft": 200}
        runs.clear()
        client.get(f"/{name}/design/part", params=asked)
        assert runs == [], "the same question again costs nothing"


def test_the_first_page_is_worked_out_before_anybody_asks(
    cases: dict[str, Case], runs: Runs
) -> None:
    with warmed(cases) as client:
        warm = until(lambda: total(runs).get("no-deal") == 200 and len(set(total(runs))) == 3)
        assert warm
        before = list(runs)
        assert client.get("/").status_code == 200
        assert runs == before


@contextmanager
def warmed(cases: dict[str, Case]) -> Iterator[TestClient]:
    """A workbench as `interim serve` starts it."""
    store = Store(":memory:")
    app = cast(Any, application(cases, store, warm=True))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client
    store.close()

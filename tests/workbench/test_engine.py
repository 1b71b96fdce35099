"""The engine's numbers are those of `interim.evaluate`, however they came about."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

import interim
from interim.case.model import Case
from interim.evaluation.result import Evaluation
from interim.interfaces.workbench.engine import Busy, Engine, Stopped, stopping
from interim.interfaces.workbench.page import Desk
from interim.interfaces.workbench.pages import PAGES
from interim.interfaces.workbench.rows import Row
from interim.interfaces.workbench.server import _sharpening, _templates
from interim.interfaces.workbench.store import Store
from interim.interfaces.workbench.view import DRAFT, View, parse, plan_of

CHANGED = [("plan", "interim-rule"), ("change", "sanctions:at-once")]


@pytest.fixture(scope="module")
def case(cases: dict[str, Case]) -> Case:
    return next(iter(cases.values()))


def expect_same(found: Evaluation, wanted: Evaluation) -> None:
    assert found.plans == wanted.plans
    assert found.data.identical(wanted.data)
    assert found.details.identical(wanted.details)
    assert found.to_json() == wanted.to_json()


def test_same_as_evaluate_in_one_go(case: Case) -> None:
    view = parse(case, "design", [("plan", "interim-rule"), ("futures", "300")])
    wanted = interim.evaluate(case, ["interim-rule"], futures=300)
    expect_same(Engine().evaluation(case, view), wanted)


def test_same_as_evaluate_when_grown_beside_others(case: Case) -> None:
    engine = Engine()
    lens = next(iter(case.lenses))
    asked = [*CHANGED, ("lens", lens), ("seed", "7"), ("futures", "1300")]
    view = parse(case, "design", asked)
    draft = plan_of(case, view)
    # Quick first, alone; then sharper, beside the plan it starts from; then fewer again.
    engine.evaluation(case, view.on(200))
    engine.of_plans(case, [case.plans["standstill"]], view.run.on(1000))
    known = case.model_copy(update={"plans": case.plans | {DRAFT: draft}})
    for futures in (1300, 250):
        found = engine.of_plans(case, [draft, case.plans["interim-rule"]], view.run.on(futures))
        wanted = interim.evaluate(
            known, [DRAFT, "interim-rule"], futures=futures, seed=7, lens=lens, workers=1
        )
        expect_same(found, wanted)


def test_same_under_settings(case: Case) -> None:
    name = next(n for n, q in case.quantities.items() if q.uncertain and n.startswith("war."))
    middle = str(float(case.quantities[name].at(np.array([0.5]))[0]))
    view = parse(case, "design", [("set", f"{name}={middle}"), ("futures", "150")])
    wanted = interim.evaluate(case, [view.plan], futures=150, settings={name: middle})
    expect_same(Engine().evaluation(case, view), wanted)


def test_no_deal_alone_stands_beside_the_stated_plans(case: Case) -> None:
    view = parse(case, "plans", [("plan", "no-deal"), ("futures", "60")])
    expect_same(Engine().evaluation(case, view), interim.evaluate(case, futures=60))


def test_drafts_of_one_package_with_other_terms_are_kept_apart(case: Case) -> None:
    # Both say "peacekeepers", but only the plan's own clause says how many.
    engine = Engine()
    view = parse(case, "design", [("plan", "interim-rule"), ("futures", "100")])
    plan = case.plans["interim-rule"]
    bare = plan.clauses["force"].model_copy(update={"with_": None})
    one = plan.model_copy(update={"id": DRAFT})
    other = one.model_copy(update={"clauses": plan.clauses | {"force": bare}})
    first, second = (engine.of_plans(case, [draft], view.run) for draft in (one, other))
    assert not first.data["deal_value"].identical(second.data["deal_value"])


def test_a_run_that_nobody_wants_stops(case: Case) -> None:
    view = parse(case, "design", [])
    event = threading.Event()
    event.set()
    with stopping(event), pytest.raises(Stopped):
        Engine().evaluation(case, view)
    assert Engine().evaluation(case, view.on(20)).run.futures == 20


def test_too_many_that_wait_are_told_so(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interim.interfaces.workbench.engine.MOST_WAITING", 0)
    with pytest.raises(Busy, match="try again"):
        Engine().evaluation(case, parse(case, "design", []).on(20))


def test_many_threads_get_the_same(case: Case) -> None:
    engine, found = Engine(), []
    view = parse(case, "design", CHANGED)

    def ask(futures: int) -> None:
        found.append(engine.evaluation(case, view.on(futures)))

    threads = [threading.Thread(target=ask, args=(n,)) for n in (500, 200, 900, 500, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = engine.evaluation(case, view.on(900))
    assert len(found) == len(threads)
    for part in found:
        assert part.data.identical(whole.data.isel(future=slice(0, part.run.futures)))


def test_a_stream_that_is_left_stops_its_run(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    grown: list[int] = []
    grow = Row.grow

    def counted(self: Row, *args: Any) -> None:
        grow(self, *args)
        grown.append(self.futures)

    monkeypatch.setattr(Row, "grow", counted)
    store = Store(":memory:")
    desk = Desk(case, parse(case, "design", [("seed", "5")]), Engine(), store)

    async def leave() -> None:
        stream = _sharpening(desk, PAGES["design"], _templates(), "")
        assert '"futures": 200' in await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.02)
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting
        await asyncio.sleep(1)

    asyncio.run(leave())
    # At most the piece that was under way came to its end.
    assert max(grown) <= 1000
    store.close()


def test_parts_change_no_number(cases: dict[str, Case], monkeypatch: pytest.MonkeyPatch) -> None:
    case = cases["template"]
    view = View(case.id, "design", plan=case.header.plans[0], futures=230)
    found = []
    for cores in (1, 3):
        monkeypatch.setattr("interim.interfaces.workbench.engine.CORES", cores)
        found.append(Engine().evaluation(case, view))
    assert found[0].data.identical(found[1].data)
    assert found[0].details.identical(found[1].details)

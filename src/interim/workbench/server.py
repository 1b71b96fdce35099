"""The web application: pages, their parts on ever more futures, and the documents behind them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel, Field

from interim import __version__
from interim.case.model import Case
from interim.errors import BadInput
from interim.report import words
from interim.shell import as_json
from interim.workbench.engine import Engine
from interim.workbench.page import Desk, Page
from interim.workbench.pages import PAGES
from interim.workbench.security import LOOPBACK, Guard
from interim.workbench.store import Store
from interim.workbench.view import FUTURES, MOST_FUTURES, View, parse


class Asked(BaseModel):
    """What an evaluation is asked for."""

    plan: str | None = Field(None, description="Id of a plan.")
    change: list[str] = Field([], description="ISSUE:OPTION, where a draft differs from it.")
    lens: str | None = Field(None, description="Id of a lens.")
    set: list[str] = Field([], description="QUANTITY=VALUE, in the notation of case files.")
    futures: int | None = Field(None, ge=1, le=MOST_FUTURES, description="How many futures.")
    seed: int | None = Field(None, ge=0, lt=2**31, description="Of the futures.")


HERE = Path(__file__).parent
FIRST = "design"
"""The page that opens first."""


def application(
    cases: Mapping[str, Case],
    store: Store,
    *,
    hosts: Iterable[str] = LOOPBACK,
    token: str | None = None,
) -> Guard:
    """The workbench over some cases.

    Args:
        cases: id -> case; the first opens first.
        store: where plans, notes and settings are kept.
        hosts: names and addresses under which it may be asked.
        token: what a visitor must show; None if nothing.

    Raises:
        ValueError: there is no case.
    """
    if not cases:
        raise ValueError("no case to show")
    app = FastAPI(
        title="Interim workbench",
        version=__version__,
        description="Cases, evaluations and saved plans as the pages of the workbench use them.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    engine = Engine()
    templates = _templates()
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_exception_handler(BadInput, _bad_input)

    def desk(case: str, page: str, request: Request, futures: int | None = None) -> Desk:
        if case not in cases:
            raise HTTPException(404, f"There is no case “{case}”.")
        view = parse(cases[case], page, request.query_params.multi_items())
        if futures is not None:
            view = replace(view, futures=min(futures, view.futures))
        return Desk(cases[case], view, engine, store)

    def part(there: Desk, page: Page) -> str:
        found = page.part(there)
        return templates.get_template(f"{page.name}_part.html.j2").render(
            _common(there, page) | dict(found)
        )

    @app.get("/", include_in_schema=False)
    def first() -> RedirectResponse:
        case = next(iter(cases.values()))
        return RedirectResponse(View(case.id, FIRST, plan=_opening(case)).address(), 303)

    @app.get("/favicon.ico", include_in_schema=False)
    def icon() -> RedirectResponse:
        return RedirectResponse("/static/icon.svg", 301)

    @app.get("/api/cases")
    def all_cases() -> list[dict[str, Any]]:
        """The cases that are open."""
        return [
            {
                "id": case.id,
                "title": case.header.title,
                "plans": list(case.plans),
                "lenses": list(case.lenses),
            }
            for case in cases.values()
        ]

    @app.get("/api/{case}/evaluation", response_class=JSONResponse)
    def evaluation(case: str, request: Request, asked: Annotated[Asked, Query()]) -> JSONResponse:
        """What a plan, or a draft that changes it, leads to: as `interim evaluate --json`."""
        there = desk(case, "design", request)
        found = engine.evaluation(there.case, there.view).to_json()
        return JSONResponse(json.loads(as_json(found)))

    @app.get("/{case}/{page}/part", response_class=HTMLResponse, include_in_schema=False)
    def one_part(case: str, page: str, request: Request) -> HTMLResponse:
        chosen = _page(page)
        return HTMLResponse(part(desk(case, page, request), chosen))

    @app.get("/{case}/{page}/sharpening", include_in_schema=False)
    def sharpening(case: str, page: str, request: Request) -> StreamingResponse:
        chosen = _page(page)
        there = desk(case, page, request)

        def events() -> Iterator[str]:
            steps = [f for f in FUTURES if f < there.view.futures] if chosen.sharpens else []
            for futures in (*steps, there.view.futures):
                shown = replace(there, view=replace(there.view, futures=futures))
                body = json.dumps({"futures": futures, "html": part(shown, chosen)})
                yield f"event: part\ndata: {body}\n\n"
            yield "event: done\ndata: {}\n\n"

        return StreamingResponse(
            events(), media_type="text/event-stream", headers={"cache-control": "no-store"}
        )

    @app.get("/{case}/{page}", response_class=HTMLResponse, include_in_schema=False)
    def whole(case: str, page: str, request: Request) -> HTMLResponse:
        chosen = _page(page)
        there = desk(case, page, request)
        around = _common(there, chosen) | dict(chosen.around(there))
        few = min(FUTURES[0], there.view.futures) if chosen.sharpens else there.view.futures
        shown = replace(there, view=replace(there.view, futures=few))
        around["part"] = part(shown, chosen)
        return HTMLResponse(templates.get_template(f"{page}.html.j2").render(around))

    return Guard(app, hosts=hosts, token=token)


def _page(name: str) -> Page:
    if name not in PAGES:
        raise HTTPException(404, f"There is no page “{name}”.")
    return PAGES[name]


def _opening(case: Case) -> str:
    """The plan that opens first: the first that promises a vote on status, else the first."""
    plans = case.header.plans or tuple(case.plans)
    vote = case.referendum
    for plan in plans:
        if vote is not None and case.package(plan).get(vote.issue) in vote.votes:
            return plan
    return plans[0]


def _common(desk: Desk, page: Page) -> dict[str, Any]:
    """What every template may use."""
    return {
        "case": desk.case,
        "view": desk.view,
        "page": page,
        "pages": PAGES,
        "version": __version__,
        "futures_steps": FUTURES,
    }


def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("interim.workbench", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = words
    return environment


async def _bad_input(request: Request, error: Exception) -> JSONResponse | HTMLResponse:
    """Bad input as a short page, or as JSON where the address is of the API."""
    assert isinstance(error, BadInput)
    problems = [problem.as_dict() for problem in error.problems]
    if request.url.path.startswith("/api/"):
        return JSONResponse({"problems": problems}, 422)
    page = (
        _templates()
        .get_template("error.html.j2")
        .render(problems=[str(problem) for problem in error.problems], version=__version__)
    )
    return HTMLResponse(page, 422)

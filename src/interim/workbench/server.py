"""The web application: pages, their parts on ever more futures, and what visitors save from them.

The documents behind the pages are in `api`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

from anyio import to_thread
from fastapi import FastAPI, Form, HTTPException, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException as AnyHTTPException

from interim import __version__
from interim.case.model import Case
from interim.errors import BadInput, Problem
from interim.report import words
from interim.workbench import api
from interim.workbench.engine import Busy, Engine, Stopped, stopping
from interim.workbench.page import Desk, Page
from interim.workbench.pages import PAGES
from interim.workbench.saved import LONGEST_TITLE, id_of, save
from interim.workbench.security import LOOPBACK, Guard
from interim.workbench.shelf import Shelf
from interim.workbench.store import MOST_TEXT, Store
from interim.workbench.view import FUTURES, View, parse

HERE = Path(__file__).parent
FIRST = "design"
"""The page that opens first."""
Title = Annotated[str, Form(max_length=LONGEST_TITLE)]
Text = Annotated[str, Form(max_length=2 * MOST_TEXT)]
Back = Annotated[str, Form(max_length=8000)]
"""Address of the page that a form was sent from."""


def application(
    cases: Mapping[str, Case],
    store: Store,
    *,
    hosts: Iterable[str] = LOOPBACK,
    token: str | None = None,
    imports: Path | None = None,
    warm: bool = False,
) -> Guard:
    """The workbench over some cases.

    Args:
        cases: id -> case; the first opens first.
        store: where plans, notes and settings are kept.
        hosts: names and addresses under which it may be asked.
        token: what a visitor must show; None if nothing.
        imports: folder where imported cases are kept; None if none may be imported.
        warm: whether to work out the first page behind the scenes before anybody asks.

    Raises:
        ValueError: there is no case.
    """
    shelf, engine = Shelf(cases, store, imports), Engine()
    templates = _templates()
    app = FastAPI(
        title="Interim workbench",
        version=__version__,
        description="Cases, evaluations and saved plans as the pages of the workbench use them.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for kind in (BadInput, Busy, Stopped, RequestValidationError, AnyHTTPException, Exception):
        app.add_exception_handler(kind, _trouble(templates))
    app.include_router(api.routes(shelf, engine))
    _pages(app, shelf, engine, templates)
    _forms(app, shelf)
    if warm:
        first = next(iter(shelf))
        view = View(first.id, FIRST, plan=_opening(first), futures=FUTURES[0])
        desk = Desk(shelf.shown(first.id), view, engine, store)

        def work() -> None:
            with suppress(Stopped):
                _part(desk, PAGES[FIRST], templates)

        threading.Thread(target=work, name="warm", daemon=True).start()
    return Guard(app, hosts=hosts, token=token, close=engine.close)


def _pages(app: FastAPI, shelf: Shelf, engine: Engine, templates: Environment) -> None:
    def desk(case: str, page: str, request: Request) -> Desk:
        if case not in shelf:
            raise HTTPException(404, f"There is no case “{case}”.")
        shown = shelf.shown(case)
        view = parse(shown, page, request.query_params.multi_items())
        return Desk(shown, view, engine, shelf.store)

    @app.get("/", include_in_schema=False)
    def first() -> RedirectResponse:
        case = next(iter(shelf))
        return RedirectResponse(_start(case), 303)

    @app.get("/favicon.ico", include_in_schema=False)
    def icon() -> RedirectResponse:
        return RedirectResponse("/static/icon.svg", 301)

    @app.get("/{case}", include_in_schema=False)
    def one_case(case: str) -> RedirectResponse:
        if case not in shelf:
            raise HTTPException(404, f"There is no case “{case}”.")
        return RedirectResponse(_start(shelf.original(case)), 303)

    @app.get("/{case}/{page}/part", response_class=HTMLResponse, include_in_schema=False)
    def one_part(case: str, page: str, request: Request) -> HTMLResponse:
        chosen = _page(page)
        return HTMLResponse(_part(desk(case, page, request), chosen, templates))

    @app.get("/{case}/{page}/sharpening", include_in_schema=False)
    def sharpening(case: str, page: str, request: Request) -> StreamingResponse:
        chosen = _page(page)
        there = desk(case, page, request)
        return StreamingResponse(
            _sharpening(there, chosen, templates),
            media_type="text/event-stream",
            headers={"cache-control": "no-store"},
        )

    @app.get("/{case}/{page}", response_class=HTMLResponse, include_in_schema=False)
    def whole(case: str, page: str, request: Request) -> HTMLResponse:
        chosen = _page(page)
        there = desk(case, page, request)
        around = _common(there, chosen) | dict(chosen.around(there))
        few = min(FUTURES[0], there.view.futures) if chosen.sharpens else there.view.futures
        shown = replace(there, view=replace(there.view, futures=few))
        around["part"] = _part(shown, chosen, templates)
        around["cases"] = {case.id: case.header.title for case in shelf}
        around["note"] = shelf.store.notes(case).get(page, "")
        return HTMLResponse(templates.get_template(f"{page}.html.j2").render(around))


def _forms(app: FastAPI, shelf: Shelf) -> None:
    """What the forms of the pages send; each leads back to a page, so they work without script."""
    store = shelf.store

    def view_of(case: str, back: str) -> View:
        """The view that a form was sent from."""
        if case not in shelf:
            raise HTTPException(404, f"There is no case “{case}”.")
        address = urlsplit(back)
        page = address.path.removeprefix(f"/{case}/")
        query = parse_qsl(address.query, max_num_fields=500)
        return parse(shelf.shown(case), page if page in PAGES else FIRST, query)

    @app.post("/{case}/plans", include_in_schema=False)
    def keep(case: str, title: Title, back: Back) -> RedirectResponse:
        view, original = view_of(case, back), shelf.original(case)
        id_ = id_of(title, shelf.shown(case).plans)
        save(store, original, id_, title, view.plan, dict(view.changes))
        return RedirectResponse(view.address(plan=id_, changes=()), 303)

    @app.post("/{case}/plans/{plan}/rename", include_in_schema=False)
    def rename(case: str, plan: str, title: Title, back: Back) -> RedirectResponse:
        view = view_of(case, back)
        saved = {entry.id: entry for entry in store.plans(case)}
        if plan not in saved:
            raise HTTPException(404, f"There is no saved plan “{plan}”.")
        one = saved[plan]
        save(store, shelf.original(case), plan, title, one.base, dict(one.changes))
        return RedirectResponse(view.address(), 303)

    @app.post("/{case}/plans/{plan}/drop", include_in_schema=False)
    def drop(case: str, plan: str, back: Back) -> RedirectResponse:
        view = view_of(case, back)
        saved = {entry.id: entry for entry in store.plans(case)}
        if plan not in saved or not store.drop_plan(case, plan):
            raise HTTPException(404, f"There is no saved plan “{plan}”.")
        others = tuple(name for name in view.plans if name != plan)
        if view.plan != plan:
            return RedirectResponse(view.address(plans=others), 303)
        # The view goes on as a draft that says the same.
        one = saved[plan]
        changes = tuple((dict(one.changes) | dict(view.changes)).items())
        return RedirectResponse(view.address(plan=one.base, changes=changes, plans=others), 303)

    @app.post("/{case}/notes", include_in_schema=False)
    def note(case: str, text: Text = "", back: Back = "") -> RedirectResponse:
        view = view_of(case, back)
        try:
            store.note(case, view.page, text.replace("\r\n", "\n"))
        except ValueError as error:
            raise BadInput([Problem(str(error))]) from error
        return RedirectResponse(view.address(), 303)

    @app.post("/cases", include_in_schema=False)
    def take(file: UploadFile) -> RedirectResponse:
        case = shelf.take(file.file.read())
        return RedirectResponse(_start(case), 303)


async def _sharpening(desk: Desk, page: Page, templates: Environment) -> AsyncIterator[str]:
    """The part of a page on more and more futures, as server-sent events.

    When the browser goes away, what is being run stops at its next piece.
    """
    unwanted = threading.Event()

    def on(futures: int) -> str:
        shown = replace(desk, view=replace(desk.view, futures=futures))
        with stopping(unwanted):
            return _part(shown, page, templates)

    steps = [f for f in FUTURES if f < desk.view.futures] if page.sharpens else []
    try:
        for futures in (*steps, desk.view.futures):
            html = await to_thread.run_sync(on, futures, abandon_on_cancel=True)
            yield f"event: part\ndata: {json.dumps({'futures': futures, 'html': html})}\n\n"
        yield "event: done\ndata: {}\n\n"
    except (Busy, BadInput) as error:
        yield f"event: failed\ndata: {json.dumps({'message': str(error)})}\n\n"
    except Stopped:
        return
    finally:
        unwanted.set()


def _part(desk: Desk, page: Page, templates: Environment) -> str:
    found = page.part(desk)
    template = templates.get_template(f"{page.name}_part.html.j2")
    return template.render(_common(desk, page) | dict(found))


def _page(name: str) -> Page:
    if name not in PAGES:
        raise HTTPException(404, f"There is no page “{name}”.")
    return PAGES[name]


def _start(case: Case) -> str:
    return View(case.id, FIRST, plan=_opening(case)).address()


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


def _trouble(templates: Environment) -> Any:
    """Answers what cannot be answered: as a short page, or as JSON under /api."""

    async def answer(request: Request, error: Exception) -> Response:
        status, problems, headers = _problems(error)
        if request.url.path.startswith("/api/"):
            return api.trouble(problems, status, headers)
        page = templates.get_template("error.html.j2").render(
            status=status,
            sent=request.method == "POST",
            problems=[str(problem) for problem in problems],
        )
        return HTMLResponse(page, status, headers)

    return answer


def _problems(error: Exception) -> tuple[int, list[Problem], dict[str, str]]:
    if isinstance(error, BadInput):
        return 422, list(error.problems), {}
    if isinstance(error, Busy):
        return 429, [Problem(str(error))], {"retry-after": "5"}
    if isinstance(error, Stopped):
        return 503, [Problem(str(error))], {}
    if isinstance(error, RequestValidationError):
        # Not FastAPI's own answer: it repeats the input, which need not be valid JSON.
        found = [
            Problem(str(each["msg"]), path=".".join(str(step) for step in each["loc"]))
            for each in error.errors()
        ]
        return 422, found, {}
    if isinstance(error, AnyHTTPException):
        return error.status_code, [Problem(str(error.detail))], dict(error.headers or {})
    # The trace goes to the log of the server, not to whoever asked.
    return 500, [Problem("This is a fault of ours; the server's log says more.")], {}

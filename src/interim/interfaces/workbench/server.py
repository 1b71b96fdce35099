"""The web application: pages, their parts on ever more futures, and what visitors save from them.

The documents behind the pages are in `api`.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment
from starlette.exceptions import HTTPException as AnyHTTPException

from interim.case.model import Case
from interim.foundation import defaults
from interim.foundation.errors import BadInput, Problem
from interim.foundation.version import VERSION
from interim.interfaces.workbench import api, forms, settings
from interim.interfaces.workbench.admission import Admission
from interim.interfaces.workbench.colours import mark
from interim.interfaces.workbench.engine import Busy, Engine, Stopped, stopping
from interim.interfaces.workbench.opening import FIRST, start
from interim.interfaces.workbench.page import Desk, Page
from interim.interfaces.workbench.pages import PAGES
from interim.interfaces.workbench.public import PublicAddress, under
from interim.interfaces.workbench.revisions import Conflict
from interim.interfaces.workbench.revisions import mark as mark_of
from interim.interfaces.workbench.saved import short_hash
from interim.interfaces.workbench.screen import larger
from interim.interfaces.workbench.security import LOOPBACK, Guard
from interim.interfaces.workbench.shelf import Shelf
from interim.interfaces.workbench.store import Store, plan_mark, trouble_in_words
from interim.interfaces.workbench.view import parse
from interim.presentation.markup import environment

HERE = Path(__file__).parent
_LOG = logging.getLogger("interim.workbench")
FIRST_ANSWER = "first"
"""In the address of a part: on as few futures as come at once."""
MOMENT = 2.0
"""Seconds from the first page to the loading of the others."""


def application(
    cases: Mapping[str, Case],
    store: Store,
    *,
    hosts: Iterable[str] = LOOPBACK,
    admission: Admission | None = None,
    public: PublicAddress | None = None,
    port: int | None = None,
    imports: Path | None = None,
    warm: bool = False,
) -> Guard:
    """The workbench over some cases.

    Args:
        cases: id -> case; the first opens first.
        store: where plans, notes and settings are kept.
        hosts: names and addresses under which it may be asked.
        admission: what a visitor must show; None if nothing.
        public: where a proxy makes it reachable; None if it is asked directly.
        port: at which it listens, for the name of the cookie.
        imports: folder where imported cases are kept; None if none may be imported.
        warm: whether to work out the first page behind the scenes before anybody asks.

    Raises:
        ValueError: there is no case.
    """
    shelf, engine = Shelf(cases, store, imports), Engine()
    templates = _templates()
    prefix = public.prefix if public else ""
    app = FastAPI(
        title="Interim workbench",
        version=VERSION,
        description="Cases, evaluations and saved plans as the pages of the workbench use them.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    expected = (BadInput, Busy, Stopped, Conflict, sqlite3.Error)
    for kind in (*expected, RequestValidationError, AnyHTTPException, Exception):
        app.add_exception_handler(kind, _trouble(templates, prefix))
    app.include_router(api.routes(shelf, engine))
    _pages(app, shelf, engine, templates, prefix)
    app.include_router(forms.routes(shelf, engine, prefix))
    if warm:
        first = next(iter(shelf))
        view = start(first, store).on(defaults.STEPS[0])
        desk = Desk(shelf.shown(first.id), view, engine, store)

        def work() -> None:
            with suppress(Stopped):
                _part(desk, PAGES[FIRST], templates)
            # The other pages once the first is likely to be shown, with which they would compete.
            if not engine.closing.wait(MOMENT):
                for page in PAGES.values():
                    page.load()

        threading.Thread(target=work, name="warm", daemon=True).start()
    return Guard(
        app, hosts=hosts, admission=admission, public=public, port=port, close=engine.close
    )


def _pages(app: FastAPI, shelf: Shelf, engine: Engine, templates: Environment, prefix: str) -> None:
    def desk(case: str, page: str, request: Request) -> Desk:
        shelf.expect(case)
        shown = shelf.shown(case)
        asked = [pair for pair in request.query_params.multi_items() if pair[0] != FIRST_ANSWER]
        return Desk(shown, parse(shown, page, asked), engine, shelf.store)

    @app.get("/", include_in_schema=False)
    def first() -> RedirectResponse:
        case = next(iter(shelf))
        return RedirectResponse(start(case, shelf.store).address(), 303)

    @app.get("/favicon.ico", include_in_schema=False)
    def icon() -> RedirectResponse:
        return RedirectResponse("/static/icon.svg", 301)

    @app.get("/{case}", include_in_schema=False)
    def one_case(case: str) -> RedirectResponse:
        shelf.expect(case)
        return RedirectResponse(start(shelf.original(case), shelf.store).address(), 303)

    @app.get("/{case}/bridge/open", include_in_schema=False)
    def open_package(case: str, request: Request) -> RedirectResponse:
        return RedirectResponse(PAGES["bridge"].load().opened(desk(case, "bridge", request)), 303)

    @app.get("/{case}/{page}/part", response_class=HTMLResponse, include_in_schema=False)
    def one_part(case: str, page: str, request: Request) -> HTMLResponse:
        chosen = _page(page)
        there = desk(case, page, request)
        if FIRST_ANSWER in request.query_params:
            there = _at_once(there, chosen)
        return HTMLResponse(under(prefix, _part(there, chosen, templates)))

    @app.get("/{case}/{page}/sharpening", include_in_schema=False)
    def sharpening(case: str, page: str, request: Request) -> StreamingResponse:
        chosen = _page(page)
        there = desk(case, page, request)
        return StreamingResponse(
            _sharpening(there, chosen, templates, prefix),
            media_type="text/event-stream",
            headers={"cache-control": "no-store"},
        )

    @app.get("/{case}/{page}", response_class=HTMLResponse, include_in_schema=False)
    def whole(case: str, page: str, request: Request) -> Response:
        chosen = _page(page)
        there = desk(case, page, request)
        kept = settings.kept(shelf.store, there.case)
        if kept is not None and not request.query_params:
            # Nothing is asked for: a visit, not a link.
            return RedirectResponse(settings.same(there.view, kept).address(), 303)
        around = _common(there, chosen) | dict(chosen.around(there))
        around["part"] = _part(_at_once(there, chosen), chosen, templates)
        around["cases"] = {case.id: case.header.title for case in shelf}
        around["kept_settings"] = settings.said(there.case, kept) if kept else ""
        around["own_settings"] = kept is None or settings.same(there.view, kept) == there.view
        around["settings_address"] = settings.same(there.view, kept or settings.BLANK).address()
        around["every_lens"] = {name: lens.title for name, lens in there.case.lenses.items()}
        around["case_hash"] = short_hash(there.case)
        around["note"] = note = shelf.store.notes(case).get(page, "")
        around["note_seen"] = mark_of(note)
        around["settings_seen"] = mark_of(shelf.store.settings(case))
        around["plans_seen"] = {plan.id: plan_mark(plan) for plan in shelf.store.plans(case)}
        around["visitor"] = forms.visitor(request)
        return HTMLResponse(under(prefix, templates.get_template(f"{page}.html.j2").render(around)))


async def _sharpening(
    desk: Desk, page: Page, templates: Environment, prefix: str
) -> AsyncIterator[str]:
    """The part of a page on more and more futures, as server-sent events.

    When the browser goes away, what is being run stops at its next piece.
    """
    unwanted = threading.Event()

    def on(futures: int) -> str:
        shown = replace(desk, view=desk.view.on(futures))
        with stopping(unwanted):
            return under(prefix, _part(shown, page, templates))

    steps = [f for f in defaults.STEPS if f < desk.view.futures] if page.sharpens else []
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
    context = page.part(desk)
    template = templates.get_template(f"{page.name}_part.html.j2")
    return template.render(_common(desk, page) | dict(context))


def _at_once(desk: Desk, page: Page) -> Desk:
    """The same on as few futures as come at once."""
    few = min(defaults.STEPS[0], desk.view.futures) if page.sharpens else desk.view.futures
    return replace(desk, view=desk.view.on(few))


def _page(name: str) -> Page:
    if name not in PAGES:
        raise HTTPException(404, f"There is no page “{name}”.")
    return PAGES[name]


def _common(desk: Desk, page: Page) -> dict[str, Any]:
    """What every template may use."""
    return {
        "case": desk.case,
        "view": desk.view,
        "page": page,
        "pages": PAGES,
        "version": VERSION,
        "futures_steps": defaults.STEPS,
    }


def _templates() -> Environment:
    made = environment("interim.interfaces.workbench")
    made.globals["mark"] = mark
    made.filters["larger"] = larger
    return made


def _trouble(templates: Environment, prefix: str) -> Any:
    """Answers what cannot be answered: as a short page, or as JSON under /api."""

    async def answer(request: Request, error: Exception) -> Response:
        status, problems, headers = _problems(error)
        if request.url.path.startswith("/api/"):
            return api.trouble(problems, status, headers)
        if isinstance(error, Conflict):
            status = 409  # without If-Match, which a form cannot send
        page = templates.get_template("error.html.j2").render(
            status=status,
            sent=request.method == "POST",
            problems=[str(problem) for problem in problems],
            typed=forms.typed(request),
            action=request.url.path,
            theirs=error if isinstance(error, Conflict) else None,
        )
        return HTMLResponse(under(prefix, page), status, headers)

    return answer


def _problems(error: Exception) -> tuple[int, list[Problem], dict[str, str]]:
    if isinstance(error, BadInput):
        return 422, list(error.problems), {}
    if isinstance(error, Conflict):
        there = Problem(str(error), found=error.theirs)
        return 412, [there], {"etag": f'"{error.mark}"'}
    if isinstance(error, sqlite3.Error):
        _LOG.error("the store: %s", error)
        return 503, [Problem(trouble_in_words(error))], {"retry-after": "5"}
    if isinstance(error, Busy):
        return 429, [Problem(str(error))], {"retry-after": "5"}
    if isinstance(error, Stopped):
        return 503, [Problem(str(error))], {}
    if isinstance(error, RequestValidationError):
        # Not FastAPI's own answer: it repeats the input, which need not be valid JSON.
        rows = [
            Problem(str(each["msg"]), path=".".join(str(step) for step in each["loc"]))
            for each in error.errors()
        ]
        return 422, rows, {}
    if isinstance(error, AnyHTTPException):
        return error.status_code, [Problem(str(error.detail))], dict(error.headers or {})
    # The trace goes to the log of the server, not to whoever asked.
    return 500, [Problem("This is a fault of ours; the server's log says more.")], {}

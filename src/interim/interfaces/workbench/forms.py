"""What the forms of the pages send; each leads back to a page, so they work without script."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated
from urllib.parse import SplitResult, parse_qs, parse_qsl, urlsplit

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse

from interim.foundation.errors import BadInput, Problem
from interim.interfaces.workbench import searching, settings
from interim.interfaces.workbench.admission import ANYBODY, Visitor
from interim.interfaces.workbench.engine import Engine
from interim.interfaces.workbench.opening import FIRST, start
from interim.interfaces.workbench.page import Desk
from interim.interfaces.workbench.pages import PAGES
from interim.interfaces.workbench.revisions import NOTHING
from interim.interfaces.workbench.saved import LONGEST_TITLE, id_of, save
from interim.interfaces.workbench.shelf import Shelf, missing
from interim.interfaces.workbench.store import MOST_TEXT
from interim.interfaces.workbench.view import View, parse

Title = Annotated[str, Form(max_length=LONGEST_TITLE)]
Text = Annotated[str, Form(max_length=2 * MOST_TEXT)]
Back = Annotated[str, Form(max_length=8000)]
"""Address of the page that a form was sent from."""


Seen = Annotated[str | None, Form(max_length=40)]
"""Mark of what the page showed, so that nobody writes over what came in between."""


def visitor(request: Request) -> Visitor:
    """Who asks."""
    found: Visitor = request.scope.get("interim.visitor", ANYBODY)
    return found


def typed(request: Request) -> dict[str, list[str]]:
    """What a form that cannot be taken had in its fields, so that it can be sent again."""
    body: bytes = request.scope.get("interim.body", b"")
    if "urlencoded" not in request.headers.get("content-type", ""):
        return {}
    with suppress(ValueError):
        return parse_qs(body.decode(errors="replace"), True, max_num_fields=500)
    return {}


def routes(shelf: Shelf, engine: Engine, prefix: str = "") -> APIRouter:
    """What the forms of the pages send to the cases of a shelf, under a prefix if there is one."""
    store, app = shelf.store, APIRouter()

    def view_of(case: str, back: str) -> View:
        """The view that a form was sent from."""
        shelf.expect(case)
        address = _parts(back)
        page = address.path.removeprefix(prefix).removeprefix(f"/{case}/")
        query = parse_qsl(address.query, max_num_fields=500)
        return parse(shelf.shown(case), page if page in PAGES else FIRST, query)

    @app.post("/{case}/plans", include_in_schema=False)
    def keep(request: Request, case: str, title: Title, back: Back) -> RedirectResponse:
        view, original = view_of(case, back), shelf.original(case)
        id_ = id_of(title, shelf.shown(case).plans)
        # Of two who save under one title at the same moment, the later one is asked.
        who = visitor(request).name
        save(store, original, id_, title, view.plan, dict(view.changes), seen=NOTHING, by=who)
        return RedirectResponse(view.address(plan=id_, changes=()), 303)

    @app.post("/{case}/plans/{plan}/rename", include_in_schema=False)
    def rename(
        request: Request, case: str, plan: str, title: Title, back: Back, seen: Seen = None
    ) -> RedirectResponse:
        view = view_of(case, back)
        saved = {entry.id: entry for entry in store.plans(case)}
        if plan not in saved:
            raise missing(f"saved plan “{plan}”")
        one = saved[plan]
        who, changes = visitor(request).name, dict(one.changes)
        original = shelf.original(case)
        save(store, original, plan, title, one.base, changes, seen=seen, by=who)
        return RedirectResponse(view.address(), 303)

    @app.post("/{case}/plans/{plan}/drop", include_in_schema=False)
    def drop(case: str, plan: str, back: Back, seen: Seen = None) -> RedirectResponse:
        view = view_of(case, back)
        saved = {entry.id: entry for entry in store.plans(case)}
        if plan not in saved or not store.drop_plan(case, plan, seen):
            raise missing(f"saved plan “{plan}”")
        others = tuple(name for name in view.plans if name != plan)
        if view.plan != plan:
            return RedirectResponse(view.address(plans=others), 303)
        # The view goes on as a draft that says the same.
        one = saved[plan]
        changes = tuple((dict(one.changes) | dict(view.changes)).items())
        return RedirectResponse(view.address(plan=one.base, changes=changes, plans=others), 303)

    @app.post("/{case}/notes", include_in_schema=False)
    def note(
        request: Request, case: str, text: Text = "", back: Back = "", seen: Seen = None
    ) -> RedirectResponse:
        view = view_of(case, back)
        try:
            written, who = text.replace("\r\n", "\n"), visitor(request).name
            store.note(case, view.page, written, seen=seen, by=who)
        except ValueError as error:
            raise BadInput([Problem(str(error))]) from error
        return RedirectResponse(view.address(), 303)

    @app.post("/{case}/settings", include_in_schema=False)
    def keep_settings(
        request: Request,
        case: str,
        back: Back = "",
        lens: Text = "",
        futures: Text = "",
        seed: Text = "",
        set: Annotated[list[str] | None, Form()] = None,
        seen: Seen = None,
    ) -> RedirectResponse:
        view, original = view_of(case, back), shelf.original(case)
        asked = [("lens", lens), ("futures", futures), ("seed", seed)]
        asked += [("set", value) for value in set or () if value]
        view = settings.same(view, parse(original, view.page, asked))
        try:
            settings.keep(store, original, view, seen=seen, by=visitor(request).name)
        except ValueError as error:
            raise BadInput([Problem(str(error))]) from error
        return RedirectResponse(view.address(), 303)

    @app.post("/{case}/settings/reset", include_in_schema=False)
    def reset_settings(case: str, back: Back = "") -> RedirectResponse:
        view = view_of(case, back)
        settings.forget(store, case)
        return RedirectResponse(settings.same(view, settings.BLANK).address(), 303)

    @app.post("/{case}/bridge/search", include_in_schema=False)
    def search(case: str, back: Back = "") -> RedirectResponse:
        view = view_of(case, back)
        searching.begin(Desk(shelf.original(case), view, engine, store))
        return RedirectResponse(view.address(page="bridge"), 303)

    @app.post("/{case}/bridge/cancel", include_in_schema=False)
    def cancel(case: str, back: Back = "") -> RedirectResponse:
        view = view_of(case, back)
        searching.cancel(Desk(shelf.original(case), view, engine, store))
        return RedirectResponse(view.address(page="bridge"), 303)

    @app.post("/cases", include_in_schema=False)
    def take(file: UploadFile) -> RedirectResponse:
        case = shelf.take(file.file.read())
        return RedirectResponse(start(case, store).address(), 303)

    return app


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError as error:
        raise BadInput([Problem("no address of a page", found=address[:100])]) from error

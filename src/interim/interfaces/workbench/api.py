"""The documents behind the pages: cases, evaluations, and what is saved (see /api/openapi.json)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from interim.foundation.errors import BadInput, Problem
from interim.foundation.json_output import as_json
from interim.futures import Run
from interim.interfaces.workbench.engine import Engine
from interim.interfaces.workbench.forms import visitor
from interim.interfaces.workbench.revisions import mark
from interim.interfaces.workbench.saved import ID, LONGEST_TITLE, fits, save
from interim.interfaces.workbench.shelf import Shelf, missing
from interim.interfaces.workbench.store import MOST_TEXT, plan_mark
from interim.interfaces.workbench.view import MOST_CHANGES, MOST_FUTURES, parse

About = Annotated[
    str, Path(pattern=r"^[a-z0-9][a-z0-9_.:-]{0,79}$", description="What it is about.")
]
PlanId = Annotated[str, Path(pattern=ID, description="Id of a saved plan.")]
Match = Annotated[
    str | None, Header(description="Mark of what is replaced; something else there is left (412).")
]
CaseId = Annotated[str, Path(description="Id of a case.")]


class Asked(BaseModel):
    """What an evaluation is asked for."""

    plan: str | None = Field(None, description="Id of a plan.")
    change: list[str] = Field([], description="ISSUE:OPTION, where a draft differs from it.")
    lens: str | None = Field(None, description="Id of a lens.")
    set: list[str] = Field([], description="QUANTITY=VALUE, in the notation of case files.")
    futures: int | None = Field(None, ge=1, le=MOST_FUTURES, description="How many futures.")
    seed: int | None = Field(None, ge=0, lt=2**31, description="Of the futures.")


class CaseEntry(BaseModel):
    """A case that is open."""

    id: str
    title: str
    plans: list[str]
    lenses: list[str]


class Draft(BaseModel):
    """A plan to be saved."""

    title: str = Field(min_length=1, max_length=LONGEST_TITLE, description="Shown to people.")
    base: str = Field(description="Id of the plan that it starts from.")
    changes: dict[str, str] = Field(
        {}, max_length=MOST_CHANGES, description="Issue -> option, where it differs from that."
    )


class SavedPlan(Draft):
    """A plan that was saved."""

    id: str
    saved: str = Field(description="When, in UTC.")
    mark: str = Field(description="For If-Match, when it is saved again.")
    fits: bool = Field(description="Whether the case still has all that it speaks of.")


class Note(BaseModel):
    """A note; an empty one is forgotten."""

    text: str = Field(max_length=MOST_TEXT)


class Setting(BaseModel):
    """The value of a quantity, in the notation of case files."""

    value: str = Field(min_length=1, max_length=200)


class Trouble(BaseModel):
    """Why a request cannot be answered."""

    problems: list[dict[str, Any]]


def routes(shelf: Shelf, engine: Engine) -> APIRouter:
    """The routes under /api over some cases."""
    store = shelf.store
    router = APIRouter(
        prefix="/api",
        responses={
            400: {"model": Trouble, "description": "The body cannot be read."},
            404: {"model": Trouble, "description": "There is no such thing."},
            412: {"model": Trouble, "description": "Somebody else saved in the meantime."},
            413: {"model": Trouble, "description": "The body is too large."},
            422: {"model": Trouble, "description": "It cannot be used; the problems say why."},
            429: {"model": Trouble, "description": "Too many wait already: try again."},
        },
    )

    @router.get("/cases")
    def all_cases() -> list[CaseEntry]:
        """The cases that are open."""
        return [
            CaseEntry(
                id=case.id,
                title=case.header.title,
                plans=list(shelf.shown(case.id).plans),
                lenses=list(case.lenses),
            )
            for case in shelf
        ]

    @router.post("/cases", status_code=201)
    def import_case(file: UploadFile) -> CaseEntry:
        """Open a case from a zip file; it gets an id that no other case has."""
        case = shelf.take(file.file.read())
        return CaseEntry(
            id=case.id, title=case.header.title, plans=list(case.plans), lenses=list(case.lenses)
        )

    @router.get(
        "/{case}/export",
        response_class=Response,
        responses={200: {"content": {"application/zip": {}}, "description": "A zip file."}},
    )
    def export(case: CaseId) -> Response:
        """The folder of a case with saved plans, notes and settings, as a zip file."""
        shelf.expect(case)
        name = f'attachment; filename="{case}.zip"'
        return Response(
            shelf.packed(case),
            media_type="application/zip",
            headers={"content-disposition": name, "cache-control": "no-store"},
        )

    @router.get("/{case}/evaluation")
    def evaluation(
        case: CaseId, request: Request, asked: Annotated[Asked, Query()]
    ) -> dict[str, Any]:
        """What a plan, or a draft that changes it, leads to: as `interim evaluate --json`."""
        shelf.expect(case)
        shown = shelf.shown(case)
        view = parse(shown, "design", request.query_params.multi_items())
        result = engine.evaluation(shown, view).to_json()
        document: dict[str, Any] = json.loads(as_json(result))
        return document

    @router.get("/{case}/plans")
    def plans(case: CaseId) -> list[SavedPlan]:
        """The plans that were saved, the latest first."""
        shelf.expect(case)
        original = shelf.original(case)
        return [
            SavedPlan(
                id=plan.id,
                title=plan.title,
                base=plan.base,
                changes=dict(plan.changes),
                saved=plan.saved,
                mark=plan_mark(plan),
                fits=fits(original, plan),
            )
            for plan in store.plans(case)
        ]

    @router.put("/{case}/plans/{plan}", status_code=204)
    def keep_plan(
        request: Request, case: CaseId, plan: PlanId, draft: Draft, if_match: Match = None
    ) -> None:
        """Save a plan, in place of a saved one of the same id."""
        shelf.expect(case)
        who, original = visitor(request).name, shelf.original(case)
        seen = _seen(if_match)
        save(store, original, plan, draft.title, draft.base, draft.changes, seen=seen, by=who)

    @router.delete("/{case}/plans/{plan}", status_code=204)
    def drop_plan(case: CaseId, plan: PlanId, if_match: Match = None) -> None:
        """Forget a saved plan."""
        shelf.expect(case)
        if not store.drop_plan(case, plan, _seen(if_match)):
            raise missing(f"saved plan “{plan}”")

    @router.get("/{case}/notes")
    def notes(case: CaseId) -> dict[str, str]:
        """The notes, by what they are about."""
        shelf.expect(case)
        return store.notes(case)

    @router.get("/{case}/notes/{about}")
    def one_note(case: CaseId, about: About, response: Response) -> Note:
        """A note, empty if there is none; its ETag is for If-Match."""
        shelf.expect(case)
        text = store.notes(case).get(about, "")
        response.headers["etag"] = f'"{mark(text)}"'
        return Note(text=text)

    @router.put("/{case}/notes/{about}", status_code=204)
    def keep_note(
        request: Request, case: CaseId, about: About, note: Note, if_match: Match = None
    ) -> None:
        """Keep a note."""
        shelf.expect(case)
        who, seen = visitor(request).name, _seen(if_match)
        _within(lambda: store.note(case, about, note.text, seen=seen, by=who))

    @router.get("/{case}/settings")
    def settings(case: CaseId) -> dict[str, str]:
        """The values of quantities that were saved."""
        shelf.expect(case)
        return store.settings(case)

    @router.put("/{case}/settings/{name}", status_code=204)
    def keep_setting(
        request: Request, case: CaseId, name: str, setting: Setting, if_match: Match = None
    ) -> None:
        """Keep the value of a quantity."""
        shelf.expect(case)
        Run(1, settings={name: setting.value}).quantities(shelf.original(case))
        who, seen = visitor(request).name, _seen(if_match)
        _within(lambda: store.set(case, name, setting.value, seen=seen, by=who))

    @router.delete("/{case}/settings/{name}", status_code=204)
    def drop_setting(case: CaseId, name: str, if_match: Match = None) -> None:
        """Forget the value of a quantity."""
        shelf.expect(case)
        store.set(case, name, None, seen=_seen(if_match))

    return router


def _seen(if_match: str | None) -> str | None:
    """The mark in an If-Match header; None if any will do."""
    given = None if if_match is None else if_match.strip().removeprefix("W/").strip('"')
    return None if given in (None, "*") else given


def _within(change: Callable[[], None]) -> None:
    """Make a change to the store, whose limits are the visitor's mistake."""
    try:
        change()
    except ValueError as error:
        raise BadInput([Problem(str(error))]) from error


def trouble(problems: Iterable[Problem], status: int, headers: Mapping[str, str]) -> JSONResponse:
    """An answer that says why there is none."""
    errors = [problem.as_dict() for problem in problems]
    return JSONResponse({"problems": errors}, status, headers=dict(headers))

"""From the folder of a case to a `Case`, or to everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from interim.case.draft import PARTS, Draft
from interim.case.find import TEMPLATE, bundled, find
from interim.case.folder import Folder, read_folder
from interim.case.layout import CELLS, FILES, FOLDERS
from interim.case.model import Case
from interim.case.positions import Document, read_yaml
from interim.case.provenance import attach
from interim.case.quantity import Quantity
from interim.case.resolve import resolve
from interim.case.rulebook import problems_of
from interim.case.rules.numbers import check_correlations, check_lenses
from interim.case.validate import validate
from interim.foundation.errors import BadInput, Problem

__all__ = ["TEMPLATE", "bundled", "check", "load"]


def load(case: str | Path) -> Case:
    """Read a case and check it.

    Args:
        case: name of a bundled case, or path of the folder of a case.

    Returns:
        The case, with plans complete and every quantity named and traced.

    Raises:
        BadInput: there is no such case, or it has problems; carries all of them, sorted by file
            and line.
    """
    made, problems = _read(find(case))
    if made is None:
        raise BadInput(problems)
    return made


def check(case: str | Path) -> list[Problem]:
    """Every problem of a case, sorted by file and line; none if it is valid.

    Args:
        case: name of a bundled case, or path of the folder of a case.
    """
    try:
        return _read(find(case))[1]
    except BadInput as error:
        return list(error.problems)


def _read(root: Path) -> tuple[Case | None, list[Problem]]:
    try:
        folder = read_folder(root)
    except OSError as error:
        return None, [Problem(f"cannot be read: {error.strerror or error}", str(root))]
    return case_of(folder, read_yaml)


def case_of(
    folder: Folder, parse: Callable[[str, str, str], Document] = read_yaml
) -> tuple[Case | None, list[Problem]]:
    """Make a case of the texts of its files, wherever they come from.

    Args:
        folder: the texts, and the problems found in reading them.
        parse: what reads one file; another than `read_yaml` where most files stay the same.

    Returns:
        The case and no problems, or None and every problem, sorted by file and line.
    """
    reading = _Reading(parse)
    for name, text in folder.texts.items():
        reading.file(name, text)
    draft, problems = reading.draft, [*folder.problems, *reading.problems]
    draft.has_referendum = "referendum.yaml" in folder.texts or any(
        problem.file == "referendum.yaml" for problem in folder.problems
    )
    problems += [fault for fault in problems_of(draft) if not reading.doubtful(fault)]
    quantities: dict[str, Quantity] = {}
    for part in PARTS:
        model = getattr(draft, part)
        if model is not None:
            setattr(draft, part, attach(model, draft.document(part), quantities))
    for id_, plan in draft.plans.items():
        draft.plans[id_] = attach(plan, draft.plan_files[id_], quantities)
    for rule in (check_correlations, check_lenses):
        faults = rule(draft, quantities)
        problems += [fault for fault in faults if not reading.doubtful(fault)]
    if problems:
        return None, _sorted(problems)
    return _case(folder.root, folder.hash, draft, quantities), []


def _case(root: Path, digest: str, draft: Draft, quantities: Mapping[str, Quantity]) -> Case:
    id_ = re.sub(r"[^a-z0-9_.-]+", "-", root.resolve().name.lower()).strip("-_.") or "case"
    fields: dict[str, Any] = {spec.part: getattr(draft, spec.part) for spec in FILES}
    # The parts are models already; validating them again would only cost time.
    return Case.model_construct(
        id=id_,
        folder=root.resolve(),
        hash=digest,
        **fields,
        plans=resolve(draft.plans, draft.header),
        lenses=draft.lenses,
        quantities=dict(quantities),
    )


class _Reading:
    """Fills a draft file by file, keeping what is wrong."""

    def __init__(self, parse: Callable[[str, str, str], Document]) -> None:
        self.parse = parse
        self.draft = Draft()
        self.problems: list[Problem] = []
        self.mended: list[tuple[str, str]] = []

    def file(self, name: str, text: str) -> None:
        if name == CELLS:
            self.draft.cells = text
            return
        kind, _, rest = name.rpartition("/")
        id_ = rest.removesuffix(".yaml")
        stem = f"{kind}.{id_}" if kind else id_
        try:
            document = self.parse(text, name, stem)
        except BadInput as error:
            self.problems += error.problems
            if kind == "plans":  # it exists, so nothing that names it is wrong
                self.draft.plan_files.setdefault(id_, Document(name, stem, None))
            return
        if kind:
            self.member(kind, id_, document)
            return
        self.draft.documents[name] = document
        spec = next(spec for spec in FILES if spec.name == name)
        setattr(self.draft, spec.part, self.made(document, spec.model))

    def member(self, kind: str, id_: str, document: Document) -> None:
        """A plan or a lens."""
        if isinstance(document.data, dict) and isinstance(document.data.get("id"), str):
            id_ = document.data["id"]
        files = self.draft.plan_files if kind == "plans" else self.draft.lens_files
        if id_ in files:
            one = "plan" if kind == "plans" else "lens"
            message = f"two files have the {one} id '{id_}': {files[id_].file} and {document.file}"
            self.problems.append(document.problem(("id",), message, found=id_))
            return
        model = next(spec.model for spec in FOLDERS if spec.name == f"{kind}/")
        files[id_] = document = _renamed(document, f"{kind}.{id_}")
        made = self.made(document, model, id=id_)
        if made is not None:
            (self.draft.plans if kind == "plans" else self.draft.lenses)[id_] = made

    def made(self, document: Document, model: Any, **given: Any) -> Any:
        checked = validate(document, model, **given)
        self.problems += checked.problems
        self.mended += [(document.file, document.dotted(path)) for path in checked.mended]
        return checked.value

    def doubtful(self, problem: Problem) -> bool:
        """Whether a problem is about a value that has been put in the place of a wrong one."""
        return any(
            problem.file == file
            and (problem.path == path or (problem.path or "").startswith(f"{path}."))
            for file, path in self.mended
        )


def _renamed(document: Document, stem: str) -> Document:
    return document if document.stem == stem else replace(document, stem=stem)


def _sorted(problems: list[Problem]) -> list[Problem]:
    order = {spec.name: index for index, spec in enumerate(FILES)}

    def place(problem: Problem) -> tuple[int, str, int, int]:
        file = problem.file or ""
        return order.get(file, len(order)), file, problem.line or 0, problem.column or 0

    return sorted(dict.fromkeys(problems), key=place)

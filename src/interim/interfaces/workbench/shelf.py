"""The cases that are open: those that were asked for, those that were imported, what is saved."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from fastapi import HTTPException

from interim.case.find import bundled
from interim.case.model import Case
from interim.case.read import load
from interim.foundation.errors import BadInput, Problem
from interim.interfaces.workbench import bundle
from interim.interfaces.workbench.saved import with_saved
from interim.interfaces.workbench.store import Store

MOST_CASES = 100
RESERVED = ("api", "static", "cases")
"""Where a case could not be reached under its own address."""


def missing(what: str) -> HTTPException:
    """The answer to who asks for what is not there."""
    return HTTPException(404, f"There is no {what}.")


class Shelf:
    """Cases by id, the first opens first."""

    def __init__(self, cases: Mapping[str, Case], store: Store, folder: Path | None = None) -> None:
        """Opens cases, and those imported earlier that are still in order.

        Args:
            cases: id -> case.
            store: what was saved about them.
            folder: where imported cases are kept; None if none can be.

        Raises:
            ValueError: there is no case.
        """
        if not cases:
            raise ValueError("no case to show")
        self.store = store
        self._folder = folder
        self._cases = dict(cases)
        self._lock = threading.Lock()
        self._shown: dict[str, tuple[tuple[int, int], Case]] = {}
        if folder:
            bundle.sweep(folder)
        for path in sorted(folder.glob("[!.]*/")) if folder and folder.is_dir() else ():
            try:
                case = load(path)
            except BadInput:
                continue  # written by another version, or changed by hand
            self._cases.setdefault(case.id, case)

    def __iter__(self) -> Iterator[Case]:
        """The cases as in their folders."""
        return iter(list(self._cases.values()))

    def __contains__(self, id_: object) -> bool:
        """Whether there is a case of that id."""
        return id_ in self._cases

    def expect(self, id_: str) -> None:
        """Complain if there is no case of that id.

        Raises:
            HTTPException: there is none.
        """
        if id_ not in self._cases:
            raise missing(f"case “{id_}”")

    def original(self, id_: str) -> Case:
        """A case as in its folder.

        Raises:
            KeyError: there is none.
        """
        return self._cases[id_]

    def shown(self, id_: str) -> Case:
        """A case with the plans that were saved; the same object until something is saved.

        Raises:
            KeyError: there is none.
        """
        case, revision = self._cases[id_], self.store.revision
        with self._lock:
            before, made = self._shown.get(id_, (None, case))
            if before != revision:
                made = with_saved(case, self.store.plans(id_))
                self._shown[id_] = (revision, made)
            return made

    def packed(self, id_: str) -> bytes:
        """A zip file of a case with what was saved; see `bundle.packed`."""
        return bundle.packed(self._cases[id_], self.store)

    def take(self, content: bytes) -> Case:
        """Open and keep the case in a zip file; see `bundle.unpacked`.

        Raises:
            BadInput: it is none, has mistakes, or there is no room for it.
        """
        if self._folder is None:
            raise BadInput([Problem("this workbench keeps no imported cases")])
        if len(self._cases) >= MOST_CASES:
            raise BadInput([Problem(f"no more than {MOST_CASES} cases can be open")])
        # Outside the lock, which every page needs: only the name is given under it.
        with bundle.checked(content, self._folder) as part:
            with self._lock:
                taken = {*self._cases, *bundled(), *RESERVED}
                id_ = part.settle(taken)
            case = part.opened(id_, self.store)
        with self._lock:
            self._cases[case.id] = case
        return case

"""A case while it is being read: its parts, as far as they could be made, and their places."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from interim.case.layout import FILES
from interim.case.model import (
    Body,
    Enforcement,
    Header,
    Issues,
    Lens,
    Likeness,
    Plan,
    Preferences,
    Record,
    Referendum,
    Source,
    Talks,
    Territory,
    War,
)
from interim.case.positions import Document, Path
from interim.foundation.errors import Problem

PARTS = tuple(spec.part for spec in FILES if spec.quantities)
"""The parts that hold quantities, besides plans; each is named like its file."""


@dataclass
class Draft:
    """The parts of a case. A part is None while its file is missing or beyond mending.

    The methods that check a name yield its problem, or nothing if it is known or if the part
    that would say so could not be read.
    """

    documents: dict[str, Document] = field(default_factory=dict)
    """By file name."""
    plan_files: dict[str, Document] = field(default_factory=dict)
    """By plan id, whether or not the plan could be made."""
    lens_files: dict[str, Document] = field(default_factory=dict)
    header: Header | None = None
    issues: Issues | None = None
    preferences: dict[str, Preferences] | None = None
    war: War | None = None
    enforcement: Enforcement | None = None
    bodies: dict[str, Body] | None = None
    territory: Territory | None = None
    referendum: Referendum | None = None
    talks: Talks | None = None
    record: Record | None = None
    history: Likeness | None = None
    sources: dict[str, Source] | None = None
    plans: dict[str, Plan] = field(default_factory=dict)
    """As written, before `based_on` is applied."""
    lenses: dict[str, Lens] = field(default_factory=dict)
    has_referendum: bool = False
    cells: str | None = None
    """The text of the table of cells."""

    def document(self, part: str) -> Document:
        """The file of a part that could be made, by its stem."""
        return self.documents[f"{part}.yaml"]

    @property
    def principals(self) -> tuple[str, ...] | None:
        """The ids of the principals, however many there are."""
        if self.header is None:
            return None
        parties = self.header.parties.items()
        return tuple(name for name, party in parties if "principal" in party.roles)

    def party(
        self, document: Document, path: Path, name: str, *, key: bool = False
    ) -> Iterator[Problem]:
        """Check the name of a party."""
        parties = None if self.header is None else self.header.parties
        return _known(document, path, "party", name, parties, key)

    def principal(
        self, document: Document, path: Path, name: str, *, key: bool = False
    ) -> Iterator[Problem]:
        """Check the name of a principal."""
        if self.header is not None and name in self.header.parties:
            principals = self.principals or ()
            if name not in principals:
                yield document.problem(
                    path,
                    f"the party '{name}' is not a principal",
                    key=key,
                    found=name,
                    expected=f"one of {', '.join(principals)}",
                )
            return
        yield from _known(document, path, "principal", name, self.principals, key)

    def principal_keys(
        self, document: Document, path: Path, mapping: Collection[str]
    ) -> Iterator[Problem]:
        """Check that every key of a mapping is a principal."""
        for name in mapping:
            yield from self.principal(document, (*path, name), name, key=True)

    def issue(
        self, document: Document, path: Path, name: str, *, key: bool = False
    ) -> Iterator[Problem]:
        """Check the name of an issue."""
        issues = None if self.issues is None else self.issues.issues
        return _known(document, path, "issue", name, issues, key)

    def option(
        self, document: Document, path: Path, issue: str, name: str, *, key: bool = False
    ) -> Iterator[Problem]:
        """Check the name of an option of an issue; an unknown issue is not reported here."""
        options = self.options(issue)
        of = f" of issue '{issue}'"
        return _known(document, path, "option", name, options, key, of)

    def options(self, issue: str) -> Collection[str] | None:
        """The options of an issue, or None if they are not known."""
        if self.issues is None or issue not in self.issues.issues:
            return None
        return self.issues.issues[issue].options

    def could_name(self, quantity: str) -> bool:
        """Whether the file that a dotted name begins with was read, so that it can be checked.

        A name that begins with no file is checked as well.
        """
        stem = quantity.partition(".")[0]
        if stem == "plans":
            return len(self.plans) == len(self.plan_files)
        return getattr(self, stem, "") is not None if stem in PARTS else True

    def plan(self, document: Document, path: Path, name: str) -> Iterator[Problem]:
        """Check the name of a plan."""
        known = tuple(dict.fromkeys((*self.plan_files, "no-deal")))
        return _known(document, path, "plan", name, known, False)


def _known(
    document: Document,
    path: Path,
    kind: str,
    name: str,
    valid: Collection[str] | None,
    key: bool,
    of: str = "",
) -> Iterator[Problem]:
    if valid is not None and name not in valid:
        yield document.unknown(path, kind, name, valid, key=key, of=of)


def known(
    document: Document,
    path: Path,
    kind: str,
    name: str,
    valid: Collection[str],
    *,
    key: bool,
    of: str = "",
) -> Iterator[Problem]:
    """Check a name against the valid ones, as the methods of a draft do."""
    return _known(document, path, kind, name, valid, key, of)

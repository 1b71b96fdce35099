"""Negotiation domains of Genius: an XML file for the domain, one for each party.

What a package is worth follows Genius 10.4 (Lin, Kraus, Baarslag, Tykhonov, Hindriks and Jonker
2014, "Genius: an integrated environment for supporting the design of generic automated
negotiators", Computational Intelligence 30(1)), except that weights which do not add up to 1 are
scaled so that they do:

- additive: the sum over issues of weight times evaluation, where a discrete evaluation is divided
  by the issue's largest, an integer one is linear in the distance from the lower bound, and a
  real one is linear, triangular or constant; the latter two are cut off at 0 and 1. Profiles of
  type `uncertain`, which Genius shows to agents only in part, are read in full;
- hyper-rectangles: see `genius_nonlinear`.

Reservation values are taken as they stand. Discount factors are kept but not applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from interim.bargaining.scenario import Scenario
from interim.bargaining.space import Interaction, Space
from interim.foundation.errors import BadInput, Problem
from interim.interop.genius_additive import Curve, curve, discrete, evaluated, levels, weights
from interim.interop.genius_domain import Issue, issues, matched
from interim.interop.genius_nonlinear import Rectangles, rectangles
from interim.interop.genius_write import write_genius
from interim.interop.genius_xml import Document, parse

__all__ = ["read_genius", "write_genius"]

_KINDS = ("", "linear", "additive", "uncertain", "nonlinear")


@dataclass(frozen=True)
class _Profile:
    """A profile whose issues are those of the domain."""

    document: Document
    objective: etree._Element
    issues: tuple[Issue, ...]
    nonlinear: bool
    reservation: float
    discount: float
    stated: float


def read_genius(domain: Path, profiles: Sequence[Path]) -> Scenario:
    """Read a domain and the profiles of its parties.

    Real issues are cut into levels: evenly spaced ones, and wherever a party's evaluation bends,
    so that no party's best is lost.

    Args:
        domain: the file with `<negotiation_template>`.
        profiles: a file with `<utility_space>` for each party.

    Returns:
        The scenario; parties are named as their files, utilities lie between 0 and 1.

    Raises:
        BadInput: a file cannot be read, is broken or of another kind, or a profile does not fit
            the domain. Names the file and line.
    """
    if not profiles:
        raise BadInput([Problem(message="no profile of a party is given", file=str(domain))])
    template = parse(domain, "Genius domain", "negotiation_template")
    objective = template.child(template.child(template.root, "utility_space"), "objective")
    of_domain = issues(template, objective)
    read = [_profile(path, of_domain) for path in profiles]
    notices = [*template.mended, *(said for each in read for said in each.document.mended)]
    notices += [
        f"{each.document.path.name}: a discount of {each.stated:g} is none, as Genius has it"
        for each in read
        if each.stated > 1
    ]
    notices += [
        f"{profile.document.path.name}: issue '{own.name}' has bounds {own.bounds[0]:g} to "
        f"{own.bounds[1]:g} there, the domain's count"
        for profile in read
        for own, theirs in zip(profile.issues, of_domain, strict=True)
        if own.bounds != theirs.bounds
    ]
    curves = [[_curve(profile, issue) for issue in range(len(of_domain))] for profile in read]
    options: list[tuple[str, ...]] = []
    numbers: list[NDArray[np.float64]] = []
    for place, issue in enumerate(of_domain):
        names, values = _options(issue, [each[place] for each in curves])
        options.append(names)
        numbers.append(values)
        if issue.kind == "real":
            notices.append(f"issue '{issue.name}' is real: cut into {len(names)} levels")
    utilities = [np.zeros((len(names), len(read))) for names in options]
    interactions: list[Interaction] = []
    for party, profile in enumerate(read):
        if profile.nonlinear:
            boxes, warnings = rectangles(
                profile.document, profile.objective, profile.issues, tuple(options)
            )
            interactions += _interactions(boxes, party, len(read))
            notices += warnings
            continue
        gains, notes = _additive(profile, options, numbers, curves[party])
        for place, shares in enumerate(gains):
            utilities[place][:, party] = shares
        notices += notes
    space = Space(
        parties=_names(profiles),
        issues=tuple(issue.name for issue in of_domain),
        options=tuple(options),
        utilities=tuple(utilities),
        disagreement=np.array([profile.reservation for profile in read]),
        interactions=tuple(interactions),
        ceiling=np.ones(len(read)) if interactions else None,
    )
    return Scenario(
        name=_title(objective, domain),
        format="genius",
        space=space,
        discounts=tuple(profile.discount for profile in read),
        notices=tuple(notices),
    )


def _profile(path: Path, of_domain: tuple[Issue, ...]) -> _Profile:
    document = parse(path, "Genius profile", "utility_space")
    kind = (document.root.get("type") or "").lower()
    if kind not in _KINDS:
        raise document.wrong(
            "this type of <utility_space> is not supported",
            found=kind,
            expected="none, linear, uncertain or nonlinear",
        )
    objective = document.child(document.root, "objective")
    reservation = _value(document, "reservation", 0.0)
    discount = _value(document, "discount_factor", 1.0)
    if discount < 0:
        raise document.wrong(
            "a discount factor out of range",
            document.root.find("discount_factor"),
            found=f"{discount:g}",
            expected="between 0 and 1",
        )
    return _Profile(
        document=document,
        objective=objective,
        issues=matched(document, issues(document, objective, repeats=True), of_domain),
        nonlinear=kind == "nonlinear",
        reservation=reservation,
        discount=min(discount, 1.0) or 1.0,  # Genius means none by 0, and by more than 1
        stated=discount,
    )


def _value(document: Document, tag: str, default: float) -> float:
    """The number in an element beside the objective, if it is there."""
    if document.root.find(tag) is None:
        return default
    return document.number(document.child(document.root, tag), "value")


def _curve(profile: _Profile, place: int) -> Curve | None:
    issue = profile.issues[place]
    if profile.nonlinear or issue.kind == "discrete":
        return None
    return curve(profile.document, issue)


def _options(
    issue: Issue, curves: list[Curve | None]
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Names of an issue's options, and the numbers that they stand for."""
    if issue.kind == "discrete":
        return issue.values, np.zeros(0)
    if issue.kind == "integer":
        low, high = (int(bound) for bound in issue.bounds)
        names = tuple(str(number) for number in range(low, high + 1))
        return names, np.arange(low, high + 1, dtype=np.float64)
    options = levels(issue.bounds, [one for one in curves if one is not None])
    return tuple(str(float(level)).removesuffix(".0") for level in options), options


def _additive(
    profile: _Profile,
    options: list[tuple[str, ...]],
    numbers: list[NDArray[np.float64]],
    curves: list[Curve | None],
) -> tuple[list[NDArray[np.float64]], list[str]]:
    """What each option of each issue adds, and notices."""
    document = profile.document
    shares, notice = weights(document, profile.objective, profile.issues)
    notices = [] if notice is None else [notice]
    gains = []
    for place, issue in enumerate(profile.issues):
        own = curves[place]
        if own is None:
            values, notice = discrete(document, issue, options[place])
        else:
            values, notice = evaluated(document, issue, own, numbers[place])
        notices += [] if notice is None else [notice]
        gains.append(values * shares[place])
    return gains, notices


def _interactions(boxes: Rectangles, party: int, parties: int) -> list[Interaction]:
    made = []
    for condition, gain in boxes:
        values = np.zeros(parties)
        values[party] = gain
        made.append(Interaction(condition, values))
    return made


def _names(profiles: Sequence[Path]) -> tuple[str, ...]:
    """Names of the files without what they end in, numbered where they repeat."""
    names: list[str] = []
    for path in profiles:
        name, number = path.stem, 1
        while name in names:
            number += 1
            name = f"{path.stem} ({number})"
        names.append(name)
    return tuple(names)


def _title(objective: etree._Element, domain: Path) -> str:
    """The objective's name; most files say only `root` there, then the folder's."""
    name = objective.get("name") or ""
    return str(name) if name not in ("", "root") else domain.absolute().parent.name

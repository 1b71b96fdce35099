"""Writes a space of packages as a Genius domain: an XML file for it, one for each party.

Genius scales every discrete issue so that its best value counts fully, and expects weights that
add up to 1. A space is written so that reading it gives the same values back, in the first of
these forms that can hold it:

1. discrete issues, if each party's best option of every issue together are worth 1;
2. with integer evaluators for issues of consecutive whole numbers in which every party's value
   is linear, whose weight may be larger than the most they add;
3. hyper-rectangles, if all issues are of consecutive whole numbers: they also hold interactions
   that are boxes, and a ceiling of 1.

Nothing is rescaled; what no form can hold is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from interim.bargaining.scenario import Scenario
from interim.bargaining.space import Space
from interim.foundation.errors import BadInput, Problem
from interim.foundation.files import write_text
from interim.interop.genius_boxes import Box, box

_SUM = 1e-9
_LINEAR = 1e-14
_SAFE = re.compile(r"[\w(][\w .()+=,-]*", re.ASCII)

_Values = NDArray[np.float64]


def write_genius(scenario: Scenario | Space, folder: Path) -> tuple[Path, ...]:
    """Write a scenario or space so that Genius, and `read_genius`, can read it.

    Args:
        scenario: what to write; a space has no discounts.
        folder: made if it is not there.

    Returns:
        The domain's file, then the profile of each party, named as the party where a file can be.

    Raises:
        BadInput: the format cannot hold the space (it has constraints, or values that no form
            can hold), or a file cannot be written.
    """
    if isinstance(scenario, Scenario):
        space, name, discounts = scenario.space, scenario.name, scenario.discounts
    else:
        space, name = scenario, folder.absolute().name
        discounts = (1.0,) * len(scenario.parties)
    if space.constraints:
        raise _cannot(folder, "packages that are excluded (constraints)")
    try:
        integer, bodies = _form(space, folder)
        documents = [_domain(space, name, integer)]
        for party in range(len(space.parties)):
            reserved = float(space.disagreement[party])
            documents.append(
                _profile(space, name, integer, bodies[party], reserved, discounts[party])
            )
    except ValueError as error:  # from lxml: characters that XML does not have
        raise _cannot(folder, f"a name in it: {error}") from error
    paths = [folder / file for file in _files(space.parties)]
    for path, document in zip(paths, documents, strict=True):
        etree.indent(document)
        write_text(path, etree.tostring(document, encoding="unicode") + "\n")
    return tuple(paths)


class _Additive:
    """A party's weights and evaluations; an integer issue's by slope and offset."""

    def __init__(self, weights: list[float], gains: list[_Values]) -> None:
        self.weights = weights
        self.shares = [
            gain / weight if weight > 0 else np.zeros(len(gain))
            for gain, weight in zip(gains, weights, strict=True)
        ]


_Body = _Additive | list[tuple[Box, float]]


def _form(space: Space, folder: Path) -> tuple[tuple[bool, ...], list[_Body]]:
    """Which issues are written as integers, and what each party's profile says."""
    parties = range(len(space.parties))
    whole = tuple(_consecutive(options) for options in space.options)
    gains = [_nonnegative([u[:, p] for u in space.utilities]) for p in parties]
    additive = not space.interactions and all(_under_ceiling(space, p) for p in parties)
    problem = "interactions between issues, or a ceiling, unless all issues are of whole numbers"
    if additive:
        linear = tuple(
            is_whole and all(own is None or _linear(own[i]) for own in gains)
            for i, is_whole in enumerate(whole)
        )
        for integer in ((False,) * len(whole), linear):
            bodies: list[_Body] = []
            for own in gains:
                body = None if own is None else _additive(own, integer)
                if body is not None:
                    bodies.append(body)
            if len(bodies) == len(gains):
                return integer, bodies
        problem = "a party whose best package is not worth 1, or whose worst is below 0"
    if all(whole):
        return whole, [_boxes(space, party, folder) for party in parties]
    raise _cannot(folder, problem)


def _additive(gains: list[_Values], integer: tuple[bool, ...]) -> _Additive | None:
    """Weights and evaluations, if weights can be chosen to add up to 1."""
    weights = [float(gain.max()) for gain in gains]
    left = 1 - sum(weights)
    if abs(left) > _SUM:
        if left < 0 or not any(integer):
            return None
        weights[integer.index(True)] += left
    return _Additive(weights, gains)


def _nonnegative(gains: list[_Values]) -> list[_Values] | None:
    """The same sums with nothing below 0 in any issue, or None if a sum is."""
    if all((gain >= 0).all() for gain in gains):
        return gains
    least = sum(float(gain.min()) for gain in gains)
    if least < 0:
        return None
    moved = [gain - gain.min() for gain in gains]
    moved[0] = moved[0] + least
    return moved


def _consecutive(options: tuple[str, ...]) -> bool:
    """Whether options are whole numbers, each one more than the last."""
    if not re.fullmatch(r"-?\d{1,9}", options[0], re.ASCII):
        return False
    first = int(options[0])
    return options == tuple(str(first + k) for k in range(len(options)))


def _linear(gains: _Values) -> bool:
    line = np.linspace(gains[0], gains[-1], len(gains))
    return bool((np.abs(line - gains) <= _LINEAR).all())


def _most(space: Space, party: int) -> float:
    """No package is worth more to a party."""
    most = sum(float(u[:, party].max()) for u in space.utilities)
    return most + sum(max(float(i.values[party]), 0.0) for i in space.interactions)


def _under_ceiling(space: Space, party: int) -> bool:
    return space.ceiling is None or _most(space, party) <= space.ceiling[party] + _SUM


def _boxes(space: Space, party: int, folder: Path) -> list[tuple[Box, float]]:
    """What a party's value is a sum of, as boxes of numbers."""
    # Reading puts a ceiling of 1 on every sum.
    most = _most(space, party)
    ceiling = np.inf if space.ceiling is None else float(space.ceiling[party])
    if min(most, ceiling) > 1 + _SUM or (ceiling < 1 - _SUM and most > ceiling):
        raise _cannot(
            folder, f"values of party '{space.parties[party]}' above 1, or a ceiling other than 1"
        )
    boxes: list[tuple[Box, float]] = []
    for place, utilities in enumerate(space.utilities):
        for option, gain in enumerate(utilities[:, party].tolist()):
            if gain:
                boxes.append((Box("INCLUDES", ((place, option, option),)), gain))
    for interaction in space.interactions:
        gain = float(interaction.values[party])
        if gain:
            made = box(interaction.condition, space.issues, space.options)
            if made is None:
                raise _cannot(
                    folder,
                    "an interaction whose condition is no box of numbers: all of some bounds, or "
                    "any of them broken",
                )
            boxes.append((made, gain))
    return boxes


def _domain(space: Space, name: str, integer: tuple[bool, ...]) -> etree._Element:
    root = etree.Element("negotiation_template")
    outer = etree.SubElement(root, "utility_space", number_of_issues=str(len(space.issues)))
    objective = _objective(outer, name)
    for place in range(len(space.issues)):
        issue = _issue(objective, space, place, integer[place])
        if not integer[place]:
            for index, value in enumerate(space.options[place], start=1):
                etree.SubElement(issue, "item", index=str(index), value=value)
    return root


def _profile(
    space: Space,
    name: str,
    integer: tuple[bool, ...],
    body: _Body,
    reserved: float,
    discount: float,
) -> etree._Element:
    boxed = not isinstance(body, _Additive)
    root = etree.Element("utility_space", {"type": "nonlinear"} if boxed else {})
    objective = _objective(root, name)
    for place in range(len(space.issues)):
        issue = _issue(objective, space, place, integer[place])
        if isinstance(body, _Additive):
            _evaluations(issue, space.options[place], body.shares[place], integer[place])
    if isinstance(body, _Additive):
        for index, weight in enumerate(body.weights, start=1):
            etree.SubElement(objective, "weight", index=str(index), value=_text(weight))
    else:
        utility = etree.SubElement(objective, "utility", maxutility="1.0")
        function = etree.SubElement(
            utility, "ufun", type="PlainUfun", weight="1", aggregation="sum"
        )
        for made, gain in body:
            _rectangle(function, made, gain, space.options)
    etree.SubElement(root, "discount_factor", value=_text(discount))
    etree.SubElement(root, "reservation", value=_text(reserved))
    return root


def _objective(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(
        parent, "objective", index="0", name=name, description="", type="objective",
        etype="objective",
    )  # fmt: skip


def _issue(objective: etree._Element, space: Space, place: int, integer: bool) -> etree._Element:
    kind = "integer" if integer else "discrete"
    options = space.options[place]
    bounds = {"lowerbound": options[0], "upperbound": options[-1]} if integer else {}
    named = {"index": str(place + 1), "name": space.issues[place]}
    kinds = {"type": kind, "etype": kind, "vtype": kind}
    return etree.SubElement(objective, "issue", {**named, **kinds, **bounds})


def _evaluations(
    issue: etree._Element, options: tuple[str, ...], shares: _Values, integer: bool
) -> None:
    if integer:
        slope = (shares[-1] - shares[0]) / max(1, len(shares) - 1)
        etree.SubElement(
            issue, "evaluator", ftype="linear", slope=_text(slope), offset=_text(shares[0])
        )
        return
    for index, (value, share) in enumerate(zip(options, shares, strict=True), start=1):
        etree.SubElement(issue, "item", index=str(index), value=value, evaluation=_text(share))


def _rectangle(
    function: etree._Element, made: Box, gain: float, options: Sequence[tuple[str, ...]]
) -> None:
    rectangle = etree.SubElement(function, "hyperRectangle", utility=_text(gain))
    for place, low, high in made.bounds:
        etree.SubElement(
            rectangle, made.kind, index=str(place + 1), min=options[place][low],
            max=options[place][high],
        )  # fmt: skip


def _text(number: float) -> str:
    return repr(float(number))


def _files(parties: tuple[str, ...]) -> list[str]:
    """Distinct file names on any system: the domain's, then one for each party."""
    taken = {"domain"}
    names = ["domain.xml"]
    for number, party in enumerate(parties, start=1):
        name = party if _SAFE.fullmatch(party) and len(party) < 100 else f"party-{number}"
        while name.lower() in taken:
            name += f"-{number}"
        taken.add(name.lower())
        names.append(f"{name}.xml")
    return names


def _cannot(folder: Path, what: str) -> BadInput:
    return BadInput([Problem(message=f"a Genius domain cannot hold {what}", file=str(folder))])

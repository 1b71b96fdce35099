"""Read GeniusWeb's JSON: a domain, and a linear additive profile for each party.

A profile's reservation is a bid: what it is worth is the disagreement value. Profiles have no
discount. Both names of the evaluator of discrete values in circulation are read
(`DiscreteValueSetUtilities`, `discreteutils`), and so are number ranges with a step
(`NumberValueSetUtilities`, `numberutils`), whose utility runs in a straight line.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.scenario import Scenario
from interim.bargaining.space import Space
from interim.foundation.errors import BadInput, Problem
from interim.interop.json_positions import read_json
from interim.interop.node import MOST_OPTIONS, Node, distinct, read_text, root, shares

RANGE_LIMIT = 100_000
"""Most values of a number range that are listed as options."""

DIGITS = 30
"""Most digits of a number in a range, before or after the point."""

_DISCRETE = ("DiscreteValueSetUtilities", "discreteutils")
_NUMBERS = ("NumberValueSetUtilities", "numberutils")

Options = dict[str, tuple[str, ...]]


def read_geniusweb(domain: Path, profiles: Sequence[Path]) -> Scenario:
    """Read a negotiation in GeniusWeb's JSON.

    Args:
        domain: the file with `issuesValues`.
        profiles: a file with a `LinearAdditiveUtilitySpace` for each party.

    Returns:
        The negotiation; without a reservation bid the disagreement value is 0.

    Raises:
        BadInput: a file is malformed, a profile is for another domain, a weight names an issue
            that does not exist, a utility is outside 0 to 1, or no profile is given.
    """
    top = root(read_json(read_text(domain), str(domain)))
    options = _options(top["issuesValues"])
    if not profiles:
        raise BadInput([Problem("no profile is given for this domain", str(domain))])
    read = [_profile(path, top, options) for path in profiles]
    tables = tuple(
        np.stack([profile.tables[i] for profile in read], axis=1) for i in range(len(options))
    )
    name = top.get("name")
    return Scenario(
        name=name.text() if name else domain.stem,
        format="geniusweb",
        space=Space(
            parties=distinct([profile.name for profile in read], profiles),
            issues=tuple(options),
            options=tuple(options.values()),
            utilities=tables,
            disagreement=np.array([profile.reservation for profile in read]),
        ),
        discounts=(1.0,) * len(read),
        notices=tuple(notice for profile in read for notice in profile.notices),
    )


class _Profile:
    """One party's values, by issue in the order of the domain."""

    def __init__(self, name: str, tables: list[NDArray[np.float64]], notices: list[str]) -> None:
        self.name, self.tables, self.notices = name, tables, notices
        self.reservation = 0.0


def _profile(path: Path, domain: Node, options: Options) -> _Profile:
    top = root(read_json(read_text(path), str(path)))
    if top.get("LinearAdditiveUtilitySpace") is None:
        kinds = ", ".join(key for key, _ in top.items()) or "nothing"
        message = "no linear additive profile: other kinds of profile are not read"
        raise top.wrong(message, found=kinds, expected="LinearAdditiveUtilitySpace")
    profile = top["LinearAdditiveUtilitySpace"]
    title = profile.get("name")
    name = title.text() if title else path.stem
    _check_domain(profile, domain, options)
    issue_weights = _by_issue(profile["issueWeights"], options)
    weights, notices = shares([issue_weights[issue] for issue in options], name)
    evaluators = _by_issue(profile["issueUtilities"], options)
    tables = [
        weight * _utilities(evaluators[issue], issue, values)
        for weight, (issue, values) in zip(weights, options.items(), strict=True)
    ]
    read = _Profile(name, tables, notices)
    bid = profile.get("reservationBid")
    if bid is not None:
        read.reservation = _reservation(bid["issuevalues"], read, options)
    return read


def _options(issues: Node) -> Options:
    options: Options = {}
    for issue, node in issues.items():
        if node.get("range") is not None:
            numbers = _range(node["range"], MOST_OPTIONS - sum(map(len, options.values())))
            options[issue] = tuple(f"{value.normalize():f}" for value in numbers)
            continue
        values = node["values"].entries()
        if not values:
            raise node["values"].wrong(f"issue '{issue}' has no value")
        names: dict[str, None] = {}
        for value in values:
            if value.text() in names:
                raise value.wrong(f"value '{value.value}' of issue '{issue}' stands twice")
            names[value.text()] = None
        options[issue] = tuple(names)
    if not options:
        raise issues.wrong("the domain has no issue")
    return options


def _range(node: Node, room: int) -> list[Decimal]:
    """Every value of a number range, the low end included and the high end where a step meets it.

    Written either `{"low": 1, "high": 2, "step": 0.5}` or `[1, 2, 0.5]`.
    """
    if isinstance(node.value, list):
        parts = node.entries()
        if len(parts) != 3:
            raise node.wrong("not a range", found=node.shown(), expected="[low, high, step]")
    else:
        parts = [node["low"], node["high"], node["step"]]
    low, high, step = (_decimal(part) for part in parts)
    if step <= 0:
        raise parts[2].wrong("the step of a range", found=str(step), expected="more than 0")
    if high < low:
        raise parts[1].wrong("the range is empty", found=str(high), expected=f"at least {low}")
    count = int((high - low) / step) + 1
    most = min(RANGE_LIMIT, room)
    if count > most:
        raise node.wrong(
            "the range has too many values to list", found=str(count), expected=f"at most {most}"
        )
    return [low + k * step for k in range(count)]


def _decimal(node: Node) -> Decimal:
    """A number, or text that is one, exactly as it is written."""
    if isinstance(node.value, str):
        try:
            number = Decimal(node.value)
        except ArithmeticError as error:
            raise node.wrong("not a number", found=node.shown()) from error
        if not number.is_finite():
            raise node.wrong("not a finite number", found=node.shown())
    else:
        node.number()
        number = Decimal(str(node.value))
    # Written out, 1e999999999 is a gigabyte.
    if number and abs(number.adjusted()) > DIGITS:
        expected = f"a number of at most {DIGITS} digits before or after the point"
        raise node.wrong("out of range", found=node.shown(), expected=expected)
    return number


def _check_domain(profile: Node, domain: Node, options: Options) -> None:
    """A profile repeats its domain, in any order of issues and values."""
    own = profile.get("domain")
    if own is None:
        return
    theirs = _options(own["issuesValues"])
    title = f" '{domain.value['name']}'" if isinstance(domain.value.get("name"), str) else ""
    for issue, node in own["issuesValues"].items():
        if issue not in options:
            another = f"a profile for another domain: issue '{issue}' is not in {_base(domain)}"
            raise node.wrong(another, key=True, expected=f"the issues of domain{title}")
        if set(theirs[issue]) != set(options[issue]):
            odd = sorted(set(theirs[issue]) ^ set(options[issue]))
            where = "the profile" if odd[0] in theirs[issue] else _base(domain)
            another = f"a profile for another domain: '{odd[0]}' of issue '{issue}' is only in"
            raise node.wrong(f"{another} {where}", key=True)
    for issue in options:
        if issue not in theirs:
            another = f"a profile for another domain: issue '{issue}' of {_base(domain)} is missing"
            raise own["issuesValues"].wrong(another)


def _base(domain: Node) -> str:
    return Path(domain.document.file).name


def _by_issue(mapping: Node, options: Options) -> dict[str, Node]:
    """The values of a mapping that has one for every issue, and no other."""
    entries = dict(mapping.items())
    for issue, node in entries.items():
        if issue not in options:
            raise node.unknown("issue", options)
    for issue in options:
        if issue not in entries:
            raise mapping.wrong(f"nothing for issue '{issue}'")
    return entries


def _utilities(node: Node, issue: str, values: tuple[str, ...]) -> NDArray[np.float64]:
    for kind, inner in node.items():
        if kind in _DISCRETE:
            return _discrete(inner["valueUtilities"], issue, values)
        if kind in _NUMBERS:
            return _numbers(inner, issue, values)
    found = ", ".join(key for key, _ in node.items()) or "nothing"
    expected = f"one of {', '.join((*_DISCRETE, *_NUMBERS))}"
    raise node.wrong(f"issue '{issue}' has no evaluator", found=found, expected=expected)


def _discrete(node: Node, issue: str, values: tuple[str, ...]) -> NDArray[np.float64]:
    given, known = dict(node.items()), set(values)
    for value, utility in given.items():
        if value not in known:
            raise utility.unknown("value", values, of=f" of issue '{issue}'")
    for value in values:
        if value not in given:
            raise node.wrong(f"no utility for value '{value}' of issue '{issue}'")
    return np.array([given[value].number(0.0, 1.0) for value in values])


def _numbers(node: Node, issue: str, values: tuple[str, ...]) -> NDArray[np.float64]:
    low, high = _decimal(node["lowValue"]), _decimal(node["highValue"])
    try:
        numbers = np.array([float(Decimal(value)) for value in values])
    except ArithmeticError as error:
        message = f"utilities of a number range for issue '{issue}', whose values are no numbers"
        raise node.wrong(message, found=values[0]) from error
    if not low < high:
        raise node["highValue"].wrong("the range is empty", expected=f"more than {low}")
    # Java compares with the end of the range, which a step need not meet.
    if low != Decimal(values[0]) or high < Decimal(values[-1]):
        message = f"utilities for another range of issue '{issue}'"
        expected = f"from {values[0]} to {values[-1]}"
        raise node.wrong(message, found=f"from {low} to {high}", expected=expected)
    ends = [node[key].number(0.0, 1.0) for key in ("lowUtility", "highUtility")]
    line = ends[0] + (ends[1] - ends[0]) * (numbers - float(low)) / float(high - low)
    return np.clip(line, 0.0, 1.0)


def _reservation(bid: Node, read: _Profile, options: Options) -> float:
    """What the reservation bid is worth; an issue that it leaves open adds nothing."""
    given = dict(bid.items())
    for issue, value in given.items():
        if issue not in options:
            raise value.unknown("issue", options, of=" in the reservation bid")
    total = 0.0
    for (issue, values), table in zip(options.items(), read.tables, strict=True):
        if issue not in given:
            read.notices.append(
                f"the reservation bid of {read.name} leaves '{issue}' open: worth 0"
            )
            continue
        total += float(table[_index(given[issue], values)])
    return total


def _index(node: Node, values: tuple[str, ...]) -> int:
    name = str(node.value)
    if name in values:
        return values.index(name)
    if not isinstance(node.value, bool) and isinstance(node.value, int | float):
        same = [i for i, value in enumerate(values) if _same(value, node)]
        if same:
            return same[0]
    shown = ", ".join(values[:12]) + (" ..." if len(values) > 12 else "")
    raise node.wrong(f"unknown value '{name}'", found=name, expected=f"one of {shown}")


def _same(value: str, node: Node) -> bool:
    try:
        return Decimal(value) == _decimal(node)
    except ArithmeticError:
        return False

"""Quantities: the numbers of a case, constant or uncertain, each with where it comes from.

A quantity is written in one of these notations (see `docs/case-format.md`)::

    0.35                      a constant
    0.2 to 0.5                central 90 % interval; the family follows from the domain:
                              normal (real), logit-normal (share), lognormal (amount)
    pert(0.1, 0.25, 0.6)      PERT: minimum, mode, maximum
    uniform(a, b)  beta(a, b)  normal(m, s)  lognormal(m, s)
    choice(a: 0.3, b: 0.7)    a named alternative with its chance

`lognormal(m, s)` takes the median and the standard deviation of the logarithm.
Distributions are drawn by inverting their cumulative distribution function, so that one
uniform number in (0, 1) gives one draw whatever the family (`Quantity.at`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from enum import Enum
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, ConfigDict, WithJsonSchema, model_validator

from interim.case.marks import KEYS, MARKS, Stated

Family = Literal[
    "constant",
    "normal",
    "logitnormal",
    "lognormal",
    "pert",
    "uniform",
    "beta",
    "choice",
]

Z95 = 1.6448536269514722
"""A central 90 % interval reaches this many standard deviations to each side.

The normal quantile of 0.95, written out because loading scipy to work it out takes longer than
reading a case."""

NOTATIONS = (
    "a number, 'low to high', pert(low, mode, high), uniform(low, high), beta(a, b), "
    "normal(mean, sd), lognormal(median, sd of log) or choice(name: chance, ...)"
)

LONGEST = 1_000
"""Characters of a quantity."""
LARGEST = 1e100
"""Most that a number of a case may be, up or down: what is drawn must stay finite."""

WIDEST = 50.0
"""Largest standard deviation of the logarithm of a lognormal quantity, for the same reason."""

_NUMBER = r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_INTERVAL = re.compile(rf"^\s*({_NUMBER})\s+to\s+({_NUMBER})\s*$")
_CALL = re.compile(r"^\s*([a-z]+)\s*\(\s*(.*?)\s*\)\s*$", re.DOTALL)
_ARGUMENTS = {"pert": 3, "uniform": 2, "beta": 2, "normal": 2, "lognormal": 2}


class Domain(Enum):
    """What values a quantity may take."""

    SHARE = "share"
    AMOUNT = "amount"
    REAL = "real"
    NAME = "name"

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value allowed."""
        return {
            Domain.SHARE: (0.0, 1.0),
            Domain.AMOUNT: (0.0, math.inf),
            Domain.REAL: (-math.inf, math.inf),
            Domain.NAME: (-math.inf, math.inf),
        }[self]

    @property
    def words(self) -> str:
        """The domain as an error message says it."""
        return {
            Domain.SHARE: "a share between 0 and 1",
            Domain.AMOUNT: "an amount of 0 or more",
            Domain.REAL: "a number",
            Domain.NAME: "a name or choice(name: chance, ...)",
        }[self]


class Quantity(Stated):
    """A number of the case: a constant or a distribution, with where it comes from.

    `name`, and what the nearest block around the quantity says where it says nothing itself, are
    filled in when the case is read (`interim.case.read`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    domain: Domain
    family: Family
    parameters: tuple[float, ...] = ()
    names: tuple[str, ...] = ()
    text: str
    unit: str | None = None
    name: str = ""

    @model_validator(mode="after")
    def _check(self) -> Quantity:
        _check_parameters(self.family, self.parameters, self.domain, self.text)
        return self

    @property
    def uncertain(self) -> bool:
        """Whether draws differ between futures."""
        return self.family != "constant" and len(self.names) != 1

    def at(self, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values at the given cumulative probabilities.

        Args:
            uniform: cumulative probabilities in (0, 1), any shape.

        Returns:
            Draws of the same shape, float64, in the quantity's unit; for a choice the index
            into `names`.
        """
        return _inverse_cdf(self.family, self.parameters, self.domain, uniform)

    @property
    def middle(self) -> float:
        """The median (for a choice, the index of the median alternative)."""
        return float(self.at(np.array([0.5]))[0])


_BESIDE = (*KEYS, "note", "unit")
"""Texts that may stand beside the value of a quantity."""


def marks(quantities: Iterable[Quantity]) -> dict[str, int]:
    """How many uncertain quantities have each mark; constants, many of them the ends of a scale,
    are not counted."""
    counts = Counter(quantity.mark for quantity in quantities if quantity.uncertain)
    return {mark: counts[mark] for mark in MARKS}


def parse_quantity(raw: Any, domain: Domain) -> dict[str, Any]:
    """The fields of a `Quantity` from what stands in the file.

    Raises:
        ValueError: with what was found and what was expected.
    """
    extras: dict[str, Any] = {}
    value = raw
    if isinstance(raw, dict):
        unknown_keys = set(raw) - {"value", *_BESIDE, "source"}
        cut = next(
            (key for key in unknown_keys if re.fullmatch(r"\d{3}( to .*|\.\d+)?", str(key))), ""
        )
        if (
            cut
            and raw[cut] is None
            and re.fullmatch(r"\d{1,3}|.* to \d{1,3}", str(raw.get("value")))
        ):
            whole = f"{raw['value']},{cut}"
            raise ValueError(
                f"a comma in braces cuts the number '{whole}' in two, expected no comma in a "
                f"number: {whole.replace(',', '')}"
            )
        if unknown_keys:
            raise ValueError(
                f"unknown key '{sorted(map(str, unknown_keys))[0]}' in a quantity; "
                f"expected one of value, source, {', '.join(_BESIDE)}"
            )
        if "value" not in raw:
            raise ValueError("a quantity needs the key 'value'")
        value = raw["value"]
        extras = {key: raw[key] for key in _BESIDE if raw.get(key) is not None}
        extras["source"] = _source_ids(raw.get("source"))
    family, parameters, names = _parse_value(value, domain)
    return {
        "domain": domain,
        "family": family,
        "parameters": parameters,
        "names": names,
        "text": str(value).strip(),
        **extras,
    }


def _source_ids(raw: Any) -> tuple[str, ...]:
    if raw is None:
        return ()
    ids = (raw,) if isinstance(raw, str) else raw
    if not isinstance(ids, (list, tuple)) or not all(isinstance(id_, str) for id_ in ids):
        raise ValueError(f"found the source '{raw}', expected an id or a list of ids")
    return tuple(ids)


def _parse_value(value: Any, domain: Domain) -> tuple[Family, tuple[float, ...], tuple[str, ...]]:
    if isinstance(value, bool) or value is None:
        raise ValueError(f"'{value}' is not a quantity; expected {NOTATIONS}")
    if isinstance(value, (int, float)):
        return "constant", (float(value),), ()
    text = str(value).strip()
    if len(text) > LONGEST:
        raise ValueError(
            f"'{text[:40]}...' has {len(text)} characters; expected {NOTATIONS}, in at most "
            f"{LONGEST} characters"
        )
    interval = _INTERVAL.match(text)
    if interval:
        low, high = (float(part.replace("_", "")) for part in interval.groups())
        return _from_interval(low, high, domain)
    call = _CALL.match(text)
    if call:
        return _from_call(call.group(1), call.group(2))
    if re.fullmatch(_NUMBER, text):
        return "constant", (float(text.replace("_", "")),), ()
    if domain is Domain.NAME and re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", text):
        return "choice", (1.0,), (text,)
    raise ValueError(f"'{text}' is not a quantity; expected {_meant(text) or NOTATIONS}")


def _meant(text: str) -> str | None:
    """How to write what a text that is no quantity seems to mean."""
    number = r"[-+]?[\d.,]+(?:[eE][-+]?\d+)?"
    ends = re.fullmatch(rf"({number})\s*(?:to|-|\u2013|\u2014|\u2212|\.\.+|bis)\s*({number})", text)
    parts = ends.groups() if ends else (text,) if re.fullmatch(number, text) else ()
    said = []
    for part in parts:
        if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", part) and not part.startswith("0,"):
            said.append(part.replace(",", ""))
        elif part.count(",") == 1:
            said.append(part.replace(",", "."))
        else:
            said.append(part)
    if said and all(re.fullmatch(_NUMBER, part) for part in said):
        points = "a decimal point and no comma: " if "," in text else ""
        return f"{points}{' to '.join(said)}"
    if "%" in text:
        return f"{NOTATIONS} (0.3 for 30 %)"
    return None


def _from_interval(
    low: float, high: float, domain: Domain
) -> tuple[Family, tuple[float, ...], tuple[str, ...]]:
    if not low < high:
        raise ValueError(f"the low end {low:g} is not below the high end {high:g}")
    if domain is Domain.SHARE:
        if not (low > 0 and high < 1):
            raise ValueError(
                f"'{low:g} to {high:g}': the ends of a share's interval lie strictly between "
                "0 and 1, such as 0.3 for 30 %; write "
                f"uniform({max(low, 0):g}, {min(high, 1):g}) to reach 0 or 1"
            )
        a, b = math.log(low / (1 - low)), math.log(high / (1 - high))
        return "logitnormal", ((a + b) / 2, (b - a) / 2 / Z95), ()
    if domain is Domain.AMOUNT:
        if low <= 0:
            raise ValueError(
                f"'{low:g} to {high:g}': the ends of an amount's interval lie above 0; "
                f"write uniform(0, {high:g}), or pert(0, 0, {high:g}) where it is mostly near 0"
            )
        a, b = math.log(low), math.log(high)
        return "lognormal", (math.exp((a + b) / 2), (b - a) / 2 / Z95), ()
    return "normal", ((low + high) / 2, (high - low) / 2 / Z95), ()


def _from_call(name: str, inside: str) -> tuple[Family, tuple[float, ...], tuple[str, ...]]:
    if name == "choice":
        names, chances = [], []
        for part in inside.split(","):
            label, _, chance = part.partition(":")
            if not re.fullmatch(rf"\s*{_NUMBER}\s*", chance):
                raise ValueError(f"'{part.strip()}' in a choice is not 'name: chance'")
            names.append(label.strip())
            chances.append(float(chance))
        if len(set(names)) < len(names):
            raise ValueError("a choice names an alternative twice")
        return "choice", tuple(chances), tuple(names)
    if name not in _ARGUMENTS:
        raise ValueError(f"unknown distribution '{name}'; expected {NOTATIONS}")
    parts = [part.strip() for part in inside.split(",")]
    if len(parts) != _ARGUMENTS[name] or not all(re.fullmatch(_NUMBER, part) for part in parts):
        raise ValueError(f"{name}(...) takes {_ARGUMENTS[name]} numbers, found '{inside}'")
    return name, tuple(float(part.replace("_", "")) for part in parts), ()  # type: ignore[return-value]


def _check_parameters(family: Family, p: tuple[float, ...], domain: Domain, text: str) -> None:
    low, high = domain.bounds
    if any(not math.isfinite(x) for x in p):
        raise ValueError(f"'{text}' is not finite")
    if any(abs(x) > LARGEST for x in p):
        raise ValueError(f"'{text}' is too large, expected numbers of at most {LARGEST:g}")
    if (family == "choice") != (domain is Domain.NAME):
        raise ValueError(f"found '{text}', expected {domain.words}")
    if family == "choice":
        if any(x < 0 for x in p) or abs(sum(p) - 1) > 1e-9:
            raise ValueError(f"the chances of '{text}' sum to {sum(p):g}, expected 1")
        return
    support: tuple[float, ...] = ()
    if family == "constant":
        support = p
    elif family == "uniform":
        if not p[0] < p[1]:
            raise ValueError(f"the low end {p[0]:g} is not below the high end {p[1]:g}")
        support = p
    elif family == "pert":
        if not (p[0] < p[2] and p[0] <= p[1] <= p[2]):
            raise ValueError(f"'{text}': expected low <= mode <= high with low below high")
        support = (p[0], p[2])
    elif family == "beta":
        if min(p) <= 0:
            raise ValueError(f"'{text}': both parameters of a beta lie above 0")
        support = (0.0, 1.0)
    elif p[1] <= 0:
        raise ValueError(f"'{text}': the spread is {p[1]:g}, expected above 0")
    if family == "lognormal" and p[0] <= 0:
        raise ValueError(f"'{text}': the median of a lognormal lies above 0")
    if family == "lognormal" and p[1] > WIDEST:
        raise ValueError(
            f"'{text}' reaches over too many powers of ten, expected a standard deviation of the "
            f"logarithm of at most {WIDEST:g}"
        )
    # A family whose support leaves the domain is cut at the domain's ends when drawn; only a
    # bounded notation that states an impossible value is an error.
    for x in support:
        if not low <= x <= high:
            raise ValueError(f"{x:g} in '{text}' is out of range, expected {domain.words}")


def _inverse_cdf(
    family: Family, p: tuple[float, ...], domain: Domain, u: NDArray[np.float64]
) -> NDArray[np.float64]:
    if family == "constant":
        return np.full(u.shape, p[0])
    if family == "choice":
        return np.minimum(np.searchsorted(np.cumsum(p), u, side="right"), len(p) - 1).astype(float)
    if family == "uniform":
        return p[0] + (p[1] - p[0]) * u
    if family == "beta":
        return _beta_quantile(u, *p)
    if family == "pert":
        low, mode, high = p
        a = 1 + 4 * (mode - low) / (high - low)
        return low + (high - low) * _beta_quantile(u, a, 6 - a)
    # Imported where something is drawn: a case is read and checked without scipy.
    from scipy.special import ndtri

    z = ndtri(u)
    if family == "logitnormal":
        # Beyond 700 the exponential leaves the numbers, and the share is 0 long before.
        return 1 / (1 + np.exp(np.minimum(-(p[0] + p[1] * z), 700.0)))
    draws = p[0] * np.exp(p[1] * z) if family == "lognormal" else p[0] + p[1] * z
    return np.clip(draws, *domain.bounds)


def _beta_quantile(u: NDArray[np.float64], a: float, b: float) -> NDArray[np.float64]:
    from scipy.special import betaincinv

    quantile: NDArray[np.float64] = betaincinv(a, b, u)
    return quantile


def _into(domain: Domain) -> BeforeValidator:
    def convert(raw: Any) -> Any:
        return raw if isinstance(raw, Quantity) else parse_quantity(raw, domain)

    written = Annotated[Any, WithJsonSchema(json_schema(domain))]
    return BeforeValidator(convert, json_schema_input_type=written)


def json_schema(domain: Domain) -> dict[str, Any]:
    """What may stand in a file, for editors: they check constants and offer the keys."""
    text = {"type": "string", "description": f"{domain.words}, as {NOTATIONS}"}
    limits = {"minimum": domain.bounds[0], "maximum": domain.bounds[1]}
    number = {"type": "number"} | {k: v for k, v in limits.items() if math.isfinite(v)}
    value = [text] if domain is Domain.NAME else [number, text]
    source = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    block = {
        "type": "object",
        "properties": {
            "value": {"anyOf": value},
            "source": source,
            **{key: {"type": "string"} for key in _BESIDE},
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    return {"anyOf": [*value, block]}


Share = Annotated[Quantity, _into(Domain.SHARE)]
"""A quantity in [0, 1]."""
Amount = Annotated[Quantity, _into(Domain.AMOUNT)]
"""A quantity of 0 or more."""
Real = Annotated[Quantity, _into(Domain.REAL)]
"""A quantity of any size and sign."""
Name = Annotated[Quantity, _into(Domain.NAME)]
"""An uncertain choice among names."""

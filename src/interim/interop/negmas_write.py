"""Write a space of packages as a scenario that NegMAS loads and its agents can negotiate over.

NegMAS reads a folder with an outcome space and a utility function for each party. Only tables of
numbers are written (`LinearAdditiveUtilityFunction` of `TableFun`), never code. What additive
utilities over free issues cannot say is told by joining the issues concerned to one, as far as
that stays small; what is still left out stands in `constraints.json` beside, and in a notice.

NegMAS 0.16 has no constraints in files. To play by those left out, let both parties value a
package that breaks one at less than anything else, so that neither agrees to it::

    import json
    from pathlib import Path
    from negmas.inout import Scenario
    from negmas.preferences import LinearAdditiveUtilityFunction

    scenario = Scenario.load(folder)
    extra = json.loads((Path(folder) / "constraints.json").read_text(encoding="utf-8"))
    names = [issue.name for issue in scenario.outcome_space.issues]

    def allowed(outcome):
        package = dict(zip(names, outcome))
        for name, joined in extra["joined"].items():
            package |= zip(joined["issues"], joined["values"][package[name]])
        return all(
            any(package[s["issue"]] in s["options"] for s in rule["any_of"])
            for rule in extra["constraints"]
        )

    class Allowed(LinearAdditiveUtilityFunction):
        def eval(self, offer):
            return super().eval(offer) if offer is None or allowed(offer) else -1.0

        def minmax(self, *args, **kwargs):
            return 0.0, 1.0

    for ufun in scenario.ufuns:
        ufun.__class__ = Allowed

The more constraints are told by joining, the easier agents find packages that the others allow:
then `join_up_to=10_000` is better than the default. NegMAS's own `ufun.add_constraint` enumerates
the outcome space, which does not end in a large one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interim.bargaining.space import Space
from interim.foundation.errors import BadInput, Problem
from interim.foundation.files import write_text
from interim.interop.joined import Group, Joined, join
from interim.interop.negmas_extra import FILE, write_extra

JOIN = 1900
"""Most values of an issue that stands for several. NegMAS 0.16 looks at every value of an issue
for its best and worst only below 2,000, and its agents think in shares of that range."""


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        files: the outcome space, then a utility function for each party, then `constraints.json`
            if there was anything to say there.
        notices: what the reader of the scenario has to know: issues joined, and what NegMAS
            cannot hold.
    """

    files: tuple[Path, ...]
    notices: tuple[str, ...]


def write_negmas(space: Space, folder: Path, name: str, *, join_up_to: int = JOIN) -> Written:
    """Write a space of packages as a folder that `negmas.inout.Scenario.load` reads.

    Utilities run from 0 (the worst package as NegMAS sees them) to 1 (the best), weights add up
    to 1, and each party's disagreement value, on the same scale, is its `reserved_value`; it may
    lie outside 0 to 1.

    Args:
        space: the packages.
        folder: where; made if need be. Files of the same names are replaced.
        name: of the outcome space.
        join_up_to: most combinations of issues that are told as one issue because a constraint
            or interaction ties them together; 0 leaves every issue as it is.

    Raises:
        BadInput: no package satisfies the constraints on issues told as one, there is no issue,
            or a file cannot be written.
    """
    if not space.issues:
        raise BadInput([Problem("a scenario of NegMAS needs an issue")])
    joined = join(space, join_up_to)
    for group in joined.groups:
        if not len(group.choices):
            tied = ", ".join(space.issues[i] for i in group.issues)
            raise BadInput([Problem(f"no package satisfies the constraints on {tied}")])
    names, values = _names(joined)
    least = np.sum([table.min(axis=0) for table in joined.tables], axis=0)
    most = np.sum([table.max(axis=0) for table in joined.tables], axis=0)
    scale = np.where(most > least, most - least, 1.0)
    title = _slug(name)
    files = [
        _write(
            folder / f"{title}.yml",
            {
                "type": "DiscreteCartesianOutcomeSpace",
                "name": name,
                "issues": [
                    {"name": issue, "type": "CategoricalIssue", "values": options}
                    for issue, options in zip(names, values, strict=True)
                ],
            },
        )
    ]
    reserved = (np.asarray(space.disagreement) - least) / scale
    for p, party in enumerate(space.parties):
        tables = [table[:, p] for table in joined.tables]
        # NegMAS takes the parties in the order of the names of their files.
        number = str(p + 1).zfill(len(str(len(space.parties))))
        path = folder / f"{title}-{number}-{_slug(party)}.yml"
        function = _function(party, tables, values, float(scale[p]), float(reserved[p]))
        files.append(_write(path, function))
    if _tied(joined):
        stand_for = {
            issue: (
                tuple(space.issues[i] for i in group.issues),
                {v: _options(space, group, k) for k, v in enumerate(options)},
            )
            for issue, group, options in zip(names, joined.groups, values, strict=True)
            if len(group.issues) > 1
        }
        ranges = {p: (float(least[i]), float(scale[i])) for i, p in enumerate(space.parties)}
        files.append(
            write_extra(folder, space, stand_for, joined.constraints, joined.interactions, ranges)
        )
    else:
        (folder / FILE).unlink(missing_ok=True)  # of an earlier scenario in the same folder
    return Written(tuple(files), tuple(_notices(joined, names)))


def _tied(joined: Joined) -> bool:
    single = all(len(group.issues) == 1 for group in joined.groups)
    return not single or bool(joined.constraints) or bool(joined.interactions)


def _names(joined: Joined) -> tuple[list[str], list[list[str]]]:
    """Names of the issues as written, and of their values."""
    space = joined.space
    issues, values = [], []
    for group in joined.groups:
        issues.append(" + ".join(space.issues[i] for i in group.issues))
        names = ["; ".join(_options(space, group, k)) for k in range(len(group.choices))]
        if len(set(names)) < len(names):  # an option has a semicolon of its own
            names = [f"{k}: {value}" for k, value in enumerate(names, 1)]
        values.append(names)
    return issues, values


def _options(space: Space, group: Group, combination: int) -> tuple[str, ...]:
    chosen = group.choices[combination].tolist()
    return tuple(space.options[i][c] for i, c in zip(group.issues, chosen, strict=True))


def _function(
    party: str,
    tables: Sequence[NDArray[np.float64]],
    values: Sequence[Sequence[str]],
    scale: float,
    reserved: float,
) -> dict[str, Any]:
    """A party's utility function: each table from 0 to 1, weighed by what it is of the whole."""
    weights, mappings = [], []
    for table, options in zip(tables, values, strict=True):
        low, span = float(table.min()), float(np.ptp(table))
        weights.append(span / scale)
        unit = (table - low) / span if span > 0 else np.zeros(len(table))
        mappings.append({o: float(u) for o, u in zip(options, unit, strict=True)})
    return {
        "type": "LinearAdditiveUtilityFunction",
        "name": party,
        "weights": weights,
        "values": [{"type": "TableFun", "mapping": mapping} for mapping in mappings],
        "reserved_value": reserved,
    }


def _notices(joined: Joined, names: Sequence[str]) -> list[str]:
    notices = [
        f"told as one issue with {len(group.choices)} values, since conditions tie them: {name}"
        for name, group in zip(names, joined.groups, strict=True)
        if len(group.issues) > 1
    ]
    if joined.constraints:
        notices.append(
            f"NegMAS cannot hold {len(joined.constraints)} of {len(joined.space.constraints)} "
            f"constraints: agents may agree on packages that break them; they are in {FILE}"
        )
    if joined.interactions:
        notices.append(
            f"NegMAS cannot hold {len(joined.interactions)} of {len(joined.space.interactions)} "
            f"interactions: utilities leave them out; they are in {FILE}"
        )
    if joined.capped:
        notices.append("NegMAS cannot hold the ceiling on utilities: they are left to exceed it")
    return notices


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-.") or "scenario"


def _write(path: Path, document: dict[str, Any]) -> Path:
    return write_text(path, "\n".join(_lines(document)) + "\n")


def _lines(value: Any) -> list[str]:
    """YAML that readers of both versions of YAML take alike.

    Text is always quoted, since to YAML 1.1, which NegMAS reads, a bare `no` is false; numbers
    always have a point, since to it a bare `1e-07` is text.
    """
    if isinstance(value, dict):
        return [line for k, v in value.items() for line in _entry(f"{_scalar(k)}:", v)]
    return [line for v in value for line in _entry("-", v)]


def _entry(head: str, value: Any) -> list[str]:
    if isinstance(value, dict | list):
        return [head, *(f"  {line}" for line in _lines(value))]
    return [f"{head} {_scalar(value)}"]


def _scalar(value: str | float) -> str:
    if isinstance(value, str):
        return json.dumps(value)
    text = repr(float(value))
    return text.replace("e", ".0e") if "e" in text and "." not in text else text

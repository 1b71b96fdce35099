"""What is kept of every future, and what only of the first ones.

The core results are kept for all futures: a few dozen bytes per plan and future, in memory, or in
a file that the operating system pages when they would outgrow it. What is wide (clauses, voters,
beliefs) is kept for the first `DETAIL` futures, which is plenty for a median and its spread; what
observers learn is worked out over the first `LOOKED_AHEAD`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from interim.case.model import Case
from interim.foundation.errors import BadInput, Problem
from interim.futures import Futures
from interim.stages.belief import HELPS
from interim.stages.reasons import PARTS
from interim.stages.referendum import Referendum

DETAIL = 10_000
LOOKED_AHEAD = 4_000
"""First futures of which it is kept what may become of a deal, which observers learn from: the
effective number behind what they learn is some hundreds, and each costs a sixth of a run."""
IN_MEMORY = 600_000_000
"""Bytes of core results above which they go to a file."""


@dataclass(frozen=True)
class Column:
    """One labelled array: plan x (other dimensions) x future.

    Attributes:
        name: in an evaluation's data. `STAGE.FIELD` is a field of what a stage of another package
            gives.
        dims: see `COORDS`.
        dtype: NumPy's.
        empty: what stands where the stage does not run.
    """

    name: str
    dims: tuple[str, ...] = ()
    dtype: str = "f4"
    empty: float | int | bool = np.nan


COORDS = (
    "party",
    "principal",
    "body",
    "issue",
    "unit",
    "franchise",
    "observer",
    "help",
    "how",
    "span",
    "first_type",
    "second_type",
    "type_rank",
    "voice",
    "part",
)
"""Dimensions that a column may have between plan and future."""

CORE = (
    Column("value", ("party",), "f4", np.nan),
    Column("war_value", ("principal",), "f4", np.nan),
    Column("deal_value", ("principal",), "f4", np.nan),
    Column("assent", ("principal",), "f4", np.nan),
    Column("signs", ("principal",), "?", False),
    Column("over_red_line", ("principal",), "?", False),
    Column("signed", (), "?", False),
    Column("stopped", (), "i1", -1),
    Column("passes", ("body",), "?", False),
    Column("adopted", (), "?", False),
    Column("ending", (), "i1", -1),
    Column("month", (), "i2", -1),
    Column("deaths", (), "f4", np.nan),
    Column("deaths_averted", (), "f4", np.nan),
    Column("averted_in_force", (), "f4", np.nan),
    Column("vote", (), "i1", -1),
    Column("violations", ("principal",), "i2", 0),
)

DETAILS = (
    Column("signs", ("principal",), "?", False),
    Column("cost", ("principal", "issue"), "f4", np.nan),
    Column("red_line", ("principal", "issue"), "f4", np.nan),
    Column("effect", ("voice", "issue"), "f4", np.nan),
    Column("gain_part", ("voice", "part"), "f4", np.nan),
    Column("body_chance", ("body",), "f4", np.nan),
    Column("type", ("principal",), "i1", -1),
    Column("vote_share", ("unit", "franchise"), "f4", np.nan),
    Column("vote_passes", ("unit", "franchise"), "f4", np.nan),
    Column("vote_coverage", ("unit", "franchise"), "f4", np.nan),
    Column("in_force", (), "?", False),
    Column("prior", ("observer", "principal", "type_rank"), "f4", np.nan),
    Column("response", ("observer",), "f4", np.nan),
    Column("helped", ("principal", "help"), "f4", np.nan),
    Column("deal_months", ("principal",), "f4", np.nan),
    Column("deal_ground", ("principal",), "f4", np.nan),
    Column("breach_weight", ("principal",), "f4", np.nan),
    Column("assent_of", ("principal", "type_rank"), "f4", np.nan),
    Column("breaks", ("principal", "how", "span", "first_type", "second_type"), "f4", np.nan),
    Column("lasts", ("first_type", "second_type"), "f4", np.nan),
    Column("unblamed", ("principal", "first_type", "second_type"), "f4", np.nan),
)


@dataclass(frozen=True)
class Record:
    """Arrays that chunks write their own slice of.

    A record of some futures in the middle of a run begins at `start`.
    """

    case: Case
    plans: tuple[str, ...]
    coords: dict[str, list[str]]
    core: dict[str, NDArray[Any]]
    detail: dict[str, NDArray[Any]]
    needed: dict[str, NDArray[np.bool_]]
    start: int = 0
    columns: tuple[Column, ...] = CORE

    @classmethod
    def empty(
        cls,
        case: Case,
        plans: Sequence[str],
        futures: int,
        *,
        start: int = 0,
        columns: Sequence[Column] = CORE,
    ) -> Record:
        """A record with room for every plan and future.

        Args:
            case: the case.
            plans: ids.
            futures: how many it holds.
            start: index of the first.
            columns: of the core results; none where they are counted instead.
        """
        coords = labels(case)
        sizes = {name: len(labels) for name, labels in coords.items()}

        def shape(column: Column, n: int) -> tuple[int, ...]:
            return (len(plans), *(sizes[dim] for dim in column.dims), n)

        total = sum(int(np.prod(shape(c, futures))) * np.dtype(c.dtype).itemsize for c in columns)
        detailed = max(min(start + futures, DETAIL) - start, 0)
        on_disk = total > IN_MEMORY
        return cls(
            case,
            tuple(plans),
            coords,
            {c.name: _allocate(c, shape(c, futures), on_disk) for c in columns},
            {c.name: _allocate(c, shape(c, detailed), False) for c in DETAILS},
            {plan: np.zeros(len(case.bodies), dtype=bool) for plan in plans},
            start,
            tuple(columns),
        )

    def keep(self, plan: str, futures: Futures, done: dict[str, Any]) -> None:
        """Write the results of one plan on one chunk to their place."""
        row = self.plans.index(plan)
        rows = slice(futures.start - self.start, futures.stop - self.start)
        for name, values in (self._core_values(done) | self._outside_values(done)).items():
            self.core[name][row, ..., rows] = values
        stop = min(futures.stop, DETAIL)
        if futures.start < stop:
            count = stop - futures.start
            first = slice(futures.start - self.start, stop - self.start)
            for name, values in self._detail_values(done).items():
                self.detail[name][row, ..., first] = values[..., :count]
        if "adoption" in done:
            for body in done["adoption"].needed:
                self.needed[plan][self.coords["body"].index(body)] = True

    def put(self, other: Record) -> None:
        """Copy what a record of some of these futures holds to its place."""
        pairs = ((self.core, other.core), (self.detail, other.detail))
        for mine, theirs in pairs:
            for name in mine:
                first = other.start - self.start
                mine[name][..., first : first + theirs[name].shape[-1]] = theirs[name]
        for plan, flags in other.needed.items():
            self.needed[plan] |= flags

    def _core_values(self, done: dict[str, Any]) -> dict[str, NDArray[Any]]:
        principals = self.coords["principal"]
        value, war = done["value"], done["war"]
        kept: dict[str, NDArray[Any]] = {
            "value": np.stack([value.utility[p] for p in self.coords["party"]]),
            "deaths": war.deaths,
            "deaths_averted": np.zeros_like(war.deaths),
        }
        if "outcome" not in done:
            return kept
        compliance, assent, outcome = done["compliance"], done["assent"], done["outcome"]

        def own_type(table: dict[str, NDArray[Any]]) -> NDArray[Any]:
            return np.stack(
                [
                    np.take_along_axis(table[p], compliance.types[p][:, None], axis=1)[:, 0]
                    for p in principals
                ]
            )

        return kept | {
            "war_value": own_type(war.value),
            "deal_value": own_type(compliance.value),
            "assent": np.stack([assent.chance[p] for p in principals]),
            "signs": np.stack([assent.signs[p] for p in principals]),
            "over_red_line": np.stack([assent.over_red_line[p] for p in principals]),
            "signed": outcome.signed,
            "stopped": outcome.stopped,
            "passes": np.stack([outcome.passes[b] for b in self.coords["body"]])
            if self.coords["body"]
            else np.zeros((0, outcome.signed.size), dtype=bool),
            "adopted": outcome.adopted,
            "ending": compliance.ending,
            "month": compliance.month,
            "deaths": outcome.deaths,
            "deaths_averted": outcome.averted,
            "averted_in_force": outcome.averted_in_force,
            "vote": compliance.vote,
            "violations": compliance.violations.T,
        }

    def _outside_values(self, done: dict[str, Any]) -> dict[str, NDArray[Any]]:
        """What stages of other packages keep.

        Raises:
            BadInput: a result lacks a field, or it has another shape.
        """
        kept = {}
        for column in self.columns:
            stage, outside, field = column.name.partition(".")
            if not outside or stage not in done:
                continue
            values = np.asarray(getattr(done[stage], field, None))
            shape = (*(len(self.coords[dim]) for dim in column.dims), done["war"].deaths.size)
            if values.shape != shape:
                raise BadInput(
                    [
                        Problem(
                            f"stage '{stage}' does not give the '{field}' that it keeps",
                            found=f"an array of shape {values.shape}"
                            if hasattr(done[stage], field)
                            else "nothing of that name",
                            expected=f"an array of shape {shape}: "
                            + " x ".join((*column.dims, "future")),
                        )
                    ]
                )
            kept[column.name] = values
        return kept

    def _detail_values(self, done: dict[str, Any]) -> dict[str, NDArray[Any]]:
        n = done["war"].deaths.size
        kept = self._vote_values(done["referendum"], n)
        if "outcome" not in done:
            return kept
        principals = self.coords["principal"]
        kept["cost"] = np.stack(
            [
                np.stack([done["value"].cost[p][issue] for issue in self.coords["issue"]])
                for p in principals
            ]
        )
        lines = done["value"].red_line_by_issue
        kept["red_line"] = np.stack(
            [
                np.stack([lines[p].get(issue, np.zeros(n)) for issue in self.coords["issue"]])
                for p in principals
            ]
        )
        for name, table, labels in (
            ("effect", done["reasons"].effects, self.coords["issue"]),
            ("gain_part", done["reasons"].parts, self.coords["part"]),
        ):
            kept[name] = np.stack(
                [
                    np.stack([table[voice][label] for label in labels])
                    for voice in self.coords["voice"]
                ]
            )
        kept["body_chance"] = (
            np.stack([done["adoption"].passes[b] for b in self.coords["body"]])
            if self.coords["body"]
            else np.zeros((0, n))
        )
        kept["signs"] = np.stack([done["assent"].signs[p] for p in principals])
        kept["type"] = np.stack([done["compliance"].types[p] for p in principals])
        return kept | self._belief_values(done)

    def _belief_values(self, done: dict[str, Any]) -> dict[str, NDArray[Any]]:
        """What `interim.evaluation.learnt` needs."""
        principals, observers = self.coords["principal"], self.coords["observer"]
        belief, outlook, n = done["belief"], done["compliance"].outlook, done["war"].deaths.size
        prior = np.full((len(observers), len(principals), len(self.coords["type_rank"]), n), np.nan)
        for o, observer in enumerate(observers):
            for k, p in enumerate(principals):
                own = belief.prior[observer][p]
                prior[o, k, : own.shape[1]] = own.T
        assent = np.full(prior.shape[1:], np.nan)
        for k, p in enumerate(principals):
            own = done["assent"].by_type[p]
            assent[k, : own.shape[1]] = own.T
        kept = {
            "in_force": done["outcome"].adopted,
            "prior": prior,
            "response": np.stack([belief.response[o] for o in observers])
            if observers
            else np.zeros((0, n)),
            "helped": np.stack([belief.helped[p].T for p in principals]),
            "assent_of": assent,
        }
        if outlook is not None:
            # By the types of both, of each future: what follows comes first, futures come last.
            kept |= {
                "breaks": np.moveaxis(outlook.breaks[..., [0, -1]], (0, 1, 2), (5, 3, 4)),
                "lasts": np.moveaxis(outlook.lasts[..., -1], 0, -1),
                "unblamed": np.moveaxis(outlook.clean, (0, 1, 2), (3, 1, 2)),
            }
        for column, table in (
            ("deal_months", belief.months),
            ("deal_ground", belief.ground),
            ("breach_weight", belief.weight),
        ):
            kept[column] = np.stack([table[p] for p in principals])
        return kept

    def _vote_values(self, vote: Referendum, n: int) -> dict[str, NDArray[Any]]:
        units, franchises = self.coords["unit"], self.coords["franchise"]
        shape = (len(units), len(franchises), n)
        kept = {f"vote_{part}": np.full(shape, np.nan) for part in VOTE_PARTS}
        for u, unit in enumerate(units):
            for f, franchise in enumerate(franchises):
                result = vote.results[unit][franchise]
                for part in VOTE_PARTS:
                    kept[f"vote_{part}"][u, f] = getattr(result, part)
        return kept

    def data(self) -> xr.Dataset:
        """The core results as labelled arrays over its futures."""
        return self._dataset(self.columns, self.core)

    def details(self) -> xr.Dataset:
        """The wide results as labelled arrays over the first futures."""
        labelled = self._dataset(DETAILS, self.detail)
        needed = np.stack([self.needed[plan] for plan in self.plans])
        return labelled.assign(needed=(("plan", "body"), needed))

    def _dataset(self, columns: Sequence[Column], arrays: dict[str, NDArray[Any]]) -> xr.Dataset:
        return xr.Dataset(
            {c.name: (("plan", *c.dims, "future"), arrays[c.name]) for c in columns},
            coords={"plan": list(self.plans)}
            | {
                dim: labels
                for dim, labels in self.coords.items()
                if any(dim in c.dims for c in columns)
            },
        )


def labels(case: Case) -> dict[str, list[str]]:
    """What stands along each of `COORDS`."""
    vote = case.referendum
    return {
        "party": list(case.preferences),
        "principal": list(case.principals),
        "body": list(case.bodies),
        "issue": list(case.issues.issues),
        "unit": list(vote.units) if vote else [],
        "franchise": list(vote.franchises) if vote else [],
        "observer": list(case.enforcement.observers),
        "help": [str(help) for help in HELPS],
        "how": list(HOW),
        "span": list(SPANS),
        "first_type": list(case.preferences[case.principals[0]].types),
        "second_type": list(case.preferences[case.principals[1]].types),
        "type_rank": [str(k) for k in range(max(len(p.types) for p in case.preferences.values()))],
        "voice": [*case.principals, *case.bodies],
        "part": list(PARTS),
    }


HOW = ("openly", "by probing")
SPANS = ("a year", "five years")
VOTE_PARTS = ("share", "passes", "coverage")


def _allocate(column: Column, shape: tuple[int, ...], on_disk: bool) -> NDArray[Any]:
    dtype = np.dtype(column.dtype)
    if not on_disk or 0 in shape:
        return np.full(shape, column.empty, dtype=dtype)
    # A nameless temporary file: it is gone with the array, even after a kill. numpy maps it with
    # a handle of its own, so ours can be closed at once.
    with tempfile.TemporaryFile() as file:
        _reserve(file.fileno(), int(np.prod(shape)) * dtype.itemsize)
        array = np.memmap(file, dtype=dtype, mode="r+", shape=shape)
    array[...] = column.empty
    return array


def _reserve(handle: int, size: int) -> None:
    """Take the room on the disk now: a mapped file that finds none later ends the process.

    Raises:
        BadInput: there is none.
    """
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(handle, 0, size)
        else:
            os.truncate(handle, size)
    except OSError as error:
        raise BadInput(
            [
                Problem(
                    f"no room for the results of every future: {error.strerror}",
                    file=tempfile.gettempdir(),
                    expected="more room, another folder in TMPDIR, or --stream",
                )
            ]
        ) from error

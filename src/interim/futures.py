"""Futures: joint draws of all uncertain quantities of a case, and the `Run` that asks for them.

Each quantity has its own stream of uniform numbers: a Latin hypercube within
blocks of `BLOCK` consecutive futures, keyed by (seed, quantity name, block). So the draws of one
quantity do not depend on which others the case has, a quick run is a prefix of a long one, and
neither chunks nor workers can change a number (docs/decisions/0001).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError
from scipy import special

from interim.case.model import Case, Correlation, Lens, Replacement
from interim.case.quantity import Quantity, parse_quantity
from interim.case.rules.limits import excess
from interim.foundation.errors import BadInput, Problem, unknown
from interim.foundation.estimates import at_effective

BLOCK = 1000
"""Futures per Latin hypercube."""

OTHER = 0x0C4A2CE
"""Added to a seed whose quantities are kept while everything else is drawn anew."""

SET = {"judgement": "set by the user"}

Array = NDArray[np.float64]
T = TypeVar("T")


@dataclass(frozen=True)
class Given:
    """Futures as the record of answers leaves them: drawn again in proportion to their weight.

    Attributes:
        rows: of each future of the run, the number of the one of the seed that it is, rising;
            several may be the same.
        effective: share of the futures weighed that say as much as all would without weights.
    """

    rows: tuple[int, ...]
    effective: float


@dataclass(frozen=True)
class Run:
    """What decides which futures are drawn: how many, with which seed, under whose view.

    Two runs with the same parts are equal, and give the same numbers to the last bit.

    Attributes:
        futures: how many.
        seed: any non-negative integer.
        lens: id of a lens whose replacements apply.
        settings: quantity name -> value in the notation of case files; they win over the lens.
        given: which futures the record of answers leaves; by default those of the seed, all alike.

    Raises:
        BadInput: fewer than one future, a seed below zero, or more futures than the record leaves.
    """

    futures: int
    seed: int = 1
    lens: str | None = None
    settings: Mapping[str, str | float] = field(default_factory=dict, hash=False)
    given: Given | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        if self.futures < 1 or self.seed < 0:
            raise BadInput(
                [
                    Problem(
                        message="futures are a whole number above 0, the seed 0 or more",
                        found=f"futures {self.futures}, seed {self.seed}",
                    )
                ]
            )
        if self.given is not None and self.futures > len(self.given.rows):
            raise BadInput(
                [
                    Problem(
                        message="the record was weighed in fewer futures than are asked for",
                        found=f"{self.futures:,}",
                        expected=f"at most {len(self.given.rows):,}",
                    )
                ]
            )
        # A copy, which nobody else changes, and which another process can be sent.
        object.__setattr__(self, "settings", dict(self.settings))

    def on(self, futures: int) -> Run:
        """The same on so many futures."""
        return replace(self, futures=futures)

    def head(self) -> dict[str, Any]:
        """The run as every document states it."""
        return {
            "seed": self.seed,
            "futures": self.futures,
            "lens": self.lens,
            "settings": dict(self.settings),
            "given_record": {
                "used": self.given is not None,
                "effective": 1.0 if self.given is None else self.given.effective,
            },
        }

    def stated(self, document: dict[str, Any]) -> dict[str, Any]:
        """A document of this run as it is shown: where futures are weighed, each `n` in it is the
        effective number, and intervals are as wide as with so many."""
        if self.given is None:
            return document
        shown: dict[str, Any] = at_effective(document, self.given.effective)
        return shown

    def quantities(self, case: Case) -> dict[str, Quantity]:
        """The quantities of a case under the lens and with the settings.

        Raises:
            BadInput: unknown lens or quantity, or a value that its domain forbids.
        """
        quantities = dict(case.quantities)
        problems: list[Problem] = []
        if self.lens is not None:
            if self.lens not in case.lenses:
                raise BadInput([unknown("lens", self.lens, case.lenses)])
            quantities |= _replacements(case.lenses[self.lens], quantities)
        for name, value in self.settings.items():
            if name not in quantities:
                problems.append(unknown("quantity", name, quantities))
                continue
            try:
                quantities[name] = _replaced(quantities[name], value, SET)
                wrong = excess(quantities[name], tuple(name.split(".")))
                if wrong is not None:
                    message, expected = wrong
                    found = str(value)
                    problems.append(Problem(message, path=name, found=found, expected=expected))
            except ValidationError as error:
                said = error.errors()[0]["msg"].removeprefix("Value error, ")
                problems.append(Problem(message=said, path=name))
            except ValueError as error:
                problems.append(Problem(message=str(error), path=name))
        if problems:
            raise BadInput(problems)
        return quantities


class Kept(NamedTuple):
    """A result that is kept with what it was made of.

    Attributes:
        of: the parts of the case.
        made: the result.
        drawn: quantity name -> (n,), the draws that it was made of.
    """

    of: tuple[object, ...]
    made: Any
    drawn: Mapping[str, Array]

    def is_of(self, of: tuple[object, ...]) -> bool:
        """Whether it is made of the same parts of the case."""
        return all(a is b for a, b in zip(self.of, of, strict=True))

    def holds(self, draws: Mapping[str, Array]) -> bool:
        """Whether it would be made of the same draws."""
        return all(
            draws[name] is column or np.array_equal(draws[name], column)
            for name, column in self.drawn.items()
        )


@dataclass(frozen=True)
class Futures:
    """The draws of a run of consecutive futures.

    Attributes:
        seed: the seed of the whole evaluation.
        start: index of the first future.
        stop: index after the last future.
    """

    seed: int
    start: int
    stop: int
    _quantities: Mapping[str, Quantity] = field(repr=False)
    _draws: Mapping[str, Array] = field(repr=False)
    _rows: NDArray[np.int64] | None = field(default=None, repr=False, compare=False)
    """(n,), numbers of these futures among those of the seed, where they are drawn again."""
    _varied: Futures | None = field(default=None, repr=False, compare=False)
    """Those that these are, but for some draws."""
    _kept: dict[str, Kept] = field(default_factory=dict, init=False, repr=False, compare=False)
    _making: threading.RLock = field(
        default_factory=threading.RLock, init=False, repr=False, compare=False
    )
    _parts: dict[tuple[int, int], Futures] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _read: set[str] | None = field(default=None, repr=False, compare=False)
    """The quantities that were asked for, while something that is kept is made."""

    @property
    def n(self) -> int:
        """Number of futures."""
        return self.stop - self.start

    def __getitem__(self, name: str) -> Array:
        """Draws of one quantity by its dotted name: (n,), float64, in the quantity's unit."""
        if self._read is not None:
            self._read.add(name)
        return self._draws[name]

    def of(self, quantity: Quantity) -> Array:
        """Draws of a quantity of the case: (n,), float64, in its unit."""
        return self[quantity.name]

    def names_of(self, quantity: Quantity) -> tuple[str, ...]:
        """The alternatives that the draws of a choice are indices into (after lens and --set)."""
        return self._quantities[quantity.name].names

    def of_or(self, quantity: Quantity | None, otherwise: float) -> Array:
        """Draws of a quantity, or a constant where the case has none."""
        return np.full(self.n, otherwise) if quantity is None else self.of(quantity)

    def part(self, start: int, stop: int) -> Futures:
        """Some consecutive futures of the run, by their numbers in the whole evaluation.

        Raises:
            ValueError: they are not all among those drawn.
        """
        if not self.start <= start <= stop <= self.stop:
            held = f"{self.start} to {self.stop}"
            raise ValueError(f"futures {start} to {stop} are not within {held}")
        if (start, stop) not in self._parts:
            rows = slice(start - self.start, stop - self.start)
            draws = {name: column[rows] for name, column in self._draws.items()}
            varied = self._varied.part(start, stop) if self._varied else None
            own = None if self._rows is None else self._rows[rows]
            part = replace(self, start=start, stop=stop, _draws=draws, _varied=varied, _rows=own)
            self._parts[start, stop] = part
        return self._parts[start, stop]

    def having(self, values: Mapping[str, float | Array]) -> Futures:
        """The same futures with other draws of some quantities, all else as drawn.

        Args:
            values: dotted name -> one value for all futures, or (n,).
        """
        fixed = {
            name: np.broadcast_to(value, self.n).astype(float) for name, value in values.items()
        }
        return replace(self, _draws={**self._draws, **fixed}, _varied=self)

    def by_other_chance(self) -> Futures:
        """The same draws of every quantity, with other chance events in the stages."""
        return replace(self, seed=self.seed + OTHER, _varied=self)

    def once(self, name: str, of: tuple[object, ...], make: Callable[[Futures], T]) -> T:
        """A result that stages need again and again, kept as long as these futures are.

        Where they are a variation of others (`having`), what was made of draws that do not differ
        is made once for both.

        Args:
            name: of the result.
            of: the parts of the case that it is made of besides the draws; others, even if
                equal, make it anew.
            make: works it out of the futures that it is given; it may draw no chance events. What
                it returns is shared and must not be changed.
        """
        with self._making:  # who asks for the same in another thread waits for it
            kept = self._kept.get(name)
            if kept is None or not kept.is_of(of):
                kept = self._kept[name] = self._elsewhere(name, of) or self._made(name, of, make)
        if self._read is not None:
            self._read.update(kept.drawn)
        made_once: T = kept.made
        return made_once

    def _elsewhere(self, name: str, of: tuple[object, ...]) -> Kept | None:
        """A result that was made for those that these are a variation of, if it holds here."""
        for at in self._line():
            kept = at._kept.get(name)
            if kept is not None and kept.is_of(of) and kept.holds(self._draws):
                return kept
        return None

    def _made(self, name: str, of: tuple[object, ...], make: Callable[[Futures], T]) -> Kept:
        """A result made anew, and kept where most variations find it."""
        read: set[str] = set()
        made = make(replace(self, _varied=self, _read=read))
        kept = Kept(of, made, {quantity: self._draws[quantity] for quantity in read})
        at = [at for at in self._line() if kept.holds(at._draws)][-1]
        at._kept[name] = kept
        return kept

    def _line(self) -> Iterator[Futures]:
        """These, then those that they are a variation of, and so on."""
        at: Futures | None = self
        while at is not None:
            yield at
            at = at._varied

    def uniforms(self, stage: str, *shape: int) -> Array:
        """Uniform numbers for a stage's own chance events, common to all plans.

        Args:
            stage: name of the stream, such as ``"compliance"``.
            shape: numbers per future.

        Returns:
            (n, *shape), float64 in [0, 1).

        Raises:
            ValueError: something is made that is kept whatever the chance events (`once`).
        """
        if self._read is not None:
            raise ValueError(f"what is made once draws no chance events, here of {stage}")
        per_future = int(np.prod(shape, dtype=int))
        if self._rows is not None:
            first, last = int(self._rows.min()), int(self._rows.max())
            span = replace(self, start=first, stop=last + 1, _rows=None)
            return span.uniforms(stage, *shape)[self._rows - first]
        parts = []
        for block, rows in _blocks(self.start, self.stop):
            # A future's numbers sit in its own row, so the rows before it are drawn and dropped.
            draws = _generator(self.seed, f"stage:{stage}", block).random((rows.stop, per_future))
            parts.append(draws[rows])
        return np.concatenate(parts).reshape(self.n, *shape)


def draw(case: Case, run: Run, start: int = 0, stop: int | None = None) -> Futures:
    """Draw futures of a case.

    Args:
        case: the case.
        run: whose seed, lens and settings apply.
        start: index of the first future.
        stop: index after the last; by default all of the run.

    Raises:
        BadInput: unknown lens or quantity, or a value that its domain forbids.
    """
    stop = run.futures if stop is None else stop
    if run.given is not None:
        return _drawn_again(case, run, np.array(run.given.rows[start:stop]), start)
    quantities = run.quantities(case)
    uniform = {
        name: _column(run.seed, name, start, stop)
        for name, quantity in quantities.items()
        if quantity.uncertain
    }
    uniform.update(_correlated(case.header.correlations, uniform))
    nothing = np.empty(stop - start)
    draws = {name: quantity.at(uniform.get(name, nothing)) for name, quantity in quantities.items()}
    return Futures(run.seed, start, stop, quantities, draws)


def _drawn_again(case: Case, run: Run, rows: NDArray[np.int64], start: int) -> Futures:
    """The futures of a run that are those of its seed with some numbers."""
    first = int(rows.min())
    span = draw(case, replace(run, given=None), first, int(rows.max()) + 1)
    draws = {name: column[rows - first] for name, column in span._draws.items()}
    return Futures(run.seed, start, start + len(rows), span._quantities, draws, rows)


def _replacements(lens: Lens, quantities: Mapping[str, Quantity]) -> dict[str, Quantity]:
    return {
        name: _replaced(quantities[name], entry.value, _seen(lens, entry))
        for name, entry in lens.replaces.items()
    }


def _seen(lens: Lens, entry: Replacement) -> Mapping[str, Any]:
    """Where a number of a lens comes from: a claim is read into it, unless it says otherwise."""
    because = f"lens {lens.id}: {entry.because}"
    if entry.derived or entry.fitted or entry.elicited:
        return {**entry.statement(), "note": because}
    return {"source": entry.source, "judgement": because, "note": entry.judgement}


def _replaced(quantity: Quantity, value: str | float, said: Mapping[str, Any]) -> Quantity:
    fields = parse_quantity(value, quantity.domain)
    return Quantity(**{**fields, **said, "unit": quantity.unit, "name": quantity.name})


def _blocks(start: int, stop: int) -> list[tuple[int, slice]]:
    """The blocks that hold the futures, each with the rows of it that are wanted."""
    return [
        (block, slice(max(start - block * BLOCK, 0), min(stop - block * BLOCK, BLOCK)))
        for block in range(start // BLOCK, -(-stop // BLOCK))
    ]


def _generator(seed: int, stream: str, block: int) -> np.random.Generator:
    digest = hashlib.sha256(f"{seed}\x00{stream}\x00{block}".encode()).digest()
    # A seed sequence, not a bare key: a stratified sample spawns from it.
    sequence = np.random.SeedSequence(int.from_bytes(digest[:16], "little"))
    return np.random.Generator(np.random.Philox(sequence))


def _column(seed: int, name: str, start: int, stop: int) -> Array:
    parts = []
    for block, rows in _blocks(start, stop):
        parts.append(_stratified(_generator(seed, f"quantity:{name}", block), BLOCK)[rows])
    # A Latin hypercube may return 0, where an unbounded distribution has no finite value.
    return np.clip(np.concatenate(parts), 1e-12, 1 - 1e-12)


def _stratified(generator: np.random.Generator, n: int) -> Array:
    """One draw from each n-th of the unit interval, in random order: (n,).

    To the last bit what `scipy.stats.qmc.LatinHypercube` draws in one dimension, to which the tests
    hold it. Importing that takes half a second, a fifth of what the workbench has to start.
    """
    own = generator.spawn(1)[0]
    within = own.uniform(size=n)
    strata = np.arange(1, n + 1)
    own.shuffle(strata)
    drawn: Array = (strata - within) / n
    return drawn


def _correlated(
    correlations: tuple[Correlation, ...], uniform: Mapping[str, Array]
) -> dict[str, Array]:
    """Uniform draws joined by a Gaussian copula with the rank correlations of the case."""
    pairs = [c for c in correlations if all(name in uniform for name in c.between)]
    names = sorted({name for c in pairs for name in c.between})
    if not names:
        return {}
    matrix = np.eye(len(names))
    for c in pairs:
        i, j = (names.index(name) for name in c.between)
        # Spearman's rho to the normal copula's correlation (Kruskal 1958).
        matrix[i, j] = matrix[j, i] = 2 * np.sin(np.pi / 6 * c.value)
    normal = special.ndtri(np.stack([uniform[name] for name in names]))
    # einsum, not a BLAS product, whose summation order depends on the number of columns.
    joined = special.ndtr(np.einsum("ij,jn->in", np.linalg.cholesky(matrix), normal))
    return dict(zip(names, np.clip(joined, 1e-12, 1 - 1e-12), strict=True))

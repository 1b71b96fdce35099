"""Comparative statics: how the life of a deal answers to one quantity, all else as drawn.

Every value of the quantity is tried on the same futures with the same chance events, so that
differences between values are paired and small effects show. Effects need not go one way: better
detection with working snapback takes away the benefit that made compliance worth while, and a
guarantee for one side can embolden it. `Response.shape` says where an effect turns round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from interim.case.model import Case
from interim.foundation import defaults
from interim.foundation.errors import BadInput, unknown
from interim.foundation.estimates import Z975, Probability, share
from interim.futures import Run, draw
from interim.insight.outcomes import Outcome
from interim.insight.rerun import Rerun
from interim.stages.compliance import ENDINGS

CLEAR = 4.0
"""A rise or fall between two values counts if it is more than so many standard errors of the paired
difference: with nine values, 36 pairs, that leaves a chance of about 1 in 400 of a false one."""

MIDDLE = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
"""Quantiles of the stated distribution at which a quantity is tried by default."""


_END = Outcome(
    "end", "", "", event=False, until="compliance",
    read=lambda arrays: np.column_stack([arrays["month"], arrays["ending"]]),
)  # fmt: skip
"""When a deal in force ends, and how, as columns."""


@dataclass(frozen=True)
class Response:
    """What happens to a deal in force as one quantity moves.

    Attributes:
        quantity: its dotted name.
        values: (m,), the values tried, ascending.
        kept: for each value the share of futures in which the deal is kept for `years`.
        life: (m,), mean months until the deal ends, cut at the horizon.
        life_error: (m,), half-width of the 95 % interval of `life`.
        ends: ending -> (m,), share of futures that end so.
        difference_error: (m, m), standard error of the difference of `life` between two values,
            over paired futures.
        years: for how long a deal must be kept to count in `kept`.
    """

    quantity: str
    values: NDArray[np.float64]
    kept: tuple[Probability, ...]
    life: NDArray[np.float64]
    life_error: NDArray[np.float64]
    ends: Mapping[str, NDArray[np.float64]]
    difference_error: NDArray[np.float64]
    years: int

    @property
    def shape(self) -> str:
        """`lengthens`, `shortens`, `no clear effect`, or where it turns round."""
        rise = self.life[None, :] - self.life[:, None]  # from value i to value j
        later = np.triu(np.ones_like(rise, dtype=bool), 1)
        clear = later & (np.abs(rise) > CLEAR * self.difference_error)
        up, down = clear & (rise > 0), clear & (rise < 0)
        if not clear.any():
            return "no clear effect"
        if not down.any():
            return "lengthens"
        if not up.any():
            return "shortens"
        # The largest rise and the largest fall: whichever begins at the lower value comes first.
        first_up = np.unravel_index(np.argmax(np.where(up, rise, -np.inf)), rise.shape)
        first_down = np.unravel_index(np.argmin(np.where(down, rise, np.inf)), rise.shape)
        if first_up[0] < first_down[0]:
            return "lengthens, then shortens"
        return "shortens, then lengthens"


def response(
    case: Case,
    plan: str,
    quantity: str,
    values: Sequence[float] | None = None,
    *,
    run: Run = Run(defaults.RESPONSE),
    years: int = 10,
    workers: int | None = None,
) -> Response:
    """Try a quantity at several values on the same futures.

    Args:
        case: the case.
        plan: id of the plan, which is put in force in every future.
        quantity: dotted name of the quantity.
        values: what to try; by default quantiles of the stated distribution.
        run: the futures at each value, which all share; its settings are of other quantities.
        years: for how long a deal must be kept to count as kept.
        workers: threads; by default one per core.

    Raises:
        BadInput: unknown plan, quantity or lens, or a value that the quantity cannot have.
    """
    if plan not in case.plans:
        raise BadInput([unknown("plan", plan, case.plans)])
    if quantity not in case.quantities:
        raise BadInput([unknown("quantity", quantity, case.quantities)])
    tried = np.unique(
        np.asarray(values, dtype=float)
        if values is not None
        else case.quantities[quantity].at(np.array(MIDDLE))
    )

    def there(value: float) -> Run:
        return replace(run, settings={**run.settings, quantity: value})

    for value in tried.tolist():
        there(value).quantities(case)  # complain before any work is done
    again = Rerun(case, plan, _END, draw(case, there(float(tried[0]))), workers)
    done = np.stack([again({quantity: value}) for value in tried])
    ending = done[:, :, 1]
    months = np.where(done[:, :, 0] < 0, case.months, done[:, :, 0])
    apart = months[None, :, :] - months[:, None, :]
    kept_long = [share(row >= 12 * years) for row in months]
    return Response(
        quantity=quantity,
        values=tried,
        kept=tuple(share_kept for share_kept in kept_long if share_kept is not None),
        life=months.mean(axis=1),
        life_error=Z975 * months.std(axis=1) / np.sqrt(run.futures),
        ends={name: (ending == code).mean(axis=1) for code, name in enumerate(ENDINGS)},
        difference_error=apart.std(axis=2) / np.sqrt(run.futures),
        years=years,
    )

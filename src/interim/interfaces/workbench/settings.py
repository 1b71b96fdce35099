"""Whose view, which values, seed and futures a case opens with: saved once, applied on every visit.

A visit is an address that says nothing, as that of a case. An address that says something is a
link: it shows exactly what it says, whatever is saved here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from interim.case.model import Case
from interim.foundation import defaults, words
from interim.foundation.errors import BadInput
from interim.futures import Run
from interim.interfaces.workbench.store import Store
from interim.interfaces.workbench.view import MOST_FUTURES, View

OTHERS = LENS, FUTURES_KEPT, SEED = "lens", "futures", "seed"
"""Names under which they stand among the values of quantities, whose names have dots."""
BLANK = View("", "")


def keep(store: Store, case: Case, view: View, *, seen: str | None = None, by: str = "") -> None:
    """Keep the settings of a view for the next visit, in place of those kept before.

    Raises:
        BadInput: a value is not allowed.
        ValueError: there are too many.
        Conflict: others are there than those that were seen.
    """
    view.run.quantities(case)
    settings = dict(view.settings)
    if view.lens:
        settings[LENS] = view.lens
    if view.seed != BLANK.seed:
        settings[SEED] = str(view.seed)
    if view.futures != BLANK.futures:
        settings[FUTURES_KEPT] = str(view.futures)
    store.set_all(case.id, settings, seen=seen, by=by)


def forget(store: Store, case: str) -> None:
    """Forget the settings of a case."""
    store.set_all(case, {})


def kept(store: Store, case: Case) -> View | None:
    """A view with the settings that are kept and still fit the case; None if none do."""
    saved = store.settings(case.id)
    lens = saved.get(LENS)
    opened = replace(
        BLANK,
        lens=lens if lens in case.lenses else None,
        settings=tuple((name, value) for name, value in saved.items() if _fits(case, name, value)),
        seed=_number(saved, SEED, 2**31 - 1, BLANK.seed),
        futures=_number(saved, FUTURES_KEPT, MOST_FUTURES, defaults.STEPS[-1]),
    )
    return None if opened == BLANK else opened


def applied(store: Store, case: Case, view: View) -> View:
    """A view with the settings that are kept in place of its own."""
    return same(view, kept(store, case) or BLANK)


def same(view: View, settings: View) -> View:
    """A view with the lens, values, seed and futures of another."""
    return replace(
        view,
        lens=settings.lens,
        settings=settings.settings,
        seed=settings.seed,
        futures=settings.futures,
    )


def said(case: Case, view: View) -> str:
    """The settings of a view in words."""
    parts = [f"seen by {case.lenses[view.lens].title}" if view.lens else "the case itself"]
    if len(view.settings) > 2:
        parts.append(f"{words.count(len(view.settings), 'number')} changed")
    else:
        parts += [f"{name} = {value}" for name, value in view.settings]
    return "; ".join([*parts, f"{view.futures:,} futures", f"seed {view.seed}"])


def _fits(case: Case, name: str, value: str) -> bool:
    if name not in case.quantities:
        return False
    try:
        Run(1, settings={name: value}).quantities(case)
    except BadInput:
        return False
    return True


def _number(saved: Mapping[str, str], name: str, most: int, otherwise: int) -> int:
    text = saved.get(name, "")
    fits = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    return int(text) if fits and int(text) <= most else otherwise

"""What a valid case says that is possible and hardly meant: told by `interim check`, no error.

Each doubt has the place of what it is about. A case that is not valid has none: what is said of
half a case would be guessed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from interim.case.find import find
from interim.case.folder import read_folder
from interim.case.layout import CELLS
from interim.case.model import Case
from interim.case.positions import Document, Path, read_yaml
from interim.case.quantity import Quantity
from interim.case.rules.limits import reach
from interim.foundation.errors import BadInput, Problem

GRACE = 31
"""Days after the day of a case on which a text that was known by then may be dated."""
SURE = 8.0
"""Log-odds beyond which a chance is 0 or 1 to three digits: 0.03 % and 99.97 %."""
APART = 10.0
"""Times by which weights of one list or counts of the same people may differ unremarked."""
DENSEST = 10_000.0
"""People per km2 of a whole zone; few cities have more."""
CAMPAIGN = 3.0
"""Log-odds: a campaign that moves a vote from 5 to 95 % of yes."""


def doubts(case: Case) -> list[Problem]:
    """Everything of a valid case that is possible and hardly meant, in the order of the files."""
    found: list[Problem] = []
    for rule in (_dates, _priors, _log_odds, _turnouts, _people, _groups):
        found += rule(case)
    documents = _documents(case)
    return [_placed(problem, documents) for problem in found]


def _dates(case: Case) -> Iterator[Problem]:
    """Nothing is known on the day of a case that is dated later."""
    day = case.header.as_of
    latest = day + datetime.timedelta(days=GRACE)
    for name, plan in case.plans.items():
        if plan.date is not None and plan.date > latest:
            yield _doubt(
                f"plans.{name}.date",
                f"the plan '{name}' is dated later than the case",
                plan.date.isoformat(),
                f"a date up to 'as_of: {day.isoformat()}' of case.yaml, or a later 'as_of'",
            )
    if day > datetime.date.today() + datetime.timedelta(days=366):
        expected = "the day that the facts are as of"
        yield _doubt("case.as_of", "the case is of a day far ahead", day.isoformat(), expected)


def _priors(case: Case) -> Iterator[Problem]:
    """Priors are weights: one in percent beside one as a share decides everything."""
    for party, preferences in case.preferences.items():
        middles = {name: kind.prior.middle for name, kind in preferences.types.items()}
        small = [value for value in middles.values() if 0 < value <= 1]
        for name, value in middles.items():
            if value > 1 and small and value > APART * max(small):
                yield _doubt(
                    f"preferences.{party}.types.{name}.prior",
                    f"this prior is {value / max(small):,.0f} times the next",
                    preferences.types[name].prior.text,
                    f"all priors of '{party}' in the same measure, such as 0.6 beside 0.4",
                )


def _log_odds(case: Case) -> Iterator[Problem]:
    """Leanings are log-odds; a percentage taken for one makes a vote certain."""
    for name, quantity in case.quantities.items():
        *_, block, key = ("", *name.split("."))
        if key == "leaning" or block == "leanings":
            low, high = reach(quantity)
            if min(abs(low), abs(high)) > SURE and low * high > 0:
                p = 1 / (1 + np.exp(-np.clip(quantity.middle, -30, 30)))
                share = quantity.middle / 100
                meant = ""
                if 0 < share < 1:
                    meant = f"; {quantity.middle:g} % of yes is {np.log(share / (1 - share)):.2f}"
                yield _doubt(
                    name,
                    f"this leaning makes the vote certain: {p:.2%} yes",
                    quantity.text,
                    f"log-odds, mostly between -4 and 4 (0 is one half, 1 is 73 %){meant}",
                )
        elif key in ("swing", "sway", "pressure") and quantity.middle > CAMPAIGN:
            expected = f"log-odds below {CAMPAIGN:g}, such as 0.3 (from 50 to 57 % of yes)"
            message = "this moves a vote from nearly no to nearly yes"
            yield _doubt(name, message, quantity.text, expected)


def _turnouts(case: Case) -> Iterator[Problem]:
    """A floor above any turnout fails every vote, whatever people want."""
    for name, body in case.bodies.items():
        people = body.popular
        if people is None or people.turnout_floor is None:
            continue
        floor, turnout = people.turnout_floor, people.turnout
        if reach(floor)[0] > reach(turnout)[1] + 1e-9:
            yield _doubt(
                f"bodies.{name}.popular.turnout_floor",
                f"the vote of '{name}' can hardly reach it, so it fails whatever people want",
                floor.text,
                f"at most what turnout may reach ({turnout.text})",
            )


def _people(case: Case) -> Iterator[Problem]:
    """People are counted in thousands."""
    areas = _zones_km2(case)
    for name, zone in case.territory.zones.items():
        area = areas.get(name, 0.0)
        if zone.people is not None and area > 0:
            density = 1000 * zone.people.middle / area
            if density > DENSEST:
                path = f"territory.zones.{name}.people"
                yield _crowded(path, zone.people, f"{density:,.0f} people per km2")
    total = case.enforcement.monitoring.people_thousands
    whole = sum(areas.values())
    counted = _inhabitants(case)
    path = "enforcement.monitoring.people_thousands"
    if counted > 0 and total.middle > APART * counted:
        yield _crowded(path, total, f"{total.middle / counted:,.0f} times the people of cells.csv")
    elif whole > 0 and 1000 * total.middle / whole > 10 * DENSEST:
        yield _crowded(path, total, f"{1000 * total.middle / whole:,.0f} people per km2")


def _groups(case: Case) -> Iterator[Problem]:
    """A group of voters many times the electorate of its unit was counted in other units."""
    vote = case.referendum
    if vote is None:
        return
    for unit, at in vote.units.items():
        for name, group in at.groups.items():
            if group.size.middle > APART * max(at.prewar_electorate.middle, 1e-9):
                yield _doubt(
                    f"referendum.units.{unit}.groups.{name}.size",
                    f"the group '{name}' is "
                    f"{group.size.middle / at.prewar_electorate.middle:,.0f} times the electorate "
                    f"of '{unit}' before the war",
                    group.size.text,
                    "thousands of people in both",
                )


def _crowded(path: str, quantity: Quantity, how_many: str) -> Problem:
    expected = "people in thousands: 190 for 190,000 people"
    return _doubt(path, f"this makes {how_many}", quantity.text, expected)


def _rows(case: Case) -> Iterator[dict[str, str]]:
    file = case.folder / CELLS
    if file.is_file():
        import csv

        with file.open(encoding="utf-8-sig", newline="") as stream:
            yield from csv.DictReader(stream)


def _zones_km2(case: Case) -> dict[str, float]:
    areas = dict.fromkeys(case.territory.zones, 0.0)
    for row in _rows(case):
        for name, zone in case.territory.zones.items():
            if row["unit"] in zone.units and row["holder"] == zone.holder:
                areas[name] += float(row["area_km2"])
    return areas


def _inhabitants(case: Case) -> float:
    """Thousands of people that the table of cells counts; 0 where it counts none."""
    return sum(float(row.get("people") or 0.0) for row in _rows(case)) / 1000


def _doubt(path: str, message: str, found: str, expected: str) -> Problem:
    return Problem(message, path=path, found=found, expected=expected)


def _documents(case: Case) -> dict[str, Document]:
    """The files of the case, by the beginning of their dotted names."""
    try:
        folder = read_folder(find(case.folder))
    except (BadInput, OSError):
        return {}
    read = {}
    for name, text in folder.texts.items():
        if name != CELLS:
            stem = name.removesuffix(".yaml").replace("/", ".")
            read[stem] = read_yaml(text, name, stem)
    return read


def _placed(problem: Problem, documents: dict[str, Document]) -> Problem:
    """A doubt with the file, line and column of what it is about."""
    dotted = problem.path or ""
    stems = [stem for stem in documents if dotted == stem or dotted.startswith(f"{stem}.")]
    if not stems:
        return problem
    document = documents[max(stems, key=len)]
    path = _path(document.data, dotted.removeprefix(f"{document.stem}.").split("."))
    place = document.position(path)
    return replace(problem, file=document.file, line=place.line, column=place.column)


def _path(data: Any, parts: list[str]) -> Path:
    """The keys of a dotted name: a key may hold dots itself."""
    if not parts or not isinstance(data, dict):
        return ()
    for end in range(len(parts), 0, -1):
        key = ".".join(parts[:end])
        if key in data:
            return (key, *_path(data[key], parts[end:]))
    return ()
